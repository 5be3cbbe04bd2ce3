//! The run as a list of changes, the same facts that the timeline draws.

use crate::engine::time::SimTime;
use crate::order;
use crate::playback::timeline::{
    ChapterKind, EndpointLane, LaneKind, MarkKind, ProbeLane, ProbeMark, Timeline, Tone,
};

/// A longer story shows its newest part.
pub const ROWS_MAX: usize = 400;

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'run> {
    pub time: SimTime,
    pub what: What<'run>,
}

/// What changed.
#[derive(Clone, Debug, PartialEq)]
pub enum What<'run> {
    Command(&'run str),
    Chapter(&'run ChapterKind),
    /// A lane took another value.
    Value {
        lane: &'run LaneKind,
        label: &'run str,
        tone: Tone,
    },
    Mark(&'run MarkKind),
    /// A run of a probe that failed or with which the result changed.
    Probe(&'run ProbeLane, &'run ProbeMark),
    /// What the endpoints say of an address.
    Endpoint(&'run EndpointLane, &'run str),
}

/// Everything that changed up to that moment, in order; at one moment commands come first, then
/// chapters, values and marks.
pub fn rows(timeline: &Timeline, until: SimTime) -> Vec<Row<'_>> {
    let commands = timeline.commands.iter();
    let mut rows: Vec<Row> = commands
        .map(|(time, line)| Row {
            time: *time,
            what: What::Command(line),
        })
        .collect();
    let chapters = timeline.chapters.iter();
    rows.extend(chapters.map(|chapter| Row {
        time: chapter.time,
        what: What::Chapter(&chapter.kind),
    }));
    for lane in &timeline.lanes {
        let values = lane
            .segments
            .iter()
            .filter(|segment| !segment.label.is_empty());
        rows.extend(values.map(|segment| {
            let what = What::Value {
                lane: &lane.kind,
                label: &segment.label,
                tone: segment.tone,
            };
            Row {
                time: segment.from,
                what,
            }
        }));
    }
    for lane in &timeline.probes {
        let told = lane.runs.iter().filter(|run| is_news(run));
        rows.extend(told.map(|run| Row {
            time: run.time,
            what: What::Probe(lane, run),
        }));
    }
    let services = timeline.services.iter();
    for lane in services.flat_map(|service| &service.endpoints) {
        rows.extend(lane.segments.iter().map(|segment| Row {
            time: segment.from,
            what: What::Endpoint(lane, &segment.label),
        }));
    }
    for lane in &timeline.lanes {
        // That SIGKILL is due is a plan; when it comes, it is a chapter.
        let marks = lane.marks.iter();
        let marks = marks.filter(|mark| mark.kind != MarkKind::KillDue);
        rows.extend(marks.map(|mark| Row {
            time: mark.time,
            what: What::Mark(&mark.kind),
        }));
    }
    rows.retain(|row| row.time <= until);
    order::sort_by_key(&mut rows, |row| row.time);
    let surplus = rows.len().saturating_sub(ROWS_MAX);
    rows.drain(..surplus);
    rows
}

/// Failures until they count, and the success that counts; what goes on like that is no news.
fn is_news(run: &ProbeMark) -> bool {
    match run.success {
        true => run.consecutive == run.threshold,
        false => run.consecutive <= run.threshold,
    }
}

/// The chapter that is under way at that moment.
pub fn chapter_at(timeline: &Timeline, time: SimTime) -> Option<usize> {
    let begun = timeline
        .chapters
        .iter()
        .rposition(|chapter| chapter.time <= time);
    begun.filter(|_| !timeline.chapters.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playback::timeline::{Chapter, Lane, Segment};

    fn timeline() -> Timeline {
        let at = SimTime::from_millis;
        let segment = |from, label: &str| Segment {
            from: at(from),
            to: None,
            tone: Tone::Running,
            label: label.to_owned(),
        };
        Timeline {
            lanes: vec![Lane {
                kind: LaneKind::Phase,
                segments: vec![segment(0, "Pending"), segment(900, "Running")],
                marks: Vec::new(),
            }],
            chapters: vec![
                Chapter {
                    time: at(0),
                    kind: ChapterKind::Created,
                },
                Chapter {
                    time: at(20),
                    kind: ChapterKind::Scheduled,
                },
            ],
            commands: vec![(at(0), "kubectl apply -f web.yaml".to_owned())],
            ..Timeline::default()
        }
    }

    #[test]
    fn the_story_stops_at_the_playhead() {
        let timeline = timeline();
        let until = |time| rows(&timeline, SimTime::from_millis(time)).len();
        assert_eq!([until(0), until(20), until(899), until(900)], [3, 4, 4, 5]);
    }

    #[test]
    fn a_probe_that_goes_on_as_it_did_is_no_news() {
        let run = |success, consecutive| ProbeMark {
            time: SimTime::ZERO,
            record: 0,
            success,
            consecutive,
            threshold: 3,
        };
        let told = [
            (true, 2),
            (true, 3),
            (true, 4),
            (false, 1),
            (false, 3),
            (false, 4),
        ]
        .map(|(success, consecutive)| is_news(&run(success, consecutive)));
        assert_eq!(told, [false, true, false, true, true, false]);
    }

    #[test]
    fn at_one_moment_the_command_comes_first() {
        let timeline = timeline();
        let first = rows(&timeline, SimTime::ZERO).remove(0);
        assert_eq!(first.what, What::Command("kubectl apply -f web.yaml"));
    }

    #[test]
    fn a_chapter_lasts_until_the_next() {
        let timeline = timeline();
        let at = |time| chapter_at(&timeline, SimTime::from_millis(time));
        assert_eq!(
            [at(0), at(19), at(20), at(5_000)],
            [Some(0), Some(0), Some(1), Some(1)]
        );
        assert_eq!(chapter_at(&Timeline::default(), SimTime::ZERO), None);
    }
}
