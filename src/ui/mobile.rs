//! What a narrow screen adds: tabs between the stage, the text and the story.

use crate::text::{frame, lesson, terminal as words};
use crate::web::address;
use crate::web::reactive::*;
use crate::web::view::View;

use super::controls::{Tab, tab_list};
use super::icons::Icon;
use super::lesson::route::Route;
use super::lesson::state::use_learn;
use super::state::{Details, Panel, use_app};

const PANELS: [Panel; 5] = [
    Panel::Stage,
    Panel::Editor,
    Panel::Lesson,
    Panel::Terminal,
    Panel::Story,
];

/// The tabs: a bar at the foot of a phone, a strip above the side pane of a tablet.
pub fn panel_tabs() -> View {
    let app = use_app();
    let learn = use_learn();
    let tab = |words, icon, panel| Tab {
        words,
        icon: Some(icon),
        count: None,
        panel,
    };
    let tabs = vec![
        tab(frame::PANEL_NOW, Icon::Pod, "stage"),
        tab(frame::TAB_YAML, Icon::Document, "editor"),
        tab(lesson::LESSON, Icon::Book, "lesson"),
        tab(words::TERMINAL, Icon::Terminal, super::terminal::ID),
        tab(frame::PANEL_STORY, Icon::Story, "details"),
    ];
    let current = Signal::derive(move || {
        let in_list = learn.route.get() == Route::List;
        let panel = if in_list {
            Panel::Lesson
        } else {
            app.panel.get()
        };
        PANELS
            .iter()
            .position(|candidate| *candidate == panel)
            .unwrap_or_default()
    });
    let choose = move |index: usize| {
        let panel = PANELS.get(index).copied().unwrap_or_default();
        // In the sandbox this tab leads to the list, and from there the others lead back.
        match learn.route.get_untracked() {
            Route::Sandbox if panel == Panel::Lesson => {
                address::go(&Route::List.path());
                return;
            }
            Route::List => address::go(&Route::Sandbox.path()),
            _ => {}
        }
        if panel == Panel::Story {
            app.details.set(Details::Story);
        }
        app.panel.set(panel);
    };
    tab_list(frame::PANELS, "tabbar", tabs, current, choose)
}
