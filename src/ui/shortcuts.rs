//! The keyboard: one table drives the keys and the sheet that lists them.

use crate::text::{Words, frame, lesson, terminal};

/// What a shortcut does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    TogglePlaying,
    StepEvent { forward: bool },
    StepMilliseconds(i64),
    SeekStart,
    SeekEnd,
    SeekTenths(u64),
    ShiftSpeed { faster: bool },
    ToggleFoldGaps,
    Zoom { closer: bool },
    Pan { forward: bool },
    Fit,
    Apply,
    NextProblem { forward: bool },
    ToggleEditor,
    ToggleDetails,
    ShowStory,
    GoToTerminal,
    NextRegion { forward: bool },
    LessonStep { forward: bool },
    LessonCommit,
    ShowShortcuts,
}

/// The keys held together with another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub shift: bool,
    pub alt: bool,
    /// Ctrl or ⌘.
    pub command: bool,
}

/// A key press that does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// `KeyboardEvent.key`, letters in lower case.
    pub key: &'static str,
    /// Shift is not looked at for signs: where `?` lies depends on the keyboard.
    pub held: Held,
    pub action: Action,
}

/// A line of the sheet: the presses that it names, and what they do.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    pub words: Words,
    pub bindings: &'static [Binding],
}

impl Shortcut {
    /// Whether it is a single key, which the person can switch off.
    pub fn is_single_key(&self) -> bool {
        self.bindings.iter().all(|binding| binding.is_single_key())
    }
}

impl Binding {
    /// Nothing that types a text is meant by function keys and held Ctrl.
    pub fn is_single_key(&self) -> bool {
        !self.held.command && !is_function_key(self.key)
    }

    /// The key's caps, in order: `Shift`, `←`.
    pub fn caps(&self, apple: bool) -> Vec<&'static str> {
        let mut caps = Vec::new();
        if self.held.command {
            caps.push(if apple { "⌘" } else { "Ctrl" });
        }
        if self.held.alt {
            caps.push(if apple { "⌥" } else { "Alt" });
        }
        if self.held.shift {
            caps.push("Shift");
        }
        caps.push(match self.key {
            " " => "Space",
            "ArrowLeft" => "←",
            "ArrowRight" => "→",
            "Enter" => "↵",
            "a" => "A",
            "d" => "D",
            "e" => "E",
            "f" => "F",
            "g" => "G",
            "i" => "I",
            "j" => "J",
            "k" => "K",
            "l" => "L",
            "s" => "S",
            "t" => "T",
            "w" => "W",
            other => other,
        });
        caps
    }
}

/// The action of a key press, if it has one. `single_keys` says whether keys alone count.
pub fn find(key: &str, held: Held, single_keys: bool) -> Option<Action> {
    let mut lower = [0_u8; 16];
    let key = match lower.get_mut(..key.len()) {
        Some(bytes) if key.is_ascii() && key.len() == 1 => {
            bytes.copy_from_slice(key.as_bytes());
            bytes.make_ascii_lowercase();
            std::str::from_utf8(bytes).unwrap_or(key)
        }
        _ => key,
    };
    let is_sign = key.len() == 1 && !key.as_bytes()[0].is_ascii_alphanumeric() && key != " ";
    let bindings = ALL.iter().flat_map(|shortcut| shortcut.bindings);
    bindings
        .filter(|binding| single_keys || !binding.is_single_key())
        .find(|binding| {
            let shift_fits = is_sign || binding.held.shift == held.shift;
            let others_fit = binding.held.alt == held.alt && binding.held.command == held.command;
            binding.key == key && shift_fits && others_fit
        })
        .map(|binding| binding.action)
}

fn is_function_key(key: &str) -> bool {
    key.len() > 1 && key.starts_with('F') && key[1..].parse::<u8>().is_ok()
}

const ALONE: Held = Held {
    shift: false,
    alt: false,
    command: false,
};
const SHIFT: Held = Held {
    shift: true,
    alt: false,
    command: false,
};
const COMMAND: Held = Held {
    shift: false,
    alt: false,
    command: true,
};

const fn on(key: &'static str, action: Action) -> Binding {
    Binding {
        key,
        held: ALONE,
        action,
    }
}

const fn with(held: Held, key: &'static str, action: Action) -> Binding {
    Binding { key, held, action }
}

/// Every shortcut of the page, in the order of the sheet.
pub const ALL: &[Shortcut] = &[
    Shortcut {
        words: frame::KEYS_PLAY,
        bindings: &[
            on(" ", Action::TogglePlaying),
            on("k", Action::TogglePlaying),
        ],
    },
    Shortcut {
        words: frame::KEYS_STEP_EVENT,
        bindings: &[
            on("ArrowLeft", Action::StepEvent { forward: false }),
            on("ArrowRight", Action::StepEvent { forward: true }),
        ],
    },
    Shortcut {
        words: frame::KEYS_STEP_SECOND,
        bindings: &[
            with(SHIFT, "ArrowLeft", Action::StepMilliseconds(-1_000)),
            with(SHIFT, "ArrowRight", Action::StepMilliseconds(1_000)),
        ],
    },
    Shortcut {
        words: frame::KEYS_STEP_TEN,
        bindings: &[
            on("j", Action::StepMilliseconds(-10_000)),
            on("l", Action::StepMilliseconds(10_000)),
        ],
    },
    Shortcut {
        words: frame::KEYS_STEP_FINE,
        bindings: &[
            on(",", Action::StepMilliseconds(-100)),
            on(".", Action::StepMilliseconds(100)),
        ],
    },
    Shortcut {
        words: frame::KEYS_ENDS,
        bindings: &[on("Home", Action::SeekStart), on("End", Action::SeekEnd)],
    },
    Shortcut {
        words: frame::KEYS_TENTHS,
        bindings: &[
            on("0", Action::SeekTenths(0)),
            on("1", Action::SeekTenths(1)),
            on("2", Action::SeekTenths(2)),
            on("3", Action::SeekTenths(3)),
            on("4", Action::SeekTenths(4)),
            on("5", Action::SeekTenths(5)),
            on("6", Action::SeekTenths(6)),
            on("7", Action::SeekTenths(7)),
            on("8", Action::SeekTenths(8)),
            on("9", Action::SeekTenths(9)),
        ],
    },
    Shortcut {
        words: frame::KEYS_SPEED,
        bindings: &[
            on("<", Action::ShiftSpeed { faster: false }),
            on(">", Action::ShiftSpeed { faster: true }),
        ],
    },
    Shortcut {
        words: frame::KEYS_ZOOM,
        bindings: &[
            on("w", Action::Zoom { closer: true }),
            on("s", Action::Zoom { closer: false }),
        ],
    },
    Shortcut {
        words: frame::KEYS_PAN,
        bindings: &[
            on("a", Action::Pan { forward: false }),
            on("d", Action::Pan { forward: true }),
        ],
    },
    Shortcut {
        words: frame::KEYS_FIT,
        bindings: &[on("f", Action::Fit)],
    },
    Shortcut {
        words: frame::KEYS_FOLD,
        bindings: &[on("g", Action::ToggleFoldGaps)],
    },
    Shortcut {
        words: frame::KEYS_EDITOR,
        bindings: &[on("e", Action::ToggleEditor)],
    },
    Shortcut {
        words: frame::KEYS_DETAILS,
        bindings: &[on("i", Action::ToggleDetails)],
    },
    Shortcut {
        words: frame::KEYS_STORY,
        bindings: &[on("t", Action::ShowStory)],
    },
    Shortcut {
        words: terminal::KEYS_TERMINAL,
        bindings: &[on("`", Action::GoToTerminal)],
    },
    Shortcut {
        words: lesson::KEYS_STEPS,
        bindings: &[
            on("[", Action::LessonStep { forward: false }),
            on("]", Action::LessonStep { forward: true }),
        ],
    },
    Shortcut {
        words: lesson::KEYS_COMMIT,
        bindings: &[on("Enter", Action::LessonCommit)],
    },
    Shortcut {
        words: frame::KEYS_SHEET,
        bindings: &[on("?", Action::ShowShortcuts)],
    },
    Shortcut {
        words: frame::KEYS_APPLY,
        bindings: &[with(COMMAND, "Enter", Action::Apply)],
    },
    Shortcut {
        words: frame::KEYS_PROBLEM,
        bindings: &[
            on("F8", Action::NextProblem { forward: true }),
            with(SHIFT, "F8", Action::NextProblem { forward: false }),
        ],
    },
    Shortcut {
        words: frame::KEYS_REGION,
        bindings: &[
            on("F6", Action::NextRegion { forward: true }),
            with(SHIFT, "F6", Action::NextRegion { forward: false }),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_their_actions() {
        let cases = [
            (" ", ALONE, Some(Action::TogglePlaying)),
            ("K", ALONE, Some(Action::TogglePlaying)),
            ("k", COMMAND, None),
            (
                "ArrowLeft",
                ALONE,
                Some(Action::StepEvent { forward: false }),
            ),
            ("ArrowLeft", SHIFT, Some(Action::StepMilliseconds(-1_000))),
            ("?", SHIFT, Some(Action::ShowShortcuts)),
            ("?", ALONE, Some(Action::ShowShortcuts)),
            (">", SHIFT, Some(Action::ShiftSpeed { faster: true })),
            ("Enter", COMMAND, Some(Action::Apply)),
            ("Enter", ALONE, Some(Action::LessonCommit)),
            ("[", ALONE, Some(Action::LessonStep { forward: false })),
            ("F8", SHIFT, Some(Action::NextProblem { forward: false })),
            ("ㅏ", ALONE, None),
            ("Process", ALONE, None),
        ];
        for (key, held, action) in cases {
            assert_eq!(find(key, held, true), action, "{key}");
        }
    }

    #[test]
    fn single_keys_can_be_switched_off() {
        assert_eq!(find("k", ALONE, false), None);
        assert_eq!(find("ArrowRight", ALONE, false), None);
        assert_eq!(find("Enter", COMMAND, false), Some(Action::Apply));
        assert_eq!(
            find("F6", ALONE, false),
            Some(Action::NextRegion { forward: true })
        );
    }

    #[test]
    fn no_key_press_means_two_things() {
        let bindings: Vec<&Binding> = ALL.iter().flat_map(|shortcut| shortcut.bindings).collect();
        for (index, binding) in bindings.iter().enumerate() {
            let same = |other: &&&Binding| other.key == binding.key && other.held == binding.held;
            assert_eq!(bindings[..index].iter().find(same), None, "{}", binding.key);
        }
    }
}
