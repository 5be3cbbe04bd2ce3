//! Finding the stretches of a function that did not run, and what each is given and hands back.

use std::collections::BTreeSet;
use std::ops::Range;

use wasmparser::Operator;

use super::body::{Body, Op};
use super::liveness::Liveness;

/// A row of whole statements of one block: `ops[from..to]`.
pub struct Stretch {
    pub from: usize,
    pub to: usize,
    /// Locals that it is given, and those that it hands back.
    pub takes: Vec<u32>,
    pub gives: Vec<u32>,
    /// Where it may go on to, in order; the number that it hands back is a place in this list.
    pub exits: Vec<Exit>,
    /// Whether it may return from the function with a value.
    pub returns_a_value: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Exit {
    PastItsEnd,
    /// A block around the stretch, counted from the innermost.
    Block(u32),
    Return,
}

/// More ways out, or more values handed over, are left where they are.
const EXITS_MAX: usize = 12;
const VALUES_MAX: usize = 40;
/// What a stretch must save beyond a byte or two for each value that is handed over.
const GAIN_BYTES_MIN: u32 = 12;
const BYTES_A_VALUE: u32 = 2;

impl Exit {
    /// Where a branch leads that stands `inside` blocks of a stretch, itself `level` blocks deep.
    pub fn of(depth: u32, inside: u32, level: u32) -> Exit {
        match depth - inside {
            outside if outside == level => Exit::Return,
            outside => Exit::Block(outside),
        }
    }
}

/// The stretches of a function, in order; none of one that never ran: it is moved as a whole.
pub fn stretches(body: &Body) -> Vec<Stretch> {
    let mut found = Vec::new();
    let runs = body.ops.first().is_some_and(|op| op.ran);
    if runs && body.results.len() < 2 {
        let around = &mut Vec::new();
        find(
            body,
            &Liveness::of(body),
            around,
            0..body.ops.len() - 1,
            &mut found,
        );
    }
    found
}

/// `around` are the operators that open the blocks around the row.
fn find(
    body: &Body,
    liveness: &Liveness,
    around: &mut Vec<usize>,
    row: Range<usize>,
    found: &mut Vec<Stretch>,
) {
    let mut at = row.start;
    while at < row.end {
        if let Some(stretch) = longest(body, liveness, around, at..row.end) {
            at = stretch.to;
            found.push(stretch);
            continue;
        }
        if body.ops[at].opens() {
            around.push(at);
            for inside in body.inside(at) {
                find(body, liveness, around, inside, found);
            }
            around.pop();
            at = body.ops[at].end;
        }
        at += 1;
    }
}

/// The longest stretch from here that is worth it.
fn longest(
    body: &Body,
    liveness: &Liveness,
    around: &[usize],
    row: Range<usize>,
) -> Option<Stretch> {
    let Range { start: from, end } = row;
    let ops = &body.ops;
    let height = ops[from].height;
    if ops[from].ran || !ops[from].is_reachable {
        return None;
    }
    let mut to = None;
    let mut at = from;
    while at < end && !ops[at].ran && ops[at].is_reachable && ops[at].untouched >= height {
        at = if ops[at].opens() { ops[at].end } else { at } + 1;
        let returns_to_height = ops[at].is_reachable && ops[at].height == height;
        let never_gets_there = !ops[at].is_reachable && at == end;
        if returns_to_height || never_gets_there {
            to = Some(at);
        }
    }
    let to = to?;
    let size: u32 = ops[from..to].iter().map(|op| op.size).sum();
    if size < GAIN_BYTES_MIN {
        return None;
    }
    let stretch = Stretch::of(body, liveness, around, from..to)?;
    let values = (stretch.takes.len() + stretch.gives.len()) as u32;
    (size >= GAIN_BYTES_MIN + BYTES_A_VALUE * values).then_some(stretch)
}

impl Stretch {
    fn of(
        body: &Body,
        liveness: &Liveness,
        around: &[usize],
        row: Range<usize>,
    ) -> Option<Stretch> {
        let Range {
            start: from,
            end: to,
        } = row;
        let ops = &body.ops[from..to];
        if ops.iter().any(|op| op.carries_values) {
            return None;
        }
        let level = ops[0].nesting;
        let mut exits = BTreeSet::new();
        if body.ops[to].is_reachable {
            exits.insert(Exit::PastItsEnd);
        }
        for op in ops {
            let inside = op.nesting - level;
            let leaving = op.targets().into_iter().filter(|depth| *depth >= inside);
            exits.extend(leaving.map(|depth| Exit::of(depth, inside, level)));
            if matches!(op.operator, Operator::Return) {
                exits.insert(Exit::Return);
            }
        }
        let mut matters_after = liveness.nothing();
        if exits.contains(&Exit::PastItsEnd) {
            matters_after.add(liveness.before(to));
        }
        let blocks = exits.iter().filter_map(|exit| match exit {
            Exit::Block(depth) => around.iter().rev().nth(*depth as usize),
            Exit::PastItsEnd | Exit::Return => None,
        });
        for opener in blocks {
            matters_after.add(liveness.at_label(*opener));
        }
        let gives = chosen(ops, |op| {
            op.sets().filter(|one| matters_after.contains(*one))
        });
        let before = liveness.before(from);
        let takes = chosen(ops, |op| op.local().filter(|one| before.contains(*one)));
        let returns_a_value = exits.contains(&Exit::Return) && body.result().is_some();
        let fits = exits.len() <= EXITS_MAX && takes.len().max(gives.len()) <= VALUES_MAX;
        fits.then(|| Stretch {
            from,
            to,
            takes,
            gives,
            exits: exits.into_iter().collect(),
            returns_a_value,
        })
    }
}

/// Locals, each once, in order.
fn chosen(ops: &[Op], of: impl Fn(&Op) -> Option<u32>) -> Vec<u32> {
    let locals: BTreeSet<u32> = ops.iter().filter_map(of).collect();
    locals.into_iter().collect()
}
