//! The person's wishes, in a popover.

use crate::engine::config::{Release, WaitingReason};
use crate::playback::session::Session;
use crate::text::{Words, frame};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::controls::{choices, fidelity_link, sheet, word};
use super::preferences::{Motion, Theme, choose_theme};
use super::shortcut_sheet;
use super::state::{App, use_app};

/// The popover's id.
pub const ID: &str = "settings";

/// The popover.
pub fn settings() -> View {
    sheet(ID, "sheet settings", frame::SETTINGS, content)
}

fn content() -> View {
    let app = use_app();
    let themes = vec![
        (Theme::System, frame::THEME_SYSTEM),
        (Theme::Light, frame::THEME_LIGHT),
        (Theme::Dark, frame::THEME_DARK),
    ];
    let motions = vec![
        (Motion::System, frame::MOTION_SYSTEM),
        (Motion::Full, frame::MOTION_FULL),
        (Motion::Reduced, frame::MOTION_REDUCED),
    ];
    let single_keys = app.preferences.single_keys;
    let choose_keys = move |event| {
        app.preferences
            .choose_single_keys(event_target_checked(&event));
    };
    view! {
        <h3>{word(frame::SETTINGS_RUN)}</h3>
        {run_settings(app)}
        <h3>{word(frame::SETTINGS_PAGE)}</h3>
        <div class="wishes">
            <span>{word(frame::THEME)}</span>
            {choices(frame::THEME, themes, app.theme.into(), move |theme| {
                choose_theme(app.theme, theme);
            })}
            <span>{word(frame::MOTION)}</span>
            {choices(frame::MOTION, motions, app.preferences.motion.into(), move |motion| {
                app.preferences.choose_motion(motion);
            })}
            <label class="switch">
                <input
                    type="checkbox"
                    prop:checked=move || single_keys.get()
                    on:change=choose_keys
                />
                <span>{word(frame::SINGLE_KEYS)}</span>
            </label>
            <button type="button" class="btn" popovertarget=shortcut_sheet::ID>
                {word(frame::SHORTCUTS)}
            </button>
            <p class="version">"Podarium " {env!("CARGO_PKG_VERSION")} " · " {fidelity_link()}</p>
        </div>
    }
}

/// What is fixed for a run: a change runs it anew.
fn run_settings(app: App) -> View {
    let releases = Release::ALL.map(|release| {
        let name = release.name();
        (release, Words::new(name, name))
    });
    let reasons = vec![
        (WaitingReason::Prompt, frame::WAITING_PROMPT),
        (WaitingReason::Faithful, frame::WAITING_FAITHFUL),
    ];
    let release = Signal::derive(move || app.settings.with(|settings| settings.release));
    let reason = Signal::derive(move || app.settings.with(|settings| settings.waiting_reason));
    let jitter = Signal::derive(move || app.settings.with(|settings| settings.jitter));
    let images = Signal::derive(move || app.settings.with(|settings| settings.images_are_present));
    view! {
        <div class="wishes">
            <span>{word(frame::RELEASE)}</span>
            {choices(frame::RELEASE, releases.to_vec(), release, move |release| {
                app.change_settings(|session| session.set_release(release));
            })}
            <span>{word(frame::WAITING)}</span>
            {choices(frame::WAITING, reasons, reason, move |reason| {
                app.change_settings(|session| session.set_waiting_reason(reason));
            })}
            {switch(app, frame::JITTER, jitter, Session::set_jitter)}
            {switch(app, frame::IMAGES_PRESENT, images, Session::set_images_present)}
        </div>
    }
}

fn switch(
    app: App,
    words: Words,
    state: Signal<bool>,
    set: fn(&mut Session, bool) -> bool,
) -> View {
    let change = move |event| {
        let on = event_target_checked(&event);
        app.change_settings(|session| set(session, on));
    };
    view! {
        <label class="switch">
            <input type="checkbox" prop:checked=move || state.get() on:change=change />
            <span>{word(words)}</span>
        </label>
    }
}
