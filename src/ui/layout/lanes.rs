//! Which lanes are drawn and at which height.

use crate::engine::time::SimTime;
use crate::playback::snapshot::Role;
use crate::playback::timeline::{Lane, LaneKind, MarkKind, Segment, Timeline, Tone};

use super::text_width::text_width;

/// Above the first lane: flags, the ruler's labels, its line.
pub const HEAD: i32 = 33;
pub const BAR: i32 = 15;
const MARKS: i32 = 12;
const THIN: i32 = 5;
const PROBES: i32 = 9;
const FONT: i32 = 11;

/// The kinds of lanes that stand together under one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Phase,
    Conditions,
    Containers,
    Stop,
    Probes,
    Endpoints,
    Traffic,
    Waits,
    Status,
    Events,
}

/// How a lane's segments look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Boxes with a word inside.
    Bar,
    /// A line that is thick where the value is True.
    Thin,
    /// Marks only.
    Marks,
    /// Small triangles, up and down.
    Probes,
}

/// Where in the timeline the values of a lane stand: places in its lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Lane(usize),
    Probe(usize),
    /// A Service and one of its addresses.
    Endpoint(usize, usize),
    Traffic(usize),
}

/// All lanes in the order in which they are shown.
pub fn sources(timeline: &Timeline) -> Vec<Source> {
    let closes = |lane: &Lane| {
        matches!(
            lane.kind,
            LaneKind::BackOff | LaneKind::StatusWord | LaneKind::Events
        )
    };
    let count = timeline.lanes.len();
    let cut = timeline.lanes.iter().position(closes).unwrap_or(count);
    let mut sources: Vec<Source> = (0..cut).map(Source::Lane).collect();
    sources.extend((0..timeline.probes.len()).map(Source::Probe));
    for (service, lane) in timeline.services.iter().enumerate() {
        let endpoints = 0..lane.endpoints.len();
        sources.extend(endpoints.map(|endpoint| Source::Endpoint(service, endpoint)));
    }
    for (service, lane) in timeline.services.iter().enumerate() {
        if !lane.requests.is_empty() {
            sources.push(Source::Traffic(service));
        }
    }
    sources.extend((cut..count).map(Source::Lane));
    sources
}

/// One drawn lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub source: Source,
    /// The lane of the init containers, drawn on the same row: they end before this one starts.
    pub init_lane: Option<usize>,
    pub group: Group,
    pub shape: Shape,
    /// The top of its bar, line or marks.
    pub top: i32,
    pub height: i32,
    /// The group's name stands at this row.
    pub opens_group: bool,
}

impl Row {
    pub fn middle(&self) -> i32 {
        self.top + self.height / 2
    }

    /// The baseline of an 11 px text that is centred on the row.
    pub fn baseline(&self) -> i32 {
        self.middle() + 4
    }
}

/// The rows and the height of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    pub rows: Vec<Row>,
    /// Hairlines between groups.
    pub rules: Vec<i32>,
    pub height: i32,
}

/// Lays out all lanes, or the four that a phone has room for: phase, Ready, one container, events.
pub fn rows(timeline: &Timeline, phone: bool) -> Rows {
    let app = timeline.lanes.iter().position(|lane| {
        matches!(
            lane.kind,
            LaneKind::Container {
                role: Role::App,
                ..
            }
        )
    });
    let init = timeline.lanes.iter().position(|lane| {
        matches!(
            lane.kind,
            LaneKind::Container {
                role: Role::Init { .. },
                ..
            }
        )
    });
    let mut placed = Rows::default();
    let mut at = HEAD;
    let mut group_before: Option<Group> = None;
    let mut init_lane = app.and(init);
    for source in sources(timeline) {
        let index = match source {
            Source::Lane(index) => Some(index),
            _ => None,
        };
        let lane = index.and_then(|index| timeline.lanes.get(index));
        let is_app = app.is_some() && app == index;
        let on_phone = lane.is_some_and(|lane| match &lane.kind {
            LaneKind::Phase | LaneKind::Events => true,
            LaneKind::Condition { condition_type } => condition_type == "Ready",
            LaneKind::Container { .. } => is_app,
            LaneKind::Stop { .. } | LaneKind::BackOff | LaneKind::StatusWord => false,
        });
        let shared = app.is_some() && init.is_some() && init == index;
        if (phone && !on_phone) || lane.is_some_and(is_empty_wait) || shared {
            continue;
        }
        let (group, shape) = kind_of(source, lane);
        let opens_group = group_before != Some(group);
        if let Some(before) = group_before.filter(|_| opens_group) {
            let ruled = !phone && is_apart(before, group);
            at += if ruled || phone { 7 } else { 2 };
            if ruled {
                placed.rules.push(at - 4);
            }
        } else if !opens_group {
            at += match shape {
                Shape::Thin => 7,
                Shape::Probes => 4,
                Shape::Bar | Shape::Marks => 2,
            };
        }
        let height = match shape {
            Shape::Bar => BAR,
            Shape::Thin => THIN,
            Shape::Marks => MARKS,
            Shape::Probes => PROBES,
        };
        // A thin lane has a line of text beside it, which is taller than the line itself.
        let lift = if shape == Shape::Thin && opens_group {
            3
        } else {
            0
        };
        placed.rows.push(Row {
            source,
            init_lane: if is_app { init_lane.take() } else { None },
            group,
            shape,
            top: at + lift,
            height,
            opens_group,
        });
        at += lift + height;
        group_before = Some(group);
    }
    placed.height = at + 4;
    placed
}

/// Whether a hairline stands between two groups: containers, probes and waits belong together,
/// and so do endpoints and requests.
fn is_apart(before: Group, after: Group) -> bool {
    let block = |group: Group| match group {
        Group::Phase => 0,
        Group::Conditions => 1,
        Group::Endpoints | Group::Traffic => 2,
        _ => 3,
    };
    block(before) != block(after)
}

fn is_empty_wait(lane: &Lane) -> bool {
    lane.kind == LaneKind::BackOff && lane.segments.is_empty()
}

fn kind_of(source: Source, lane: Option<&Lane>) -> (Group, Shape) {
    let kind = match source {
        Source::Probe(_) => return (Group::Probes, Shape::Probes),
        Source::Endpoint(..) => return (Group::Endpoints, Shape::Thin),
        Source::Traffic(_) => return (Group::Traffic, Shape::Bar),
        Source::Lane(_) => lane.map(|lane| &lane.kind),
    };
    match kind {
        Some(LaneKind::Phase) | None => (Group::Phase, Shape::Bar),
        Some(LaneKind::Condition { .. }) => (Group::Conditions, Shape::Thin),
        Some(LaneKind::Container { .. }) => (Group::Containers, Shape::Bar),
        Some(LaneKind::Stop { .. }) => (Group::Stop, Shape::Bar),
        Some(LaneKind::BackOff) => (Group::Waits, Shape::Bar),
        Some(LaneKind::StatusWord) => (Group::Status, Shape::Bar),
        Some(LaneKind::Events) => (Group::Events, Shape::Marks),
    }
}

/// The room that a number of restarts takes at the start of a run.
pub const RESTART_ROOM: i32 = 17;

/// The room that the sign of an exit takes.
pub const EXIT_ROOM: i32 = 12;

/// The number of the restart that a run came from. The node starts a container before the API
/// says so: the mark stands somewhere between the run before and this one's end.
pub fn restart_of(lane: &Lane, run: &Segment) -> Option<i32> {
    let before = lane
        .segments
        .iter()
        .take_while(|segment| segment.from < run.from);
    let before_ended = before
        .filter(|segment| is_run(segment))
        .last()
        .and_then(|run| run.to);
    let after = before_ended.unwrap_or(SimTime::ZERO);
    let own = |time: SimTime| after < time && run.to.is_none_or(|to| time <= to);
    let found = lane.marks.iter().rev().find_map(|mark| match mark.kind {
        MarkKind::Restart { count } if own(mark.time) => Some(count),
        _ => None,
    });
    found.filter(|_| is_run(run))
}

/// The exit code with which a run ended: the node knows of it up to a second before the API.
pub fn exit_of(lane: &Lane, run: &Segment) -> Option<i32> {
    let to = run.to?;
    let found = lane.marks.iter().rev().find_map(|mark| match mark.kind {
        MarkKind::Exit { exit_code } if run.from < mark.time && mark.time <= to => Some(exit_code),
        _ => None,
    });
    found.filter(|_| is_run(run))
}

/// Whether a due SIGKILL is worth a mark: it came, or it is the newest one that was planned. The
/// others were forgotten when their container ended in time.
pub fn is_kill_told(lane: &Lane, due: SimTime) -> bool {
    let is_newest = lane.marks.last().is_some_and(|mark| mark.time == due);
    let mut reached = lane.segments.iter();
    is_newest || reached.any(|segment| segment.from < due && segment.to.is_none_or(|to| due <= to))
}

/// Whether the container runs in that stretch.
pub fn is_run(segment: &Segment) -> bool {
    matches!(segment.tone, Tone::Running | Tone::Ready)
}

/// The width that a word needs inside a bar.
pub fn label_room(label: &str) -> i32 {
    text_width(label, FONT) + 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playback::timeline::Mark;
    use crate::ui::layout::fixture;

    #[test]
    fn rows_stand_apart_and_fit_the_panel() {
        let mut timeline = fixture::crash_loop_timeline();
        let mut second = timeline.lanes[7].clone();
        second.kind = LaneKind::Container {
            name: "metrics".to_owned(),
            role: Role::App,
        };
        timeline.lanes.insert(8, second);
        let placed = rows(&timeline, false);
        assert!(placed.height <= 212, "{}", placed.height);
        for pair in placed.rows.windows(2) {
            assert!(pair[0].top + pair[0].height < pair[1].top, "{pair:?}");
            // Two lines of 11 px text must not touch.
            assert!(pair[1].baseline() - pair[0].baseline() >= 12, "{pair:?}");
        }
    }

    #[test]
    fn probes_endpoints_and_requests_stand_between_containers_and_waits() {
        let mut timeline = fixture::crash_loop_timeline();
        fixture::add_network(&mut timeline);
        let placed = rows(&timeline, false);
        let opened: Vec<Group> = placed
            .rows
            .iter()
            .filter(|row| row.opens_group)
            .map(|row| row.group)
            .collect();
        let expected = [
            Group::Phase,
            Group::Conditions,
            Group::Containers,
            Group::Probes,
            Group::Endpoints,
            Group::Traffic,
            Group::Waits,
            Group::Status,
            Group::Events,
        ];
        assert_eq!(opened, expected);
        for pair in placed.rows.windows(2) {
            assert!(pair[0].top + pair[0].height < pair[1].top, "{pair:?}");
            assert!(pair[1].baseline() - pair[0].baseline() >= 12, "{pair:?}");
        }
        assert_eq!(rows(&timeline, true).rows.len(), 4);
    }

    #[test]
    fn a_sigkill_that_never_came_is_forgotten_at_the_next_stop() {
        let at = SimTime::from_seconds;
        let stop = |from, to| Segment {
            from: at(from),
            to: Some(at(to)),
            tone: Tone::Terminating,
            label: "SIGTERM".to_owned(),
        };
        let due = |time| Mark {
            time: at(time),
            kind: MarkKind::KillDue,
            record: 0,
        };
        let lane = Lane {
            kind: LaneKind::Stop {
                container: "app".to_owned(),
            },
            segments: vec![stop(10, 12), stop(100, 130), stop(200, 201)],
            marks: vec![due(40), due(130), due(230)],
        };
        let told = [40, 130, 230].map(|time| is_kill_told(&lane, at(time)));
        assert_eq!(told, [false, true, true]);
    }

    #[test]
    fn runs_find_their_restart_and_exit_though_the_api_is_late() {
        let timeline = fixture::crash_loop_timeline();
        let mut lane = timeline.lanes[7].clone();
        for segment in &mut lane.segments {
            segment.from.milliseconds += 40;
            segment.to = segment
                .to
                .map(|to| SimTime::from_millis(to.milliseconds + 40));
        }
        let found: Vec<(Option<i32>, Option<i32>)> = lane
            .segments
            .iter()
            .map(|run| (restart_of(&lane, run), exit_of(&lane, run)))
            .collect();
        let restarts = [None, Some(1), Some(2), Some(3), Some(4), Some(5), Some(6)];
        assert_eq!(found, restarts.map(|restart| (restart, Some(1))));
    }

    #[test]
    fn a_phone_shows_four_lanes() {
        let timeline = fixture::crash_loop_timeline();
        let groups: Vec<Group> = rows(&timeline, true)
            .rows
            .iter()
            .map(|row| row.group)
            .collect();
        assert_eq!(
            groups,
            [
                Group::Phase,
                Group::Conditions,
                Group::Containers,
                Group::Events
            ]
        );
    }
}
