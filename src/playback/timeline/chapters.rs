//! Moments with a name, out of a Pod's records.

use crate::api::status::{ConditionStatus, condition};
use crate::api::{ObjectKey, PodPhase};
use crate::engine::record::{Change, ProbeKind, Record};
use crate::engine::time::SimTime;
use crate::order::{Map, Set};

use super::super::history::History;
use super::{Chapter, ChapterKind};

/// The chapters of a Pod, sorted by time.
pub(super) fn chapters(history: &History, key: &ObjectKey) -> Vec<Chapter> {
    let mut teller = Teller::default();
    for track in history.tracks_of(key) {
        for (_, pod) in track.pods().take(1) {
            let init = pod.spec.init_containers.iter();
            teller
                .init_containers
                .extend(init.map(|container| container.name.clone()));
        }
    }
    history
        .records_of(key)
        .filter_map(|record| {
            let kind = teller.chapter(record)?;
            Some(Chapter {
                time: record.time,
                kind,
            })
        })
        .collect()
}

/// What has been told so far.
#[derive(Default)]
struct Teller {
    init_containers: Vec<String>,
    unschedulable: bool,
    ready: bool,
    exits: Map<String, u32>,
    back_offs: Map<String, SimTime>,
    /// The probe that decided against a container which is not stopped yet.
    failed_probes: Map<String, ProbeKind>,
    stopping: Set<String>,
}

impl Teller {
    fn chapter(&mut self, record: &Record) -> Option<ChapterKind> {
        Some(match &record.change {
            Change::Created => {
                let init_containers = std::mem::take(&mut self.init_containers);
                *self = Teller {
                    init_containers,
                    ..Teller::default()
                };
                ChapterKind::Created
            }
            Change::Bound { .. } => ChapterKind::Scheduled,
            Change::Unschedulable { .. } if !self.unschedulable => {
                self.unschedulable = true;
                ChapterKind::Unschedulable
            }
            Change::PullFinished { image, .. } => ChapterKind::Pulled {
                image: image.to_string(),
            },
            Change::PullFailed { image, .. } => ChapterKind::PullFailed {
                image: image.to_string(),
            },
            Change::ContainerStarted {
                container,
                attempt: 0,
            } => {
                let container = container.clone();
                match self.init_containers.contains(&container) {
                    true => ChapterKind::InitStarted { container },
                    false => ChapterKind::Started { container },
                }
            }
            Change::Condition {
                condition_type,
                to: ConditionStatus::True,
                ..
            } => {
                return self.condition(condition_type);
            }
            Change::ContainerExited {
                container,
                exit_code,
                ..
            } => {
                self.stopping.remove(container);
                let number = self.exits.entry(container.clone()).or_default();
                *number += 1;
                ChapterKind::Exit {
                    container: container.clone(),
                    number: *number,
                    exit_code: *exit_code,
                }
            }
            Change::BackOff {
                container,
                delay,
                since,
                ..
            } => {
                if self.back_offs.insert(container.clone(), *since) == Some(*since) {
                    return None;
                }
                let (container, delay) = (container.clone(), delay.to_string());
                ChapterKind::BackOff { container, delay }
            }
            Change::ProbeResult {
                container,
                probe: probe @ (ProbeKind::Liveness | ProbeKind::Startup),
                success: false,
                ..
            } => {
                self.failed_probes.insert(container.to_string(), *probe);
                return None;
            }
            Change::StopDecided { container, .. } => {
                self.stopping.insert(container.clone());
                let probe = self.failed_probes.remove(container)?;
                let container = container.clone();
                ChapterKind::ProbeKill { container, probe }
            }
            Change::Signal { container, signal } if self.stopping.contains(container) => {
                let (container, signal) = (container.clone(), signal.clone());
                ChapterKind::Signal { container, signal }
            }
            Change::OutOfMemory { container, .. } => ChapterKind::OutOfMemory {
                container: container.clone(),
            },
            Change::DeadlineExceeded { .. } => ChapterKind::DeadlineExceeded,
            Change::Evicted { .. } => ChapterKind::Evicted,
            Change::DeletionRequested { .. } => ChapterKind::DeletionRequested,
            Change::Phase {
                to: PodPhase::Succeeded,
                ..
            } => ChapterKind::Finished { succeeded: true },
            Change::Phase {
                to: PodPhase::Failed,
                ..
            } => ChapterKind::Finished { succeeded: false },
            Change::Removed => ChapterKind::Gone,
            _ => return None,
        })
    }

    fn condition(&mut self, condition_type: &str) -> Option<ChapterKind> {
        match condition_type {
            condition::INITIALIZED if !self.init_containers.is_empty() => {
                Some(ChapterKind::Initialized)
            }
            condition::READY if !self.ready => {
                self.ready = true;
                Some(ChapterKind::FirstReady)
            }
            _ => None,
        }
    }
}
