//! The phase rail: Pending ─ Running ─ Succeeded or Failed, with Unknown beside it.

use crate::api::status::PodPhase;

/// Where a station stands relative to the Pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Station {
    Passed,
    Current,
    /// It may still come.
    Ahead,
    /// It cannot come any more.
    Closed,
}

/// The stations in drawing order.
pub const STATIONS: [PodPhase; 5] = [
    PodPhase::Pending,
    PodPhase::Running,
    PodPhase::Succeeded,
    PodPhase::Failed,
    PodPhase::Unknown,
];

/// What a station is when the Pod's phase is `phase`. A terminal phase is final, and a Pod that
/// has run does not become Pending again (kubelet.md §3).
pub fn station(of: PodPhase, phase: PodPhase) -> Station {
    if of == phase {
        return Station::Current;
    }
    if of == PodPhase::Unknown {
        return Station::Closed;
    }
    if phase.is_terminal() && of.is_terminal() {
        return Station::Closed;
    }
    if of < phase && phase != PodPhase::Unknown {
        Station::Passed
    } else {
        Station::Ahead
    }
}

/// Whether the line that leads to a station has been travelled.
pub fn travelled(to: PodPhase, phase: PodPhase) -> bool {
    matches!(station(to, phase), Station::Passed | Station::Current)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_phase_closes_the_other_end() {
        use PodPhase::*;
        assert_eq!(station(Pending, Running), Station::Passed);
        assert_eq!(station(Failed, Running), Station::Ahead);
        assert_eq!(station(Succeeded, Failed), Station::Closed);
        assert_eq!(station(Failed, Failed), Station::Current);
        assert_eq!(station(Unknown, Running), Station::Closed);
        assert!(travelled(Running, Succeeded) && !travelled(Running, Pending));
    }
}
