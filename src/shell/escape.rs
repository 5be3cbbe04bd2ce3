//! Backslash escapes as `echo -e`, `printf` and `$'…'` read them.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `echo -e` and `%b`: octal is `\0nnn`, `\c` ends the output.
    Echo,
    /// A format of `printf`: octal is `\nnn`.
    Format,
    /// `$'…'`: as a format, and quotes may be escaped.
    Quotes,
}

pub(super) struct Unescaped {
    pub(super) text: String,
    /// `\c` was met: nothing more may be printed.
    pub(super) ends_output: bool,
}

pub(super) fn unescape(text: &str, style: Style) -> Unescaped {
    let characters: Vec<char> = text.chars().collect();
    let mut result = Unescaped {
        text: String::new(),
        ends_output: false,
    };
    let mut position = 0;
    while let Some(&character) = characters.get(position) {
        position += 1;
        if character != '\\' {
            result.text.push(character);
            continue;
        }
        let Some(&letter) = characters.get(position) else {
            result.text.push('\\');
            break;
        };
        position += 1;
        match letter {
            'n' => result.text.push('\n'),
            't' => result.text.push('\t'),
            'r' => result.text.push('\r'),
            'a' => result.text.push('\u{7}'),
            'b' => result.text.push('\u{8}'),
            'f' => result.text.push('\u{c}'),
            'v' => result.text.push('\u{b}'),
            'e' => result.text.push('\u{1b}'),
            '\\' => result.text.push('\\'),
            '\'' | '"' if style != Style::Echo => result.text.push(letter),
            'c' if style != Style::Quotes => {
                result.ends_output = true;
                break;
            }
            'x' => number(&characters, &mut position, 16, 2, "\\x", &mut result.text),
            '0' if style == Style::Echo => {
                number(&characters, &mut position, 8, 3, "\0", &mut result.text);
            }
            '0'..='7' => {
                position -= 1;
                number(&characters, &mut position, 8, 3, "\\", &mut result.text);
            }
            _ => {
                result.text.push('\\');
                result.text.push(letter);
            }
        }
    }
    result
}

/// Reads up to `length` digits as one character; without any digit, `otherwise` is the text.
fn number(
    characters: &[char],
    position: &mut usize,
    radix: u32,
    length: usize,
    otherwise: &str,
    text: &mut String,
) {
    let mut value = None;
    for _ in 0..length {
        let digit = characters
            .get(*position)
            .and_then(|character| character.to_digit(radix));
        let Some(digit) = digit else { break };
        value = Some(value.unwrap_or(0) * radix + digit);
        *position += 1;
    }
    match value.and_then(|value| char::from_u32(value & 0xff)) {
        Some(character) => text.push(character),
        None => text.push_str(otherwise),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_style_reads_its_own_octal() {
        assert_eq!(unescape("a\\0101b", Style::Echo).text, "aAb");
        assert_eq!(unescape("a\\101b", Style::Format).text, "aAb");
        assert_eq!(unescape("\\x41\\q", Style::Echo).text, "A\\q");
        assert!(unescape("a\\cb", Style::Echo).ends_output);
    }
}
