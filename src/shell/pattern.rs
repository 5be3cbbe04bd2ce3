//! Shell patterns: `*`, `?`, `[…]`, and a backslash that takes a character's meaning away.

/// How many comparisons one match may cost; beyond it the answer is no.
const MAX_EFFORT: u32 = 2_000_000;

/// Bounds the work of a whole family of matches (all suffixes of a value, say).
pub(super) struct Effort(u32);

impl Effort {
    pub(super) fn new() -> Effort {
        Effort(MAX_EFFORT)
    }

    pub(super) fn is_spent(&self) -> bool {
        self.0 == 0
    }

    fn spend(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }
}

/// Whether the pattern has anything but plain characters.
pub(super) fn is_magic(pattern: &str) -> bool {
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '*' | '?' | '[' => return true,
            _ => {}
        }
    }
    false
}

/// Adds text to a pattern so that it stands for itself.
pub(super) fn push_escaped(pattern: &mut String, text: &str) {
    for character in text.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\' | '-' | '!' | '^') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
}

pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    matches_characters(&pattern, &text, &mut Effort::new())
}

/// Matches the whole text; after a mismatch only the newest `*` is moved, which is enough.
pub(super) fn matches_characters(pattern: &[char], text: &[char], effort: &mut Effort) -> bool {
    let (mut at, mut here) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        if !effort.spend() {
            return false;
        }
        if at == pattern.len() && here == text.len() {
            return true;
        }
        if pattern.get(at) == Some(&'*') {
            star = Some((at + 1, here));
            at += 1;
            continue;
        }
        if let Some(next) = text.get(here).and_then(|c| matches_one(pattern, at, *c)) {
            at = next;
            here += 1;
            continue;
        }
        match star {
            Some((after_star, from)) if from < text.len() => {
                star = Some((after_star, from + 1));
                at = after_star;
                here = from + 1;
            }
            _ => return false,
        }
    }
}

/// Whether the element at `at` takes this character; if so, where the next element starts.
fn matches_one(pattern: &[char], at: usize, character: char) -> Option<usize> {
    match pattern.get(at)? {
        '?' => Some(at + 1),
        '[' => match bracket(pattern, at, character) {
            Some((is_match, next)) => is_match.then_some(next),
            None => (character == '[').then_some(at + 1),
        },
        '\\' => {
            let literal = pattern.get(at + 1).copied().unwrap_or('\\');
            (literal == character).then_some((at + 2).min(pattern.len()))
        }
        literal => (*literal == character).then_some(at + 1),
    }
}

/// `[a-z]`, `[!a]`, `[[:digit:]]`; `None` if it is never closed.
fn bracket(pattern: &[char], open: usize, character: char) -> Option<(bool, usize)> {
    let mut at = open + 1;
    let is_negated = matches!(pattern.get(at), Some('!' | '^'));
    if is_negated {
        at += 1;
    }
    let first = at;
    let mut is_match = false;
    loop {
        let mut low = *pattern.get(at)?;
        if low == ']' && at > first {
            return Some((is_match != is_negated, at + 1));
        }
        if low == '[' && pattern.get(at + 1) == Some(&':') {
            let length = pattern[at + 2..].iter().position(|c| *c == ':')?;
            let name: String = pattern[at + 2..at + 2 + length].iter().collect();
            is_match |= in_class(&name, character);
            at += length + 4;
            continue;
        }
        if low == '\\' {
            at += 1;
            low = *pattern.get(at)?;
        }
        at += 1;
        let mut high = low;
        if pattern.get(at) == Some(&'-') && pattern.get(at + 1).is_some_and(|c| *c != ']') {
            high = pattern[at + 1];
            at += 2;
        }
        is_match |= (low..=high).contains(&character);
    }
}

/// `[:name:]`, for patterns and regular expressions alike.
pub(super) fn in_class(name: &str, character: char) -> bool {
    match name {
        "alpha" => character.is_alphabetic(),
        "digit" => character.is_ascii_digit(),
        "alnum" => character.is_alphanumeric(),
        "space" => character.is_whitespace(),
        "blank" => matches!(character, ' ' | '\t'),
        "upper" => character.is_uppercase(),
        "lower" => character.is_lowercase(),
        "punct" => character.is_ascii_punctuation(),
        "xdigit" => character.is_ascii_hexdigit(),
        "cntrl" => character.is_control(),
        "print" => !character.is_control(),
        "graph" => !character.is_control() && !character.is_whitespace(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abbd", false),
            ("[a-c]?", "bz", true),
            ("[!a-c]?", "bz", false),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("[[:digit:]]*", "7up", true),
            ("[", "[", true),
            ("*.txt", "a.txt", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        assert!(!matches(&"*a".repeat(500), &"a".repeat(499)));
    }
}
