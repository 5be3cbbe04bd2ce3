//! The transport: where the playhead is, how time passes, and how much of it the timeline shows.

use crate::playback::session::Speed;
use crate::text::frame;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::controls::{icon_button, word};
use super::icons::{Icon, icon};
use super::layout::clock;
use super::layout::zoom::Zoom;
use super::state::{App, use_app};

/// The play button's id; it gets the focus when the run waits for it.
pub const PLAY_ID: &str = "play";

/// The bar.
pub fn transport() -> View {
    let app = use_app();
    view! {
        <div class="transport" role="group" aria-label=word(frame::TRANSPORT)>
            {icon_button(Icon::First, frame::TO_START, "icb", move || app.seek_start())}
            {icon_button(Icon::PreviousEvent, frame::PREVIOUS_EVENT, "icb", move || app.step_event(false))}
            {icon_button(Icon::Back, frame::BACK_SECOND, "icb wide-only", move || app.step_seconds(-1))}
            {play_button(app)}
            {icon_button(Icon::Forward, frame::FORWARD_SECOND, "icb wide-only", move || app.step_seconds(1))}
            {icon_button(Icon::NextEvent, frame::NEXT_EVENT, "icb", move || app.step_event(true))}
            {icon_button(Icon::Last, frame::TO_END, "icb wide-only", move || app.seek_end())}
            {clock_face(app)}
            <span class="vr wide-only"></span>
            {speed_menu(app)}
            <span class="sp"></span>
            {timeline_tools(app)}
        </div>
    }
}

fn play_button(app: App) -> View {
    let name = move || {
        let words = if app.playing.get() {
            frame::PAUSE
        } else {
            frame::PLAY
        };
        words.in_lang(app.language.get())
    };
    view! {
        <button
            type="button"
            class="play"
            id=PLAY_ID
            aria-label=name
            title=name
            on:click=move |_| app.toggle_playing()
        >
            {move || icon(if app.playing.get() { Icon::Pause } else { Icon::Play })}
        </button>
    }
}

/// The time, the Pod's age, and what time does just now.
fn clock_face(app: App) -> View {
    let time = move || clock::clock_with_milliseconds(app.time.get());
    let whole = move || time().split('.').next().map(|whole| format!("T+{whole}"));
    let fraction = move || {
        time()
            .split_once('.')
            .map(|(_, fraction)| format!(".{fraction}"))
    };
    let age = Memo::new(move |_| {
        app.pod
            .with(|pod| pod.as_ref().map(|pod| pod.age.clone()).unwrap_or_default())
    });
    let doing = Memo::new(move |_| {
        let language = app.language.get();
        match app.folding.get() {
            Some(gap) => frame::folding(gap, language),
            None if app.playing.get() => frame::PLAYING.in_lang(language).to_owned(),
            None => frame::PAUSED.in_lang(language).to_owned(),
        }
    });
    view! {
        <span class="clock">{whole}<small>{fraction}</small></span>
        <span class="meta">
            <span class="age">{move || frame::age(&age.get(), app.language.get())}</span>
            <span class="doing" class:veil=move || app.folding.get().is_some()>
                {move || app.folding.get().is_some().then(|| icon(Icon::Speed))}
                {doing}
            </span>
        </span>
    }
}

fn speed_menu(app: App) -> View {
    let choose = move |event| {
        let speed = match event_target_value(&event).parse() {
            Ok(per_mille) => Speed::Linear { per_mille },
            Err(_) => Speed::Smart,
        };
        app.set_speed(speed);
    };
    let value = move || match app.speed.get() {
        Speed::Smart => "smart".to_owned(),
        Speed::Linear { per_mille } => per_mille.to_string(),
    };
    let options = Speed::LINEAR.map(|per_mille| {
        let label = move || frame::speed(per_mille, app.language.get());
        view! { <option value=per_mille.to_string()>{label}</option> }
    });
    view! {
        <span class="pill select speed">
            {icon(Icon::Speed)}
            <select aria-label=word(frame::SPEED) prop:value=value on:change=choose>
                <option value="smart">{word(frame::SPEED_SMART)}</option>
                {options}
            </select>
            {icon(Icon::Down)}
        </span>
    }
}

fn timeline_tools(app: App) -> View {
    let fold = move |_| app.fold_gaps.update(|fold| *fold = !*fold);
    let state = move || {
        let words = if app.fold_gaps.get() {
            frame::ON
        } else {
            frame::OFF
        };
        words.in_lang(app.language.get())
    };
    view! {
        <button
            type="button"
            class="pill wide-only"
            aria-pressed=move || app.fold_gaps.get().to_string()
            on:click=fold
        >
            {icon(Icon::Fold)}
            {word(frame::FOLD_GAPS)}
            <b>{state}</b>
        </button>
        <button
            type="button"
            class="pill wide-only"
            aria-pressed=move || app.as_table.get().to_string()
            on:click=move |_| app.as_table.update(|table| *table = !*table)
        >
            {icon(Icon::Table)}
            {word(frame::AS_TABLE)}
        </button>
        <span class="vr wide-only"></span>
        {icon_button(Icon::Minus, frame::ZOOM_OUT, "icb s wide-only", move || app.zoom_by(false))}
        {icon_button(Icon::Plus, frame::ZOOM_IN, "icb s wide-only", move || app.zoom_by(true))}
        {icon_button(Icon::Fit, frame::ZOOM_FIT, "icb s wide-only", move || app.zoom.set(Zoom::FIT))}
    }
}
