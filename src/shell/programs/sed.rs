//! `sed`: `s///`, `p`, `d`, `q`, with line numbers, `$`, patterns and ranges as addresses.

use crate::shell::machine::Context;
use crate::shell::options;

use super::filter::{Filter, Inputs, Kind};
use super::regex::Regex;
use super::{Begun, Program};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sed {
    commands: Vec<SedCommand>,
    is_quiet: bool,
    /// `-i`: the text goes back into the file.
    in_place: bool,
    edited: String,
    line: usize,
    has_quit: bool,
    /// With a `$` address each line waits until it is known whether it is the last.
    knows_last: bool,
    pending: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SedCommand {
    from: Option<Address>,
    to: Option<Address>,
    is_inside: bool,
    is_negated: bool,
    deed: Deed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Address {
    Line(usize),
    Last,
    Matching(Regex),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Deed {
    Substitute {
        regex: Regex,
        with: String,
        every: bool,
        prints: bool,
        nth: usize,
    },
    Print,
    Delete,
    Quit,
}

pub(super) fn start(context: &mut Context, arguments: &[String]) -> Begun {
    let long = [
        ("quiet", 'n'),
        ("silent", 'n'),
        ("expression", 'e'),
        ("regexp-extended", 'E'),
        ("in-place", 'i'),
    ];
    let mut options = match options::parse(arguments, "nrEie:u", &long) {
        Ok(options) => options,
        Err(unknown) => return Begun::Done(super::unknown_option(context, "sed", &unknown)),
    };
    let mut scripts: Vec<String> = options.values('e').map(str::to_string).collect();
    if scripts.is_empty() {
        if options.operands.is_empty() {
            context.process.complain(super::usage("sed"));
            return Begun::Done(1);
        }
        scripts.push(options.operands.remove(0));
    }
    let is_extended = options.has('r') || options.has('E');
    let mut commands = Vec::new();
    for script in &scripts {
        let characters: Vec<char> = script.chars().collect();
        let mut reader = Reader {
            characters,
            position: 0,
            is_extended,
        };
        while let Some(command) = reader.command() {
            match command {
                Ok(command) => commands.push(command),
                Err(problem) => {
                    context.process.complain(format!("sed: {problem}\n"));
                    return Begun::Done(1);
                }
            }
        }
    }
    let in_place = options.has('i');
    let knows_last = commands.iter().any(|command: &SedCommand| {
        command.from == Some(Address::Last) || command.to == Some(Address::Last)
    });
    let sed = Sed {
        commands,
        is_quiet: options.has('n'),
        in_place,
        edited: String::new(),
        line: 0,
        has_quit: false,
        knows_last,
        pending: None,
    };
    Begun::Goes(Program::Filter(Box::new(Filter {
        name: "sed".to_string(),
        inputs: Inputs::new(&options.operands),
        kind: Kind::Sed(sed),
        status: 0,
    })))
}

struct Reader {
    characters: Vec<char>,
    position: usize,
    is_extended: bool,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.position).copied()
    }

    fn skip(&mut self, what: &[char]) {
        while self.peek().is_some_and(|c| what.contains(&c)) {
            self.position += 1;
        }
    }

    fn command(&mut self) -> Option<Result<SedCommand, String>> {
        self.skip(&[' ', ';', '\n', '\t']);
        self.peek()?;
        Some(self.read_command())
    }

    fn read_command(&mut self) -> Result<SedCommand, String> {
        let from = self.address()?;
        let mut to = None;
        if self.peek() == Some(',') {
            self.position += 1;
            to = self.address()?;
        }
        self.skip(&[' ']);
        let is_negated = self.peek() == Some('!');
        if is_negated {
            self.position += 1;
        }
        let letter = self.peek().ok_or("missing command")?;
        self.position += 1;
        let deed = match letter {
            'p' => Deed::Print,
            'd' => Deed::Delete,
            'q' => Deed::Quit,
            's' => self.substitution()?,
            _ => return Err(format!("unsupported command {letter}")),
        };
        self.skip(&[' ']);
        match self.peek() {
            None | Some(';' | '\n' | '}') => {}
            Some(_) => return Err("bad option in substitution expression".to_string()),
        }
        Ok(SedCommand {
            from,
            to,
            is_inside: false,
            is_negated,
            deed,
        })
    }

    fn address(&mut self) -> Result<Option<Address>, String> {
        match self.peek() {
            Some('0'..='9') => {
                let mut number = 0usize;
                while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
                    let digit = usize::try_from(digit).unwrap_or(0);
                    number = number.saturating_mul(10).saturating_add(digit);
                    self.position += 1;
                }
                Ok(Some(Address::Line(number)))
            }
            Some('$') => {
                self.position += 1;
                Ok(Some(Address::Last))
            }
            Some('/') => {
                self.position += 1;
                let text = self.delimited('/').ok_or("unterminated address regex")?;
                let regex = Regex::parse(&text, self.is_extended).map_err(|_| "bad regex")?;
                Ok(Some(Address::Matching(regex)))
            }
            _ => Ok(None),
        }
    }

    /// Text up to the delimiter; an escaped delimiter stands for itself.
    fn delimited(&mut self, delimiter: char) -> Option<String> {
        let mut text = String::new();
        while let Some(character) = self.peek() {
            self.position += 1;
            if character == delimiter {
                return Some(text);
            }
            if character == '\\' {
                let next = self.peek()?;
                self.position += 1;
                if next != delimiter {
                    text.push('\\');
                }
                text.push(next);
                continue;
            }
            text.push(character);
        }
        None
    }

    fn substitution(&mut self) -> Result<Deed, String> {
        let delimiter = self.peek().ok_or("unterminated 's' command")?;
        self.position += 1;
        let pattern = self.delimited(delimiter).ok_or("unmatched '/'")?;
        let with = self.delimited(delimiter).ok_or("unmatched '/'")?;
        let mut regex = Regex::parse(&pattern, self.is_extended).map_err(|_| "bad regex")?;
        let (mut every, mut prints, mut nth) = (false, false, 1);
        while let Some(flag) = self.peek() {
            match flag {
                'g' => every = true,
                'p' => prints = true,
                'i' | 'I' => regex.ignores_case = true,
                '1'..='9' => {
                    nth = usize::try_from(flag.to_digit(10).unwrap_or(1)).unwrap_or(1);
                }
                _ => break,
            }
            self.position += 1;
        }
        Ok(Deed::Substitute {
            regex,
            with,
            every,
            prints,
            nth,
        })
    }
}

impl Sed {
    pub(super) fn has_quit(&self) -> bool {
        self.has_quit && !self.in_place
    }

    /// What is printed now that this line has come.
    pub(super) fn line(&mut self, line: &str) -> String {
        if !self.knows_last {
            return self.edit(line, false);
        }
        match self.pending.replace(line.to_string()) {
            Some(before) => self.edit(&before, false),
            None => String::new(),
        }
    }

    /// What is printed now that no line will come.
    pub(super) fn end(&mut self) -> String {
        match self.pending.take() {
            Some(last) => self.edit(&last, true),
            None => String::new(),
        }
    }

    fn edit(&mut self, line: &str, is_last: bool) -> String {
        if self.has_quit {
            return String::new();
        }
        self.line += 1;
        let mut text = line.to_string();
        let mut out = String::new();
        let mut is_deleted = false;
        let number = self.line;
        for command in &mut self.commands {
            if !command.applies(number, &text, is_last) {
                continue;
            }
            match &command.deed {
                Deed::Print => out.push_str(&format!("{text}\n")),
                Deed::Delete => {
                    is_deleted = true;
                    break;
                }
                Deed::Quit => {
                    self.has_quit = true;
                    break;
                }
                Deed::Substitute {
                    regex,
                    with,
                    every,
                    prints,
                    nth,
                } => {
                    if let Some(changed) = substitute(regex, &text, with, *every, *nth) {
                        text = changed;
                        if *prints {
                            out.push_str(&format!("{text}\n"));
                        }
                    }
                }
            }
        }
        if !is_deleted && !self.is_quiet {
            out.push_str(&format!("{text}\n"));
        }
        if self.in_place {
            self.edited.push_str(&out);
            return String::new();
        }
        out
    }

    pub(super) fn end_file(&mut self, context: &mut Context, label: &str) {
        if self.in_place && label != "-" {
            self.end();
            let path = crate::shell::path::absolute(&context.process.directory, label);
            let text = std::mem::take(&mut self.edited);
            if let Err(error) = context.host.write_file(&path, &text, false) {
                super::cannot_open(context, "sed", label, error);
            }
            self.line = 0;
            self.has_quit = false;
        }
    }
}

impl SedCommand {
    fn applies(&mut self, number: usize, text: &str, is_last: bool) -> bool {
        let hits = |address: &Address| match address {
            Address::Line(line) => *line == number,
            Address::Last => is_last,
            Address::Matching(regex) => regex.find(text, 0).is_some(),
        };
        let holds = match (&self.from, &self.to) {
            (None, _) => true,
            (Some(from), None) => hits(from),
            (Some(from), Some(to)) => {
                if self.is_inside {
                    self.is_inside = !match to {
                        Address::Line(line) => number >= *line,
                        Address::Last | Address::Matching(_) => hits(to),
                    };
                    true
                } else if hits(from) {
                    self.is_inside = !matches!(to, Address::Line(line) if *line <= number);
                    true
                } else {
                    false
                }
            }
        };
        holds != self.is_negated
    }
}

/// `None`: nothing matched. `&` and `\1` stand for what was found.
fn substitute(regex: &Regex, text: &str, with: &str, every: bool, nth: usize) -> Option<String> {
    let mut out = String::new();
    let mut from = 0;
    let mut count = 0;
    let mut has_changed = false;
    while let Some(found) = regex.find(text, from) {
        count += 1;
        out.push_str(&text[from..found.start]);
        if count >= nth {
            has_changed = true;
            let mut characters = with.chars();
            while let Some(character) = characters.next() {
                match character {
                    '&' => out.push_str(&found.group(text, 0)),
                    '\\' => match characters.next() {
                        Some('n') => out.push('\n'),
                        Some('t') => out.push('\t'),
                        Some(next) => match next.to_digit(10) {
                            Some(digit) => {
                                let number = usize::try_from(digit).unwrap_or(0);
                                out.push_str(&found.group(text, number));
                            }
                            None => out.push(next),
                        },
                        None => out.push('\\'),
                    },
                    _ => out.push(character),
                }
            }
        } else {
            out.push_str(&text[found.start..found.end]);
        }
        from = found.end;
        if found.end == found.start {
            let Some(next) = text[from..].chars().next() else {
                break;
            };
            out.push(next);
            from += next.len_utf8();
        }
        if (!every && count >= nth) || from > text.len() {
            break;
        }
    }
    out.push_str(text.get(from..).unwrap_or(""));
    has_changed.then_some(out)
}
