//! Words of the stage: labels of the four layers, and a full sentence for every node, Pod and
//! container.

pub mod network;
pub mod probes;
pub mod stopping;

use crate::api::status::{ConditionStatus, PodPhase};
use crate::kubectl::pod_status::Rung;

use super::{Lang, Words};

pub const STAGE: Words = Words::new("무대", "Stage");
pub const EMPTY: Words = Words::new("아직 파드가 없습니다", "No Pod yet");
pub const EMPTY_NEXT: Words = Words::new(
    "매니페스트를 적용하면 파드가 여기에 나타납니다.",
    "Apply a manifest and its Pod appears here.",
);
pub const LEVEL: Words = Words::new("보는 거리", "View");
pub const CLUSTER: Words = Words::new("클러스터", "Cluster");
pub const POD: Words = Words::new("파드", "Pod");

pub const CONTROL_PLANE: Words = Words::new("컨트롤 플레인", "Control plane");
pub const LAST_WRITE: Words = Words::new("마지막 쓰기", "Last write");
pub const TRAY: Words = Words::new("노드를 기다리는 파드", "Pods waiting for a node");
pub const NO_PODS: Words = Words::new("파드 없음", "no Pods");
pub const NODE_READY: Words = Words::new("Ready", "Ready");
pub const NODE_NOT_READY: Words = Words::new("NotReady", "NotReady");
pub const MEMORY_PRESSURE: Words = Words::new("MemoryPressure", "MemoryPressure");
pub const CPU: Words = Words::new("cpu", "cpu");
pub const MEMORY: Words = Words::new("mem", "mem");
pub const KUBELET_IDLE: Words = Words::new("할 일 없음", "nothing to do");

pub const PHASE: Words = Words::new("단계", "phase");
pub const CONDITIONS: Words = Words::new("컨디션", "conditions");
pub const CONTAINERS: Words = Words::new("컨테이너", "containers");
pub const AGE: Words = Words::new("나이", "age");
pub const RESTARTS: Words = Words::new("재시작", "restarts");
pub const NOT_SET: Words = Words::new("아직 없음", "not set");
pub const NONE: Words = Words::new("없음", "none");

pub const STATE: Words = Words::new("state", "state");
pub const LAST_EXIT: Words = Words::new("마지막 종료", "last exit");
pub const NEXT_START: Words = Words::new("다음 시작", "next start");
pub const NEXT_PULL: Words = Words::new("다음 시도", "next try");
pub const WAIT_ENDS: Words = Words::new("대기 끝", "wait ends");
pub const FIRST_SYNC_AFTER: Words = Words::new("뒤 첫 동기화", "then the first sync");
pub const LEFT: Words = Words::new("남음", "left");
pub const IMMEDIATELY: Words = Words::new("즉시", "at once");
pub const LADDER: Words = Words::new("대기 시간 계단", "ladder of waits");
pub const AND_BEYOND: Words = Words::new("이후 계속", "from then on");
pub const PULLING: Words = Words::new("이미지 받는 중", "pulling the image");
pub const PULL_QUEUED: Words =
    Words::new("다른 이미지를 받는 동안 대기", "waits behind another pull");
pub const SIDECAR: Words = Words::new("사이드카", "sidecar");
pub const INIT: Words = Words::new("초기화", "init");
pub const MEMORY_USED: Words = Words::new("메모리", "memory");
pub const NO_LIMIT: Words = Words::new("한도 없음", "no limit");
pub const NODE_SAYS: Words = Words::new("노드", "node");

pub const LADDER_TITLE: Words = Words::new("STATUS를 정하는 순서", "How STATUS is decided");
pub const LADDER_RULE: Words = Words::new(
    "아래 규칙이 위 규칙을 덮어씁니다",
    "a lower rule overrides the ones above",
);
pub const NO_VALUE: Words = Words::new("없음", "nothing");

/// What a rule of the ladder looks at. API names stay as they are.
pub fn rung(rung: Rung) -> Words {
    match rung {
        Rung::Phase => Words::new("phase", "phase"),
        Rung::StatusReason => Words::new("status.reason", "status.reason"),
        Rung::InitContainer => Words::new("초기화 컨테이너", "init containers"),
        Rung::Container => Words::new("컨테이너의 state", "container state"),
        Rung::StillRunning => Words::new("아직 실행 중인 컨테이너", "containers still running"),
        Rung::Deletion => Words::new("deletionTimestamp", "deletionTimestamp"),
    }
}

/// The words on the derivation arrow: `규칙 1 · phase 그대로`.
pub fn rule_number(lang: Lang, number: usize, rung: Rung) -> String {
    match (lang, rung) {
        (Lang::Ko, Rung::Phase) => format!("규칙 {number} · phase 그대로"),
        (Lang::En, Rung::Phase) => format!("rule {number} · phase as is"),
        (Lang::Ko, _) => format!("규칙 {number}"),
        (Lang::En, _) => format!("rule {number}"),
    }
}

/// Below the ladder: which layer the printed word belongs to.
pub fn ladder_note(rung: Rung) -> (Words, Words) {
    match rung {
        Rung::Phase => (
            Words::new(
                "지금은 단계가 그대로 찍힙니다.",
                "Here the phase itself is printed.",
            ),
            Words::new(
                "컨테이너와 삭제에서 온 더 강한 낱말이 없습니다.",
                "No container and no deletion has a stronger word.",
            ),
        ),
        Rung::StatusReason => (
            Words::new("이 낱말은 단계가 아닙니다.", "This word is not a phase."),
            Words::new(
                "status.reason에 적힌 사유에서 옵니다.",
                "It is the reason written in status.reason.",
            ),
        ),
        Rung::InitContainer => (
            Words::new("이 낱말은 단계가 아닙니다.", "This word is not a phase."),
            Words::new(
                "끝나지 않은 초기화 컨테이너에서 옵니다.",
                "It comes from an init container that is not done.",
            ),
        ),
        Rung::Container => (
            Words::new("이 낱말은 단계가 아닙니다.", "This word is not a phase."),
            Words::new(
                "컨테이너의 대기 또는 종료 사유에서 옵니다.",
                "It is the reason of a container that waits or has ended.",
            ),
        ),
        Rung::StillRunning => (
            Words::new(
                "이 낱말은 단계와 다를 수 있습니다.",
                "This word can differ from the phase.",
            ),
            Words::new(
                "끝난 컨테이너 옆에서 다른 컨테이너가 아직 실행 중입니다.",
                "One container has ended while another still runs.",
            ),
        ),
        Rung::Deletion => (
            Words::new(
                "Terminating은 단계가 아닙니다.",
                "Terminating is not a phase.",
            ),
            Words::new(
                "deletionTimestamp가 있으면 kubectl이 이 낱말을 찍습니다.",
                "kubectl prints it as soon as deletionTimestamp is set.",
            ),
        ),
    }
}

/// A station of the phase rail, explained where the pointer rests.
pub fn phase_meaning(phase: PodPhase) -> Words {
    match phase {
        PodPhase::Pending => Words::new(
            "API에 받아들여졌지만 아직 모든 컨테이너가 시작하지 않았습니다",
            "accepted by the API, not all containers have started yet",
        ),
        PodPhase::Running => Words::new(
            "노드에 배정되었고 컨테이너가 하나 이상 시작했습니다",
            "bound to a node, and at least one container has started",
        ),
        PodPhase::Succeeded => Words::new(
            "모든 컨테이너가 0으로 끝났고 다시 시작하지 않습니다",
            "all containers ended with 0 and will not start again",
        ),
        PodPhase::Failed => Words::new(
            "모든 컨테이너가 끝났고 하나 이상이 실패했습니다",
            "all containers have ended, at least one of them in failure",
        ),
        PodPhase::Unknown => Words::new(
            "API에 이름만 남은 단계로 지금은 쓰이지 않습니다",
            "a phase that the API keeps by name and never sets today",
        ),
    }
}

/// `3초 전 종료 코드 1로 끝남 · API는 아직 모름`.
pub fn node_exited(lang: Lang, ago: &str, exit_code: i32) -> String {
    match lang {
        Lang::Ko => format!("{ago} 전 종료 코드 {exit_code}로 끝남 · API는 아직 모름"),
        Lang::En => format!("exited with {exit_code} {ago} ago · the API does not know yet"),
    }
}

/// `0.4초 전 시작함 · API는 아직 모름`.
pub fn node_started(lang: Lang, ago: &str) -> String {
    match lang {
        Lang::Ko => format!("{ago} 전 시작함 · API는 아직 모름"),
        Lang::En => format!("started {ago} ago · the API does not know yet"),
    }
}

/// How long a container ran.
pub fn ran_for(lang: Lang, length: &str) -> String {
    match lang {
        Lang::Ko => format!("{length} 실행"),
        Lang::En => format!("ran {length}"),
    }
}

/// Since when a container runs.
pub fn since(lang: Lang, moment: &str) -> String {
    match lang {
        Lang::Ko => format!("{moment}부터"),
        Lang::En => format!("since {moment}"),
    }
}

/// The deletion line under the header.
pub fn deletion(lang: Lang, asked: &str, deadline: &str) -> String {
    match lang {
        Lang::Ko => format!("삭제 요청 {asked} · 유예 끝 {deadline}"),
        Lang::En => format!("deletion asked for at {asked} · grace ends at {deadline}"),
    }
}

/// The last time that a container went over its memory limit.
pub fn memory_killed(lang: Lang, moment: &str) -> String {
    match lang {
        Lang::Ko => format!("{moment}에 한도를 넘어 OOMKilled"),
        Lang::En => format!("OOMKilled over the limit at {moment}"),
    }
}

/// The kubelet's next look at a Pod.
pub fn next_sync(lang: Lang, pod: &str, moment: &str) -> String {
    match lang {
        Lang::Ko => format!("다음 동기화 {moment} · {pod}"),
        Lang::En => format!("next sync at {moment} · {pod}"),
    }
}

/// The accessible name of a node.
pub fn node_sentence(lang: Lang, name: &str, is_ready: bool, pods: usize) -> String {
    let ready = if is_ready { "Ready" } else { "NotReady" };
    match (lang, pods) {
        (Lang::Ko, _) => format!("노드 {name}, {ready}, 파드 {pods}개"),
        (Lang::En, 1) => format!("Node {name}, {ready}, with 1 Pod"),
        (Lang::En, _) => format!("Node {name}, {ready}, with {pods} Pods"),
    }
}

/// The accessible name of the tray.
pub fn tray_sentence(lang: Lang, pods: usize) -> String {
    match (lang, pods) {
        (Lang::Ko, _) => format!("노드를 기다리는 파드 {pods}개"),
        (Lang::En, 1) => "1 Pod waits for a node".to_owned(),
        (Lang::En, _) => format!("{pods} Pods wait for a node"),
    }
}

/// What the accessible name of a Pod says.
#[derive(Clone, Copy, Debug)]
pub struct PodFacts<'a> {
    pub name: &'a str,
    pub status: &'a str,
    pub ready: (usize, usize),
    pub phase: PodPhase,
    pub restarts: &'a str,
}

/// The accessible name of a Pod.
pub fn pod_sentence(lang: Lang, facts: PodFacts<'_>) -> String {
    let PodFacts {
        name,
        status,
        ready: (ready, all),
        phase,
        restarts,
    } = facts;
    let phase = phase.name();
    match lang {
        Lang::Ko => format!(
            "파드 {name}, STATUS {status}, 단계 {phase}, 준비된 컨테이너 {all}개 중 {ready}개, 재시작 {restarts}"
        ),
        Lang::En => format!(
            "Pod {name}, STATUS {status}, phase {phase}, {ready} of {all} containers ready, restarts {restarts}"
        ),
    }
}

/// The accessible name of a container; `state` is the API's word with its reason.
pub fn container_sentence(lang: Lang, name: &str, state: &str, restarts: i32) -> String {
    match lang {
        Lang::Ko => format!("컨테이너 {name}, {state}, 재시작 {restarts}회"),
        Lang::En if restarts == 1 => format!("Container {name}, {state}, restarted once"),
        Lang::En => format!("Container {name}, {state}, restarted {restarts} times"),
    }
}

/// A condition's value in the API's own word, or that it is not set.
pub fn condition_value(lang: Lang, status: Option<ConditionStatus>) -> &'static str {
    status.map_or(NOT_SET.in_lang(lang), ConditionStatus::name)
}

/// A condition as a sentence, for the pointer and for screen readers.
pub fn condition_sentence(
    lang: Lang,
    condition_type: &str,
    status: Option<ConditionStatus>,
    age: Option<&str>,
    reason: &str,
) -> String {
    let mut sentence = format!("{condition_type}: {}", condition_value(lang, status));
    if let Some(age) = age {
        sentence.push_str(&match lang {
            Lang::Ko => format!(", {age} 전부터"),
            Lang::En => format!(", for {age}"),
        });
    }
    if !reason.is_empty() {
        sentence.push_str(", ");
        sentence.push_str(reason);
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_has_a_whole_sentence_in_both_languages() {
        let facts = PodFacts {
            name: "orders",
            status: "CrashLoopBackOff",
            ready: (0, 1),
            phase: PodPhase::Running,
            restarts: "4 (64s ago)",
        };
        assert_eq!(
            pod_sentence(Lang::En, facts),
            "Pod orders, STATUS CrashLoopBackOff, phase Running, 0 of 1 containers ready, restarts 4 (64s ago)"
        );
        assert!(
            pod_sentence(Lang::Ko, facts)
                .starts_with("파드 orders, STATUS CrashLoopBackOff, 단계 Running")
        );
    }

    #[test]
    fn a_condition_that_is_not_there_says_so() {
        assert_eq!(
            condition_sentence(Lang::Ko, "Ready", None, None, ""),
            "Ready: 아직 없음"
        );
        assert_eq!(
            condition_sentence(
                Lang::En,
                "Ready",
                Some(ConditionStatus::False),
                Some("64s"),
                "ContainersNotReady"
            ),
            "Ready: False, for 64s, ContainersNotReady"
        );
    }
}
