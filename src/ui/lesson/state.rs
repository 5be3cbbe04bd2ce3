//! What a learner has open: the route, the lesson, its step, and what was done in it.

use std::sync::Arc;

use leptos::ev;

use crate::engine::time::SimTime;
use crate::lesson::judge::{Answer, GoalState};
use crate::lesson::marks::linked_parts;
use crate::lesson::progress::{Attempt, Progress};
use crate::lesson::{Lesson, Part, Step, Texts, judge};
use crate::playback::history::History;
use crate::playback::session::Session;
use crate::text::prose::{Block, Moment, prose};
use crate::text::{Lang, Words, lesson as words};
use crate::web::reactive::*;
use crate::web::timer::Timer;
use crate::web::{address, page, storage};

use super::super::state::App;
use super::library::Library;
use super::lit::Lit;
use super::opening::Kept;
use super::route::Route;
use super::show_me::Solution;

/// The id of the open step's title.
pub const TITLE_ID: &str = "step-title";

/// How far a step that asks something has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The run is watched before the question.
    Watching,
    #[default]
    Asking,
    /// The run plays on to what was asked for.
    Revealing,
    Shown,
}

/// The lesson that is open, and its step.
#[derive(Clone)]
pub struct Open {
    pub lesson: Arc<Lesson>,
    pub index: usize,
}

impl Open {
    pub fn step(&self) -> &Step {
        &self.lesson.steps[self.index]
    }

    /// What the order of its answers depends on.
    pub fn seed(&self) -> String {
        format!("{}/{}", self.lesson.id, self.step().id)
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Open) -> bool {
        self.index == other.index && Arc::ptr_eq(&self.lesson, &other.lesson)
    }
}

/// The learner's state; a handful of signals, copied freely.
#[derive(Clone, Copy)]
pub struct Learn {
    pub app: App,
    pub lit: Lit,
    pub library: Library,
    pub route: RwSignal<Route>,
    /// What was wrong with an address.
    pub notice: RwSignal<Option<Words>>,
    pub open: RwSignal<Option<Open>>,
    /// Its run is not on the stage yet, so nothing is told of it.
    pub opening: RwSignal<bool>,
    pub progress: RwSignal<Progress>,
    pub phase: RwSignal<Phase>,
    /// What is answered so far, also before it is committed.
    pub answer: RwSignal<Option<Answer>>,
    /// What the run says, once it may be known.
    pub truth: RwSignal<Option<Answer>>,
    /// How the goals of the step stand in the present run.
    pub goals: Memo<Arc<Vec<GoalState>>>,
    /// The goal that was reached just now.
    pub fresh: RwSignal<Option<String>>,
    /// How many hints are open.
    pub hints: RwSignal<usize>,
    /// The next hint is offered.
    pub offered: RwSignal<bool>,
    /// How many commands there were when something was reached last.
    pub(super) reached_at: StoredValue<usize>,
    pub(super) idle: StoredValue<Timer, LocalStorage>,
    /// What a screen reader hears.
    pub said: RwSignal<String>,
    /// The part whose word the pointer or the keyboard is on.
    pub pointed: RwSignal<Option<Part>>,
    /// The model solution that is shown on its own stage.
    pub solution: RwSignal<Option<Solution>>,
    /// The way back to a step whose run was taken to the sandbox.
    pub back: RwSignal<Option<Route>>,
    pub(super) kept: StoredValue<Option<Kept>, LocalStorage>,
    /// The run of a step that is about to be opened.
    pub(super) ahead: StoredValue<Option<Session>, LocalStorage>,
    /// The step's own run, in which answers are judged.
    pub(super) canon: StoredValue<Option<History>, LocalStorage>,
}

/// The learner's state, from any component below the page.
pub fn use_learn() -> Learn {
    expect_context::<Learn>()
}

impl Learn {
    /// The state at the page's start, following the address.
    pub fn start(app: App) -> Learn {
        let stored = storage::read("progress").and_then(|text| Progress::read(&text));
        let open = RwSignal::new(None::<Open>);
        let opening = RwSignal::new(false);
        let end = Memo::new(move |_| {
            app.runs.track();
            app.time.track();
            app.with_session(|session| session.history().end())
        });
        let goals = Memo::new(move |_| {
            app.runs.track();
            end.track();
            open.with(|open| {
                let open = open.as_ref().filter(|_| !opening.get());
                Arc::new(open.map_or_else(Vec::new, |open| goals(app, open)))
            })
        });
        let learn = Learn {
            app,
            lit: app.lit,
            library: Library::new(),
            route: RwSignal::new(Route::read(&address::path())),
            notice: RwSignal::new(None),
            open,
            opening,
            progress: RwSignal::new(stored.unwrap_or_default()),
            phase: RwSignal::new(Phase::default()),
            answer: RwSignal::new(None),
            truth: RwSignal::new(None),
            goals,
            fresh: RwSignal::new(None),
            hints: RwSignal::new(0),
            offered: RwSignal::new(false),
            reached_at: StoredValue::new(0),
            idle: StoredValue::new_local(Timer::default()),
            said: RwSignal::new(String::new()),
            pointed: RwSignal::new(None),
            solution: RwSignal::new(None),
            back: RwSignal::new(None),
            kept: StoredValue::new_local(None),
            ahead: StoredValue::new_local(None),
            canon: StoredValue::new_local(None),
        };
        learn.listen();
        learn
    }

    fn listen(self) {
        let listener = window_event_listener(ev::hashchange, move |_| {
            self.library.failed.set(false);
            self.route.set(Route::read(&address::path()));
        });
        on_cleanup(move || listener.remove());
        self.look_ahead();
        effect(move || self.follow());
        effect(move || self.light());
        effect(move || self.name_page());
        self.watch_answers();
        self.watch_goals();
    }

    /// The step's parts, or the one that is pointed at.
    fn light(self) {
        let pointed = self.pointed.get();
        let opening = self.opening.get();
        let parts = self.open.with(|open| {
            let Some(open) = open.as_ref().filter(|_| !opening) else {
                return Vec::new();
            };
            if let Some(part) = pointed {
                return vec![part];
            }
            let mut parts = open.step().point.clone();
            let key = format!("{}.body", open.step().id);
            let texts = self.texts();
            let linked = texts.map_or_else(Vec::new, |texts| linked_parts(texts.get(&key)));
            parts.extend(linked);
            parts
        });
        if self.lit.parts.with_untracked(|lit| *lit != parts) {
            self.lit.parts.set(parts);
        }
    }

    fn name_page(self) {
        let language = self.app.language.get();
        let title = match self.route.get() {
            Route::Sandbox => crate::text::frame::TITLE.in_lang(language).to_owned(),
            Route::List => format!("{} · Podarium", words::LESSONS.in_lang(language)),
            Route::Lesson { id, .. } => {
                let entry = self.library.entry(&id).unwrap_or_default();
                format!("{} · Podarium", in_lang(&entry.title, language))
            }
        };
        page::set_title(&title);
    }

    /// The open lesson's sentences.
    pub fn texts(self) -> Option<Arc<Texts>> {
        let id = self
            .open
            .with(|open| Some(open.as_ref()?.lesson.id.clone()))?;
        self.library.texts(&id, self.app.language.get())
    }

    /// The text under a key of the open step: `title`, `GOAL.met`.
    pub fn text(self, key: &str) -> String {
        let key = self.open.with(|open| {
            let open = open.as_ref()?;
            Some(format!("{}.{key}", open.step().id))
        });
        let texts = self.texts();
        let text = key.and_then(|key| Some(texts?.get(&key).to_owned()));
        text.unwrap_or_default()
    }

    /// The same in pieces, with the values of the run at the playhead.
    pub fn prose(self, key: &str) -> Vec<Block> {
        let text = self.text(key);
        if !text.contains('{') || self.opening.get() {
            return prose(&text, None);
        }
        self.app.runs.track();
        let playhead = self.app.time.get();
        self.open.with(|open| {
            let Some(open) = open else {
                return Vec::new();
            };
            self.app.with_session(|session| {
                let evidence = judge::evidence(&open.lesson, open.index, session.history());
                prose(&text, Some(Moment { evidence, playhead }))
            })
        })
    }

    /// The same, with the values of the step's own run when its question is answered.
    pub fn prose_of_truth(self, key: &str) -> Vec<Block> {
        let text = self.text(key);
        self.open.with(|open| {
            self.canon.with_value(|canon| {
                let (Some(open), Some(canon)) = (open, canon) else {
                    return prose(&text, None);
                };
                let evidence = judge::evidence(&open.lesson, open.index, canon);
                let playhead = open.step().until;
                prose(&text, Some(Moment { evidence, playhead }))
            })
        })
    }

    /// What was done in a lesson so far.
    pub fn attempt<T: Default>(self, id: &str, look: impl FnOnce(&Attempt) -> T) -> T {
        self.progress
            .with_untracked(|progress| progress.lessons.get(id).map_or_else(T::default, look))
    }

    /// Changes what was done in a lesson, and stores it.
    pub fn change_attempt(self, id: &str, change: impl FnOnce(&mut Attempt)) {
        self.progress.update(|progress| {
            change(progress.lessons.entry(id.to_owned()).or_default());
        });
        self.store_progress();
    }

    pub fn store_progress(self) {
        let text = self.progress.with_untracked(Progress::write);
        // Where nothing can be stored, it holds while the page is open.
        storage::write("progress", &text);
    }

    /// The open step is done.
    pub fn mark_done(self) {
        if let Some(open) = self.open.get_untracked() {
            let step = open.step().id.clone();
            self.change_attempt(&open.lesson.id, |attempt| {
                attempt.done.insert(step);
            });
        }
    }

    /// The step before the open one, or after it.
    pub fn go_step(self, forward: bool) {
        let Some(open) = self.open.get_untracked() else {
            return;
        };
        let index = match forward {
            true => open.index + 1,
            false => open.index.wrapping_sub(1),
        };
        if let Some(step) = open.lesson.steps.get(index) {
            address::go(&Route::step(&open.lesson.id, &step.id).path());
        }
    }
}

fn goals(app: App, open: &Open) -> Vec<GoalState> {
    app.with_session(|session| judge::goals(&open.lesson, open.index, session.history()))
}

/// A text of the catalogue.
pub fn in_lang(pair: &crate::lesson::catalogue::Pair, language: Lang) -> &str {
    match language {
        Lang::Ko => &pair.ko,
        Lang::En => &pair.en,
    }
}

/// The moment at which a guess on the timeline begins.
pub(super) fn first_guess(at: SimTime) -> SimTime {
    let second = at.milliseconds.div_ceil(1_000) * 1_000;
    SimTime::from_millis(second + 5_000)
}
