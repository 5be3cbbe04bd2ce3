//! What is wrong with the text, below it: each problem leads to its place, and some mend
//! themselves on a press.

use crate::text::frame;
use crate::web::reactive::*;
use crate::web::view::{View, view};
use crate::web::{edit, focus};

use super::super::controls::word;
use super::super::icons::{Icon, icon};
use super::super::problems::{Fix, Problem, Severity, utf16_offset};
use super::super::state::App;
use super::code::{TEXT_ID, go_to, go_to_problem};

/// More problems than this are counted, not listed.
const LISTED_MAX: usize = 30;

/// The list; nothing while all is well.
pub fn problem_list(app: App) -> View {
    let list = move || {
        let problems = app.draft.problems.get();
        (!problems.is_empty()).then(|| {
            let items: Vec<_> = problems
                .iter()
                .take(LISTED_MAX)
                .map(|problem| item(app, problem))
                .collect();
            let count = |severity| {
                let same = problems
                    .iter()
                    .filter(|problem| problem.severity == severity);
                same.count()
            };
            let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
            let advice = count(Severity::Advice);
            let summary = frame::problem_count(errors, warnings, advice, app.language.get());
            view! {
                <section class="problems" aria-label=word(frame::PROBLEMS)>
                    <ul>{items}</ul>
                    <p class="problem-count">
                        <span>{summary}</span>
                        <button
                            type="button"
                            class="linkb"
                            on:click=move |_| go_to_problem(app, true)
                        >
                            {word(frame::NEXT_PROBLEM)}
                            <kbd>"F8"</kbd>
                        </button>
                    </p>
                </section>
            }
        })
    };
    View::of(list)
}

fn item(app: App, problem: &Problem) -> View {
    let class = match problem.severity {
        Severity::Error => "bad",
        Severity::Warning => "warn",
        Severity::Advice => "advice",
    };
    let place = problem.start;
    let line = frame::line_number(place.line, app.language.get());
    let fix = problem.fix.clone().map(|fix| {
        view! {
            <button type="button" class="linkb" on:click=move |_| mend(app, &fix)>
                {word(frame::FIX)}
            </button>
        }
    });
    view! {
        <li class=class>
            {icon(if class == "bad" { Icon::Cross } else { Icon::Warning })}
            <p>
                <button type="button" class="linkb" on:click=move |_| go_to(place)>{line}</button>
                " "
                {problem.text.clone()}
            </p>
            {fix}
        </li>
    }
}

/// Makes the edit as if it were typed, and looks again at once.
fn mend(app: App, fix: &Fix) {
    let Some(area) = focus::text_area(TEXT_ID) else {
        return;
    };
    let text = area.value();
    let (from, to) = (utf16_offset(&text, fix.start), utf16_offset(&text, fix.end));
    edit::replace(&area, from, to, &fix.replacement);
    app.draft.check_now();
}
