//! Progress as a person's own: taken along, brought back, forgotten.

use leptos::ev::Event;

use crate::lesson::progress::Progress;
use crate::text::lesson as words;
use crate::web::reactive::*;
use crate::web::view::{View, view};
use crate::web::{download, fetch, focus};

use super::super::controls::{sheet, word};
use super::state::{Learn, use_learn};

const FORGET_ID: &str = "forget-progress";

/// What can be done with one's progress.
pub fn progress_box(learn: Learn) -> View {
    let export = move |_| {
        let text = learn.progress.with_untracked(Progress::write);
        download::save("podarium-progress.json", &text);
    };
    let import = move |event: Event| {
        fetch::picked(&event, move |text| match Progress::read(&text) {
            Some(other) => {
                learn.progress.update(|progress| progress.add(other));
                learn.store_progress();
                learn.app.say(words::IMPORTED);
            }
            None => learn.app.say(words::NOT_IMPORTED),
        });
    };
    view! {
        <section class="progress-box" aria-label=word(words::PROGRESS)>
            <p>{word(words::PROGRESS_KEPT)}</p>
            <button type="button" class="btn sm" data-action="export" on:click=export>
                {word(words::EXPORT)}
            </button>
            <label class="btn sm file">
                <input
                    type="file"
                    accept=".json,application/json"
                    data-action="import"
                    on:change=import
                />
                {word(words::IMPORT)}
            </label>
            <button
                type="button"
                class="btn ghost sm"
                data-action="forget"
                popovertarget=FORGET_ID
            >
                {word(words::FORGET)}
            </button>
            {sheet(FORGET_ID, "sheet", words::FORGET_SURE, sure)}
        </section>
    }
}

/// The question before everything is forgotten.
fn sure() -> View {
    let learn = use_learn();
    let forget = move |_| {
        learn.progress.set(Progress::default());
        learn.store_progress();
        focus::close_popover(FORGET_ID);
        learn.app.say(words::FORGOTTEN);
    };
    view! {
        <div class="wishes">
            <button type="button" class="btn pri" data-action="forget-yes" on:click=forget>
                {word(words::FORGET_YES)}
            </button>
            <button
                type="button"
                class="btn"
                popovertarget=FORGET_ID
                popovertargetaction="hide"
            >
                {word(words::FORGET_NO)}
            </button>
        </div>
    }
}
