//! What comes next if nothing else is done, as the run already knows it.

use crate::playback::snapshot::{BackOffKind, BackOffView, Explanation, PodView};

use super::headline::headline;
use crate::text::sentence::{Span, fill, time};
use crate::text::{Lang, Sentence, Words};

/// The next change and its time; without one, what the Pod waits for.
pub(super) fn next(explanation: &Explanation, pod: Option<&PodView>, lang: Lang) -> Sentence {
    let tell = |ko, en, arguments: &[Span]| fill(lang, Words::new(ko, en), arguments);
    let waiting = pod.and_then(|view| back_off(view, &explanation.facts.container));
    if let Some(back_off) = waiting {
        // Looks of the kubelet that find the wait not over yet are no news.
        let earlier = explanation
            .next
            .as_ref()
            .filter(|record| record.time < back_off.until && back_off.kind == BackOffKind::Restart);
        if earlier.is_none() {
            return wait_ends(back_off, lang);
        }
    }
    if let Some(record) = &explanation.next {
        return tell("{0}에", "At {0}:", &[time(record.time)])
            .and(headline(record, None, lang).stopped());
    }
    let Some(view) = pod else {
        return tell(
            "이 파드에 더 일어날 일이 없습니다.",
            "Nothing more will happen to this Pod.",
            &[],
        );
    };
    if view.pod.status.phase.is_terminal() {
        tell(
            "파드는 끝났습니다. 누가 지울 때까지 객체만 남아 있습니다.",
            "The Pod has finished. Its object stays until someone deletes it.",
            &[],
        )
    } else if view.node.is_none() && !view.pod.spec.scheduling_gates.is_empty() {
        tell(
            "스케줄링 게이트가 모두 없어질 때까지 계속 기다립니다.",
            "It waits until all its scheduling gates are gone.",
            &[],
        )
    } else if view.unschedulable.is_some() {
        tell(
            "맞는 노드가 생기거나 매니페스트가 바뀔 때까지 계속 기다립니다.",
            "It waits for ever, unless a fitting node appears or the manifest changes.",
            &[],
        )
    } else {
        tell(
            "아무 명령도 없으면 이대로 계속됩니다.",
            "Without a command it stays like this.",
            &[],
        )
    }
}

/// What is waited for: by the container in question, else by any.
fn back_off<'a>(view: &'a PodView, container: &str) -> Option<&'a BackOffView> {
    let mut waiting = view
        .containers
        .iter()
        .filter_map(|container| Some((&container.spec.name, container.back_off.as_ref()?)));
    let first = waiting.clone().next();
    waiting
        .find(|(name, _)| *name == container)
        .or(first)
        .map(|(_, back_off)| back_off)
}

/// The wait ends, and the kubelet's first look after that starts or pulls again.
fn wait_ends(back_off: &BackOffView, lang: Lang) -> Sentence {
    let words = match (back_off.kind, back_off.next_attempt) {
        (BackOffKind::Restart, Some(_)) => Words::new(
            "{0}에 대기가 끝나고 {1}의 동기화에서 다시 시작합니다.",
            "The wait ends at {0}, and the sync at {1} starts it again.",
        ),
        (BackOffKind::Restart, None) => Words::new(
            "{0}에 대기가 끝나고, 그 뒤 첫 동기화에서 다시 시작합니다.",
            "The wait ends at {0}, and the first sync after that starts it again.",
        ),
        (BackOffKind::Pull, Some(_)) => Words::new(
            "{0}에 대기가 끝나고 {1}의 동기화에서 이미지를 다시 받습니다.",
            "The wait ends at {0}, and the sync at {1} pulls the image again.",
        ),
        (BackOffKind::Pull, None) => Words::new(
            "{0}에 대기가 끝나고, 그 뒤 첫 동기화에서 이미지를 다시 받습니다.",
            "The wait ends at {0}, and the first sync after that pulls the image again.",
        ),
    };
    let attempt = back_off.next_attempt.unwrap_or(back_off.until);
    fill(lang, words, &[time(back_off.until), time(attempt)])
}
