//! What can be done to the Pod in focus: the nearest levers as buttons in the card, all of them in a
//! popover with the commands that they run.

use crate::playback::levers::{Lever, levers};
use crate::text::levers as words;
use crate::web::focus;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::controls::{sheet, word};
use super::state::{App, use_app};

/// The popover's id.
pub const ID: &str = "levers";
/// So many levers stand in the card itself.
const IN_CARD: usize = 2;

/// The levers of the Pod in focus; they follow what changes about it, not the clock.
fn all(app: App) -> Memo<Vec<Lever>> {
    Memo::new(move |_| {
        app.pod
            .with(|pod| {
                let pod = pod.as_ref()?;
                Some(app.snapshot.with(|snapshot| levers(pod, snapshot)))
            })
            .unwrap_or_default()
    })
}

/// The buttons in the card.
pub fn lever_buttons() -> View {
    let app = use_app();
    let all = all(app);
    let buttons = move || {
        let language = app.language.get();
        all.with(|levers| {
            let nearest = levers.iter().take(IN_CARD);
            nearest
                .map(|lever| {
                    let command = lever.command.clone();
                    let title = command.clone();
                    view! {
                        <button type="button" class="lever" title=title on:click=move |_| pull(app, &command)>
                            {words::lever(&lever.kind, language)}
                        </button>
                    }
                })
                .collect::<Vec<View>>()
        })
    };
    let is_empty = move || all.with(|levers| levers.is_empty());
    view! {
        <div class="levers" data-part="levers" role="group" aria-label=word(words::LEVERS) hidden=is_empty>
            {buttons}
            <button type="button" class="lever" popovertarget=ID data-testid="levers">
                {word(words::MORE)} "…"
            </button>
        </div>
    }
}

/// All levers with their commands.
pub fn lever_sheet() -> View {
    sheet(ID, "sheet lever-sheet", words::LEVERS, content)
}

fn content() -> View {
    let app = use_app();
    let all = all(app);
    let items = move || {
        let language = app.language.get();
        all.with(|levers| {
            levers
                .iter()
                .map(|lever| item(app, lever, language))
                .collect::<Vec<View>>()
        })
    };
    let none = move || {
        let is_empty = all.with(|levers| levers.is_empty());
        is_empty.then(|| view! { <p class="hint">{word(words::NONE)}</p> })
    };
    view! {
        <p class="hint">{word(words::HELP)}</p>
        {none}
        <ul class="menu">{items}</ul>
    }
}

fn item(app: App, lever: &Lever, language: crate::text::Lang) -> View {
    let command = lever.command.clone();
    let shown = command.clone();
    let press = move |_| {
        focus::close_popover(ID);
        pull(app, &command);
    };
    let name = words::lever(&lever.kind, language);
    let container = lever.container.clone();
    view! {
        <li>
            <button type="button" class="menu-item" on:click=press>
                <span>{name} {container.map(|container| format!(" · {container}"))}</span>
                <code>{shown}</code>
            </button>
        </li>
    }
}

/// The command runs at the playhead, and time goes on from there.
fn pull(app: App, command: &str) {
    app.command(command);
    app.play();
}
