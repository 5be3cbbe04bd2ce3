//! The lesson beside the stage: where one is, what is asked, and the way on.

use leptos::ev::Event;

use crate::lesson::StepKind;
use crate::text::lesson as words;
use crate::web::media;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::super::controls::{icon_button, word};
use super::super::icons::{Icon, icon};
use super::super::state::Panel;
use super::answer::answers;
use super::asking::Press;
use super::route::Route;
use super::state::{Learn, Open, Phase, TITLE_ID, in_lang, use_learn};
use super::verdict::verdict;
use super::words::paragraphs;

/// The pane.
pub fn lesson_pane() -> View {
    let learn = use_learn();
    let shown = move || matches!(learn.route.get(), Route::Lesson { .. });
    let body = move || match learn.open.get() {
        Some(open) if !learn.library.failed.get() => opened(learn, open),
        _ => waiting(learn),
    };
    view! {
        <section
            id="lesson"
            class="pane left lesson"
            aria-label=word(words::LESSON)
            role=move || is_alone(learn).then_some("main")
            tabindex="-1"
            hidden=move || !shown()
        >
            {move || shown().then_some(body)}
        </section>
        <p class="sr" role="status" aria-live="polite">{learn.said}</p>
    }
}

/// On a phone the lesson stands there without the stage.
fn is_alone(learn: Learn) -> bool {
    learn.app.panel.get() == Panel::Lesson && media::matches("(max-width: 640px)")
}

/// Until the files are there, or if they could not be had.
pub fn waiting(learn: Learn) -> View {
    let retry = move |_| {
        learn.library.failed.set(false);
    };
    let shown = move || {
        if learn.library.failed.get() {
            view! {
                <div class="notice" role="alert">
                    <p>{word(words::NOT_LOADED)}</p>
                    <button type="button" class="btn" data-action="retry" on:click=retry>
                        {word(words::RETRY)}
                    </button>
                </div>
            }
        } else {
            view! { <p class="notice hint">{word(words::LOADING)}</p> }
        }
    };
    View::of(shown)
}

fn opened(learn: Learn, open: Open) -> View {
    let submit = move |event: Event| {
        event.prevent_default();
        learn.act();
    };
    let (strip, body, place) = (open.clone(), open.clone(), open.clone());
    let step = open.step().id.clone();
    view! {
        <form
            class="pane-fill"
            data-step=step
            data-kind=open.step().kind.name()
            on:submit=submit
        >
            {header(learn, &strip)}
            {content(learn, body)}
            {footer(learn, place)}
        </form>
    }
}

fn header(learn: Learn, open: &Open) -> View {
    let id = open.lesson.id.clone();
    let title_id = id.clone();
    let entry = move |id: &str| learn.library.entry(id).unwrap_or_default();
    let place = move || {
        let language = learn.app.language.get();
        let count = learn.library.catalogue.with(|catalogue| {
            let lessons = catalogue.as_ref().map(|all| all.lessons.iter());
            lessons.map_or(0, |lessons| {
                lessons.filter(|entry| entry.number > 0).count()
            })
        });
        let own = entry(&id).number;
        let number = match own {
            0 => words::lesson_number(own, language),
            _ => format!("{} / {count}", words::lesson_number(own, language)),
        };
        let minutes = words::minutes(entry(&id).minutes, language);
        view! {
            <span class="ac">{number}</span>
            <span>{minutes}</span>
        }
    };
    let title = move || in_lang(&entry(&title_id).title, learn.app.language.get()).to_owned();
    view! {
        <header class="lhead">
            <div class="eyebrow">
                {place}
                <a
                    class="icb s"
                    href=Route::List.link()
                    aria-label=word(words::CONTENTS)
                    title=word(words::CONTENTS)
                >
                    {icon(Icon::Story)}
                </a>
            </div>
            <p class="ltitle">{title}</p>
            {strip(learn, open)}
        </header>
    }
}

fn strip(learn: Learn, open: &Open) -> View {
    let lesson = open.lesson.clone();
    let current = open.index;
    let links = move || {
        let language = learn.app.language.get();
        let texts = learn.texts();
        let done = learn.progress.with(|progress| {
            let attempt = progress.lessons.get(&lesson.id);
            attempt
                .map(|attempt| attempt.done.clone())
                .unwrap_or_default()
        });
        let links = lesson.steps.iter().enumerate().map(|(index, step)| {
            let is_done = done.contains(&step.id);
            let kind = words::kind(&step.kind).in_lang(language);
            let title = texts
                .as_ref()
                .map_or("", |texts| texts.get(&format!("{}.title", step.id)));
            let mut name = format!("{} {kind}: {title}", index + 1);
            if is_done {
                name.push_str(", ");
                name.push_str(words::DONE.in_lang(language));
            }
            let sign = if is_done {
                Icon::Check
            } else {
                kind_icon(&step.kind)
            };
            view! {
                <li class:done=is_done class:cur=index == current>
                    <a
                        href=Route::step(&lesson.id, &step.id).link()
                        aria-label=name
                        title=title.to_owned()
                        aria-current=(index == current).then_some("step")
                    >
                        {icon(sign)}
                        <span>{kind}</span>
                    </a>
                </li>
            }
        });
        links.collect::<Vec<_>>()
    };
    view! {
        <nav aria-label=word(words::STEPS)>
            <ol class="steps">{links}</ol>
        </nav>
    }
}

fn kind_icon(kind: &StepKind) -> Icon {
    match kind {
        StepKind::Read => Icon::Document,
        StepKind::Observe(_) => Icon::Eye,
        StepKind::Predict(_) => Icon::Mark,
        StepKind::Do(_) => Icon::Edit,
        StepKind::Diagnose(..) => Icon::Help,
        StepKind::Explain { .. } => Icon::Story,
        StepKind::Recap => Icon::Check,
    }
}

fn content(learn: Learn, open: Open) -> View {
    let kind = words::kind(&open.step().kind);
    let number = open.index + 1;
    let eyebrow = move || words::step_kind(number, kind, learn.app.language.get());
    let is_recap = matches!(open.step().kind, StepKind::Recap);
    let recap = is_recap.then(|| cards(learn));
    let asked = move || (!learn.opening.get()).then(|| answers(learn, &open));
    view! {
        <div class="lbody">
            <p class="kind">{eyebrow}</p>
            <h2 id=TITLE_ID tabindex="-1">{move || super::words::line(learn.prose("title"))}</h2>
            {move || paragraphs(learn, learn.prose("body"))}
            {recap}
            {asked}
            {verdict(learn)}
        </div>
    }
}

/// What stays: three cards.
fn cards(learn: Learn) -> View {
    let cards = ["1", "2", "3"].map(|key| {
        view! { <li>{move || paragraphs(learn, learn.prose(key))}</li> }
    });
    view! {
        <ol class="cards" aria-label=word(words::KEEP)>{cards}</ol>
    }
}

/// The way on: commit or next, skip, and the steps beside this one.
fn footer(learn: Learn, open: Open) -> View {
    let (index, count) = (open.index, open.lesson.steps.len());
    let is_recap = matches!(open.step().kind, StepKind::Recap);
    let next_lesson = is_recap.then(|| next_lesson(learn, &open.lesson.id));
    let kind = open.step().kind.clone();
    let commit_word = match kind {
        StepKind::Predict(_) => words::COMMIT,
        StepKind::Explain { .. } => words::CHECK,
        _ => words::COMMIT_ONLY,
    };
    let primary = move || {
        let (name, action) = match learn.press() {
            Press::Commit => (commit_word, "commit"),
            Press::ToTheEnd => (words::TO_THE_END, "to-the-end"),
            Press::Next => (words::NEXT, "next"),
            Press::Nothing => return None,
        };
        let wants = action == "commit" && !learn.has_answer();
        Some(view! {
            <button
                type="submit"
                class="btn pri"
                data-action=action
                aria-disabled=wants.then_some("true")
            >
                {word(name)}
                <kbd>"Enter"</kbd>
            </button>
        })
    };
    let again = move || {
        let answered = learn.phase.get() == Phase::Shown && learn.truth.with(Option::is_some);
        answered.then(|| {
            view! {
                <button
                    type="button"
                    class="btn ghost"
                    data-action="again"
                    on:click=move |_| learn.answer_again()
                >
                    {word(words::AGAIN)}
                </button>
            }
        })
    };
    let skip = move || {
        let skips = !is_recap && learn.press() != Press::Next;
        skips.then(|| {
            view! {
                <button
                    type="button"
                    class="btn ghost"
                    data-action="skip"
                    on:click=move |_| learn.go_step(true)
                >
                    {word(words::SKIP)}
                </button>
            }
        })
    };
    let previous = (index > 0).then(|| arrow(learn, false));
    let forward = (index + 1 < count).then(|| arrow(learn, true));
    view! {
        <div class="acts">
            {primary}
            {next_lesson}
            {again}
            {skip}
            <span class="st">
                {previous}
                <span>{format!("{} / {count}", index + 1)}</span>
                {forward}
            </span>
        </div>
    }
}

fn arrow(learn: Learn, forward: bool) -> View {
    let (shown, name, action) = match forward {
        true => (Icon::Forward, words::NEXT_STEP, "forward"),
        false => (Icon::Back, words::PREVIOUS_STEP, "previous"),
    };
    view! {
        <span data-action=action>
            {icon_button(shown, name, "icb s", move || learn.go_step(forward))}
        </span>
    }
}

/// The lesson after this one, else the list.
fn next_lesson(learn: Learn, id: &str) -> View {
    let id = id.to_owned();
    let link = move || {
        let next = learn.library.catalogue.with(|catalogue| {
            let all = &catalogue.as_ref()?.lessons;
            let at = all.iter().position(|entry| entry.id == id)?;
            all.get(at + 1).map(|entry| entry.id.clone())
        });
        let (route, name) = match next {
            Some(id) => (Route::Lesson { id, step: None }, words::NEXT_LESSON),
            None => (Route::List, words::CONTENTS),
        };
        view! {
            <a class="btn pri" href=route.link() data-action="next-lesson">{word(name)}</a>
        }
    };
    View::of(link)
}
