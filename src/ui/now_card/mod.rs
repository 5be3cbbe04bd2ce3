//! The "now" card: what changed, why, by which rule, what comes next, and where that is written.

mod adapter;
mod layers;

use crate::text::frame;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::controls::word;
use super::layout::clock;
use super::lesson::lit::use_lit;
use super::levers::lever_buttons;
use super::state::use_app;

/// The card.
pub fn now_card() -> View {
    let (app, lit) = (use_app(), use_lit());
    let time = move || format!("T+{}", clock::clock_with_milliseconds(app.time.get()));
    let card = Memo::new(move |_| {
        let (language, settings) = (app.language.get(), app.settings.get());
        app.explanation.with(|explanation| {
            app.pod
                .with(|pod| adapter::tell(explanation, pod.as_ref(), &settings, language))
        })
    });
    let headline = move || card.with(|card| adapter::spans(&card.headline));
    let rows = move || {
        let is_veiled = lit.veil.get().is_some();
        card.with(|card| {
            let rows = adapter::rows(card, is_veiled)
                .into_iter()
                .map(|(name, sentence)| {
                    view! {
                        <dt>{word(name)}</dt>
                        <dd>{adapter::spans(sentence)}</dd>
                    }
                });
            rows.collect::<Vec<_>>()
        })
    };
    let source = move || {
        card.with(|card| {
            card.source.as_ref().map(|source| {
                view! {
                    <dt>{word(frame::SOURCE)}</dt>
                    <dd class="src">{adapter::source(source)}</dd>
                }
            })
        })
    };
    view! {
        <section class="now" data-part="why" aria-label=word(frame::NOW)>
            <p class="eyebrow">
                <span>{word(frame::NOW)}</span>
                <span class="tm">{time}</span>
            </p>
            <h2>{headline}</h2>
            {layers::layers(app)}
            <dl class="why">{rows} {source}</dl>
            {lever_buttons()}
        </section>
    }
}
