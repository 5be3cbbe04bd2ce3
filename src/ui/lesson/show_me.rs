//! The model solution, played in a dialog on a stage of its own. It has its own session: nothing
//! that happens here reaches the learner's run.

use std::sync::Arc;

use leptos::ev::{Event, KeyboardEvent};
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use crate::api::ObjectKey;
use crate::engine::time::SimTime;
use crate::playback::scenario::{Scenario, Step};
use crate::playback::session::Session;
use crate::playback::snapshot::Snapshot;
use crate::playback::timeline::Timeline;
use crate::text::{frame, show_me as words};
use crate::ui::controls::{icon_button, word};
use crate::ui::icons::{Icon, icon};
use crate::ui::layout::clock;
use crate::ui::stage::ghost_stage;
use crate::ui::state::App;
use crate::web::focus;
use crate::web::frame::FrameLoop;
use crate::web::reactive::*;
use crate::web::view::{ElementRef, View, element_ref, view};

/// What is shown.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The run with the solution in it.
    pub scenario: Scenario,
    /// The stretch that is played: where the step begins, and how far it goes.
    pub from: SimTime,
    pub until: SimTime,
    pub focus: Option<ObjectKey>,
    /// What is said about it, a paragraph each.
    pub captions: Vec<String>,
}

/// The solution's own run; signals only, copied freely.
#[derive(Clone, Copy)]
struct Ghost {
    session: StoredValue<Session, LocalStorage>,
    /// Counts the changes of the session.
    revision: RwSignal<u64>,
    from: SimTime,
    until: SimTime,
    focus: RwSignal<Option<ObjectKey>>,
    steps: StoredValue<Vec<Step>>,
}

/// A dialog that opens at once; `close` is called when it is closed, by its button or by Escape.
/// The focus then goes back to where it was.
pub fn show_me(app: App, solution: Solution, close: impl Fn() + 'static) -> View {
    let captions = solution.captions.clone();
    let ghost = Ghost::start(solution);
    ghost.run_frames();
    let dialog = element_ref();
    effect(move || {
        if let Some(dialog) = as_dialog(dialog)
            && !dialog.open()
        {
            // Fails only for a dialog that is no part of the page.
            let _ = dialog.show_modal();
            ghost.set_playing(app.preferences.moves());
        }
    });
    let captions: Vec<View> = captions
        .into_iter()
        .map(|caption| view! { <p>{caption}</p> })
        .collect();
    view! {
        <dialog
            class="show-me"
            node_ref=dialog
            aria-label=word(words::TITLE)
            data-testid="show-me"
            on:keydown=move |event| on_key(ghost, &event)
            on:close=move |_: Event| close()
        >
            <header class="sheet-head">
                <h2>{word(words::TITLE)}</h2>
                {icon_button(Icon::Close, frame::CLOSE, "icb", move || shut(dialog))}
            </header>
            <div class="ghost-room">
                <div class="ghost-told">
                    <p class="hint">{word(words::UNTOUCHED)}</p>
                    {captions}
                    {commands(ghost)}
                </div>
                <div class="ghost-frame">
                    <span class="ghost-name">{word(words::GHOST)}</span>
                    {stage(app, ghost)}
                </div>
            </div>
            {transport(app, ghost)}
        </dialog>
    }
}

impl Ghost {
    fn start(solution: Solution) -> Ghost {
        let steps = solution.scenario.steps.iter();
        let steps = steps.filter(|step| solution.from <= step.time && step.time <= solution.until);
        let steps: Vec<Step> = steps.cloned().collect();
        let session = Session::of_scenario(solution.scenario, solution.from);
        Ghost {
            session: StoredValue::new_local(session),
            revision: RwSignal::new(0),
            from: solution.from,
            until: solution.until.max(solution.from),
            focus: RwSignal::new(solution.focus),
            steps: StoredValue::new(steps),
        }
    }

    /// Reads the session, and again whenever it changes.
    fn read<T>(self, read: impl FnOnce(&Session) -> T) -> T {
        self.revision.track();
        self.session.with_value(read)
    }

    /// Changes the session; the playhead never leaves the stretch that is played.
    fn change(self, act: impl FnOnce(&mut Session)) {
        self.session.update_value(|session| {
            act(session);
            if session.time() >= self.until {
                session.seek(self.until);
                session.set_playing(false);
            } else if session.time() < self.from {
                session.seek(self.from);
            }
        });
        self.revision.update(|revision| *revision += 1);
    }

    fn seek(self, time: SimTime) {
        self.change(|session| session.seek(time));
    }

    /// Lets the solution play; at its end from the start.
    fn set_playing(self, playing: bool) {
        self.change(|session| {
            if playing && session.time() >= self.until {
                session.seek(self.from);
            }
            session.set_playing(playing);
        });
    }

    fn toggle(self) {
        let playing = self.session.with_value(Session::playing);
        self.set_playing(!playing);
    }

    /// To the next change or command, or to the one before.
    fn step(self, forward: bool) {
        let focus = self.focus.get_untracked();
        let (now, stop) = self
            .session
            .with_value(|session| (session.time(), session.next_stop(focus.as_ref(), forward)));
        let command = self.steps.with_value(|steps| {
            let mut times = steps.iter().map(|step| step.time);
            match forward {
                true => times.find(|time| *time > now),
                false => times.rfind(|time| *time < now),
            }
        });
        let stops = stop.into_iter().chain(command);
        let end = if forward { self.until } else { self.from };
        let target = match forward {
            true => stops.min(),
            false => stops.max(),
        };
        self.change(|session| {
            session.set_playing(false);
            session.seek(target.unwrap_or(end));
        });
    }

    /// One loop of animation frames while the solution plays.
    fn run_frames(self) {
        let frames = StoredValue::new_local(None::<FrameLoop>);
        let playing = Memo::new(move |_| self.read(Session::playing));
        effect(move || {
            let tick = move |wall_ms| {
                // The dialog may be gone by then.
                if self.revision.try_get_untracked().is_some() {
                    self.change(|session| {
                        session.advance(wall_ms);
                    });
                }
            };
            frames.set_value(playing.get().then(|| FrameLoop::start(tick)));
        });
        on_cleanup(move || frames.set_value(None));
    }
}

fn stage(app: App, ghost: Ghost) -> View {
    let snapshot: Memo<Arc<Snapshot>> = Memo::new(move |_| ghost.read(Session::snapshot));
    let timeline: Memo<Arc<Timeline>> = Memo::new(move |_| {
        ghost
            .focus
            .with(|focus| ghost.read(|session| session.timeline(focus.as_ref())))
    });
    ghost_stage(
        (snapshot.into(), timeline.into()),
        ghost.focus,
        app.language.into(),
        Signal::derive(move || !app.preferences.moves()),
    )
}

/// How many commands have run by now.
fn done(ghost: Ghost) -> usize {
    let now = ghost.read(Session::time);
    ghost
        .steps
        .with_value(|steps| steps.iter().filter(|step| step.time <= now).count())
}

/// The commands of the solution; the newest one that has run is marked.
fn commands(ghost: Ghost) -> View {
    let done = Memo::new(move |_| done(ghost));
    let items: Vec<View> = ghost
        .steps
        .get_value()
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let class = move || match done.get() {
                done if done == index + 1 => "ghost-command is-current",
                done if done > index => "ghost-command is-done",
                _ => "ghost-command",
            };
            let is_current = move || (done.get() == index + 1).then_some("step");
            let sign = move || (done.get() > index).then(|| icon(Icon::Check));
            view! {
                <li class=class aria-current=is_current>
                    <time>{format!("T+{}", clock::clock_with_tenths(step.time))}</time>
                    {sign}
                    <code>{step.command}</code>
                    {step.input.map(|input| view! { <pre>{input}</pre> })}
                </li>
            }
        })
        .collect();
    view! {
        <h3>{word(words::COMMANDS)}</h3>
        <ol class="ghost-commands">{items}</ol>
    }
}

fn transport(app: App, ghost: Ghost) -> View {
    let time = Memo::new(move |_| ghost.read(Session::time));
    let playing = Memo::new(move |_| ghost.read(Session::playing));
    let name = move || {
        let words = if playing.get() {
            frame::PAUSE
        } else {
            frame::PLAY
        };
        words.in_lang(app.language.get())
    };
    let spoken = move || {
        let all = ghost.steps.with_value(Vec::len);
        words::position(
            &clock::clock(time.get()),
            done(ghost),
            all,
            app.language.get(),
        )
    };
    let on_input = move |event: Event| {
        if let Ok(milliseconds) = event_target_value(&event).parse() {
            ghost.seek(SimTime::from_millis(milliseconds));
        }
    };
    view! {
        <div class="transport">
            {icon_button(Icon::First, words::AGAIN, "icb", move || ghost.seek(ghost.from))}
            {icon_button(Icon::PreviousEvent, words::BACK, "icb", move || ghost.step(false))}
            <button
                type="button"
                class="play"
                autofocus=true
                aria-label=name
                title=name
                data-testid="show-me-play"
                on:click=move |_| ghost.toggle()
            >
                {move || icon(if playing.get() { Icon::Pause } else { Icon::Play })}
            </button>
            {icon_button(Icon::NextEvent, words::FORWARD, "icb", move || ghost.step(true))}
            <span class="clock">{move || format!("T+{}", clock::clock_with_tenths(time.get()))}</span>
            <input
                type="range"
                class="ghost-time"
                min=ghost.from.milliseconds.to_string()
                max=ghost.until.milliseconds.to_string()
                step="100"
                prop:value=move || time.get().milliseconds.to_string()
                aria-label=word(words::POSITION)
                aria-valuetext=spoken
                on:input=on_input
            />
        </div>
    }
}

/// The page's own shortcuts sleep while the dialog is open.
fn on_key(ghost: Ghost, event: &KeyboardEvent) {
    event.stop_propagation();
    let held = event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key();
    if held || event.default_prevented() || event.is_composing() {
        return;
    }
    let target = focus::active();
    if target.as_ref().is_some_and(focus::takes_text) {
        return;
    }
    let pressing = target.as_ref().is_some_and(focus::is_pressable);
    match event.key().as_str() {
        " " if !pressing => ghost.toggle(),
        "ArrowRight" => ghost.step(true),
        "ArrowLeft" => ghost.step(false),
        "Home" => ghost.seek(ghost.from),
        "End" => ghost.seek(ghost.until),
        _ => return,
    }
    event.prevent_default();
}

fn as_dialog(reference: ElementRef) -> Option<HtmlDialogElement> {
    let element = reference.get()?;
    element.dyn_into().ok()
}

fn shut(reference: ElementRef) {
    if let Some(dialog) = untrack(|| as_dialog(reference)) {
        dialog.close();
    }
}
