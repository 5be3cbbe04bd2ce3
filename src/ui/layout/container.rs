//! What a container's box shows: its glyph, how much detail, and whether the node is ahead.

use crate::api::Timestamp;
use crate::api::status::{ContainerState, Terminated};
use crate::engine::time::{SimDuration, SimTime};
use crate::playback::snapshot::{BackOffView, ContainerView, Role, RuntimeView};

use super::clock;

/// The sign in front of a container's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Nothing is known of it yet, or it waits its turn.
    Clock,
    /// Running, not ready: hollow triangle.
    Running,
    /// Running and ready: filled triangle.
    Ready,
    /// Ended with 0.
    Check,
    /// Ended otherwise, or it cannot start.
    Cross,
    /// It waits before the next try.
    BackOff,
}

/// The glyph of a container, from its state in the API.
pub fn glyph(view: &ContainerView) -> Glyph {
    let Some(status) = &view.status else {
        return Glyph::Clock;
    };
    match &status.state {
        ContainerState::Waiting(waiting) => match waiting.reason.as_str() {
            "" | "ContainerCreating" | "PodInitializing" => Glyph::Clock,
            reason if reason.ends_with("BackOff") => Glyph::BackOff,
            _ => Glyph::Cross,
        },
        ContainerState::Running(_) if status.ready => Glyph::Ready,
        ContainerState::Running(_) => Glyph::Running,
        ContainerState::Terminated(ended) if ended.exit_code == 0 => Glyph::Check,
        ContainerState::Terminated(_) => Glyph::Cross,
    }
}

/// Whether nothing has happened to it yet, so that it is drawn as a ghost.
pub fn is_ghost(view: &ContainerView) -> bool {
    let untouched = match &view.status {
        None => true,
        Some(status) => {
            status.last_state.is_none()
                && matches!(&status.state, ContainerState::Waiting(waiting)
                    if matches!(waiting.reason.as_str(), "" | "PodInitializing"))
        }
    };
    untouched && view.runtime == RuntimeView::None && view.pull.is_none()
}

/// Whether an init container needs the large box: it does something now or went wrong.
pub fn needs_room(view: &ContainerView) -> bool {
    match view.role {
        Role::App | Role::Sidecar { .. } => true,
        Role::Init { .. } => {
            let ended_badly = view
                .status
                .as_ref()
                .is_some_and(|status| match &status.state {
                    ContainerState::Waiting(_) => status.last_state.is_some(),
                    ContainerState::Running(_) => true,
                    ContainerState::Terminated(ended) => ended.exit_code != 0,
                });
            ended_badly || view.pull.is_some() || view.back_off.is_some()
        }
    }
}

/// Whether the way past this container is open: an init container that succeeded, a sidecar
/// that has started.
pub fn gate_is_open(view: &ContainerView) -> bool {
    let Some(status) = &view.status else {
        return false;
    };
    match view.role {
        Role::Init { .. } => {
            matches!(&status.state, ContainerState::Terminated(ended) if ended.exit_code == 0)
        }
        Role::Sidecar { .. } => status.started == Some(true),
        Role::App => true,
    }
}

/// The wait that the box shows: as long as the API says that the container runs there is none,
/// though the node has begun to count.
pub fn shown_wait(view: &ContainerView) -> Option<&BackOffView> {
    let status = view.status.as_ref();
    let runs = status.is_some_and(|status| matches!(status.state, ContainerState::Running(_)));
    view.back_off.as_ref().filter(|_| !runs)
}

/// What the node knows and the API does not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ahead {
    Started { ago: SimDuration },
    Exited { ago: SimDuration, exit_code: i32 },
}

/// Compares the runtime with the API's state; the API keeps whole seconds only.
pub fn ahead(view: &ContainerView, start: Timestamp, now: SimTime) -> Option<Ahead> {
    let state = view.status.as_ref().map(|status| &status.state);
    match view.runtime {
        RuntimeView::None | RuntimeView::Created => None,
        RuntimeView::Running { since } => {
            let known = matches!(state, Some(ContainerState::Running(running))
                if running.started_at.is_none_or(|at| at >= clock::timestamp_at(start, since)));
            (!known).then(|| Ahead::Started {
                ago: now.since(since),
            })
        }
        RuntimeView::Exited { at, exit_code } => {
            let reported = |ended: &Terminated| {
                ended
                    .finished_at
                    .is_none_or(|end| end >= clock::timestamp_at(start, at))
            };
            let last = view
                .status
                .as_ref()
                .and_then(|status| status.last_state.as_ref());
            let known = match state {
                Some(ContainerState::Terminated(ended)) => reported(ended),
                _ => last.is_some_and(reported),
            };
            (!known).then(|| Ahead::Exited {
                ago: now.since(at),
                exit_code,
            })
        }
    }
}

/// How long a run lasted, in the API's whole seconds.
pub fn ran(ended: &Terminated) -> Option<u64> {
    let (started, finished) = ended.started_at.zip(ended.finished_at)?;
    u64::try_from(finished.unix_seconds - started.unix_seconds).ok()
}

/// The memory limit of a container in bytes, if it has one.
pub fn memory_limit(view: &ContainerView) -> Option<u64> {
    let limit = view.spec.resources.limits.get("memory")?;
    u64::try_from(limit.value()).ok().filter(|limit| *limit > 0)
}

/// The share of a limit, a thousand at most.
pub fn memory_permille(used: u64, limit: u64) -> u64 {
    let permille = u128::from(used) * 1_000 / u128::from(limit.max(1));
    permille.min(1_000) as u64
}

/// `32.5Mi`.
pub fn mebibytes(bytes: u64) -> String {
    let tenths = ((bytes >> 10) * 10) >> 10;
    match tenths % 10 {
        0 => format!("{}Mi", tenths / 10),
        tenth => format!("{}.{tenth}Mi", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::layout::fixture;

    #[test]
    fn the_node_is_ahead_until_the_api_has_the_exit() {
        let start = fixture::START;
        let mut view = fixture::container("web", Role::App);
        view.status = Some(fixture::running(SimTime::from_seconds(3), true));
        view.runtime = RuntimeView::Exited {
            at: SimTime::from_millis(9_600),
            exit_code: 1,
        };
        let now = SimTime::from_seconds(10);
        assert_eq!(
            ahead(&view, start, now),
            Some(Ahead::Exited {
                ago: SimDuration::from_millis(400),
                exit_code: 1
            })
        );
        view.status = Some(fixture::terminated(
            SimTime::from_seconds(3),
            SimTime::from_seconds(9),
            1,
        ));
        assert_eq!(ahead(&view, start, now), None);
    }

    #[test]
    fn no_wait_is_shown_while_the_api_says_running() {
        let mut view = fixture::crash_loop().pods.remove(0).containers.remove(1);
        assert!(shown_wait(&view).is_some());
        view.status = Some(fixture::running(SimTime::from_seconds(84), true));
        assert_eq!(shown_wait(&view), None);
    }

    #[test]
    fn an_earlier_exit_in_last_state_is_not_this_one() {
        let mut view = fixture::container("web", Role::App);
        let mut status = fixture::running(SimTime::from_seconds(20), false);
        status.last_state = Some(fixture::ended(SimTime::ZERO, SimTime::from_seconds(5), 1));
        view.status = Some(status);
        view.runtime = RuntimeView::Exited {
            at: SimTime::from_seconds(22),
            exit_code: 1,
        };
        assert!(ahead(&view, fixture::START, SimTime::from_seconds(23)).is_some());
    }

    #[test]
    fn a_gate_opens_on_success_and_a_sidecar_on_started() {
        let mut init = fixture::container("wait-db", Role::Init { index: 0 });
        assert!(!gate_is_open(&init) && is_ghost(&init));
        init.status = Some(fixture::terminated(
            SimTime::ZERO,
            SimTime::from_seconds(3),
            0,
        ));
        assert!(gate_is_open(&init) && !needs_room(&init));
        let mut sidecar = fixture::container("proxy", Role::Sidecar { index: 1 });
        sidecar.status = Some(fixture::running(SimTime::from_seconds(4), true));
        assert!(gate_is_open(&sidecar));
    }
}
