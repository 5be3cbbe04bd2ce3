//! The lessons: everything that `cargo xtask lesson check` asks, that the checker can fail, and
//! which lesson covers what the three documents behind this project tell of Pods.

use podarium::lesson::Problem;
use podarium::lesson::check::{Files, Library};

#[path = "lessons/coverage.rs"]
mod coverage;
#[path = "lessons/library.rs"]
mod library;

fn shown(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}

#[test]
fn every_lesson_passes() {
    let library = library::library();
    assert!(library.lessons.len() >= 13, "thirteen lessons at least");
    let problems = library.check(None);
    assert!(problems.is_empty(), "\n{}", shown(&problems));
}

/// The lesson that `cargo xtask lesson new` begins with, and a catalogue of it alone.
fn template() -> Library {
    Library {
        catalogue: "lessons:\n  - {id: first, number: 1, minutes: 5, needs: [], title: {ko: 가, en: a}, summary: {ko: 나, en: b}}\n".to_owned(),
        glossary: library::library().glossary,
        lessons: vec![Files {
            id: "first".to_owned(),
            lesson: include_str!("../xtask/src/lesson/template/lesson.yaml").to_owned(),
            ko: include_str!("../xtask/src/lesson/template/ko.md").to_owned(),
            en: include_str!("../xtask/src/lesson/template/en.md").to_owned(),
        }],
    }
}

#[test]
fn a_new_lesson_passes_as_it_comes() {
    let problems = template().check(None);
    assert!(problems.is_empty(), "\n{}", shown(&problems));
}

/// What is replaced in which file by what, and the problem that must follow.
const MISTAKES: [(&str, &str, &str, &str); 36] = [
    (
        "lesson",
        "kind: recap",
        "kind: read",
        "a lesson ends with recap",
    ),
    (
        "lesson",
        "kind: recap",
        "kind: party",
        "\"party\" is no kind of step",
    ),
    ("lesson", "at: 20s", "at: soon", "\"soon\" is no time"),
    (
        "lesson",
        "at: 20s",
        "when: 20s",
        "\"when\" means nothing here",
    ),
    (
        "lesson",
        "scene: start",
        "scene: other",
        "there is no scene \"other\"",
    ),
    (
        "lesson",
        "point: [pod/web status]",
        "point: [pod/web colour]",
        "is no part of the page",
    ),
    (
        "lesson",
        "point: [pod/web status]",
        "point: [pod/wep status]",
        "its run has no pod/wep",
    ),
    (
        "lesson",
        "id: what-remains",
        "id: hello",
        "the step \"hello\" is there twice",
    ),
    (
        "lesson",
        "running: now pod/web phase=Running",
        "running: pod/web phase",
        "\"phase\" says nothing",
    ),
    (
        "lesson",
        "now pod/web phase=Pending",
        "now pod/wep phase=Pending",
        "its run has no pod/wep",
    ),
    (
        "lesson",
        "running: now pod/web phase=Running",
        "running: pod/web phase=Failed",
        "one option has to hold, and these do: []",
    ),
    (
        "lesson",
        "pending: now pod/web phase=Pending",
        "pending: pod/web exists",
        "these do: [running, pending]",
    ),
    (
        "lesson",
        "mark: pod/web phase=Running",
        "mark: pod/web phase=Failed",
        "the fact has to begin after `at`",
    ),
    (
        "lesson",
        "until: 20s\n    focus: pod/web\n    mark",
        "until: 1s\n    focus: pod/web\n    mark",
        "the marked moment comes after `until`",
    ),
    (
        "lesson",
        "when: pod/web gone",
        "when: pod/web exists",
        "ticks at 20s without anything being done",
    ),
    (
        "lesson",
        "when: pod/web gone",
        "when: pod/web phase=Failed",
        "is not reached by the solution",
    ),
    (
        "lesson",
        "when: pod/web gone",
        "when: command \"kubectl delete\"",
        "ticks for the bare manifest",
    ),
    (
        "lesson",
        "until: 60s",
        "until: 25.5s",
        "is reached only after `until`",
    ),
    (
        "lesson",
        "alive: now pod/web exists",
        "alive: now pod/web phase=Pending",
        "has no state, and so no hint, at 20s",
    ),
    (
        "lesson",
        "leaving: now pod/web deleting",
        "leaving: now pod/web phase=Failed",
        "the same hint on every wrong way: alive",
    ),
    (
        "lesson",
        "@25s kubectl",
        "@5s kubectl",
        "the solution begins before `at`",
    ),
    (
        "lesson",
        "kubectl apply -f web.yaml\n\nsteps",
        "kubectl apply -f web.yaml\n    @0 ls\n\nsteps",
        "line 12 of the scene: \"0\" is no time",
    ),
    (
        "en",
        "# hello.body",
        "# hello.boody",
        "the text hello.body is missing",
    ),
    (
        "en",
        "# hello.body",
        "# hello.boody",
        "no step asks for hello.boody",
    ),
    (
        "ko",
        "# recap.3",
        "# recap.2",
        "the key recap.2 is there twice",
    ),
    (
        "ko",
        "파드를 삭제하고",
        "라벨을 붙이고",
        "write \"레이블\", not \"라벨\"",
    ),
    (
        "ko",
        "파드를 삭제하고",
        "Delete the Pod and wait 하고",
        "an English sentence in the Korean text",
    ),
    (
        "en",
        "Delete the Pod and",
        "파드 and",
        "Korean in the English text",
    ),
    (
        "en",
        "(pod/web status)",
        "(pod/web mood)",
        "\"pod/web mood\" is no part of the page",
    ),
    (
        "en",
        "{first pod/web gone}",
        "{first pod/web}",
        "what is said of the subject is missing",
    ),
    (
        "en",
        "{first pod/web gone}",
        "{first pod/web phase=Failed}",
        "finds nothing at its moment",
    ),
    (
        "en",
        "[Running](pod/web status)",
        "[{pod/web status}](pod/web status)",
        "a value stands by itself",
    ),
    (
        "en",
        "Run `kubectl",
        "Run kubectl",
        "` is not closed on its line",
    ),
    (
        "en",
        "kubectl prints",
        "kubectl prints a word that is one of many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many many",
        "60 are enough",
    ),
    (
        "catalogue",
        "id: first",
        "id: second",
        "there is no folder \"second\"",
    ),
    (
        "catalogue",
        "minutes: 5",
        "minutes: 50",
        "a lesson takes 5 to 12 minutes",
    ),
];

#[test]
fn the_checker_finds_every_kind_of_mistake() {
    for (file, before, after, expected) in MISTAKES {
        let mut library = template();
        let text = match file {
            "lesson" => &mut library.lessons[0].lesson,
            "ko" => &mut library.lessons[0].ko,
            "en" => &mut library.lessons[0].en,
            _ => &mut library.catalogue,
        };
        assert!(text.contains(before), "{file} has {before:?}");
        *text = text.replacen(before, after, 1);
        let problems = shown(&library.check(None));
        assert!(
            problems.contains(expected),
            "{before:?} -> {after:?}\n{problems}"
        );
    }
}

#[test]
fn the_documents_are_covered() {
    coverage::check(&library::library());
}
