//! The timeline: the run of one Pod as lanes over time, with the playhead as a slider.
//!
//! Lanes are drawn twice, as past and as future, one above the other. The past is clipped at the
//! playhead by two opposite translations, so playing moves three transforms and draws nothing anew.
//! Lanes are laid out again only when the run, the zoom, the language or the width changes.

mod drawing;
mod guess;
mod head;
mod hover;
mod network;
mod playhead;
mod scrub;
mod table;
mod veil;
pub mod width;

use std::sync::Arc;

use crate::engine::time::SimTime;
use crate::playback::timeline::{LaneKind, Timeline};
use crate::text::{Lang, timeline as words};
use crate::ui::layout::axis::Axis;
use crate::ui::layout::lanes::{self, Rows, Source};
use crate::ui::layout::veil as hidden;
use crate::ui::layout::zoom::Zoom;
use crate::ui::lesson::lit::{Lit, use_lit};
use crate::web::reactive::*;
use crate::web::view::{View, element_ref, view};

use playhead::x_centipx;

/// Below this width the four lanes of a phone are shown.
const PHONE_WIDTH: i32 = 600;
/// The column of names, and the space right of the lanes.
const NAMES: i32 = 204;
const NAMES_ON_PHONE: i32 = 64;
const MARGIN: i32 = 16;

/// Everything that is laid out, shared by the drawing, the pointer and the keyboard.
#[derive(Clone, Debug, PartialEq)]
struct Plan {
    timeline: Arc<Timeline>,
    axis: Axis,
    rows: Rows,
    is_phone: bool,
    /// Where the axis begins, from the left edge of the drawing.
    left: i32,
    lang: Lang,
    /// Nothing after this moment is known.
    veil: Option<SimTime>,
}

impl Plan {
    /// How far the run is shown.
    fn known(&self) -> SimTime {
        self.veil.unwrap_or(self.timeline.end)
    }
}

/// What the parts of the timeline share; signals only, copied freely.
#[derive(Clone, Copy)]
struct Context {
    plan: Memo<Arc<Plan>>,
    time: Signal<SimTime>,
    on_seek: Callback<SimTime>,
    /// The time under the pointer.
    hover: RwSignal<Option<SimTime>>,
    scrubbing: RwSignal<bool>,
    lit: Lit,
}

/// What the lanes are drawn from.
#[derive(Clone, Copy)]
pub struct Inputs {
    pub timeline: Signal<Arc<Timeline>>,
    pub time: Signal<SimTime>,
    pub language: Signal<Lang>,
    /// Draws long quiet stretches short.
    pub fold: Signal<bool>,
    /// Which part of the run fills the width.
    pub zoom: RwSignal<Zoom>,
    pub on_seek: Callback<SimTime>,
    /// Shows the same stretches as a table, which is otherwise there for screen readers.
    pub as_table: Signal<bool>,
}

/// The lanes of a run.
pub fn timeline(inputs: Inputs) -> View {
    let Inputs {
        timeline,
        time,
        language,
        fold,
        zoom,
        on_seek,
        as_table,
    } = inputs;
    let frame = element_ref();
    let width = width::of(frame);
    // While the whole run is shown nothing depends on the time; a stretch follows the playhead.
    let shown = Memo::new(move |_| {
        let end = timeline.with(|timeline| timeline.end);
        let zoom = zoom.get();
        match zoom == Zoom::FIT {
            true => zoom.window(end),
            false => zoom.following(time.get(), end).window(end),
        }
    });
    let lit = use_lit();
    let open = Memo::new(move |_| hidden::open(lit.veil.get(), lit.guess.get().as_ref()));
    let plan = Memo::new(move |_| {
        let timeline = timeline.get();
        let width = width.get();
        let is_phone = width < PHONE_WIDTH;
        let left = if is_phone { NAMES_ON_PHONE } else { NAMES } + 8;
        let (shown, axis_width) = (shown.get(), width - left - MARGIN);
        Arc::new(Plan {
            axis: match fold.get() {
                true => Axis::around(&timeline, shown, axis_width, &open.get()),
                false => Axis::new(&timeline, shown, axis_width, false),
            },
            veil: lit.veil.get(),
            rows: lanes::rows(&timeline, is_phone),
            is_phone,
            left,
            lang: language.get(),
            timeline,
        })
    });
    let context = Context {
        plan,
        time,
        on_seek,
        hover: RwSignal::new(None),
        scrubbing: RwSignal::new(false),
        lit,
    };
    view! {
        <section
            class="timeline"
            class:is-table=as_table
            aria-label=move || words::TIMELINE.in_lang(language.get())
            data-part="timeline"
            data-testid="timeline"
        >
            <div class="timeline-frame" node_ref=frame>
                {move || lanes_view(context)}
            </div>
            {table::table(plan, as_table)}
        </section>
    }
}

fn lanes_view(context: Context) -> View {
    let plan = context.plan.get();
    if plan.timeline.lanes.is_empty() {
        let text = words::EMPTY.in_lang(plan.lang);
        return view! { <p class="timeline-empty">{text}</p> };
    }
    let height = plan.rows.height;
    let past = move || {
        format!(
            "translateX({})",
            px(x_centipx(context) - context.axis_centipx())
        )
    };
    let past_inner = move || {
        format!(
            "translateX({})",
            px(context.axis_centipx() - x_centipx(context))
        )
    };
    view! {
        <div class="timeline-lanes" style=("--height", format!("{height}px"))>
            {head::names(&plan)}
            <div class="timeline-axis" style=("--left", format!("{}px", plan.left))>
                {head::head(context, &plan)}
                {drawing::lanes(&plan, false)}
                <div class="timeline-past" style:transform=past>
                    <div style:transform=past_inner>{drawing::lanes(&plan, true)}</div>
                </div>
                {drawing::folds(&plan)}
                {hover::hairline(context)}
                {playhead::playhead(context)}
                {scrub::surface(context)}
                {veil::veil(context)}
                {guess::guess(context)}
            </div>
        </div>
        {hover::tooltip(context)}
    }
}

impl Context {
    fn axis_centipx(self) -> i64 {
        self.plan.with(|plan| i64::from(plan.axis.width) * 100)
    }
}

/// A length for a style: `12.34px`.
fn px(centipx: i64) -> String {
    let sign = if centipx < 0 { "-" } else { "" };
    let centipx = centipx.unsigned_abs();
    format!("{sign}{}.{:02}px", centipx / 100, centipx % 100)
}

/// The name of a lane: what stands left of it, in the table and in the tooltip.
fn lane_name(plan: &Plan, source: Source) -> String {
    let (timeline, lang) = (&plan.timeline, plan.lang);
    let service = |index: usize| timeline.services.get(index);
    let name = match source {
        Source::Lane(index) => timeline.lanes.get(index).map(|lane| match &lane.kind {
            LaneKind::Phase => words::PHASE.in_lang(lang).to_owned(),
            LaneKind::Condition { condition_type } => condition_type.clone(),
            LaneKind::Container { name, .. } => name.clone(),
            LaneKind::Stop { container } => {
                format!("{} {container}", words::STOP.in_lang(lang))
            }
            LaneKind::BackOff => words::WAITS.in_lang(lang).to_owned(),
            LaneKind::StatusWord => words::STATUS.in_lang(lang).to_owned(),
            LaneKind::Events => words::EVENTS.in_lang(lang).to_owned(),
        }),
        Source::Probe(index) => timeline.probes.get(index).map(|lane| {
            let first = timeline.probes.first().map(|first| &first.container);
            let last = timeline.probes.last().map(|last| &last.container);
            match first == last {
                true => lane.probe.name().to_owned(),
                false => format!("{} {}", lane.container, lane.probe.name()),
            }
        }),
        Source::Endpoint(index, endpoint) => service(index)
            .and_then(|lane| lane.endpoints.get(endpoint))
            .map(|lane| format!("{} {}", lane.address, lane.pod)),
        Source::Traffic(index) => service(index).map(|lane| format!("→ {}", lane.service.name)),
    };
    name.unwrap_or_default()
}
