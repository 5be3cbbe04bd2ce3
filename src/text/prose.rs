//! A lesson's text in pieces: paragraphs and lists, code, strong words, words linked with a part of
//! the page, and values of the run (docs/lessons.md, "The sentences").

use crate::engine::time::SimTime;
use crate::lesson::evidence::Evidence;
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

/// What an author has to mend in a text.
pub fn problems(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for line in text.lines() {
        for mark in marks(line) {
            match mark {
                Mark::Open(what) => problems.push(format!("{what} is not closed on its line")),
                Mark::Linked(_, part) if Part::read(part).is_none() => {
                    problems.push(format!("{part:?} is no part of the page"));
                }
                Mark::Value(value) => problems.extend(Query::read(value).err()),
                _ => {}
            }
        }
    }
    problems
}

/// The parts that a text links.
pub fn linked_parts(text: &str) -> Vec<Part> {
    let lines = text.lines().flat_map(marks);
    let parts = lines.filter_map(|mark| match mark {
        Mark::Linked(_, part) => Part::read(part),
        _ => None,
    });
    parts.collect()
}

enum Mark<'a> {
    Plain(&'a str),
    Code(&'a str),
    Strong(&'a str),
    Linked(&'a str, &'a str),
    Value(&'a str),
    Particle(&'a str),
    /// A mark without its end; the rest of the line is plain.
    Open(&'static str),
}

/// A line as marks.
fn marks(line: &str) -> Vec<Mark<'_>> {
    let mut marks = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['`', '*', '[', '{']) {
        let (before, from) = rest.split_at(at);
        marks.push(Mark::Plain(before));
        let (mark, after) = one_mark(from);
        marks.push(mark);
        rest = after;
    }
    marks.push(Mark::Plain(rest));
    marks
}

/// The mark at the beginning of a text, and what follows it.
fn one_mark(text: &str) -> (Mark<'_>, &str) {
    let closed = |open: &str, close: &str| text.strip_prefix(open)?.split_once(close);
    let literal = (Mark::Plain(&text[..1]), &text[1..]);
    if text.starts_with('`') {
        return match closed("`", "`") {
            Some((code, after)) => (Mark::Code(code), after),
            None => (Mark::Open("`"), &text[1..]),
        };
    }
    if text.starts_with("**") {
        return match closed("**", "**") {
            Some((strong, after)) => (Mark::Strong(strong), after),
            None => (Mark::Open("**"), &text[2..]),
        };
    }
    if text.starts_with('[') {
        let link = closed("[", "](").and_then(|(words, after)| {
            let (part, after) = after.split_once(')')?;
            Some((Mark::Linked(words, part), after))
        });
        return link.unwrap_or(literal);
    }
    if text.starts_with('{') {
        return match closed("{", "}") {
            Some((value, after)) if is_particle(value) => (Mark::Particle(value), after),
            Some((value, after)) => (Mark::Value(value), after),
            None => (Mark::Open("{"), &text[1..]),
        };
    }
    literal
}

/// A value is written in ASCII, a particle is not.
fn is_particle(text: &str) -> bool {
    !text.is_empty() && !text.is_ascii()
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

    #[test]
    fn mistakes_are_told() {
        let cases = [
            ("a `b", "` is not closed"),
            ("[a](pod)", "\"pod\" is no part"),
            ("{pod/web}", "{pod/web} is no value"),
            ("{pod/web nothing}", "\"nothing=\" says nothing"),
        ];
        for (text, expected) in cases {
            let found = problems(text);
            assert!(
                found.len() == 1 && found[0].starts_with(expected),
                "{found:?}"
            );
        }
        assert_eq!(
            problems("{pod/web status}{이} {first pod/web Ready=True}"),
            [""; 0]
        );
    }
}
