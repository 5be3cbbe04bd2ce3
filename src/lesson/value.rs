//! Values in a lesson's sentences: `{pod/web restarts}`, `{first pod/web Ready=True}`.

use crate::api::Kind;
use crate::engine::time::SimTime;

use super::evidence::{Evidence, container_status, field_of_container, field_of_pod};
use super::expression::Span;
use super::fact::{Fact, Field, Subject};

/// What a placeholder asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// A field at the playhead.
    Field(Subject, Field),
    /// When something first was so.
    First(Span),
    /// How often, up to the playhead.
    Count(Span),
}

/// A value found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Text(String),
    Time(SimTime),
}

impl Query {
    /// Reads what stands between the braces.
    pub fn read(text: &str) -> Result<Query, String> {
        if let Some(span) = text.strip_prefix("first ") {
            return Span::read(span).map(Query::First);
        }
        if let Some(span) = text.strip_prefix("count ") {
            return Span::read(span).map(Query::Count);
        }
        let (subject, field) = text
            .split_once(' ')
            .ok_or_else(|| format!("{{{text}}} is no value; write {{pod/NAME status}}, {{first FACT}} or {{count FACT}}"))?;
        // A fact without a comparison is not one, but names the same fields.
        match Fact::read(subject, &format!("{}=", field.trim()), None)? {
            Fact::State { subject, field, .. } => Ok(Query::Field(subject, field)),
            _ => Err(format!("{{{text}}} is no field that can be shown")),
        }
    }

    /// The value at a playhead; `None` if there is none there.
    pub fn find(&self, evidence: &Evidence, playhead: SimTime) -> Option<Found> {
        match self {
            Query::Field(subject, field) => {
                field_at(subject, field, evidence, playhead).map(Found::Text)
            }
            Query::First(span) => {
                let first = evidence.stretches(span).first()?.from;
                (first <= playhead).then_some(Found::Time(first))
            }
            Query::Count(span) => {
                let stretches = evidence.stretches(span);
                let count = stretches.iter().filter(|one| one.from <= playhead).count();
                Some(Found::Text(count.to_string()))
            }
        }
    }
}

fn field_at(
    subject: &Subject,
    field: &Field,
    evidence: &Evidence,
    playhead: SimTime,
) -> Option<String> {
    let (name, container) = match subject {
        Subject::Pod(name) => (name, None),
        Subject::Container { pod, name } => (pod, Some(name)),
        _ => return None,
    };
    let tracks = evidence.history().tracks().iter().rev();
    let mut tracks = tracks.filter(|track| track.key.kind == Kind::Pod && track.key.name == *name);
    let track = tracks.find(|track| track.writes.first().is_some_and(|(at, _)| *at <= playhead))?;
    let (_, pod) = track.pods().take_while(|(at, _)| *at <= playhead).last()?;
    match container {
        None => field_of_pod(field, pod),
        Some(name) => field_of_container(field, container_status(pod, name)?),
    }
}
