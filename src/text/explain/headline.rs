//! The card's headline: what changes, in the present tense and without a full stop. The line
//! about what comes next uses the same words.

use crate::api::status::ContainerState;
use crate::engine::record::{Change, Record, SyncKind};
use crate::engine::rule::Rule;
use crate::playback::snapshot::Facts;

use super::back_off;
use crate::text::sentence::{Span, code, duration, fill, nth, number, plain, quote, strong, time};
use crate::text::{Lang, Sentence, Words, term, traffic};

/// What changes with this record. `facts` are those of the same moment; without them (for a
/// record that is still to come) only the record's own numbers are told.
pub fn headline(record: &Record, facts: Option<&Facts>, lang: Lang) -> Sentence {
    let tell = |ko, en, arguments: &[Span]| fill(lang, Words::new(ko, en), arguments);
    let kind = term::kind_of(&record.object, lang);
    let name = code(&record.object.name);
    match &record.change {
        Change::Command { line } => tell(
            "{0} 명령을 실행합니다",
            "The command {0} is run",
            &[quote(line)],
        ),
        Change::Created => tell(
            "{0} {1}{이} API 서버에 저장됩니다",
            "The {0} {1} is stored in the API server",
            &[kind, name],
        ),
        Change::Configured { .. } => tell(
            "{0} {1}의 설정이 바뀝니다",
            "The {0} {1} is changed",
            &[kind, name],
        ),
        Change::Removed => tell(
            "{0} {1}{이} API 서버에서 사라집니다",
            "The {0} {1} disappears from the API server",
            &[kind, name],
        ),
        Change::DeletionRequested { grace_seconds: 0 } => tell(
            "{0} {1}{이} 유예 시간 없이 삭제됩니다",
            "The {0} {1} is deleted without grace",
            &[kind, name],
        ),
        Change::DeletionRequested { grace_seconds } => tell(
            "{0} {1}{이} 삭제되기 시작합니다(유예 시간 {2}초)",
            "The {0} {1} begins to be deleted, with {2:second|seconds} of grace",
            &[kind, name, number(*grace_seconds)],
        ),
        Change::Bound { node } => tell(
            "파드가 노드 {0}에 배정됩니다",
            "The Pod is assigned to {0}",
            &[code(node)],
        ),
        Change::Unschedulable { .. } => match record.rule {
            Rule::SchedulingGated => tell(
                "파드가 스케줄링 게이트를 기다립니다",
                "The Pod waits for its scheduling gates",
                &[],
            ),
            _ => tell(
                "맞는 노드가 없어 파드가 기다립니다",
                "No node fits, so the Pod waits",
                &[],
            ),
        },
        Change::Phase { to, .. } => tell(
            "파드의 단계(phase)가 {0}{으로} 바뀝니다",
            "The phase of the Pod becomes {0}",
            &[term::phase(*to)],
        ),
        Change::Condition {
            condition_type,
            from,
            to,
            ..
        } => {
            let arguments = [code(condition_type), term::condition_status(*to)];
            if *from == Some(*to) {
                tell(
                    "컨디션 {0}의 설명이 바뀝니다",
                    "Condition {0} tells another reason",
                    &arguments,
                )
            } else {
                tell(
                    "컨디션 {0}{이} {1}{이} 됩니다",
                    "Condition {0} becomes {1}",
                    &arguments,
                )
            }
        }
        Change::ContainerState {
            container,
            to,
            restart_count,
            ..
        } => container_state(container, to, *restart_count, facts, lang),
        Change::ContainerReady { container, ready } => {
            if *ready {
                tell(
                    "컨테이너 {0}{이} 준비됩니다",
                    "Container {0} becomes ready",
                    &[code(container)],
                )
            } else {
                tell(
                    "컨테이너 {0}{이} 준비되지 않은 상태가 됩니다",
                    "Container {0} stops being ready",
                    &[code(container)],
                )
            }
        }
        Change::PodIp { ip } => tell(
            "파드의 IP 주소 {0}{이} API에 나타납니다",
            "The Pod's IP address {0} appears in the API",
            &[code(ip)],
        ),
        Change::Event { reason, .. } => tell(
            "이벤트 {0}{이} 남습니다",
            "The event {0} is recorded",
            &[code(reason)],
        ),
        Change::SyncStarted { kind } => fill(lang, sync(*kind), &[]),
        Change::Requeued { at } => tell(
            "kubelet이 {0}에 다시 보기로 합니다",
            "The kubelet plans to look again at {0}",
            &[time(*at)],
        ),
        Change::StartDecided {
            container, attempt, ..
        } => match attempt {
            0 => tell(
                "kubelet이 컨테이너 {0}{을} 시작합니다",
                "The kubelet starts container {0}",
                &[code(container)],
            ),
            _ => tell(
                "kubelet이 컨테이너 {0}{을} 다시 시작합니다({1} 재시작)",
                "The kubelet restarts container {0} ({1} restart)",
                &[code(container), nth(*attempt, lang)],
            ),
        },
        Change::BackOff {
            container, delay, ..
        } => match record.rule {
            Rule::PullBackOff => back_off::pull_headline(Some(*delay), lang),
            _ => back_off::restart_headline(container, Some(*delay), facts, lang),
        },
        Change::StopDecided { container, .. } => tell(
            "kubelet이 컨테이너 {0}{을} 멈춥니다",
            "The kubelet stops container {0}",
            &[code(container)],
        ),
        Change::SandboxCreated { .. } => tell(
            "파드의 샌드박스가 만들어집니다",
            "The Pod's sandbox is created",
            &[],
        ),
        Change::SandboxStopped => tell(
            "파드의 샌드박스가 멈춥니다",
            "The Pod's sandbox is stopped",
            &[],
        ),
        Change::PullQueued { image, .. } => tell(
            "이미지 {0}{이} 받을 차례를 기다립니다",
            "Image {0} waits for its turn",
            &[code(image)],
        ),
        Change::PullStarted { image, .. } => tell(
            "이미지 {0}{을} 받기 시작합니다",
            "The pull of image {0} begins",
            &[code(image)],
        ),
        Change::PullFinished {
            image,
            duration: length,
            ..
        } => tell(
            "이미지 {0}{이} {1} 만에 노드에 도착합니다",
            "Image {0} arrives on the node after {1}",
            &[code(image), duration(*length, lang)],
        ),
        Change::PullFailed { image, .. } => tell(
            "이미지 {0}{을} [failed:받지 못합니다]",
            "Image {0} [failed:cannot be pulled]",
            &[code(image)],
        ),
        Change::ContainerCreated { container, .. } => tell(
            "컨테이너 {0}{이} 만들어집니다",
            "Container {0} is created",
            &[code(container)],
        ),
        Change::ContainerStarted { container, attempt } => match attempt {
            0 => tell(
                "컨테이너 {0}의 프로세스가 시작됩니다",
                "The process of container {0} starts",
                &[code(container)],
            ),
            _ => tell(
                "컨테이너 {0}의 프로세스가 다시 시작됩니다({1} 재시작)",
                "The process of container {0} starts again ({1} restart)",
                &[code(container), nth(*attempt, lang)],
            ),
        },
        Change::ContainerExited {
            container,
            exit_code,
            ..
        } => exited(container, *exit_code, lang),
        Change::Signal { container, signal } => tell(
            "컨테이너 {0}의 프로세스가 {1}{을} 받습니다",
            "The process of container {0} receives {1}",
            &[code(container), code(signal)],
        ),
        Change::Listening { container, port } => tell(
            "컨테이너 {0}{이} 포트 {1}{을} 엽니다",
            "Container {0} opens port {1}",
            &[code(container), number(*port)],
        ),
        Change::Probed {
            container,
            probe,
            success,
            ..
        } => {
            let arguments = [code(container), plain(term::probe(*probe).in_lang(lang))];
            if *success {
                tell(
                    "컨테이너 {0}의 {1}가 [ready:성공합니다]",
                    "The {1} of container {0} [ready:succeeds]",
                    &arguments,
                )
            } else {
                tell(
                    "컨테이너 {0}의 {1}가 [failed:실패합니다]",
                    "The {1} of container {0} [failed:fails]",
                    &arguments,
                )
            }
        }
        Change::ProbeResult {
            container,
            probe,
            success,
            ..
        } => {
            let arguments = [code(container), plain(term::probe(*probe).in_lang(lang))];
            match success {
                true => tell(
                    "컨테이너 {0}의 {1} 결과가 [ready:성공]으로 바뀝니다",
                    "The result of the {1} of container {0} becomes [ready:success]",
                    &arguments,
                ),
                false => tell(
                    "컨테이너 {0}의 {1} 결과가 [failed:실패]로 바뀝니다",
                    "The result of the {1} of container {0} becomes [failed:failure]",
                    &arguments,
                ),
            }
        }
        change @ (Change::Endpoint { .. } | Change::Routed { .. } | Change::Requested { .. }) => {
            traffic::headline(change, &record.object.name, lang)
        }
        Change::HookStarted { .. }
        | Change::HookEnded { .. }
        | Change::GraceLeft { .. }
        | Change::OutOfMemory { .. }
        | Change::DeadlineExceeded { .. }
        | Change::Evicted { .. }
        | Change::KubeletRuns { .. }
        | Change::NetworkUp { .. }
        | Change::Tainted { .. } => crate::text::upkeep::headline(record, lang),
        Change::Notice { .. } => tell(
            "이 시뮬레이션이 정한 것이 있습니다",
            "The simulation assumed or bounded something",
            &[],
        ),
    }
}

fn container_state(
    container: &str,
    to: &ContainerState,
    restart_count: i32,
    facts: Option<&Facts>,
    lang: Lang,
) -> Sentence {
    match to {
        ContainerState::Waiting(waiting) => {
            waiting_headline(&waiting.reason, container, facts, lang)
        }
        ContainerState::Running(_) => {
            let words = match restart_count {
                0 => Words::new("컨테이너 {0}{이} 실행됩니다", "Container {0} is running"),
                _ => Words::new(
                    "컨테이너 {0}{이} 다시 실행됩니다({1} 재시작)",
                    "Container {0} is running again ({1} restart)",
                ),
            };
            fill(lang, words, &[code(container), nth(restart_count, lang)])
        }
        ContainerState::Terminated(terminated) => {
            let exit = strong(
                term::exit_tone(terminated.exit_code),
                &terminated.exit_code.to_string(),
            );
            fill(
                lang,
                Words::new(
                    "컨테이너 {0}의 종료(종료 코드 {1})가 API에 나타납니다",
                    "The API shows the end of container {0} with exit code {1}",
                ),
                &[code(container), exit],
            )
        }
    }
}

/// A container that waits, by the reason in the API or in the STATUS word.
fn waiting_headline(reason: &str, container: &str, facts: Option<&Facts>, lang: Lang) -> Sentence {
    let delay = facts.and_then(|facts| facts.delay);
    let known = facts.map_or("", |facts| facts.container.as_str());
    let container = if container.is_empty() {
        known
    } else {
        container
    };
    match term::last_part(reason) {
        "CrashLoopBackOff" if facts.is_some() => {
            back_off::restart_headline(container, delay, facts, lang)
        }
        "ImagePullBackOff" if facts.is_some() => back_off::pull_headline(delay, lang),
        "" => fill(
            lang,
            Words::new(
                "컨테이너 {0}{이} 시작을 기다립니다",
                "Container {0} waits to start",
            ),
            &[code(container)],
        ),
        reason => fill(
            lang,
            Words::new(
                "컨테이너 {0}{이} 기다립니다({1})",
                "Container {0} waits ({1})",
            ),
            &[code(container), term::status_word(reason)],
        ),
    }
}

fn exited(container: &str, exit_code: i32, lang: Lang) -> Sentence {
    let words = match exit_code {
        0 => Words::new(
            "컨테이너 {0}{이} [done:종료 코드 0]으로 끝납니다",
            "Container {0} ends with [done:exit code 0]",
        ),
        _ => Words::new(
            "컨테이너 {0}{이} [failed:종료 코드 {1}]{으로} 끝납니다",
            "Container {0} ends with [failed:exit code {1}]",
        ),
    };
    fill(lang, words, &[code(container), number(exit_code)])
}

fn sync(kind: SyncKind) -> Words {
    match kind {
        SyncKind::Sync => Words::new(
            "kubelet이 파드를 살펴보고 할 일을 합니다",
            "The kubelet works on the Pod",
        ),
        SyncKind::Terminating => Words::new(
            "kubelet이 파드의 컨테이너를 멈춥니다",
            "The kubelet stops the Pod's containers",
        ),
        SyncKind::Terminated => Words::new(
            "kubelet이 멈춘 파드를 정리합니다",
            "The kubelet cleans up after the Pod",
        ),
    }
}
