//! The list of lessons, what many people believe, and where well-read notes are dated.

use std::sync::Arc;

use crate::lesson::Catalogue;
use crate::lesson::catalogue::{Correction, Entry};
use crate::text::{Lang, lesson as words};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::super::controls::word;
use super::super::icons::{Icon, icon};
use super::pane::waiting;
use super::progress::progress_box;
use super::route::Route;
use super::state::{Learn, in_lang, use_learn};

/// The page of lessons; nothing elsewhere.
pub fn list() -> View {
    let learn = use_learn();
    let shown = move || {
        (learn.route.get() == Route::List).then(|| {
            let content = match learn.library.catalogue.get() {
                Some(catalogue) => listed(learn, catalogue),
                None => waiting(learn),
            };
            view! {
                <main id="lessons" class="lessons" tabindex="-1" aria-label=word(words::LESSONS)>
                    {content}
                </main>
            }
        })
    };
    View::of(shown)
}

fn listed(learn: Learn, catalogue: Arc<Catalogue>) -> View {
    let language = learn.app.language.get();
    let notice = move || {
        let notice = learn.notice.get()?;
        Some(view! { <p class="notice" role="alert">{word(notice)}</p> })
    };
    let lessons = catalogue
        .lessons
        .iter()
        .map(|entry| lesson(learn, entry, &catalogue, language));
    let lessons: Vec<_> = lessons.collect();
    let later = catalogue.later.iter().map(|entry| {
        view! {
            <li>
                <b class="n">{entry.number}</b>
                {in_lang(&entry.title, language).to_owned()}
            </li>
        }
    });
    let later: Vec<_> = later.collect();
    let later = (!later.is_empty()).then(|| {
        view! {
            <h3>{word(words::LATER_LESSONS)}</h3>
            <ol class="later">{later}</ol>
        }
    });
    let beliefs = catalogue.misconceptions.iter();
    let beliefs = beliefs.map(|one| {
        let text = in_lang(&one.text, language).to_owned();
        view! { <li>{text} " " {meet(&one.at)}</li> }
    });
    let beliefs: Vec<_> = beliefs.collect();
    let corrections: Vec<_> = catalogue
        .corrections
        .iter()
        .map(|one| correction(one, language))
        .collect();
    let corrections = (!corrections.is_empty()).then(|| {
        view! {
            <section aria-labelledby="corrections">
                <h2 id="corrections">{word(words::CORRECTIONS)}</h2>
                <ul class="corrections">{corrections}</ul>
            </section>
        }
    });
    view! {
        <div class="column">
            {notice}
            <h2>{word(words::LIST_TITLE)}</h2>
            <p class="intro">{word(words::LIST_INTRO)}</p>
            <ol class="lesson-cards">{lessons}</ol>
            {later}
            {progress_box(learn)}
            <section aria-labelledby="beliefs">
                <h2 id="beliefs">{word(words::MISCONCEPTIONS)}</h2>
                <p class="intro">{word(words::MISCONCEPTIONS_INTRO)}</p>
                <ul class="beliefs">{beliefs}</ul>
            </section>
            {corrections}
        </div>
    }
}

fn lesson(learn: Learn, entry: &Entry, catalogue: &Catalogue, language: Lang) -> View {
    let id = entry.id.clone();
    let route = Route::Lesson {
        id: id.clone(),
        step: None,
    };
    let needs: Vec<View> = entry
        .needs
        .iter()
        .filter_map(|id| catalogue.lesson(id))
        .map(|need| {
            let route = Route::Lesson {
                id: need.id.clone(),
                step: None,
            };
            let title = in_lang(&need.title, language).to_owned();
            view! { " " <a href=route.link()>{title}</a> }
        })
        .collect();
    let needs = (!needs.is_empty())
        .then(|| view! { <p class="needs">{word(words::BUILDS_ON)} {needs}</p> });
    let done = move || done(learn, &id, language);
    let number = match entry.number {
        0 => "+".to_owned(),
        number => number.to_string(),
    };
    view! {
        <li data-lesson=entry.id.clone()>
            <b class="n">{number}</b>
            <div>
                <h3><a href=route.link()>{in_lang(&entry.title, language).to_owned()}</a></h3>
                <p>{in_lang(&entry.summary, language).to_owned()}</p>
                {needs}
            </div>
            <p class="meta">
                <span>{words::minutes(entry.minutes, language)}</span>
                {done}
            </p>
        </li>
    }
}

/// How far one is. How many steps there are is known once the lesson was fetched.
fn done(learn: Learn, id: &str, language: Lang) -> Option<View> {
    let count = learn.progress.with(|progress| {
        let attempt = progress.lessons.get(id);
        attempt.map_or(0, |attempt| attempt.done.iter().count())
    });
    if count == 0 {
        return None;
    }
    learn.library.want_lesson(id);
    let all = learn.library.lesson(id).map(|lesson| lesson.steps.len());
    let sign = (all == Some(count)).then(|| icon(Icon::Check));
    let part = all.map(|all| {
        let percent = (count * 100 / all.max(1)).min(100);
        view! { <span class="bar" aria-hidden="true"><i style:width=format!("{percent}%")></i></span> }
    });
    Some(view! {
        <span class="done" data-done=count>{sign} {words::steps_done(count, all, language)}</span>
        {part}
    })
}

/// The way to the step that a place names: `LESSON/STEP`.
fn meet(place: &str) -> Option<View> {
    let (lesson, step) = place.split_once('/')?;
    let route = Route::step(lesson, step);
    Some(view! { <a href=route.link()>{word(words::MEET_IT)}</a> })
}

fn correction(one: &Correction, language: Lang) -> View {
    let link = meet(&one.at);
    let sources = one.sources.iter().map(|source| {
        let source = source.clone();
        match source.starts_with("https://") {
            true => view! {
                <li><a href=source.clone() target="_blank" rel="noopener">{source}</a></li>
            },
            false => view! { <li><code>{source}</code></li> },
        }
    });
    let sources: Vec<_> = sources.collect();
    view! {
        <li id=format!("correction-{}", one.id)>
            <dl>
                <dt>{word(words::SAID)}</dt>
                <dd>{in_lang(&one.said, language).to_owned()}</dd>
                <dt>{word(words::TODAY)}</dt>
                <dd>{in_lang(&one.today, language).to_owned()} " " {link}</dd>
                <dt>{word(words::SOURCES)}</dt>
                <dd><ul>{sources}</ul></dd>
            </dl>
        </li>
    }
}
