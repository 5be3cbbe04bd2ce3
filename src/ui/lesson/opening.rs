//! From an address to its step on the page, and back to the sandbox.
//!
//! A lesson is opened in two goes, so that none keeps the page waiting: first its texts in the
//! pane, while nothing stands on the stage; once they are painted, the run with all that is drawn
//! of it, which is laid out in the frame after that. From one step to the next it is one go: the stage stands there already.

use std::sync::Arc;

use crate::api::ObjectKey;
use crate::lesson::{Lesson, Part, Step, StepKind};
use crate::playback::session::Session;
use crate::text::{Words, lesson as words};
use crate::web::reactive::*;
use crate::web::timer::Timer;
use crate::web::{address, focus, frame};

use super::super::state::Panel;
use super::route::Route;
use super::state::{Learn, Open, Phase, TITLE_ID};

/// The sandbox while a lesson is open.
pub(super) struct Kept {
    session: Session,
    focus: Option<ObjectKey>,
    editor_open: bool,
}

impl Learn {
    /// Opens what the address names, as soon as its files are there.
    pub(super) fn follow(self) {
        let route = self.route.get();
        let language = self.app.language.get();
        if self.library.failed.get() {
            return;
        }
        let Route::Lesson { id, step } = route else {
            if route == Route::List {
                self.library.want_catalogue();
                self.app.pause();
            }
            self.opening.set(false);
            self.leave();
            return;
        };
        let other = |open: &Open| open.lesson.id != id;
        if self
            .open
            .with_untracked(|open| open.as_ref().is_some_and(other))
        {
            self.open.set(None);
        }
        if self.open.with_untracked(Option::is_none) {
            untrack(|| self.make_room());
        }
        self.library.want_catalogue();
        if self.library.catalogue.with(Option::is_none) {
            return;
        }
        if self.library.entry(&id).is_none() {
            self.refuse(words::NO_SUCH_LESSON);
            return;
        }
        self.library.want_lesson(&id);
        self.library.want_texts(&id, language);
        let Some(lesson) = self.library.lesson(&id) else {
            return;
        };
        if self.library.texts(&id, language).is_none() {
            return;
        }
        let Some(open) = self.place(lesson, step.as_deref()) else {
            self.refuse(words::NO_SUCH_STEP);
            return;
        };
        if self.open.with_untracked(|now| now.as_ref() != Some(&open)) {
            untrack(|| self.open_step(open));
        }
    }

    /// A lesson at a step; without one where the learner was.
    pub(super) fn place(self, lesson: Arc<Lesson>, step: Option<&str>) -> Option<Open> {
        let been = self.attempt(&lesson.id, |attempt| attempt.step.clone());
        let index = match step {
            Some(step) => lesson.position(step),
            None => Some(lesson.position(&been).unwrap_or(0)),
        };
        index.map(|index| Open { lesson, index })
    }

    fn refuse(self, notice: Words) {
        self.notice.set(Some(notice));
        address::replace(&Route::List.path());
        self.route.set(Route::List);
    }

    /// The pane in place of the editor, also while its files are on their way.
    fn make_room(self) {
        self.enter();
        self.opening.set(true);
        self.app.editor_open.set(false);
        self.app.panel.set(Panel::Lesson);
    }

    fn open_step(self, open: Open) {
        address::replace(&Route::step(&open.lesson.id, &open.step().id).path());
        self.enter();
        self.app.pause();
        self.lit.veil.set(None);
        self.lit.found.set(None);
        self.answer.set(None);
        self.truth.set(None);
        self.phase.set(Phase::Asking);
        self.fresh.set(None);
        self.hints.set(0);
        self.pointed.set(None);
        self.said.set(String::new());
        self.open.set(Some(open.clone()));
        self.app.panel.set(Panel::Lesson);
        self.app.editor_open.set(false);
        focus::focus_once_drawn(TITLE_ID);
        request_animation_frame(|| {
            if let Some(body) = focus::element(TITLE_ID).and_then(|title| title.parent_element()) {
                body.set_scroll_top(0);
            }
            focus::show("lesson");
        });
        if !self.opening.get_untracked() {
            self.open_run(&open);
            return;
        }
        // Somebody may have gone elsewhere by then.
        let is_open = move |open: &Open| {
            self.opening.try_get_untracked() == Some(true)
                && self.open.with_untracked(|now| now.as_ref() == Some(open))
        };
        frame::after_paint(move || {
            if is_open(&open) {
                self.open_run(&open);
                request_animation_frame(move || {
                    if is_open(&open) {
                        self.opening.set(false);
                    }
                });
            }
        });
    }

    /// The step's run on the stage, and what is asked about it.
    fn open_run(self, open: &Open) {
        let (id, step) = (&open.lesson.id, open.step());
        self.app.past.set_value(Some(Vec::new()));
        let scenario = open.lesson.scenario(open.index);
        match self.take_computed(&scenario) {
            Some(session) => self.app.show_session(session),
            None => self.app.open_run(scenario, step.at),
        }
        self.app
            .focus
            .set(step.focus.as_ref().and_then(Part::object));
        self.lend_file(open);
        self.lit.wide.set(is_wide(step));
        self.change_attempt(id, |attempt| attempt.step = step.id.clone());
        self.canon.set_value(None);
        self.reached_at.set_value(0);
        self.begin_answer(self.attempt(id, |attempt| attempt.guesses.get(&step.id).cloned()));
        self.watch_idle();
        if matches!(step.kind, StepKind::Recap) {
            self.mark_done();
        }
    }

    /// Keeps the sandbox for later.
    fn enter(self) {
        self.notice.set(None);
        self.back.set(None);
        if self.kept.with_value(Option::is_some) {
            return;
        }
        let kept = Kept {
            session: self.app.with_session(Session::clone),
            focus: self.app.focus.get_untracked(),
            editor_open: self.app.editor_open.get_untracked(),
        };
        self.kept.set_value(Some(kept));
    }

    /// The sandbox again, as it was.
    fn leave(self) {
        if let Some(kept) = self.kept.try_update_value(Option::take).flatten() {
            self.close();
            self.app.open_session(kept.session);
            self.app.pause();
            self.app.focus.set(kept.focus);
            self.app.editor_open.set(kept.editor_open);
            self.app.draft.take_back();
        }
    }

    /// The lesson wants nothing of the page any more.
    fn close(self) {
        self.open.set(None);
        self.lit.veil.set(None);
        self.lit.guess.set(None);
        self.lit.asked.set(None);
        self.lit.found.set(None);
        self.lit.wide.set(false);
        self.app.past.set_value(None);
        self.app.file.set(None);
        self.idle.with_value(Timer::cancel);
        self.app.panel.set(Panel::Stage);
    }

    /// Takes the run along to the sandbox; the file in the editor stays, and is not stored until
    /// it is applied there.
    pub fn take_to_sandbox(self) {
        let route = self.route.get_untracked();
        let editor_open = self.kept.try_update_value(Option::take).flatten();
        self.app
            .editor_open
            .set(editor_open.is_none_or(|kept| kept.editor_open));
        self.close();
        self.back.set(Some(route));
        address::go(&Route::Sandbox.path());
    }

    /// The step's file, else the one that the object in focus comes from, goes into the editor.
    fn lend_file(self, open: &Open) {
        let step = open.step();
        let wanted = step.task().and_then(|task| task.file.clone());
        let focus = step.focus.as_ref().and_then(Part::object);
        let line = focus.map(|key| format!("name: {}\n", key.name));
        let file = self.app.with_session(|session| {
            let files = &session.history().scenario().files;
            let mut files = files.iter().filter(|(name, _)| name.ends_with(".yaml"));
            let first = files.clone().next();
            let found = files.find(|(name, text)| match (&wanted, &line) {
                (Some(wanted), _) => name == wanted,
                (None, Some(line)) => text.contains(line),
                (None, None) => true,
            });
            found.or(first).cloned()
        });
        if let Some((name, text)) = file {
            self.app.draft.lend(&text);
            self.app.file.set(Some(name));
        }
    }
}

/// Whether a step tells of more than one Pod close up.
fn is_wide(step: &Step) -> bool {
    let asked = match &step.kind {
        StepKind::Observe(find) => &find.among[..],
        _ => &[],
    };
    step.point.iter().chain(asked).any(Part::is_of_cluster)
}
