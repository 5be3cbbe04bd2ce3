//! The page: its regions, in the order in which they are read.

use leptos::ev::MouseEvent;

use crate::text::{Words, frame};
use crate::web::focus;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::controls::{Tab, tab_list, word};
use super::editor::{TEXT_ID, editor, sample_menu};
use super::events::{event_count, events};
use super::icons::{Icon, icon};
use super::legend::legend;
use super::lesson::lit::Lit;
use super::lesson::route::Route;
use super::lesson::state::Learn;
use super::lesson::{lesson_pane, list, solution, task};
use super::levers::lever_sheet;
use super::mobile::panel_tabs;
use super::now_card::now_card;
use super::settings::settings;
use super::shortcut_sheet::shortcut_sheet;
use super::stage::stage as stage_view;
use super::state::{App, Details, Panel};
use super::story::story_table;
use super::terminal::terminal;
use super::timeline::{Inputs, timeline as timeline_view};
use super::top_bar::top_bar;
use super::transport::{PLAY_ID, transport};
use super::{announcer, keyboard};

/// The whole page.
pub fn page() -> View {
    let lit = Lit::off();
    provide_context(lit);
    lit.follow_page();
    let app = App::start();
    provide_context(app);
    let learn = Learn::start(app);
    provide_context(learn);
    keyboard::listen(app, learn);
    let starts_in_sandbox = learn.route.get_untracked() == Route::Sandbox;
    effect(move || begin(app, starts_in_sandbox));
    let panel = move || match app.panel.get() {
        Panel::Stage => "stage",
        Panel::Editor => "editor",
        Panel::Lesson => "lesson",
        Panel::Terminal => "terminal",
        Panel::Story => "story",
    };
    view! {
        <div
            class="app"
            data-panel=panel
            class:editor-folded=move || !app.editor_open.get()
            class:details-folded=move || !app.details_open.get()
            class:learning=move || matches!(learn.route.get(), Route::Lesson { .. })
            class:opening=move || learn.opening.get() && !learn.library.failed.get()
            class:listing=move || learn.route.get() == Route::List
        >
            {skip_links(app)}
            {top_bar()}
            {list()}
            <div class="work">
                {lesson_pane()}
                {editor()}
                {stage(app)}
                {explanation(app)}
            </div>
            <section id="timeline" class="time" aria-label=word(frame::TIMELINE) tabindex="-1">
                {transport()}
                {timeline(app)}
            </section>
            {terminal()}
            <nav class="panels" aria-label=word(frame::PANELS)>{panel_tabs()}</nav>
        </div>
        {sample_menu()}
        {settings()}
        {shortcut_sheet()}
        {legend()}
        {lever_sheet()}
        {solution()}
        {announcer::announcer()}
        {toast(app)}
    }
}

/// A first visit plays at once; whoever wants less motion starts it by hand. A lesson begins by
/// itself.
fn begin(app: App, in_sandbox: bool) {
    if !in_sandbox {
        return;
    }
    if app
        .preferences
        .motion
        .with_untracked(|_| app.preferences.moves())
    {
        app.play();
    } else {
        focus::focus(PLAY_ID);
    }
}

fn skip_links(app: App) -> View {
    let to = move |id: &'static str, panel| {
        move || {
            app.panel.set(panel);
            focus::focus_once_drawn(id);
        }
    };
    view! {
        <nav class="skip" aria-label=word(frame::SKIP)>
            {skip_link("lesson", crate::text::lesson::SKIP_LESSON, to("lesson", Panel::Lesson))}
            {skip_link("stage", frame::SKIP_STAGE, to("stage", Panel::Stage))}
            {skip_link(TEXT_ID, frame::SKIP_EDITOR, move || app.open_editor())}
            {skip_link("timeline", frame::SKIP_TIMELINE, to("timeline", Panel::Stage))}
        </nav>
    }
}

/// Brings a region into sight and the keyboard to it. The address stays as it is: it belongs to
/// what is shown, not to where the keyboard is.
fn skip_link(id: &'static str, words: Words, go: impl Fn() + 'static) -> View {
    let jump = move |event: MouseEvent| {
        event.prevent_default();
        go();
    };
    view! { <a href=format!("#{id}") on:click=jump>{word(words)}</a> }
}

fn stage(app: App) -> View {
    let banner = move || {
        app.stale.get().then(|| {
            let count = app.draft.problems.with(|problems| problems.len());
            let text = frame::stale_banner(count, app.language.get());
            view! { <p class="banner">{icon(Icon::Warning)} {text}</p> }
        })
    };
    let drawing = stage_view(
        (app.snapshot, app.timeline),
        app.focus,
        app.language.into(),
        app.stale,
        Signal::derive(move || !app.preferences.moves()),
    );
    view! {
        <main id="stage" class="stage-pane" aria-label=word(frame::STAGE) tabindex="-1">
            <div class="sbar">
                <p class="hint">{word(frame::FIRST_LINE)}</p>
                <button
                    type="button"
                    class="btn ghost sm"
                    popovertarget=super::legend::ID
                    aria-label=word(frame::LEGEND)
                >
                    {icon(Icon::Legend)}
                    <span>{word(frame::LEGEND)}</span>
                </button>
            </div>
            {banner}
            {drawing}
        </main>
    }
}

fn explanation(app: App) -> View {
    let tab = |words, panel, count| Tab {
        words,
        icon: None,
        count,
        panel,
    };
    let tabs = vec![
        tab(frame::TAB_EVENTS, "events", Some(event_count(app))),
        tab(frame::TAB_STORY, "pod-story", None),
    ];
    let current = Signal::derive(move || app.details.get() as usize);
    let choose = move |index: usize| {
        app.details.set(if index == 0 {
            Details::Events
        } else {
            Details::Story
        });
    };
    view! {
        <aside
            id="explanation"
            class="pane right"
            aria-label=word(frame::EXPLANATION)
            tabindex="-1"
        >
            {task()}
            {now_card()}
            <div id="details" class="details">
                {tab_list(frame::DETAILS, "tabs", tabs, current, choose)}
                <div
                    id="events"
                    class="pane-fill"
                    role="tabpanel"
                    aria-labelledby="events-tab"
                    hidden=move || current.get() != 0
                >
                    {events()}
                </div>
                <div
                    id="pod-story"
                    class="pane-fill"
                    role="tabpanel"
                    aria-labelledby="pod-story-tab"
                    hidden=move || current.get() != 1
                >
                    {move || (current.get() == 1).then(story_table)}
                </div>
            </div>
        </aside>
    }
}

fn timeline(app: App) -> View {
    let inputs = Inputs {
        timeline: app.timeline,
        time: app.time,
        language: app.language.into(),
        fold: app.fold_gaps.into(),
        zoom: app.zoom,
        on_seek: Callback::new(move |time| app.seek(time)),
        as_table: app.as_table.into(),
    };
    view! { <div class="lanes-room">{timeline_view(inputs)}</div> }
}

/// A short message in sight; the announcer reads it out.
fn toast(app: App) -> View {
    let message = move || {
        let language = app.language.get();
        let words = app.toast.get()?;
        Some(view! { <p class="toast" aria-hidden="true">{words.in_lang(language)}</p> })
    };
    View::of(message)
}
