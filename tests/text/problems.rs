//! The words for what is wrong with a manifest: every code, rule and grammar in both languages.

use podarium::api::behaviour::{BehaviourError, BehaviourProblem, Expected};
use podarium::api::validation::{ErrorKind, Grammar, Rule};
use podarium::manifest::{Code, Diagnostic, Position, Severity, Shape, SyntaxProblem, read};
use podarium::text::diagnostic::sentence;

use super::samples::{every, variant_names};
use super::{LANGS, Lang, check};

variant_names!(code_name, CODES, Code:
    TextTooLong TooManyDocuments TooDeep TooManyValues Syntax DuplicateKey NotAnObject
    HeaderMissing UnknownKind WrongApiVersion UnknownField WrongType NumberOutOfRange BadQuantity
    BadTime NotBase64 Invalid Behaviour NotSimulated KindNotSimulated ServerWritten);

variant_names!(rule_name, RULES, Rule:
    Plain Grammar BytesMost Between AtLeast MustBe Supported AboveLimit SleepTooLong Says);

variant_names!(syntax_name, SYNTAX, SyntaxProblem:
    Tab UnclosedQuote UnclosedBracket UnexpectedMapping CommentWithoutHash Indentation ListOnKeyLine
    ReservedCharacter ColonMissing
    UnknownAnchor KeyNotText ControlCharacter Other);

variant_names!(behaviour_name, BEHAVIOUR, BehaviourProblem:
    UnknownStatement Expected TooMuch Repeated TimesNotAscending TooManyLines NoSuchContainer);

fn text(text: &str) -> String {
    text.to_owned()
}

fn codes() -> Vec<Code> {
    let mut codes = vec![
        Code::TextTooLong {
            bytes: 300_000,
            most: 262_144,
        },
        Code::TooManyDocuments { most: 200 },
        Code::TooDeep,
        Code::TooManyValues { most: 10_000 },
        Code::DuplicateKey { key: text("image") },
        Code::NotAnObject,
        Code::WrongApiVersion {
            kind: text("Pod"),
            api_version: text("apps/v1"),
            right: "v1",
        },
        Code::NumberOutOfRange { text: text("1.5") },
        Code::BadQuantity {
            text: text("64 MB"),
        },
        Code::BadTime {
            text: text("yesterday"),
        },
        Code::NotBase64 { byte: 3 },
        Code::NotSimulated {
            what: text("affinity"),
        },
        Code::KindNotSimulated {
            kind: text("Ingress"),
        },
        Code::ServerWritten {
            field: text("status"),
        },
    ];
    for nearest in [None, Some("Pod")] {
        codes.push(Code::UnknownKind {
            kind: text("Pood"),
            api_version: text("v1"),
            nearest,
        });
        for belongs_at in [None, Some(text("spec"))] {
            codes.push(Code::UnknownField {
                field: text("contianers"),
                nearest: nearest.map(|_| "containers"),
                belongs_at,
            });
        }
    }
    for part_of in [None, Some("PodSpec")] {
        for (api_version, kind) in [(true, true), (true, false), (false, true)] {
            codes.push(Code::HeaderMissing {
                api_version,
                kind,
                part_of,
            });
        }
    }
    for expected in every!(Shape: Null Text Number Boolean List Object) {
        codes.push(Code::WrongType {
            expected,
            found: Shape::List,
        });
    }
    codes.extend(syntax_problems().into_iter().map(Code::Syntax));
    codes.extend(behaviour_problems().into_iter().map(|problem| {
        Code::Behaviour(BehaviourError {
            line: 2,
            column: 5,
            problem,
        })
    }));
    for rule in rules() {
        for kind in every!(ErrorKind:
            Required Invalid Duplicate Unsupported Forbidden NotFound TooLong)
        {
            for value in ["\"Web\"", ""] {
                codes.push(Code::Invalid {
                    kind,
                    value: text(value),
                    rule: rule.clone(),
                });
            }
        }
    }
    codes
}

fn syntax_problems() -> Vec<SyntaxProblem> {
    vec![
        SyntaxProblem::Tab,
        SyntaxProblem::UnclosedQuote,
        SyntaxProblem::UnclosedBracket,
        SyntaxProblem::UnexpectedMapping,
        SyntaxProblem::CommentWithoutHash,
        SyntaxProblem::Indentation,
        SyntaxProblem::ListOnKeyLine,
        SyntaxProblem::ReservedCharacter('@'),
        SyntaxProblem::ColonMissing,
        SyntaxProblem::UnknownAnchor,
        SyntaxProblem::KeyNotText,
        SyntaxProblem::ControlCharacter,
        SyntaxProblem::Other(text("did not find expected key")),
        SyntaxProblem::Other(String::new()),
    ]
}

fn behaviour_problems() -> Vec<BehaviourProblem> {
    let mut problems = vec![
        BehaviourProblem::UnknownStatement {
            word: text("listen"),
        },
        BehaviourProblem::TooMuch { found: text("now") },
        BehaviourProblem::Repeated,
        BehaviourProblem::TimesNotAscending,
        BehaviourProblem::TooManyLines { most: 100 },
        BehaviourProblem::NoSuchContainer { name: text("app") },
        BehaviourProblem::Expected {
            what: Expected::Word("after"),
            found: text("later"),
        },
    ];
    for what in every!(Expected: Time Port HttpStatus ExitCode Quantity Count Rate; Word) {
        for found in ["", "soon"] {
            problems.push(BehaviourProblem::Expected {
                what,
                found: text(found),
            });
        }
    }
    problems
}

fn rules() -> Vec<Rule> {
    let mut rules = vec![
        Rule::Plain,
        Rule::BytesMost(63),
        Rule::Between(1, 65_535),
        Rule::AtLeast(1),
        Rule::MustBe(1),
        Rule::Supported(&["Always", "OnFailure", "Never"]),
        Rule::AboveLimit {
            resource: text("cpu"),
            limit: text("500m"),
        },
        Rule::SleepTooLong { grace_seconds: 30 },
    ];
    rules.extend(SENTENCES.map(Rule::Says));
    for grammar in every!(Grammar:
        Subdomain Label Label1035 QualifiedName LabelValue PortName PortNameLetter
        PortNameHyphens PortNameEnds ConfigKey EnvironmentName)
    {
        rules.push(Rule::Grammar(grammar));
    }
    rules
}

/// Sentences of the API server that have words of ours, and one that has none.
const SENTENCES: [&str; 15] = [
    "may not be set for init containers without restartPolicy=Always",
    "must not have leading or trailing whitespace",
    "may not have more than one field specified at a time",
    "may not be specified when `value` is not empty",
    "must be a standard resource type or fully qualified",
    "name or generateName is required",
    "cannot be set until all schedulingGates have been cleared",
    "must not be set for readinessProbes",
    "must be greater than 0",
    "must specify a handler type",
    "must be unique",
    "must be a relative path",
    "must not contain '..'",
    "must match `containerPort` when `hostNetwork` is true",
    "cannot be set on create",
];

fn diagnostic(code: Code) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code,
        position: Position { line: 3, column: 5 },
        end: None,
        document: Some(0),
        path: text("spec.containers[0].name"),
        message: String::new(),
        fix: None,
    }
}

#[test]
fn every_problem_is_told() {
    let codes = codes();
    for code in &codes {
        let diagnostic = diagnostic(code.clone());
        for lang in LANGS {
            check(&sentence(&diagnostic, lang), lang, &format!("{code:?}"));
        }
    }
    let told = |name: &str| codes.iter().any(|code| code_name(code) == name);
    assert!(CODES.iter().all(|name| told(name)));
    let rules = rules();
    assert!(
        RULES
            .iter()
            .all(|name| rules.iter().any(|rule| rule_name(rule) == *name))
    );
    let syntax = syntax_problems();
    assert!(
        SYNTAX
            .iter()
            .all(|name| syntax.iter().any(|each| syntax_name(each) == *name))
    );
    let behaviour = behaviour_problems();
    let has = |name: &&str| behaviour.iter().any(|each| behaviour_name(each) == *name);
    assert!(BEHAVIOUR.iter().all(has));
}

/// A text that is wrong, and the beginning of what is said about it.
const BROKEN: [(&str, &str); 8] = [
    (
        "apiVersion: v1\nkind: Pood\nmetadata: {name: web}\n",
        "Pood라는 kind는 없습니다. Pod를 쓰려 했다면 고치십시오.",
    ),
    (
        "kind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx}]}\n",
        "apiVersion이 없습니다.",
    ),
    (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n\tcontainers: []\n",
        "탭이 있습니다.",
    ),
    (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: Web}\nspec: {containers: [{name: web, image: nginx}]}\n",
        "Web은 이 자리의 규칙에 맞지 않습니다. 영문 소문자, 숫자, -, .만 쓰고",
    ),
    (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {restartPolicy: Sometimes, containers: [{name: web, image: nginx}]}\n",
        "Sometimes는 쓸 수 없습니다. 다음 가운데 하나를 쓰십시오: Always, OnFailure, Never",
    ),
    (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx, livenessProbe: {successThreshold: 2, exec: {command: [ls]}}}]}\n",
        "2는 쓸 수 없습니다. 이 자리에는 1만 쓸 수 있습니다.",
    ),
    (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx, readinessProbe: {}}]}\n",
        "무엇을 할지 적혀 있지 않습니다.",
    ),
    (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {initContainers: [{name: a, image: nginx, readinessProbe: {exec: {command: [ls]}}}], containers: [{name: web, image: nginx}]}\n",
        "일반 초기화 컨테이너에는",
    ),
];

#[test]
fn what_is_wrong_with_real_texts_is_told() {
    for (text, expected) in BROKEN {
        let manifest = read(text);
        let mut told: Vec<String> = Vec::new();
        for diagnostic in &manifest.diagnostics {
            for lang in LANGS {
                check(&sentence(diagnostic, lang), lang, text);
            }
            told.push(sentence(diagnostic, Lang::Ko).plain_text());
        }
        let found = told.iter().any(|line| line.starts_with(expected));
        assert!(found, "{text}\n{told:#?}");
    }
}

#[test]
fn a_misspelt_field_names_the_right_one() {
    let code = Code::UnknownField {
        field: text("livnessProbe"),
        nearest: Some("livenessProbe"),
        belongs_at: None,
    };
    let told = |lang| sentence(&diagnostic(code.clone()), lang).plain_text();
    assert_eq!(
        told(Lang::Ko),
        "livnessProbe라는 필드는 여기에 없습니다. livenessProbe로 고치십시오."
    );
    assert_eq!(
        told(Lang::En),
        "There is no field livnessProbe here. Change it to livenessProbe."
    );
}
