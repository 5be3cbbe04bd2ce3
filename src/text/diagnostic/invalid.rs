//! A rule of the API's validation that is broken: what the rule is, and what to write instead.

use crate::api::validation::{ErrorKind, Grammar, Rule};

use crate::text::sentence::{code, fill, number, plain, quote, say};
use crate::text::{Lang, Sentence, Words};

const EMPTY: Words = Words::new("빈 값", "An empty value");

/// The problem and the next step. `value` is as the API server prints it, `path` the field.
pub(super) fn sentence(
    kind: ErrorKind,
    value: &str,
    rule: &Rule,
    path: &str,
    lang: Lang,
) -> Sentence {
    let shown = match value.trim_matches('"') {
        "" => plain(EMPTY.in_lang(lang)),
        text => quote(text),
    };
    match rule {
        Rule::Plain => fill(lang, plain_kind(kind), &[shown, code(path)]),
        Rule::Grammar(grammar) => fill(
            lang,
            Words::new(
                "{0}{은} 이 자리의 규칙에 맞지 않습니다.",
                "{0} does not follow the rule for this place.",
            ),
            &[shown],
        )
        .and(say(lang, grammar_words(*grammar))),
        Rule::BytesMost(most) => fill(
            lang,
            Words::new(
                "너무 깁니다. {0}바이트까지 쓸 수 있습니다.",
                "It is too long. At most {0} bytes are allowed.",
            ),
            &[super::count(*most)],
        ),
        Rule::Between(least, most) => fill(
            lang,
            Words::new(
                "{0}{은} 범위를 벗어났습니다. {1}부터 {2}까지 쓸 수 있습니다.",
                "{0} is out of range. Write a number from {1} to {2}.",
            ),
            &[shown, number(*least), number(*most)],
        ),
        Rule::AtLeast(least) => fill(
            lang,
            Words::new(
                "{0}{은} 너무 작습니다. {1} 이상으로 쓰십시오.",
                "{0} is too small. Write {1} or more.",
            ),
            &[shown, number(*least)],
        ),
        Rule::MustBe(only) => fill(
            lang,
            Words::new(
                "{0}{은} 쓸 수 없습니다. 이 자리에는 {1}만 쓸 수 있습니다.",
                "{0} is not allowed. Here it can only be {1}.",
            ),
            &[shown, number(*only)],
        ),
        Rule::Supported(words) => fill(
            lang,
            Words::new(
                "{0}{은} 쓸 수 없습니다. 다음 가운데 하나를 쓰십시오: {1}",
                "{0} is not allowed. Write one of these: {1}",
            ),
            &[shown, quote(&words.join(", "))],
        ),
        Rule::AboveLimit { resource, limit } => fill(
            lang,
            Words::new(
                "{0} 요청 {2}{이} 한도 {1}보다 큽니다. 요청을 줄이거나 한도를 늘리십시오.",
                "The request for {0}, {2}, is above its limit of {1}. Lower the request or raise the limit.",
            ),
            &[code(resource), code(limit), shown],
        ),
        Rule::SleepTooLong { grace_seconds } => fill(
            lang,
            Words::new(
                "`sleep`이 유예 시간 {0}초보다 깁니다. 줄이거나 `terminationGracePeriodSeconds`를 늘리십시오.",
                "The `sleep` is longer than the {0:second|seconds} of grace. Shorten it or raise `terminationGracePeriodSeconds`.",
            ),
            &[number(*grace_seconds)],
        ),
        Rule::Says(rule) => match said(rule) {
            Some(words) => fill(lang, words, &[shown, code(path)]),
            None => fill(lang, told_kind(kind), &[shown, code(path), quote(rule)]),
        },
    }
}

/// The class of the error where it says all.
fn plain_kind(kind: ErrorKind) -> Words {
    match kind {
        ErrorKind::Required => Words::new(
            "{1}{이} 없습니다. 꼭 있어야 하는 값이니 적으십시오.",
            "{1} is missing. It is required, so add it.",
        ),
        ErrorKind::Duplicate => Words::new(
            "{0}{이} 이미 있습니다. 서로 다른 값을 쓰십시오.",
            "{0} is there already. Use different values.",
        ),
        ErrorKind::NotFound => Words::new(
            "{0}{이라}는 것을 찾을 수 없습니다. 이름을 확인하거나 먼저 정의하십시오.",
            "{0} does not exist. Check the name, or define it first.",
        ),
        ErrorKind::Forbidden => Words::new(
            "{1}{은} 여기에 쓸 수 없습니다. 지우십시오.",
            "{1} is not allowed here. Remove it.",
        ),
        ErrorKind::TooLong => Words::new(
            "{1}{이} 너무 깁니다. 줄이십시오.",
            "{1} is too long. Shorten it.",
        ),
        ErrorKind::Invalid | ErrorKind::Unsupported => Words::new(
            "{0}{은} {1}에 쓸 수 없는 값입니다. 다른 값을 쓰십시오.",
            "{0} is no valid value for {1}. Use another one.",
        ),
    }
}

/// The class of the error with the API server's own sentence, which has no words of ours.
fn told_kind(kind: ErrorKind) -> Words {
    match kind {
        ErrorKind::Required => Words::new(
            "{1}{이} 없습니다. API 서버의 설명입니다: {2}",
            "{1} is missing. The API server explains: {2}",
        ),
        ErrorKind::Forbidden => Words::new(
            "{1}{은} 여기에 쓸 수 없습니다. API 서버의 설명입니다: {2}",
            "{1} is not allowed here. The API server explains: {2}",
        ),
        ErrorKind::Invalid
        | ErrorKind::Duplicate
        | ErrorKind::Unsupported
        | ErrorKind::NotFound
        | ErrorKind::TooLong => Words::new(
            "{1}의 값을 쓸 수 없습니다. API 서버의 설명입니다: {2}",
            "The value of {1} cannot be used. The API server explains: {2}",
        ),
    }
}

/// What a text has to look like.
fn grammar_words(grammar: Grammar) -> Words {
    match grammar {
        Grammar::Subdomain => Words::new(
            "영문 소문자, 숫자, `-`, `.`만 쓰고, 소문자나 숫자로 시작하고 끝내십시오.",
            "Use lower-case letters, digits, `-` and `.`, and begin and end with a letter or digit.",
        ),
        Grammar::Label => Words::new(
            "영문 소문자, 숫자, `-`만 쓰고, 소문자나 숫자로 시작하고 끝내십시오.",
            "Use lower-case letters, digits and `-`, and begin and end with a letter or digit.",
        ),
        Grammar::Label1035 => Words::new(
            "영문 소문자, 숫자, `-`만 쓰고, 소문자로 시작해 소문자나 숫자로 끝내십시오.",
            "Use lower-case letters, digits and `-`, begin with a letter and end with a letter or digit.",
        ),
        Grammar::QualifiedName | Grammar::LabelValue => Words::new(
            "영문자, 숫자, `-`, `_`, `.`만 쓰고, 영문자나 숫자로 시작하고 끝내십시오.",
            "Use letters, digits, `-`, `_` and `.`, and begin and end with a letter or digit.",
        ),
        Grammar::PortName => Words::new(
            "영문 소문자, 숫자, `-`만 쓰십시오.",
            "Use lower-case letters, digits and `-` only.",
        ),
        Grammar::PortNameLetter => Words::new(
            "영문 소문자가 적어도 하나 있어야 합니다.",
            "It needs at least one letter.",
        ),
        Grammar::PortNameHyphens => Words::new(
            "`-`를 이어서 쓰지 마십시오.",
            "Do not write two `-` in a row.",
        ),
        Grammar::PortNameEnds => Words::new(
            "`-`로 시작하거나 끝내지 마십시오.",
            "Do not begin or end with `-`.",
        ),
        Grammar::ConfigKey => Words::new(
            "영문자, 숫자, `-`, `_`, `.`만 쓰십시오.",
            "Use letters, digits, `-`, `_` and `.` only.",
        ),
        Grammar::EnvironmentName => Words::new(
            "`=`를 뺀 ASCII 글자만 쓰십시오.",
            "Use printable ASCII characters other than `=`.",
        ),
    }
}

/// Our words for the API server's sentences that learners meet most.
fn said(rule: &str) -> Option<Words> {
    let words = match rule {
        "may not be set for init containers without restartPolicy=Always" => Words::new(
            "일반 초기화 컨테이너에는 {1}{을} 쓸 수 없습니다. 지우거나, 사이드카라면 `restartPolicy: Always`를 적으십시오.",
            "An ordinary init container cannot have {1}. Remove it or, for a sidecar, write `restartPolicy: Always`.",
        ),
        "must not have leading or trailing whitespace" => Words::new(
            "값의 앞이나 뒤에 빈칸이 있습니다. 지우십시오.",
            "There are blanks before or after the value. Remove them.",
        ),
        "may not have more than one field specified at a time"
        | "may not specify more than 1 handler type"
        | "may not specify more than 1 volume type" => Words::new(
            "여기에는 하나만 쓸 수 있습니다. 하나를 남기고 지우십시오.",
            "Only one can be given here. Keep one and remove the others.",
        ),
        "may not be specified when `value` is not empty" => Words::new(
            "`value`와 `valueFrom`은 함께 쓸 수 없습니다. 하나를 지우십시오.",
            "`value` and `valueFrom` cannot go together. Remove one of them.",
        ),
        "must be a standard resource type or fully qualified" => Words::new(
            "{0}{은} 리소스 이름이 아닙니다. `cpu`나 `memory` 같은 이름을 쓰십시오.",
            "{0} is no resource. Write a name such as `cpu` or `memory`.",
        ),
        "name or generateName is required" => Words::new(
            "이름이 없습니다. `metadata.name`을 적으십시오.",
            "It has no name. Add `metadata.name`.",
        ),
        "cannot be set until all schedulingGates have been cleared" => Words::new(
            "스케줄링 게이트가 있는 동안에는 `spec.nodeName`을 쓸 수 없습니다. 둘 가운데 하나를 지우십시오.",
            "With scheduling gates there can be no `spec.nodeName`. Remove one of the two.",
        ),
        "must not be set for readinessProbes" => Words::new(
            "준비성 프로브에는 쓸 수 없습니다. 준비성 프로브는 컨테이너를 멈추지 않으므로 지우십시오.",
            "A readiness probe cannot have it, for it stops no container. Remove it.",
        ),
        "must be greater than 0" => Words::new(
            "{0}{은} 쓸 수 없습니다. 1 이상으로 쓰십시오.",
            "{0} is not allowed. Write 1 or more.",
        ),
        "must specify a handler type" => Words::new(
            "무엇을 할지 적혀 있지 않습니다. `exec`, `httpGet`, `tcpSocket` 가운데 하나를 적으십시오.",
            "It does not say what to do. Add `exec`, `httpGet` or `tcpSocket`.",
        ),
        "must be unique" => Words::new(
            "{0}{이} 이미 쓰였습니다. 서로 다른 값을 쓰십시오.",
            "{0} is used already. Use different values.",
        ),
        "must be a relative path" => Words::new(
            "`/`로 시작하는 경로는 쓸 수 없습니다. 상대 경로로 쓰십시오.",
            "The path must not begin with `/`. Write a relative one.",
        ),
        "must not contain '..'" => Words::new(
            "경로에 `..`을 쓸 수 없습니다. 지우십시오.",
            "The path must not have `..` in it. Remove it.",
        ),
        "must match `containerPort` when `hostNetwork` is true" => Words::new(
            "`hostNetwork`를 쓰면 `hostPort`가 `containerPort`와 같아야 합니다.",
            "With `hostNetwork`, `hostPort` has to equal `containerPort`.",
        ),
        _ => return None,
    };
    Some(words)
}
