//! What is wrong with a manifest, said plainly and with the next step. The API server's own
//! English words are in [`Diagnostic::message`]; the page shows them as a second line.

mod behaviour;
mod invalid;
mod syntax;

use crate::manifest::{Code, Diagnostic, Shape};

use super::sentence::{Span, code, fill, number, plain, quote};
use super::{Lang, Sentence, Words};

/// The problem and what to do about it, in one or two sentences.
pub fn sentence(diagnostic: &Diagnostic, lang: Lang) -> Sentence {
    let tell = |ko, en, arguments: &[Span]| fill(lang, Words::new(ko, en), arguments);
    match &diagnostic.code {
        Code::TextTooLong { bytes, most } => tell(
            "매니페스트가 {0}바이트로 너무 깁니다. {1}바이트까지 읽습니다. 나누어 적용하십시오.",
            "The manifest has {0} bytes, and at most {1} are read. Split it and apply the parts.",
            &[count(*bytes), count(*most)],
        ),
        Code::TooManyDocuments { most } => tell(
            "문서가 {0}개를 넘어 나머지는 읽지 않았습니다. 여러 번에 나누어 적용하십시오.",
            "There are more than {0} documents, and the rest is not read. Apply them in parts.",
            &[count(*most)],
        ),
        Code::TooDeep => tell(
            "값이 너무 깊이 들어가 있습니다. 들여쓰기를 살펴보십시오.",
            "The values are nested too deeply. Look at the indentation.",
            &[],
        ),
        Code::TooManyValues { most } => tell(
            "값이 {0}개를 넘습니다. 별칭(`*`)으로 되풀이되는 곳을 줄이십시오.",
            "There are more than {0} values. Repeat less with aliases (`*`).",
            &[count(*most)],
        ),
        Code::Syntax(problem) => syntax::sentence(problem, lang),
        Code::DuplicateKey { key } => tell(
            "{0}{이} 같은 곳에 두 번 있습니다. 마지막 값만 쓰이므로 하나를 지우십시오.",
            "{0} is there twice. Only the last value counts, so remove one of them.",
            &[code(key)],
        ),
        Code::NotAnObject => tell(
            "이 문서는 쿠버네티스 객체가 아닙니다. `apiVersion`과 `kind`로 시작하는 매니페스트를 쓰십시오.",
            "This document is no Kubernetes object. Write a manifest that begins with `apiVersion` and `kind`.",
            &[],
        ),
        Code::HeaderMissing {
            api_version,
            kind,
            part_of,
        } => fill(
            lang,
            header_missing(*api_version, *kind, *part_of),
            &[code(part_of.unwrap_or(""))],
        ),
        Code::UnknownKind {
            kind,
            api_version,
            nearest,
        } => match nearest {
            Some(nearest) => tell(
                "{0}{이라}는 `kind`는 없습니다. {1}{을} 쓰려 했다면 고치십시오.",
                "There is no `kind` {0}. If you meant {1}, correct it.",
                &[code(kind), code(nearest)],
            ),
            None => tell(
                "{1}에 {0}{이라}는 `kind`는 없습니다. 철자와 `apiVersion`을 확인하십시오.",
                "There is no `kind` {0} in {1}. Check the spelling and the `apiVersion`.",
                &[code(kind), code(api_version)],
            ),
        },
        Code::WrongApiVersion {
            kind,
            api_version,
            right,
        } => tell(
            "{0}의 `apiVersion`은 {1}{이} 아니라 {2}입니다. 바꿔 쓰십시오.",
            "The `apiVersion` of {0} is {2}, not {1}. Change it.",
            &[code(kind), code(api_version), code(right)],
        ),
        Code::UnknownField {
            field,
            nearest,
            belongs_at,
        } => unknown_field(field, *nearest, belongs_at.as_deref(), lang),
        Code::WrongType { expected, found } => wrong_type(*expected, *found, lang),
        Code::NumberOutOfRange { text } => tell(
            "{0}{은} 이 필드에 쓸 수 있는 정수가 아닙니다. 더 작은 정수를 쓰십시오.",
            "{0} is no whole number that this field can hold. Write a smaller whole number.",
            &[quote(text)],
        ),
        Code::BadQuantity { text } => tell(
            "{0}{은} 수량이 아닙니다. `500m`, `128Mi`, `2`처럼 쓰십시오.",
            "{0} is not a quantity. Write something like `500m`, `128Mi` or `2`.",
            &[quote(text)],
        ),
        Code::BadTime { text } => tell(
            "{0}{은} 시각이 아닙니다. `2026-01-01T00:00:00Z`처럼 쓰십시오.",
            "{0} is not a time. Write something like `2026-01-01T00:00:00Z`.",
            &[quote(text)],
        ),
        Code::NotBase64 { byte } => tell(
            "{0}번째 바이트부터 `base64`가 아닙니다. 글을 그대로 쓰려면 `stringData`에 쓰십시오.",
            "From byte {0} on this is not `base64`. To write plain text, use `stringData`.",
            &[count(*byte)],
        ),
        Code::Invalid { kind, value, rule } => {
            invalid::sentence(*kind, value, rule, &diagnostic.path, lang)
        }
        Code::Behaviour(error) => behaviour::sentence(error, lang),
        Code::NotSimulated { what } => tell(
            "{0}{은} 올바르지만 이 시뮬레이션에서는 아무 일도 하지 않습니다. 실제 클러스터에서는 그대로 쓰이므로 남겨 두어도 됩니다.",
            "{0} is right but does nothing in this simulation. A real cluster uses it, so it may stay.",
            &[code(what)],
        ),
        Code::KindNotSimulated { kind } => tell(
            "{0}{은} 쿠버네티스에 있지만 여기서는 시뮬레이션하지 않습니다. 다른 문서는 그대로 실행됩니다.",
            "{0} exists in Kubernetes and is not simulated here. The other documents run all the same.",
            &[code(kind)],
        ),
        Code::ServerWritten { field } => tell(
            "{0}{은} 클러스터가 쓰는 필드입니다. 여기 적은 값은 쓰이지 않으므로 지워도 됩니다.",
            "The cluster itself writes {0}. What is said here does not count, so it may go.",
            &[code(field)],
        ),
    }
}

/// A count as an argument.
fn count(value: usize) -> Span {
    number(i64::try_from(value).unwrap_or(i64::MAX))
}

fn header_missing(api_version: bool, kind: bool, part_of: Option<&'static str>) -> Words {
    match (part_of, api_version, kind) {
        (Some(_), _, _) => Words::new(
            "{0}의 일부로 보입니다. 앞에 `apiVersion`과 `kind`를 적고 그 자리에 맞게 넣으십시오.",
            "This looks like a part of {0}. Begin with `apiVersion` and `kind` and put it in its place.",
        ),
        (None, true, false) => Words::new(
            "`apiVersion`이 없습니다. 파드라면 `apiVersion: v1`을 맨 앞에 적으십시오.",
            "There is no `apiVersion`. For a Pod, begin with `apiVersion: v1`.",
        ),
        (None, false, true) => Words::new(
            "`kind`가 없습니다. 파드라면 `kind: Pod`를 적으십시오.",
            "There is no `kind`. For a Pod, write `kind: Pod`.",
        ),
        (None, _, _) => Words::new(
            "`apiVersion`과 `kind`가 없습니다. 파드라면 `apiVersion: v1`과 `kind: Pod`를 맨 앞에 적으십시오.",
            "There is no `apiVersion` and no `kind`. For a Pod, begin with `apiVersion: v1` and `kind: Pod`.",
        ),
    }
}

fn unknown_field(
    field: &str,
    nearest: Option<&str>,
    belongs_at: Option<&str>,
    lang: Lang,
) -> Sentence {
    let words = match (nearest, belongs_at) {
        (Some(_), _) => Words::new(
            "{0}{이라}는 필드는 여기에 없습니다. {1}{으로} 고치십시오.",
            "There is no field {0} here. Change it to {1}.",
        ),
        (None, Some(_)) => Words::new(
            "{0}{은} 여기가 아니라 {2}에 쓰는 필드입니다. 그리로 옮기십시오.",
            "The field {0} belongs at {2}, not here. Move it there.",
        ),
        (None, None) => Words::new(
            "{0}{이라}는 필드는 여기에 없습니다. 철자와 들여쓰기를 확인하십시오.",
            "There is no field {0} here. Check the spelling and the indentation.",
        ),
    };
    let arguments = [
        code(field),
        code(nearest.unwrap_or("")),
        code(belongs_at.unwrap_or("")),
    ];
    fill(lang, words, &arguments)
}

fn wrong_type(expected: Shape, found: Shape, lang: Lang) -> Sentence {
    let shapes = [
        plain(shape(expected).in_lang(lang)),
        plain(shape(found).in_lang(lang)),
    ];
    let wrong = fill(
        lang,
        Words::new(
            "{0}{이} 와야 하는 곳에 {1}{이} 있습니다.",
            "This has to be {0}, and it is {1}.",
        ),
        &shapes,
    );
    let step = match expected {
        Shape::Text => Words::new("값을 따옴표로 감싸십시오.", "Put the value in quotes."),
        Shape::Number => Words::new(
            "따옴표 없이 숫자만 쓰십시오.",
            "Write a number, without quotes.",
        ),
        Shape::Boolean => Words::new(
            "따옴표 없이 `true`나 `false`를 쓰십시오.",
            "Write `true` or `false`, without quotes.",
        ),
        Shape::List => Words::new(
            "항목마다 앞에 `-`와 빈칸을 붙이십시오.",
            "Put `-` and a blank before each item.",
        ),
        Shape::Object => Words::new(
            "그 아래 줄에 들여쓰기를 하고 `이름: 값`을 쓰십시오.",
            "Write `name: value` on the lines below, indented.",
        ),
        Shape::Null => Words::new("값을 지우십시오.", "Remove the value."),
    };
    wrong.and(fill(lang, step, &[]))
}

fn shape(shape: Shape) -> Words {
    match shape {
        Shape::Null => Words::new("빈 값", "empty"),
        Shape::Text => Words::new("문자열", "text"),
        Shape::Number => Words::new("숫자", "a number"),
        Shape::Boolean => Words::new("참이나 거짓", "true or false"),
        Shape::List => Words::new("목록", "a list"),
        Shape::Object => Words::new("필드를 가진 객체", "an object with fields"),
    }
}
