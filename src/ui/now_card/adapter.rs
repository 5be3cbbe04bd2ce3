//! From the text room's sentences to marked-up text on the page.

use std::sync::Arc;

use crate::engine::config::Config;
use crate::playback::snapshot::{Explanation, PodView};
use crate::text::explain::{self, Card, Setting, Source};
use crate::text::{Lang, Sentence, Span, SpanKind, Words, frame};
use crate::web::view::{View, view};

use super::super::layout::tone;

/// What the card says; shared, for it is looked at by several parts of the card.
pub fn tell(
    explanation: &Explanation,
    pod: Option<&PodView>,
    settings: &Config,
    lang: Lang,
) -> Arc<Card> {
    let setting = Setting {
        release: settings.release,
        waiting_reason: settings.waiting_reason,
    };
    Arc::new(explain::card(explanation, pod, setting, lang))
}

/// The card's lines below the headline, with their names; what comes next, and what might puzzle
/// people about it, is not told while it is to be guessed.
pub fn rows(card: &Card, is_veiled: bool) -> Vec<(Words, &Sentence)> {
    let rows = [
        (frame::WHY, &card.why),
        (frame::RULE, &card.rule),
        (frame::NEXT, &card.next),
        (frame::NOTE, &card.note),
    ];
    let hidden = [frame::NEXT, frame::NOTE];
    let said = rows
        .into_iter()
        .filter(|(name, sentence)| !sentence.is_empty() && (!is_veiled || !hidden.contains(name)));
    said.collect()
}

/// A sentence with its code, times and strong words.
pub fn spans(sentence: &Sentence) -> Vec<View> {
    sentence.0.iter().map(span).collect()
}

fn span(span: &Span) -> View {
    let text = span.text.clone();
    match span.kind {
        SpanKind::Plain => View::of(text),
        SpanKind::Code => view! { <code>{text}</code> },
        SpanKind::Time => view! { <time>{text}</time> },
        SpanKind::Strong(ink) => {
            let class = format!("ink {}", tone::class(ink));
            view! { <b class=class>{text}</b> }
        }
    }
}

/// Where the rule is written: the page of the documentation, the file, the release.
pub fn source(source: &Source) -> View {
    let page = (!source.url.is_empty()).then(|| {
        view! {
            <a href=source.url.clone() target="_blank" rel="noopener">{source.title.clone()}</a>
            " · "
        }
    });
    let file = (!source.file.is_empty()).then(|| {
        view! {
            <code title=source.code>{source.file}</code>
            " · "
        }
    });
    view! {
        {page}
        {file}
        {source.release.clone()}
    }
}
