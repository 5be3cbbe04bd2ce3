//! Why the kubelet or a process acted: starts, stops, pulls, exits, signals, probes.

use crate::api::container::PullPolicy;
use crate::engine::record::{Change, ProbeKind};
use crate::engine::rule::Rule;
use crate::engine::time::SimDuration;
use crate::playback::snapshot::Role;

use super::super::{Scene, back_off, exit};
use crate::text::sentence::{code, duration, number, plain, quote, say};
use crate::text::{Sentence, moment, term};

/// Why a container is started now (kubelet.md §4.1, §4.4).
pub(super) fn start(scene: &Scene, attempt: i32) -> Sentence {
    if attempt == 0 {
        return match scene.record.rule {
            Rule::InitInOrder => match scene.view().map(|view| view.role) {
                Some(Role::Init { index: 1.. } | Role::Sidecar { index: 1.. }) => scene.tell(
                    "앞의 초기화 컨테이너가 제 몫을 마쳐 {0}의 차례가 됐습니다.",
                    "The init containers before it are through, so it is the turn of {0}.",
                    &[code(scene.container())],
                ),
                _ => scene.tell(
                    "샌드박스가 준비됐고, 초기화 컨테이너 가운데 {0}의 차례입니다.",
                    "The sandbox is up, and among the init containers it is the turn of {0}.",
                    &[code(scene.container())],
                ),
            },
            _ => scene.tell(
                "컨테이너 {0}{은} 아직 실행된 적이 없고, 시작할 차례가 됐습니다.",
                "Container {0} has never run, and it is its turn now.",
                &[code(scene.container())],
            ),
        };
    }
    let when = match scene.record.rule {
        Rule::FirstRestartImmediate => scene.tell(
            "첫 종료이므로 기다리지 않습니다.",
            "It is the first exit, so there is no wait.",
            &[],
        ),
        Rule::CrashBackOff => {
            scene.tell("정해진 대기 시간이 지났습니다.", "The wait is over.", &[])
        }
        Rule::CrashBackOffReset => scene.tell(
            "시작하고 10분이 넘게 지난 뒤에 끝났으므로 기다리지 않습니다.",
            "It ended more than ten minutes after it had been started, so there is no wait.",
            &[],
        ),
        _ => Sentence::default(),
    };
    back_off::ended(scene)
        .and(back_off::allowed(scene))
        .and(when)
}

/// Why a container is stopped (kubelet.md §4.2, §8.3).
pub(super) fn stop(scene: &Scene, message: &str) -> Sentence {
    let probed = scene.cause(|change| matches!(change, Change::Probed { .. }));
    if let Some(Change::Probed { probe, output, .. }) = probed.map(|record| &record.change) {
        let threshold = spec_of(scene, *probe).map_or(1, |spec| spec.failure_threshold.max(1));
        let failed = scene.tell(
            "{0}가 [failed:{1}번 이어서 실패]했습니다(`failureThreshold`).",
            "The {0} [failed:failed {1:time|times} in a row] (`failureThreshold`).",
            &[
                plain(term::probe(*probe).in_lang(scene.lang)),
                number(threshold),
            ],
        );
        return failed.and(last_output(scene, output));
    }
    if let Some(told) = super::upkeep::stopped_for(scene) {
        return told;
    }
    if scene.pod.is_some_and(|view| view.deletion.is_some()) {
        return scene.tell(
            "파드를 삭제하라는 요청이 있어 컨테이너를 모두 멈춥니다.",
            "Deletion of the Pod was requested, so all its containers are stopped.",
            &[],
        );
    }
    let changed = scene.cause(|change| matches!(change, Change::Configured { .. }));
    if changed.is_some() || scene.record.rule == Rule::DefinitionChanged {
        return scene.tell(
            "매니페스트에서 이 컨테이너의 `image`가 바뀌었습니다.",
            "The `image` of this container was changed in the manifest.",
            &[],
        );
    }
    scene.tell(
        "kubelet이 남긴 까닭입니다: {0}",
        "The kubelet's own words: {0}",
        &[quote(message)],
    )
}

pub(super) fn last_output(scene: &Scene, output: &str) -> Sentence {
    if output.is_empty() {
        return Sentence::default();
    }
    scene.tell("마지막 결과: {0}", "The last result: {0}", &[quote(output)])
}

/// Why an image is pulled (kubelet.md §2.1, §2.2).
pub(super) fn pull(scene: &Scene, size_bytes: u64, length: SimDuration) -> Sentence {
    let policy = scene.view().and_then(|view| view.spec.image_pull_policy);
    let asked = match policy {
        Some(PullPolicy::Always) => scene.tell(
            "`imagePullPolicy`가 `Always`라 시작할 때마다 레지스트리에 확인합니다.",
            "`imagePullPolicy` is `Always`, so every start asks the registry.",
            &[],
        ),
        Some(PullPolicy::IfNotPresent) => scene.tell(
            "`imagePullPolicy`가 `IfNotPresent`이고 이미지가 노드에 없습니다.",
            "`imagePullPolicy` is `IfNotPresent`, and the image is not on the node.",
            &[],
        ),
        Some(PullPolicy::Never) | None => scene.tell(
            "컨테이너를 만들려면 이미지가 노드에 있어야 합니다.",
            "The image has to be on the node before the container can be created.",
            &[],
        ),
    };
    asked.and(scene.tell(
        "크기는 {0}이고, 받는 데 {1}{이} 걸립니다.",
        "It is {0} and takes {1}.",
        &[
            plain(&moment::bytes(size_bytes)),
            duration(length, scene.lang),
        ],
    ))
}

/// Why a process ended: what its exit code tells.
pub(super) fn exit(scene: &Scene, exit_code: i32, reason: &str, ran: SimDuration) -> Sentence {
    let ended = scene.tell(
        "주 프로세스가 시작하고 {0} 뒤에 끝났습니다.",
        "The main process ended {0} after its start.",
        &[duration(ran, scene.lang)],
    );
    let told = match exit::meaning(exit_code, reason) {
        Some(words) => say(scene.lang, words),
        None => scene.tell(
            "종료 코드 {0}의 뜻은 프로그램이 정합니다. 0이 아니면 실패로 봅니다.",
            "What exit code {0} means is up to the program. Anything but 0 counts as a failure.",
            &[number(exit_code)],
        ),
    };
    let signalled = scene.cause(|change| matches!(change, Change::Signal { .. }));
    let before = match signalled.map(|record| &record.change) {
        Some(Change::Signal { signal, .. }) => scene.tell(
            "앞서 {0}{을} 받았습니다.",
            "It had received {0} before.",
            &[code(signal)],
        ),
        _ => Sentence::default(),
    };
    ended.and(before).and(told)
}

/// Why a signal was sent (kubelet.md §8.6).
pub(super) fn signal(scene: &Scene, signal: &str) -> Sentence {
    match signal {
        "SIGKILL" => scene.tell(
            "유예 시간이 다하도록 프로세스가 [failed:끝나지 않았습니다]. 이 시그널은 무시할 수 없습니다.",
            "The grace is over and the process [failed:had not ended]. This signal cannot be ignored.",
            &[],
        ),
        _ => scene.tell(
            "kubelet이 컨테이너 {0}{을} 멈추는 중입니다. {1}{은} 스스로 정리하고 끝내 달라는 요청입니다.",
            "The kubelet is stopping container {0}. With {1} it asks the process to tidy up and end.",
            &[code(scene.container()), code(signal)],
        ),
    }
}

/// The spec of one of the container's probes.
pub(super) fn spec_of<'a>(
    scene: &'a Scene,
    kind: ProbeKind,
) -> Option<&'a crate::api::probe::Probe> {
    let spec = &scene.view()?.spec;
    match kind {
        ProbeKind::Startup => spec.startup_probe.as_ref(),
        ProbeKind::Liveness => spec.liveness_probe.as_ref(),
        ProbeKind::Readiness => spec.readiness_probe.as_ref(),
    }
}
