//! The person's standing wishes: language, look, motion, single keys. Remembered by the browser,
//! shown on the page's root element, and followed at once.

use crate::text::{Lang, frame};
use crate::web::reactive::*;
use crate::web::{address, media, page, storage};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The stored name; the system's choice has none.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }

    fn parse(name: &str) -> Option<Theme> {
        Theme::ALL
            .into_iter()
            .find(|theme| theme.name() == Some(name))
    }

    /// The other of light and dark, seen from what is shown now.
    pub fn flipped(self) -> Theme {
        let dark = match self {
            Theme::System => media::prefers_dark(),
            Theme::Light => false,
            Theme::Dark => true,
        };
        if dark { Theme::Light } else { Theme::Dark }
    }
}

/// How much moves on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// What the system says.
    #[default]
    System,
    Full,
    Reduced,
}

impl Motion {
    pub const ALL: [Motion; 3] = [Motion::System, Motion::Full, Motion::Reduced];

    /// The stored name; the system's choice has none.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Motion::System => None,
            Motion::Full => Some("full"),
            Motion::Reduced => Some("reduced"),
        }
    }
}

/// Wishes beside language and theme.
#[derive(Clone, Copy)]
pub struct Preferences {
    pub motion: RwSignal<Motion>,
    /// Whether keys without Ctrl, Alt or ⌘ are shortcuts.
    pub single_keys: RwSignal<bool>,
}

impl Preferences {
    /// The stored wishes, and what keeps them stored and shown.
    pub fn load() -> (Preferences, RwSignal<Lang>, RwSignal<Theme>) {
        let language = RwSignal::new(first_language());
        let theme = RwSignal::new(first_theme());
        let motion_name = storage::read("motion").unwrap_or_default();
        let motion = Motion::ALL
            .into_iter()
            .find(|motion| motion.name() == Some(motion_name.as_str()));
        let preferences = Preferences {
            motion: RwSignal::new(motion.unwrap_or_default()),
            single_keys: RwSignal::new(storage::read("single-keys").as_deref() != Some("off")),
        };

        effect(move || {
            let language = language.get();
            page::set_root_attribute("lang", Some(language.tag()));
            page::set_title(frame::TITLE.in_lang(language));
        });
        effect(move || page::set_root_attribute("data-theme", theme.get().name()));
        effect(move || {
            page::set_root_attribute("data-motion", preferences.motion.get().name());
        });
        (preferences, language, theme)
    }

    /// Whether things may move across the page.
    pub fn moves(self) -> bool {
        match self.motion.get() {
            Motion::System => !media::prefers_reduced_motion(),
            Motion::Full => true,
            Motion::Reduced => false,
        }
    }

    pub fn choose_motion(self, motion: Motion) {
        self.motion.set(motion);
        store("motion", motion.name());
    }

    pub fn choose_single_keys(self, on: bool) {
        self.single_keys.set(on);
        store("single-keys", (!on).then_some("off"));
    }
}

/// Takes a language and remembers it.
pub fn choose_language(signal: RwSignal<Lang>, language: Lang) {
    signal.set(language);
    store("lang", Some(language.tag()));
}

/// Takes a look and remembers it.
pub fn choose_theme(signal: RwSignal<Theme>, theme: Theme) {
    signal.set(theme);
    store("theme", theme.name());
}

/// Forgets a wish that equals the default, stores any other.
fn store(key: &str, value: Option<&str>) {
    match value {
        Some(value) => {
            storage::write(key, value);
        }
        None => storage::remove(key),
    }
}

/// The link, then the person's choice, then the browser.
fn first_language() -> Lang {
    let tag = address::parameter("lang")
        .or_else(|| storage::read("lang"))
        .unwrap_or_else(media::language);
    Lang::from_tag(&tag)
}

fn first_theme() -> Theme {
    let name = address::parameter("theme").or_else(|| storage::read("theme"));
    name.and_then(|name| Theme::parse(&name))
        .unwrap_or_default()
}
