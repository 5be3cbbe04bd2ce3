//! YAML in colours: a forgiving tokenizer, line by line, for text that is being typed. It never
//! fails; what it does not recognise is plain. Only block scalars reach over lines.

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    #[default]
    Plain,
    Key,
    Text,
    Number,
    Comment,
    Mark,
}

impl Ink {
    /// The style sheet's class; empty for plain text.
    pub fn class(self) -> &'static str {
        match self {
            Ink::Plain => "",
            Ink::Key => "y-key",
            Ink::Text => "y-text",
            Ink::Number => "y-number",
            Ink::Comment => "y-comment",
            Ink::Mark => "y-mark",
        }
    }
}

/// A piece of a line in one colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub ink: Ink,
    /// It lies in the range of a problem.
    pub marked: bool,
}

/// The lines of a text, each as pieces that together spell it exactly.
pub fn lines(text: &str) -> Vec<Vec<Piece>> {
    let mut block_indent = None;
    text.split('\n')
        .map(|line| line_pieces(line, &mut block_indent))
        .collect()
}

/// The characters `from..to` (counted in characters, from 0) of this line belong to a problem.
pub fn mark(pieces: Vec<Piece>, from: usize, to: usize) -> Vec<Piece> {
    let mut marked = Vec::with_capacity(pieces.len() + 2);
    let mut start = 0;
    for piece in pieces {
        let length = piece.text.chars().count();
        let cut = |position: usize| position.clamp(start, start + length) - start;
        let (first, last) = (cut(from), cut(to.max(from)));
        for (part, inside) in [
            (0..first, false),
            (first..last, true),
            (last..length, false),
        ] {
            let text: String = piece
                .text
                .chars()
                .skip(part.start)
                .take(part.len())
                .collect();
            if !text.is_empty() {
                let marked_now = piece.marked || inside;
                marked.push(Piece {
                    text,
                    ink: piece.ink,
                    marked: marked_now,
                });
            }
        }
        start += length;
    }
    marked
}

fn line_pieces(line: &str, block_indent: &mut Option<usize>) -> Vec<Piece> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    if let Some(block) = *block_indent {
        if line.trim().is_empty() || indent > block {
            return pieces([(line, Ink::Text)]);
        }
        *block_indent = None;
    }
    let mut scan = Scan {
        rest: line,
        pieces: Vec::new(),
    };
    scan.line();
    if opens_block(line) {
        *block_indent = Some(indent);
    }
    scan.pieces
}

/// `key: |` and `key: >-` open a text that goes on as long as the lines are deeper.
fn opens_block(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let Some((_, value)) = line.rsplit_once(": ") else {
        return false;
    };
    let value = value.trim();
    value.starts_with(['|', '>'])
        && value.len() <= 3
        && value[1..].chars().all(|mark| "+-123456789".contains(mark))
}

fn pieces<const N: usize>(parts: [(&str, Ink); N]) -> Vec<Piece> {
    let solid = parts.into_iter().filter(|(text, _)| !text.is_empty());
    solid.map(|(text, ink)| piece(text, ink)).collect()
}

fn piece(text: &str, ink: Ink) -> Piece {
    Piece {
        text: text.to_owned(),
        ink,
        marked: false,
    }
}

/// The part of a line that is still to be looked at, and what was found before it.
struct Scan<'line> {
    rest: &'line str,
    pieces: Vec<Piece>,
}

impl Scan<'_> {
    fn line(&mut self) {
        if self.rest.starts_with("---") || self.rest.starts_with("...") {
            self.take(3, Ink::Mark);
        }
        self.spaces();
        while self.rest.starts_with("- ") || self.rest == "-" {
            self.take(1, Ink::Mark);
            self.spaces();
        }
        if let Some(length) = key_length(self.rest) {
            self.take(length, Ink::Key);
            self.take(1, Ink::Mark);
        }
        self.value();
    }

    /// The rest of the line: scalars, flow marks, and a comment at the end.
    fn value(&mut self) {
        while let Some(first) = self.rest.chars().next() {
            match first {
                ' ' | '\t' => self.spaces(),
                '#' if self.follows_space() => self.take(self.rest.len(), Ink::Comment),
                '[' | ']' | '{' | '}' | ',' => self.take(1, Ink::Mark),
                '"' | '\'' => self.take(quoted_length(self.rest, first), Ink::Text),
                '&' | '*' | '!' | '|' | '>' => self.take(word_length(self.rest), Ink::Mark),
                _ => self.scalar(),
            }
        }
    }

    fn scalar(&mut self) {
        let length = scalar_length(self.rest);
        if let Some(key) = key_length(&self.rest[..length]) {
            self.take(key, Ink::Key);
            self.take(1, Ink::Mark);
            return;
        }
        let word = self.rest[..length].trim_end();
        let ink = if is_number_like(word) {
            Ink::Number
        } else {
            Ink::Text
        };
        self.take(word.len().max(1), ink);
    }

    fn spaces(&mut self) {
        let trimmed = self.rest.trim_start_matches([' ', '\t']);
        self.take(self.rest.len() - trimmed.len(), Ink::Plain);
    }

    fn follows_space(&self) -> bool {
        self.pieces
            .last()
            .is_none_or(|piece| piece.text.ends_with([' ', '\t']))
    }

    /// Takes so many bytes, up to the end of the character that they end in.
    fn take(&mut self, bytes: usize, ink: Ink) {
        let mut end = bytes.min(self.rest.len());
        while !self.rest.is_char_boundary(end) {
            end += 1;
        }
        if end > 0 {
            self.pieces.push(piece(&self.rest[..end], ink));
            self.rest = &self.rest[end..];
        }
    }
}

/// The bytes before the colon if the text starts with a key.
fn key_length(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if "#[]{},|>&*!".contains(first) {
        return None;
    }
    let quoted = if first == '"' || first == '\'' {
        quoted_length(text, first)
    } else {
        0
    };
    for (index, _) in text[quoted..].match_indices(':') {
        let colon = quoted + index;
        if text[..colon].contains(" #") || (quoted > 0 && index > 0) {
            return None;
        }
        let after = text[colon + 1..].chars().next();
        if after.is_none_or(|after| after == ' ' || after == '\t') {
            return Some(colon);
        }
    }
    None
}

/// From the opening quote to the closing one, or to the end of the line.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if quote == '"' && character == '\\' {
            escaped = true;
        } else if character == quote {
            return index + 1;
        }
    }
    text.len()
}

fn word_length(text: &str) -> usize {
    text.find([' ', ',', ']', '}']).unwrap_or(text.len()).max(1)
}

/// A plain scalar ends before a comment or a flow mark.
fn scalar_length(text: &str) -> usize {
    let comment = text.find(" #").unwrap_or(text.len());
    let flow = text.find([',', ']', '}']).unwrap_or(text.len());
    comment.min(flow).max(1)
}

/// Numbers and the words that YAML reads as something else than text.
fn is_number_like(word: &str) -> bool {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    let number = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits
            .chars()
            .all(|digit| digit.is_ascii_digit() || digit == '.');
    number || matches!(word, "true" | "false" | "null" | "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every piece as `ink:text`, spaces left out.
    fn read(text: &str) -> Vec<String> {
        let names = |ink| match ink {
            Ink::Plain => "plain",
            Ink::Key => "key",
            Ink::Text => "text",
            Ink::Number => "number",
            Ink::Comment => "comment",
            Ink::Mark => "mark",
        };
        let all = lines(text).into_iter().flatten();
        all.filter(|piece| !piece.text.trim().is_empty())
            .map(|piece| format!("{}:{}", names(piece.ink), piece.text))
            .collect()
    }

    #[test]
    fn a_manifest_line_falls_into_its_parts() {
        let cases: [(&str, &[&str]); 10] = [
            ("kind: Pod", &["key:kind", "mark::", "text:Pod"]),
            (
                "  - name: web # first",
                &[
                    "mark:-",
                    "key:name",
                    "mark::",
                    "text:web",
                    "comment:# first",
                ],
            ),
            (
                "    - containerPort: 80",
                &["mark:-", "key:containerPort", "mark::", "number:80"],
            ),
            (
                "image: nginx:1.27",
                &["key:image", "mark::", "text:nginx:1.27"],
            ),
            (
                "command: [sleep, \"3\"]",
                &[
                    "key:command",
                    "mark::",
                    "mark:[",
                    "text:sleep",
                    "mark:,",
                    "text:\"3\"",
                    "mark:]",
                ],
            ),
            ("ready: true", &["key:ready", "mark::", "number:true"]),
            ("---", &["mark:---"]),
            (
                "{a: 1, b: x}",
                &[
                    "mark:{", "key:a", "mark::", "number:1", "mark:,", "key:b", "mark::", "text:x",
                    "mark:}",
                ],
            ),
            ("\"odd key\": v", &["key:\"odd key\"", "mark::", "text:v"]),
            (
                "url: http://web#top",
                &["key:url", "mark::", "text:http://web#top"],
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn a_block_scalar_is_text_until_the_indent_returns() {
        let text = "args:\n- |\n  x\nrun: |-\n  echo: 1\n\n  exit 1\nnext: 2";
        let expected = [
            "key:args",
            "mark::",
            "mark:-",
            "mark:|",
            "text:x",
            "key:run",
            "mark::",
            "mark:|-",
            "text:  echo: 1",
            "text:  exit 1",
            "key:next",
            "mark::",
            "number:2",
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn the_pieces_spell_the_text_again_whatever_it_is() {
        let texts = [
            "",
            "\n\n",
            "key",
            ":",
            "- - -",
            "'open",
            "\"a\\\"b\": c",
            "파드: 하나 # 주석",
            "\t- x:\ty",
            "a: [1, {b: 'c, d'}, *e] # f",
            "&x",
            "#",
            "- # only",
            "a:b:c: d",
            "'k' x: 1",
            "{é: ü}",
        ];
        for text in texts {
            let spelled: Vec<String> = lines(text)
                .into_iter()
                .map(|line| line.into_iter().map(|piece| piece.text).collect())
                .collect();
            assert_eq!(spelled.join("\n"), text);
        }
    }

    #[test]
    fn a_mark_cuts_the_pieces_at_its_ends() {
        let line = lines("이름: web").remove(0);
        let cut: Vec<(String, bool)> = mark(line, 1, 5)
            .into_iter()
            .map(|piece| (piece.text, piece.marked))
            .collect();
        let expected = [
            ("이", false),
            ("름", true),
            (":", true),
            (" ", true),
            ("w", true),
            ("eb", false),
        ];
        assert_eq!(
            cut,
            expected.map(|(text, marked)| (text.to_owned(), marked))
        );
    }
}
