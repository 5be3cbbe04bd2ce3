//! How kubectl's STATUS word comes about: a ladder of rules, of which a later one overrides
//! (kubelet.md §1.6; printers/internalversion/printers.go printPod).

use crate::kubectl::pod_status::{Rung, RungView, StatusWord};

use crate::text::sentence::{code, fill, say};
use crate::text::{Lang, Sentence, Words, term};

/// The line above the ladder.
pub const HEADING: Words = Words::new("STATUS를 정하는 순서", "How STATUS is decided");

/// The line below the heading.
pub const ORDER: Words = Words::new(
    "아래 규칙이 위 규칙을 덮어씁니다.",
    "A rule further down overrides those above it.",
);

/// What a rung looks at, in a few words.
pub fn rung_name(rung: Rung) -> Words {
    match rung {
        Rung::Phase => Words::new("phase", "phase"),
        Rung::StatusReason => Words::new("status.reason", "status.reason"),
        Rung::InitContainer => Words::new("초기화 컨테이너", "init containers"),
        Rung::Container => Words::new("컨테이너의 reason", "containers' reason"),
        Rung::StillRunning => Words::new("실행 중인 컨테이너", "running containers"),
        Rung::Deletion => Words::new("deletionTimestamp", "deletionTimestamp"),
    }
}

/// What a rung found: its word, or that there is nothing.
pub fn rung_value(view: &RungView, lang: Lang) -> Sentence {
    if !view.value.is_empty() {
        return Sentence(vec![if view.decides {
            term::status_word(&view.value)
        } else {
            code(&view.value)
        }]);
    }
    let words = match view.rung {
        Rung::InitContainer => Words::new("기다릴 것 없음", "none to wait for"),
        Rung::Phase
        | Rung::StatusReason
        | Rung::Container
        | Rung::StillRunning
        | Rung::Deletion => Words::new("없음", "none"),
    };
    say(lang, words)
}

/// The rule of a rung.
pub fn rung_rule(rung: Rung, lang: Lang) -> Sentence {
    let words = match rung {
        Rung::Phase => Words::new(
            "다른 규칙이 없으면 `status.phase`를 그대로 찍습니다.",
            "Where no other rule speaks, `status.phase` is printed as it is.",
        ),
        Rung::StatusReason => Words::new(
            "`status.reason`이 있으면 그것을 찍습니다. 스케줄링 게이트가 있으면 `SchedulingGated`입니다.",
            "If there is a `status.reason`, it is printed. With scheduling gates it is `SchedulingGated`.",
        ),
        Rung::InitContainer => Words::new(
            "끝나지 않은 첫 초기화 컨테이너가 `Init:` 뒤에 나올 말을 정합니다. 사이드카는 시작되면 끝난 것으로 칩니다.",
            "The first init container that is not through gives the word after `Init:`. A sidecar counts as through once it has started.",
        ),
        Rung::Container => Words::new(
            "기다리거나 끝난 일반 컨테이너의 `reason`을 찍습니다. 여럿이면 맨 앞 컨테이너의 것입니다.",
            "The `reason` of a regular container that waits or has ended is printed; of several, the first one's.",
        ),
        Rung::StillRunning => Words::new(
            "결과가 `Completed`인데 아직 실행 중인 컨테이너가 있으면 `Ready`에 따라 `Running`이나 `NotReady`를 찍습니다.",
            "If that gives `Completed` while another container still runs, it is `Running` or `NotReady`, as `Ready` says.",
        ),
        Rung::Deletion => Words::new(
            "`deletionTimestamp`가 있고 단계(phase)가 아직 끝나지 않았으면 `Terminating`입니다.",
            "With a `deletionTimestamp`, and a phase that is not final yet, it is `Terminating`.",
        ),
    };
    say(lang, words)
}

/// Where the word of this moment comes from.
pub fn derivation(status: &StatusWord, lang: Lang) -> Sentence {
    let container = status.container.as_deref().unwrap_or("");
    let words = match (status.rung, container) {
        (Rung::InitContainer | Rung::Container | Rung::StillRunning, "") => Words::new(
            "{0}{은} 컨테이너의 상태에서 온 말입니다.",
            "{0} comes from the state of a container.",
        ),
        (Rung::InitContainer | Rung::Container | Rung::StillRunning, _) => Words::new(
            "{0}{은} 컨테이너 {1}의 상태에서 온 말입니다.",
            "{0} comes from the state of container {1}.",
        ),
        (Rung::Phase, _) => Words::new(
            "{0}{은} 단계(`status.phase`)를 그대로 찍은 것입니다.",
            "{0} is the phase (`status.phase`) as it is.",
        ),
        (Rung::StatusReason, _) => Words::new(
            "{0}{은} 파드의 `status.reason`이나 `PodScheduled` 컨디션에서 온 말입니다.",
            "{0} comes from the Pod's `status.reason` or its condition `PodScheduled`.",
        ),
        (Rung::Deletion, _) => Words::new(
            "{0}{은} 파드에 `deletionTimestamp`가 있어서 찍힌 말입니다.",
            "{0} is printed because the Pod has a `deletionTimestamp`.",
        ),
    };
    let own_rule = rung_rule(status.rung, lang);
    fill(
        lang,
        words,
        &[term::status_word(&status.word), code(container)],
    )
    .and(own_rule)
}
