//! What the browser knows about the person's wishes and the screen.

/// Whether a media query holds now.
pub fn matches(query: &str) -> bool {
    super::window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}

/// The person asked the system for less motion.
pub fn prefers_reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// The system is set to a dark look.
pub fn prefers_dark() -> bool {
    matches("(prefers-color-scheme: dark)")
}

/// The browser's preferred language, such as `ko-KR`.
pub fn language() -> String {
    super::window().navigator().language().unwrap_or_default()
}

/// Whether the command key is ⌘.
pub fn is_apple() -> bool {
    let platform = super::window().navigator().platform().unwrap_or_default();
    platform.starts_with("Mac") || platform.starts_with("iP")
}
