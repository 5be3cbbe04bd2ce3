//! Why a text is not YAML, and how it becomes YAML.

use crate::manifest::SyntaxProblem;

use crate::text::sentence::{fill, quote};
use crate::text::{Lang, Sentence, Words};

/// The problem and the next step.
pub(super) fn sentence(problem: &SyntaxProblem, lang: Lang) -> Sentence {
    let words = match problem {
        SyntaxProblem::Tab => Words::new(
            "탭이 있습니다. YAML의 들여쓰기에는 빈칸만 씁니다. 탭을 빈칸 두 개로 바꾸십시오.",
            "There is a tab. YAML is indented with blanks only, so replace it with two blanks.",
        ),
        SyntaxProblem::UnclosedQuote => Words::new(
            "여기서 시작한 따옴표가 닫히지 않았습니다. 값의 끝에 따옴표를 붙이십시오.",
            "The quote that begins here is never closed. Add the closing quote.",
        ),
        SyntaxProblem::UnclosedBracket => Words::new(
            "괄호의 짝이 맞지 않습니다. 빠진 괄호를 채우거나 남는 괄호를 지우십시오.",
            "The brackets do not match. Add the one that is missing or remove the one too many.",
        ),
        SyntaxProblem::UnexpectedMapping => Words::new(
            "이미 값이 있는 줄 아래에 필드가 또 있습니다. 들여쓰기를 위의 필드와 맞추십시오.",
            "There is a field below a line that already has its value. Indent it like the fields above.",
        ),
        SyntaxProblem::CommentWithoutHash => Words::new(
            "값 뒤에 설명이 붙어 있습니다. 주석이라면 앞에 빈칸과 `#`을 붙이십시오.",
            "A remark follows the value. Put a blank and a `#` before a comment.",
        ),
        SyntaxProblem::Indentation => Words::new(
            "이 줄의 들여쓰기가 위의 어느 줄과도 맞지 않습니다. 같은 자리의 필드와 맞추십시오.",
            "This line is indented like no line above it. Align it with the fields beside it.",
        ),
        SyntaxProblem::ListOnKeyLine => Words::new(
            "목록이 필드 이름과 같은 줄에서 시작합니다. `-`로 시작하는 항목을 다음 줄로 옮기십시오.",
            "A list begins on the line of its field. Move the item with its `-` to the next line.",
        ),
        SyntaxProblem::ReservedCharacter(_) => Words::new(
            "값이 YAML의 예약 문자 {0}{으로} 시작합니다. 값 전체를 따옴표로 감싸십시오.",
            "The value begins with {0}, which YAML keeps for itself. Put the whole value in quotes.",
        ),
        SyntaxProblem::ColonMissing => Words::new(
            "필드 이름 뒤에 쌍점이 없습니다. `이름: 값`처럼 쌍점과 빈칸을 넣으십시오.",
            "There is no colon after the field's name. Write `name: value`, with a colon and a blank.",
        ),
        SyntaxProblem::UnknownAnchor => Words::new(
            "`*`로 부른 이름이 앞에서 `&`로 정해지지 않았습니다. 철자를 확인하거나 값을 그대로 쓰십시오.",
            "The name after `*` was not set with `&` before. Check the spelling, or write the value itself.",
        ),
        SyntaxProblem::KeyNotText => Words::new(
            "필드 이름 자리에 목록이나 객체가 있습니다. 템플릿이라면 값을 채운 뒤에 붙여 넣고, 아니면 따옴표로 감싸십시오.",
            "There is a list or an object in place of a field's name. Fill in the template first, or put the value in quotes.",
        ),
        SyntaxProblem::ControlCharacter => Words::new(
            "보이지 않는 제어 문자가 있습니다. 이 자리의 글자를 지우고 다시 쓰십시오.",
            "There is an invisible control character. Remove what is here and write it again.",
        ),
        SyntaxProblem::Other(_) => Words::new(
            "이 줄을 YAML로 읽을 수 없습니다. 들여쓰기와 따옴표를 확인하십시오: {0}",
            "This line cannot be read as YAML. Check indentation and quotes: {0}",
        ),
    };
    let told = match problem {
        SyntaxProblem::Other(told) => told.clone(),
        SyntaxProblem::ReservedCharacter(character) => character.to_string(),
        SyntaxProblem::Tab
        | SyntaxProblem::UnclosedQuote
        | SyntaxProblem::UnclosedBracket
        | SyntaxProblem::UnexpectedMapping
        | SyntaxProblem::CommentWithoutHash
        | SyntaxProblem::Indentation
        | SyntaxProblem::ListOnKeyLine
        | SyntaxProblem::ColonMissing
        | SyntaxProblem::UnknownAnchor
        | SyntaxProblem::KeyNotText
        | SyntaxProblem::ControlCharacter => String::new(),
    };
    fill(lang, words, &[quote(&told)])
}
