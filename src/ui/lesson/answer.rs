//! Where a learner answers: options, an order, a moment, a part, a sentence from pieces.

use leptos::ev::KeyboardEvent;

use crate::engine::time::{SimDuration, SimTime};
use crate::lesson::judge::Answer;
use crate::lesson::{Part, Question, StepKind};
use crate::text::moment::short_clock;
use crate::text::part::part_name;
use crate::text::{lesson as words, prose};
use crate::web::focus;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::super::controls::{icon_button, word};
use super::super::icons::{Icon, icon};
use super::arrange;
use super::lit::Guess;
use super::state::{Learn, Open, Phase};
use super::words::line;

/// The answers of the open step; nothing for a step that asks nothing.
pub fn answers(learn: Learn, open: &Open) -> View {
    let step = open.step();
    match (&step.kind, step.question()) {
        (StepKind::Observe(find), _) => parts(learn, find.among.clone()),
        (StepKind::Explain { fragments, decoys }, _) => {
            let all = [&fragments[..], &decoys[..]].concat();
            pieces(learn, arrange::mixed(&all, &open.seed()))
        }
        (_, Some(Question::Choose(options))) => {
            let ids = options.iter().map(|(id, _)| id.clone());
            options_view(learn, ids.collect())
        }
        (_, Some(Question::Order(_))) => order(learn),
        (_, Some(Question::Mark { within, .. })) => moment(learn, *within),
        _ => View::Nothing,
    }
}

fn chosen(learn: Learn, id: &str) -> bool {
    learn
        .answer
        .with(|answer| matches!(answer, Some(Answer::Choice(chosen)) if chosen == id))
}

fn is_truth(learn: Learn, id: &str) -> bool {
    let shown = learn.phase.get() == Phase::Shown;
    shown
        && learn
            .truth
            .with(|truth| matches!(truth, Some(Answer::Choice(right)) if right == id))
}

/// What an option turned out to be; its sign stands beside it.
fn sign(learn: Learn, id: &str) -> Option<Icon> {
    if is_truth(learn, id) {
        return Some(Icon::Check);
    }
    let missed = learn.phase.get() == Phase::Shown && chosen(learn, id);
    missed.then_some(Icon::Cross)
}

/// One of several; the browser's own radio buttons.
fn options_view(learn: Learn, ids: Vec<String>) -> View {
    let options = ids.into_iter().map(|id| {
        let (mine, text, marked) = (id.clone(), id.clone(), id.clone());
        let (right, missed, taken) = (id.clone(), id.clone(), id.clone());
        let choose = move |_| learn.answer.set(Some(Answer::Choice(taken.clone())));
        view! {
            <label
                class="option"
                class:right=move || is_truth(learn, &right)
                class:missed=move || sign(learn, &missed) == Some(Icon::Cross)
                data-option=id
            >
                <input
                    type="radio"
                    name="answer"
                    prop:checked=move || chosen(learn, &mine)
                    disabled=move || learn.phase.get() != Phase::Asking
                    on:change=choose
                />
                <span>{move || line(learn.prose(&text))}</span>
                {move || sign(learn, &marked).map(icon)}
            </label>
        }
    });
    let options: Vec<_> = options.collect();
    view! {
        <fieldset class="options">
            <legend class="lb">{word(words::CHOOSE)}</legend>
            {options}
        </fieldset>
    }
}

/// A part of the page, chosen here or on the stage.
fn parts(learn: Learn, among: Vec<Part>) -> View {
    let options = move || {
        if learn.phase.get() == Phase::Watching {
            return vec![view! { <p class="hint">{word(words::WATCH)}</p> }];
        }
        let language = learn.app.language.get();
        let options = among.iter().map(|part| {
            let id = part.to_string();
            let shown = learn.phase.get() == Phase::Shown;
            let mark = sign(learn, &id);
            let (enter, press) = (part.clone(), id.clone());
            view! {
                <button
                    type="button"
                    class="option"
                    class:right=mark == Some(Icon::Check)
                    class:missed=mark == Some(Icon::Cross)
                    data-option=id
                    disabled=shown
                    on:pointerenter=move |_| learn.pointed.set(Some(enter.clone()))
                    on:pointerleave=move |_| learn.pointed.set(None)
                    on:click=move |_| learn.choose_part(press.clone())
                >
                    <span>{part_name(part, language)}</span>
                    {mark.map(icon)}
                </button>
            }
        });
        options.collect()
    };
    view! {
        <div class="options" role="group" aria-label=word(words::FIND)>
            <p class="lb">{word(words::FIND)}</p>
            {options}
        </div>
    }
}

fn ordered(learn: Learn) -> Vec<String> {
    match learn.answer.get() {
        Some(Answer::Order(ids)) => ids,
        _ => Vec::new(),
    }
}

/// Things that happen, to be put in order.
fn order(learn: Learn) -> View {
    let shift = move |position: usize, down: bool| {
        let mut ids = ordered_now(learn);
        let to = arrange::moved(&mut ids, position, down);
        learn.answer.set(Some(Answer::Order(ids)));
        focus::focus_once_drawn(&mover_id(to, down));
    };
    let items = move || {
        let asking = learn.phase.get() == Phase::Asking;
        let ids = ordered(learn);
        let count = ids.len();
        let items = ids.into_iter().enumerate().map(|(position, id)| {
            let text = learn.prose(&id);
            let name = super::tasks::plain_of(text.clone());
            let mover = move |down: bool| {
                let language = learn.app.language.get();
                let label = words::move_item(&name, down, language);
                let at_end = if down {
                    position + 1 == count
                } else {
                    position == 0
                };
                let on_key = move |event: KeyboardEvent| {
                    let down = match event.key().as_str() {
                        "ArrowDown" => true,
                        "ArrowUp" => false,
                        _ => return,
                    };
                    event.prevent_default();
                    shift(position, down);
                };
                view! {
                    <button
                        type="button"
                        class="icb s"
                        id=mover_id(position, down)
                        data-move=if down { "down" } else { "up" }
                        aria-label=label
                        aria-disabled=at_end.then_some("true")
                        on:click=move |_| shift(position, down)
                        on:keydown=on_key
                    >
                        {icon(if down { Icon::Down } else { Icon::Up })}
                    </button>
                }
            };
            view! {
                <li class="option" data-option=id>
                    <b class="n">{position + 1}</b>
                    <span>{line(text)}</span>
                    {asking.then(|| [mover(false), mover(true)])}
                </li>
            }
        });
        items.collect::<Vec<_>>()
    };
    view! {
        <div class="options">
            <p class="lb" id="order-help">{word(words::ORDER)}</p>
            <ol aria-labelledby="order-help">{items}</ol>
        </div>
    }
}

fn ordered_now(learn: Learn) -> Vec<String> {
    untrack(|| ordered(learn))
}

fn mover_id(position: usize, down: bool) -> String {
    format!("move-{}-{position}", if down { "down" } else { "up" })
}

/// A moment: the marker on the timeline, or here in seconds.
fn moment(learn: Learn, within: SimDuration) -> View {
    let lit = learn.lit;
    let small = within.milliseconds < 1_000;
    let step_ms = if small { 100 } else { 1_000 };
    let shift = move |later: bool| {
        let earliest = learn
            .open
            .with_untracked(|open| open.as_ref().map_or(SimTime::ZERO, |open| open.step().at));
        lit.guess.update(|guess| {
            if let Some(guess) = guess.as_mut().filter(|guess| !guess.fixed) {
                let now = guess.time.milliseconds;
                let moved = if later {
                    now + step_ms
                } else {
                    now.saturating_sub(step_ms)
                };
                guess.time = SimTime::from_millis(moved).max(earliest);
            }
        });
    };
    let shown = move || {
        let time = lit.guess.get().map(|guess: Guess| guess.time);
        time.map(short_clock).unwrap_or_default()
    };
    let tolerance = move || words::tolerance(within, learn.app.language.get());
    let on_key = move |event: KeyboardEvent| {
        let later = match event.key().as_str() {
            "ArrowUp" | "ArrowRight" => true,
            "ArrowDown" | "ArrowLeft" => false,
            _ => return,
        };
        event.prevent_default();
        shift(later);
    };
    view! {
        <div class="answer" role="group" aria-label=word(words::MY_GUESS) on:keydown=on_key>
            <span class="lb">{word(words::MY_GUESS)}</span>
            <div class="val" data-action="mark">
                {icon_button(Icon::Minus, words::SECOND_EARLIER, "icb", move || shift(false))}
                <output aria-live="polite">{shown}</output>
                {icon_button(Icon::Plus, words::SECOND_LATER, "icb", move || shift(true))}
            </div>
            <span class="tol">{tolerance}</span>
        </div>
    }
}

/// A sentence from pieces: pressing a piece adds it, pressing it again takes it out.
fn pieces(learn: Learn, all: Vec<String>) -> View {
    let toggle = move |id: &str, add: bool| {
        let mut placed = ordered_now(learn);
        placed.retain(|other| other != id);
        if add {
            placed.push(id.to_owned());
        }
        learn.answer.set(Some(Answer::Order(placed)));
    };
    let piece = move |id: &str, placed: bool| {
        let (press, text) = (id.to_owned(), learn.prose(id));
        view! {
            <button
                type="button"
                class="piece"
                data-option=id.to_owned()
                aria-pressed=placed.to_string()
                disabled=learn.phase.get() != Phase::Asking
                on:click=move |_| toggle(&press, !placed)
            >
                {line(text)}
            </button>
        }
    };
    let sentence = move || {
        let placed = ordered(learn);
        if placed.is_empty() {
            return vec![view! { <span class="hint">{word(words::SENTENCE_EMPTY)}</span> }];
        }
        placed.iter().map(|id| piece(id, true)).collect()
    };
    let rest = move || {
        let placed = ordered(learn);
        let rest = all.iter().filter(|id| !placed.contains(id));
        rest.map(|id| piece(id, false)).collect::<Vec<_>>()
    };
    view! {
        <div class="sentence" role="group" aria-label=word(words::SENTENCE)>{sentence}</div>
        <div class="pieces" role="group" aria-label=word(words::PIECES)>{rest}</div>
    }
}

/// An answer as a person reads it.
pub fn told(learn: Learn, answer: &Answer) -> View {
    let language = learn.app.language.get();
    match answer {
        Answer::Mark(time) => View::of(view! { <b class="mono">{short_clock(*time)}</b> }),
        Answer::Choice(id) => match (Part::read(id), learn.text(id).is_empty()) {
            (Some(part), true) => View::of(part_name(&part, language)),
            _ => line(prose::prose(&learn.text(id), None)),
        },
        Answer::Order(ids) => {
            let items = ids
                .iter()
                .map(|id| view! { <li>{line(learn.prose_of_truth(id))}</li> });
            let items: Vec<_> = items.collect();
            view! { <ol class="told">{items}</ol> }
        }
    }
}
