//! A stand-in for the page, until the real one moves in.

use leptos::prelude::*;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <main>
            <h1>"Podarium"</h1>
        </main>
    }
}
