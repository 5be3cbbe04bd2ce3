//! A container on its way down: its preStop hook, a sidecar's wait for its turn, the stop signal
//! and the moment at which SIGKILL is due.

use crate::api::ObjectKey;
use crate::engine::record::{Change, HookKind, Record};
use crate::engine::time::SimTime;

use super::super::history::History;
use super::network::{close, open};
use super::{Lane, LaneKind, Mark, MarkKind, Segment, Tone};

/// What the segment of a preStop hook is called.
const PRE_STOP: &str = "preStop";

/// The row of a container's stops; `None` if nobody ever stopped it.
pub(super) fn stop_lane(history: &History, key: &ObjectKey, container: &str) -> Option<Lane> {
    let mut teller = Teller::default();
    for record in history.records_of(key) {
        teller.add(record, container);
    }
    let container = container.to_owned();
    (!teller.segments.is_empty()).then_some(Lane {
        kind: LaneKind::Stop { container },
        segments: teller.segments,
        marks: teller.marks,
    })
}

#[derive(Default)]
struct Teller {
    segments: Vec<Segment>,
    marks: Vec<Mark>,
    is_stopping: bool,
}

impl Teller {
    fn add(&mut self, record: &Record, name: &str) {
        let time = record.time;
        match &record.change {
            Change::Removed => self.end(time),
            change if change.container() != Some(name) => {}
            Change::StopDecided { .. } => {
                self.is_stopping = true;
                open(&mut self.segments, time, Tone::Pending, "");
            }
            Change::HookStarted {
                hook: HookKind::PreStop,
                ..
            } => open(&mut self.segments, time, Tone::Terminating, PRE_STOP),
            Change::HookEnded {
                hook: HookKind::PreStop,
                ..
            } => {
                close(&mut self.segments, time);
                if self.is_stopping {
                    open(&mut self.segments, time, Tone::Pending, "");
                }
            }
            Change::Signal { signal, .. } if self.is_stopping => {
                open(&mut self.segments, time, Tone::Terminating, signal);
            }
            Change::GraceLeft { kill_at, .. } => self.marks.push(Mark {
                time: *kill_at,
                kind: MarkKind::KillDue,
                record: record.id,
            }),
            // The hook is waited for though nothing runs any more.
            Change::ContainerExited { .. } if self.is_in_hook() => self.is_stopping = false,
            Change::ContainerExited { .. } => self.end(time),
            _ => {}
        }
    }

    fn is_in_hook(&self) -> bool {
        let last = self.segments.last();
        last.is_some_and(|last| last.to.is_none() && last.label == PRE_STOP)
    }

    fn end(&mut self, time: SimTime) {
        close(&mut self.segments, time);
        self.is_stopping = false;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::time::SimDuration;
    use crate::playback::scenario::Scenario;

    const RUN: &str = r#"images present
file pod.yaml <<END
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations: {podarium.dev/behaviour: on SIGTERM exits 0 after 4s}
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: [sleep, "3600"]
    lifecycle: {preStop: {sleep: {seconds: 5}}}
  - name: other
    image: busybox:1.36
    command: [sleep, "3600"]
END
@0s kubectl apply -f pod.yaml
@30s kubectl delete pod web --wait=false
@90s end
"#;

    #[test]
    fn a_stop_is_its_hook_and_its_signal() {
        let scenario = Scenario::read(RUN).expect("a scenario");
        let mut history = History::new(Arc::new(scenario));
        history.compute(SimTime::from_seconds(90));
        let key = ObjectKey::pod("default", "web");
        let lane = stop_lane(&history, &key, "app").expect("it was stopped");
        let labels: Vec<&str> = lane.segments.iter().map(|s| s.label.as_str()).collect();
        assert_eq!(labels, [PRE_STOP, "SIGTERM"]);
        let length = |segment: &Segment| segment.to.map(|to| to.since(segment.from));
        assert_eq!(
            length(&lane.segments[0]),
            Some(SimDuration::from_seconds(5))
        );
        assert_eq!(
            length(&lane.segments[1]),
            Some(SimDuration::from_seconds(4))
        );
        let [due] = lane.marks.as_slice() else {
            panic!("SIGKILL is due once: {:?}", lane.marks);
        };
        assert_eq!(due.kind, MarkKind::KillDue);
        let grace = due.time.since(lane.segments[0].from);
        assert_eq!(grace, SimDuration::from_seconds(30));
    }

    #[test]
    fn who_is_not_stopped_has_no_row() {
        let scenario =
            Scenario::read(&RUN.replace("@30s kubectl delete pod web --wait=false\n", ""));
        let mut history = History::new(Arc::new(scenario.expect("a scenario")));
        history.compute(SimTime::from_seconds(90));
        let key = ObjectKey::pod("default", "web");
        assert_eq!(stop_lane(&history, &key, "app"), None);
    }
}
