//! Beside the stage in a lesson: tools, goals, hints and the step's file.

use crate::lesson::judge::GoalState;
use crate::text::{Words, lesson as words};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::super::controls::word;
use super::super::icons::{Icon, icon};
use super::super::layout::highlight;
use super::show_me::show_me;
use super::state::{Learn, Open, use_learn};
use super::tasks::Standing;
use super::words::{line, paragraphs};

/// The lines of a file that are shown at most.
const LINES_MAX: usize = 400;

/// Everything that a step has beside the stage; nothing outside lessons.
pub fn task() -> View {
    let learn = use_learn();
    View::of(move || learn.open.get().map(|open| shown(learn, &open)))
}

/// The model solution in its dialog, while it is asked for.
pub fn solution() -> View {
    let learn = use_learn();
    let close = move || learn.solution.set(None);
    View::of(move || {
        let solution = learn.solution.get()?;
        Some(show_me(learn.app, solution, close))
    })
}

fn shown(learn: Learn, open: &Open) -> View {
    let works = open.step().task().is_some().then(|| {
        view! {
            {goals(learn)}
            {hints(learn)}
        }
    });
    view! {
        <div class="task" role="region" aria-label=word(words::TASK)>
            {tools(learn, open)}
            {works}
            {file(learn)}
        </div>
    }
}

fn tool(shown: Icon, name: Words, action: &'static str, press: impl Fn() + 'static) -> View {
    view! {
        <button
            type="button"
            class="btn ghost sm"
            data-action=action
            on:click=move |_| press()
        >
            {icon(shown)}
            {word(name)}
        </button>
    }
}

fn tools(learn: Learn, open: &Open) -> View {
    let has_solution = open.step().task().is_some();
    let show_me = has_solution.then(|| {
        tool(Icon::Eye, words::SHOW_ME, "show-me", move || {
            learn.show_me()
        })
    });
    view! {
        <div class="tools-row" role="group" aria-label=word(words::TOOLS)>
            {tool(Icon::Undo, words::UNDO, "undo", move || learn.undo())}
            {tool(Icon::First, words::RESET, "reset", move || learn.reset())}
            {show_me}
            {tool(Icon::Out, words::TO_SANDBOX, "sandbox", move || learn.take_to_sandbox())}
        </div>
    }
}

fn goals(learn: Learn) -> View {
    let count = move || {
        let goals = learn.goals.get();
        let met = goals
            .iter()
            .filter(|goal| matches!(learn.standing(goal), Standing::Met(_)));
        format!("{} / {}", met.count(), goals.len())
    };
    let items = move || {
        let current = learn.current_goal().map(|goal| goal.id);
        let goals = learn.goals.get();
        let items = goals
            .iter()
            .map(|goal| one_goal(learn, goal, current.as_ref() == Some(&goal.id)));
        items.collect::<Vec<_>>()
    };
    view! {
        <section class="goals" aria-label=word(words::GOALS)>
            <header>
                <h2>{word(words::GOALS)}</h2>
                <span>{count}</span>
            </header>
            <ul>{items}</ul>
        </section>
    }
}

fn one_goal(learn: Learn, goal: &GoalState, is_current: bool) -> View {
    let standing = learn.standing(goal);
    let met = matches!(standing, Standing::Met(_));
    let fresh = learn.fresh.with(|fresh| fresh.as_ref() == Some(&goal.id));
    let state = match standing {
        Standing::Met(_) => words::REACHED,
        Standing::Broken => words::OUT_OF_REACH,
        Standing::Open => Words::new("", ""),
    };
    let when = match standing {
        Standing::Met(Some(time)) => Some(view! { <time>{words::reached_at(time)}</time> }),
        _ => None,
    };
    let reason = match standing {
        Standing::Met(Some(_)) => Some("met"),
        Standing::Broken => Some("broke"),
        _ => None,
    };
    let reason = reason.map(|reason| learn.prose(&format!("{}.{reason}", goal.id)));
    let sign = match standing {
        Standing::Met(_) => Some(Icon::Check),
        Standing::Broken => Some(Icon::Cross),
        Standing::Open => None,
    };
    view! {
        <li
            class:ok=met
            class:fresh=fresh
            class:broke=standing == Standing::Broken
            class:cur=is_current && standing == Standing::Open
            data-goal=goal.id.clone()
            data-met=met.to_string()
        >
            <i>{sign.map(icon)}</i>
            <div>
                {line(learn.prose(&goal.id))}
                <span class="sr">{word(state)}</span>
                <div class="reason">{reason.map(|reason| paragraphs(learn, reason))}</div>
            </div>
            {when}
        </li>
    }
}

fn hints(learn: Learn) -> View {
    let tiers = [
        (1, words::HINT_1, "hint-1"),
        (2, words::HINT_2, "hint-2"),
        (3, words::HINT_3, "hint-3"),
    ];
    let tiers = tiers.map(|(tier, name, action)| {
        let is_open = move || learn.hints.get() >= tier;
        let offered = move || learn.offered.get() && learn.hints.get() + 1 == tier;
        let content = move || {
            if !is_open() {
                return View::of(view! {
                    <button
                        type="button"
                        class="linkb"
                        data-action=action
                        aria-label=move || {
                            let language = learn.app.language.get();
                            format!("{}: {}", words::SHOW.in_lang(language), name.in_lang(language))
                        }
                        on:click=move |_| learn.open_hint(tier)
                    >
                        {word(words::SHOW)}
                    </button>
                });
            }
            let text = learn.hint_key(tier).map(|key| learn.prose(&key));
            let solve = (tier == 3).then(|| {
                view! {
                    <button
                        type="button"
                        class="btn sm"
                        data-action="solve"
                        on:click=move |_| learn.solve()
                    >
                        {word(words::SOLVE)}
                    </button>
                }
            });
            view! {
                <div class="hint-text">
                    {paragraphs(learn, text.unwrap_or_default())}
                    {solve}
                </div>
            }
        };
        view! {
            <li class:open=is_open class:offered=offered data-hint=tier.to_string()>
                <b aria-hidden="true">{tier}</b>
                <strong>{word(name)}</strong>
                {content}
            </li>
        }
    });
    view! {
        <section class="hints" aria-label=word(words::HINTS)>
            <header>
                <h2>{word(words::HINTS)}</h2>
                <span>{word(words::NO_PENALTY)}</span>
            </header>
            <ol>{tiers}</ol>
        </section>
    }
}

/// The file that the editor holds, in colours.
fn file(learn: Learn) -> View {
    let app = learn.app;
    let shown = move || {
        let name = app.file.get()?;
        let lines = app.draft.text.with(|text| {
            let lines = highlight::lines(text.trim_end()).into_iter().enumerate();
            let lines = lines.take(LINES_MAX).map(|(index, pieces)| {
                let pieces = pieces.into_iter().map(|piece| {
                    view! { <span class=piece.ink.class()>{piece.text}</span> }
                });
                let pieces: Vec<_> = pieces.collect();
                view! {
                    <div class="line">
                        <span class="n" aria-hidden="true">{index + 1}</span>
                        {pieces}
                    </div>
                }
            });
            lines.collect::<Vec<_>>()
        });
        Some(view! {
            <section class="snip" data-part="yaml">
                <header>
                    <h2>{name.clone()}</h2>
                    <button
                        type="button"
                        class="linkb"
                        data-action="edit"
                        on:click=move |_| app.open_editor()
                    >
                        {word(words::TO_EDITOR)}
                    </button>
                </header>
                <div class="snip-code mono" role="group" tabindex="0" aria-label=name>{lines}</div>
            </section>
        })
    };
    View::of(shown)
}
