//! Verbs that are none, or none here.

use super::super::context::Context;

/// Every command that a real kubectl shows in its help: the candidates for "Did you mean this?".
const KNOWN: &str = "annotate api-resources api-versions apply attach auth autoscale certificate \
    cluster-info completion config cordon cp create debug delete describe diff drain edit events \
    exec explain expose get kustomize label logs options patch plugin port-forward proxy replace \
    rollout run scale set taint top uncordon version wait";

/// Other programs' words for a verb.
const MEANT: [(&str, &str); 6] = [
    ("list", "get"),
    ("ls", "get"),
    ("inspect", "describe"),
    ("rm", "delete"),
    ("remove", "delete"),
    ("stats", "top"),
];

/// Says what is wrong with a verb, and what may have been meant.
pub(super) fn tell(context: &mut Context<'_>, word: &str) {
    if KNOWN.split_whitespace().any(|known| known == word) {
        let message = match word {
            "edit" => {
                "kubectl edit needs an editor, and this terminal has none. Use kubectl patch, \
                       or change the manifest and kubectl apply -f"
                    .to_owned()
            }
            _ => format!("kubectl {word} is not simulated yet"),
        };
        context.fail(&message);
        return;
    }
    let mut text = format!("unknown command {word:?} for \"kubectl\"");
    let suggestions = suggestions(word);
    if !suggestions.is_empty() {
        text += "\n\nDid you mean this?";
        for suggestion in suggestions {
            text += &format!("\n\t{suggestion}");
        }
    }
    context.fail(&text);
}

/// Commands at most two changes away, that go on from what was typed, or that other programs
/// call so (kubectl.md §21; spf13/cobra SuggestionsFor).
fn suggestions(word: &str) -> Vec<&'static str> {
    let word = word.to_lowercase();
    let is_meant = |known: &str| MEANT.contains(&(word.as_str(), known));
    KNOWN
        .split_whitespace()
        .filter(|known| known.starts_with(&word) || distance(known, &word) <= 2 || is_meant(known))
        .collect()
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_answered_with_what_was_meant() {
        assert_eq!(suggestions("desscrube"), ["describe"]);
        assert_eq!(suggestions("gte"), ["get"]);
        assert_eq!(suggestions("foo"), ["top"]);
        assert_eq!(suggestions("remove"), ["delete"]);
        assert_eq!(suggestions("inspect"), ["describe"]);
        assert!(suggestions("get-pods").is_empty());
        assert!(suggestions("deploy").is_empty());
    }
}
