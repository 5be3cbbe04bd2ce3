//! Every sentence of the page, in Korean and in English. A sentence is a pair, so one that
//! lacks a language does not compile. API words (Pending, CrashLoopBackOff, field names) stay
//! as Kubernetes spells them.

pub mod diagnostic;
pub mod explain;
pub mod frame;
pub mod guess;
pub mod lang;
pub mod lesson;
pub mod levers;
pub mod moment;
pub mod notice;
pub mod part;
pub mod particle;
pub mod prose;
pub mod sentence;
pub mod show_me;
pub mod stage;
pub mod story;
pub mod term;
pub mod terminal;
pub mod timeline;
mod traffic;
mod upkeep;

pub use lang::{Lang, Words};
pub use sentence::{Sentence, Span, SpanKind};
