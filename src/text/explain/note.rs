//! What puzzles people at this moment. At most one thing is said; the order below is from the
//! most to the least surprising.

use crate::api::status::condition;
use crate::engine::config::WaitingReason;
use crate::engine::record::{Change, ProbeKind};
use crate::engine::rule::Rule;
use crate::playback::snapshot::{BackOffKind, PodView, RuntimeView};

use super::{Scene, back_off};
use crate::text::sentence::{code, plain};
use crate::text::{Sentence, term};

/// A remark on this moment; empty if there is nothing to wonder about.
pub(super) fn note(scene: &Scene) -> Sentence {
    about_record(scene)
        .or_else(|| scene.pod.and_then(|view| about_pod(scene, view)))
        .unwrap_or_default()
}

/// Remarks that belong to what just happened.
fn about_record(scene: &Scene) -> Option<Sentence> {
    let told = match &scene.record.change {
        Change::ContainerExited { .. }
            if scene.pod.is_some_and(|view| view.deletion.is_some()) =>
        {
            scene.tell(
                "삭제 중에는 컨테이너가 모두 멈춘 뒤에야 그 상태가 한꺼번에 API에 나타납니다.",
                "During deletion the API shows how containers ended only when all have stopped, all at once.",
                &[],
            )
        }
        Change::ContainerExited { .. } if stopped_by_kubelet(scene) => scene.tell(
            "kubelet이 이 컨테이너를 멈추고 새로 시작하는 동안 API에는 이전 상태인 Running이 그대로 보입니다.",
            "While the kubelet stops this container and starts it anew, the API still shows Running.",
            &[],
        ),
        Change::ContainerExited { .. } => scene.tell(
            "API는 아직 이 종료를 모릅니다. kubelet이 1초마다 하는 확인에서 알게 됩니다.",
            "The API does not know of this exit yet. The kubelet learns of it at its look once a second.",
            &[],
        ),
        Change::DeletionRequested { grace_seconds: 1.. } => scene.tell(
            "`deletionTimestamp`는 요청한 시각이 아니라 유예 시간이 끝나는 시각입니다. Terminating은 단계(phase)가 아닙니다.",
            "`deletionTimestamp` is not when it was asked for but when the grace ends. Terminating is not a phase.",
            &[],
        ),
        Change::DeletionRequested { .. }
            if scene.pod.is_some_and(|view| {
                view.node.is_some() && !view.pod.status.phase.is_terminal()
            }) =>
        {
            scene.tell(
                "객체가 먼저 사라집니다. 노드의 컨테이너는 몇 초 더 살아 있을 수 있습니다.",
                "The object goes first. On the node, the containers may live for a few seconds more.",
                &[],
            )
        }
        Change::Probed {
            probe: ProbeKind::Readiness,
            success: false,
            ..
        } => scene.tell(
            "준비성 프로브는 몇 번을 실패해도 컨테이너를 다시 시작하지 않습니다. 트래픽만 끊깁니다.",
            "However often a readiness probe fails, the container is not restarted. It only gets no traffic.",
            &[],
        ),
        Change::StopDecided { .. }
            if matches!(
                scene.record.rule,
                Rule::ProbeThreshold | Rule::DefinitionChanged
            ) =>
        {
            scene.tell(
                "파드는 그대로입니다. UID와 IP 주소가 같고, 이 컨테이너만 다시 시작합니다.",
                "The Pod stays: same UID, same IP address. Only this container starts again.",
                &[],
            )
        }
        Change::Condition {
            condition_type, ..
        } if &**condition_type == condition::INITIALIZED => scene.tell(
            "Initialized는 일반 컨테이너가 실행되기 전에 `True`가 됩니다.",
            "Initialized becomes `True` before any regular container runs.",
            &[],
        ),
        Change::Unschedulable { .. } => scene.tell(
            "단계(phase)는 `Pending`입니다. 노드가 없으므로 kubelet은 이 파드를 아직 모릅니다.",
            "The phase is `Pending`. Without a node, no kubelet knows of this Pod yet.",
            &[],
        ),
        _ => return None,
    };
    Some(told)
}

fn stopped_by_kubelet(scene: &Scene) -> bool {
    let stop =
        scene.cause(|change| matches!(change, Change::StopDecided { .. } | Change::Signal { .. }));
    stop.is_some()
}

/// Remarks on how the Pod looks at this moment.
fn about_pod(scene: &Scene, view: &PodView) -> Option<Sentence> {
    let word = view.status.word.as_str();
    let phase = term::phase(view.pod.status.phase);
    let waits = view.containers.iter().any(|container| {
        let back_off = container.back_off.as_ref();
        back_off.is_some_and(|back_off| back_off.kind == BackOffKind::Restart)
    });
    if back_off::is_crash_back_off(word) {
        let not_a_phase = scene.tell(
            "CrashLoopBackOff는 단계(phase)가 아닙니다. 단계는 {0}이고, 이 낱말은 컨테이너의 대기 사유입니다.",
            "CrashLoopBackOff is not a phase. The phase is {0}; the word is a container's waiting reason.",
            &[phase],
        );
        return Some(not_a_phase.and(shown_early(scene)));
    }
    if waits && matches!(term::last_part(word), "Error" | "Completed") {
        return Some(shown_late(scene, word));
    }
    if word == "Terminating" {
        return Some(scene.tell(
            "Terminating은 단계(phase)가 아니라 `deletionTimestamp`가 있다는 뜻입니다. 단계는 {0}입니다.",
            "Terminating is not a phase; it says that there is a `deletionTimestamp`. The phase is {0}.",
            &[phase],
        ));
    }
    if back_off::is_pull_problem(word) {
        return Some(scene.tell(
            "`ErrImagePull`과 `ImagePullBackOff`는 한 문제의 두 순간이라 번갈아 나타납니다. 단계(phase)는 {0}입니다.",
            "`ErrImagePull` and `ImagePullBackOff` are two moments of one problem and take turns. The phase is {0}.",
            &[phase],
        ));
    }
    if scene.record.rule == Rule::TerminalPhaseHeldBack && !view.pod.status.phase.is_terminal() {
        return Some(scene.tell(
            "컨테이너는 모두 끝났지만 API의 단계(phase)는 1~3초 늦게 바뀝니다. 지금은 {0}입니다.",
            "All containers have ended, but the phase in the API follows 1 to 3 s later. It is {0} now.",
            &[phase],
        ));
    }
    let (ready, all) = view.ready;
    if word == "Running" && ready < all {
        return Some(scene.tell(
            "Running은 준비됐다는 뜻이 아닙니다. `Ready`가 `True`가 될 때까지 서비스는 이 파드로 트래픽을 보내지 않습니다.",
            "Running does not mean ready. Until `Ready` is `True`, no Service sends traffic to this Pod.",
            &[],
        ));
    }
    if word.starts_with("Init:") || word == "PodInitializing" {
        return Some(scene.tell(
            "{0}{은} kubectl이 초기화 컨테이너를 보고 만든 낱말입니다. 단계(phase)는 {1}입니다.",
            "kubectl makes the word {0} from the init containers. The phase is {1}.",
            &[code(word), phase],
        ));
    }
    let unseen = view.containers.iter().any(|container| {
        let seen = container.status.as_ref();
        matches!(container.runtime, RuntimeView::Running { .. })
            && seen.is_some_and(|status| status.state.name() == "Waiting")
    });
    unseen.then(|| {
        scene.tell(
            "노드에서는 컨테이너가 이미 실행 중입니다. API에는 다음 동기화에서 나타납니다.",
            "On the node the container runs already. The API shows it at the next sync.",
            &[],
        )
    })
}

/// The teaching form shows CrashLoopBackOff earlier than a kubelet from 1.35 on (kubelet.md §4.5).
fn shown_early(scene: &Scene) -> Sentence {
    let setting = scene.setting;
    if setting.waiting_reason == WaitingReason::Faithful
        || !setting.release.requeues_at_back_off_expiry()
    {
        return Sentence::default();
    }
    scene.tell(
        "여기서는 바로 보여 주지만, 실제 {0}의 kubelet은 대기 사유를 다음 동기화에서야 알려 그동안 `Error`로 보이기도 합니다.",
        "It is shown at once here; a real {0} kubelet tells the waiting reason only at its next sync, so you may see `Error` until then.",
        &[plain(setting.release.name())],
    )
}

/// The kubelet waits already, and the API still shows how the last run ended.
fn shown_late(scene: &Scene, word: &str) -> Sentence {
    scene.tell(
        "kubelet은 이미 재시작을 미뤘지만 STATUS는 아직 {0}입니다. {1}의 kubelet은 대기 사유를 다음 동기화에서 알립니다.",
        "The kubelet already waits, yet STATUS still says {0}. A {1} kubelet tells the waiting reason at its next sync.",
        &[
            term::status_word(word),
            plain(scene.setting.release.name()),
        ],
    )
}
