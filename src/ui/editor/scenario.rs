//! The run as a text: settings, manifests and commands. Whoever has it can replay the run.

use crate::text::frame;
use crate::web::view::{View, view};
use crate::web::{clipboard, download};

use super::super::controls::word;
use super::super::icons::{Icon, icon};
use super::super::state::App;

/// The scenario, to read and to take along.
pub fn scenario(app: App) -> View {
    let copy = move |_| {
        clipboard::copy(&app.scenario_text());
        app.say(frame::COPIED);
    };
    let save = move |_| download::save("run.scenario", &app.scenario_text());
    view! {
        <p class="hint">{word(frame::SCENARIO_HELP)}</p>
        <pre class="scenario" tabindex="0" aria-label=word(frame::TAB_SCENARIO)>
            {move || app.scenario_text()}
        </pre>
        <div class="acts">
            <button type="button" class="btn" on:click=copy>
                {icon(Icon::Copy)}
                {word(frame::COPY)}
            </button>
            <button type="button" class="btn" on:click=save>
                {icon(Icon::Download)}
                {word(frame::DOWNLOAD)}
            </button>
        </div>
    }
}
