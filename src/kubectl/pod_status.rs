//! kubectl's READY, STATUS and RESTARTS of a Pod, and how the STATUS word comes about.

use crate::api::status::{ContainerState, Terminated, condition};
use crate::api::{ContainerStatus, Pod, PodPhase, Timestamp};

use super::print::age::Now;

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

impl Rung {
    /// In the order in which kubectl goes through them.
    pub const ALL: [Rung; 6] = [
        Rung::Phase,
        Rung::StatusReason,
        Rung::InitContainer,
        Rung::Container,
        Rung::StillRunning,
        Rung::Deletion,
    ];
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

/// The three computed columns of a Pod's row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodColumns {
    pub status: StatusWord,
    /// Ready regular containers and sidecars, and all of them.
    pub ready: (usize, usize),
    pub restarts: i32,
    /// The newest end of a run that was followed by a restart.
    pub last_restart: Option<Timestamp>,
}

/// The STATUS word of a Pod and its ladder. No clock is needed: the word depends on the object only.
pub fn status_word(pod: &Pod) -> StatusWord {
    pod_columns(pod).status
}

/// kubectl's READY: ready and all.
pub fn ready_count(pod: &Pod) -> (usize, usize) {
    pod_columns(pod).ready
}

/// kubectl's RESTARTS as a number.
pub fn restart_count(pod: &Pod) -> i32 {
    pod_columns(pod).restarts
}

/// kubectl's RESTARTS as printed: `4 (64s ago)`.
pub fn restarts_text(columns: &PodColumns, now: Now) -> String {
    match columns.last_restart {
        Some(_) if columns.restarts != 0 => format!(
            "{} ({} ago)",
            columns.restarts,
            now.age(columns.last_restart)
        ),
        _ => columns.restarts.to_string(),
    }
}

/// All three columns at once (kubectl.md §6.1; printers.go printPod).
pub fn pod_columns(pod: &Pod) -> PodColumns {
    let mut walk = Walk::new(pod);
    walk.phase_and_reason();
    let initializing = walk.init_containers();
    if !initializing || pod.status.condition_is_true(condition::INITIALIZED) {
        walk.regular_containers();
    }
    walk.deletion();
    walk.finish()
}

/// The printer's pass over a Pod; every value that is found overrides the one before.
struct Walk<'a> {
    pod: &'a Pod,
    values: [String; Rung::ALL.len()],
    decider: (Rung, Option<String>),
    ready: usize,
    all: Restarts,
    sidecars: Restarts,
}

#[derive(Clone, Copy, Default)]
struct Restarts {
    count: i32,
    last: Option<Timestamp>,
}

impl Restarts {
    fn add(&mut self, status: &ContainerStatus) {
        self.count = self.count.saturating_add(status.restart_count);
        let finished = status.last_state.as_ref().and_then(|last| last.finished_at);
        self.last = self.last.max(finished);
    }
}

impl Walk<'_> {
    fn new(pod: &Pod) -> Walk<'_> {
        Walk {
            pod,
            values: Default::default(),
            decider: (Rung::Phase, None),
            ready: 0,
            all: Restarts::default(),
            sidecars: Restarts::default(),
        }
    }

    fn decide(&mut self, rung: Rung, value: String, container: Option<&str>) {
        self.values[rung as usize] = value;
        self.decider = (rung, container.map(str::to_owned));
    }

    fn word(&self) -> &str {
        &self.values[self.decider.0 as usize]
    }

    fn phase_and_reason(&mut self) {
        let status = &self.pod.status;
        self.decide(Rung::Phase, status.phase.name().to_owned(), None);
        if !status.reason.is_empty() {
            self.decide(Rung::StatusReason, status.reason.clone(), None);
        }
        let gated = status
            .condition(condition::POD_SCHEDULED)
            .is_some_and(|scheduled| scheduled.reason == "SchedulingGated");
        if gated {
            self.decide(Rung::StatusReason, "SchedulingGated".to_owned(), None);
        }
    }

    /// Whether an init container is still to be done.
    fn init_containers(&mut self) -> bool {
        let pod = self.pod;
        for (index, status) in pod.status.init_container_statuses.iter().enumerate() {
            let sidecar = pod
                .spec
                .init_containers
                .iter()
                .any(|spec| spec.name == status.name && spec.is_sidecar());
            self.all.add(status);
            if sidecar {
                self.sidecars.add(status);
                if status.started == Some(true) {
                    self.ready += usize::from(status.ready);
                    continue;
                }
            }
            let value = match &status.state {
                ContainerState::Terminated(ended) if ended.exit_code == 0 => continue,
                ContainerState::Terminated(ended) => format!("Init:{}", terminated_word(ended)),
                ContainerState::Waiting(waiting)
                    if !waiting.reason.is_empty() && waiting.reason != "PodInitializing" =>
                {
                    format!("Init:{}", waiting.reason)
                }
                _ => format!("Init:{index}/{}", pod.spec.init_containers.len()),
            };
            self.decide(Rung::InitContainer, value, Some(&status.name));
            return true;
        }
        false
    }

    fn regular_containers(&mut self) {
        let pod = self.pod;
        self.all = self.sidecars;
        let mut running = false;
        let mut failed: Option<(String, &str)> = None;
        for status in pod.status.container_statuses.iter().rev() {
            self.all.add(status);
            match &status.state {
                ContainerState::Waiting(waiting) if !waiting.reason.is_empty() => {
                    self.decide(Rung::Container, waiting.reason.clone(), Some(&status.name));
                }
                ContainerState::Terminated(ended) => {
                    let word = terminated_word(ended);
                    if ended.exit_code != 0 {
                        failed = Some((word.clone(), &status.name));
                    }
                    self.decide(Rung::Container, word, Some(&status.name));
                }
                ContainerState::Running(_) if status.ready => {
                    running = true;
                    self.ready += 1;
                }
                ContainerState::Waiting(_) | ContainerState::Running(_) => {}
            }
        }
        if self.word() != "Completed" {
            return;
        }
        if running && pod.status.condition_is_true(condition::READY) {
            self.decide(Rung::StillRunning, "Running".to_owned(), None);
        } else if let Some((word, name)) = failed {
            self.decide(Rung::Container, word, Some(name));
        } else if running {
            self.decide(Rung::StillRunning, "NotReady".to_owned(), None);
        }
    }

    fn deletion(&mut self) {
        if self.pod.metadata.deletion_timestamp.is_none() {
            return;
        }
        if self.pod.status.reason == "NodeLost" {
            self.decide(Rung::Deletion, PodPhase::Unknown.name().to_owned(), None);
        } else if !self.pod.status.phase.is_terminal() {
            self.decide(Rung::Deletion, "Terminating".to_owned(), None);
        }
    }

    fn finish(self) -> PodColumns {
        let (rung, container) = self.decider;
        let word = self.values[rung as usize].clone();
        let ladder = Rung::ALL
            .into_iter()
            .zip(self.values)
            .map(|(step, value)| RungView {
                rung: step,
                value,
                decides: step == rung,
            })
            .collect();
        let spec = &self.pod.spec;
        let sidecars = spec.init_containers.iter().filter(|c| c.is_sidecar());
        PodColumns {
            status: StatusWord {
                word,
                rung,
                container,
                ladder,
            },
            ready: (self.ready, spec.containers.len() + sidecars.count()),
            restarts: self.all.count,
            last_restart: self.all.last,
        }
    }
}

fn terminated_word(ended: &Terminated) -> String {
    if ended.reason.is_empty() {
        format!("ExitCode:{}", ended.exit_code)
    } else {
        ended.reason.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::pod::RestartPolicy;
    use crate::api::status::{Condition, ConditionStatus, Running};
    use crate::api::{Container, PodStatus};

    const NOW: i64 = 1_000_000;

    /// One Pod a line: phase and flags; init containers; containers; the row that a real
    /// printer gave. A container is `name=state`, then `*restarts@seconds since the last end`.
    /// States: `run`, `ready`, `w:Reason`, `t:Reason:code`; `+` before the name marks a sidecar.
    const SHAPES: &str = "
Pending                     ;                     ; c                          ; 0/1 Pending 0
Pending gated               ;                     ; c                          ; 0/1 SchedulingGated 0
Pending init                ;                     ; c=w:ContainerCreating      ; 0/1 ContainerCreating 0
Pending init                ;                     ; c=w:ErrImagePull           ; 0/1 ErrImagePull 0
Pending init                ;                     ; c=w:CreateContainerConfigError ; 0/1 CreateContainerConfigError 0
Running init                ;                     ; c=run                      ; 0/1 Running 0
Running init                ;                     ; c=w:CrashLoopBackOff*5@80  ; 0/1 CrashLoopBackOff 5 (80s ago)
Running init                ;                     ; c=t:Error:1*1@12           ; 0/1 Error 1 (12s ago)
Running init                ;                     ; c=t:Completed:0            ; 0/1 Completed 0
Running init                ;                     ; c=t::3                     ; 0/1 ExitCode:3 0
Running init ready          ;                     ; a=ready b=t:Completed:0    ; 1/2 Running 0
Running init                ;                     ; a=t:Completed:0 b=ready    ; 1/2 NotReady 0
Failed init                 ;                     ; a=t:Completed:0 b=t:Error:2 ; 0/2 Error 0
Running init                ;                     ; a=ready b=w:CrashLoopBackOff*2@45 ; 1/2 CrashLoopBackOff 2 (45s ago)
Pending                     ; i1=run i2=w:PodInitializing ; c=w:PodInitializing ; 0/1 Init:0/2 0
Pending                     ; i1=t:Completed:0 i2=run ; c=w:PodInitializing    ; 0/1 Init:1/2 0
Pending init                ; i1=t:Completed:0 i2=t:Completed:0 ; c=w:PodInitializing ; 0/1 PodInitializing 0
Pending                     ; i1=t:Error:127*1@19 i2=w:PodInitializing ; c=w:PodInitializing ; 0/1 Init:Error 1 (19s ago)
Pending                     ; i1=w:CrashLoopBackOff*3@31 i2=w:PodInitializing ; c=w:PodInitializing ; 0/1 Init:CrashLoopBackOff 3 (31s ago)
Pending                     ; i1=w:ImagePullBackOff i2=w:PodInitializing ; c=w:PodInitializing ; 0/1 Init:ImagePullBackOff 0
Failed                      ; i1=t::5 i2=w:PodInitializing ; c=w:PodInitializing ; 0/1 Init:ExitCode:5 0
Running init ready          ; +s=ready*1@199      ; c=ready                    ; 2/2 Running 1 (3m19s ago)
Succeeded init              ;                     ; c=t:Completed:0            ; 0/1 Completed 0
Failed init                 ;                     ; c=t:Error:1                ; 0/1 Error 0
Failed reason=Evicted       ;                     ; c                          ; 0/1 Evicted 0
Failed init reason=DeadlineExceeded ;             ; c=t:Error:137              ; 0/1 Error 0
Running init ready deleted  ;                     ; c=ready                    ; 1/1 Terminating 0
Pending deleted             ; i1=run i2=w:PodInitializing ; c=w:PodInitializing ; 0/1 Terminating 0
Running init deleted reason=NodeLost ;            ; c=ready                    ; 1/1 Unknown 0
Succeeded init deleted      ;                     ; c=t:Completed:0            ; 0/1 Completed 0
Unknown init                ;                     ; c=ready                    ; 1/1 Unknown 0
Failed init                 ;                     ; c=t:ContainerStatusUnknown:137 ; 0/1 ContainerStatusUnknown 0
Running init                ;                     ; c=w:CrashLoopBackOff*1@8   ; 0/1 CrashLoopBackOff 1 (8s ago)
";

    fn shape(line: &str) -> Pod {
        let mut fields = line.split(';').map(str::trim);
        let mut pod = Pod::default();
        for flag in fields.next().unwrap_or("").split_whitespace() {
            apply_flag(&mut pod, flag);
        }
        for text in fields.next().unwrap_or("").split_whitespace() {
            let (spec, status) = container(text);
            pod.spec.init_containers.push(spec);
            pod.status.init_container_statuses.extend(status);
        }
        for text in fields.next().unwrap_or("").split_whitespace() {
            let (spec, status) = container(text);
            pod.spec.containers.push(spec);
            pod.status.container_statuses.extend(status);
        }
        pod
    }

    fn apply_flag(pod: &mut Pod, flag: &str) {
        let condition = |name: &str, status, reason: &str| Condition {
            condition_type: name.to_owned(),
            status,
            reason: reason.to_owned(),
            ..Default::default()
        };
        let PodStatus {
            phase, conditions, ..
        } = &mut pod.status;
        match flag {
            "Pending" => *phase = PodPhase::Pending,
            "Running" => *phase = PodPhase::Running,
            "Succeeded" => *phase = PodPhase::Succeeded,
            "Failed" => *phase = PodPhase::Failed,
            "Unknown" => *phase = PodPhase::Unknown,
            "init" => conditions.push(condition("Initialized", ConditionStatus::True, "")),
            "ready" => conditions.push(condition("Ready", ConditionStatus::True, "")),
            "gated" => conditions.push(condition(
                "PodScheduled",
                ConditionStatus::False,
                "SchedulingGated",
            )),
            "deleted" => {
                pod.metadata.deletion_timestamp = Some(Timestamp { unix_seconds: NOW });
            }
            other => other
                .strip_prefix("reason=")
                .expect("a flag of the table")
                .clone_into(&mut pod.status.reason),
        }
    }

    fn container(text: &str) -> (Container, Option<ContainerStatus>) {
        let sidecar = text.starts_with('+');
        let text = text.trim_start_matches('+');
        let (name, state) = text.split_once('=').unwrap_or((text, ""));
        let spec = Container {
            name: name.to_owned(),
            restart_policy: sidecar.then_some(RestartPolicy::Always),
            ..Default::default()
        };
        if state.is_empty() {
            return (spec, None);
        }
        let (state, restarts) = state.split_once('*').unwrap_or((state, ""));
        let (count, ago) = restarts.split_once('@').unwrap_or(("0", ""));
        let parts: Vec<&str> = state.split(':').collect();
        let status = ContainerStatus {
            name: name.to_owned(),
            ready: state == "ready",
            started: Some(matches!(parts[0], "run" | "ready")),
            restart_count: count.parse().unwrap(),
            last_state: ago.parse().ok().map(|seconds: i64| Terminated {
                finished_at: Some(Timestamp {
                    unix_seconds: NOW - seconds,
                }),
                ..Default::default()
            }),
            state: match parts[0] {
                "w" => ContainerState::waiting(parts[1]),
                "t" => ContainerState::Terminated(Terminated {
                    reason: parts[1].to_owned(),
                    exit_code: parts[2].parse().unwrap(),
                    ..Default::default()
                }),
                _ => ContainerState::Running(Running::default()),
            },
            ..Default::default()
        };
        (spec, Some(status))
    }

    #[test]
    fn columns_are_those_of_a_real_printer() {
        let now = Now {
            unix_ms: NOW * 1_000,
        };
        for line in SHAPES.lines().filter(|line| !line.is_empty()) {
            let columns = pod_columns(&shape(line));
            let (ready, all) = columns.ready;
            let restarts = restarts_text(&columns, now);
            let row = format!("{ready}/{all} {} {restarts}", columns.status.word);
            let expected = line.rsplit(';').next().unwrap_or("").trim();
            assert_eq!(row, expected, "{line}");
        }
    }

    #[test]
    fn exactly_one_rung_decides_and_gives_the_word() {
        for line in SHAPES.lines().filter(|line| !line.is_empty()) {
            let status = status_word(&shape(line));
            let deciding: Vec<&RungView> = status.ladder.iter().filter(|r| r.decides).collect();
            assert_eq!(deciding.len(), 1, "{line}");
            assert_eq!(deciding[0].value, status.word, "{line}");
        }
    }

    #[test]
    fn the_first_container_has_the_last_word() {
        let status = status_word(&shape(
            "Running init;; a=w:CrashLoopBackOff b=w:ErrImagePull",
        ));
        assert_eq!(status.word, "CrashLoopBackOff");
        assert_eq!(status.container.as_deref(), Some("a"));
        assert_eq!(status.rung, Rung::Container);
    }
}
