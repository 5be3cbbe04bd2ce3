//! Why a probe ran, what its result decides, and what that does to a Service.

use crate::engine::record::{EndpointState, ProbeKind, RequestOutcome};

use super::super::Scene;
use super::action::{last_output, spec_of};
use crate::text::sentence::{code, number, plain};
use crate::text::{Sentence, term};

/// Why a probe ran, and how much is missing to a decision (kubelet.md §6.2).
pub(super) fn run(
    scene: &Scene,
    kind: ProbeKind,
    success: bool,
    output: &str,
    consecutive: u32,
) -> Sentence {
    let spec = spec_of(scene, kind);
    let name = plain(term::probe(kind).in_lang(scene.lang));
    let ran = match spec {
        Some(spec) => scene.tell(
            "kubelet은 {0}를 {1}초마다 실행합니다.",
            "The kubelet runs the {0} every {1:second|seconds}.",
            &[name, number(spec.period_seconds.max(1))],
        ),
        None => scene.tell(
            "kubelet이 정해진 간격으로 {0}를 실행합니다.",
            "The kubelet runs the {0} at a fixed interval.",
            &[name],
        ),
    };
    if consecutive == 0 {
        let error = scene.tell(
            "프로브를 실행하지 못했습니다. 성공도 실패도 아니어서 아무것도 바뀌지 않습니다.",
            "The probe could not be run. That is neither a success nor a failure, so nothing changes.",
            &[],
        );
        return ran.and(error).and(last_output(scene, output));
    }
    let threshold = match (spec, success) {
        (None, _) => Sentence::default(),
        (Some(spec), true) => scene.tell(
            "[ready:성공]이 {0}번 이어지면 결과로 칩니다(`successThreshold`). 지금 {1}번째입니다.",
            "It takes [ready:{0:success|successes}] in a row to count (`successThreshold`). This makes {1}.",
            &[number(spec.success_threshold.max(1)), number(consecutive)],
        ),
        (Some(spec), false) => scene.tell(
            "[failed:실패]가 {0}번 이어지면 결과로 칩니다(`failureThreshold`). 지금 {1}번째입니다.",
            "It takes [failed:{0:failure|failures}] in a row to count (`failureThreshold`). This makes {1}.",
            &[number(spec.failure_threshold.max(1)), number(consecutive)],
        ),
    };
    let told = if success { "" } else { output };
    ran.and(threshold).and(last_output(scene, told))
}

/// What enough equal results lead to (kubelet.md §6.3).
pub(super) fn result(scene: &Scene, kind: ProbeKind, success: bool) -> Sentence {
    let spec = spec_of(scene, kind);
    let threshold = spec.map_or(1, |spec| match success {
        true => spec.success_threshold.max(1),
        false => spec.failure_threshold.max(1),
    });
    let name = plain(term::probe(kind).in_lang(scene.lang));
    let arguments = [name, number(threshold)];
    let counted = match success {
        true => scene.tell(
            "{0}가 {1}번 이어서 [ready:성공]했습니다(`successThreshold`).",
            "The {0} [ready:succeeded] {1:time|times} in a row (`successThreshold`).",
            &arguments,
        ),
        false => scene.tell(
            "{0}가 {1}번 이어서 [failed:실패]했습니다(`failureThreshold`).",
            "The {0} [failed:failed] {1:time|times} in a row (`failureThreshold`).",
            &arguments,
        ),
    };
    counted.and(match (kind, success) {
        (ProbeKind::Readiness, true) => scene.tell(
            "이제 이 컨테이너는 트래픽을 받을 준비가 됐습니다.",
            "The container counts as ready for traffic now.",
            &[],
        ),
        (ProbeKind::Readiness, false) => scene.tell(
            "컨테이너는 계속 실행되지만 트래픽은 받지 않습니다.",
            "The container runs on, but gets no traffic.",
            &[],
        ),
        (ProbeKind::Startup, true) => scene.tell(
            "시작이 끝났으니 이제 다른 프로브를 실행합니다.",
            "Its start is over, and the other probes begin.",
            &[],
        ),
        (ProbeKind::Liveness, true) => {
            scene.tell("컨테이너는 살아 있습니다.", "The container is alive.", &[])
        }
        (ProbeKind::Liveness | ProbeKind::Startup, false) => scene.tell(
            "그래서 kubelet이 컨테이너를 멈춥니다.",
            "So the kubelet stops the container.",
            &[],
        ),
    })
}

/// Why an address is in the list as it is (control-plane.md §4.1).
pub(super) fn endpoint(scene: &Scene, pod: &str, to: Option<EndpointState>) -> Sentence {
    let pod = [code(pod)];
    match to {
        None => scene.tell(
            "파드 {0}{이} 사라졌거나 끝났거나, 레이블이 더는 서비스의 셀렉터와 맞지 않습니다.",
            "The Pod {0} is gone or has finished, or its labels no longer fit the Service's selector.",
            &pod,
        ),
        Some(state) if state.terminating => scene.tell(
            "파드 {0}의 삭제가 요청됐습니다. kubelet이 멈추기를 기다리지 않고 바로 뺍니다.",
            "Deletion of the Pod {0} was requested. It drops out at once, without waiting for the kubelet.",
            &pod,
        ),
        Some(state) if state.ready && state.serving => scene.tell(
            "파드 {0}의 컨디션 `Ready`가 `True`입니다.",
            "The condition `Ready` of the Pod {0} is `True`.",
            &pod,
        ),
        Some(state) if state.ready => scene.tell(
            "서비스의 `publishNotReadyAddresses`가 준비되지 않은 파드도 내보냅니다.",
            "The Service publishes Pods that are not ready, too (`publishNotReadyAddresses`).",
            &[],
        ),
        Some(_) => scene.tell(
            "파드 {0}에 IP 주소가 있지만 컨디션 `Ready`가 `True`가 아닙니다.",
            "The Pod {0} has an IP address, but its condition `Ready` is not `True`.",
            &pod,
        ),
    }
}

/// Why kube-proxy changed its rules (control-plane.md §4.3).
pub(super) fn routed(scene: &Scene, count: usize) -> Sentence {
    match count {
        0 => scene.tell(
            "준비된 엔드포인트가 하나도 없습니다.",
            "Not one endpoint is ready.",
            &[],
        ),
        count => scene.tell(
            "엔드포인트 목록이 바뀌었습니다. 이제 {0}개가 연결을 나누어 받습니다.",
            "The list of endpoints changed. Now {0:endpoint shares|endpoints share} the connections.",
            &[number(count as i64)],
        ),
    }
}

/// Why a request ended as it did (control-plane.md §4.4).
pub(super) fn request(scene: &Scene, has_endpoint: bool, outcome: RequestOutcome) -> Sentence {
    match outcome {
        RequestOutcome::Status(..=499) => scene.tell(
            "kube-proxy가 고른 파드의 프로그램이 답했습니다.",
            "The program in the Pod that kube-proxy chose has answered.",
            &[],
        ),
        RequestOutcome::Status(_) => scene.tell(
            "연결은 됐고, 프로그램이 스스로 오류라고 답했습니다.",
            "The connection was made; the program itself says that something is wrong.",
            &[],
        ),
        RequestOutcome::Refused if !has_endpoint => scene.tell(
            "서비스에 보낼 수 있는 엔드포인트가 없으면 연결은 바로 거절됩니다.",
            "Without a usable endpoint, connections to a Service are refused at once.",
            &[],
        ),
        RequestOutcome::Refused => scene.tell(
            "파드는 엔드포인트에 있지만 그 포트에서 아직(또는 더는) 아무것도 듣지 않습니다.",
            "The Pod is in the endpoints, but nothing listens on that port yet, or any more.",
            &[],
        ),
        RequestOutcome::TimedOut => scene.tell(
            "그 주소에 아무도 없거나, 답이 너무 오래 걸립니다.",
            "Nobody is at that address, or the answer takes too long.",
            &[],
        ),
        RequestOutcome::Reset => scene.tell(
            "답을 하기 전에 프로그램이 연결을 끊었습니다.",
            "The program closed the connection before it answered.",
            &[],
        ),
    }
}
