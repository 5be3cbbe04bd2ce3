//! Why it happened: the trigger with this Pod's own numbers. Where the record itself does not
//! tell, its nearest cause does.

mod action;
mod probe;
mod status;
mod upkeep;

use crate::engine::record::{Change, Component, SyncKind};
use crate::engine::rule::Rule;

use super::Scene;
use crate::text::sentence::{code, number, plain, quote, time};
use crate::text::story::story;
use crate::text::{Sentence, notice, term};

/// The reason for the record of this scene; never empty.
pub(super) fn why(scene: &Scene) -> Sentence {
    match &scene.record.change {
        Change::Command { .. } => scene.tell(
            "명령은 사람이 실행한 것입니다. 그 뒤의 일은 모두 클러스터가 스스로 합니다.",
            "A person ran this command. All that follows, the cluster does by itself.",
            &[],
        ),
        Change::Created | Change::Configured { .. } => caused(scene),
        Change::Removed => removed(scene),
        Change::DeletionRequested { grace_seconds } => deletion(scene, *grace_seconds),
        Change::Bound { node } => bound(scene, node),
        Change::Unschedulable { message } => unschedulable(scene, message),
        Change::Phase { to, .. } => status::phase(scene, *to),
        Change::Condition { .. } if scene.record.rule == Rule::NodeMonitor => {
            upkeep::of_lost_node(scene)
        }
        Change::Condition { .. } if scene.record.rule == Rule::NodePressure => scene.tell(
            "kubelet이 노드의 남은 메모리를 기준과 견줬습니다.",
            "The kubelet compared the memory that its node has left with the threshold.",
            &[],
        ),
        Change::Condition {
            condition_type,
            to,
            reason,
            message,
            ..
        } => status::condition(scene, condition_type, *to, reason, message),
        Change::ContainerState {
            from,
            to,
            restart_count,
            ..
        } => status::container_state(scene, from, to, *restart_count),
        Change::ContainerReady { ready, .. } => status::container_ready(scene, *ready),
        Change::PodIp { .. } => scene.tell(
            "주소는 샌드박스가 만들어질 때 정해졌고, kubelet이 그다음 동기화에서 알렸습니다.",
            "The address was given when the sandbox was made; the kubelet told of it at the sync after that.",
            &[],
        ),
        Change::Event { .. } => scene.tell(
            "이벤트는 일어난 일을 적은 기록일 뿐, 무엇을 일으키지 않습니다.",
            "An event is only a note of what happened; it makes nothing happen.",
            &[],
        ),
        Change::SyncStarted { kind } => sync(scene, *kind),
        Change::Requeued { at } => scene.tell(
            "지금 할 일을 마친 kubelet은 다른 소식이 없어도 {0}에는 이 파드를 다시 봅니다.",
            "The kubelet is done for now; without any other news it comes back to this Pod at {0}.",
            &[time(*at)],
        ),
        Change::StartDecided { attempt, .. } => action::start(scene, *attempt),
        Change::BackOff { .. } => match scene.record.rule {
            Rule::PullBackOff => super::back_off::pull_why(scene),
            _ => super::back_off::restart_why(scene),
        },
        Change::StopDecided { message, .. } => action::stop(scene, message),
        Change::SandboxCreated { .. } => scene.tell(
            "파드가 이 노드에 배정됐고, 컨테이너를 시작하려면 먼저 샌드박스가 있어야 합니다.",
            "The Pod was assigned to this node, and no container can start before there is a sandbox.",
            &[],
        ),
        Change::SandboxStopped => scene.tell(
            "파드의 컨테이너가 모두 멈췄습니다. 이제 네트워크도 거둡니다.",
            "All containers of the Pod have stopped, so its network is taken down as well.",
            &[],
        ),
        Change::PullQueued { .. } => scene.tell(
            "이 노드가 먼저 요청받은 이미지를 받고 있습니다.",
            "This node is still pulling an image that was asked for before.",
            &[],
        ),
        Change::PullStarted {
            size_bytes,
            duration,
            ..
        } => action::pull(scene, *size_bytes, *duration),
        Change::PullFinished { .. } => scene.tell(
            "레지스트리에서 이미지 {0}{을} 모두 받았습니다. 이제 컨테이너를 만들 수 있습니다.",
            "The registry delivered the image {0}, so the container can be created now.",
            &[code(super::back_off::image(scene))],
        ),
        Change::PullFailed { message, .. } => scene.tell(
            "레지스트리가 이미지를 주지 않았습니다: {0}",
            "The registry did not deliver the image: {0}",
            &[quote(message)],
        ),
        Change::ContainerCreated { .. } => scene.tell(
            "kubelet이 시작하기로 했고 이미지가 노드에 있으므로, 런타임이 컨테이너를 만들었습니다.",
            "The kubelet decided to start it and the image is on the node, so the runtime created it.",
            &[],
        ),
        Change::ContainerStarted { .. } => scene.tell(
            "만들어진 컨테이너에서 런타임이 주 프로세스를 실행했습니다.",
            "The container was there, so the runtime ran its main process.",
            &[],
        ),
        Change::ContainerExited {
            exit_code,
            reason,
            ran,
            ..
        } => action::exit(scene, *exit_code, reason, *ran),
        Change::Signal { signal, .. } => action::signal(scene, signal),
        Change::Listening { port, .. } => scene.tell(
            "컨테이너 {0}의 프로그램이 준비를 마치고 포트 {1}{을} 열었습니다. 그 전에 온 연결은 거절됐습니다.",
            "The program in container {0} finished its preparations and opened port {1}. Connections before that were refused.",
            &[code(scene.container()), number(*port)],
        ),
        Change::Probed {
            probe,
            success,
            output,
            consecutive,
            ..
        } => probe::run(scene, *probe, *success, output, *consecutive),
        Change::ProbeResult { probe, success, .. } => probe::result(scene, *probe, *success),
        Change::Endpoint { pod, to, .. } => probe::endpoint(scene, pod, *to),
        Change::Routed { addresses } => probe::routed(scene, addresses.len()),
        Change::Requested {
            endpoint, outcome, ..
        } => probe::request(scene, endpoint.is_some(), *outcome),
        Change::HookStarted { .. }
        | Change::HookEnded { .. }
        | Change::GraceLeft { .. }
        | Change::OutOfMemory { .. }
        | Change::DeadlineExceeded { .. }
        | Change::Evicted { .. }
        | Change::KubeletRuns { .. }
        | Change::NetworkUp { .. }
        | Change::Tainted { .. } => upkeep::why(scene),
        Change::Notice { notice } => notice::sentence(notice, scene.lang),
    }
}

/// The nearest cause as it is told in the story; without one, who acted.
fn caused(scene: &Scene) -> Sentence {
    let told = trigger(scene);
    if !told.is_empty() {
        return told;
    }
    match &scene.record.component {
        Component::User => scene.tell("사람이 요청한 일입니다.", "A person asked for it.", &[]),
        component => scene.tell(
            "{0}{이} 맡은 일을 규칙에 따라 했습니다.",
            "{0} did its part by the rule.",
            &[plain(term::component(component).in_lang(scene.lang))],
        ),
    }
}

fn trigger(scene: &Scene) -> Sentence {
    scene
        .trigger()
        .map(|record| story(record, scene.lang))
        .unwrap_or_default()
}

/// What woke the kubelet's worker (kubelet.md §0.3).
fn sync(scene: &Scene, kind: SyncKind) -> Sentence {
    let after = scene.explanation.chain.first().map(|record| &record.change);
    match (kind, after) {
        (SyncKind::Terminated, _) => scene.tell(
            "컨테이너와 샌드박스가 모두 멈췄습니다. 이제 볼륨을 떼어 내고 마지막 상태를 씁니다.",
            "Containers and sandbox have stopped. What is left is to unmount volumes and to write the last status.",
            &[],
        ),
        (SyncKind::Terminating, Some(Change::SyncStarted { .. })) => scene.tell(
            "다시 시작할 컨테이너가 없어 파드의 일이 끝났습니다.",
            "No container will start again, so the Pod has done its work.",
            &[],
        ),
        (_, after) => woken(scene, after),
    }
}

fn woken(scene: &Scene, after: Option<&Change>) -> Sentence {
    match after {
        Some(Change::SyncStarted { .. }) => scene.tell(
            "앞선 동기화에서 한 일의 결과를 확인합니다.",
            "The kubelet looks at what its last sync has done.",
            &[],
        ),
        Some(Change::Requeued { .. }) => scene.tell(
            "앞서 정해 둔 시각이 됐습니다.",
            "The time that it had set for itself has come.",
            &[],
        ),
        _ => caused(scene),
    }
}

fn removed(scene: &Scene) -> Sentence {
    if scene.record.rule == Rule::TerminationFinal {
        return scene.tell(
            "컨테이너가 모두 멈췄고, kubelet이 마지막 상태를 쓴 뒤 객체를 지웠습니다.",
            "All containers have stopped; the kubelet wrote the last status and then removed the object.",
            &[],
        );
    }
    caused(scene)
}

fn deletion(scene: &Scene, grace_seconds: i64) -> Sentence {
    let asked = trigger(scene);
    let Some(view) = scene.pod else {
        return caused(scene);
    };
    let from_spec = view.pod.spec.grace_period_seconds() == grace_seconds;
    let grace = [number(grace_seconds)];
    asked.and(if grace_seconds == 0 {
        scene.tell(
            "기다릴 컨테이너가 없거나 기다리지 말라고 했으므로 유예 시간이 없습니다.",
            "There is no grace: no container has to be waited for, or the request said not to wait.",
            &[],
        )
    } else if from_spec {
        scene.tell(
            "유예 시간 {0}초는 `spec.terminationGracePeriodSeconds`의 값입니다.",
            "The {0:second|seconds} of grace are `spec.terminationGracePeriodSeconds`.",
            &grace,
        )
    } else {
        scene.tell(
            "유예 시간 {0}초는 삭제 요청이 정한 값입니다.",
            "The {0:second|seconds} of grace were set by the request.",
            &grace,
        )
    })
}

fn bound(scene: &Scene, node: &str) -> Sentence {
    let node = [code(node)];
    match scene.record.rule {
        Rule::NodeNameGiven => scene.tell(
            "매니페스트의 `spec.nodeName`에 {0}{이라}고 적혀 있습니다.",
            "The manifest says {0} in `spec.nodeName`.",
            &node,
        ),
        _ => scene.tell(
            "이 파드를 받을 수 있는 노드 가운데 {0}의 점수가 가장 높았습니다.",
            "Of the nodes that can take this Pod, {0} had the highest score.",
            &node,
        ),
    }
}

fn unschedulable(scene: &Scene, message: &str) -> Sentence {
    let message = [quote(message)];
    match scene.record.rule {
        Rule::SchedulingGated => scene.tell(
            "`spec.schedulingGates`에 아직 게이트가 남아 있습니다: {0}",
            "There are still gates in `spec.schedulingGates`: {0}",
            &message,
        ),
        _ => scene.tell(
            "스케줄러가 모든 노드를 살펴본 결과입니다: {0}",
            "This is what the scheduler found when it looked at every node: {0}",
            &message,
        ),
    }
}
