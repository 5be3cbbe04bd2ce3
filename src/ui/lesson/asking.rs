//! Questions: from the first look at a step to its verdict. Right or wrong, nothing is locked.

use crate::engine::time::SimTime;
use crate::lesson::judge::{Answer, is_right, within};
use crate::lesson::{Question, Step, StepKind, judge};
use crate::text::lesson as words;
use crate::web::focus;
use crate::web::reactive::*;

use super::arrange;
use super::lit::Guess;
use super::state::{Learn, Open, Phase, first_guess};

/// What the primary button of a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    Commit,
    /// Straight to where the run plays to.
    ToTheEnd,
    Next,
    Nothing,
}

/// Whether a step asks something, and how it was answered so far does not matter.
pub fn asks(step: &Step) -> bool {
    step.question().is_some()
        || matches!(step.kind, StepKind::Observe(_) | StepKind::Explain { .. })
}

impl Learn {
    /// Asks, or shows what was answered before.
    pub(super) fn begin_answer(self, been: Option<Answer>) {
        let Some(open) = self.open.get_untracked() else {
            return;
        };
        let step = open.step();
        self.truth.set(None);
        self.lit.guess.set(None);
        self.lit.asked.set(None);
        if let Some(answer) = been.filter(|_| asks(step)) {
            let truth = self.judge_canon(&open);
            self.phase.set(Phase::Shown);
            self.answer.set(Some(answer));
            self.truth.set(truth);
            self.fix_guess(step);
            return;
        }
        self.answer.set(first_answer(&open));
        if matches!(step.kind, StepKind::Predict(_)) {
            self.lit.veil.set(Some(step.at));
        }
        if let Some(Question::Mark { within, .. }) = step.question() {
            self.lit.guess.set(Some(Guess {
                time: first_guess(step.at),
                within: *within,
                truth: None,
                fixed: false,
            }));
        }
        let watches = matches!(step.kind, StepKind::Observe(_)) && step.until > step.at;
        self.phase.set(if watches {
            Phase::Watching
        } else {
            Phase::Asking
        });
        if watches {
            self.play_to(step.until);
        } else {
            self.ask();
        }
    }

    /// Lets the parts that an observation asks for be chosen on the stage.
    fn ask(self) {
        self.open.with_untracked(|open| {
            let kind = open.as_ref().map(|open| &open.step().kind);
            if let Some(StepKind::Observe(find)) = kind {
                self.lit.asked.set(Some(find.among.clone()));
            }
        });
    }

    /// Plays on to a moment, or goes there at once for whoever wants no motion.
    pub(super) fn play_to(self, time: SimTime) {
        if self.app.preferences.moves() {
            self.app.play_until(time);
        } else {
            self.app.seek(time);
        }
    }

    /// What follows the playhead, the stage and the marker.
    pub(super) fn watch_answers(self) {
        effect(move || {
            let time = self.app.time.get();
            let phase = self.phase.get();
            let until = self
                .open
                .with(|open| open.as_ref().map(|open| open.step().until));
            if until.is_none_or(|until| time < until) {
                return;
            }
            match phase {
                Phase::Watching => {
                    self.phase.set(Phase::Asking);
                    self.ask();
                }
                Phase::Revealing => untrack(|| self.show_verdict()),
                _ => {}
            }
        });
        effect(move || {
            if let Some(part) = self.lit.found.get() {
                self.lit.found.set(None);
                untrack(|| self.choose_part(part.to_string()));
            }
        });
        effect(move || {
            let guess = self.lit.guess.get();
            if let Some(guess) = guess.filter(|guess| !guess.fixed) {
                self.answer.set(Some(Answer::Mark(guess.time)));
            }
        });
    }

    /// A part is the whole answer of an observation.
    pub fn choose_part(self, part: String) {
        if self.phase.get_untracked() == Phase::Asking {
            self.answer.set(Some(Answer::Choice(part)));
            self.commit();
        }
    }

    /// What the primary button would do now.
    pub fn press(self) -> Press {
        self.open.with(|open| {
            let Some(open) = open.as_ref().filter(|_| !self.opening.get()) else {
                return Press::Nothing;
            };
            let step = open.step();
            if asks(step) && self.phase.get() != Phase::Shown {
                return match self.phase.get() {
                    Phase::Asking if matches!(step.kind, StepKind::Observe(_)) => Press::Nothing,
                    Phase::Asking => Press::Commit,
                    _ => Press::ToTheEnd,
                };
            }
            match open.index + 1 < open.lesson.steps.len() {
                true if step.task().is_none() || self.all_met() => Press::Next,
                _ => Press::Nothing,
            }
        })
    }

    /// Whether there is an answer that could be committed.
    pub fn has_answer(self) -> bool {
        self.answer.with(|answer| match answer {
            None => false,
            Some(Answer::Order(ids)) => !ids.is_empty(),
            Some(_) => true,
        })
    }

    /// Does what the primary button says.
    pub fn act(self) {
        match untrack(|| self.press()) {
            Press::Commit if untrack(|| self.has_answer()) => self.commit(),
            Press::ToTheEnd => {
                if let Some(open) = self.open.get_untracked() {
                    self.app.pause();
                    self.app.seek(open.step().until);
                }
            }
            Press::Next => {
                self.mark_done();
                self.go_step(true);
            }
            _ => {}
        }
    }

    /// Takes the answer: it is kept, the run plays on, and then tells.
    fn commit(self) {
        let (Some(open), Some(answer)) = (self.open.get_untracked(), self.answer.get_untracked())
        else {
            return;
        };
        let step = open.step();
        self.change_attempt(&open.lesson.id, |attempt| {
            attempt.guesses.insert(step.id.clone(), answer);
        });
        if step.task().is_none() {
            self.mark_done();
        }
        let truth = self.judge_canon(&open);
        self.truth.set(truth);
        self.lit.asked.set(None);
        self.lit.veil.set(None);
        self.lit.guess.update(|guess| {
            *guess = guess.map(|guess| Guess {
                fixed: true,
                ..guess
            })
        });
        if matches!(step.kind, StepKind::Predict(_)) && step.until > step.at {
            self.app.open_run(open.lesson.scenario(open.index), step.at);
            self.phase.set(Phase::Revealing);
            self.play_to(step.until);
        } else {
            self.show_verdict();
        }
    }

    fn show_verdict(self) {
        let Some(open) = self.open.get_untracked() else {
            return;
        };
        self.phase.set(Phase::Shown);
        self.fix_guess(open.step());
        let verdict = match self.is_right() {
            true => words::RIGHT,
            false => words::WRONG,
        };
        let language = self.app.language.get_untracked();
        let cause = self.prose_of_truth("because");
        let cause: String = cause
            .iter()
            .flat_map(|block| block.pieces.iter().map(|piece| piece.text.as_str()))
            .collect();
        self.said
            .set(format!("{}. {cause}", verdict.in_lang(language)));
        request_animation_frame(|| focus::show_first(".judged"));
    }

    /// The marker with the truth beside it.
    fn fix_guess(self, step: &Step) {
        let marks = (self.answer.get_untracked(), self.truth.get_untracked());
        if let (Some(Answer::Mark(time)), Some(Answer::Mark(truth))) = marks {
            self.lit.guess.set(Some(Guess {
                time,
                within: within(step),
                truth: Some(truth),
                fixed: true,
            }));
        }
    }

    /// Whether the answer is what the run shows.
    pub fn is_right(self) -> bool {
        self.open.with(|open| {
            let both = (open, self.answer.get(), self.truth.get());
            match both {
                (Some(open), Some(answer), Some(truth)) => is_right(open.step(), &answer, &truth),
                _ => false,
            }
        })
    }

    /// Plays the step's own run for its answer.
    fn judge_canon(self, open: &Open) -> Option<Answer> {
        let canon = judge::own_run(&open.lesson, open.index);
        let truth = judge::truth(&open.lesson, open.index, &canon);
        self.canon.set_value(Some(canon));
        truth
    }

    /// Asks once more.
    pub fn answer_again(self) {
        if let Some(open) = self.open.get_untracked() {
            self.app
                .open_run(open.lesson.scenario(open.index), open.step().at);
            self.begin_answer(None);
        }
    }
}

/// What stands there before anything is answered.
fn first_answer(open: &Open) -> Option<Answer> {
    let step = open.step();
    if matches!(step.kind, StepKind::Explain { .. }) {
        return Some(Answer::Order(Vec::new()));
    }
    let Some(Question::Order(items)) = step.question() else {
        return None;
    };
    let ids: Vec<String> = items.iter().map(|(id, _)| id.clone()).collect();
    Some(Answer::Order(arrange::mixed(&ids, &open.seed())))
}
