//! What the editor types along: indentation after Enter, and Tab over several lines.

/// Two spaces, as Kubernetes' own examples have it.
pub const INDENT: &str = "  ";

/// What Enter inserts behind this beginning of a line: a line break and the indentation that
/// the next line most likely has.
pub fn line_break(before_caret: &str) -> String {
    let line = before_caret.rsplit('\n').next().unwrap_or_default();
    let content = line.trim_start_matches(' ');
    let mut inserted = String::from("\n");
    inserted.push_str(&line[..line.len() - content.len()]);
    if content.starts_with("- ") && content.contains(':') {
        inserted.push_str(INDENT);
    }
    let opens = content.trim_end();
    if opens.ends_with(':') || opens.ends_with(": |") {
        inserted.push_str(INDENT);
    }
    inserted
}

/// These whole lines one step further in, or out.
pub fn shift(lines: &str, further: bool) -> String {
    let shifted: Vec<String> = lines
        .split('\n')
        .map(|line| {
            if !further {
                let dedented = line.strip_prefix(INDENT).or(line.strip_prefix(' '));
                dedented.unwrap_or(line).to_owned()
            } else if line.is_empty() {
                String::new()
            } else {
                [INDENT, line].concat()
            }
        })
        .collect();
    shifted.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_goes_on_where_the_next_line_most_likely_starts() {
        let cases = [
            ("kind: Pod", "\n"),
            ("spec:", "\n  "),
            ("x\n  containers:", "\n    "),
            ("  - name: web", "\n    "),
            ("    command:", "\n      "),
            ("  - sleep", "\n  "),
            ("  run: |", "\n    "),
            ("", "\n"),
        ];
        for (before, inserted) in cases {
            assert_eq!(line_break(before), inserted, "{before:?}");
        }
    }

    #[test]
    fn lines_move_in_and_out_together() {
        assert_eq!(shift("a:\n  b: 1\n\nc", true), "  a:\n    b: 1\n\n  c");
        assert_eq!(shift("  a:\n b: 1\nc", false), "a:\nb: 1\nc");
    }
}
