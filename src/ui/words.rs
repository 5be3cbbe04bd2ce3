//! From facts of the playback to the text room's words, for the story and the announcer.

use crate::playback::timeline::{LaneKind, MarkKind};
use crate::text::{Lang, frame, timeline};

use super::layout::story::What;

/// Where something changed, and what it is now.
pub fn story_row(what: &What, lang: Lang) -> (String, String) {
    match what {
        What::Command(line) => {
            let who = timeline::COMMAND.in_lang(lang);
            (who.to_owned(), (*line).to_owned())
        }
        What::Chapter(kind) => {
            let who = frame::STORY_CHAPTER.in_lang(lang);
            (who.to_owned(), timeline::chapter(lang, kind))
        }
        What::Value { lane, label, .. } => (lane_name(lane, lang), (*label).to_owned()),
        What::Mark(MarkKind::Event { reason, .. }) => {
            (timeline::EVENTS.in_lang(lang).to_owned(), reason.clone())
        }
        What::Probe(lane, run) => {
            let what = timeline::probe_run(lang, run.success, run.consecutive, run.threshold);
            (format!("{} {}", lane.container, lane.probe.name()), what)
        }
        What::Endpoint(lane, label) => (
            format!("{} {}", lane.address, lane.pod),
            (*label).to_owned(),
        ),
        What::Mark(MarkKind::KillDue) => {
            let words = timeline::KILL_DUE;
            (
                timeline::STOP.in_lang(lang).to_owned(),
                words.in_lang(lang).to_owned(),
            )
        }
        What::Mark(MarkKind::Restart { count }) => {
            let who = frame::STORY_RESTART.in_lang(lang);
            (who.to_owned(), count.to_string())
        }
        What::Mark(MarkKind::Exit { exit_code }) => {
            let who = frame::STORY_EXIT.in_lang(lang);
            (who.to_owned(), exit_code.to_string())
        }
    }
}

fn lane_name(lane: &LaneKind, lang: Lang) -> String {
    match lane {
        LaneKind::Phase => timeline::PHASE.in_lang(lang).to_owned(),
        LaneKind::Condition { condition_type } => condition_type.clone(),
        LaneKind::Container { name, .. } => name.clone(),
        LaneKind::Stop { container } => {
            format!("{} {container}", timeline::STOP.in_lang(lang))
        }
        LaneKind::BackOff => timeline::WAITS.in_lang(lang).to_owned(),
        LaneKind::StatusWord => timeline::STATUS.in_lang(lang).to_owned(),
        LaneKind::Events => timeline::EVENTS.in_lang(lang).to_owned(),
    }
}
