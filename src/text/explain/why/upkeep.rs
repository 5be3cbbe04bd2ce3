//! Why hooks run, how much grace is left, and why memory, time or a node ended something.

use crate::engine::record::{Change, HookKind, HookOutcome};
use crate::engine::time::SimDuration;

use super::super::Scene;
use crate::text::sentence::{code, duration, number, plain, quote, time};
use crate::text::{Sentence, moment};

/// The reason for a record about hooks, grace, memory, deadlines or nodes.
pub(super) fn why(scene: &Scene) -> Sentence {
    match &scene.record.change {
        Change::HookStarted { hook, until, .. } => match (hook, until) {
            (HookKind::PostStart, _) => scene.tell(
                "컨테이너 {0}의 프로세스가 시작됐고 `lifecycle.postStart`가 있습니다. 훅이 끝날 때까지 API에는 컨테이너가 시작된 것으로 보이지 않습니다.",
                "The process of container {0} has started, and there is a `lifecycle.postStart`. Until the hook is done, the API does not show the container as started.",
                &[code(scene.container())],
            ),
            (HookKind::PreStop, Some(until)) => scene.tell(
                "컨테이너 {0}{을} 멈추기 전에 `lifecycle.preStop`을 실행합니다. 유예 시간이 {1}에 끝나므로 그때까지만 기다립니다.",
                "Before container {0} is stopped, its `lifecycle.preStop` runs. The grace ends at {1}, and so does the waiting.",
                &[code(scene.container()), time(*until)],
            ),
            (HookKind::PreStop, None) => scene.tell(
                "컨테이너 {0}{을} 멈추기 전에 `lifecycle.preStop`을 실행합니다.",
                "Before container {0} is stopped, its `lifecycle.preStop` runs.",
                &[code(scene.container())],
            ),
        },
        Change::HookEnded {
            hook,
            outcome,
            message,
            ran,
            ..
        } => hook_ended(scene, *hook, *outcome, message, *ran),
        Change::GraceLeft { left, kill_at, .. } => grace_left(scene, *left).and(scene.tell(
            "SIGKILL은 {0}에 옵니다.",
            "SIGKILL comes at {0}.",
            &[time(*kill_at)],
        )),
        Change::OutOfMemory {
            used_bytes,
            limit_bytes,
            ..
        } => {
            let arguments = [
                code(scene.container()),
                plain(&moment::memory(*used_bytes)),
                plain(&moment::memory(*limit_bytes)),
            ];
            if used_bytes > limit_bytes {
                scene.tell(
                    "컨테이너 {0}의 `resources.limits.memory`는 {2}인데 그보다 많이 쓰려 했습니다. 커널이 컨테이너의 프로세스를 모두 SIGKILL로 끝냅니다.",
                    "`resources.limits.memory` of container {0} is {2}, and it wanted more. The kernel ends all its processes with SIGKILL.",
                    &arguments,
                )
            } else {
                scene.tell(
                    "노드의 메모리 {2}{이} 모두 쓰였습니다. 커널은 요청량이 없는 컨테이너부터, 많이 쓰는 것부터 고릅니다. {0}{은} {1}{을} 쓰고 있었습니다.",
                    "All {2} of the node's memory were in use. The kernel takes containers without a request first, the largest before the others; {0} held {1}.",
                    &arguments,
                )
            }
        }
        Change::DeadlineExceeded { limit } => scene.tell(
            "`spec.activeDeadlineSeconds`는 {0}입니다. kubelet이 이 파드를 처음 본 때(`startTime`)부터 셉니다.",
            "`spec.activeDeadlineSeconds` allows {0}, counted from when the kubelet first saw the Pod (`startTime`).",
            &[duration(*limit, scene.lang)],
        ),
        Change::Evicted { message } => scene.tell(
            "노드의 남은 메모리가 기준보다 적습니다. 요청량을 넘겨 쓴 파드부터 고릅니다: {0}",
            "The node has less memory left than the threshold. Pods that use more than they requested go first: {0}",
            &[quote(message)],
        ),
        Change::KubeletRuns { runs: false } => scene.tell(
            "누군가 노드에서 kubelet을 멈췄습니다. 이 노드의 상태는 더 보고되지 않습니다.",
            "Someone stopped the kubelet on the node. Nothing is reported from there any more.",
            &[],
        ),
        Change::KubeletRuns { runs: true } => scene.tell(
            "누군가 노드에서 kubelet을 시작했습니다. kubelet은 API 서버와 런타임을 다시 읽습니다.",
            "Someone started the kubelet on the node. It reads the API server and the runtime anew.",
            &[],
        ),
        Change::NetworkUp { up: false } => scene.tell(
            "노드와 컨트롤 플레인 사이가 끊겼습니다. 노드의 컨테이너는 그대로 실행됩니다.",
            "Node and control plane cannot reach each other. The containers on the node go on.",
            &[],
        ),
        Change::NetworkUp { up: true } => scene.tell(
            "노드와 컨트롤 플레인이 다시 이어졌습니다.",
            "Node and control plane can reach each other again.",
            &[],
        ),
        Change::Tainted { added: true, .. } => scene.tell(
            "노드의 컨디션이 바뀌면 컨트롤러가 그에 맞는 테인트를 붙입니다.",
            "When a condition of a node changes, a controller puts the taint that goes with it on the node.",
            &[],
        ),
        Change::Tainted { added: false, .. } => scene.tell(
            "노드의 컨디션이 나아져 테인트가 필요 없습니다.",
            "The condition of the node is well again, so the taint is not needed.",
            &[],
        ),
        _ => Sentence::default(),
    }
}

/// A container that is stopped for a failed hook, for its Pod's deadline or for its node.
pub(super) fn stopped_for(scene: &Scene) -> Option<Sentence> {
    let cause = scene.cause(|change| {
        matches!(
            change,
            Change::DeadlineExceeded { .. }
                | Change::Evicted { .. }
                | Change::HookEnded {
                    hook: HookKind::PostStart,
                    ..
                }
        )
    })?;
    let told = match &cause.change {
        Change::DeadlineExceeded { limit } => scene.tell(
            "파드에 정해진 시간 {0}{이} 지났습니다(`spec.activeDeadlineSeconds`).",
            "The Pod's time of {0} is over (`spec.activeDeadlineSeconds`).",
            &[duration(*limit, scene.lang)],
        ),
        Change::Evicted { message } => scene.tell(
            "노드의 자원이 모자라 kubelet이 이 파드를 축출합니다: {0}",
            "The node is short of a resource and the kubelet evicts this Pod: {0}",
            &[quote(message)],
        ),
        _ => scene.tell(
            "컨테이너 {0}의 `postStart` 훅이 [failed:실패]했습니다.",
            "The `postStart` hook of container {0} [failed:failed].",
            &[code(scene.container())],
        ),
    };
    Some(told)
}

/// A condition that the node controller wrote, because a node is not heard of or is back.
pub(super) fn of_lost_node(scene: &Scene) -> Sentence {
    match scene.pod.and_then(|view| view.node.as_deref()) {
        Some(node) => scene.tell(
            "노드 {0}에서 50초 동안 소식이 없어 컨트롤러가 바꿨습니다. 컨테이너가 정말 멈췄는지는 아무도 모릅니다.",
            "Nothing was heard of {0} for 50 s, so the controller changed it. Whether the containers really stopped nobody knows.",
            &[code(node)],
        ),
        None => scene.tell(
            "kubelet이 보내는 소식이 끊기면 컨트롤러가, 소식이 오면 kubelet이 노드의 컨디션을 씁니다.",
            "The kubelet writes the conditions of its node; when nothing is heard of it, the controller does.",
            &[],
        ),
    }
}

fn hook_ended(
    scene: &Scene,
    hook: HookKind,
    outcome: HookOutcome,
    message: &str,
    ran: SimDuration,
) -> Sentence {
    let ran = duration(ran, scene.lang);
    match (hook, outcome) {
        (HookKind::PostStart, HookOutcome::Succeeded) => scene.tell(
            "훅이 {0} 걸려 끝났습니다. 이제 컨테이너가 시작된 것으로 칩니다.",
            "The hook took {0}. Only now does the container count as started.",
            &[ran],
        ),
        (HookKind::PostStart, HookOutcome::Failed | HookOutcome::Abandoned) => scene.tell(
            "`postStart` 훅이 실패하면 kubelet은 컨테이너를 멈추고 재시작 정책에 따릅니다: {0}",
            "When a postStart hook fails, the kubelet stops the container and follows its restart policy: {0}",
            &[quote(message)],
        ),
        (HookKind::PreStop, HookOutcome::Succeeded) => scene.tell(
            "훅이 {0} 걸렸습니다. 그 시간(초 단위로 버림)은 유예 시간에서 빠집니다.",
            "The hook took {0}. That time, in whole seconds, is taken from the grace.",
            &[ran],
        ),
        (HookKind::PreStop, HookOutcome::Failed) => scene.tell(
            "`preStop` 훅이 실패해도 종료는 이어집니다: {0}",
            "A preStop hook that fails does not hold up the termination: {0}",
            &[quote(message)],
        ),
        (HookKind::PreStop, HookOutcome::Abandoned) => scene.tell(
            "유예 시간 {0}{이} 다했습니다. 훅은 컨테이너가 끝날 때까지 남아 있을 수 있습니다.",
            "The grace of {0} is over. The hook may go on until its container dies.",
            &[ran],
        ),
    }
}

/// What is left after preStop and waiting; two seconds at least.
fn grace_left(scene: &Scene, left: SimDuration) -> Sentence {
    let before = scene.cause(|change| {
        matches!(
            change,
            Change::HookEnded {
                hook: HookKind::PreStop,
                ..
            }
        )
    });
    match before.map(|record| &record.change) {
        Some(Change::HookEnded { ran, .. }) => scene.tell(
            "`preStop`에 {0}{을} 쓰고 {1}{이} 남았습니다. 아무리 적어도 {2}초는 남깁니다.",
            "preStop used {0}, and {1} are left. There are always {2:second|seconds} at least.",
            &[
                duration(*ran, scene.lang),
                duration(left, scene.lang),
                number(2),
            ],
        ),
        _ => scene.tell(
            "프로세스가 스스로 끝날 시간으로 {0}{을} 줍니다.",
            "The process gets {0} to end by itself.",
            &[duration(left, scene.lang)],
        ),
    }
}
