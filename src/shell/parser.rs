//! Tokens to a tree: the POSIX shell grammar (IEEE 1003.1, XCU 2.10). Nothing is run here.

use std::sync::Arc;

use super::ast::{
    Assignment, CaseArm, Chain, Command, CommandKind, Link, List, Part, Pipeline, Redirect, Script,
    When, Word, is_name,
};
use super::lexer::{Lexer, Token};
use super::syntax_error::{Problem, SyntaxError};

/// Reads a script. Never fails: what could not be read is the script's `error`, and the lines
/// before it stand.
pub fn parse(text: &str) -> Script {
    Lexer::new(text, 1, 0).script()
}

/// Words that end a list of commands.
const TERMINATORS: [&str; 8] = ["then", "do", "done", "fi", "elif", "else", "esac", "}"];
const OPENERS: [&str; 8] = ["if", "while", "until", "for", "case", "{", "!", "function"];

pub(super) fn is_reserved(text: &str) -> bool {
    TERMINATORS.contains(&text) || OPENERS.contains(&text) || text == "in"
}

impl Lexer {
    /// The whole text.
    pub(super) fn script(&mut self) -> Script {
        let mut script = Script::default();
        loop {
            match self.script_line() {
                Ok(Some(list)) => script.lines.push(Arc::new(list)),
                Ok(None) => return script,
                Err(error) => {
                    script.error = Some(error);
                    return script;
                }
            }
        }
    }

    fn script_line(&mut self) -> Result<Option<List>, SyntaxError> {
        self.skip_newlines()?;
        if *self.peek()? == Token::End {
            return Ok(None);
        }
        let list = self.list(false)?;
        match self.peek()? {
            Token::Newline => {
                self.next()?;
                Ok(Some(list))
            }
            Token::End => Ok(Some(list)),
            _ => Err(self.unexpected(None)),
        }
    }

    /// After `$(`, up to and including `)`.
    pub(super) fn script_until_parenthesis(&mut self) -> Result<Script, SyntaxError> {
        let list = self.list(true)?;
        if !self.at_operator(")")? {
            return Err(self.unexpected(Some(")")));
        }
        self.next()?;
        let lines = if list.chains.is_empty() {
            Vec::new()
        } else {
            vec![Arc::new(list)]
        };
        Ok(Script { lines, error: None })
    }

    fn skip_newlines(&mut self) -> Result<(), SyntaxError> {
        while *self.peek()? == Token::Newline {
            self.next()?;
        }
        Ok(())
    }

    /// Chains up to the end of the line, or, when nested, to whatever may close the list.
    fn list(&mut self, is_nested: bool) -> Result<List, SyntaxError> {
        let mut list = List::default();
        loop {
            if is_nested {
                self.skip_newlines()?;
            }
            if self.list_ends()? {
                return Ok(list);
            }
            let links = self.chain()?;
            let (is_background, goes_on) = match self.peek()? {
                Token::Operator(";") => (false, true),
                Token::Operator("&") => (true, true),
                Token::Newline if is_nested => (false, true),
                _ => (false, false),
            };
            list.chains.push(Arc::new(Chain {
                links,
                is_background,
            }));
            if !goes_on {
                return Ok(list);
            }
            self.next()?;
        }
    }

    fn list_ends(&mut self) -> Result<bool, SyntaxError> {
        Ok(match self.peek()? {
            Token::End | Token::Newline => true,
            Token::Operator(operator) => matches!(*operator, ")" | ";;"),
            Token::Word(word) => word
                .literal()
                .is_some_and(|text| TERMINATORS.contains(&text)),
            Token::Redirect(_) => false,
        })
    }

    /// A nested list that may not be empty.
    fn body(&mut self) -> Result<Arc<List>, SyntaxError> {
        let list = self.nested(|lexer| lexer.list(true))?;
        if list.chains.is_empty() {
            return Err(self.unexpected(None));
        }
        Ok(Arc::new(list))
    }

    fn chain(&mut self) -> Result<Vec<Link>, SyntaxError> {
        let mut links = vec![Link {
            when: When::Always,
            pipeline: self.pipeline()?,
        }];
        loop {
            let when = match self.peek()? {
                Token::Operator("&&") => When::Succeeded,
                Token::Operator("||") => When::Failed,
                _ => return Ok(links),
            };
            self.next()?;
            self.skip_newlines()?;
            links.push(Link {
                when,
                pipeline: self.pipeline()?,
            });
        }
    }

    fn pipeline(&mut self) -> Result<Pipeline, SyntaxError> {
        let mut is_negated = false;
        while self.at_word("!")? {
            self.next()?;
            is_negated = !is_negated;
        }
        let mut commands = vec![Arc::new(self.command()?)];
        while self.at_operator("|")? {
            self.next()?;
            self.skip_newlines()?;
            commands.push(Arc::new(self.command()?));
        }
        Ok(Pipeline {
            is_negated,
            commands,
        })
    }

    fn command(&mut self) -> Result<Command, SyntaxError> {
        self.peek()?;
        let line = self.line;
        let kind = match self.peek()? {
            Token::Operator("(") => {
                self.next()?;
                let body = self.body()?;
                self.expect_operator(")")?;
                CommandKind::Subshell(body)
            }
            Token::Word(word) => match word.literal() {
                Some("{") => {
                    self.next()?;
                    let body = self.body()?;
                    self.expect_word("}")?;
                    CommandKind::Group(body)
                }
                Some("if") => self.nested(Lexer::if_command)?,
                Some(opener @ ("while" | "until")) => {
                    let is_until = opener == "until";
                    self.next()?;
                    let condition = self.body()?;
                    let body = self.do_group()?;
                    CommandKind::Loop {
                        is_until,
                        condition,
                        body,
                    }
                }
                Some("for") => self.for_command()?,
                Some("case") => self.nested(Lexer::case_command)?,
                Some("function") => {
                    self.next()?;
                    self.function_keyword()?
                }
                Some(text) if TERMINATORS.contains(&text) => return Err(self.unexpected(None)),
                _ => return self.simple_command(line),
            },
            Token::Redirect(_) => return self.simple_command(line),
            Token::Operator(_) | Token::Newline | Token::End => return Err(self.unexpected(None)),
        };
        let redirects = self.redirects()?;
        Ok(Command {
            line,
            kind,
            redirects,
        })
    }

    fn redirects(&mut self) -> Result<Vec<Redirect>, SyntaxError> {
        let mut redirects = Vec::new();
        while matches!(self.peek()?, Token::Redirect(_)) {
            if let Token::Redirect(redirect) = self.next()? {
                redirects.push(redirect);
            }
        }
        Ok(redirects)
    }

    fn expect_word(&mut self, text: &str) -> Result<(), SyntaxError> {
        if !self.at_word(text)? {
            return Err(self.unexpected(Some(text)));
        }
        self.next()?;
        Ok(())
    }

    fn expect_operator(&mut self, text: &str) -> Result<(), SyntaxError> {
        if !self.at_operator(text)? {
            return Err(self.unexpected(Some(text)));
        }
        self.next()?;
        Ok(())
    }

    fn do_group(&mut self) -> Result<Arc<List>, SyntaxError> {
        self.expect_word("do")?;
        let body = self.body()?;
        self.expect_word("done")?;
        Ok(body)
    }

    fn if_command(&mut self) -> Result<CommandKind, SyntaxError> {
        self.next()?;
        let mut arms = Vec::new();
        let mut otherwise = None;
        loop {
            let condition = self.body()?;
            self.expect_word("then")?;
            arms.push((condition, self.body()?));
            if self.at_word("elif")? {
                self.next()?;
                continue;
            }
            if self.at_word("else")? {
                self.next()?;
                otherwise = Some(self.body()?);
            }
            self.expect_word("fi")?;
            return Ok(CommandKind::If { arms, otherwise });
        }
    }

    fn for_command(&mut self) -> Result<CommandKind, SyntaxError> {
        self.next()?;
        let name = match self.peek()? {
            Token::Word(word) => word
                .literal()
                .filter(|text| is_name(text))
                .map(str::to_string),
            _ => None,
        };
        let Some(name) = name else {
            return Err(self.error(Problem::BadLoopVariable));
        };
        self.next()?;
        self.skip_newlines()?;
        let mut words = None;
        if self.at_word("in")? {
            self.next()?;
            let mut listed = Vec::new();
            while matches!(self.peek()?, Token::Word(_)) {
                if let Token::Word(word) = self.next()? {
                    listed.push(word);
                }
            }
            words = Some(listed);
            if !matches!(self.peek()?, Token::Operator(";") | Token::Newline) {
                return Err(self.unexpected(None));
            }
            self.next()?;
        } else if self.at_operator(";")? {
            self.next()?;
        }
        self.skip_newlines()?;
        let body = self.do_group()?;
        Ok(CommandKind::For { name, words, body })
    }

    fn case_command(&mut self) -> Result<CommandKind, SyntaxError> {
        self.next()?;
        let subject = self.expect_any_word()?;
        self.skip_newlines()?;
        self.expect_word("in")?;
        let mut arms = Vec::new();
        loop {
            self.skip_newlines()?;
            if self.at_word("esac")? {
                self.next()?;
                return Ok(CommandKind::Case { subject, arms });
            }
            if self.at_operator("(")? {
                self.next()?;
            }
            let mut patterns = vec![self.expect_any_word()?];
            while self.at_operator("|")? {
                self.next()?;
                patterns.push(self.expect_any_word()?);
            }
            self.expect_operator(")")?;
            let body = Arc::new(self.list(true)?);
            arms.push(CaseArm { patterns, body });
            if self.at_operator(";;")? {
                self.next()?;
            } else if !self.at_word("esac")? {
                return Err(self.unexpected(Some(";;")));
            }
        }
    }

    fn expect_any_word(&mut self) -> Result<Word, SyntaxError> {
        if !matches!(self.peek()?, Token::Word(_)) {
            return Err(self.unexpected(None));
        }
        match self.next()? {
            Token::Word(word) => Ok(word),
            _ => Err(self.unexpected(None)),
        }
    }

    /// After `function`: a name, perhaps `()`, and a body.
    fn function_keyword(&mut self) -> Result<CommandKind, SyntaxError> {
        let word = self.expect_any_word()?;
        let Some(name) = word.literal().map(str::to_string) else {
            return Err(self.error(Problem::BadFunctionName));
        };
        if self.at_operator("(")? {
            self.next()?;
            self.expect_operator(")")?;
        }
        self.function_body(name)
    }

    fn function_body(&mut self, name: String) -> Result<CommandKind, SyntaxError> {
        self.skip_newlines()?;
        let body = Arc::new(self.nested(Lexer::command)?);
        Ok(CommandKind::Function { name, body })
    }

    fn simple_command(&mut self, line: u32) -> Result<Command, SyntaxError> {
        let mut assignments = Vec::new();
        let mut words = Vec::new();
        let mut redirects = Vec::new();
        loop {
            match self.peek()? {
                Token::Redirect(_) => redirects.extend(self.redirects()?),
                Token::Operator("(") if words.len() == 1 && assignments.is_empty() => {
                    let name = words
                        .pop()
                        .and_then(|word: Word| word.literal().map(String::from));
                    self.next()?;
                    self.expect_operator(")")?;
                    let Some(name) = name else {
                        return Err(self.error(Problem::BadFunctionName));
                    };
                    let kind = self.function_body(name)?;
                    return Ok(Command {
                        line,
                        kind,
                        redirects,
                    });
                }
                Token::Operator("(") => return Err(self.unexpected(None)),
                Token::Word(_) => {
                    let Token::Word(word) = self.next()? else {
                        continue;
                    };
                    match split_assignment(&word).filter(|_| words.is_empty()) {
                        Some(assignment) => assignments.push(assignment),
                        None => words.push(word),
                    }
                }
                Token::Operator(_) | Token::Newline | Token::End => break,
            }
        }
        Ok(Command {
            line,
            kind: CommandKind::Simple { assignments, words },
            redirects,
        })
    }
}

/// `name=value` and `name+=value`.
pub(super) fn split_assignment(word: &Word) -> Option<Assignment> {
    let Some(Part::Literal(first)) = word.parts.first() else {
        return None;
    };
    let (left, right) = first.split_once('=')?;
    let appends = left.ends_with('+');
    let name = left.strip_suffix('+').unwrap_or(left);
    if !is_name(name) {
        return None;
    }
    let mut parts = Vec::new();
    if !right.is_empty() {
        parts.push(Part::Literal(right.to_string()));
    }
    parts.extend(word.parts[1..].iter().cloned());
    Some(Assignment {
        name: name.to_string(),
        appends,
        value: Word { parts },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::syntax_error::Voice;

    fn complaint(text: &str) -> String {
        match parse(text).error {
            Some(error) => error.message(Voice::Ash),
            None => "fine".to_string(),
        }
    }

    #[test]
    fn errors_speak_as_busybox() {
        let typo = "unitl mslookup mydb; do echo waiting for mydb; sleep 2; done;";
        assert_eq!(complaint(typo), "syntax error: unexpected \"do\"");
        let open = "syntax error: unexpected end of file (expecting \"fi\")";
        assert_eq!(complaint("if true; then echo hi"), open);
        assert_eq!(
            complaint("echo 'x"),
            "syntax error: unterminated quoted string"
        );
        assert_eq!(
            complaint("while true; do done"),
            "syntax error: unexpected \"done\""
        );
        assert_eq!(
            complaint("echo $(date"),
            "syntax error: unexpected end of file (expecting \")\")"
        );
        assert_eq!(complaint("echo )"), "syntax error: unexpected \")\"");
    }

    #[test]
    fn lines_before_an_error_stand() {
        let script = parse("echo one\necho two\nfi\n");
        assert_eq!(script.lines.len(), 2);
        assert_eq!(script.error.map(|error| error.line), Some(3));
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = format!("{}true{}", "(".repeat(5000), ")".repeat(5000));
        assert_eq!(complaint(&deep), "syntax error: nesting too deep");
        let deep = format!("{}x{}", "$(".repeat(5000), ")".repeat(5000));
        assert_eq!(complaint(&deep), "syntax error: nesting too deep");
    }
}
