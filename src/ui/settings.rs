//! The person's wishes, in a popover.

use leptos::prelude::*;

use crate::text::frame;

use super::controls::{choices, sheet, word};
use super::preferences::{Motion, Theme, choose_theme};
use super::shortcut_sheet;
use super::state::use_app;

/// The popover's id.
pub const ID: &str = "settings";

/// The popover.
pub fn settings() -> AnyView {
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
    let content = view! {
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
            <p class="version">"Podarium " {env!("CARGO_PKG_VERSION")}</p>
        </div>
    }
    .into_any();
    sheet(ID, "sheet settings", frame::SETTINGS, content)
}
