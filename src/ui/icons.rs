//! The page's icons: lines of 1.5 on a grid of 16, drawn in the colour of the text beside them.

use crate::web::view::{View, view};

/// An icon by what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Play,
    Pause,
    First,
    Last,
    PreviousEvent,
    NextEvent,
    Back,
    Forward,
    Theme,
    Help,
    Settings,
    Plus,
    Minus,
    Fit,
    Legend,
    Undo,
    Redo,
    Samples,
    Down,
    Up,
    Terminal,
    Branch,
    Check,
    Cross,
    Warning,
    Fold,
    Table,
    Document,
    Speed,
    Story,
    Pod,
    Copy,
    Download,
    Close,
    Eye,
    Mark,
    Edit,
    Book,
    Out,
}

impl Icon {
    /// The drawing: strokes, then filled shapes.
    fn paths(self) -> (&'static str, &'static str) {
        match self {
            Icon::Play => ("", "M4.5 2.8v10.4L13 8z"),
            Icon::Pause => ("", "M4 3h3v10H4zM9 3h3v10H9z"),
            Icon::First => ("M3.5 3v10M13 3.5 6.5 8l6.5 4.5z", ""),
            Icon::Last => ("M12.5 3v10M3 3.5 9.5 8 3 12.5z", ""),
            Icon::PreviousEvent => ("M10.5 3.5 5 8l5.5 4.5", "M13 6.9a1.1 1.1 0 1 0 .01 0z"),
            Icon::NextEvent => ("M5.5 3.5 11 8l-5.5 4.5", "M3 6.9a1.1 1.1 0 1 0 .01 0z"),
            Icon::Back => ("M9.5 4 5.5 8l4 4", ""),
            Icon::Forward => ("m6.5 4 4 4-4 4", ""),
            Icon::Theme => ("M8 2.5a5.5 5.5 0 1 0 .01 0z", "M8 2.5a5.5 5.5 0 0 1 0 11z"),
            Icon::Help => (
                "M5.8 6a2.3 2.3 0 1 1 3.3 2c-.8.4-1.1.8-1.1 1.7",
                "M8 11.3a.9.9 0 1 0 .01 0z",
            ),
            Icon::Settings => (
                "M2.5 4.500h6M12.5 4.500h1M2.5 11.500h1M7.5 11.500h6M10.5 2.700a1.8 1.8 0 1 0 .01 0zM5.5 9.700a1.8 1.8 0 1 0 .01 0z",
                "",
            ),
            Icon::Plus => ("M8 3.5v9M3.5 8h9", ""),
            Icon::Minus => ("M3.5 8h9", ""),
            Icon::Fit => ("M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10", ""),
            Icon::Legend => (
                "M4 2.8a1.7 1.7 0 1 0 .01 0zM8 4.5h5.5M8 11.5h5.5M2.5 10h3v3h-3z",
                "",
            ),
            Icon::Undo => ("M5.5 3 2.5 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H7", ""),
            Icon::Redo => ("m10.5 3 3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H9", ""),
            Icon::Samples => (
                "M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.500H2.500zM9 9h4.500v4.500H9z",
                "",
            ),
            Icon::Down => ("m4 6 4 4 4-4", ""),
            Icon::Up => ("m4 10 4-4 4 4", ""),
            Icon::Terminal => ("m3 4 4 4-4 4M8.500 12.500H13", ""),
            Icon::Branch => (
                "M4.5 2a1.5 1.5 0 1 0 .01 0zM4.5 11a1.5 1.5 0 1 0 .01 0zM11.5 4a1.5 1.5 0 1 0 .01 0zM4.5 5v6M11.5 7c0 2.5-4 1.5-6.3 4.2",
                "",
            ),
            Icon::Check => ("m3.5 8.5 3 3 6-7", ""),
            Icon::Cross | Icon::Close => ("m4 4 8 8M12 4l-8 8", ""),
            Icon::Warning => (
                "M8 1.8 14.2 8 8 14.2 1.8 8zM8 5v3.5",
                "M8 10a.8.8 0 1 0 .01 0z",
            ),
            Icon::Fold => ("M1.5 8h3L6 5l2 6 2-6 1.5 3h3", ""),
            Icon::Table => ("M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13", ""),
            Icon::Document => ("M4 2h5l3 3v9H4zM9 2v3h3", ""),
            Icon::Speed => ("m2.5 4 5 4-5 4zM8.5 4l5 4-5 4z", ""),
            Icon::Story => ("M3 4h10M3 8h10M3 12h6", ""),
            Icon::Pod => (
                "M6 4h4a4 4 0 0 1 0 8H6a4 4 0 0 1 0-8z",
                "M6 7a1 1 0 1 0 .01 0zM10 7a1 1 0 1 0 .01 0z",
            ),
            Icon::Copy => ("M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3", ""),
            Icon::Eye => (
                "M1.5 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8zM8 6.200a1.800 1.800 0 1 0 .01 0z",
                "",
            ),
            Icon::Mark => ("M4.500 2.500h7v11L8 10.500l-3.500 3z", ""),
            Icon::Edit => ("m3 13 .7-2.800 7-7 2.100 2.100-7 7z", ""),
            Icon::Book => (
                "M8 4C6.500 2.800 4.500 2.500 2.500 2.500v10c2 0 4 .3 5.500 1.500 1.500-1.200 3.500-1.500 5.500-1.500v-10c-2 0-4 .3-5.500 1.500zM8 4v10",
                "",
            ),
            Icon::Out => ("M9 2.500h4.500V7M13.500 2.500 7.500 8.500M6 4H3v9h9v-3", ""),
            Icon::Download => ("M8 2.500V10M5 7.3 8 10l3-2.700M3 10.500v3h10v-3", ""),
        }
    }
}

/// The icon as a picture that screen readers pass over.
pub fn icon(icon: Icon) -> View {
    let (strokes, shapes) = icon.paths();
    view! {
        <svg class="ic" viewBox="0 0 16 16" aria-hidden="true">
            <path d=strokes></path>
            <path class="solid" d=shapes></path>
        </svg>
    }
}

/// The page's mark: a capsule with two containers running and one to come.
pub fn logo() -> View {
    view! {
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
            <g transform="rotate(-32 12 12)" fill="none" stroke="currentColor">
                <rect x="2" y="7" width="20" height="10" rx="5" stroke-width="1.75"></rect>
                <circle cx="7.2" cy="12" r="2.1" fill="currentColor" stroke="none"></circle>
                <circle cx="12" cy="12" r="2.1" fill="currentColor" stroke="none"></circle>
                <circle cx="16.8" cy="12" r="1.35" stroke-width="1.5"></circle>
            </g>
        </svg>
    }
}
