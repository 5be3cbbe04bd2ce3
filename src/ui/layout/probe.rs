//! What a probe's row shows: towards what its results add up, what it asks, and what it was told.

use crate::api::probe::Probe;
use crate::engine::record::ProbeKind;
use crate::engine::time::{SimDuration, SimTime};
use crate::playback::snapshot::{ProbeResult, ProbeState, ProbeView};

/// More pips than these are told in words only.
const PIPS_MAX: u32 = 30;
/// How long the answer of a run stays in sight.
const AFTERGLOW: SimDuration = SimDuration::from_millis(900);

/// Results of one kind in a row, and how many of them make the kubelet change its mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub of_successes: bool,
    pub filled: u32,
    pub all: u32,
}

impl Count {
    /// How many pips are drawn; none if there would be too many.
    pub fn pips(self) -> u32 {
        if self.all <= PIPS_MAX { self.all } else { 0 }
    }
}

/// Successes as long as the Pod is not ready; failures once the kubelet goes by a success.
pub fn count(probe: &ProbeView) -> Count {
    let says_yes = probe.result == Some(ProbeResult::Success);
    let of_successes = match probe.kind {
        ProbeKind::Startup => says_yes,
        ProbeKind::Readiness => !says_yes,
        ProbeKind::Liveness => false,
    };
    let all = match of_successes {
        true => probe.spec.success_threshold,
        false => probe.spec.failure_threshold,
    };
    let all = all.max(1).unsigned_abs();
    // The kubelet forgets the row of results once it has decided.
    let has_decided =
        probe.state == ProbeState::OnHold || (probe.kind == ProbeKind::Startup && says_yes);
    let in_a_row = probe
        .newest
        .as_ref()
        .filter(|run| run.success == of_successes)
        .map_or(0, |_| probe.consecutive.min(all));
    Count {
        of_successes,
        filled: if has_decided { all } else { in_a_row },
        all,
    }
}

/// What travels between the kubelet and the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beam {
    /// The question is out.
    Asking { since: SimTime },
    /// The answer has just come.
    Answered { success: bool },
}

/// The beam of a moment, if there is one.
pub fn beam(probe: &ProbeView, now: SimTime) -> Option<Beam> {
    if let ProbeState::Running { since, .. } = probe.state {
        return Some(Beam::Asking { since });
    }
    let run = probe.newest.as_ref()?;
    let is_fresh = now >= run.at && now.since(run.at) <= AFTERGLOW;
    is_fresh.then_some(Beam::Answered {
        success: run.success,
    })
}

/// The question in a few letters: `GET /ready`, `exec cat /tmp/ok`, `tcp :8080`.
pub fn question(spec: &Probe) -> String {
    if let Some(http) = &spec.http_get {
        let slash = if http.path.starts_with('/') { "" } else { "/" };
        format!("GET {slash}{}", http.path)
    } else if let Some(exec) = &spec.exec {
        format!("exec {}", exec.command.join(" "))
    } else if let Some(tcp) = &spec.tcp_socket {
        format!("tcp :{}", tcp.port)
    } else if let Some(grpc) = &spec.grpc {
        format!("grpc :{}", grpc.port)
    } else {
        String::new()
    }
}

/// The last clause of the kubelet's words for a failure: `connection refused`.
pub fn last_clause(output: &str) -> &str {
    let first = output.lines().next().unwrap_or("");
    let clause = first.rsplit(": ").next().unwrap_or(first);
    // What Go says of a deadline goes on in brackets.
    clause.split(" (").next().unwrap_or(clause).trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playback::snapshot::ProbeRunView;

    fn probe(kind: ProbeKind, result: ProbeResult, success: bool, consecutive: u32) -> ProbeView {
        ProbeView {
            kind,
            action: String::new(),
            spec: Probe {
                success_threshold: 3,
                failure_threshold: 4,
                ..Probe::default()
            },
            result: Some(result),
            newest: Some(ProbeRunView {
                at: SimTime::from_seconds(10),
                latency: SimDuration::from_millis(2),
                success,
                is_error: false,
                output: "".into(),
                code: Some(200),
            }),
            consecutive,
            threshold: 3,
            state: ProbeState::Next {
                at: SimTime::from_seconds(20),
            },
        }
    }

    #[test]
    fn readiness_counts_successes_until_it_is_ready() {
        let count_of = |result, success, row| {
            let count = count(&probe(ProbeKind::Readiness, result, success, row));
            (count.of_successes, count.filled, count.all)
        };
        assert_eq!(count_of(ProbeResult::Failure, true, 2), (true, 2, 3));
        assert_eq!(count_of(ProbeResult::Failure, false, 2), (true, 0, 3));
        assert_eq!(count_of(ProbeResult::Success, true, 90), (false, 0, 4));
        assert_eq!(count_of(ProbeResult::Success, false, 1), (false, 1, 4));
    }

    #[test]
    fn a_decision_fills_all_pips() {
        let mut liveness = probe(ProbeKind::Liveness, ProbeResult::Failure, false, 0);
        liveness.state = ProbeState::OnHold;
        assert_eq!(count(&liveness).filled, 4);
        let startup = probe(ProbeKind::Startup, ProbeResult::Success, true, 0);
        let count = count(&startup);
        assert!(count.of_successes && count.filled == count.all);
    }

    #[test]
    fn a_beam_fades_after_its_answer() {
        let probe = probe(ProbeKind::Liveness, ProbeResult::Success, true, 1);
        let lit = |ms| beam(&probe, SimTime::from_millis(ms)).is_some();
        assert_eq!(
            [lit(9_999), lit(10_000), lit(10_900), lit(10_901)],
            [false, true, true, false]
        );
    }

    #[test]
    fn answers_are_cut_to_what_went_wrong() {
        let refused = r#"Get "http://10.244.1.3:8080/": dial tcp 10.244.1.3:8080: connect: connection refused"#;
        assert_eq!(last_clause(refused), "connection refused");
        let late = r#"Get "http://10.244.1.3:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"#;
        assert_eq!(last_clause(late), "context deadline exceeded");
        assert_eq!(last_clause(""), "");
    }
}
