//! Sentences for hooks, grace, memory, deadlines and nodes: one line for the story, and one for
//! the card's headline.

use crate::engine::record::{Change, HookOutcome, Record};

use super::sentence::{Span, code, duration, fill, plain, quote, time};
use super::{Lang, Sentence, Words, moment};

/// What this record tells, in the past tense and with a full stop.
pub(super) fn story(record: &Record, lang: Lang) -> Sentence {
    let tell = |ko, en, arguments: &[Span]| fill(lang, Words::new(ko, en), arguments);
    let name = code(&record.object.name);
    match &record.change {
        Change::HookStarted {
            container,
            hook,
            action,
            until,
        } => {
            let began = tell(
                "컨테이너 {0}의 {1} 훅이 시작됐습니다: {2}",
                "The {1} hook of container {0} began: {2}",
                &[code(container), code(hook.name()), quote(action)],
            );
            match until {
                None => began,
                Some(until) => began.and(tell(
                    "kubelet은 늦어도 {0}까지만 기다립니다.",
                    "The kubelet waits for it until {0} at the latest.",
                    &[time(*until)],
                )),
            }
        }
        Change::HookEnded {
            container,
            hook,
            outcome,
            message,
            ran,
        } => {
            let arguments = [
                code(container),
                code(hook.name()),
                duration(*ran, lang),
                quote(message),
            ];
            fill(lang, hook_ended(*outcome), &arguments)
        }
        Change::GraceLeft {
            container,
            left,
            kill_at,
        } => tell(
            "컨테이너 {0}에 남은 유예 시간은 {1}입니다. 그때까지 끝나지 않으면 {2}에 SIGKILL을 보냅니다.",
            "Container {0} has {1} of grace left. If it has not ended by {2}, it gets SIGKILL.",
            &[code(container), duration(*left, lang), time(*kill_at)],
        ),
        Change::OutOfMemory {
            container,
            used_bytes,
            limit_bytes,
        } => {
            let words = if used_bytes > limit_bytes {
                Words::new(
                    "컨테이너 {0}{이} 메모리 한도 {2}{을} [failed:넘었습니다].",
                    "Container {0} [failed:went over] its memory limit of {2}.",
                )
            } else {
                Words::new(
                    "노드의 메모리 {2}{이} 다 차서 커널이 {1}{을} 쓰던 컨테이너 {0}{을} [failed:골랐습니다].",
                    "All {2} of the node's memory were taken, and the kernel [failed:chose] container {0}, which held {1}.",
                )
            };
            let arguments = [
                code(container),
                plain(&moment::memory(*used_bytes)),
                plain(&moment::memory(*limit_bytes)),
            ];
            fill(lang, words, &arguments)
        }
        Change::DeadlineExceeded { limit } => tell(
            "파드 {0}{이} 정해진 {1}보다 오래 실행돼 멈추기로 했습니다.",
            "The Pod {0} was active for longer than its {1} and has to stop.",
            &[name, duration(*limit, lang)],
        ),
        Change::Evicted { message } => tell(
            "kubelet이 노드의 자원을 되찾으려고 파드 {0}{을} [failed:축출]했습니다: {1}",
            "The kubelet [failed:evicted] the Pod {0} to win back resources: {1}",
            &[name, quote(message)],
        ),
        Change::KubeletRuns { runs: false } => tell(
            "노드 {0}의 kubelet이 [failed:멈췄습니다]. 컨테이너는 계속 실행됩니다.",
            "The kubelet of {0} [failed:stopped]. The containers go on.",
            &[name],
        ),
        Change::KubeletRuns { runs: true } => tell(
            "노드 {0}의 kubelet이 시작됐습니다.",
            "The kubelet of {0} started.",
            &[name],
        ),
        Change::NetworkUp { up: false } => tell(
            "노드 {0}의 네트워크가 [failed:끊겼습니다].",
            "The network of {0} is [failed:down].",
            &[name],
        ),
        Change::NetworkUp { up: true } => tell(
            "노드 {0}의 네트워크가 다시 이어졌습니다.",
            "The network of {0} is up again.",
            &[name],
        ),
        Change::Tainted { taint, added: true } => tell(
            "노드 {0}에 테인트 {1}{이} 붙었습니다.",
            "The taint {1} was put on {0}.",
            &[name, code(taint)],
        ),
        Change::Tainted {
            taint,
            added: false,
        } => tell(
            "노드 {0}에서 테인트 {1}{이} 떨어졌습니다.",
            "The taint {1} was taken off {0}.",
            &[name, code(taint)],
        ),
        _ => Sentence::default(),
    }
}

fn hook_ended(outcome: HookOutcome) -> Words {
    match outcome {
        HookOutcome::Succeeded => Words::new(
            "컨테이너 {0}의 {1} 훅이 {2} 만에 끝났습니다.",
            "The {1} hook of container {0} was done after {2}.",
        ),
        HookOutcome::Failed => Words::new(
            "컨테이너 {0}의 {1} 훅이 {2} 만에 [failed:실패]했습니다: {3}",
            "The {1} hook of container {0} [failed:failed] after {2}: {3}",
        ),
        HookOutcome::Abandoned => Words::new(
            "컨테이너 {0}의 {1} 훅이 {2} 동안 끝나지 않아, kubelet이 [failed:더 기다리지 않습니다].",
            "The {1} hook of container {0} was not done after {2}, and the kubelet [failed:goes on without it].",
        ),
    }
}

/// What changes with this record, in the present tense and without a full stop.
pub(super) fn headline(record: &Record, lang: Lang) -> Sentence {
    let tell = |ko, en, arguments: &[Span]| fill(lang, Words::new(ko, en), arguments);
    let name = code(&record.object.name);
    match &record.change {
        Change::HookStarted {
            container, hook, ..
        } => tell(
            "컨테이너 {0}의 {1} 훅이 시작됩니다",
            "The {1} hook of container {0} begins",
            &[code(container), code(hook.name())],
        ),
        Change::HookEnded {
            container,
            hook,
            outcome,
            ..
        } => {
            let words = match outcome {
                HookOutcome::Succeeded => Words::new(
                    "컨테이너 {0}의 {1} 훅이 끝납니다",
                    "The {1} hook of container {0} is done",
                ),
                HookOutcome::Failed => Words::new(
                    "컨테이너 {0}의 {1} 훅이 [failed:실패합니다]",
                    "The {1} hook of container {0} [failed:fails]",
                ),
                HookOutcome::Abandoned => Words::new(
                    "kubelet이 컨테이너 {0}의 {1} 훅을 [failed:더 기다리지 않습니다]",
                    "The kubelet [failed:goes on] without the {1} hook of container {0}",
                ),
            };
            fill(lang, words, &[code(container), code(hook.name())])
        }
        Change::GraceLeft {
            container, left, ..
        } => tell(
            "컨테이너 {0}에 유예 시간 {1}{이} 남습니다",
            "Container {0} has {1} of grace left",
            &[code(container), duration(*left, lang)],
        ),
        Change::OutOfMemory { container, .. } => tell(
            "커널이 메모리 때문에 컨테이너 {0}{을} [failed:끝냅니다]",
            "The kernel [failed:kills] container {0} for its memory",
            &[code(container)],
        ),
        Change::DeadlineExceeded { limit } => tell(
            "파드에 정해진 시간 {0}{이} [failed:다 됩니다]",
            "The Pod's time of {0} [failed:is over]",
            &[duration(*limit, lang)],
        ),
        Change::Evicted { .. } => tell(
            "kubelet이 파드 {0}{을} [failed:축출합니다]",
            "The kubelet [failed:evicts] the Pod {0}",
            &[name],
        ),
        Change::KubeletRuns { runs: false } => tell(
            "노드 {0}의 kubelet이 [failed:멈춥니다]",
            "The kubelet of {0} [failed:stops]",
            &[name],
        ),
        Change::KubeletRuns { runs: true } => tell(
            "노드 {0}의 kubelet이 시작됩니다",
            "The kubelet of {0} starts",
            &[name],
        ),
        Change::NetworkUp { up: false } => tell(
            "노드 {0}의 네트워크가 [failed:끊깁니다]",
            "The network of {0} [failed:goes down]",
            &[name],
        ),
        Change::NetworkUp { up: true } => tell(
            "노드 {0}의 네트워크가 다시 이어집니다",
            "The network of {0} comes back",
            &[name],
        ),
        Change::Tainted { taint, added: true } => tell(
            "노드 {0}에 테인트 {1}{이} 붙습니다",
            "The taint {1} is put on {0}",
            &[name, code(taint)],
        ),
        Change::Tainted {
            taint,
            added: false,
        } => tell(
            "노드 {0}에서 테인트 {1}{이} 떨어집니다",
            "The taint {1} is taken off {0}",
            &[name, code(taint)],
        ),
        _ => Sentence::default(),
    }
}
