//! What a lesson asks of the stage and of the timeline.

use std::sync::Arc;

use web_sys::Element;

use crate::engine::time::SimTime;
use crate::lesson::Part;
use crate::playback::session::Session;
use crate::playback::timeline::Timeline;
use crate::ui::layout::{spots, veil};
use crate::web::reactive::*;
use crate::web::watch::{self, Watch};

pub use crate::ui::layout::guess::Guess;

/// The lesson's wishes; a handful of signals, copied freely. The page provides them as context.
#[derive(Clone, Copy)]
pub struct Lit {
    /// Parts of the page that are lit: every element whose `data-part` is one of them has the
    /// class `lit`.
    pub parts: RwSignal<Vec<Part>>,
    /// Parts that can be chosen on the stage, while a step asks for one.
    pub asked: RwSignal<Option<Vec<Part>>>,
    /// The part that was chosen; whoever asked reads and clears it.
    pub found: RwSignal<Option<Part>>,
    /// Nothing after this moment is shown or told.
    pub veil: RwSignal<Option<SimTime>>,
    /// A moment that is guessed on the timeline.
    pub guess: RwSignal<Option<Guess>>,
    /// The step tells of parts that are seen from afar only: the stage shows the cluster.
    pub wide: RwSignal<bool>,
    /// The guess is being dragged: the axis under it stays as it is.
    pub dragging: RwSignal<bool>,
}

impl Lit {
    /// No lesson, no wishes.
    pub fn off() -> Lit {
        Lit {
            parts: RwSignal::new(Vec::new()),
            asked: RwSignal::new(None),
            found: RwSignal::new(None),
            veil: RwSignal::new(None),
            guess: RwSignal::new(None),
            wide: RwSignal::new(false),
            dragging: RwSignal::new(false),
        }
    }

    /// The timeline as far as it may be seen, with room for a guess.
    pub fn seen(self, run: Signal<Arc<Timeline>>) -> Signal<Arc<Timeline>> {
        let end = Memo::new(move |before: Option<&SimTime>| {
            let run_end = run.with(|run| run.end);
            let now = veil::end(run_end, self.veil.get(), self.guess.get().as_ref());
            let stays = before.filter(|_| self.dragging.get());
            stays.copied().unwrap_or(now)
        });
        Signal::from(Memo::new(move |_| {
            let (run, veil, end) = (run.get(), self.veil.get(), end.get());
            match veil.is_none() && run.end == end {
                true => run,
                false => Arc::new(veil::seen(&run, veil, end)),
            }
        }))
    }

    /// Takes a playhead that came out behind the veil back to it, and stops it there.
    pub fn hold(self, session: &mut Session) {
        if let Some(veil) = self.veil.get_untracked()
            && session.time() > veil
        {
            session.seek(veil);
            session.set_playing(false);
        }
    }

    /// Keeps the lit parts lit, whatever is drawn anew.
    pub fn follow_page(self) {
        let watch = StoredValue::new_local(None::<Watch>);
        effect(move || {
            let parts = self.parts.get();
            mark(&parts);
            let follow = move || {
                self.parts.try_with_untracked(|parts| mark(parts));
            };
            watch.set_value((!parts.is_empty()).then(|| Watch::start(follow)));
        });
    }
}

/// The lesson's wishes, from any component; none in a page of its own without lessons.
pub fn use_lit() -> Lit {
    use_context::<Lit>().unwrap_or_else(Lit::off)
}

/// Gives the class to the elements of these parts and takes it from all others.
fn mark(parts: &[Part]) {
    let elements = watch::elements("[data-part]");
    let named: Vec<(Option<String>, &Element)> = elements
        .iter()
        .filter(|element| element.closest(".show-me").ok().flatten().is_none())
        .map(|element| (element.get_attribute("data-part"), element))
        .collect();
    let mut lit: Vec<String> = Vec::new();
    for part in parts {
        let is_drawn = |name: &String| {
            let own = named.iter().filter(|(own, _)| own.as_ref() == Some(name));
            own.into_iter().any(|(_, element)| is_shown(element))
        };
        lit.extend(spots::names(part).into_iter().find(is_drawn));
    }
    for (name, element) in named {
        let is_lit = name.is_some_and(|name| lit.contains(&name));
        let classes = element.class_list();
        // A class that is there already is not given again: that would count as a change.
        if classes.contains("lit") != is_lit {
            let _ = classes.toggle_with_force("lit", is_lit);
        }
    }
}

/// Whether it takes room on the page.
fn is_shown(element: &Element) -> bool {
    let rect = element.get_bounding_client_rect();
    rect.width() > 1.0 && rect.height() > 1.0
}
