//! Words: quotes, `$…`, backquotes. A word ends at a blank or an operator.

use std::sync::Arc;

use super::ast::{Operation, Parameter, Part, Script, Word};
use super::lexer::Lexer;
use super::syntax_error::{Problem, SyntaxError};

/// Where the piece of text being read ends, and whether quotes already hold it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// A bare word.
    Bare,
    /// Between double quotes.
    Quotes,
    /// A here-document's text.
    Document,
    /// Inside `${…}`, ended by `}`; the flag says whether the whole stands in quotes.
    Brace { is_quoted: bool },
    /// A pattern inside `${x/…/…}`, ended by `/` or `}`.
    Slash { is_quoted: bool },
    /// An offset inside `${x:…:…}`, ended by `:` or `}`.
    Colon { is_quoted: bool },
    /// Inside `$((…))`.
    Arithmetic,
}

impl Context {
    fn is_quoted(self) -> bool {
        match self {
            Context::Bare => false,
            Context::Quotes | Context::Document | Context::Arithmetic => true,
            Context::Brace { is_quoted }
            | Context::Slash { is_quoted }
            | Context::Colon { is_quoted } => is_quoted,
        }
    }
}

/// Collects parts, joining neighbouring text of one kind.
#[derive(Default)]
struct Builder {
    parts: Vec<Part>,
}

impl Builder {
    fn push(&mut self, character: char, is_quoted: bool) {
        match (self.parts.last_mut(), is_quoted) {
            (Some(Part::Quoted(text)), true) | (Some(Part::Literal(text)), false) => {
                text.push(character);
            }
            (_, true) => self.parts.push(Part::Quoted(character.to_string())),
            (_, false) => self.parts.push(Part::Literal(character.to_string())),
        }
    }

    /// Makes the word a field even if it turns out empty.
    fn mark(&mut self) {
        self.parts.push(Part::Quoted(String::new()));
    }
}

/// A word's text with its quotes taken off, for here-document delimiters.
pub(super) fn plain_text(word: &Word) -> String {
    let mut text = String::new();
    for part in &word.parts {
        match part {
            Part::Literal(piece) | Part::Quoted(piece) => text.push_str(piece),
            Part::Parameter { parameter, .. } => {
                text.push('$');
                text.push_str(&parameter.name);
            }
            Part::Substitution { .. } | Part::Arithmetic { .. } => {}
        }
    }
    text
}

impl Lexer {
    pub(super) fn read_word(&mut self) -> Result<Word, SyntaxError> {
        self.nested(|lexer| lexer.read_parts(Context::Bare))
    }

    /// The whole remaining text as a here-document.
    pub(super) fn read_here_text(&mut self) -> Result<Word, SyntaxError> {
        self.read_parts(Context::Document)
    }

    fn read_parts(&mut self, context: Context) -> Result<Word, SyntaxError> {
        let mut builder = Builder::default();
        let mut parentheses = 0usize;
        loop {
            let Some(character) = self.at(0) else {
                return match context {
                    Context::Bare | Context::Document => Ok(Word {
                        parts: builder.parts,
                    }),
                    Context::Quotes => Err(self.error(Problem::UnterminatedQuote)),
                    Context::Brace { .. } | Context::Slash { .. } | Context::Colon { .. } => {
                        Err(self.error(Problem::MissingBrace))
                    }
                    Context::Arithmetic => Err(self.unexpected(Some("))"))),
                };
            };
            if self.ends_here(context, character, parentheses) {
                return Ok(Word {
                    parts: builder.parts,
                });
            }
            match (context, character) {
                (Context::Arithmetic, '(') => parentheses += 1,
                (Context::Arithmetic, ')') => parentheses -= 1,
                _ => {}
            }
            self.read_part(context, character, &mut builder)?;
        }
    }

    fn ends_here(&self, context: Context, character: char, parentheses: usize) -> bool {
        match context {
            Context::Bare => self.word_ends_here(),
            Context::Quotes => character == '"',
            Context::Document => false,
            Context::Brace { .. } => character == '}',
            Context::Slash { .. } => character == '}' || character == '/',
            Context::Colon { .. } => character == '}' || character == ':',
            Context::Arithmetic => character == ')' && parentheses == 0,
        }
    }

    fn read_part(
        &mut self,
        context: Context,
        character: char,
        builder: &mut Builder,
    ) -> Result<(), SyntaxError> {
        let is_quoted = context.is_quoted();
        match character {
            '\'' if !is_quoted => {
                self.take();
                builder.mark();
                self.read_single_quotes(builder)
            }
            '"' if context != Context::Document && context != Context::Quotes => {
                self.take();
                if context != Context::Arithmetic {
                    builder.mark();
                    let inner = self.nested(|lexer| lexer.read_parts(Context::Quotes))?;
                    self.take();
                    builder.parts.extend(inner.parts);
                }
                Ok(())
            }
            '\\' => {
                self.read_backslash(context, builder);
                Ok(())
            }
            '`' => {
                self.take();
                let script = self.read_backquotes(is_quoted)?;
                builder.parts.push(Part::Substitution {
                    script: Arc::new(script),
                    is_quoted,
                });
                Ok(())
            }
            '$' => self.read_dollar(is_quoted, builder),
            _ => {
                self.take();
                builder.push(character, is_quoted);
                Ok(())
            }
        }
    }

    fn read_single_quotes(&mut self, builder: &mut Builder) -> Result<(), SyntaxError> {
        loop {
            match self.take() {
                None => return Err(self.error(Problem::UnterminatedQuote)),
                Some('\'') => return Ok(()),
                Some(character) => builder.push(character, true),
            }
        }
    }

    fn read_backslash(&mut self, context: Context, builder: &mut Builder) {
        self.take();
        let Some(next) = self.take() else {
            builder.push('\\', true);
            return;
        };
        if next == '\n' {
            return;
        }
        let keeps_backslash = match context {
            Context::Quotes => !matches!(next, '$' | '`' | '"' | '\\'),
            Context::Document => !matches!(next, '$' | '`' | '\\'),
            Context::Brace { is_quoted: true } => !matches!(next, '$' | '`' | '"' | '\\' | '}'),
            _ => false,
        };
        if keeps_backslash {
            builder.push('\\', true);
        }
        builder.push(next, true);
    }

    fn read_backquotes(&mut self, is_quoted: bool) -> Result<Script, SyntaxError> {
        let line = self.line;
        let mut text = String::new();
        loop {
            match self.take() {
                None => return Err(self.error(Problem::UnterminatedBackquote)),
                Some('`') => break,
                Some('\\') => match self.take() {
                    Some(next @ ('`' | '\\' | '$')) => text.push(next),
                    Some('"') if is_quoted => text.push('"'),
                    Some(next) => {
                        text.push('\\');
                        text.push(next);
                    }
                    None => return Err(self.error(Problem::UnterminatedBackquote)),
                },
                Some(character) => text.push(character),
            }
        }
        let depth = self.depth() + 1;
        self.nested(|_| {
            let script = Lexer::new(&text, line, depth).script();
            match script.error {
                Some(error) => Err(error),
                None => Ok(script),
            }
        })
    }

    fn read_dollar(&mut self, is_quoted: bool, builder: &mut Builder) -> Result<(), SyntaxError> {
        self.take();
        match self.at(0) {
            Some('(') if self.is_arithmetic_ahead() => {
                let expression = Arc::new(self.read_arithmetic()?);
                builder.parts.push(Part::Arithmetic {
                    expression,
                    is_quoted,
                });
                Ok(())
            }
            Some('(') => self.read_substitution(is_quoted, builder),
            Some('{') => {
                self.take();
                let parameter = Arc::new(self.nested(|lexer| lexer.read_braces(is_quoted))?);
                builder.parts.push(Part::Parameter {
                    parameter,
                    is_quoted,
                });
                Ok(())
            }
            Some('\'') if !is_quoted => {
                self.take();
                builder.mark();
                self.read_c_quotes(builder)
            }
            _ => {
                match self.read_name() {
                    Some(name) => {
                        let parameter = Arc::new(Parameter {
                            name,
                            operation: Operation::Value,
                        });
                        builder.parts.push(Part::Parameter {
                            parameter,
                            is_quoted,
                        });
                    }
                    None => builder.push('$', true),
                }
                Ok(())
            }
        }
    }

    fn read_substitution(
        &mut self,
        is_quoted: bool,
        builder: &mut Builder,
    ) -> Result<(), SyntaxError> {
        self.take();
        let script = Arc::new(self.read_nested_script()?);
        builder.parts.push(Part::Substitution { script, is_quoted });
        Ok(())
    }

    /// After `$`: whether `((` opens here and `))` closes it. Looking ahead instead of trying both
    /// readings keeps reading linear; `$( (a); b)` is not mistaken.
    fn is_arithmetic_ahead(&self) -> bool {
        if !self.looking_at("((") {
            return false;
        }
        let mut depth = 0usize;
        for offset in 2.. {
            match self.at(offset) {
                None => return false,
                Some('(') => depth += 1,
                Some(')') if depth == 0 => return self.at(offset + 1) == Some(')'),
                Some(')') => depth -= 1,
                Some(_) => {}
            }
        }
        false
    }

    fn read_arithmetic(&mut self) -> Result<Word, SyntaxError> {
        self.take();
        self.take();
        let expression = self.nested(|lexer| lexer.read_parts(Context::Arithmetic))?;
        if !self.looking_at("))") {
            return Err(self.unexpected(Some("))")));
        }
        self.take();
        self.take();
        Ok(expression)
    }

    /// The name after `$`: a variable, a digit, or one of the special parameters.
    fn read_name(&mut self) -> Option<String> {
        let first = self.at(0)?;
        if "@*#?-$!0123456789".contains(first) {
            self.take();
            return Some(first.to_string());
        }
        let mut name = String::new();
        while let Some(character) = self.at(0) {
            let fits = character == '_'
                || character.is_ascii_alphabetic()
                || (!name.is_empty() && character.is_ascii_digit());
            if !fits {
                break;
            }
            name.push(character);
            self.take();
        }
        (!name.is_empty()).then_some(name)
    }

    /// After `${`, up to and including `}`.
    fn read_braces(&mut self, is_quoted: bool) -> Result<Parameter, SyntaxError> {
        if self.at(0) == Some('#') && self.at(1) != Some('}') && !self.looking_at("#:") {
            self.take();
            let name = self.read_long_name().unwrap_or_default();
            if name.is_empty() || self.at(0) != Some('}') {
                return self.bad_substitution(name, is_quoted);
            }
            self.take();
            return Ok(Parameter {
                name,
                operation: Operation::Length,
            });
        }
        let Some(name) = self.read_long_name() else {
            return self.bad_substitution(String::new(), is_quoted);
        };
        let brace = Context::Brace { is_quoted };
        let colon = self.at(0) == Some(':');
        let operator = self.at(usize::from(colon));
        let operation = match operator {
            Some('}') if !colon => Operation::Value,
            Some(letter @ ('-' | '=' | '+' | '?')) => {
                self.position += 1 + usize::from(colon);
                let word = self.read_parts(brace)?;
                match letter {
                    '-' => Operation::Default { colon, word },
                    '=' => Operation::Assign { colon, word },
                    '+' => Operation::Alternative { colon, word },
                    _ => Operation::Demand { colon, word },
                }
            }
            Some(_) if colon => {
                self.take();
                let offset = self.read_parts(Context::Colon { is_quoted: true })?;
                let length = match self.at(0) {
                    Some(':') => {
                        self.take();
                        Some(self.read_parts(Context::Brace { is_quoted: true })?)
                    }
                    _ => None,
                };
                Operation::Substring { offset, length }
            }
            Some(letter @ ('%' | '#')) => {
                self.take();
                let longest = self.at(0) == Some(letter);
                if longest {
                    self.take();
                }
                let pattern = self.read_parts(Context::Brace { is_quoted: false })?;
                match letter {
                    '%' => Operation::RemoveSuffix { longest, pattern },
                    _ => Operation::RemovePrefix { longest, pattern },
                }
            }
            Some('/') => self.read_replacement(is_quoted)?,
            _ => return self.bad_substitution(name, is_quoted),
        };
        match self.take() {
            Some('}') => Ok(Parameter { name, operation }),
            _ => Err(self.error(Problem::MissingBrace)),
        }
    }

    fn read_replacement(&mut self, is_quoted: bool) -> Result<Operation, SyntaxError> {
        self.take();
        let every = self.at(0) == Some('/');
        if every {
            self.take();
        }
        let pattern = self.read_parts(Context::Slash { is_quoted: false })?;
        let with = match self.at(0) {
            Some('/') => {
                self.take();
                self.read_parts(Context::Brace { is_quoted })?
            }
            _ => Word::default(),
        };
        Ok(Operation::Replace {
            every,
            pattern,
            with,
        })
    }

    /// A name inside braces: digits may follow each other there.
    fn read_long_name(&mut self) -> Option<String> {
        let mut name = self.read_name()?;
        if name.chars().all(|character| character.is_ascii_digit()) {
            while let Some(digit) = self.at(0).filter(char::is_ascii_digit) {
                name.push(digit);
                self.take();
            }
        }
        Some(name)
    }

    /// Reads to the closing brace; the shell complains only when it gets there.
    fn bad_substitution(
        &mut self,
        name: String,
        is_quoted: bool,
    ) -> Result<Parameter, SyntaxError> {
        self.read_parts(Context::Brace { is_quoted })?;
        self.take();
        Ok(Parameter {
            name,
            operation: Operation::Bad,
        })
    }

    /// After `$'`: C escapes.
    fn read_c_quotes(&mut self, builder: &mut Builder) -> Result<(), SyntaxError> {
        let mut text = String::new();
        loop {
            match self.take() {
                None => return Err(self.error(Problem::UnterminatedQuote)),
                Some('\'') => break,
                Some('\\') => {
                    text.push('\\');
                    text.extend(self.take());
                }
                Some(character) => text.push(character),
            }
        }
        for character in super::escape::unescape(&text, super::escape::Style::Quotes)
            .text
            .chars()
        {
            builder.push(character, true);
        }
        Ok(())
    }
}
