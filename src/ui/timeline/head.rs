//! Left of the lanes their names, above them the ruler with chapters and commands.

use crate::engine::time::SimTime;
use crate::playback::timeline::{ChapterKind, LaneKind};
use crate::text::timeline as words;
use crate::ui::layout::flags::{self, Side, Wish};
use crate::ui::layout::lanes::{Group, Row, Source};
use crate::ui::layout::ruler::{self, Ruler};
use crate::ui::layout::text_width::text_width;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::{Context, Plan, lane_name, playhead};

const FONT: i32 = 11;
/// What the name of a group leaves for the names of its lanes.
const NAME_ROOM: i32 = 124;

/// The names of the groups and of their lanes.
pub fn names(plan: &Plan) -> View {
    let end = plan.left - 8;
    let mut texts: Vec<View> = Vec::new();
    for row in &plan.rows.rows {
        let y = row.baseline();
        if row.opens_group && (!plan.is_phone || row.group != Group::Conditions) {
            let name = group_name(row.group).in_lang(plan.lang);
            texts.push(view! { <text class="lane-group" x="16" y=y>{name}</text> });
        }
        if !plan.is_phone {
            let name = row_name(plan, row);
            texts.push(view! { <text class="lane-name" x=end y=y>{name}</text> });
        } else if row.group == Group::Conditions {
            texts.push(view! { <text class="lane-group" x="16" y=y>"Ready"</text> });
        }
    }
    let rules: Vec<View> = plan
        .rows
        .rules
        .iter()
        .map(|y| view! { <path class="lane-rule" d=format!("M16 {y}.5h4000")/> })
        .collect();
    view! {
        <svg class="timeline-names" height=plan.rows.height aria-hidden="true">
            {rules} {texts}
        </svg>
    }
}

fn group_name(group: Group) -> crate::text::Words {
    match group {
        Group::Phase => words::PHASE,
        Group::Conditions => words::CONDITIONS,
        Group::Containers => words::CONTAINERS,
        Group::Stop => words::STOP,
        Group::Probes => words::PROBES,
        Group::Endpoints => words::ENDPOINTS,
        Group::Traffic => words::TRAFFIC,
        Group::Waits => words::WAITS,
        Group::Status => words::STATUS,
        Group::Events => words::EVENTS,
    }
}

fn row_name(plan: &Plan, row: &Row) -> String {
    let Source::Lane(index) = row.source else {
        return fitted(lane_name(plan, row.source), NAME_ROOM);
    };
    let Some(lane) = plan.timeline.lanes.get(index) else {
        return String::new();
    };
    let pod = || {
        plan.timeline
            .pod
            .as_ref()
            .map(|pod| pod.name.clone())
            .unwrap_or_default()
    };
    match &lane.kind {
        LaneKind::Phase => pod(),
        LaneKind::Events => format!("{} · {}", pod(), lane.marks.len()),
        LaneKind::Container { name, .. } if row.init_lane.is_some() => format!("init → {name}"),
        LaneKind::Stop { container } => container.clone(),
        LaneKind::BackOff => words::WAITS_OF_KUBELET.in_lang(plan.lang).to_owned(),
        LaneKind::StatusWord => words::STATUS_OF_KUBECTL.in_lang(plan.lang).to_owned(),
        _ => lane_name(plan, row.source),
    }
}

/// The text as far as there is room for it.
fn fitted(mut text: String, room: i32) -> String {
    if text_width(&text, FONT) <= room {
        return text;
    }
    while text_width(&text, FONT) > room - FONT && text.pop().is_some() {}
    text.push('…');
    text
}

/// Flags, ticks and their labels.
pub fn head(context: Context, plan: &Plan) -> View {
    let ruler = ruler::ruler(&plan.axis, |piece| {
        let text = words::length(plan.lang, piece.length());
        let width = text_width(&text, FONT);
        (text, width)
    });
    view! {
        <svg class="timeline-head" width=plan.axis.width height="33" aria-hidden="true">
            <path class="tick" d=tick_path(&ruler, plan.axis.width)/>
            {labels(context, &ruler)} {flags_and_commands(plan)}
        </svg>
    }
}

fn tick_path(ruler: &Ruler, width: i32) -> String {
    let mut path = format!("M0 30.5H{width}");
    for tick in &ruler.ticks {
        let length = if tick.major { 6 } else { 2 };
        path.push_str(&format!("M{}.5 30v-{length}", tick.x));
    }
    path
}

/// A label gives way to the time at the playhead.
fn labels(context: Context, ruler: &Ruler) -> Vec<View> {
    let covered = playhead::covered(context, ruler.labels.clone());
    let label = |(bit, label): (usize, &ruler::Label)| {
        let class = if label.fold {
            "tick-label is-fold"
        } else {
            "tick-label"
        };
        let is_covered = move || {
            let bits = covered.get().checked_shr(bit as u32);
            bits.is_some_and(|bits| bits & 1 == 1)
        };
        view! {
            <text
                class=class
                class:is-covered=is_covered
                x=label.x
                y="24"
            >
                {label.text.clone()}
            </text>
        }
    };
    ruler.labels.iter().enumerate().map(label).collect()
}

/// A flag or a diamond before it is placed.
struct Flag {
    x: i32,
    text: String,
    title: String,
    priority: u8,
    is_command: bool,
}

fn flags_and_commands(plan: &Plan) -> Vec<View> {
    let lang = plan.lang;
    let shown = |time: SimTime| plan.axis.shows(time);
    let chapters = plan
        .timeline
        .chapters
        .iter()
        .filter(|chapter| shown(chapter.time));
    let mut flags: Vec<Flag> = chapters
        .map(|chapter| Flag {
            x: plan.axis.x(chapter.time),
            text: words::flag(lang, &chapter.kind),
            title: words::chapter(lang, &chapter.kind),
            priority: priority(&chapter.kind),
            is_command: false,
        })
        .collect();
    // The command that began the run needs no mark of its own.
    let commands = plan
        .timeline
        .commands
        .iter()
        .filter(|(time, _)| *time > SimTime::ZERO);
    flags.extend(
        commands
            .filter(|(time, _)| shown(*time))
            .map(|(time, line)| Flag {
                x: plan.axis.x(*time),
                text: shortened(line),
                title: format!("{}: {line}", words::COMMAND.in_lang(lang)),
                priority: 5,
                is_command: true,
            }),
    );
    let wish = |flag: &Flag| Wish {
        x: flag.x,
        label_width: text_width(&flag.text, FONT),
        priority: flag.priority,
    };
    let wishes: Vec<Wish> = flags.iter().map(wish).collect();
    let sides = flags::place(&wishes, 0, plan.axis.width + 12);
    flags
        .into_iter()
        .zip(sides)
        .filter_map(|(flag, side)| flag_view(flag, side))
        .collect()
}

/// `kubectl delete pod web --grace-period=5` becomes `delete pod web…`.
fn shortened(line: &str) -> String {
    const LONGEST: usize = 18;
    let line = line.trim().trim_start_matches("kubectl ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line.to_owned(),
    }
}

fn priority(kind: &ChapterKind) -> u8 {
    match kind {
        ChapterKind::Unschedulable | ChapterKind::FirstReady | ChapterKind::DeletionRequested => 9,
        ChapterKind::ProbeKill { .. }
        | ChapterKind::OutOfMemory { .. }
        | ChapterKind::DeadlineExceeded
        | ChapterKind::Evicted => 9,
        ChapterKind::Gone | ChapterKind::Finished { .. } | ChapterKind::Signal { .. } => 8,
        ChapterKind::Exit { .. } | ChapterKind::PullFailed { .. } => 7,
        ChapterKind::Scheduled | ChapterKind::Started { .. } => 6,
        ChapterKind::Initialized => 5,
        ChapterKind::InitStarted { .. } => 4,
        ChapterKind::Pulled { .. } => 3,
        ChapterKind::Created | ChapterKind::BackOff { .. } => 2,
    }
}

fn flag_view(flag: Flag, side: Side) -> Option<View> {
    let Flag { x, text, title, .. } = flag;
    let to_left = side == Side::Left;
    let path = match (flag.is_command, to_left) {
        (true, _) => format!("M{x} 3l4 4-4 4-4-4z"),
        (false, false) => format!("M{x}.5 14V2.5h6l-2 2.5 2 2.5h-6"),
        (false, true) => format!("M{x}.5 14V2.5h-6l2 2.5-2 2.5h6"),
    };
    let class = match (flag.is_command, to_left) {
        (true, false) => "flag is-command",
        (true, true) => "flag is-command to-left",
        (false, false) => "flag",
        (false, true) => "flag to-left",
    };
    let text_x = if to_left { x - 9 } else { x + 9 };
    let shows_text = matches!(side, Side::Left | Side::Right);
    (side != Side::Gone).then(|| {
        view! {
            <g class=class>
                <title>{title}</title>
                <path d=path/>
                {shows_text.then(|| view! { <text x=text_x y="11">{text}</text> })}
            </g>
        }
    })
}
