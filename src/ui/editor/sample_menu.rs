//! The samples, by their titles.

use crate::text::frame;
use crate::web::focus;
use crate::web::view::{View, view};

use super::super::controls::{sheet, word};
use super::super::samples;
use super::super::state::use_app;

/// The popover's id.
pub const ID: &str = "samples";

/// The menu; it stands outside the pane so that a folded pane does not hide it.
pub fn sample_menu() -> View {
    sheet(ID, "sheet samples", frame::SAMPLES, content)
}

fn content() -> View {
    let app = use_app();
    let items = samples::ALL.iter().map(|sample| {
        let open = move |_| {
            focus::close_popover(ID);
            app.open_sample(sample.text);
        };
        view! {
            <li>
                <button type="button" class="menu-item" on:click=open>
                    <span>{word(sample.title)}</span>
                    <code>{sample.id}".yaml"</code>
                </button>
            </li>
        }
    });
    let items: Vec<_> = items.collect();
    view! { <ul class="menu">{items}</ul> }
}
