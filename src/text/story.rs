//! One line for every record: the story table, the live region and tooltips read it. It is told
//! in the past tense and stands on its own.

use crate::api::EventType;
use crate::api::status::{ConditionStatus, ContainerState};
use crate::engine::record::{Change, Record, SyncKind};
use crate::engine::rule::Rule;

use super::sentence::{Span, code, duration, fill, nth, number, plain, quote, strong, time};
use super::{Lang, Sentence, Words, moment, notice, term, traffic};

/// What this record tells, in one line. One table, so that every change stands beside its words.
pub fn story(record: &Record, lang: Lang) -> Sentence {
    let tell = |ko, en, arguments: &[Span]| fill(lang, Words::new(ko, en), arguments);
    let kind = term::kind_of(&record.object, lang);
    let name = code(&record.object.name);
    match &record.change {
        Change::Command { line } => tell(
            "{0} 명령을 실행했습니다.",
            "The command {0} was run.",
            &[quote(line)],
        ),
        Change::Created => tell(
            "API 서버가 {0} {1}{을} 저장했습니다.",
            "The API server stored the {0} {1}.",
            &[kind, name],
        ),
        Change::Configured { fields } => configured(record, fields, lang),
        Change::Removed => tell(
            "{0} {1}{이} API 서버에서 사라졌습니다.",
            "The {0} {1} is gone from the API server.",
            &[kind, name],
        ),
        Change::DeletionRequested { grace_seconds: 0 } => tell(
            "{0} {1}{을} 유예 시간 없이 바로 삭제하라는 요청을 받았습니다.",
            "Deletion of the {0} {1} was requested, at once and without grace.",
            &[kind, name],
        ),
        Change::DeletionRequested { grace_seconds } => tell(
            "{0} {1}{을} 삭제하라는 요청을 받았습니다. 유예 시간은 {2}초입니다.",
            "Deletion of the {0} {1} was requested, with {2:second|seconds} of grace.",
            &[kind, name, number(*grace_seconds)],
        ),
        Change::Bound { node } => match record.rule {
            Rule::NodeNameGiven => tell(
                "파드 {0}{은} `spec.nodeName`에 적힌 노드 {1}에 바로 배정됐습니다.",
                "The Pod {0} went straight to {1}, as its `spec.nodeName` says.",
                &[name, code(node)],
            ),
            _ => tell(
                "스케줄러가 파드 {0}{을} 노드 {1}에 배정했습니다.",
                "The scheduler assigned the Pod {0} to {1}.",
                &[name, code(node)],
            ),
        },
        Change::Unschedulable { message } => match record.rule {
            Rule::SchedulingGated => tell(
                "스케줄링 게이트가 남아 있어 파드 {0}{을} 배정하지 않습니다: {1}",
                "The Pod {0} is held back by its scheduling gates: {1}",
                &[name, quote(message)],
            ),
            _ => tell(
                "파드 {0}에 맞는 노드가 없습니다: {1}",
                "No node fits the Pod {0}: {1}",
                &[name, quote(message)],
            ),
        },
        Change::Phase { from, to } => tell(
            "파드 {0}의 단계(phase)가 {1}에서 {2}{으로} 바뀌었습니다.",
            "The phase of the Pod {0} went from {1} to {2}.",
            &[name, code(from.name()), term::phase(*to)],
        ),
        Change::Condition {
            condition_type,
            from,
            to,
            reason,
            ..
        } => condition(condition_type, *from, *to, reason, lang),
        Change::ContainerState {
            container,
            from,
            to,
            restart_count,
        } => container_state(container, from, to, *restart_count, lang),
        Change::ContainerReady { container, ready } => {
            if *ready {
                tell(
                    "컨테이너 {0}{이} [ready:준비된] 상태가 됐습니다(`ready: true`).",
                    "Container {0} became [ready:ready].",
                    &[code(container)],
                )
            } else {
                tell(
                    "컨테이너 {0}{이} [off:준비되지 않은] 상태가 됐습니다(`ready: false`).",
                    "Container {0} is [off:not ready] any more.",
                    &[code(container)],
                )
            }
        }
        Change::PodIp { ip } => tell(
            "파드 {0}의 IP 주소 {1}{이} API에 나타났습니다.",
            "The IP address {1} of the Pod {0} appeared in the API.",
            &[name, code(ip)],
        ),
        Change::Event {
            event_type,
            reason,
            message,
            count,
            ..
        } => event(record, *event_type, reason, message, *count, lang),
        Change::SyncStarted { kind } => fill(lang, sync(*kind), &[name]),
        Change::Requeued { at } => tell(
            "kubelet이 파드 {0}{을} 늦어도 {1}에 다시 보기로 했습니다.",
            "The kubelet will look at the Pod {0} again at {1} at the latest.",
            &[name, time(*at)],
        ),
        Change::StartDecided {
            container,
            attempt,
            next_delay,
        } => {
            let decided = start_decided(container, *attempt, lang);
            match next_delay {
                None => decided,
                Some(delay) => decided.and(tell(
                    "다음에 다시 시작할 때는 {0}{을} 기다립니다.",
                    "The next restart will wait {0}.",
                    &[duration(*delay, lang)],
                )),
            }
        }
        Change::BackOff {
            container,
            delay,
            until,
            ..
        } => match record.rule {
            Rule::PullBackOff => tell(
                "kubelet이 컨테이너 {0}의 이미지를 {2}까지 다시 받지 않기로 했습니다(대기 {1}).",
                "The kubelet put off the next pull for container {0} until {2}, a wait of {1}.",
                &[code(container), duration(*delay, lang), time(*until)],
            ),
            _ => tell(
                "kubelet이 컨테이너 {0}의 재시작을 {2}까지 미뤘습니다(대기 {1}).",
                "The kubelet put off the restart of container {0} until {2}, a wait of {1}.",
                &[code(container), duration(*delay, lang), time(*until)],
            ),
        },
        Change::StopDecided { container, message } => tell(
            "kubelet이 컨테이너 {0}{을} 멈추기로 했습니다: {1}",
            "The kubelet decided to stop container {0}: {1}",
            &[code(container), quote(message)],
        ),
        Change::SandboxCreated { ip } if ip.is_empty() => tell(
            "파드 {0}의 샌드박스가 만들어졌습니다.",
            "The sandbox of the Pod {0} was created.",
            &[name],
        ),
        Change::SandboxCreated { ip } => tell(
            "파드 {0}의 샌드박스가 IP 주소 {1}{과} 함께 만들어졌습니다.",
            "The sandbox of the Pod {0} was created, with the IP address {1}.",
            &[name, code(ip)],
        ),
        Change::SandboxStopped => tell(
            "파드 {0}의 샌드박스가 멈췄습니다.",
            "The sandbox of the Pod {0} was stopped.",
            &[name],
        ),
        Change::PullQueued { image, .. } => tell(
            "이미지 {0}{이} 받을 차례를 기다립니다.",
            "Image {0} waits for its turn to be pulled.",
            &[code(image)],
        ),
        Change::PullStarted {
            image, size_bytes, ..
        } => tell(
            "이미지 {0}{을} 받기 시작했습니다({1}).",
            "The pull of image {0} began ({1}).",
            &[code(image), plain(&moment::bytes(*size_bytes))],
        ),
        Change::PullFinished {
            image,
            duration: length,
            ..
        } => tell(
            "이미지 {0}{을} {1} 만에 받았습니다.",
            "Image {0} was pulled in {1}.",
            &[code(image), duration(*length, lang)],
        ),
        Change::PullFailed { image, message, .. } => tell(
            "이미지 {0}{을} [failed:받지 못했습니다]: {1}",
            "The pull of image {0} [failed:failed]: {1}",
            &[code(image), quote(message)],
        ),
        Change::ContainerCreated { container, .. } => tell(
            "컨테이너 {0}{이} 만들어졌습니다.",
            "Container {0} was created.",
            &[code(container)],
        ),
        Change::ContainerStarted { container, attempt } => match attempt {
            0 => tell(
                "컨테이너 {0}의 프로세스가 시작됐습니다.",
                "The process of container {0} started.",
                &[code(container)],
            ),
            _ => tell(
                "컨테이너 {0}의 프로세스가 다시 시작됐습니다({1} 재시작).",
                "The process of container {0} started again ({1} restart).",
                &[code(container), nth(*attempt, lang)],
            ),
        },
        Change::ContainerExited {
            container,
            exit_code,
            reason,
            ran,
        } => exited(container, *exit_code, reason, duration(*ran, lang), lang),
        Change::Signal { container, signal } => tell(
            "컨테이너 {0}의 프로세스가 {1}{을} 받았습니다.",
            "The process of container {0} received {1}.",
            &[code(container), code(signal)],
        ),
        Change::Listening { container, port } => tell(
            "컨테이너 {0}{이} 포트 {1}에서 연결을 받기 시작했습니다.",
            "Container {0} began to listen on port {1}.",
            &[code(container), number(*port)],
        ),
        Change::Probed {
            container,
            probe,
            success,
            output,
            ..
        } => {
            let probe = plain(term::probe(*probe).in_lang(lang));
            match (success, output.is_empty()) {
                (true, _) => tell(
                    "컨테이너 {0}의 {1}가 [ready:성공]했습니다.",
                    "The {1} of container {0} [ready:succeeded].",
                    &[code(container), probe],
                ),
                (false, true) => tell(
                    "컨테이너 {0}의 {1}가 [failed:실패]했습니다.",
                    "The {1} of container {0} [failed:failed].",
                    &[code(container), probe],
                ),
                (false, false) => tell(
                    "컨테이너 {0}의 {1}가 [failed:실패]했습니다: {2}",
                    "The {1} of container {0} [failed:failed]: {2}",
                    &[code(container), probe, quote(output)],
                ),
            }
        }
        Change::ProbeResult {
            container,
            probe,
            success,
            consecutive,
        } => {
            let probe = plain(term::probe(*probe).in_lang(lang));
            let arguments = [code(container), probe, number(*consecutive)];
            match success {
                true => tell(
                    "컨테이너 {0}의 {1}가 {2}번 이어서 성공해 결과가 [ready:성공]으로 바뀌었습니다.",
                    "The {1} of container {0} succeeded {2:time|times} in a row; its result is [ready:success] now.",
                    &arguments,
                ),
                false => tell(
                    "컨테이너 {0}의 {1}가 {2}번 이어서 실패해 결과가 [failed:실패]로 바뀌었습니다.",
                    "The {1} of container {0} failed {2:time|times} in a row; its result is [failed:failure] now.",
                    &arguments,
                ),
            }
        }
        change @ (Change::Endpoint { .. } | Change::Routed { .. } | Change::Requested { .. }) => {
            traffic::story(change, &record.object.name, lang)
        }
        Change::HookStarted { .. }
        | Change::HookEnded { .. }
        | Change::GraceLeft { .. }
        | Change::OutOfMemory { .. }
        | Change::DeadlineExceeded { .. }
        | Change::Evicted { .. }
        | Change::KubeletRuns { .. }
        | Change::NetworkUp { .. }
        | Change::Tainted { .. } => super::upkeep::story(record, lang),
        Change::Notice { notice } => notice::sentence(notice, lang),
    }
}

/// Who changed which fields of which object.
fn configured(record: &Record, fields: &[String], lang: Lang) -> Sentence {
    let fields = fields.join(", ");
    let words = if fields.is_empty() {
        Words::new(
            "{0}{이} {1} {2}{을} 바꿨습니다.",
            "{0} changed the {1} {2}.",
        )
    } else {
        Words::new(
            "{0}{이} {1} {2}의 {3}{을} 바꿨습니다.",
            "{0} changed {3} of the {1} {2}.",
        )
    };
    let actor = term::component(&record.component);
    let arguments = [
        plain(actor.in_lang(lang)),
        term::kind_of(&record.object, lang),
        code(&record.object.name),
        quote(&fields),
    ];
    fill(lang, words, &arguments)
}

fn condition(
    condition_type: &str,
    from: Option<ConditionStatus>,
    to: ConditionStatus,
    reason: &str,
    lang: Lang,
) -> Sentence {
    let status = term::condition_status(to);
    let arguments = [
        code(condition_type),
        status,
        quote(reason),
        code(from.map_or("", ConditionStatus::name)),
    ];
    let words = match (from, reason.is_empty()) {
        (Some(from), false) if from == to => Words::new(
            "컨디션 {0}{은} 그대로 {1}이고 사유(reason)가 {2}{으로} 바뀌었습니다.",
            "Condition {0} stayed {1}, and its reason became {2}.",
        ),
        (Some(from), true) if from == to => Words::new(
            "컨디션 {0}{은} 그대로 {1}이고 설명만 바뀌었습니다.",
            "Condition {0} stayed {1}, and only its message changed.",
        ),
        (None, true) => Words::new(
            "컨디션 {0}{이} {1}{으로} 처음 나타났습니다.",
            "Condition {0} appeared as {1}.",
        ),
        (None, false) => Words::new(
            "컨디션 {0}{이} {1}({2}){으로} 처음 나타났습니다.",
            "Condition {0} appeared as {1} ({2}).",
        ),
        (Some(_), true) => Words::new(
            "컨디션 {0}{이} {3}에서 {1}{으로} 바뀌었습니다.",
            "Condition {0} went from {3} to {1}.",
        ),
        (Some(_), false) => Words::new(
            "컨디션 {0}{이} {3}에서 {1}({2}){으로} 바뀌었습니다.",
            "Condition {0} went from {3} to {1} ({2}).",
        ),
    };
    fill(lang, words, &arguments)
}

fn container_state(
    container: &str,
    from: &ContainerState,
    to: &ContainerState,
    restart_count: i32,
    lang: Lang,
) -> Sentence {
    let appeared = matches!(from, ContainerState::Waiting(waiting) if waiting.reason.is_empty())
        && matches!(to, ContainerState::Waiting(_));
    let words = match to {
        _ if appeared => Words::new(
            "컨테이너 {0}{이} {2}{으로} API에 나타났습니다.",
            "Container {0} appeared in the API as {2}.",
        ),
        ContainerState::Running(_) if restart_count > 0 => Words::new(
            "API에서 컨테이너 {0}의 상태가 {1}에서 {2}{으로} 바뀌었습니다(재시작 {3}번).",
            "In the API, container {0} went from {1} to {2} ({3:restart|restarts}).",
        ),
        ContainerState::Running(_) | ContainerState::Waiting(_) | ContainerState::Terminated(_) => {
            Words::new(
                "API에서 컨테이너 {0}의 상태가 {1}에서 {2}{으로} 바뀌었습니다.",
                "In the API, container {0} went from {1} to {2}.",
            )
        }
    };
    let arguments = [
        code(container),
        code(&term::container_state(from).text),
        term::container_state(to),
        number(restart_count),
    ];
    fill(lang, words, &arguments)
}

fn event(
    record: &Record,
    event_type: EventType,
    reason: &str,
    message: &str,
    count: i32,
    lang: Lang,
) -> Sentence {
    let words = if count > 1 {
        Words::new(
            "{0}{이} 이벤트 {1}{을} {3}번째로 남겼습니다: {2}",
            "{0} recorded the event {1} again, {3} in all: {2}",
        )
    } else {
        Words::new(
            "{0}{이} 이벤트 {1}{을} 남겼습니다: {2}",
            "{0} recorded the event {1}: {2}",
        )
    };
    let reason = match event_type {
        EventType::Normal => code(reason),
        EventType::Warning => strong(crate::playback::timeline::Tone::BackOff, reason),
    };
    let actor = term::component(&record.component);
    let arguments = [
        plain(actor.in_lang(lang)),
        reason,
        quote(message),
        number(count),
    ];
    fill(lang, words, &arguments)
}

fn sync(kind: SyncKind) -> Words {
    match kind {
        SyncKind::Sync => Words::new(
            "kubelet이 파드 {0}{을} 살펴보고 할 일을 하기 시작했습니다(`SyncPod`).",
            "The kubelet began to work on the Pod {0} (`SyncPod`).",
        ),
        SyncKind::Terminating => Words::new(
            "kubelet이 파드 {0}의 컨테이너를 멈추기 시작했습니다(`SyncTerminatingPod`).",
            "The kubelet began to stop the Pod {0} (`SyncTerminatingPod`).",
        ),
        SyncKind::Terminated => Words::new(
            "kubelet이 멈춘 파드 {0}{을} 정리하기 시작했습니다(`SyncTerminatedPod`).",
            "The kubelet began to clean up after the Pod {0} (`SyncTerminatedPod`).",
        ),
    }
}

fn start_decided(container: &str, attempt: i32, lang: Lang) -> Sentence {
    let words = match attempt {
        0 => Words::new(
            "kubelet이 컨테이너 {0}{을} 시작하기로 했습니다.",
            "The kubelet decided to start container {0}.",
        ),
        _ => Words::new(
            "kubelet이 컨테이너 {0}{을} 다시 시작하기로 했습니다({1} 재시작).",
            "The kubelet decided to start container {0} again ({1} restart).",
        ),
    };
    fill(lang, words, &[code(container), nth(attempt, lang)])
}

/// A process ended: after how long, with which code, and `OOMKilled` or the like if that is why.
pub(super) fn exited(
    container: &str,
    exit_code: i32,
    reason: &str,
    ran: Span,
    lang: Lang,
) -> Sentence {
    let words = match (exit_code, reason) {
        (0, _) => Words::new(
            "컨테이너 {0}{이} {1} 실행된 뒤 [done:종료 코드 0]으로 끝났습니다.",
            "Container {0} ended with [done:exit code 0] after running for {1}.",
        ),
        (_, "" | "Error") => Words::new(
            "컨테이너 {0}{이} {1} 실행된 뒤 [failed:종료 코드 {2}]{으로} 끝났습니다.",
            "Container {0} ended with [failed:exit code {2}] after running for {1}.",
        ),
        _ => Words::new(
            "컨테이너 {0}{이} {1} 실행된 뒤 [failed:종료 코드 {2}]{으로} 끝났습니다({3}).",
            "Container {0} ended with [failed:exit code {2}] after running for {1} ({3}).",
        ),
    };
    let arguments = [code(container), ran, number(exit_code), quote(reason)];
    fill(lang, words, &arguments)
}
