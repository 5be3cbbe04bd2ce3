//! Scalars as kubectl writes them into YAML (sigs.k8s.io/yaml: quoted only where they would read
//! as something else).

/// A text as a YAML scalar on one line.
pub(super) fn scalar(text: &str) -> String {
    if needs_quotes(text) {
        return quoted(text);
    }
    text.to_owned()
}

fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(|c| !c.is_control());
    if is_plain && !reads_as_another_type(text) && !text.is_empty() {
        return format!("'{}'", text.replace('\'', "''"));
    }
    format!("{text:?}")
}

fn needs_quotes(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return true;
    };
    let is_indicator = "-?:,[]{}#&*!|>'\"%@`".contains(first);
    let is_word_after_dash =
        "-?:".contains(first) && text[1..].starts_with(|c: char| c != ' ' && !",[]{}".contains(c));
    (is_indicator && !is_word_after_dash)
        || text.contains(": ")
        || text.contains(" #")
        || text.ends_with(':')
        || text.starts_with(' ')
        || text.ends_with(' ')
        || text.chars().any(char::is_control)
        || reads_as_another_type(text)
}

/// Numbers, truth values, nothing, dates.
fn reads_as_another_type(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", ".nan",
    ];
    let lower = text.to_lowercase();
    let number = lower.trim_start_matches(['+', '-']);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && number.contains(|c: char| c.is_ascii_digit())
        && number
            .chars()
            .all(|c| c.is_ascii_hexdigit() || "._xo+-:".contains(c))
        && !number.contains("..")
        && number.matches('.').count() <= 1
        && (number.starts_with("0x")
            || number
                .chars()
                .all(|c| c.is_ascii_digit() || "._e+-o:".contains(c)));
    WORDS.contains(&lower.as_str()) || is_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_only_where_they_must() {
        let cases = [
            ("nginx", "nginx"),
            ("busybox:1.28", "busybox:1.28"),
            ("-c", "-c"),
            ("exit 1", "exit 1"),
            ("3600", "\"3600\""),
            ("true", "\"true\""),
            ("", "\"\""),
            ("1.2.3", "1.2.3"),
            ("a: b", "'a: b'"),
            ("[x]", "'[x]'"),
            ("10.96.0.1", "10.96.0.1"),
        ];
        for (text, expected) in cases {
            assert_eq!(scalar(text), expected, "{text}");
        }
    }
}
