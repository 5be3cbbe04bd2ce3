//! From the text room's sentences to spans on the page.

use leptos::prelude::*;

use crate::playback::snapshot::{Explanation, Snapshot};
use crate::text::{Lang, Words};

/// What the card says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    pub headline: String,
    pub rows: Vec<(Words, String)>,
    pub source: Option<String>,
}

/// The card's sentences for this moment.
pub fn tell(_explanation: &Explanation, _snapshot: &Snapshot, _lang: Lang) -> Told {
    Told::default()
}

/// A sentence as marked-up text.
pub fn spans(sentence: &str) -> AnyView {
    sentence.to_owned().into_any()
}

/// The last row: where the rule is written.
pub fn source(source: Option<&String>) -> AnyView {
    source.cloned().into_any()
}
