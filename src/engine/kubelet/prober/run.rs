//! One run of a probe, from its start to what is counted (kubelet.md §6.2 steps 10 to 14;
//! prober/prober.go probe, runProbe).

use crate::api::container::Container;
use crate::shell::Signal;

use super::super::super::apiserver::EventText;
use super::super::super::queue::{NodeIndex, Uid};
use super::super::super::record::{Change, ProbeKind};
use super::super::super::rule::Rule;
use super::super::super::runtime::InstanceId;
use super::super::super::time::{SimDuration, SimTime};
use super::super::super::world::World;
use super::handler::{Answer, Asked, Begun, Outcome};
use super::{Awaited, Flight, ProbeResult, ProbeRun, ProbeWorker, probe_of, seconds};

/// An answer as it counts.
struct Counted {
    told: Change,
    /// There are enough equal results in a row for this one.
    decided: Option<ProbeResult>,
}

impl ProbeWorker {
    /// Counts an answer. The texts of an answer that was given before are shared.
    fn count(
        &mut self,
        answer: Answer,
        outcome: Outcome,
        at: SimTime,
        latency: SimDuration,
    ) -> Counted {
        let result = match outcome {
            Outcome::Success | Outcome::Warning => Some(ProbeResult::Success),
            Outcome::Failure => Some(ProbeResult::Failure),
            Outcome::Error => None,
        };
        let success = result == Some(ProbeResult::Success);
        let output = match &mut self.newest {
            Some(newest) if newest.answer == answer => {
                (newest.at, newest.latency) = (at, latency);
                newest.output.clone()
            }
            newest => {
                let output = answer.text();
                *newest = Some(ProbeRun {
                    at,
                    latency,
                    success,
                    is_error: result.is_none(),
                    output: output.clone(),
                    answer,
                });
                output
            }
        };
        let mut decided = None;
        let (mut consecutive, mut threshold) = (0, 0);
        if let Some(result) = result {
            self.consecutive = match self.last == result {
                true => self.consecutive.saturating_add(1),
                false => 1,
            };
            self.last = result;
            (consecutive, threshold) = (self.consecutive, self.threshold(result));
            // What it says already needs no deciding, unless nothing is run after it.
            let decides = self.result != result || self.holds_after(result);
            decided = Some(result).filter(|_| consecutive >= threshold && decides);
        }
        let told = Change::Probed {
            container: self.name.clone(),
            probe: self.kind,
            success,
            output,
            latency,
            consecutive,
            threshold,
        };
        Counted { told, decided }
    }

    /// The event about the newest run, which had this outcome: every failed one makes one, below
    /// the threshold too (kubelet.md §6.7).
    fn event_of(&self, outcome: Outcome) -> Option<EventText> {
        let name = match self.kind {
            ProbeKind::Startup => "Startup",
            ProbeKind::Liveness => "Liveness",
            ProbeKind::Readiness => "Readiness",
        };
        let (reason, what) = match outcome {
            Outcome::Success => return None,
            Outcome::Failure => ("Unhealthy", "failed"),
            Outcome::Error => ("Unhealthy", "errored and resulted in unknown state"),
            Outcome::Warning => ("ProbeWarning", "warning"),
        };
        let output = &self.newest.as_ref()?.output;
        let text = EventText::warning(reason, format!("{name} probe {what}: {output}"));
        Some(text.of(&self.name))
    }
}

impl World {
    /// Runs the probe; whether the result that the kubelet goes by is another one afterwards. A
    /// run that takes time ends in an event of its own.
    pub(super) fn run_probe(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        index: usize,
        kind: ProbeKind,
        container: &Container,
    ) -> bool {
        let began = self.time;
        let Some(spec) = probe_of(container, kind) else {
            return false;
        };
        let timeout = seconds(spec.timeout_seconds);
        let asked = Asked {
            index,
            container,
            timeout,
        };
        let (latency, waits_for) = match self.begin_handler(node, uid, &asked, spec) {
            Begun::Answered { answer, latency } if latency == SimDuration::ZERO => {
                return self.conclude(node, uid, index, answer, began);
            }
            Begun::Answered { answer, latency } => (latency, Awaited::Answer(answer)),
            Begun::Process { instance, pid } => (timeout, Awaited::Process { instance, pid }),
        };
        let ends = began + latency;
        if let Some(probe) = self.probe_mut(node, uid, index) {
            probe.flight = Some(Flight {
                began,
                ends,
                waits_for,
            });
        }
        self.arm_probe(node, uid, index, ends, false);
        false
    }

    /// The answer is there, or the time is over.
    pub(in crate::engine) fn probe_due(&mut self, node: NodeIndex, uid: &Uid, index: usize) {
        let now = self.time;
        let Some(probe) = self.probe_mut(node, uid, index) else {
            return;
        };
        let Some(flight) = probe.flight.as_ref().filter(|flight| flight.ends == now) else {
            return;
        };
        let (began, spec) = (flight.began, probe.spec());
        let answer = match &flight.waits_for {
            Awaited::Answer(answer) => answer.clone(),
            Awaited::Process { .. } => {
                let command = spec.exec.as_ref().map(|exec| exec.command.join(" "));
                Answer::CommandTimedOut {
                    command: command.unwrap_or_default().into(),
                    after: seconds(spec.timeout_seconds),
                }
            }
        };
        self.abandon_run(node, uid, index);
        self.run_ended(node, uid, index, answer, began);
    }

    /// Processes of an instance ran: a probe that waited for one of them may have its answer.
    pub(in crate::engine) fn probe_processes_ran(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        id: InstanceId,
    ) {
        let mut index = 0;
        while let Some(probe) = self.probe_mut(node, uid, index) {
            if let Some(Flight {
                began,
                waits_for: Awaited::Process { instance, pid },
                ..
            }) = probe.flight
                && instance == id
                && let Some(answer) = self.take_command_answer(node, uid, instance, pid)
            {
                self.run_ended(node, uid, index, answer, began);
            }
            index += 1;
        }
    }

    fn run_ended(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        index: usize,
        answer: Answer,
        began: SimTime,
    ) {
        let cause = self.cause();
        if let Some(probe) = self.probe_mut(node, uid, index) {
            probe.flight = None;
        }
        if self.conclude(node, uid, index, answer, began) {
            self.result_changed(node, uid, index);
        }
        self.follow(cause);
        self.probe_goes_on(node, uid, index);
    }

    /// Drops the run under way; its process is killed.
    pub(super) fn abandon_run(&mut self, node: NodeIndex, uid: &Uid, index: usize) {
        let Some(flight) = self
            .probe_mut(node, uid, index)
            .and_then(|p| p.flight.take())
        else {
            return;
        };
        if let Awaited::Process { instance, pid } = flight.waits_for {
            self.signal_process(node, uid, instance, pid, Signal::Kill);
            self.take_command_answer(node, uid, instance, pid);
        }
    }

    /// Counts an answer, tells it, and decides when there are enough of them.
    fn conclude(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        index: usize,
        answer: Answer,
        began: SimTime,
    ) -> bool {
        let now = self.time;
        let Some(probe) = self.probe_mut(node, uid, index) else {
            return false;
        };
        let outcome = answer.outcome();
        let counted = probe.count(answer, outcome, now, now.since(began));
        let event = probe.event_of(outcome);
        self.pod_record_follow(node, uid, Rule::ProbeRun, counted.told);
        if let Some(event) = event {
            self.say(self.kubelet_of(node), uid, Rule::ProbeRun, event);
        }
        match counted.decided {
            Some(result) => self.decide_result(node, uid, index, result),
            None => false,
        }
    }

    /// Enough equal results in a row (steps 13 and 14).
    fn decide_result(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        index: usize,
        result: ProbeResult,
    ) -> bool {
        let Some(probe) = self.probe_mut(node, uid, index) else {
            return false;
        };
        let consecutive = probe.consecutive;
        let is_news = probe.publish(result);
        if probe.holds_after(result) {
            probe.is_on_hold = true;
            probe.consecutive = 0;
        }
        let (container, kind) = (probe.name.clone(), probe.kind);
        if is_news {
            let change = Change::ProbeResult {
                container,
                probe: kind,
                success: result == ProbeResult::Success,
                consecutive,
            };
            self.pod_record_follow(node, uid, Rule::ProbeThreshold, change);
        }
        is_news
    }
}
