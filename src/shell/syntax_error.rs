//! Why a script cannot be read, where, and how each shell says so.

/// The shells whose wording we speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Voice {
    /// busybox `sh`.
    #[default]
    Ash,
    /// Debian's `sh`.
    Dash,
    Bash,
}

impl Voice {
    /// The status of a command whose redirection failed (`redirectsafe`: dash doubles it).
    pub(super) fn redirect_failure(self) -> i32 {
        match self {
            Voice::Ash | Voice::Bash => 1,
            Voice::Dash => 2,
        }
    }
}

/// A script that cannot be read. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub line: u32,
    pub column: u32,
    pub problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A token where it may not stand; both as ash's `tokname` spells them, quotes included.
    Unexpected {
        found: String,
        expecting: Option<String>,
    },
    UnterminatedQuote,
    UnterminatedBackquote,
    MissingBrace,
    BadSubstitution,
    BadFunctionName,
    BadLoopVariable,
    /// Our own bound on nesting.
    TooDeep,
}

impl SyntaxError {
    /// The sentence after the shell's name (busybox `ash.c raise_error_unexpected_syntax`, dash
    /// `parser.c synexpect`, bash `parse.y report_syntax_error`).
    pub fn message(&self, voice: Voice) -> String {
        let detail = self.detail(voice);
        match voice {
            Voice::Ash => format!("syntax error: {detail}"),
            Voice::Dash => format!("Syntax error: {detail}"),
            Voice::Bash => detail,
        }
    }

    fn detail(&self, voice: Voice) -> String {
        match &self.problem {
            Problem::Unexpected { found, expecting } => match voice {
                Voice::Ash => match expecting {
                    Some(expecting) => format!("unexpected {found} (expecting {expecting})"),
                    None => format!("unexpected {found}"),
                },
                Voice::Dash => match expecting {
                    Some(expecting) => format!("{found} unexpected (expecting {expecting})"),
                    None => format!("{found} unexpected"),
                },
                Voice::Bash if self.is_at_end() => {
                    "syntax error: unexpected end of file".to_string()
                }
                Voice::Bash => {
                    let token = found.trim_matches('"');
                    format!("syntax error near unexpected token `{token}'")
                }
            },
            Problem::UnterminatedQuote if voice == Voice::Bash => {
                "unexpected EOF while looking for matching `\"'".to_string()
            }
            Problem::UnterminatedQuote if voice == Voice::Dash => {
                "Unterminated quoted string".to_string()
            }
            Problem::UnterminatedQuote => "unterminated quoted string".to_string(),
            Problem::UnterminatedBackquote => "EOF in backquote substitution".to_string(),
            Problem::MissingBrace => "missing '}'".to_string(),
            Problem::BadSubstitution => "bad substitution".to_string(),
            Problem::BadFunctionName => "bad function name".to_string(),
            Problem::BadLoopVariable => "bad for loop variable".to_string(),
            Problem::TooDeep => "nesting too deep".to_string(),
        }
    }

    /// Whether more text could still make the script whole: an interactive shell reads on.
    pub fn is_at_end(&self) -> bool {
        match &self.problem {
            Problem::Unexpected { found, .. } => found == "end of file",
            Problem::UnterminatedQuote | Problem::UnterminatedBackquote | Problem::MissingBrace => {
                true
            }
            Problem::BadSubstitution
            | Problem::BadFunctionName
            | Problem::BadLoopVariable
            | Problem::TooDeep => false,
        }
    }
}
