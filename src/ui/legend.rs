//! The legend: every sign of the visual language, with its name.

use crate::text::{Words, frame};
use crate::web::view::{View, view};

use super::controls::{fidelity_link, sheet, word};

/// The popover's id.
pub const ID: &str = "legend";

/// A sign: its drawing on a grid of 16, the class that inks it, and its name.
struct Sign {
    class: &'static str,
    path: &'static str,
    words: Words,
}

const fn sign(class: &'static str, path: &'static str, words: Words) -> Sign {
    Sign { class, path, words }
}

const DISC: &str = "M8 3a5 5 0 1 0 .01 0z";
const CLOCK: &str = "M8 3a5 5 0 1 0 .01 0zM8 5v3.200l2 1.3";
const TRIANGLE: &str = "M5 3.200v9.600L12.5 8z";
const BOX: &str = "M2 4h12v8H2z";

const SIGNS: [Sign; 18] = [
    sign("pending dashed", CLOCK, frame::SIGN_PENDING),
    sign("running", TRIANGLE, frame::SIGN_RUNNING),
    sign("ready solid", TRIANGLE, frame::SIGN_READY),
    sign("done", "m3.5 8.5 3 3 6-7", frame::SIGN_DONE),
    sign(
        "backoff",
        "M12.5 5.500A5 5 0 1 0 13 8M13 3v3h-3",
        frame::SIGN_BACK_OFF,
    ),
    sign("failed", "m4 4 8 8M12 4l-8 8", frame::SIGN_FAILED),
    sign(
        "term",
        "M3 13 13 3M3 8l5-5M8 13l5-5",
        frame::SIGN_TERMINATING,
    ),
    sign("unknown dotted", DISC, frame::SIGN_UNKNOWN),
    sign("ready solid", DISC, frame::SIGN_TRUE),
    sign(
        "off",
        "M8 3a5 5 0 1 0 .01 0zM4.5 11.500l7-7",
        frame::SIGN_FALSE,
    ),
    sign("done", "M5 3v10M11 3v10", frame::SIGN_GATE_OPEN),
    sign("off", "M3 8h10M8 3v10", frame::SIGN_GATE_CLOSED),
    sign("running", BOX, frame::SIGN_PAST),
    sign("off dotted", BOX, frame::SIGN_FUTURE),
    sign(
        "backoff",
        "M8 2.5 13.5 8 8 13.5 2.5 8z",
        frame::SIGN_WARNING,
    ),
    sign("ready solid", "M4 12h8L8 5z", frame::SIGN_PROBE_UP),
    sign("failed solid", "M4 4h8l-4 7z", frame::SIGN_PROBE_DOWN),
    sign("off", "M1.5 8h3L6 5l2 6 2-6 1.5 3h3", frame::SIGN_FOLD),
];

/// The sheet.
pub fn legend() -> View {
    sheet(ID, "sheet legend", frame::LEGEND, content)
}

fn content() -> View {
    let rows = SIGNS.iter().map(|sign| {
        let class = format!("sign {}", sign.class);
        view! {
            <li>
                <svg class=class viewBox="0 0 16 16" aria-hidden="true">
                    <path d=sign.path></path>
                </svg>
                <span>{word(sign.words)}</span>
            </li>
        }
    });
    let rows: Vec<_> = rows.collect();
    view! {
        <div>
            <ul class="signs">{rows}</ul>
            <p class="hint">{word(frame::NOT_SIMULATED)} " " {fidelity_link()}</p>
        </div>
    }
}
