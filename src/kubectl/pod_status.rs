//! kubectl's READY, STATUS and RESTARTS of a Pod, and how the STATUS word comes about.

/// Which rule of the printer decided (kubelet.md §1.6; printers/internalversion/printers.go printPod).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// `status.phase`.
    #[default]
    Phase,
    /// `status.reason`, or `SchedulingGated`.
    StatusReason,
    /// An init container that is not done.
    InitContainer,
    /// A regular container that waits or has ended.
    Container,
    /// Some container ended, another runs: `Running` or `NotReady`.
    StillRunning,
    /// `deletionTimestamp` is set.
    Deletion,
}

/// The word in the STATUS column and the ladder of rules below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusWord {
    pub word: String,
    /// The rung that decided.
    pub rung: Rung,
    /// The container whose state gave the word.
    pub container: Option<String>,
    /// Every rung in the order in which kubectl goes through them; a later one overrides.
    pub ladder: Vec<RungView>,
}

/// One rule and what it says here.
#[derive(Clone, Debug, PartialEq)]
pub struct RungView {
    pub rung: Rung,
    /// The value that it found: `Running`, `CrashLoopBackOff`; empty if it found none.
    pub value: String,
    pub decides: bool,
}
