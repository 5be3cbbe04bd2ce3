//! The "now" card: what just changed in this Pod, why, by which rule, what comes next, what
//! puzzles people about it, and where to read on. Everything is made from the record, its causes
//! and the Pod's own numbers; nothing here decides what Kubernetes does.

mod back_off;
mod exit;
mod headline;
pub mod ladder;
mod next;
mod note;
mod rule;
mod source;
mod why;

use crate::engine::config::{Release, WaitingReason};
use crate::engine::record::{Change, Record};
use crate::playback::snapshot::{ContainerView, Explanation, Facts, PodView};

use super::sentence::{Span, fill, say};
use super::{Lang, Sentence, Words};

pub use headline::headline;
pub use rule::rule;
pub use source::{Source, source};

/// The card's lines. `note` may be empty; the others never are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// Without a full stop.
    pub headline: Sentence,
    pub why: Sentence,
    pub rule: Sentence,
    pub next: Sentence,
    pub note: Sentence,
    /// `None` before anything happened.
    pub source: Option<Source>,
}

/// The settings of the run that a sentence must name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    pub release: Release,
    pub waiting_reason: WaitingReason,
}

/// The card of this moment; `pod` is the Pod in focus, if it still exists.
pub fn card(
    explanation: &Explanation,
    pod: Option<&PodView>,
    setting: Setting,
    lang: Lang,
) -> Card {
    let next = next::next(explanation, pod, lang);
    let Some(record) = &explanation.record else {
        return Card {
            headline: say(lang, NOTHING_YET),
            why: say(lang, NOTHING_WHY),
            rule: say(lang, NOTHING_RULE),
            next,
            note: Sentence::default(),
            source: None,
        };
    };
    let scene = Scene {
        record,
        explanation,
        pod,
        setting,
        lang,
    };
    Card {
        headline: headline(record, Some(&explanation.facts), lang),
        why: why::why(&scene),
        rule: rule(record.rule, setting.release, lang),
        next,
        note: note::note(&scene),
        source: Some(source(record.rule, setting.release, lang)),
    }
}

const NOTHING_YET: Words = Words::new("아직 아무 일도 없습니다", "Nothing has happened yet");
const NOTHING_WHY: Words = Words::new(
    "이 순간까지 이 파드에 일어난 변화가 없습니다.",
    "Up to this moment nothing about this Pod has changed.",
);
const NOTHING_RULE: Words = Words::new(
    "파드의 일생은 매니페스트가 API 서버에 저장될 때 시작됩니다.",
    "A Pod's life begins when its manifest is stored in the API server.",
);

/// All that a sentence of the card may look at.
struct Scene<'a> {
    record: &'a Record,
    explanation: &'a Explanation,
    pod: Option<&'a PodView>,
    setting: Setting,
    lang: Lang,
}

impl Scene<'_> {
    fn tell(&self, ko: &'static str, en: &'static str, arguments: &[Span]) -> Sentence {
        fill(self.lang, Words::new(ko, en), arguments)
    }

    fn facts(&self) -> &Facts {
        &self.explanation.facts
    }

    /// The container that the record is about, else the one of the facts, else the one that
    /// gave kubectl its word; may be empty.
    fn container(&self) -> &str {
        let facts = self.facts().container.as_str();
        self.record
            .change
            .container()
            .or((!facts.is_empty()).then_some(facts))
            .or(self.pod.and_then(|view| view.status.container.as_deref()))
            .unwrap_or("")
    }

    fn view(&self) -> Option<&ContainerView> {
        let name = self.container();
        self.pod?
            .containers
            .iter()
            .find(|view| view.spec.name == name)
    }

    /// The nearest cause that is more than bookkeeping of the kubelet or of the API.
    fn trigger(&self) -> Option<&Record> {
        self.explanation.chain.iter().find(|record| {
            !matches!(
                record.change,
                Change::SyncStarted { .. }
                    | Change::Requeued { .. }
                    | Change::Event { .. }
                    | Change::Notice { .. }
            )
        })
    }

    /// The nearest cause of a certain kind.
    fn cause(&self, is_it: fn(&Change) -> bool) -> Option<&Record> {
        let mut chain = self.explanation.chain.iter();
        chain.find(|record| is_it(&record.change))
    }
}
