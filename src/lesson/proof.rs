//! An expression with its facts looked up in a run: when it holds.

use crate::engine::time::{SimDuration, SimTime};
use crate::order;

use super::evidence::{Evidence, NEVER, Stretch};
use super::expression::{Expression, Span};
use super::fact::Comparison;

/// An expression over one run. Looking it up once makes asking at every moment cheap.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    begin: SimTime,
    node: Node,
}

type Stretches = Vec<Stretch>;

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Ever(Stretches),
    Now(Stretches),
    Count(Stretches, Comparison, i64),
    Lasts(SimDuration, Stretches),
    Before(Stretches, Stretches),
    Within(Stretches, SimDuration, Stretches),
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
}

impl Proof {
    /// Looks up every fact of an expression.
    pub fn new(expression: &Expression, evidence: &Evidence) -> Proof {
        Proof {
            begin: evidence.begin(),
            node: Node::new(expression, evidence),
        }
    }

    /// Whether it holds at a moment, going by what has happened up to then.
    pub fn holds(&self, time: SimTime) -> bool {
        self.node.holds(time)
    }

    /// The first moment up to `until` at which it holds.
    pub fn first(&self, until: SimTime) -> Option<SimTime> {
        let mut times = vec![self.begin];
        self.node.turns(&mut times);
        times.retain(|time| (self.begin..=until).contains(time));
        order::sort(&mut times);
        times.into_iter().find(|time| self.holds(*time))
    }
}

impl Node {
    fn new(expression: &Expression, evidence: &Evidence) -> Node {
        let find = |span: &Span| evidence.stretches(span);
        let all =
            |parts: &[Expression]| parts.iter().map(|part| Node::new(part, evidence)).collect();
        match expression {
            Expression::Ever(span) => Node::Ever(find(span)),
            Expression::Now(span) => Node::Now(find(span)),
            Expression::Never(span) => Node::Not(Box::new(Node::Ever(find(span)))),
            Expression::Count(span, comparison, number) => {
                Node::Count(find(span), *comparison, *number)
            }
            Expression::Lasts(length, span) => Node::Lasts(*length, find(span)),
            Expression::Before(first, second) => Node::Before(find(first), find(second)),
            Expression::Within(first, length, second) => {
                Node::Within(find(first), *length, find(second))
            }
            Expression::Not(inner) => Node::Not(Box::new(Node::new(inner, evidence))),
            Expression::All(parts) => Node::All(all(parts)),
            Expression::Any(parts) => Node::Any(all(parts)),
        }
    }

    fn holds(&self, time: SimTime) -> bool {
        let begun = |stretches: &Stretches| stretches.iter().filter(|one| one.from <= time).count();
        match self {
            Node::Ever(stretches) => begun(stretches) > 0,
            Node::Now(stretches) => stretches.iter().any(|one| one.covers(time)),
            Node::Count(stretches, comparison, number) => {
                let count = i64::try_from(begun(stretches)).unwrap_or(i64::MAX);
                comparison.holds(&count, number)
            }
            Node::Lasts(length, stretches) => stretches
                .iter()
                .any(|one| one.from <= time && one.to.min(time).since(one.from) >= *length),
            Node::Before(first, second) => {
                let first = first.first().map(|one| one.from);
                let second = second.first().map(|one| one.from);
                matches!((first, second), (Some(first), Some(second)) if first < second && second <= time)
            }
            Node::Within(later, length, earlier) => later.iter().any(|late| {
                late.from <= time
                    && earlier.iter().any(|early| {
                        early.from <= late.from && late.from.since(early.from) <= *length
                    })
            }),
            Node::Not(inner) => !inner.holds(time),
            Node::All(parts) => parts.iter().all(|part| part.holds(time)),
            Node::Any(parts) => parts.iter().any(|part| part.holds(time)),
        }
    }

    /// The moments at which the answer may change.
    fn turns(&self, times: &mut Vec<SimTime>) {
        match self {
            Node::Ever(stretches) | Node::Count(stretches, ..) => {
                times.extend(stretches.iter().map(|one| one.from));
            }
            Node::Now(stretches) => {
                for one in stretches {
                    times.push(one.from);
                    // After a moment it no longer holds.
                    let after = if one.is_moment() {
                        one.to + SimDuration::from_millis(1)
                    } else {
                        one.to
                    };
                    times.push(after);
                }
            }
            Node::Lasts(length, stretches) => {
                let long_enough = stretches.iter().map(|one| one.from + *length);
                times.extend(long_enough.filter(|time| *time < NEVER));
            }
            Node::Before(first, second) | Node::Within(first, _, second) => {
                times.extend(first.iter().chain(second).map(|one| one.from));
            }
            Node::Not(inner) => inner.turns(times),
            Node::All(parts) | Node::Any(parts) => {
                for part in parts {
                    part.turns(times);
                }
            }
        }
    }
}
