//! A command line to words: quotes, backslashes and the mark of standard input. Pipes, loops and
//! expansions belong to the shell, not here.

/// Splits a line as a shell does when nothing is expanded; `<<WORD` is left out.
pub fn split(line: &str) -> Result<Vec<String>, WordsError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\'' | '"' => {
                let text = quoted(character, &mut characters)?;
                word.get_or_insert_default().push_str(&text);
            }
            '\\' => {
                if let Some(next) = characters.next() {
                    word.get_or_insert_default().push(next);
                }
            }
            '#' if word.is_none() => break,
            '<' if characters.peek() == Some(&'<') => {
                words.extend(word.take());
                skip_mark(&mut characters);
            }
            '|' | '>' | '<' | ';' | '&' | '`' => return Err(WordsError::Operator(character)),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Why a line cannot be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordsError {
    OpenQuote(char),
    /// A part of the shell's language that this terminal does not know.
    Operator(char),
}

type Characters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn quoted(quote: char, characters: &mut Characters<'_>) -> Result<String, WordsError> {
    let mut text = String::new();
    while let Some(character) = characters.next() {
        match character {
            _ if character == quote => return Ok(text),
            '\\' if quote == '"' => match characters.next() {
                Some(next @ ('"' | '\\' | '$' | '`')) => text.push(next),
                Some(next) => text.extend(['\\', next]),
                None => break,
            },
            other => text.push(other),
        }
    }
    Err(WordsError::OpenQuote(quote))
}

/// The second `<` and the word after it.
fn skip_mark(characters: &mut Characters<'_>) {
    characters.next();
    while characters.next_if(|c| c.is_whitespace()).is_some() {}
    while characters.next_if(|c| !c.is_whitespace()).is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_does() {
        let cases: [(&str, &[&str]); 6] = [
            ("kubectl get po", &["kubectl", "get", "po"]),
            ("a 'b c' \"d \\\" e\"", &["a", "b c", "d \" e"]),
            ("a\\ b ''", &["a b", ""]),
            ("kubectl apply -f - <<END", &["kubectl", "apply", "-f", "-"]),
            ("get # all", &["get"]),
            ("—force a#b", &["—force", "a#b"]),
        ];
        for (line, expected) in cases {
            assert_eq!(split(line).unwrap(), expected, "{line}");
        }
        assert_eq!(split("a 'b"), Err(WordsError::OpenQuote('\'')));
        assert_eq!(split("a | b"), Err(WordsError::Operator('|')));
    }
}
