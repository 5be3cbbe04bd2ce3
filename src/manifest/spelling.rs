//! The nearest known word to a misspelt one.

/// The candidate that is spelt most like `word`, if any is near enough to be meant: at most one
/// edit in three letters, and the first of equals.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const LETTERS_MOST: usize = 64;
    if word.len() > LETTERS_MOST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let edits = if candidate.eq_ignore_ascii_case(word) {
            0
        } else {
            distance(word.as_bytes(), candidate.as_bytes())
        };
        let near = edits * 3 <= word.len().max(candidate.len());
        if near && best.is_none_or(|(least, _)| edits < least) {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(letter != other);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *other {
                least = least.min(before_last[j - 1] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let fields = [
            "containers",
            "initContainers",
            "livenessProbe",
            "image",
            "name",
        ];
        let cases = [
            ("contianers", Some("containers")),
            ("contaners", Some("containers")),
            ("initContainer", Some("initContainers")),
            ("livnessProbe", Some("livenessProbe")),
            ("LivenessProbe", Some("livenessProbe")),
            ("imgae", Some("image")),
            ("replicas", None),
            ("x", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, fields.into_iter()), expected, "{word}");
        }
    }
}
