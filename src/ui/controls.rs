//! Small controls that the page's rooms share: an icon button, tabs, a row of choices.

use leptos::ev::KeyboardEvent;

use crate::text::Words;
use crate::web::focus;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::icons::{Icon, icon};
use super::state::use_app;

/// A word pair that follows the page's language.
pub fn word(words: Words) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let language = use_app().language;
    move || words.in_lang(language.get())
}

/// A button that shows an icon only; its name is read out and shown on hovering.
pub fn icon_button(
    shown: Icon,
    name: Words,
    class: &'static str,
    press: impl Fn() + 'static,
) -> View {
    let name = word(name);
    view! {
        <button type="button" class=class aria-label=name title=name on:click=move |_| press()>
            {icon(shown)}
        </button>
    }
}

/// A button that opens the popover with this id.
pub fn popover_button(
    shown: Icon,
    name: Words,
    class: &'static str,
    popover: &'static str,
) -> View {
    let name = word(name);
    view! {
        <button type="button" class=class aria-label=name title=name popovertarget=popover>
            {icon(shown)}
        </button>
    }
}

/// One tab: its words, a count beside them, an icon above them, and the id of what it shows.
pub struct Tab {
    pub words: Words,
    pub icon: Option<Icon>,
    pub count: Option<Signal<usize>>,
    pub panel: &'static str,
}

/// A list of tabs; arrows walk it as in every desktop.
pub fn tab_list(
    name: Words,
    class: &'static str,
    tabs: Vec<Tab>,
    current: Signal<usize>,
    choose: impl Fn(usize) + Clone + 'static,
) -> View {
    let count = tabs.len();
    let buttons = tabs.into_iter().enumerate().map(|(index, tab)| {
        let id = tab_id(tab.panel);
        let (press, walk) = (choose.clone(), choose.clone());
        let panels = tab.panel;
        let on_key = move |event: KeyboardEvent| {
            let target = match event.key().as_str() {
                "ArrowRight" => (index + 1) % count,
                "ArrowLeft" => (index + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            walk(target);
            focus_sibling(panels, target);
        };
        view! {
            <button
                type="button"
                role="tab"
                id=id
                aria-controls=tab.panel
                aria-selected=move || (current.get() == index).to_string()
                tabindex=move || if current.get() == index { "0" } else { "-1" }
                on:click=move |_| press(index)
                on:keydown=on_key
            >
                {tab.icon.map(icon)}
                <span>{word(tab.words)}</span>
                {tab.count.map(|count| view! { <span class="count">{move || count.get()}</span> })}
            </button>
        }
    });
    let buttons: Vec<_> = buttons.collect();
    view! {
        <div class=class role="tablist" aria-label=word(name)>
            {buttons}
        </div>
    }
}

/// The id of the tab that shows this panel.
pub fn tab_id(panel: &str) -> String {
    format!("{panel}-tab")
}

fn focus_sibling(panel: &str, index: usize) {
    let list = focus::element(&tab_id(panel)).and_then(|tab| tab.parent_element());
    let sibling = list.and_then(|list| list.children().item(index as u32));
    if let Some(sibling) = sibling {
        focus::focus(&sibling.id());
    }
}

/// Choices of which one holds: buttons that stay pressed.
pub fn choices<T: Copy + PartialEq + Send + Sync + 'static>(
    name: Words,
    all: Vec<(T, Words)>,
    current: Signal<T>,
    choose: impl Fn(T) + Clone + 'static,
) -> View {
    let buttons = all.into_iter().map(|(value, words)| {
        let choose = choose.clone();
        view! {
            <button
                type="button"
                aria-pressed=move || (current.get() == value).to_string()
                on:click=move |_| choose(value)
            >
                {word(words)}
            </button>
        }
    });
    let buttons: Vec<_> = buttons.collect();
    view! { <div class="seg" role="group" aria-label=word(name)>{buttons}</div> }
}

/// The way to the table of what is true: `tests/fidelity.rs` makes that page.
pub fn fidelity_link() -> View {
    view! {
        <a href="fidelity.html" target="_blank" rel="noopener">{word(crate::text::frame::FIDELITY)}</a>
    }
}

/// A sheet above the page with a title and a way out. `draw` draws its content when it is first
/// opened: most visits open few of them.
#[inline(never)]
pub fn sheet(id: &'static str, class: &'static str, title: Words, draw: fn() -> View) -> View {
    let close = word(crate::text::frame::CLOSE);
    let was_opened = RwSignal::new(false);
    view! {
        <section
            id=id
            class=class
            popover="auto"
            aria-label=word(title)
            on:beforetoggle=move |_| was_opened.set(true)
        >
            <header class="sheet-head">
                <h2>{word(title)}</h2>
                <button
                    type="button"
                    class="icb"
                    popovertarget=id
                    popovertargetaction="hide"
                    aria-label=close
                    title=close
                >
                    {icon(Icon::Close)}
                </button>
            </header>
            {move || was_opened.get().then(draw)}
        </section>
    }
}
