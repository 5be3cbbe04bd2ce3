//! One text: plain, in quotes or as a block (goyaml.v2/emitterc.go yaml_emitter_analyze_scalar,
//! yaml_emitter_select_scalar_style and the writers of each style).

use super::words::reads_as_text;

/// A line that is longer than this is folded at its next space.
const WIDTH: usize = 80;

/// Appends a text in the style it needs; `indent` is where its further lines begin, `None` for a
/// key, which stays on its line.
pub fn push(out: &mut String, text: &str, indent: Option<usize>) {
    let form = Form::of(text);
    let wants_block = text.contains('\n') && form.block;
    match indent {
        Some(indent) if wants_block => return push_block(out, text, indent),
        _ if text.contains('\n') => {}
        _ if reads_as_text(text) && form.plain => return push_plain(out, text, indent),
        _ if reads_as_text(text) && form.single_quoted => {
            return push_single_quoted(out, text, indent);
        }
        _ => {}
    }
    push_double_quoted(out, text, indent);
}

/// The styles that a text may take.
struct Form {
    plain: bool,
    single_quoted: bool,
    block: bool,
}

impl Form {
    fn of(text: &str) -> Form {
        let printable = text.chars().all(is_printable);
        let space_before_break = text.contains(" \n");
        let space_after_break = text.contains("\n ");
        let at_edge = [' ', '\n'];
        let plain = !text.is_empty()
            && !text.starts_with(at_edge)
            && !text.ends_with(at_edge)
            && !text.contains('\n')
            && !has_indicators(text);
        Form {
            plain: plain && printable,
            single_quoted: printable && !space_before_break && !space_after_break,
            block: printable && !space_before_break && !text.ends_with(' '),
        }
    }
}

/// Whether a plain text would be taken for something else because of a character in it.
fn has_indicators(text: &str) -> bool {
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    let mut first = true;
    while let Some(character) = characters.next() {
        let ends_word = characters
            .peek()
            .is_none_or(|next| matches!(next, ' ' | '\t'));
        let indicates = match character {
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
            | '@' | '`'
                if first =>
            {
                true
            }
            '?' | '-' if first => ends_word,
            ':' => ends_word,
            '#' => before == ' ',
            _ => false,
        };
        if indicates {
            return true;
        }
        before = character;
        first = false;
    }
    text.starts_with("---") || text.starts_with("...")
}

/// Characters that need no escape. A tab is none of them, nor is anything beyond the basic plane.
fn is_printable(character: char) -> bool {
    matches!(character, '\n' | ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fffd}')
        && character != '\u{feff}'
}

fn column(out: &str) -> usize {
    let line = out.rsplit('\n').next().unwrap_or_default();
    line.chars().count()
}

fn break_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Folds or writes the spaces of a text, and hands over everything else.
fn push_folded(
    out: &mut String,
    text: &str,
    indent: Option<usize>,
    push_character: fn(&mut String, char),
    keeps_double_spaces: bool,
) {
    let last = text
        .char_indices()
        .next_back()
        .map_or(0, |(index, _)| index);
    let mut after_space = false;
    let mut column_now = column(out);
    for (index, character) in text.char_indices() {
        if character != ' ' {
            let length = out.len();
            push_character(out, character);
            column_now += out[length..].chars().count();
            after_space = false;
            continue;
        }
        let next_is_space = text[index + 1..].starts_with(' ');
        let inside = index > 0 && index < last;
        let fits_style = keeps_double_spaces || !next_is_space;
        match indent {
            Some(indent) if inside && fits_style && !after_space && column_now > WIDTH => {
                break_line(out, indent);
                column_now = indent;
                if next_is_space {
                    out.push('\\');
                    column_now += 1;
                }
            }
            _ => {
                out.push(' ');
                column_now += 1;
            }
        }
        after_space = true;
    }
}

fn push_plain(out: &mut String, text: &str, indent: Option<usize>) {
    push_folded(out, text, indent, String::push, false);
}

fn push_single_quoted(out: &mut String, text: &str, indent: Option<usize>) {
    out.push('\'');
    let double_quote = |out: &mut String, character| {
        if character == '\'' {
            out.push('\'');
        }
        out.push(character);
    };
    push_folded(out, text, indent, double_quote, false);
    out.push('\'');
}

fn push_double_quoted(out: &mut String, text: &str, indent: Option<usize>) {
    out.push('"');
    push_folded(out, text, indent, push_escaped, true);
    out.push('"');
}

fn push_escaped(out: &mut String, character: char) {
    let letter = match character {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' | '\\' => character,
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ if is_printable(character) => return out.push(character),
        _ => {
            let code = u32::from(character);
            let escape = match code {
                0..=0xff => format!("\\x{code:02X}"),
                0x100..=0xffff => format!("\\u{code:04X}"),
                _ => format!("\\U{code:08X}"),
            };
            return out.push_str(&escape);
        }
    };
    out.push('\\');
    out.push(letter);
}

/// `|`, with a digit if the text begins with a space or a line break, and a sign if it does not
/// end with exactly one line break.
fn push_block(out: &mut String, text: &str, indent: usize) {
    out.push('|');
    if text.starts_with([' ', '\n']) {
        out.push_str(&super::INDENT.to_string());
    }
    match text.strip_suffix('\n') {
        None => out.push('-'),
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => out.push('+'),
        Some(_) => {}
    }
    out.push('\n');
    for line in text.split_inclusive('\n') {
        if line != "\n" {
            out.extend(std::iter::repeat_n(' ', indent));
        }
        out.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        push(&mut out, text, Some(2));
        out
    }

    #[test]
    fn every_text_has_its_style() {
        let cases = [
            ("nginx:1.25", "nginx:1.25"),
            ("http://a/b", "http://a/b"),
            ("", "\"\""),
            ("true", "\"true\""),
            ("3600", "\"3600\""),
            ("-c", "-c"),
            ("- c", "'- c'"),
            ("-", "'-'"),
            ("a: b", "'a: b'"),
            ("a:", "'a:'"),
            ("a #b", "'a #b'"),
            ("a#b", "a#b"),
            ("*/1 * * * *", "'*/1 * * * *'"),
            ("it's", "it's"),
            ("'it's'", "'''it''s'''"),
            ("\"x\"", "'\"x\"'"),
            ("{a}", "'{a}'"),
            ("a{b}", "a{b}"),
            (" x", "' x'"),
            ("x ", "'x '"),
            ("---", "'---'"),
            ("?", "'?'"),
            ("?a", "?a"),
            ("%", "'%'"),
            ("a\tb", "\"a\\tb\""),
            ("a\r\n", "\"a\\r\\n\""),
            ("\u{1}\u{1f600}", "\"\\x01\\U0001F600\""),
            ("한국어", "한국어"),
            ("a\n", "|\n  a\n"),
            ("a\n\nb", "|-\n  a\n\n  b"),
            ("a\n\n", "|+\n  a\n\n"),
            (" a\nb\n", "|2\n   a\n  b\n"),
            ("\n", "|2+\n\n"),
            ("a \nb", "\"a \\nb\""),
            ("a\nb ", "\"a\\nb \""),
        ];
        for (text, expected) in cases {
            assert_eq!(written(text), expected, "{text:?}");
        }
    }

    #[test]
    fn long_texts_fold_in_every_style() {
        let long = "word ".repeat(20);
        let plain = written(long.trim_end());
        assert_eq!(
            plain.lines().map(str::len).collect::<Vec<_>>(),
            [84, 16],
            "{plain}"
        );
        assert!(written(&format!("'{long}'")).contains("word\n  word"));
        assert!(written(&format!("\t{long}")).contains("word\n  word"));
        let gaps = written(&format!("\t{}", "word  ".repeat(20)));
        assert!(gaps.contains("word\n  \\ word"), "{gaps}");
    }

    #[test]
    fn a_key_stays_on_its_line() {
        let mut out = String::new();
        push(&mut out, &"word ".repeat(20), None);
        assert_eq!(out.lines().count(), 1);
    }
}
