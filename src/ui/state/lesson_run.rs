//! What a lesson does with the run: another run on the stage, a file applied, playing that stops.

use crate::engine::time::SimTime;
use crate::playback::scenario::Scenario;
use crate::playback::session::Session;
use crate::text::frame;
use crate::web::reactive::*;

use super::super::layout::zoom::Zoom;
use super::{App, Before};

impl App {
    /// Lets time pass up to a moment.
    pub fn play_until(self, time: SimTime) {
        self.stop_at.set_value(Some(time));
        self.change(|session| session.set_playing(true));
    }

    /// Writes a lesson's file, if it changed, and applies it at the playhead.
    pub(super) fn apply_file(self, file: &str, text: String) {
        let applied = self
            .draft
            .applied
            .with_untracked(|applied| *applied == text);
        let mut line = format!("kubectl apply -f {file}");
        if !applied {
            // A word that is no line of the text ends it.
            let mut end = String::from("END");
            while text.lines().any(|line| line == end) {
                end.push('D');
            }
            line = format!("cat > {file} <<'{end}'\n{}\n{end}\n{line}", text.trim_end());
        }
        let reply = self.command(&line);
        self.draft.mark_applied(text);
        match reply.exit_code {
            0 => self.say(frame::FILE_APPLIED),
            _ => self.terminal_open.set(true),
        }
    }

    /// The run as it is, and where the playhead stands.
    pub fn before(self) -> Before {
        self.with_session(|session| (session.history().scenario().clone(), session.time()))
    }

    /// Shows another run at a moment; if it is the same run, only the playhead moves.
    pub fn open_run(self, scenario: Scenario, at: SimTime) {
        let same = self.with_session(|session| **session.history().scenario() == scenario);
        if !same {
            self.show_session(Session::of_scenario(scenario, at));
        }
        self.zoom.set(Zoom::FIT);
        self.seek(at);
    }

    /// Shows another run; it plays as fast as the one before.
    pub fn show_session(self, mut next: Session) {
        next.set_speed(self.speed.get_untracked());
        self.open_session(next);
    }

    /// Shows another session as it was left.
    pub fn open_session(self, kept: Session) {
        self.stop_at.set_value(None);
        self.folding.set(None);
        self.change_run(|session| *session = kept);
        self.zoom.set(Zoom::FIT);
    }

    /// Looks at the session; whoever follows it tracks `runs` and `time`.
    pub fn with_session<T>(self, look: impl FnOnce(&Session) -> T) -> T {
        self.session.with_value(look)
    }
}
