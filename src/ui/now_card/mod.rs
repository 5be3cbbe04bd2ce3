//! The "now" card: what changed, why, by which rule, what comes next, and where that is written.

mod adapter;
mod layers;

use leptos::prelude::*;

use crate::text::frame;

use super::controls::word;
use super::layout::clock;
use super::state::use_app;

/// The card.
pub fn now_card() -> AnyView {
    let app = use_app();
    let time = move || format!("T+{}", clock::clock_with_milliseconds(app.time.get()));
    let told = Memo::new(move |_| {
        let language = app.language.get();
        app.explanation.with(|explanation| {
            app.snapshot
                .with(|snapshot| adapter::tell(explanation, snapshot, language))
        })
    });
    let headline = move || told.with(|told| adapter::spans(&told.headline));
    let rows = move || {
        told.with(|told| {
            let rows = told.rows.iter().map(|(words, sentence)| {
                view! {
                    <dt>{word(*words)}</dt>
                    <dd>{adapter::spans(sentence)}</dd>
                }
            });
            rows.collect::<Vec<_>>()
        })
    };
    view! {
        <section class="now" aria-label=word(frame::NOW)>
            <p class="eyebrow"><span>{word(frame::NOW)}</span><span class="tm">{time}</span></p>
            <h2>{headline}</h2>
            {layers::layers(app)}
            <dl class="why">
                {rows}
                {move || told.with(|told| adapter::source(told.source.as_ref()))}
            </dl>
        </section>
    }
    .into_any()
}
