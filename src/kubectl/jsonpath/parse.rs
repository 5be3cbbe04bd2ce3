//! Templates and paths, read.

use crate::api::Value;

use super::{Comparison, Piece, Step};

/// Ranges and filters inside each other.
const DEPTH_MAX: usize = 20;

type Result<T> = std::result::Result<T, &'static str>;

/// Reads a template; the error is client-go's words.
pub fn parse(template: &str) -> Result<Vec<Piece>> {
    let mut reader = Reader { rest: template };
    let (pieces, is_closed) = reader.pieces(0)?;
    match is_closed {
        true => Err("not in range, nothing to end"),
        false => Ok(pieces),
    }
}

/// A path with or without its braces and its leading dot
/// (kubectl/pkg/cmd/get RelaxedJSONPathExpression).
pub fn relaxed(path: &str) -> Result<Vec<Step>> {
    let bare = path
        .strip_prefix('{')
        .and_then(|path| path.strip_suffix('}'));
    let bare = bare.unwrap_or(path).trim();
    let dotted = match bare.starts_with(['.', '[', '$']) {
        true => bare.to_owned(),
        false => format!(".{bare}"),
    };
    let mut reader = Reader { rest: &dotted };
    let steps = reader.path(0)?;
    match reader.rest.is_empty() {
        true => Ok(steps),
        false => Err("unrecognized character in action"),
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// Pieces up to the end, or up to `{end}`, which is told.
    fn pieces(&mut self, depth: usize) -> Result<(Vec<Piece>, bool)> {
        if depth > DEPTH_MAX {
            return Err("ranges are nested too deeply");
        }
        let mut pieces = Vec::new();
        loop {
            let text_end = self.rest.find('{').unwrap_or(self.rest.len());
            if text_end > 0 {
                pieces.push(Piece::Text(self.rest[..text_end].to_owned()));
            }
            self.rest = &self.rest[text_end..];
            if !self.take("{") {
                return Ok((pieces, false));
            }
            self.blanks();
            if self.take("end") {
                self.blanks();
                self.close()?;
                return Ok((pieces, true));
            }
            if self.take("range") {
                self.blanks();
                let steps = self.path(depth)?;
                self.blanks();
                self.close()?;
                let (body, is_closed) = self.pieces(depth + 1)?;
                if !is_closed {
                    return Err("unexpected end of a range");
                }
                pieces.push(Piece::Range(steps, body));
                continue;
            }
            self.action(depth, &mut pieces)?;
        }
    }

    /// Paths and texts up to the closing brace.
    fn action(&mut self, depth: usize, pieces: &mut Vec<Piece>) -> Result<()> {
        loop {
            self.blanks();
            match self.rest.chars().next() {
                None => return Err("unclosed action"),
                Some('}') => return self.close(),
                Some(quote @ ('"' | '\'')) => pieces.push(Piece::Text(self.quoted(quote)?)),
                Some('.' | '[' | '$' | '@') => pieces.push(Piece::Path(self.path(depth)?)),
                Some(_) => return Err("unrecognized character in action"),
            }
        }
    }

    fn close(&mut self) -> Result<()> {
        match self.take("}") {
            true => Ok(()),
            false => Err("unclosed action"),
        }
    }

    fn path(&mut self, depth: usize) -> Result<Vec<Step>> {
        if depth > DEPTH_MAX {
            return Err("filters are nested too deeply");
        }
        let mut steps = Vec::new();
        if self.rest.starts_with(['$', '@']) {
            self.rest = &self.rest[1..];
        }
        loop {
            if self.take("..") {
                steps.push(Step::Below);
                self.field(&mut steps);
            } else if self.take(".") {
                self.field(&mut steps);
            } else if self.take("[") {
                steps.push(self.brackets(depth)?);
            } else {
                return Ok(steps);
            }
        }
    }

    /// A name up to the next step; a backslash keeps a dot in it.
    fn field(&mut self, steps: &mut Vec<Step>) {
        if self.take("*") {
            return steps.push(Step::All);
        }
        let mut name = String::new();
        let mut characters = self.rest.char_indices();
        let mut end = self.rest.len();
        while let Some((index, character)) = characters.next() {
            match character {
                '\\' => name.extend(characters.next().map(|(_, next)| next)),
                '.' | '[' | '}' | ')' | '=' | '!' | '<' | '>' => {
                    end = index;
                    break;
                }
                c if c.is_whitespace() => {
                    end = index;
                    break;
                }
                other => name.push(other),
            }
        }
        self.rest = &self.rest[end..];
        if !name.is_empty() {
            steps.push(Step::Field(name));
        }
    }

    fn brackets(&mut self, depth: usize) -> Result<Step> {
        if self.take("?(") {
            return self.filter(depth);
        }
        let mut steps = Vec::new();
        loop {
            self.blanks();
            let step = match self.rest.chars().next() {
                Some(quote @ ('"' | '\'')) => Step::Field(self.quoted(quote)?),
                Some('*') => {
                    self.rest = &self.rest[1..];
                    Step::All
                }
                Some(_) => self.index()?,
                None => return Err("unterminated array"),
            };
            steps.push(step);
            self.blanks();
            if self.take("]") {
                break;
            }
            if !self.take(",") {
                return Err("unterminated array");
            }
        }
        match steps.len() {
            1 => Ok(steps.remove(0)),
            _ => Ok(Step::Union(steps)),
        }
    }

    /// `2`, `-1`, `1:3`.
    fn index(&mut self) -> Result<Step> {
        let from = self.number();
        if self.take(":") {
            let to = self.number();
            return Ok(Step::Slice(from, to));
        }
        from.map(Step::Index).ok_or("unterminated array")
    }

    fn number(&mut self) -> Option<i64> {
        let is_part = |(index, c): &(usize, char)| c.is_ascii_digit() || (*index == 0 && *c == '-');
        let length = self.rest.char_indices().take_while(is_part).count();
        let (number, rest) = self.rest.split_at(length);
        let number = number.parse().ok()?;
        self.rest = rest;
        Some(number)
    }

    fn filter(&mut self, depth: usize) -> Result<Step> {
        self.blanks();
        let path = self.path(depth + 1)?;
        self.blanks();
        let comparisons = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let comparison = comparisons.into_iter().find(|(text, _)| self.take(text));
        let right = match comparison {
            None => None,
            Some((_, comparison)) => {
                self.blanks();
                Some((comparison, self.operand()?))
            }
        };
        self.blanks();
        match self.take(")]") {
            true => Ok(Step::Filter(path, right)),
            false => Err("unterminated filter"),
        }
    }

    fn operand(&mut self) -> Result<Value> {
        if let Some(quote @ ('"' | '\'')) = self.rest.chars().next() {
            return Ok(Value::Text(self.quoted(quote)?));
        }
        let end = self.rest.find([')', ' ']).ok_or("unterminated filter")?;
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(match word {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            _ => word
                .parse()
                .map_or_else(|_| Value::text(word), Value::Whole),
        })
    }

    /// A text in quotes; `\n`, `\t` and escaped characters in it.
    fn quoted(&mut self, quote: char) -> Result<String> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((index, character)) = characters.next() {
            match character {
                '\\' => match characters.next().map(|(_, next)| next) {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some(other) => text.push(other),
                    None => break,
                },
                _ if character == quote => {
                    self.rest = &self.rest[index + 1..];
                    return Ok(text);
                }
                other => text.push(other),
            }
        }
        Err("unterminated quoted string")
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }
}
