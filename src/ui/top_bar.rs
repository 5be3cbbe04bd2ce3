//! The top bar: the mark, what runs, and how the page looks and speaks.

use crate::text::{Lang, frame, lesson as words};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::controls::{icon_button, popover_button, word};
use super::icons::{Icon, icon, logo};
use super::lesson::route::Route;
use super::lesson::state::{Learn, in_lang, use_learn};
use super::preferences::{choose_language, choose_theme};
use super::state::{App, use_app};
use super::{samples, settings, shortcut_sheet};

/// The bar.
pub fn top_bar() -> View {
    let app = use_app();
    let learn = use_learn();
    let flip_theme = move || choose_theme(app.theme, app.theme.get_untracked().flipped());
    view! {
        <header class="top">
            <h1 class="brand">{logo()}<span>"Podarium"</span></h1>
            {navigation(learn)}
            <p class="run">
                {move || match learn.route.get() {
                    Route::Sandbox => vec![way_back(learn), run_name(app)],
                    Route::List => Vec::new(),
                    Route::Lesson { id, .. } => vec![lesson_name(learn, &id)],
                }}
                {branches(app)}
            </p>
            <div class="tools">
                {languages(app)}
                {icon_button(Icon::Theme, frame::THEME, "icb", flip_theme)}
                {popover_button(Icon::Settings, frame::SETTINGS, "icb", settings::ID)}
                {popover_button(Icon::Help, frame::SHORTCUTS, "icb wide-only", shortcut_sheet::ID)}
            </div>
        </header>
    }
}

/// The rooms of the page.
fn navigation(learn: Learn) -> View {
    let link = move |route: Route, name| {
        let is_here = move || match learn.route.get() {
            Route::Sandbox => name == words::SANDBOX,
            _ => name == words::LESSONS,
        };
        view! {
            <a href=route.link() aria-current=move || is_here().then_some("page")>{word(name)}</a>
        }
    };
    view! {
        <nav class="nav" aria-label=word(words::NAVIGATION)>
            {link(Route::Sandbox, words::SANDBOX)} {link(Route::List, words::LESSONS)}
        </nav>
    }
}

/// From a run that was taken along, back to its step.
fn way_back(learn: Learn) -> View {
    let link = move || {
        let route = learn.back.get()?;
        Some(view! {
            <a class="pill" href=route.link() data-action="back-to-lesson">
                {icon(Icon::Back)}
                {word(words::BACK_TO_STEP)}
            </a>
        })
    };
    View::of(link)
}

/// Number and title of the open lesson.
fn lesson_name(learn: Learn, id: &str) -> View {
    let language = learn.app.language.get();
    let entry = learn.library.entry(id).unwrap_or_default();
    let title = in_lang(&entry.title, language).to_owned();
    view! {
        <b>{words::lesson_number(entry.number, language)}</b>
        <span class="run-title">{title}</span>
    }
}

/// The Pod's name as a file, and the sample's title if one runs.
fn run_name(app: App) -> View {
    let file = move || {
        let name = app
            .pod
            .with(|pod| pod.as_ref().map(|pod| pod.key.name.clone()));
        name.map(|name| format!("{name}.yaml")).unwrap_or_default()
    };
    let title = move || {
        let language = app.language.get();
        let title = app.draft.applied.with(|text| samples::title_of(text));
        title.map(|title| title.in_lang(language))
    };
    view! {
        <b>{file}</b>
        <span class="run-title">{title}</span>
    }
}

/// The branches of history, once there is more than one.
fn branches(app: App) -> View {
    let choose = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            app.select_branch(index);
        }
    };
    let select = move || {
        let branches = app.branches.get();
        (branches.len() > 1).then(|| {
            let language = app.language.get();
            let options = branches.into_iter().map(|branch| {
                let name = frame::branch_name(branch.index, &branch.command, language);
                let index = branch.index.to_string();
                view! { <option value=index selected=branch.current>{name}</option> }
            });
            let options: Vec<_> = options.collect();
            view! {
                <span class="pill select">
                    {icon(Icon::Branch)}
                    <select aria-label=word(frame::BRANCH) on:change=choose>{options}</select>
                    {icon(Icon::Down)}
                </span>
            }
        })
    };
    View::of(select)
}

fn languages(app: App) -> View {
    let button = move |language: Lang| {
        let (label, name) = frame::language_name(language);
        view! {
            <button
                type="button"
                lang=language.tag()
                title=name
                aria-pressed=move || (app.language.get() == language).to_string()
                on:click=move |_| choose_language(app.language, language)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="seg" role="group" aria-label=word(frame::LANGUAGE)>
            {button(Lang::Ko)} {button(Lang::En)}
        </div>
    }
}
