//! Command-line options as getopt reads them: letters in groups, values glued or apart, long names
//! that stand for a letter.

pub(super) struct Options {
    /// Letters in order; those without a value have an empty one.
    letters: Vec<(char, String)>,
    pub(super) operands: Vec<String>,
}

pub(super) enum Unknown {
    Letter(char),
    Long(String),
    MissingValue(char),
}

impl Options {
    pub(super) fn has(&self, letter: char) -> bool {
        self.letters.iter().any(|(known, _)| *known == letter)
    }

    /// The last value given.
    pub(super) fn value(&self, letter: char) -> Option<&str> {
        self.values(letter).last()
    }

    pub(super) fn values(&self, letter: char) -> impl DoubleEndedIterator<Item = &str> {
        let with_letter = self
            .letters
            .iter()
            .filter(move |(known, _)| *known == letter);
        with_letter.map(|(_, value)| value.as_str())
    }
}

/// `known` lists the letters, a colon after those that take a value, as in getopt(3); `+` in front:
/// options end at the first operand. `long` gives long names a letter.
pub(super) fn parse(
    arguments: &[String],
    known: &str,
    long: &[(&str, char)],
) -> Result<Options, Unknown> {
    let stops_early = known.starts_with('+');
    let mut options = Options {
        letters: Vec::new(),
        operands: Vec::new(),
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--" {
            options.operands.extend(rest.by_ref().cloned());
        } else if let Some(name) = argument.strip_prefix("--") {
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (name, None),
            };
            let Some((_, letter)) = long.iter().find(|(known, _)| *known == name) else {
                return Err(Unknown::Long(name.to_string()));
            };
            let value = match (value, takes_value(known, *letter)) {
                (Some(value), _) => value,
                (None, true) => rest.next().cloned().ok_or(Unknown::MissingValue(*letter))?,
                (None, false) => String::new(),
            };
            options.letters.push((*letter, value));
        } else if argument.len() > 1 && argument.starts_with('-') {
            let letters = &argument[1..];
            for (index, letter) in letters.char_indices() {
                if letter == ':' || letter == '+' || !known.contains(letter) {
                    return Err(Unknown::Letter(letter));
                }
                if !takes_value(known, letter) {
                    options.letters.push((letter, String::new()));
                    continue;
                }
                let glued = &letters[index + letter.len_utf8()..];
                let value = match glued.is_empty() {
                    true => rest.next().cloned().ok_or(Unknown::MissingValue(letter))?,
                    false => glued.to_string(),
                };
                options.letters.push((letter, value));
                break;
            }
        } else {
            options.operands.push(argument.clone());
            if stops_early {
                options.operands.extend(rest.by_ref().cloned());
            }
        }
    }
    Ok(options)
}

fn takes_value(known: &str, letter: char) -> bool {
    known
        .find(letter)
        .is_some_and(|at| known[at + letter.len_utf8()..].starts_with(':'))
}
