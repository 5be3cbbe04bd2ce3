//! Single words of the sentences: kinds, components, probes, and the ink of a word of the API.

use crate::api::status::{ConditionStatus, ContainerState, PodPhase};
use crate::api::{Kind, ObjectKey};
use crate::engine::record::{Component, ProbeKind};
use crate::playback::timeline::Tone;

use super::sentence::{Span, plain, strong};
use super::{Lang, Words};

/// A kind in running text: `파드`, `ConfigMap`.
pub fn kind(kind: Kind) -> Words {
    match kind {
        Kind::Namespace => Words::new("네임스페이스", "namespace"),
        Kind::Node => Words::new("노드", "node"),
        Kind::ConfigMap => Words::new("ConfigMap", "ConfigMap"),
        Kind::Secret => Words::new("Secret", "Secret"),
        Kind::Service => Words::new("서비스", "Service"),
        Kind::Endpoints => Words::new("엔드포인트", "Endpoints"),
        Kind::EndpointSlice => Words::new("EndpointSlice", "EndpointSlice"),
        Kind::Pod => Words::new("파드", "Pod"),
        Kind::Event => Words::new("이벤트", "event"),
    }
}

/// The kind of an object as an argument.
pub fn kind_of(key: &ObjectKey, lang: Lang) -> Span {
    plain(kind(key.kind).in_lang(lang))
}

/// Who acts, in running text; English ones start a sentence.
pub fn component(component: &Component) -> Words {
    match component {
        Component::User => Words::new("사용자", "The user"),
        Component::Apiserver => Words::new("API 서버", "The API server"),
        Component::Scheduler => Words::new("스케줄러", "The scheduler"),
        Component::Kubelet { .. } => Words::new("kubelet", "The kubelet"),
        Component::Runtime { .. } => Words::new("컨테이너 런타임", "The container runtime"),
        Component::EndpointController => {
            Words::new("엔드포인트 컨트롤러", "The endpoint controller")
        }
        Component::NodeController => Words::new("노드 컨트롤러", "The node controller"),
        Component::KubeProxy => Words::new("kube-proxy", "kube-proxy"),
        Component::Client => Words::new("클라이언트", "The client"),
    }
}

/// A probe in running text.
pub fn probe(kind: ProbeKind) -> Words {
    match kind {
        ProbeKind::Startup => Words::new("스타트업 프로브", "startup probe"),
        ProbeKind::Liveness => Words::new("활성 프로브", "liveness probe"),
        ProbeKind::Readiness => Words::new("준비성 프로브", "readiness probe"),
    }
}

/// A phase in its ink.
pub fn phase(phase: PodPhase) -> Span {
    let tone = match phase {
        PodPhase::Pending => Tone::Pending,
        PodPhase::Running => Tone::Running,
        PodPhase::Succeeded => Tone::Done,
        PodPhase::Failed => Tone::Failed,
        PodPhase::Unknown => Tone::Unknown,
    };
    strong(tone, phase.name())
}

/// A condition's status in its ink.
pub fn condition_status(status: ConditionStatus) -> Span {
    let tone = match status {
        ConditionStatus::True => Tone::Ready,
        ConditionStatus::False => Tone::Off,
        ConditionStatus::Unknown => Tone::Unknown,
    };
    strong(tone, status.name())
}

/// A container's state with its reason, in its ink: `Waiting(CrashLoopBackOff)`.
pub fn container_state(state: &ContainerState) -> Span {
    let tone = match state {
        ContainerState::Waiting(waiting) => waiting_tone(&waiting.reason),
        ContainerState::Running(_) => Tone::Running,
        ContainerState::Terminated(terminated) => exit_tone(terminated.exit_code),
    };
    let mut text = state.name().to_owned();
    if !state.reason().is_empty() {
        text.push('(');
        text.push_str(state.reason());
        text.push(')');
    }
    strong(tone, &text)
}

/// The ink of an exit.
pub fn exit_tone(exit_code: i32) -> Tone {
    if exit_code == 0 {
        Tone::Done
    } else {
        Tone::Failed
    }
}

/// The ink of a waiting reason (the list is in kubelet.md §1.5).
fn waiting_tone(reason: &str) -> Tone {
    match reason {
        "" | "ContainerCreating" | "PodInitializing" => Tone::Pending,
        _ if reason.ends_with("BackOff") => Tone::BackOff,
        _ => Tone::Failed,
    }
}

/// The reason in a STATUS word: `Error` in `Init:Error`.
pub fn last_part(word: &str) -> &str {
    word.rsplit(':').next().unwrap_or(word)
}

/// A word of kubectl's STATUS column in its ink.
pub fn status_word(word: &str) -> Span {
    let last = last_part(word);
    let tone = match last {
        "Running" => Tone::Running,
        "Completed" | "Succeeded" => Tone::Done,
        "Terminating" => Tone::Terminating,
        "Unknown" => Tone::Unknown,
        "Pending" | "SchedulingGated" | "NotReady" => Tone::Pending,
        // `Init:1/2`
        _ if last.contains('/') => Tone::Pending,
        _ => waiting_tone(last),
    };
    strong(tone, word)
}
