//! What is wrong with a `podarium.dev/behaviour` annotation.

use crate::api::behaviour::{BehaviourError, BehaviourProblem, Expected};

use crate::text::sentence::{code, fill, plain, quote, say};
use crate::text::{Lang, Sentence, Words};

/// The problem and the next step, with the line of the annotation.
pub(super) fn sentence(error: &BehaviourError, lang: Lang) -> Sentence {
    let place = fill(
        lang,
        Words::new(
            "동작을 적은 글의 {0}번째 줄을 읽을 수 없습니다.",
            "Line {0} of the behaviour cannot be read.",
        ),
        &[super::count(error.line)],
    );
    place.and(match &error.problem {
        BehaviourProblem::UnknownStatement { word } => fill(
            lang,
            Words::new(
                "{0}{으로} 시작하는 문장은 없습니다. 다음 가운데 하나로 시작하십시오: {1}",
                "No statement begins with {0}. Begin with one of these: {1}",
            ),
            &[
                quote(word),
                code("listens, answers, takes, exits, on, ignores, memory, pull"),
            ],
        ),
        BehaviourProblem::Expected { what, found } => expected(*what, found, lang),
        BehaviourProblem::TooMuch { found } => fill(
            lang,
            Words::new(
                "{0} 앞에서 문장이 끝났습니다. 뒤에 남은 것을 지우십시오.",
                "The statement ends before {0}. Remove what is left over.",
            ),
            &[quote(found)],
        ),
        BehaviourProblem::Repeated => say(
            lang,
            Words::new(
                "앞에서 이미 말한 것입니다. 하나를 지우십시오.",
                "This was said before. Remove one of the two.",
            ),
        ),
        BehaviourProblem::TimesNotAscending => say(
            lang,
            Words::new(
                "시각은 앞의 것보다 뒤여야 합니다. 순서를 고치십시오.",
                "Each time has to be later than the one before it. Put them in order.",
            ),
        ),
        BehaviourProblem::TooManyLines { most } => fill(
            lang,
            Words::new(
                "{0}줄까지 쓸 수 있습니다. 줄이십시오.",
                "At most {0} lines are read. Shorten it.",
            ),
            &[super::count(*most)],
        ),
        BehaviourProblem::NoSuchContainer { name } => fill(
            lang,
            Words::new(
                "파드에 {0}{이라}는 컨테이너가 없습니다. 애너테이션의 이름을 고치십시오.",
                "The Pod has no container {0}. Correct the name in the annotation.",
            ),
            &[code(name)],
        ),
    })
}

fn expected(what: Expected, found: &str, lang: Lang) -> Sentence {
    let wanted = match what {
        Expected::Word(word) => code(word),
        Expected::Time => plain(
            Words::new(
                "시간(예: 300ms, 14s, 1m30s)",
                "a time such as 300ms, 14s or 1m30s",
            )
            .in_lang(lang),
        ),
        Expected::Port => {
            plain(Words::new("1부터 65535까지의 포트", "a port from 1 to 65535").in_lang(lang))
        }
        Expected::HttpStatus => plain(
            Words::new(
                "100부터 599까지의 HTTP 상태 코드",
                "an HTTP status from 100 to 599",
            )
            .in_lang(lang),
        ),
        Expected::ExitCode => plain(
            Words::new("0부터 255까지의 종료 코드", "an exit code from 0 to 255").in_lang(lang),
        ),
        Expected::Quantity => {
            plain(Words::new("수량(예: 10Mi)", "a quantity such as 10Mi").in_lang(lang))
        }
        Expected::Rate => plain(
            Words::new(
                "every 또는 1부터 20까지의 수",
                "every, or a number from 1 to 20",
            )
            .in_lang(lang),
        ),
        Expected::Count => plain(Words::new("횟수", "a number of times").in_lang(lang)),
    };
    let words = if found.is_empty() {
        Words::new(
            "줄의 끝에 {0}{이} 빠졌습니다. 이어서 쓰십시오.",
            "The end of the line lacks {0}. Add it.",
        )
    } else {
        Words::new(
            "{1} 자리에는 {0}{이} 와야 합니다.",
            "In place of {1} there should be {0}.",
        )
    };
    fill(lang, words, &[wanted, quote(found)])
}
