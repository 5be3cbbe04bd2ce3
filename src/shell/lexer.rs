//! Text to tokens. The lexer and the parser are one machine, because a word may hold a whole
//! script (`$(…)`) and a here-document's text lies beyond the line that opens it.

use super::ast::{Redirect, RedirectKind, Word};
use super::syntax_error::{Problem, SyntaxError};

/// How deep scripts, words and compound commands may nest.
const MAX_DEPTH: u32 = 60;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// `;`, `&&`, `(` and their like.
    Operator(&'static str),
    Redirect(Redirect),
    Newline,
    End,
}

impl Token {
    /// As ash's `tokname` spells it in an error.
    pub(super) fn spelling(&self) -> String {
        match self {
            Token::Word(word) => match word.literal() {
                Some(text) if super::parser::is_reserved(text) => format!("\"{text}\""),
                _ => "word".to_string(),
            },
            Token::Operator(text) => format!("\"{text}\""),
            Token::Redirect(_) => "redirection".to_string(),
            Token::Newline => "newline".to_string(),
            Token::End => "end of file".to_string(),
        }
    }
}

/// The longest first, so that `&&` is not read as `&`.
const OPERATORS: [&str; 9] = ["&&", "||", ";;", ";", "&", "|", "(", ")", "\n"];

/// Spelling, default descriptor, kind.
const REDIRECTS: [(&str, u8, RedirectKind); 12] = [
    ("&>>", 1, RedirectKind::WriteBoth),
    ("&>", 1, RedirectKind::WriteBoth),
    ("<<<", 0, RedirectKind::HereDocument),
    ("<<-", 0, RedirectKind::HereDocument),
    ("<<", 0, RedirectKind::HereDocument),
    ("<&", 0, RedirectKind::Duplicate),
    ("<>", 0, RedirectKind::Read),
    ("<", 0, RedirectKind::Read),
    (">>", 1, RedirectKind::Append),
    (">&", 1, RedirectKind::Duplicate),
    (">|", 1, RedirectKind::Write),
    (">", 1, RedirectKind::Write),
];

/// Reads one script. All methods stop at the end of the text; none loops without moving on.
pub(super) struct Lexer {
    pub(super) characters: Vec<char>,
    pub(super) position: usize,
    pub(super) line: u32,
    line_start: usize,
    depth: u32,
    /// Line and column of the newest token.
    token_start: (u32, u32),
    peeked: Option<Token>,
    /// Where the text of the here-documents opened on this line ends: the next newline jumps there.
    after_here_documents: Option<(usize, u32)>,
}

impl Lexer {
    pub(super) fn new(text: &str, line: u32, depth: u32) -> Lexer {
        Lexer {
            characters: text.chars().collect(),
            position: 0,
            line,
            line_start: 0,
            depth,
            token_start: (line, 1),
            peeked: None,
            after_here_documents: None,
        }
    }

    pub(super) fn error(&self, problem: Problem) -> SyntaxError {
        SyntaxError {
            line: self.line,
            column: self.column(),
            problem,
        }
    }

    fn column(&self) -> u32 {
        let column = self.position.saturating_sub(self.line_start) + 1;
        column.try_into().unwrap_or(u32::MAX)
    }

    pub(super) fn unexpected(&mut self, expecting: Option<&str>) -> SyntaxError {
        match self.peek() {
            Ok(token) => {
                let found = token.spelling();
                let expecting = expecting.map(|text| format!("\"{text}\""));
                let (line, column) = self.token_start;
                SyntaxError {
                    line,
                    column,
                    problem: Problem::Unexpected { found, expecting },
                }
            }
            Err(error) => error,
        }
    }

    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    /// Runs a part of the grammar one level deeper.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Lexer) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error(Problem::TooDeep));
        }
        self.depth += 1;
        let outcome = read(self);
        self.depth -= 1;
        outcome
    }

    pub(super) fn at(&self, offset: usize) -> Option<char> {
        self.characters.get(self.position + offset).copied()
    }

    pub(super) fn looking_at(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(offset, wanted)| self.at(offset) == Some(wanted))
    }

    /// Takes one character; a newline moves the line count.
    pub(super) fn take(&mut self) -> Option<char> {
        let character = self.at(0)?;
        self.position += 1;
        if character == '\n' {
            self.line += 1;
            self.line_start = self.position;
        }
        Some(character)
    }

    pub(super) fn peek(&mut self) -> Result<&Token, SyntaxError> {
        if self.peeked.is_none() {
            let token = self.read_token()?;
            self.peeked = Some(token);
        }
        Ok(self.peeked.as_ref().expect("just filled"))
    }

    pub(super) fn next(&mut self) -> Result<Token, SyntaxError> {
        match self.peeked.take() {
            Some(token) => Ok(token),
            None => self.read_token(),
        }
    }

    pub(super) fn at_operator(&mut self, text: &str) -> Result<bool, SyntaxError> {
        Ok(matches!(self.peek()?, Token::Operator(operator) if *operator == text))
    }

    /// Whether the next token is this bare word: a reserved word in command position.
    pub(super) fn at_word(&mut self, text: &str) -> Result<bool, SyntaxError> {
        Ok(matches!(self.peek()?, Token::Word(word) if word.literal() == Some(text)))
    }

    fn skip_blanks(&mut self) {
        loop {
            match self.at(0) {
                Some(' ' | '\t' | '\r') => self.position += 1,
                Some('\\') if self.at(1) == Some('\n') => {
                    self.take();
                    self.take();
                }
                Some('#') => {
                    while self.at(0).is_some_and(|character| character != '\n') {
                        self.position += 1;
                    }
                }
                _ => return,
            }
        }
    }

    fn read_token(&mut self) -> Result<Token, SyntaxError> {
        self.skip_blanks();
        self.token_start = (self.line, self.column());
        if self.at(0).is_none() {
            return Ok(Token::End);
        }
        if let Some(redirect) = self.read_redirect()? {
            return Ok(Token::Redirect(redirect));
        }
        for operator in OPERATORS {
            if self.looking_at(operator) {
                if operator == "\n" {
                    self.take();
                    self.jump_over_here_documents();
                    return Ok(Token::Newline);
                }
                self.position += operator.len();
                return Ok(Token::Operator(operator));
            }
        }
        Ok(Token::Word(self.read_word()?))
    }

    fn jump_over_here_documents(&mut self) {
        if let Some((position, line)) = self.after_here_documents.take() {
            self.position = position;
            self.line = line;
            self.line_start = position;
        }
    }

    fn read_redirect(&mut self) -> Result<Option<Redirect>, SyntaxError> {
        let number = match (self.at(0), self.at(1)) {
            (Some(digit), Some('<' | '>')) => digit.to_digit(10),
            _ => None,
        };
        let offset = usize::from(number.is_some());
        self.position += offset;
        let Some((spelling, default, kind)) = REDIRECTS
            .iter()
            .find(|(spelling, ..)| self.looking_at(spelling))
        else {
            self.position -= offset;
            return Ok(None);
        };
        self.position += spelling.len();
        let descriptor = number
            .and_then(|digit| u8::try_from(digit).ok())
            .unwrap_or(*default);
        self.skip_blanks();
        let target = match *spelling {
            "<<" | "<<-" => self.read_here_document(*spelling == "<<-")?,
            _ if self.word_ends_here() => {
                let token = self.read_token()?;
                let found = token.spelling();
                return Err(self.error(Problem::Unexpected {
                    found,
                    expecting: None,
                }));
            }
            "<<<" => {
                let mut word = self.read_word()?;
                word.parts.push(super::ast::Part::Quoted("\n".to_string()));
                word
            }
            _ => self.read_word()?,
        };
        Ok(Some(Redirect {
            descriptor,
            kind: *kind,
            target,
        }))
    }

    /// Reads the delimiter, then looks ahead for the document's text and remembers where it ends.
    fn read_here_document(&mut self, strips_tabs: bool) -> Result<Word, SyntaxError> {
        if self.word_ends_here() {
            let token = self.read_token()?;
            let found = token.spelling();
            return Err(self.error(Problem::Unexpected {
                found,
                expecting: None,
            }));
        }
        let delimiter_word = self.read_word()?;
        let is_verbatim = delimiter_word.literal().is_none();
        let delimiter = super::word::plain_text(&delimiter_word);
        let (mut position, mut line) = match self.after_here_documents {
            Some(place) => place,
            None => {
                let rest = &self.characters[self.position..];
                match rest.iter().position(|character| *character == '\n') {
                    Some(offset) => (self.position + offset + 1, self.line + 1),
                    None => (self.characters.len(), self.line),
                }
            }
        };
        let first_line = line;
        let mut text = String::new();
        while position < self.characters.len() {
            let rest = &self.characters[position..];
            let length = rest.iter().position(|c| *c == '\n').unwrap_or(rest.len());
            let whole: String = rest[..length].iter().collect();
            position = (position + length + 1).min(self.characters.len());
            line += 1;
            let content = if strips_tabs {
                whole.trim_start_matches('\t')
            } else {
                &whole
            };
            if content == delimiter {
                break;
            }
            text.push_str(content);
            text.push('\n');
        }
        self.after_here_documents = Some((position, line));
        if is_verbatim {
            return Ok(Word::quoted(&text));
        }
        let depth = self.depth;
        self.nested(|_| Lexer::new(&text, first_line, depth + 1).read_here_text())
    }

    /// Whether no word starts here.
    pub(super) fn word_ends_here(&self) -> bool {
        matches!(
            self.at(0),
            None | Some(' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')')
        )
    }

    /// Reads a script that a closing parenthesis ends, from inside a word.
    pub(super) fn read_nested_script(&mut self) -> Result<super::ast::Script, SyntaxError> {
        let outer = self.peeked.take();
        let outer_documents = self.after_here_documents.take();
        let script = self.nested(|lexer| lexer.script_until_parenthesis());
        self.peeked = outer;
        if self.after_here_documents.is_none() {
            self.after_here_documents = outer_documents;
        }
        script
    }
}
