//! `tr`: characters to characters.

use crate::shell::escape::{Style, unescape};
use crate::shell::options::Options;
use crate::shell::pattern::in_class;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Translate {
    from: Vec<char>,
    to: Vec<char>,
    is_complement: bool,
    deletes: bool,
    squeezes: bool,
    last: Option<char>,
}

impl Translate {
    /// `None`: too few sets.
    pub(super) fn new(options: &Options) -> Option<Translate> {
        let (deletes, squeezes) = (options.has('d'), options.has('s'));
        let from = set(options.operands.first()?);
        let to = options
            .operands
            .get(1)
            .map(|text| set(text))
            .unwrap_or_default();
        if to.is_empty() && !deletes && !squeezes {
            return None;
        }
        let is_complement = options.has('c');
        Some(Translate {
            from,
            to,
            is_complement,
            deletes,
            squeezes,
            last: None,
        })
    }

    pub(super) fn translate(&mut self, text: &str) -> String {
        let mut out = String::new();
        for character in text.chars() {
            let position = self.from.iter().position(|known| *known == character);
            let is_in = position.is_some() != self.is_complement;
            if self.deletes && is_in {
                continue;
            }
            let index = position.unwrap_or(usize::MAX);
            let changed = match self.to.last() {
                Some(last) if is_in && !self.deletes => *self.to.get(index).unwrap_or(last),
                _ => character,
            };
            let squeezed = match self.to.is_empty() || self.deletes {
                true if self.deletes => self.to.contains(&changed),
                true => is_in,
                false => self.to.contains(&changed),
            };
            if self.squeezes && squeezed && self.last == Some(changed) {
                continue;
            }
            self.last = Some(changed);
            out.push(changed);
        }
        out
    }
}

/// `a-z`, `[:upper:]`, escapes.
fn set(text: &str) -> Vec<char> {
    let characters: Vec<char> = unescape(text, Style::Format).text.chars().collect();
    let mut set = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        if characters[at] == '[' && characters.get(at + 1) == Some(&':') {
            let length = characters[at + 2..].iter().position(|c| *c == ':');
            if let Some(length) = length {
                let name: String = characters[at + 2..at + 2 + length].iter().collect();
                set.extend((0..128u8).map(char::from).filter(|c| in_class(&name, *c)));
                at += length + 4;
                continue;
            }
        }
        match (characters.get(at + 1), characters.get(at + 2)) {
            (Some('-'), Some(last)) if *last >= characters[at] => {
                set.extend((characters[at]..=*last).take(4096));
                at += 3;
            }
            _ => {
                set.push(characters[at]);
                at += 1;
            }
        }
    }
    set
}
