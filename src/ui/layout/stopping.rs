//! The way down of a Pod or of one container on one axis of time: the grace, and what happened at
//! which moment of it.

use crate::engine::kubelet::StopStage;
use crate::engine::time::{SimDuration, SimTime};
use crate::playback::snapshot::{ContainerView, PodView, RuntimeView, StoppingView};

/// The stretch of time that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    pub from: SimTime,
    /// The end of the grace: what the ring counts to.
    pub grace_ends: SimTime,
    /// The end of the drawing; SIGKILL may be due after the grace.
    pub to: SimTime,
}

impl Axis {
    /// A moment as a share of the axis: `12.5%`.
    pub fn percent(&self, time: SimTime) -> String {
        let whole = self.to.since(self.from).milliseconds.max(1);
        let permille = time.since(self.from).milliseconds.min(whole) * 1_000 / whole;
        format!("{}.{}%", permille / 10, permille % 10)
    }

    /// How long after the beginning.
    pub fn after(&self, time: SimTime) -> SimDuration {
        time.since(self.from)
    }
}

/// What fills a stretch of a container's track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    PreStop,
    /// A sidecar waits until nobody needs it any more.
    Turn,
    /// The process was told to end.
    Signalled,
    /// It has ended; how its time was spent is not known any more.
    Over,
}

/// A moment on the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    PreStopEnded,
    PreStopAbandoned,
    Signal,
    /// What is left then gets the signal; SIGKILL comes two seconds later.
    GraceEnds,
    KillDue,
    Exited(i32),
}

/// The track of one container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    pub container: String,
    pub stretches: Vec<(SimTime, SimTime, Stretch)>,
    /// In order of time.
    pub moments: Vec<(SimTime, Moment)>,
}

/// The axis of a Pod that is deleted, or of its containers that are being stopped.
pub fn axis(pod: &PodView) -> Option<Axis> {
    let stops = || pod.containers.iter().filter_map(|view| view.stopping);
    let (from, grace_ends) = match pod.deletion {
        Some(deletion) => deletion,
        None => (
            stops().map(|stop| stop.began).min()?,
            stops().map(|stop| stop.ends).max()?,
        ),
    };
    let due = stops().filter_map(|stop| match stop.stage {
        StopStage::Signalled { kill_at, .. } => Some(kill_at),
        _ => None,
    });
    let to = due.fold(grace_ends, SimTime::max);
    (to > from).then_some(Axis {
        from,
        grace_ends,
        to,
    })
}

/// One track for each container that is being stopped, or has ended on this axis.
pub fn tracks(pod: &PodView, axis: Axis) -> Vec<Track> {
    let tracks = pod.containers.iter();
    tracks.filter_map(|view| track(view, axis)).collect()
}

fn track(view: &ContainerView, axis: Axis) -> Option<Track> {
    let container = view.spec.name.clone();
    if let Some(stop) = view.stopping {
        let has_hook = view
            .spec
            .lifecycle
            .as_ref()
            .is_some_and(|lifecycle| lifecycle.pre_stop.is_some());
        return Some(way_down(container, stop, has_hook));
    }
    match view.runtime {
        RuntimeView::Exited { at, exit_code } if at >= axis.from => Some(Track {
            container,
            stretches: vec![(axis.from, at, Stretch::Over)],
            moments: vec![(at, Moment::Exited(exit_code))],
        }),
        _ => None,
    }
}

fn way_down(container: String, stop: StoppingView, has_hook: bool) -> Track {
    let StoppingView {
        stage, began, ends, ..
    } = stop;
    let mut track = Track {
        container,
        ..Track::default()
    };
    match stage {
        StopStage::PreStop { until } => {
            track.stretches.push((began, until, Stretch::PreStop));
            track.moments.push((until, Moment::GraceEnds));
        }
        StopStage::AwaitingTurn { since, until } => {
            if has_hook && since > began {
                track.stretches.push((began, since, Stretch::PreStop));
                track.moments.push((since, Moment::PreStopEnded));
            }
            track.stretches.push((since, until, Stretch::Turn));
            track.moments.push((until, Moment::GraceEnds));
        }
        StopStage::Signalled { at, kill_at } => {
            if has_hook && at > began {
                let end = match at >= ends {
                    true => Moment::PreStopAbandoned,
                    false => Moment::PreStopEnded,
                };
                track.stretches.push((began, at, Stretch::PreStop));
                track.moments.push((at, end));
            }
            track.stretches.push((at, kill_at, Stretch::Signalled));
            track.moments.push((at, Moment::Signal));
            track.moments.push((kill_at, Moment::KillDue));
        }
    }
    track
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::probe::{Lifecycle, LifecycleHandler};
    use crate::playback::snapshot::Role;
    use crate::ui::layout::fixture;
    use std::sync::Arc;

    fn at(seconds: u64) -> SimTime {
        SimTime::from_seconds(seconds)
    }

    fn pod(stage: StopStage) -> PodView {
        let mut view = fixture::container("web", Role::App);
        let spec = Arc::make_mut(&mut view.spec);
        spec.lifecycle = Some(Lifecycle {
            pre_stop: Some(LifecycleHandler::default()),
            ..Lifecycle::default()
        });
        view.stopping = Some(StoppingView {
            stage,
            began: at(60),
            ends: at(90),
            grace: SimDuration::from_seconds(30),
        });
        let phase = crate::api::status::PodPhase::Running;
        fixture::pod("web", Some("node1"), phase, 5, vec![view])
    }

    #[test]
    fn a_hook_that_ended_stands_before_the_signal() {
        let mut pod = pod(StopStage::Signalled {
            at: at(65),
            kill_at: at(90),
        });
        pod.deletion = Some((at(60), at(90)));
        let axis = axis(&pod).unwrap();
        assert_eq!(axis.percent(at(65)), "16.6%");
        let track = &tracks(&pod, axis)[0];
        assert_eq!(track.stretches[0], (at(60), at(65), Stretch::PreStop));
        assert_eq!(track.moments[0], (at(65), Moment::PreStopEnded));
        assert_eq!(track.moments[2], (at(90), Moment::KillDue));
    }

    #[test]
    fn a_hook_beyond_the_grace_was_abandoned_and_the_axis_is_longer() {
        let pod = pod(StopStage::Signalled {
            at: at(90),
            kill_at: at(92),
        });
        let axis = axis(&pod).unwrap();
        assert_eq!(
            (axis.from, axis.grace_ends, axis.to),
            (at(60), at(90), at(92))
        );
        let track = &tracks(&pod, axis)[0];
        assert_eq!(track.moments[0].1, Moment::PreStopAbandoned);
    }

    #[test]
    fn a_container_that_has_ended_keeps_its_end() {
        let mut pod = pod(StopStage::PreStop { until: at(90) });
        pod.deletion = Some((at(60), at(90)));
        pod.containers[0].stopping = None;
        pod.containers[0].runtime = RuntimeView::Exited {
            at: at(61),
            exit_code: 143,
        };
        let axis = axis(&pod).unwrap();
        let track = &tracks(&pod, axis)[0];
        assert_eq!(track.moments, [(at(61), Moment::Exited(143))]);
    }

    #[test]
    fn without_a_stop_there_is_no_axis() {
        let snapshot = fixture::crash_loop();
        assert_eq!(axis(&snapshot.pods[0]), None);
    }
}
