//! Whether a line only looks. What is not certain counts as acting: a line that looks may be
//! typed into the past without making another branch of it.

use crate::shell::ast::{Chain, Command, CommandKind, List, Part, RedirectKind, Script, Word};
use crate::shell::parse;

use super::verb;

/// Programs that change nothing but what they print.
const LOOKING: [&str; 34] = [
    "[", ":", "awk", "base64", "basename", "break", "cat", "clear", "continue", "cut", "date",
    "dirname", "echo", "egrep", "expr", "false", "fgrep", "grep", "head", "hostname", "id", "ls",
    "nl", "printf", "pwd", "sleep", "sort", "tac", "tail", "test", "tr", "true", "uniq", "wc",
];

/// Whether a line leaves no trace in the World, and nothing behind for the lines after it.
pub fn is_read_only(line: &str) -> bool {
    script_looks(&parse(line))
}

fn script_looks(script: &Script) -> bool {
    script.lines.iter().all(|list| list_looks(list))
}

fn list_looks(list: &List) -> bool {
    list.chains.iter().all(|chain| chain_looks(chain))
}

fn chain_looks(chain: &Chain) -> bool {
    let mut commands = chain.links.iter().flat_map(|link| &link.pipeline.commands);
    commands.all(|command| command_looks(command))
}

fn command_looks(command: &Command) -> bool {
    let redirects_look = command
        .redirects
        .iter()
        .all(|redirect| match redirect.kind {
            RedirectKind::Read | RedirectKind::Duplicate => word_looks(&redirect.target),
            RedirectKind::HereDocument => word_looks(&redirect.target),
            RedirectKind::Write | RedirectKind::Append | RedirectKind::WriteBoth => {
                text_of(&redirect.target).as_deref() == Some("/dev/null")
            }
        });
    redirects_look && kind_looks(&command.kind)
}

fn kind_looks(kind: &CommandKind) -> bool {
    match kind {
        CommandKind::Simple { assignments, words } => {
            assignments.is_empty() && words.iter().all(word_looks) && words_look(words)
        }
        CommandKind::Group(list) | CommandKind::Subshell(list) => list_looks(list),
        CommandKind::If { arms, otherwise } => {
            arms.iter()
                .all(|(condition, body)| list_looks(condition) && list_looks(body))
                && otherwise.as_ref().is_none_or(|list| list_looks(list))
        }
        CommandKind::Loop {
            condition, body, ..
        } => list_looks(condition) && list_looks(body),
        CommandKind::For { words, body, .. } => {
            words.iter().flatten().all(word_looks) && list_looks(body)
        }
        CommandKind::Case { subject, arms } => {
            word_looks(subject) && arms.iter().all(|arm| list_looks(&arm.body))
        }
        CommandKind::Function { .. } => false,
    }
}

/// A program and its arguments; what is only known when it runs stands as a word of no meaning.
fn words_look(words: &[Word]) -> bool {
    let Some((program, arguments)) = words.split_first() else {
        return true;
    };
    let arguments = || -> Vec<String> {
        let texts = arguments.iter().map(text_of);
        texts
            .map(|text| text.unwrap_or_else(|| verb::UNKNOWN_WORD.to_owned()))
            .collect()
    };
    match text_of(program).as_deref() {
        Some("kubectl" | "k") => verb::is_read_only(&arguments()),
        Some("ssh") => {
            let arguments = arguments();
            let is_known = !arguments.iter().any(|word| word == verb::UNKNOWN_WORD);
            is_known && is_read_only(&arguments.get(1..).unwrap_or_default().join(" "))
        }
        Some(program) => LOOKING.contains(&program),
        None => false,
    }
}

/// Whether expanding a word changes nothing.
fn word_looks(word: &Word) -> bool {
    word.parts.iter().all(|part| match part {
        Part::Substitution { script, .. } => script_looks(script),
        Part::Literal(_) | Part::Quoted(_) | Part::Parameter { .. } => true,
        Part::Arithmetic { .. } => false,
    })
}

/// The text of a word without expansions.
fn text_of(word: &Word) -> Option<String> {
    let texts = word.parts.iter().map(|part| match part {
        Part::Literal(text) | Part::Quoted(text) => Some(text.as_str()),
        Part::Parameter { .. } | Part::Substitution { .. } | Part::Arithmetic { .. } => None,
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_is_told_from_acting() {
        for line in [
            "",
            "kubectl get pods",
            "kubectl get pods -w | grep web",
            "while true; do date && kubectl get pod web; sleep 1; done",
            "for n in 1 2; do kubectl logs web-$n; done",
            "cat web.yaml 2> /dev/null | head -3",
            "ssh node1 ls /tmp",
            "kubectl frobnicate",
        ] {
            assert!(is_read_only(line), "{line}");
        }
        for line in [
            "kubectl delete pod web",
            "kubectl get pods; kubectl delete pod web",
            "kubectl $verb pods",
            "sleep 5 && kubectl apply -f web.yaml",
            "echo $(kubectl delete pod web)",
            "cat > web.yaml",
            "x=1",
            "cd yaml",
            "f() { ls; }; f",
            "ssh node1 touch /tmp/ready",
            "curl 10.0.0.1",
            "kubectl get pod web -o name | xargs kubectl delete",
        ] {
            assert!(!is_read_only(line), "{line}");
        }
    }
}
