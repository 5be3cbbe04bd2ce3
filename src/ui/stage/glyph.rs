//! The small drawings of the stage. All are decoration: what they say is in the text beside them.

use crate::api::status::ConditionStatus;
use crate::ui::layout::container::Glyph;
use crate::web::view::{View, view};

/// The sign in front of a container's name.
pub fn container(glyph: Glyph) -> View {
    let (class, path) = match glyph {
        Glyph::Clock => (
            "glyph",
            "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 5v3l2 1.5",
        ),
        Glyph::Running => ("glyph", "M4.5 3v10l8-5z"),
        Glyph::Ready => ("glyph is-filled", "M4.5 3v10l8-5z"),
        Glyph::Check => ("glyph", "M3 8.5l3.2 3.5L13 4.5"),
        Glyph::Cross => ("glyph", "M4 4l8 8M12 4l-8 8"),
        Glyph::BackOff => ("glyph", "M13 6.6a5.4 5.4 0 1 0 .2 3M13.3 2.6v4.2H9.2"),
    };
    drawing(class, path)
}

fn drawing(class: &'static str, path: &'static str) -> View {
    view! {
        <svg class=class viewBox="0 0 16 16" aria-hidden="true">
            <path d=path/>
        </svg>
    }
}

/// A condition's lamp: filled, ring with a slash, half, or a dashed ring if it is not set.
pub fn lamp(status: Option<ConditionStatus>) -> View {
    let class = match status {
        Some(ConditionStatus::True) => "lamp is-true",
        Some(ConditionStatus::False) => "lamp is-false",
        Some(ConditionStatus::Unknown) => "lamp is-unknown",
        None => "lamp is-absent",
    };
    view! {
        <svg class=class viewBox="0 0 16 16" aria-hidden="true">
            <circle class="lamp-ring" cx="8" cy="8" r="6"/>
            <path class="lamp-slash" d="M3.7 12.3l8.6-8.6"/>
            <path class="lamp-half" d="M8 2a6 6 0 0 1 0 12z"/>
            <circle class="lamp-light" cx="8" cy="8" r="6.7"/>
        </svg>
    }
}

/// A gate in the init chain: two bars along the way are open, one across it is closed.
pub fn gate(is_open: bool) -> View {
    let class = if is_open {
        "gate is-open"
    } else {
        "gate is-closed"
    };
    view! {
        <svg class=class viewBox="0 0 20 20" aria-hidden="true">
            <path class="gate-way" d="M10 0v20"/>
            <path class="gate-bars" d="M4 5v10M16 5v10"/>
            <path class="gate-bar" d="M2 10h16"/>
        </svg>
    }
}

/// The kubelet's wheel.
pub fn kubelet() -> View {
    let path = "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3";
    drawing("glyph is-muted", path)
}

/// A client's window.
pub fn client() -> View {
    drawing(
        "glyph is-muted",
        "M1.5 3h13v10h-13zM1.5 6h13M3.5 4.500h.1M5.5 4.500h.1",
    )
}

/// The Service's hexagon.
pub fn service() -> View {
    let path =
        "M8 1.2l6 3.400v6.800l-6 3.400-6-3.400V4.600zM8 5v2.600L5.300 9.300M8 7.600l2.700 1.700";
    drawing("glyph is-k8s", path)
}

/// The lines from Running to the two ends of the rail.
pub fn fork(to_succeeded: bool, to_failed: bool) -> View {
    let class = |travelled: bool| {
        if travelled {
            "fork-line is-travelled"
        } else {
            "fork-line"
        }
    };
    view! {
        <svg class="fork" viewBox="0 0 28 32" aria-hidden="true">
            <path class=class(to_succeeded) d="M0 16h6c11 0 8-8 20-8"/>
            <path class=class(to_failed) d="M0 16h6c11 0 8 8 20 8"/>
        </svg>
    }
}
