//! The awk that one-liners need: an optional pattern and `{print …}`, with `BEGIN` and `END`.

use crate::shell::options::Options;

use super::regex::Regex;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Awk {
    separator: Option<String>,
    variables: Vec<(String, String)>,
    rules: Vec<Rule>,
    line_number: usize,
    exits: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    when: When,
    /// `None`: print the line.
    prints: Option<Vec<Action>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum When {
    Always,
    Begin,
    End,
    Matches(Regex, bool),
    Compares {
        left: Value,
        operator: String,
        right: Value,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Action {
    /// Arguments; each a run of values set side by side.
    Print(Vec<Vec<Value>>),
    Exit(i32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Field(usize),
    LastField,
    FieldCount,
    LineNumber,
    Text(String),
    Variable(String),
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, text: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> String {
        self.skip();
        let length = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word.to_string()
    }

    /// Up to an unescaped `end`.
    fn delimited(&mut self, end: char) -> Option<String> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            if character == end {
                self.rest = &self.rest[at + character.len_utf8()..];
                return Some(text);
            }
            text.push(character);
            if character == '\\' {
                text.extend(characters.next().map(|(_, next)| next));
            }
        }
        None
    }

    fn value(&mut self) -> Option<Value> {
        self.skip();
        if self.take("$NF") {
            return Some(Value::LastField);
        }
        if self.take("$") {
            return self.word().parse().ok().map(Value::Field);
        }
        if self.take("\"") {
            let text = self.delimited('"')?;
            let style = crate::shell::escape::Style::Quotes;
            return Some(Value::Text(
                crate::shell::escape::unescape(&text, style).text,
            ));
        }
        let word = self.word();
        match word.as_str() {
            "" | "if" | "for" | "while" => None,
            "NF" => Some(Value::FieldCount),
            "NR" => Some(Value::LineNumber),
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => Some(Value::Text(word)),
            _ => Some(Value::Variable(word)),
        }
    }

    fn rule(&mut self) -> Option<Rule> {
        let when = if self.take("BEGIN") {
            When::Begin
        } else if self.take("END") {
            When::End
        } else if self.take("!/") {
            When::Matches(Regex::parse(&self.delimited('/')?, true).ok()?, false)
        } else if self.take("/") {
            When::Matches(Regex::parse(&self.delimited('/')?, true).ok()?, true)
        } else if self.rest.starts_with('{') {
            When::Always
        } else {
            let left = self.value()?;
            let operators = ["==", "!=", ">=", "<=", ">", "<"];
            let operator = operators.iter().find(|operator| self.take(operator))?;
            When::Compares {
                left,
                operator: (*operator).to_string(),
                right: self.value()?,
            }
        };
        self.skip();
        if !self.take("{") {
            return Some(Rule { when, prints: None });
        }
        let mut actions = Vec::new();
        while !self.take("}") {
            if self.take(";") {
                continue;
            }
            match self.word().as_str() {
                "print" => actions.push(self.print()?),
                "exit" => {
                    let status = self.word();
                    actions.push(Action::Exit(status.parse().unwrap_or(0)));
                }
                _ => return None,
            }
        }
        Some(Rule {
            when,
            prints: Some(actions),
        })
    }

    fn print(&mut self) -> Option<Action> {
        let mut arguments = Vec::new();
        let mut run = Vec::new();
        loop {
            self.skip();
            if self.rest.starts_with(['}', ';']) {
                break;
            }
            if self.take(",") {
                arguments.push(std::mem::take(&mut run));
                continue;
            }
            run.push(self.value()?);
        }
        if !run.is_empty() || !arguments.is_empty() {
            arguments.push(run);
        }
        Some(Action::Print(arguments))
    }
}

impl Awk {
    pub(super) fn parse(program: &str, options: &Options) -> Option<Awk> {
        let mut reader = Reader { rest: program };
        let mut rules = Vec::new();
        loop {
            reader.skip();
            if reader.rest.is_empty() {
                break;
            }
            rules.push(reader.rule()?);
        }
        let variables = options
            .values('v')
            .filter_map(|text| text.split_once('='))
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        let separator = options
            .value('F')
            .map(str::to_string)
            .filter(|text| text != " ");
        Some(Awk {
            separator,
            variables,
            rules,
            line_number: 0,
            exits: None,
        })
    }

    pub(super) fn exit_status(&self) -> Option<i32> {
        self.exits
    }

    pub(super) fn line(&mut self, line: &str) -> String {
        let mut out = String::new();
        if self.line_number == 0 {
            self.run("", &mut out, |when| *when == When::Begin);
            if self.exits.is_some() {
                return out;
            }
        }
        self.line_number += 1;
        self.run(line, &mut out, |when| {
            !matches!(when, When::Begin | When::End)
        });
        out
    }

    pub(super) fn end(&mut self) -> String {
        let mut out = String::new();
        if self.line_number == 0 {
            self.run("", &mut out, |when| *when == When::Begin);
        }
        self.run("", &mut out, |when| *when == When::End);
        out
    }

    fn run(&mut self, line: &str, out: &mut String, is_due: impl Fn(&When) -> bool) {
        let fields: Vec<&str> = match &self.separator {
            None => line.split_whitespace().collect(),
            Some(separator) if line.is_empty() || separator.is_empty() => vec![line],
            Some(separator) => line.split(separator.as_str()).collect(),
        };
        let mut exits = None;
        for rule in self.rules.iter().filter(|rule| is_due(&rule.when)) {
            if exits.is_some() || !self.holds(&rule.when, line, &fields) {
                continue;
            }
            let whole_line = [Action::Print(Vec::new())];
            for action in rule.prints.as_deref().unwrap_or(&whole_line) {
                match action {
                    Action::Exit(status) => {
                        exits = Some(*status);
                        break;
                    }
                    Action::Print(arguments) if arguments.is_empty() => out.push_str(line),
                    Action::Print(arguments) => {
                        let texts: Vec<String> = arguments
                            .iter()
                            .map(|run| run.iter().map(|v| self.value(v, line, &fields)).collect())
                            .collect();
                        out.push_str(&texts.join(" "));
                    }
                }
                out.push('\n');
            }
        }
        self.exits = self.exits.or(exits);
    }

    fn value(&self, value: &Value, line: &str, fields: &[&str]) -> String {
        match value {
            Value::Field(0) => line.to_string(),
            Value::Field(number) => fields.get(number - 1).copied().unwrap_or("").to_string(),
            Value::LastField => fields.last().copied().unwrap_or("").to_string(),
            Value::FieldCount => fields.len().to_string(),
            Value::LineNumber => self.line_number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Variable(name) => {
                let found = self.variables.iter().find(|(known, _)| known == name);
                found.map(|(_, value)| value.clone()).unwrap_or_default()
            }
        }
    }

    fn holds(&self, when: &When, line: &str, fields: &[&str]) -> bool {
        match when {
            When::Always | When::Begin | When::End => true,
            When::Matches(regex, wanted) => regex.find(line, 0).is_some() == *wanted,
            When::Compares {
                left,
                operator,
                right,
            } => {
                let left = self.value(left, line, fields);
                let right = self.value(right, line, fields);
                let order = match (left.parse::<i64>(), right.parse::<i64>()) {
                    (Ok(left), Ok(right)) => left.cmp(&right),
                    _ => left.cmp(&right),
                };
                match operator.as_str() {
                    "==" => order.is_eq(),
                    "!=" => order.is_ne(),
                    ">=" => order.is_ge(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    _ => order.is_lt(),
                }
            }
        }
    }
}
