//! Every sentence in both languages, through the front door of the text room: complete, of one
//! language, of one level of politeness, with the particles that fit.

#[path = "text/pods.rs"]
mod pods;
#[path = "text/problems.rs"]
mod problems;
#[path = "text/samples.rs"]
mod samples;

use std::collections::BTreeSet;

use podarium::api::{Object, Pod};
use podarium::engine::apiserver::DeleteOptions;
use podarium::engine::config::{Release, WaitingReason};
use podarium::engine::record::{Change, ProbeKind, Record};
use podarium::engine::rule::Rule;
use podarium::engine::time::{SimDuration, SimTime};
use podarium::engine::{Config, World};
use podarium::kubectl::pod_status::RungView;
use podarium::playback::snapshot::{Explanation, Facts, PodView};
use podarium::text::explain::{Card, Setting, card, headline, ladder, rule, source};
use podarium::text::story::story;
use podarium::text::{Lang, Sentence, Span, SpanKind, notice};

use pods::*;
use samples::*;

const LANGS: [Lang; 2] = [Lang::Ko, Lang::En];

const TEACHING: Setting = Setting {
    release: Release::V1_36,
    waiting_reason: WaitingReason::Prompt,
};

const SETTINGS: [Setting; 3] = [
    TEACHING,
    Setting {
        release: Release::V1_36,
        waiting_reason: WaitingReason::Faithful,
    },
    Setting {
        release: Release::V1_34,
        waiting_reason: WaitingReason::Faithful,
    },
];

/// Latin words that may stand in a Korean sentence outside code.
const LATIN_IN_KOREAN: [&str; 31] = [
    "kube",
    "proxy",
    "API",
    "kubelet",
    "kubectl",
    "IP",
    "UID",
    "STATUS",
    "phase",
    "reason",
    "ready",
    "true",
    "false",
    "CrashLoopBackOff",
    "Terminating",
    "Running",
    "Initialized",
    "ConfigMap",
    "Secret",
    "EndpointSlice",
    "SIGTERM",
    "SIGKILL",
    "SIGINT",
    "SIGABRT",
    "SIGSEGV",
    "MB",
    "YAML",
    "ASCII",
    "HTTP",
    "ms",
    "Mi",
];

/// What a Korean text must not say: other spellings of the glossary, another politeness level,
/// and particles left open.
const NEVER_IN_KOREAN: [&str; 16] = [
    "포드",
    "레디니스",
    "라이브니스",
    "리드니스",
    "컨테이나",
    "메니페스트",
    "이니셜",
    "아요.",
    "어요.",
    "해요",
    "세요",
    "이에요",
    "을(를)",
    "이(가)",
    "은(는)",
    "(으)로",
];

fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c) || ('ㄱ'..='ㆎ').contains(&c)
}

fn check_headline(sentence: &Sentence, lang: Lang, about: &str) {
    check_language(sentence, lang, about);
    let text = sentence.plain_text();
    assert!(!text.ends_with(['.', ':', ' ']), "{about}: {text}");
}

fn check(sentence: &Sentence, lang: Lang, about: &str) {
    check_language(sentence, lang, about);
    let text = sentence.plain_text();
    let quoted = sentence
        .0
        .last()
        .is_some_and(|last| last.kind == SpanKind::Code);
    let ended = match lang {
        Lang::Ko => polite(&text),
        Lang::En => text.ends_with('.'),
    };
    assert!(quoted || ended, "{about} does not end: {text}");
}

/// One level of politeness; a bracket may follow the verb.
fn polite(text: &str) -> bool {
    let verb = match text.strip_suffix(").") {
        Some(inside) => inside.rfind('(').map_or("", |open| &inside[..open]),
        None => text.strip_suffix('.').unwrap_or(""),
    };
    verb.ends_with("니다") || verb.ends_with("십시오")
}

/// Text of our own: no code, no time, and no word of the API in its ink.
fn is_own(span: &Span) -> bool {
    match span.kind {
        SpanKind::Plain => true,
        SpanKind::Strong(_) => !span.text.is_ascii() || span.text.starts_with(char::is_lowercase),
        SpanKind::Code | SpanKind::Time => false,
    }
}

fn check_language(sentence: &Sentence, lang: Lang, about: &str) {
    let text = sentence.plain_text();
    assert!(!sentence.is_empty(), "{about} is empty");
    assert!(!text.contains("  "), "{about} has a double blank: {text}");
    assert_eq!(text.trim(), text, "{about} has blanks around it");
    let mut own = String::new();
    for span in &sentence.0 {
        assert!(!span.text.is_empty(), "{about} has an empty span");
        if is_own(span) {
            own.push_str(&span.text);
            own.push(' ');
        }
    }
    assert!(
        !own.contains(['{', '}', '[', ']', '`']),
        "{about} leaks: {text}"
    );
    assert!(!own.contains("()"), "{about} has an empty bracket: {text}");
    match lang {
        Lang::En => assert!(!text.contains(is_hangul), "{about} has Hangul: {text}"),
        Lang::Ko => check_korean(&own, &text, about),
    }
}

fn check_korean(own: &str, text: &str, about: &str) {
    assert!(own.contains(is_hangul), "{about} has no Hangul: {text}");
    for word in NEVER_IN_KOREAN {
        assert!(!own.contains(word), "{about} says {word}: {text}");
    }
    for word in own.split(|c: char| !c.is_ascii_alphabetic()) {
        let known = word.len() < 2 || LATIN_IN_KOREAN.contains(&word);
        assert!(known, "{about} says {word}: {text}");
    }
}

fn check_card(card: &Card, lang: Lang, about: &str) {
    check_headline(&card.headline, lang, about);
    for line in [&card.why, &card.rule, &card.next] {
        check(line, lang, about);
    }
    if !card.note.is_empty() {
        check(&card.note, lang, about);
    }
}

fn explanation(change: &Change, rule: Rule, facts: Facts) -> Explanation {
    Explanation {
        record: Some(record(change.clone(), rule)),
        facts,
        ..Explanation::default()
    }
}

#[test]
fn the_samples_have_every_variant() {
    let changes: BTreeSet<_> = changes().iter().map(change_name).collect();
    assert_eq!(changes, CHANGES.iter().copied().collect());
    let notices: BTreeSet<_> = notices().iter().map(notice_name).collect();
    assert_eq!(notices, NOTICES.iter().copied().collect());
}

#[test]
fn every_record_has_a_story_and_a_headline() {
    for change in changes() {
        let by_rule = rules().into_iter().map(|rule| record(change.clone(), rule));
        let by_component = components().into_iter().map(|component| Record {
            component,
            ..record(change.clone(), Rule::PodSync)
        });
        let about = format!("{change:?}");
        for record in by_rule.chain(by_component) {
            for lang in LANGS {
                check(&story(&record, lang), lang, &about);
                check_headline(&headline(&record, None, lang), lang, &about);
            }
        }
    }
}

#[test]
fn every_change_has_a_card_in_every_situation() {
    let pods = pods();
    for change in some_changes() {
        for (number, pod) in pods.iter().enumerate() {
            for facts in [facts(), Facts::default()] {
                for setting in SETTINGS {
                    let explanation = explanation(&change, Rule::StatusPatch, facts.clone());
                    let about = format!("{change:?}, pod {number}");
                    for lang in LANGS {
                        let card = card(&explanation, pod.as_ref(), setting, lang);
                        check_card(&card, lang, &about);
                    }
                }
            }
        }
    }
}

#[test]
fn every_rule_goes_with_every_change() {
    let (crashing, running) = (crashing_pod("CrashLoopBackOff"), running_pod("Running"));
    for change in some_changes() {
        for rule in rules() {
            for pod in [None, Some(&crashing), Some(&running)] {
                let explanation = explanation(&change, rule, facts());
                for lang in LANGS {
                    let about = format!("{change:?} by {rule:?}");
                    check_card(&card(&explanation, pod, TEACHING, lang), lang, &about);
                }
            }
        }
    }
}

#[test]
fn every_change_can_come_next() {
    let pod = running_pod("Running");
    for change in changes() {
        let explanation = Explanation {
            next: Some(record(change.clone(), Rule::PodSync)),
            ..explanation(&Change::SandboxStopped, Rule::PodSync, facts())
        };
        for lang in LANGS {
            let card = card(&explanation, Some(&pod), TEACHING, lang);
            check_card(&card, lang, &format!("{change:?} next"));
        }
    }
}

#[test]
fn every_change_can_be_the_cause_of_every_other() {
    let pod = running_pod("Running");
    let mut causes = changes();
    causes.dedup_by_key(|change| change_name(change));
    for shown in some_changes() {
        for cause in &causes {
            let explanation = Explanation {
                chain: vec![record(cause.clone(), Rule::PodSync)],
                ..explanation(&shown, Rule::StatusPatch, facts())
            };
            let about = format!("{shown:?} after {}", change_name(cause));
            for lang in LANGS {
                check_card(
                    &card(&explanation, Some(&pod), TEACHING, lang),
                    lang,
                    &about,
                );
            }
        }
    }
}

/// A Pod whose container ends again and again, and which is deleted at T+40 s.
fn records_of_a_run() -> Vec<Record> {
    const POD: &str = "
metadata: {name: orders, namespace: default}
spec:
  initContainers:
  - {name: fetch, image: 'busybox:1.36', command: [sh, -c, 'sleep 2']}
  containers:
  - {name: orders, image: 'busybox:1.36', command: [sh, -c, 'sleep 2; exit 1']}
";
    let mut world = World::new(Config::default());
    let manifest = podarium::manifest::read(POD);
    let pod: Pod = podarium::manifest::decode(&manifest.documents[0].node).expect("it is a Pod");
    world.begin_command("kubectl apply -f orders.yaml");
    let key = world
        .create(Object::Pod(Box::new(pod)))
        .expect("it is valid");
    let mut records = world.take_records();
    records.extend(world.step_until(SimTime::from_seconds(40)));
    world.begin_command("kubectl delete pod orders");
    world
        .delete(&key, DeleteOptions::default())
        .expect("it exists");
    records.extend(world.take_records());
    records.extend(world.step_until(SimTime::from_seconds(80)));
    records
}

#[test]
fn every_record_of_a_run_is_told() {
    let records = records_of_a_run();
    let removed = records
        .iter()
        .any(|record| record.change == Change::Removed);
    assert!(removed, "the run goes to its end");
    for record in &records {
        let mut chain: Vec<Record> = Vec::new();
        let mut next = record.cause;
        while let Some(id) = next
            && chain.len() < 6
        {
            let cause = records.iter().find(|cause| cause.id == id);
            chain.extend(cause.cloned());
            next = cause.and_then(|cause| cause.cause);
        }
        let explanation = Explanation {
            record: Some(record.clone()),
            chain,
            ..Explanation::default()
        };
        for lang in LANGS {
            let about = format!("{record:?}");
            check(&story(record, lang), lang, &about);
            check_card(&card(&explanation, None, TEACHING, lang), lang, &about);
        }
    }
}

#[test]
fn the_very_start_has_a_card() {
    for lang in LANGS {
        for pod in pods() {
            let card = card(&Explanation::default(), pod.as_ref(), TEACHING, lang);
            check_card(&card, lang, "the start");
            assert_eq!(card.source, None);
        }
    }
}

#[test]
fn every_rule_is_told_and_has_its_source() {
    for each in rules() {
        for lang in LANGS {
            for release in Release::ALL {
                check(&rule(each, release, lang), lang, each.source().id);
                let source = source(each, release, lang);
                assert_eq!(source.release, format!("v{}", release.name()));
                if each == Rule::SimulationBound {
                    assert!(source.url.is_empty() && source.title.is_empty());
                } else {
                    assert!(source.url.starts_with("https://kubernetes.io/"));
                    assert!(source.url.ends_with('/'));
                    assert!(!source.title.is_empty() && !source.file.is_empty());
                    assert!(!source.file.contains([' ', '/']));
                }
            }
        }
    }
}

#[test]
fn every_notice_is_told() {
    for each in notices() {
        for lang in LANGS {
            check(&notice::sentence(&each, lang), lang, notice_name(&each));
        }
    }
}

#[test]
fn every_rung_is_told() {
    for rung in rungs() {
        for lang in LANGS {
            let about = format!("{rung:?}");
            assert!(!ladder::rung_name(rung).in_lang(lang).is_empty());
            check(&ladder::rung_rule(rung, lang), lang, &about);
            for (value, decides) in [("", false), ("Running", false), ("Error", true)] {
                let view = RungView {
                    rung,
                    value: value.to_owned(),
                    decides,
                };
                assert!(!ladder::rung_value(&view, lang).is_empty());
            }
            for container in [None, Some("web".to_owned())] {
                let mut status = running_pod("Running").status;
                (status.rung, status.container) = (rung, container);
                check(&ladder::derivation(&status, lang), lang, &about);
            }
        }
    }
}

#[test]
fn particles_fit_the_names_of_a_run() {
    let cases = [
        ("web", "컨테이너 web이"),
        ("app", "컨테이너 app이"),
        ("api", "컨테이너 api가"),
        ("db", "컨테이너 db가"),
        ("nginx", "컨테이너 nginx가"),
        ("redis", "컨테이너 redis가"),
        ("mysql", "컨테이너 mysql이"),
        ("worker", "컨테이너 worker가"),
        ("sidecar", "컨테이너 sidecar가"),
        ("fetch-config", "컨테이너 fetch-config가"),
        ("wait-db", "컨테이너 wait-db가"),
        ("migrate", "컨테이너 migrate가"),
        ("setup", "컨테이너 setup이"),
        ("init-1", "컨테이너 init-1이"),
        ("init-2", "컨테이너 init-2가"),
        ("init-3", "컨테이너 init-3이"),
        ("log", "컨테이너 log가"),
        ("main", "컨테이너 main이"),
    ];
    for (container, expected) in cases {
        let listening = Change::Listening {
            container: container.to_owned(),
            port: 80,
        };
        let told = story(&record(listening, Rule::ProcessRuns), Lang::Ko).plain_text();
        assert!(told.starts_with(expected), "{told}");
    }
    let cases = [
        ("node1", "노드 node1에 배정됐습니다."),
        ("node2", "노드 node2에 배정됐습니다."),
    ];
    for (node, expected) in cases {
        let bound = Change::Bound {
            node: node.to_owned(),
        };
        let told = story(&record(bound, Rule::NodeNameGiven), Lang::Ko).plain_text();
        assert!(
            told.ends_with(&expected.replace("에 배정", "에 바로 배정")),
            "{told}"
        );
    }
}

/// The lines of a card as text, in one language.
fn lines(explanation: &Explanation, pod: &PodView, lang: Lang) -> [String; 5] {
    let card = card(explanation, Some(pod), TEACHING, lang);
    [card.headline, card.why, card.rule, card.next, card.note].map(|line| line.plain_text())
}

#[test]
fn the_card_of_a_crash_loop() {
    let change = Change::BackOff {
        container: "web".to_owned(),
        delay: SimDuration::from_seconds(80),
        since: SimTime::from_millis(86_600),
        until: SimTime::from_millis(166_600),
    };
    let explanation = explanation(&change, Rule::CrashBackOff, facts());
    let pod = crashing_pod("CrashLoopBackOff");
    assert_eq!(
        lines(&explanation, &pod, Lang::Ko),
        [
            "5번째 종료 뒤 1분 20초를 기다립니다",
            "컨테이너 web이 시작하고 2초 뒤에 종료 코드 1로 끝났습니다. restartPolicy가 Always라 다시 시작하지만 먼저 기다립니다.",
            "첫 종료는 바로 재시작합니다. 그다음부터 10초, 20초, 40초… 두 배씩, 최대 5분을 기다립니다. 10분 넘게 실행되면 처음으로 돌아갑니다.",
            "T+02:46.6에 대기가 끝나고 T+02:47.5의 동기화에서 다시 시작합니다.",
            "CrashLoopBackOff는 단계(phase)가 아닙니다. 단계는 Running이고, 이 낱말은 컨테이너의 대기 사유입니다. 여기서는 바로 보여 주지만, 실제 1.36의 kubelet은 대기 사유를 다음 동기화에서야 알려 그동안 Error로 보이기도 합니다.",
        ]
    );
    assert_eq!(
        lines(&explanation, &pod, Lang::En)[..2],
        [
            "Container web waits 1 m 20 s after its 5th exit",
            "Container web ended with exit code 1, 2 s after its start. restartPolicy is Always, so it will start again, but it waits first.",
        ]
    );
}

#[test]
fn the_card_of_a_liveness_kill() {
    let stop = Change::StopDecided {
        container: "web".to_owned(),
        message: "Container web failed liveness probe, will be restarted".to_owned(),
    };
    let mut explanation = explanation(&stop, Rule::ProbeThreshold, facts());
    let probed = Change::Probed {
        container: "web".into(),
        probe: ProbeKind::Liveness,
        success: false,
        output: "HTTP probe failed with statuscode: 500".into(),
        latency: SimDuration::from_millis(4),
        consecutive: 3,
        threshold: 3,
    };
    explanation.chain = vec![record(probed, Rule::ProbeRun)];
    let pod = running_pod("Running");
    let [headline, why, _, _, note] = lines(&explanation, &pod, Lang::Ko);
    assert_eq!(headline, "kubelet이 컨테이너 web을 멈춥니다");
    assert_eq!(
        why,
        "활성 프로브가 3번 이어서 실패했습니다(failureThreshold). 마지막 결과: HTTP probe failed with statuscode: 500"
    );
    assert_eq!(
        note,
        "파드는 그대로입니다. UID와 IP 주소가 같고, 이 컨테이너만 다시 시작합니다."
    );
}

#[test]
fn what_comes_next_is_the_run_s_own_next_record() {
    let now = Change::ContainerReady {
        container: "web".to_owned(),
        ready: false,
    };
    let mut explanation = explanation(&now, Rule::ProbeThreshold, facts());
    let soon = Change::StartDecided {
        container: "web".to_owned(),
        attempt: 4,
        next_delay: None,
    };
    explanation.next = Some(record(soon, Rule::CrashBackOff));
    let pod = running_pod("Running");
    let next = |lang| lines(&explanation, &pod, lang)[3].clone();
    assert_eq!(
        next(Lang::Ko),
        "T+02:31에 kubelet이 컨테이너 web을 다시 시작합니다(4번째 재시작)."
    );
    assert_eq!(
        next(Lang::En),
        "At T+02:31: The kubelet restarts container web (4th restart)."
    );
}
