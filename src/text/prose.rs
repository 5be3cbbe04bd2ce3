//! A lesson's text in pieces: paragraphs and lists, code, strong words, words linked with a part of
//! the page, and values of the run (docs/lessons.md, "The sentences").

use crate::engine::time::SimTime;
use crate::lesson::evidence::Evidence;
use crate::lesson::marks::{Mark, marks};
use crate::lesson::part::Part;
use crate::lesson::value::{Found, Query};

use super::{moment, particle};

/// A paragraph, or an item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    pub is_item: bool,
    pub pieces: Vec<Piece>,
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub kind: PieceKind,
}

/// How a piece is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PieceKind {
    Plain,
    Code,
    Strong,
    /// Wears the colour of a part of the page, and lights it.
    Linked(Part),
    Time,
}

impl Piece {
    /// Takes what stands at the word before without a space, and must not begin a line: a full stop,
    /// a particle.
    pub fn take_follower(&mut self) -> String {
        if self.kind != PieceKind::Plain {
            return String::new();
        }
        let end = self.text.find(char::is_whitespace);
        let rest = self.text.split_off(end.unwrap_or(self.text.len()));
        std::mem::replace(&mut self.text, rest)
    }
}

/// Where the values of a text come from.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub evidence: Evidence<'a>,
    pub playhead: SimTime,
}

/// The blocks of a text. Without a moment, values are shown as `…`.
pub fn prose(text: &str, moment: Option<Moment>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut continues = false;
    for line in text.lines() {
        let line = line.trim();
        let item = line.strip_prefix("- ");
        if line.is_empty() {
            continues = false;
            continue;
        }
        if item.is_some() || !continues {
            blocks.push(Block {
                is_item: item.is_some(),
                ..Block::default()
            });
        }
        continues = true;
        if let Some(block) = blocks.last_mut() {
            if !block.pieces.is_empty() {
                push(block, " ", PieceKind::Plain);
            }
            add_line(block, item.unwrap_or(line), moment);
        }
    }
    blocks
}

/// A text of one line, without its kinds: for labels and the live region.
pub fn plain(text: &str, moment: Option<Moment>) -> String {
    let mut plain = String::new();
    for block in prose(text, moment) {
        if !plain.is_empty() {
            plain.push(' ');
        }
        for piece in &block.pieces {
            plain.push_str(&piece.text);
        }
    }
    plain
}

fn add_line(block: &mut Block, line: &str, moment: Option<Moment>) {
    for mark in marks(line) {
        match mark {
            Mark::Plain(text) => push(block, text, PieceKind::Plain),
            Mark::Code(text) => push(block, text, PieceKind::Code),
            Mark::Strong(text) => push(block, &bare(text), PieceKind::Strong),
            Mark::Linked(words, part) => {
                let kind = Part::read(part).map_or(PieceKind::Strong, PieceKind::Linked);
                push(block, &bare(words), kind);
            }
            Mark::Value(value) => add_value(block, value, moment),
            Mark::Particle(particle) => {
                let before: String = block.pieces.iter().map(|piece| &*piece.text).collect();
                push(block, particle::after(&before, particle), PieceKind::Plain);
            }
            Mark::Open(mark) => push(block, mark, PieceKind::Plain),
        }
    }
}

/// Code inside strong or linked words is shown as they are.
fn bare(text: &str) -> String {
    text.replace('`', "")
}

fn add_value(block: &mut Block, value: &str, moment: Option<Moment>) {
    let found = moment.and_then(|moment| {
        let query = Query::read(value).ok()?;
        query.find(&moment.evidence, moment.playhead)
    });
    match found {
        None => push(block, "…", PieceKind::Plain),
        Some(Found::Text(text)) => push(block, &text, PieceKind::Code),
        Some(Found::Time(time)) => push(block, &moment::short_clock(time), PieceKind::Time),
    }
}

fn push(block: &mut Block, text: &str, kind: PieceKind) {
    if !text.is_empty() {
        let text = text.to_owned();
        block.pieces.push(Piece { text, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_what_follows_without_a_space() {
        let split = |text: &str, kind| {
            let text = text.to_owned();
            let mut next = Piece { text, kind };
            (next.take_follower(), next.text)
        };
        let both = |follower: &str, rest: &str| (follower.to_owned(), rest.to_owned());
        let plain = PieceKind::Plain;
        assert_eq!(split("가 있어요.", plain.clone()), both("가", " 있어요."));
        assert_eq!(split(".", plain.clone()), both(".", ""));
        assert_eq!(split(" and then", plain), both("", " and then"));
        assert_eq!(split("web", PieceKind::Code), both("", "web"));
    }

    #[test]
    fn paragraphs_lists_and_marks() {
        let text =
            "One **strong**\nline with `a *b*`.\n\n- [three `x`](pod/web Ready)\n- 2 [no] link";
        let blocks = prose(text, None);
        assert_eq!(blocks.len(), 3);
        let kinds = |block: &Block| {
            let pieces = block
                .pieces
                .iter()
                .filter(|piece| piece.kind != PieceKind::Plain);
            pieces.map(|piece| piece.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(kinds(&blocks[0]), ["strong", "a *b*"]);
        assert_eq!(kinds(&blocks[1]), ["three x"]);
        assert_eq!(
            plain(text, None),
            "One strong line with a *b*. three x 2 [no] link"
        );
    }

    #[test]
    fn particles_follow_what_stands_before_them() {
        assert_eq!(
            plain("`web`{은} `node1`{으로} 갔어요.", None),
            "web은 node1로 갔어요."
        );
    }
}
