//! The one state of the page: signals that derive from the session, and the actions that change
//! it. Components read the signals and call the actions; nothing else holds the run.

mod lesson_run;

use std::sync::Arc;

use crate::api::ObjectKey;
use crate::engine::config::Config;
use crate::engine::time::{SimDuration, SimTime};
use crate::playback::scenario::Scenario;
use crate::playback::session::{BranchView, Entry, Reply, Session, Speed};
use crate::playback::snapshot::{Explanation, PodView, Snapshot};
use crate::playback::timeline::Timeline;
use crate::text::{Lang, Words, frame};
use crate::web::frame::FrameLoop;
use crate::web::reactive::*;
use crate::web::timer::Timer;
use crate::web::{edit, focus, media};

use super::draft::Draft;
use super::layout::zoom::Zoom;
use super::lesson::lit::{Lit, use_lit};
use super::preferences::{Preferences, Theme};
use super::report;

/// How long a short message stays.
const TOAST_MS: u32 = 4_000;

/// What a narrow screen shows; a wide one shows it all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panel {
    #[default]
    Stage,
    Editor,
    Lesson,
    Terminal,
    Story,
}

/// The lists below the "now" card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Details {
    #[default]
    Events,
    Story,
}

/// The state of the page; a handful of signals, copied freely.
#[derive(Clone, Copy)]
pub struct App {
    session: StoredValue<Session, LocalStorage>,
    /// Counts the changes of the session; whatever derives from the session follows it.
    revision: RwSignal<u64>,
    /// Counts the changes of what happens in the run; the playhead's moves are none.
    pub runs: RwSignal<u64>,
    /// The runs before each command, newest last, with the playhead; nothing outside lessons.
    pub past: StoredValue<Option<Vec<Before>>, LocalStorage>,
    /// Where playing stops by itself.
    stop_at: StoredValue<Option<SimTime>>,
    /// What a lesson asks of stage and timeline.
    pub lit: Lit,
    /// The name of a lesson's file, while the editor holds one.
    pub file: RwSignal<Option<String>>,
    toast_timer: StoredValue<Timer, LocalStorage>,

    pub snapshot: Signal<Arc<Snapshot>>,
    pub timeline: Signal<Arc<Timeline>>,
    pub explanation: Signal<Arc<Explanation>>,
    pub time: Signal<SimTime>,
    pub playing: Signal<bool>,
    pub speed: Signal<Speed>,
    pub branches: Signal<Vec<BranchView>>,
    /// What the terminal shows at the playhead.
    pub entries: Signal<Vec<Entry>>,
    /// Where the terminal stands: `~`.
    pub directory: Signal<String>,
    /// The first step that a cleared terminal shows.
    cleared_before: RwSignal<usize>,
    /// What is fixed for the run: release, seed and the like.
    pub settings: Signal<Config>,
    /// The Pod in focus, else the first one.
    pub pod: Signal<Option<PodView>>,
    /// The quiet gap that smart time folds right now.
    pub folding: RwSignal<Option<SimDuration>>,
    /// The object that everything is told about.
    subject: Memo<Option<ObjectKey>>,
    /// The object that the person chose.
    pub focus: RwSignal<Option<ObjectKey>>,

    pub language: RwSignal<Lang>,
    pub theme: RwSignal<Theme>,
    pub preferences: Preferences,
    pub draft: Draft,
    /// The text has errors: the stage shows the last good run.
    pub stale: Signal<bool>,

    pub panel: RwSignal<Panel>,
    pub details: RwSignal<Details>,
    pub editor_open: RwSignal<bool>,
    pub details_open: RwSignal<bool>,
    /// The terminal shows more than its prompt.
    pub terminal_open: RwSignal<bool>,
    /// Which stretch of the run the timeline shows.
    pub zoom: RwSignal<Zoom>,
    /// The timeline draws long quiet stretches short.
    pub fold_gaps: RwSignal<bool>,
    /// The timeline is a table.
    pub as_table: RwSignal<bool>,
    pub toast: RwSignal<Option<Words>>,
}

/// A run and where its playhead stood.
pub type Before = (Arc<Scenario>, SimTime);

/// The page's state, from any component below the page.
pub fn use_app() -> App {
    expect_context::<App>()
}

impl App {
    /// The state at the page's start: stored wishes, the stored draft or the first sample.
    pub fn start() -> App {
        let (preferences, language, theme) = Preferences::load();
        let (draft, manifest) = Draft::load(language);
        let session = StoredValue::new_local(Session::from_manifest(&manifest));
        let revision = RwSignal::new(0_u64);
        let focus = RwSignal::new(None::<ObjectKey>);
        let cleared_before = RwSignal::new(0_usize);

        let snapshot = derive_shared(revision, session, |session| session.snapshot());
        // Nobody chose: the first Pod, and still that one after it is gone.
        let subject = Memo::new(move |before: Option<&Option<ObjectKey>>| {
            let first = snapshot.with(|snapshot| snapshot.pods.first().map(|pod| pod.key.clone()));
            let chosen = focus.get();
            chosen.or(first).or_else(|| before.cloned().flatten())
        });
        let lit = use_lit();
        let run = Signal::from(Memo::new_with_compare(
            move |_| {
                revision.track();
                subject.with(|key| session.with_value(|session| session.timeline(key.as_ref())))
            },
            is_new,
        ));
        let timeline = lit.seen(run);
        let explanation = Signal::from(Memo::new_with_compare(
            move |_| {
                revision.track();
                let explain = |session: &Session, focus: &Option<ObjectKey>| {
                    session.explanation(focus.as_ref())
                };
                subject.with(|key| session.with_value(|session| explain(session, key)))
            },
            is_new,
        ));
        let pod = Signal::from(Memo::new(move |_| {
            focus.with(|focus| snapshot.with(|snapshot| focused_pod(snapshot, focus.as_ref())))
        }));

        let app = App {
            session,
            revision,
            runs: RwSignal::new(0),
            past: StoredValue::new_local(None),
            stop_at: StoredValue::new(None),
            lit,
            file: RwSignal::new(None),
            toast_timer: StoredValue::new_local(Timer::default()),
            snapshot,
            timeline,
            explanation,
            time: derive(revision, session, Session::time),
            playing: derive(revision, session, Session::playing),
            speed: derive(revision, session, Session::speed),
            branches: derive(revision, session, Session::branches),
            entries: Signal::from(Memo::new(move |_| {
                revision.track();
                let entries = session.with_value(Session::terminal);
                shown_entries(entries, cleared_before.get())
            })),
            directory: derive(revision, session, Session::directory),
            cleared_before,
            settings: derive(revision, session, |session| session.settings().clone()),
            pod,
            folding: RwSignal::new(None),
            subject,
            focus,
            language,
            theme,
            preferences,
            draft,
            stale: draft.has_errors,
            panel: RwSignal::new(Panel::default()),
            details: RwSignal::new(Details::default()),
            editor_open: RwSignal::new(true),
            details_open: RwSignal::new(true),
            terminal_open: RwSignal::new(false),
            zoom: RwSignal::new(Zoom::FIT),
            fold_gaps: RwSignal::new(true),
            as_table: RwSignal::new(false),
            toast: RwSignal::new(None),
        };
        app.remember_for_report();
        app.run_frames();
        effect(move || {
            let veil = lit.veil.get();
            if veil.is_some_and(|veil| veil < app.time.get_untracked()) {
                app.change(|_| ());
            }
        });
        app
    }

    /// Lets time pass.
    pub fn play(self) {
        let at_end = {
            let timeline = self.timeline.get_untracked();
            timeline.settled && self.time.get_untracked() >= timeline.end
        };
        self.change(|session| {
            if at_end {
                session.seek(SimTime::ZERO);
            }
            session.set_playing(true);
        });
    }

    /// Stops time.
    pub fn pause(self) {
        self.change(|session| session.set_playing(false));
        self.folding.set(None);
    }

    pub fn toggle_playing(self) {
        if self.playing.get_untracked() {
            self.pause();
        } else {
            self.play();
        }
    }

    /// Moves the playhead there.
    pub fn seek(self, time: SimTime) {
        self.stop_at.set_value(None);
        self.folding.set(None);
        self.change(|session| session.seek(time));
    }

    /// To the next moment (or the one before) at which anything of the Pod in focus changes.
    pub fn step_event(self, forward: bool) {
        let subject = self.subject.get_untracked();
        let stop = self
            .session
            .with_value(|session| session.next_stop(subject.as_ref(), forward));
        if let Some(time) = stop {
            self.pause();
            self.seek(time);
        }
    }

    /// So many seconds forwards (or, below zero, backwards).
    pub fn step_seconds(self, seconds: i64) {
        self.step_milliseconds(seconds.saturating_mul(1_000));
    }

    /// So many milliseconds forwards (or, below zero, backwards).
    pub fn step_milliseconds(self, milliseconds: i64) {
        let now = self.time.get_untracked().milliseconds;
        let time = now.saturating_add_signed(milliseconds);
        self.pause();
        self.seek(SimTime::from_millis(time));
    }

    /// To the start of the run.
    pub fn seek_start(self) {
        self.seek(SimTime::ZERO);
    }

    /// To the end of what is computed.
    pub fn seek_end(self) {
        self.pause();
        self.seek(self.end());
    }

    /// To so many tenths of the run.
    pub fn seek_tenths(self, tenths: u64) {
        let end = self.end().milliseconds;
        self.seek(SimTime::from_millis(end / 10 * tenths));
    }

    pub fn set_speed(self, speed: Speed) {
        self.change(|session| session.set_speed(speed));
    }

    /// The next speed up or down; smart time is left downwards to 1×.
    pub fn shift_speed(self, faster: bool) {
        let speeds = Speed::LINEAR;
        let next = match self.speed.get_untracked() {
            Speed::Smart => 1_000,
            Speed::Linear { per_mille } => {
                let above = speeds.iter().copied().find(|speed| *speed > per_mille);
                let below = speeds
                    .iter()
                    .copied()
                    .rev()
                    .find(|speed| *speed < per_mille);
                (if faster { above } else { below }).unwrap_or(per_mille)
            }
        };
        self.set_speed(Speed::Linear { per_mille: next });
    }

    /// Runs the editor's text if it has no errors; else says so and goes to the first of them.
    pub fn apply_text(self) {
        self.draft.check_now();
        if self.stale.get_untracked() {
            self.say(frame::NOT_APPLIED);
            return;
        }
        let text = self.draft.text.get_untracked();
        if let Some(file) = self.file.get_untracked() {
            self.apply_file(&file, text);
            return;
        }
        self.draft.keep();
        let mut stayed = false;
        self.change_run(|session| stayed = session.replace_manifest(&text));
        self.draft.mark_applied(text);
        self.focus.set(None);
        self.say_restarted(stayed);
        if !stayed && !media::prefers_reduced_motion() {
            self.play();
        }
    }

    /// Puts a sample into the editor and runs it.
    pub fn open_sample(self, text: &str) {
        if let Some(area) = focus::text_area(super::editor::TEXT_ID) {
            // As typed, so that undo brings the old text back.
            edit::replace_all(&area, text);
        }
        self.draft.replace(text);
        self.apply_text();
        self.seek_start();
        self.panel.set(Panel::Stage);
        if !media::prefers_reduced_motion() {
            self.play();
        }
    }

    /// Runs one command at the playhead.
    pub fn command(self, line: &str) -> Reply {
        let before = self.before();
        self.past.update_value(|past| {
            if let Some(past) = past {
                past.push(before);
            }
        });
        let mut reply = Reply::default();
        self.change_run(|session| reply = session.command(line));
        reply
    }

    /// Ends the newest command that still runs.
    pub fn interrupt(self) {
        self.change_run(Session::interrupt);
    }

    /// What the line could go on with.
    pub fn complete(self, line: &str) -> Vec<String> {
        self.session
            .with_value(|session| session.complete(line, line.len()))
    }

    /// The terminal shows only what comes from now on.
    pub fn clear_terminal(self) {
        let newest = self
            .entries
            .with_untracked(|entries| entries.last().map(|entry| entry.step));
        if let Some(step) = newest {
            self.cleared_before.set(step + 1);
        }
    }

    /// Goes on with another branch of history.
    pub fn select_branch(self, index: usize) {
        self.change_run(|session| session.select_branch(index));
    }

    /// Changes what is fixed for a run, which then starts anew.
    pub fn change_settings(self, change: impl FnOnce(&mut Session) -> bool) {
        let mut stayed = false;
        self.change_run(|session| stayed = change(session));
        self.say_restarted(stayed);
    }

    fn say_restarted(self, stayed: bool) {
        self.say(if stayed {
            frame::APPLIED_IN_PLACE
        } else {
            frame::APPLIED
        });
    }

    /// The run as a text that replays it.
    pub fn scenario_text(self) -> String {
        self.revision.track();
        self.session.with_value(Session::scenario_text)
    }

    /// Shows a short message for a few seconds.
    pub fn say(self, words: Words) {
        self.toast.set(Some(words));
        let toast = self.toast;
        let hide = move || toast.set(None);
        self.toast_timer
            .with_value(|timer| timer.restart(TOAST_MS, hide));
    }

    /// The timeline one step closer to the playhead, or further away.
    pub fn zoom_by(self, closer: bool) {
        let (time, end) = (self.time.get_untracked(), self.end());
        self.zoom.update(|zoom| {
            *zoom = if closer {
                zoom.nearer(time, end)
            } else {
                zoom.farther(time, end)
            };
        });
    }

    /// The timeline a quarter of its width later, or earlier.
    pub fn pan(self, later: bool) {
        let end = self.end();
        self.zoom.update(|zoom| *zoom = zoom.panned(later, end));
    }

    fn end(self) -> SimTime {
        self.timeline.with_untracked(|timeline| timeline.end)
    }

    /// Shows the editor and puts the caret into it.
    pub fn open_editor(self) {
        self.editor_open.set(true);
        self.panel.set(Panel::Editor);
        focus::focus_once_drawn(super::editor::TEXT_ID);
    }

    /// One of the lists below the "now" card, on a narrow screen too.
    pub fn open_details(self, details: Details) {
        self.details_open.set(true);
        self.details.set(details);
        self.panel.set(Panel::Story);
        request_animation_frame(|| focus::show("details"));
    }

    fn change(self, act: impl FnOnce(&mut Session)) {
        self.session.update_value(|session| {
            act(session);
            self.lit.hold(session);
        });
        self.revision.update(|revision| *revision += 1);
    }

    /// A change of what happens in the run.
    fn change_run(self, act: impl FnOnce(&mut Session)) {
        self.change(act);
        self.runs.update(|runs| *runs += 1);
        self.remember_for_report();
    }

    fn remember_for_report(self) {
        self.session
            .with_value(|session| report::remember(session.scenario_text()));
    }

    /// One loop of animation frames while the run plays, or is still being computed.
    fn run_frames(self) {
        let frames = StoredValue::new_local(None::<FrameLoop>);
        let computing = derive(self.revision, self.session, Session::is_computing);
        effect(move || {
            let has_work = self.playing.get() || computing.get();
            let running = has_work.then(|| FrameLoop::start(move |wall_ms| self.frame(wall_ms)));
            frames.set_value(running);
        });
        on_cleanup(move || frames.set_value(None));
    }

    fn frame(self, wall_ms: u32) {
        let stop = self.stop_at.try_get_value().flatten();
        let advance = self.session.try_update_value(|session| {
            let mut advance = session.advance(wall_ms);
            if let Some(stop) = stop.filter(|stop| session.time() >= *stop) {
                session.seek(stop);
                session.set_playing(false);
                advance.ended = true;
            }
            self.lit.hold(session);
            advance
        });
        let Some(advance) = advance else {
            return;
        };
        // How long a quiet stretch is tells where it ends.
        let folding = advance
            .folding
            .filter(|_| self.lit.veil.get_untracked().is_none());
        if self.folding.try_get_untracked() != Some(folding) {
            self.folding.set(folding);
        }
        if advance.ended {
            self.stop_at.set_value(None);
            self.folding.set(None);
        }
        if advance.moved || advance.ended || advance.learned {
            self.revision.update(|revision| *revision += 1);
        }
    }
}

/// The entries after the last clearing, as long as the playhead is behind it.
fn shown_entries(mut entries: Vec<Entry>, cleared_before: usize) -> Vec<Entry> {
    if entries
        .last()
        .is_some_and(|entry| entry.step + 1 >= cleared_before)
    {
        entries.retain(|entry| entry.step >= cleared_before);
    }
    entries
}

/// The Pod with that key, else the first one.
fn focused_pod(snapshot: &Snapshot, focus: Option<&ObjectKey>) -> Option<PodView> {
    let chosen = focus.and_then(|key| snapshot.pods.iter().find(|pod| pod.key == *key));
    chosen.or(snapshot.pods.first()).cloned()
}

fn derive<T: Clone + PartialEq + Send + Sync + 'static>(
    revision: RwSignal<u64>,
    session: StoredValue<Session, LocalStorage>,
    read: fn(&Session) -> T,
) -> Signal<T> {
    Signal::from(Memo::new(move |_| {
        revision.track();
        session.with_value(read)
    }))
}

fn derive_shared<T: PartialEq + Send + Sync + 'static>(
    revision: RwSignal<u64>,
    session: StoredValue<Session, LocalStorage>,
    read: fn(&Session) -> Arc<T>,
) -> Signal<Arc<T>> {
    Signal::from(Memo::new_with_compare(
        move |_| {
            revision.track();
            session.with_value(read)
        },
        is_new,
    ))
}

/// Whether a shared value changed; the same allocation is the same value.
fn is_new<T: PartialEq>(before: Option<&Arc<T>>, now: Option<&Arc<T>>) -> bool {
    match (before, now) {
        (Some(before), Some(now)) => !Arc::ptr_eq(before, now) && before != now,
        _ => true,
    }
}
