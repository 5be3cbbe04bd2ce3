//! Which of the eight state inks a thing wears. Only colours and patterns are chosen here: the
//! words themselves come from the API objects and from kubectl.

use crate::api::status::{ContainerState, PodPhase};
use crate::kubectl::pod_status::{Rung, StatusWord};
use crate::playback::snapshot::ContainerView;
use crate::playback::timeline::Tone;

/// The CSS class that sets the ink and the tint.
pub fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Pending => "tone-pending",
        Tone::Running => "tone-running",
        Tone::Ready => "tone-ready",
        Tone::Done => "tone-done",
        Tone::BackOff => "tone-backoff",
        Tone::Failed => "tone-failed",
        Tone::Terminating => "tone-term",
        Tone::Unknown => "tone-unknown",
        Tone::Off => "tone-off",
    }
}

/// The ink of a phase.
pub fn of_phase(phase: PodPhase) -> Tone {
    match phase {
        PodPhase::Pending => Tone::Pending,
        PodPhase::Running => Tone::Running,
        PodPhase::Succeeded => Tone::Done,
        PodPhase::Failed => Tone::Failed,
        PodPhase::Unknown => Tone::Unknown,
    }
}

/// The ink of kubectl's STATUS word.
pub fn of_status(status: &StatusWord) -> Tone {
    if status.rung == Rung::Deletion {
        return Tone::Terminating;
    }
    of_word(&status.word)
}

/// The ink of a reason or STATUS word; `Init:` and the like in front do not count.
pub fn of_word(word: &str) -> Tone {
    let reason = word.rsplit_once(':').map_or(word, |(before, after)| {
        let is_number = after.bytes().all(|b| b.is_ascii_digit());
        if is_number { before } else { after }
    });
    match reason {
        "Running" | "NotReady" => Tone::Running,
        "Completed" | "Succeeded" => Tone::Done,
        "Terminating" => Tone::Terminating,
        "Pending" | "ContainerCreating" | "PodInitializing" | "SchedulingGated" => Tone::Pending,
        "Unknown" | "ContainerStatusUnknown" => Tone::Unknown,
        _ if reason.ends_with("BackOff") => Tone::BackOff,
        // `Init:0/2`: how far the init containers are.
        _ if reason.contains('/') => Tone::Pending,
        _ => Tone::Failed,
    }
}

/// The ink of a container, from its state in the API.
pub fn of_container(view: &ContainerView) -> Tone {
    let Some(status) = &view.status else {
        return Tone::Pending;
    };
    match &status.state {
        ContainerState::Waiting(waiting) if waiting.reason.is_empty() => Tone::Pending,
        ContainerState::Waiting(waiting) => of_word(&waiting.reason),
        ContainerState::Running(_) if status.ready => Tone::Ready,
        ContainerState::Running(_) => Tone::Running,
        ContainerState::Terminated(ended) if ended.exit_code == 0 => Tone::Done,
        ContainerState::Terminated(_) => Tone::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_kubectl_have_their_ink() {
        let cases = [
            ("Running", Tone::Running),
            ("CrashLoopBackOff", Tone::BackOff),
            ("Init:CrashLoopBackOff", Tone::BackOff),
            ("ImagePullBackOff", Tone::BackOff),
            ("ErrImagePull", Tone::Failed),
            ("Error", Tone::Failed),
            ("Init:Error", Tone::Failed),
            ("Init:ExitCode:3", Tone::Failed),
            ("OOMKilled", Tone::Failed),
            ("Init:0/2", Tone::Pending),
            ("PodInitializing", Tone::Pending),
            ("Completed", Tone::Done),
            ("Terminating", Tone::Terminating),
        ];
        for (word, tone) in cases {
            assert_eq!(of_word(word), tone, "{word}");
        }
    }
}
