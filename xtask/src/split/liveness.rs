//! Which locals still matter at each place of a function: those that something may read before it
//! sets them. A stretch is given no others, and hands back no others.

use wasmparser::Operator;

use super::body::{Body, Op};

/// A set of locals.
#[derive(Clone, PartialEq)]
pub struct Locals(Vec<u64>);

impl Locals {
    fn none(of: usize) -> Locals {
        Locals(vec![0; of.div_ceil(64)])
    }

    pub fn contains(&self, local: u32) -> bool {
        self.0[local as usize / 64] >> (local % 64) & 1 == 1
    }

    pub fn add(&mut self, others: &Locals) {
        for (word, other) in self.0.iter_mut().zip(&others.0) {
            *word |= other;
        }
    }

    fn insert(&mut self, local: u32) {
        self.0[local as usize / 64] |= 1 << (local % 64);
    }

    fn remove(&mut self, local: u32) {
        self.0[local as usize / 64] &= !(1 << (local % 64));
    }

    fn clear(&mut self) {
        self.0.fill(0);
    }
}

pub struct Liveness {
    /// By operator: what matters right before it.
    before: Vec<Locals>,
    /// By the operator that opens a block: what matters where a branch to it leads.
    at_label: Vec<Locals>,
}

/// A block that is walked through from its end to its beginning.
struct Open {
    opener: usize,
    after: Locals,
    /// Before the other arm of an `if`, once that has been walked through.
    otherwise: Option<Locals>,
}

impl Liveness {
    pub fn of(body: &Body) -> Liveness {
        let none = Locals::none(body.locals.len());
        let mut liveness = Liveness {
            before: vec![none.clone(); body.ops.len()],
            at_label: vec![none.clone(); body.ops.len()],
        };
        // What a loop needs at its beginning is known once its body was walked through: again and
        // again until no loop needs more than before, which ends, for there are so many locals.
        while liveness.walk_back(body, &none) {}
        liveness
    }

    /// No local at all.
    pub fn nothing(&self) -> Locals {
        let mut nothing = self.before[0].clone();
        nothing.clear();
        nothing
    }

    /// What matters right before an operator.
    pub fn before(&self, op: usize) -> &Locals {
        &self.before[op]
    }

    /// What matters where a branch to the block leads that this operator opens.
    pub fn at_label(&self, opener: usize) -> &Locals {
        &self.at_label[opener]
    }

    /// Whether a loop turned out to need more.
    fn walk_back(&mut self, body: &Body, none: &Locals) -> bool {
        let openers = openers(&body.ops);
        let mut open: Vec<Open> = Vec::new();
        let mut live = none.clone();
        let mut changed = false;
        // The function's own end is no block's.
        for index in (0..body.ops.len() - 1).rev() {
            let op = &body.ops[index];
            match &op.operator {
                Operator::End => {
                    let opener = openers[index];
                    if !matches!(body.ops[opener].operator, Operator::Loop { .. }) {
                        self.at_label[opener] = live.clone();
                    }
                    open.push(Open {
                        opener,
                        after: live.clone(),
                        otherwise: None,
                    });
                }
                Operator::Else => {
                    if let Some(open) = open.last_mut() {
                        open.otherwise = Some(live.clone());
                        live = open.after.clone();
                    }
                }
                Operator::Block { .. } => _ = open.pop(),
                Operator::Loop { .. } => {
                    open.pop();
                    let known = &mut self.at_label[index];
                    let before = known.clone();
                    known.add(&live);
                    changed |= *known != before;
                    live = known.clone();
                }
                Operator::If { .. } => {
                    if let Some(open) = open.pop() {
                        live.add(open.otherwise.as_ref().unwrap_or(&open.after));
                    }
                }
                Operator::Br { relative_depth } => live = self.label(&open, *relative_depth, none),
                Operator::BrIf { relative_depth } => {
                    live.add(&self.label(&open, *relative_depth, none));
                }
                Operator::BrTable { .. } => {
                    live.clear();
                    for depth in op.targets() {
                        live.add(&self.label(&open, depth, none));
                    }
                }
                Operator::Return | Operator::Unreachable => live.clear(),
                Operator::LocalGet { local_index } => live.insert(*local_index),
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    live.remove(*local_index);
                }
                _ => {}
            }
            self.before[index] = live.clone();
        }
        changed
    }

    fn label(&self, open: &[Open], depth: u32, none: &Locals) -> Locals {
        let block = open.iter().rev().nth(depth as usize);
        block.map_or_else(|| none.clone(), |block| self.at_label[block.opener].clone())
    }
}

/// For each `end`, the operator that opens its block.
fn openers(ops: &[Op]) -> Vec<usize> {
    let mut openers = vec![0; ops.len()];
    for (index, op) in ops.iter().enumerate() {
        if op.opens() {
            openers[op.end] = index;
        }
    }
    openers
}
