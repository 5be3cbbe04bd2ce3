//! After an answer: guess and truth side by side, and the cause.

use crate::lesson::judge::Answer;
use crate::lesson::{Question, StepKind};
use crate::text::lesson as words;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::super::controls::word;
use super::super::icons::{Icon, icon};
use super::answer::told;
use super::state::{Learn, Phase, in_lang};
use super::words::paragraphs;

/// The verdict, once there is one.
pub fn verdict(learn: Learn) -> View {
    View::of(move || (learn.phase.get() == Phase::Shown).then(|| shown(learn)))
}

fn shown(learn: Learn) -> View {
    let (Some(answer), Some(truth)) = (learn.answer.get(), learn.truth.get()) else {
        return View::Nothing;
    };
    let language = learn.app.language.get();
    let right = learn.is_right();
    let kind = learn.open.get().map(|open| open.step().kind.clone());
    let predicts = matches!(kind, Some(StepKind::Predict(_)));
    let (mine, true_word) = match predicts {
        true => (words::MY_GUESS, words::TRUTH),
        false => (words::MY_ANSWER, words::RIGHT_ANSWER),
    };
    let headline = match (right, predicts) {
        (true, _) => words::RIGHT,
        (_, true) => words::WRONG,
        _ => words::NOT_YET,
    };
    let off = match (&answer, &truth) {
        (Answer::Mark(guess), Answer::Mark(truth)) => {
            Some(view! { <span class="off">{words::distance(*guess, *truth, language)}</span> })
        }
        _ => None,
    };
    let row = |name, answer: &Answer, off: Option<View>| {
        view! {
            <dt>{word(name)}</dt>
            <dd>{told(learn, answer)} {off}</dd>
        }
    };
    let is_choice = matches!(
        kind,
        Some(StepKind::Predict(Question::Choose(_)) | StepKind::Diagnose(Question::Choose(_), _))
    );
    let both = (!right || off.is_some()).then(|| {
        view! {
            <dl>
                {row(mine, &answer, off)}
                {row(true_word, &truth, None)}
            </dl>
        }
    });
    let belief = (!right)
        .then(|| belief(learn, &answer, is_choice))
        .flatten();
    view! {
        <section
            class="judged"
            class:right=right
            data-verdict=if right { "right" } else { "wrong" }
            aria-label=word(headline)
        >
            <h3>{icon(if right { Icon::Check } else { Icon::Cross })} {word(headline)}</h3>
            {both}
            {belief}
            <h4>{word(words::CAUSE)}</h4>
            {paragraphs(learn, learn.prose_of_truth("because"))}
        </section>
    }
}

/// Why people think what was chosen, and the misconception's name.
fn belief(learn: Learn, answer: &Answer, is_choice: bool) -> Option<View> {
    let why = match answer {
        Answer::Choice(id) if is_choice => learn.prose_of_truth(&format!("{id}.why")),
        _ => Vec::new(),
    };
    let id = learn.open.get()?.step().misconception.clone();
    let language = learn.app.language.get();
    let known = learn.library.catalogue.with(|catalogue| {
        let all = &catalogue.as_ref()?.misconceptions;
        let found = all.iter().find(|one| Some(&one.id) == id.as_ref());
        found.map(|one| in_lang(&one.text, language).to_owned())
    });
    if why.is_empty() {
        return None;
    }
    Some(view! {
        <h4>{word(words::WHY_BELIEVED)}</h4>
        {known.map(|known| view! { <p class="belief"><b>{word(words::BELIEF)}</b> {known}</p> })}
        {paragraphs(learn, why)}
    })
}
