//! Why a part of the Pod's status changed: phase, conditions, container states.

use crate::api::ContainerStatus;
use crate::api::status::{
    ConditionStatus, ContainerState, PodPhase, Terminated, condition as kind,
};
use crate::engine::record::{Change, ProbeKind};
use crate::playback::snapshot::{Role, RuntimeView};

use super::super::{Scene, back_off, exit};
use crate::text::Sentence;
use crate::text::sentence::{code, number, quote, say};

/// Why the phase is this one now (kubelet.md §3).
pub(super) fn phase(scene: &Scene, to: PodPhase) -> Sentence {
    match to {
        PodPhase::Pending => scene.tell(
            "아직 시작하지 못한 컨테이너가 있습니다.",
            "There is a container that has not started yet.",
            &[],
        ),
        PodPhase::Running => scene.tell(
            "시작을 기다리는 컨테이너가 더 없고, 적어도 하나가 실행 중이거나 다시 시작될 예정입니다.",
            "No container waits for its first start any more, and at least one runs or will run again.",
            &[],
        ),
        PodPhase::Succeeded => scene.tell(
            "일반 컨테이너가 모두 [done:종료 코드 0]으로 끝났고 다시 시작하지 않습니다.",
            "Every regular container ended with [done:exit code 0] and none will start again.",
            &[],
        ),
        PodPhase::Failed => failed(scene),
        PodPhase::Unknown => scene.tell(
            "지금의 쿠버네티스는 이 값을 쓰지 않습니다.",
            "Today's Kubernetes never sets this value.",
            &[],
        ),
    }
}

/// The status tells which of the ways to `Failed` it was (kubelet.md §1.2, §5.3, §8.7).
fn failed(scene: &Scene) -> Sentence {
    let status = scene.pod.map(|view| &view.pod.status);
    let reason = status.map_or("", |status| &status.reason);
    let told = [
        code(reason),
        quote(status.map_or("", |status| &status.message)),
    ];
    let never_started = status.is_some_and(|status| status.container_statuses.is_empty());
    if never_started && !reason.is_empty() {
        return scene.tell(
            "노드의 kubelet이 파드를 [failed:받아들이지 않았습니다]. `status.reason`은 {0}입니다: {1}",
            "The kubelet of the node [failed:refused] the Pod; `status.reason` is {0}: {1}",
            &told,
        );
    }
    if !reason.is_empty() {
        return scene.tell(
            "kubelet이 파드를 [failed:끝냈습니다]. `status.reason`은 {0}입니다: {1}",
            "The kubelet [failed:ended] the Pod; `status.reason` is {0}: {1}",
            &told,
        );
    }
    if scene.pod.is_some_and(|view| view.deletion.is_some()) {
        return scene.tell(
            "삭제 중에 컨테이너가 모두 멈췄고, 그 가운데 [failed:0이 아닌 종료 코드]로 끝났거나 시작하지 못한 것이 있습니다.",
            "All containers stopped during deletion, and at least one ended with [failed:an exit code other than 0] or had never started.",
            &[],
        );
    }
    if status.is_some_and(|status| status.init_container_statuses.iter().any(has_failed)) {
        return scene.tell(
            "초기화 컨테이너가 [failed:실패]했고 다시 시작할 수 없습니다. 일반 컨테이너는 시작하지 않습니다.",
            "An init container [failed:failed] and may not run again. The regular containers never start.",
            &[],
        );
    }
    scene.tell(
        "컨테이너가 모두 끝났고, 적어도 하나가 [failed:0이 아닌 종료 코드]로 끝나 다시 시작하지 않습니다.",
        "All containers have ended and none will start again; at least one ended with [failed:an exit code other than 0].",
        &[],
    )
}

fn has_failed(status: &ContainerStatus) -> bool {
    matches!(&status.state, ContainerState::Terminated(terminated) if terminated.exit_code != 0)
}

/// Why a condition says so (kubelet.md §1.4).
pub(super) fn condition(
    scene: &Scene,
    condition_type: &str,
    to: ConditionStatus,
    reason: &str,
    message: &str,
) -> Sentence {
    let holds = to == ConditionStatus::True;
    match (condition_type, holds) {
        (kind::POD_SCHEDULED, true) => match scene.pod.and_then(|view| view.node.as_deref()) {
            Some(node) => scene.tell(
                "파드가 노드 {0}에 배정됐습니다.",
                "The Pod was assigned to {0}.",
                &[code(node)],
            ),
            None => scene.tell(
                "파드가 노드에 배정됐습니다.",
                "The Pod was assigned to a node.",
                &[],
            ),
        },
        (kind::POD_SCHEDULED, false) => scene.tell(
            "아직 노드에 배정되지 않았습니다: {0}",
            "It has no node yet: {0}",
            &[quote(message)],
        ),
        (kind::POD_READY_TO_START_CONTAINERS, true) => scene.tell(
            "샌드박스와 네트워크가 준비됐습니다. 이제 컨테이너를 시작할 수 있습니다.",
            "Sandbox and network are up, so containers can be started.",
            &[],
        ),
        (kind::POD_READY_TO_START_CONTAINERS, false) => scene.tell(
            "준비된 샌드박스가 없습니다. 아직 만들지 않았거나 이미 멈췄습니다.",
            "There is no ready sandbox: it is not made yet, or it was stopped already.",
            &[],
        ),
        (kind::INITIALIZED, true) => initialized(scene),
        (kind::READY | kind::CONTAINERS_READY, true) => scene.tell(
            "파드의 컨테이너가 모두 준비됐습니다.",
            "All containers of the Pod are ready.",
            &[],
        ),
        (kind::READY | kind::CONTAINERS_READY, false)
            if matches!(reason, "PodCompleted" | "PodFailed") =>
        {
            scene.tell(
                "파드가 끝나 요청을 받을 컨테이너가 없습니다.",
                "The Pod has finished, so no container is left to serve.",
                &[],
            )
        }
        (_, false) if !message.is_empty() => scene.tell(
            "아직 채워지지 않은 조건이 있습니다: {0}",
            "Something is still missing: {0}",
            &[quote(message)],
        ),
        _ if !reason.is_empty() => scene.tell(
            "이 컨디션을 쓴 구성 요소가 밝힌 사유는 {0}입니다.",
            "The reason that was written with it is {0}.",
            &[code(reason)],
        ),
        _ => super::caused(scene),
    }
}

fn initialized(scene: &Scene) -> Sentence {
    let count = scene
        .pod
        .map_or(0, |view| view.pod.spec.init_containers.len());
    match i64::try_from(count).unwrap_or(i64::MAX) {
        0 => scene.tell(
            "이 파드에는 기다릴 초기화 컨테이너가 없습니다.",
            "This Pod has no init container to wait for.",
            &[],
        ),
        count => scene.tell(
            "초기화 컨테이너 {0}개가 차례로 제 몫을 마쳤습니다.",
            "The Pod is through with its {0:init container|init containers}.",
            &[number(count)],
        ),
    }
}

/// Why a container is in this state in the API.
pub(super) fn container_state(
    scene: &Scene,
    from: &ContainerState,
    to: &ContainerState,
    restart_count: i32,
) -> Sentence {
    match to {
        ContainerState::Waiting(_) if scene.pod.is_some_and(|view| view.deletion.is_some()) => {
            scene.tell(
                "삭제되는 파드의 컨테이너는 더 시작하지 않습니다. 기다리던 까닭도 사라졌습니다.",
                "Containers of a Pod that is deleted do not start any more, so what it waited for is gone.",
                &[],
            )
        }
        ContainerState::Waiting(waiting) => waiting_why(scene, &waiting.reason, &waiting.message),
        ContainerState::Terminated(_)
            if back_off::is_crash_back_off(from.reason())
                && scene.pod.is_some_and(|view| view.deletion.is_some()) =>
        {
            scene.tell(
                "삭제되는 파드의 컨테이너는 다시 시작하지 않습니다. 그래서 기다리던 컨테이너가 마지막 종료를 다시 보여 줍니다.",
                "Containers of a Pod that is deleted do not start again, so the one that waited shows its last exit once more.",
                &[],
            )
        }
        ContainerState::Terminated(terminated) => terminated_why(scene, terminated),
        ContainerState::Running(_) if restart_count == 0 => scene.tell(
            "이미지 {0}{이} 노드에 있고, 런타임이 프로세스를 시작했습니다.",
            "The image {0} is on the node, and the runtime started the process.",
            &[code(back_off::image(scene))],
        ),
        ContainerState::Running(_) => {
            let last = match back_off::last_exit(scene) {
                (Some(_), _) => back_off::ended(scene),
                (None, _) => scene.tell(
                    "컨테이너 {0}의 이전 실행이 끝났습니다.",
                    "The run of container {0} before this one has ended.",
                    &[code(scene.container())],
                ),
            };
            last.and(back_off::allowed(scene))
        }
    }
}

fn terminated_why(scene: &Scene, terminated: &Terminated) -> Sentence {
    let ended = match back_off::last_exit(scene) {
        (Some(exit_code), _) if exit_code == terminated.exit_code => back_off::ended(scene),
        _ => scene.tell(
            "컨테이너 {0}의 주 프로세스가 끝났습니다.",
            "The main process of container {0} has ended.",
            &[code(scene.container())],
        ),
    };
    match exit::meaning(terminated.exit_code, &terminated.reason) {
        Some(words) => ended.and(say(scene.lang, words)),
        None => ended,
    }
}

/// Why a container waits, by the kubelet's reason (kubelet.md §1.5 lists them).
fn waiting_why(scene: &Scene, reason: &str, message: &str) -> Sentence {
    let told = [quote(message)];
    match reason {
        "CrashLoopBackOff" => back_off::restart_why(scene),
        "ImagePullBackOff" => back_off::pull_why(scene),
        "ErrImagePull" | "RegistryUnavailable" | "ImageInspectError" => scene.tell(
            "레지스트리에서 이미지를 [failed:받지 못했습니다]: {0}",
            "The image [failed:could not be pulled]: {0}",
            &told,
        ),
        "ErrImageNeverPull" => scene.tell(
            "`imagePullPolicy`가 `Never`인데 이미지가 노드에 [failed:없습니다].",
            "`imagePullPolicy` is `Never`, and the image [failed:is not] on the node.",
            &[],
        ),
        "InvalidImageName" => scene.tell(
            "이미지 이름이 [failed:올바른 형식이 아닙니다]: {0}",
            "The image's name [failed:is malformed]: {0}",
            &told,
        ),
        "CreateContainerConfigError" => scene.tell(
            "컨테이너의 설정을 [failed:마련하지 못했습니다]: {0}",
            "The container's configuration [failed:could not be put together]: {0}",
            &told,
        ),
        "CreateContainerError" | "RunContainerError" => scene.tell(
            "런타임이 컨테이너를 [failed:만들거나 시작하지 못했습니다]: {0}",
            "The runtime [failed:could not create or start] the container: {0}",
            &told,
        ),
        "PostStartHookError" => scene.tell(
            "`postStart` 훅이 [failed:실패]해 컨테이너를 멈췄습니다: {0}",
            "The `postStart` hook [failed:failed], so the container was stopped: {0}",
            &told,
        ),
        "PodInitializing" => scene.tell(
            "초기화가 끝나지 않았습니다. 초기화 컨테이너가 있는 파드에서는 차례를 기다리는 컨테이너가 모두 이 사유를 보입니다.",
            "Initialization is not over. In a Pod with init containers every container that waits for its turn shows this reason.",
            &[],
        ),
        "ContainerCreating" => scene.tell(
            "kubelet이 볼륨, 샌드박스, 이미지를 차례로 준비하고 있습니다.",
            "The kubelet is preparing volumes, sandbox and image, in this order.",
            &[],
        ),
        "" => scene.tell(
            "컨테이너는 만들어졌지만 프로세스가 아직 시작되지 않았습니다.",
            "The container was created, but its process has not started yet.",
            &[],
        ),
        _ => scene.tell(
            "kubelet이 알린 사유는 {0}입니다.",
            "The reason that the kubelet gives is {0}.",
            &[code(reason)],
        ),
    }
}

/// Why a container's `ready` changed (kubelet.md §1.3, §6.2).
pub(super) fn container_ready(scene: &Scene, ready: bool) -> Sentence {
    let view = scene.view();
    let probe = view.and_then(|view| view.spec.readiness_probe.as_ref());
    let role = view.map(|view| view.role);
    let probed = scene.cause(|change| {
        matches!(
            change,
            Change::Probed {
                probe: ProbeKind::Readiness,
                ..
            } | Change::ContainerExited { .. }
                | Change::StopDecided { .. }
        )
    });
    let by_probe = match probed {
        Some(record) => matches!(record.change, Change::Probed { .. }),
        None => view.is_some_and(|view| matches!(view.runtime, RuntimeView::Running { .. })),
    };
    match (ready, probe) {
        (true, _) if matches!(role, Some(Role::Init { .. })) => scene.tell(
            "초기화 컨테이너는 종료 코드 0으로 끝나면 준비된 것으로 칩니다.",
            "An init container counts as ready once it ended with exit code 0.",
            &[],
        ),
        (true, Some(probe)) => scene.tell(
            "준비성 프로브가 [ready:{0}번 이어서 성공]했습니다(`successThreshold`).",
            "The readiness probe [ready:succeeded {0:time|times} in a row] (`successThreshold`).",
            &[number(probe.success_threshold.max(1))],
        ),
        (true, None) => scene.tell(
            "준비성 프로브가 없으므로 실행 중이면 준비된 것으로 봅니다.",
            "It has no readiness probe, so it counts as ready while it runs.",
            &[],
        ),
        (false, Some(probe)) if by_probe => scene.tell(
            "준비성 프로브가 [failed:{0}번 이어서 실패]했습니다(`failureThreshold`).",
            "The readiness probe [failed:failed {0:time|times} in a row] (`failureThreshold`).",
            &[number(probe.failure_threshold.max(1))],
        ),
        (false, _) => scene.tell(
            "컨테이너 {0}{이} 더는 실행 중이 아닙니다.",
            "Container {0} does not run any more.",
            &[code(scene.container())],
        ),
    }
}
