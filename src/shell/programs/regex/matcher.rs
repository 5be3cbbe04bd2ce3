//! Matching, by going forth and, where that fails, back.

use crate::shell::pattern::in_class;

use super::{Groups, Node};

pub(super) struct Matcher<'a> {
    pub(super) text: &'a [char],
    pub(super) effort: u32,
    pub(super) depth: u32,
    pub(super) groups: Groups,
    pub(super) ignores_case: bool,
}

pub(super) type Then<'t> = &'t mut dyn FnMut(&mut Matcher, usize) -> bool;

/// How often a group may be repeated.
const MAX_REPEATS: u32 = 500;

/// How deep groups and repetitions may call each other.
const MAX_NESTED_CALLS: u32 = 1_000;

impl Matcher<'_> {
    pub(super) fn sequence(&mut self, nodes: &[Node], at: usize, then: Then) -> bool {
        self.effort = self.effort.saturating_sub(1);
        if self.effort == 0 || self.depth >= MAX_NESTED_CALLS {
            return false;
        }
        self.depth += 1;
        let matched = self.sequence_from(nodes, at, then);
        self.depth -= 1;
        matched
    }

    fn sequence_from(&mut self, nodes: &[Node], at: usize, then: Then) -> bool {
        let (mut nodes, mut at) = (nodes, at);
        let (node, rest) = loop {
            let Some((node, rest)) = nodes.split_first() else {
                return then(self, at);
            };
            if matches!(
                node,
                Node::Repeat { .. } | Node::Group { .. } | Node::Back(_)
            ) {
                break (node, rest);
            }
            match self.single(node, at) {
                Some(next) => (nodes, at) = (rest, next),
                None => return false,
            }
        };
        match node {
            Node::Repeat { node, least, most } => self.repeat(node, *least, *most, rest, at, then),
            Node::Group {
                number,
                alternatives,
            } => {
                for alternative in alternatives {
                    let saved = self.groups.clone();
                    let matched = self.sequence(alternative, at, &mut |matcher, end| {
                        let before = matcher.groups.get(number - 1).copied().flatten();
                        matcher.set_group(*number, Some((at, end)));
                        if matcher.sequence(rest, end, then) {
                            return true;
                        }
                        matcher.set_group(*number, before);
                        false
                    });
                    if matched {
                        return true;
                    }
                    self.groups = saved;
                }
                false
            }
            Node::Back(number) => {
                let Some((start, end)) = self.groups.get(number - 1).copied().flatten() else {
                    return false;
                };
                let text = self.text;
                let length = end - start;
                let fits = text
                    .get(at..at + length)
                    .is_some_and(|it| *it == text[start..end]);
                fits && self.sequence(rest, at + length, then)
            }
            _ => false,
        }
    }

    fn set_group(&mut self, number: usize, range: Option<(usize, usize)>) {
        if let Some(slot) = self.groups.get_mut(number - 1) {
            *slot = range;
        }
    }

    /// Greedy: as many as fit, then one fewer, until the rest matches.
    fn repeat(
        &mut self,
        node: &Node,
        least: u32,
        most: u32,
        rest: &[Node],
        at: usize,
        then: Then,
    ) -> bool {
        if !matches!(
            node,
            Node::Group { .. } | Node::Back(_) | Node::Repeat { .. }
        ) {
            let mut ends = vec![at];
            while u32::try_from(ends.len()).unwrap_or(u32::MAX) <= most {
                let last = ends.last().copied().unwrap_or(at);
                match self.single(node, last).filter(|next| *next > last) {
                    Some(next) => ends.push(next),
                    None => break,
                }
            }
            let least = usize::try_from(least).unwrap_or(usize::MAX);
            while ends.len() > least {
                let Some(end) = ends.pop() else { return false };
                if self.sequence(rest, end, then) {
                    return true;
                }
            }
            return false;
        }
        self.repeat_group(node, least, most.min(MAX_REPEATS), rest, at, then)
    }

    fn repeat_group(
        &mut self,
        node: &Node,
        least: u32,
        most: u32,
        rest: &[Node],
        at: usize,
        then: Then,
    ) -> bool {
        if most > 0 {
            let saved = self.groups.clone();
            let one = std::slice::from_ref(node);
            let matched = self.sequence(one, at, &mut |matcher, end| {
                end > at
                    && matcher.repeat_group(
                        node,
                        least.saturating_sub(1),
                        most - 1,
                        rest,
                        end,
                        then,
                    )
            });
            if matched {
                return true;
            }
            self.groups = saved;
        }
        least == 0 && self.sequence(rest, at, then)
    }

    fn single(&self, node: &Node, at: usize) -> Option<usize> {
        let here = self.text.get(at).copied();
        match node {
            Node::Start => (at == 0).then_some(at),
            Node::End => (at == self.text.len()).then_some(at),
            Node::WordEdge => {
                let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                let before = at.checked_sub(1).and_then(|at| self.text.get(at).copied());
                (is_word(before) != is_word(here)).then_some(at)
            }
            Node::Any => here.map(|_| at + 1),
            Node::Character(wanted) => {
                here.filter(|c| c == wanted || (self.ignores_case && same_letter(*c, *wanted)))?;
                Some(at + 1)
            }
            Node::Set {
                is_negated,
                ranges,
                classes,
            } => {
                let character = here?;
                let is_in = |c: char| {
                    ranges.iter().any(|(low, high)| (*low..=*high).contains(&c))
                        || classes.iter().any(|class| in_class(class, c))
                };
                let found = is_in(character)
                    || (self.ignores_case
                        && (is_in(character.to_ascii_lowercase())
                            || is_in(character.to_ascii_uppercase())));
                (found != *is_negated).then_some(at + 1)
            }
            Node::Group { .. } | Node::Repeat { .. } | Node::Back(_) => None,
        }
    }
}

fn same_letter(left: char, right: char) -> bool {
    left.to_lowercase().eq(right.to_lowercase())
}
