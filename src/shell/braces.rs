//! `{1..5}` and `{a,b}`, which only bash knows.

use super::ast::{Part, Word};

/// How many words one word may become.
const MAX_WORDS: usize = 1000;
/// How many pairs of braces one word may have; further ones stay as they are.
const MAX_BRACES: u32 = 20;

/// The words a word with braces stands for, or `None` if it has none.
pub(super) fn expand(word: &Word) -> Option<Vec<Word>> {
    expand_level(word, MAX_BRACES)
}

fn expand_level(word: &Word, levels_left: u32) -> Option<Vec<Word>> {
    let levels_left = levels_left.checked_sub(1)?;
    let (index, text, open, close) = word.parts.iter().enumerate().find_map(|(index, part)| {
        let Part::Literal(text) = part else {
            return None;
        };
        let close = text.find('}')?;
        let open = text[..close].rfind('{')?;
        Some((index, text, open, close))
    })?;
    let pieces = pieces(&text[open + 1..close])?;
    let mut words = Vec::new();
    for piece in pieces {
        let mut parts = word.parts[..index].to_vec();
        let joined = format!("{}{piece}{}", &text[..open], &text[close + 1..]);
        if !joined.is_empty() {
            parts.push(Part::Literal(joined));
        }
        parts.extend(word.parts[index + 1..].iter().cloned());
        let word = Word { parts };
        match expand_level(&word, levels_left) {
            Some(more) => words.extend(more),
            None => words.push(word),
        }
        if words.len() >= MAX_WORDS {
            break;
        }
    }
    Some(words)
}

fn pieces(inside: &str) -> Option<Vec<String>> {
    if inside.contains(',') {
        return Some(inside.split(',').map(str::to_string).collect());
    }
    let mut ends = inside.split("..");
    let (first, last, step) = (ends.next()?, ends.next()?, ends.next());
    if let (Ok(from), Ok(to)) = (first.parse::<i32>(), last.parse::<i32>()) {
        let step: i32 = step.map_or(Ok(1), str::parse).ok()?;
        let width = if first.starts_with('0') && first.len() > 1 {
            first.len()
        } else {
            0
        };
        let numbers = range(i64::from(from), i64::from(to), i64::from(step));
        return Some(numbers.map(|number| format!("{number:0width$}")).collect());
    }
    match (first.as_bytes(), last.as_bytes(), step) {
        ([from], [to], None) if from.is_ascii_alphabetic() && to.is_ascii_alphabetic() => {
            let letters = range(i64::from(*from), i64::from(*to), 1);
            let letter = |code: i64| u8::try_from(code).map(char::from).ok();
            Some(letters.filter_map(letter).map(String::from).collect())
        }
        _ => None,
    }
}

fn range(from: i64, to: i64, step: i64) -> impl Iterator<Item = i64> {
    let step = step.abs().max(1);
    let count = usize::try_from((to - from).abs() / step + 1)
        .unwrap_or(0)
        .min(MAX_WORDS);
    let direction = if to < from { -step } else { step };
    std::iter::successors(Some(from), move |number| Some(number + direction)).take(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_make_words() {
        let expanded = |text: &str| {
            let word = Word {
                parts: vec![Part::Literal(text.to_string())],
            };
            expand(&word).map(|words| {
                words
                    .iter()
                    .map(|word| word.literal().unwrap_or(""))
                    .collect::<Vec<_>>()
                    .join(" ")
            })
        };
        assert_eq!(expanded("{1..4}").as_deref(), Some("1 2 3 4"));
        assert_eq!(expanded("a{x,y}b").as_deref(), Some("axb ayb"));
        assert_eq!(expanded("{3..1}").as_deref(), Some("3 2 1"));
        assert_eq!(expanded("{a..c}").as_deref(), Some("a b c"));
        assert_eq!(expanded("{}"), None);
        assert_eq!(expanded("{x}"), None);
    }
}
