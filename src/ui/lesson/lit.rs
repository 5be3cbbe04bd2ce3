//! What a lesson asks of the stage and of the timeline.

use leptos::prelude::*;

use crate::engine::time::{SimDuration, SimTime};
use crate::lesson::Part;

/// The lesson's wishes; a handful of signals, copied freely. The page provides them as context.
#[derive(Clone, Copy)]
pub struct Lit {
    /// Parts of the page that are lit.
    pub parts: RwSignal<Vec<Part>>,
    /// Parts that can be chosen on the stage, while a step asks for one.
    pub asked: RwSignal<Option<Vec<Part>>>,
    /// The part that was chosen; whoever asked reads and clears it.
    pub found: RwSignal<Option<Part>>,
    /// Nothing after this moment is shown or told.
    pub veil: RwSignal<Option<SimTime>>,
    /// A moment that is guessed on the timeline.
    pub guess: RwSignal<Option<Guess>>,
}

/// A guessed moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    pub time: SimTime,
    /// How far off is right.
    pub within: SimDuration,
    /// What the run shows, once it may be seen.
    pub truth: Option<SimTime>,
    /// The guess is made; it cannot be moved any more.
    pub fixed: bool,
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
        }
    }
}

/// The lesson's wishes, from any component; none in a page of its own without lessons.
pub fn use_lit() -> Lit {
    use_context::<Lit>().unwrap_or_else(Lit::off)
}
