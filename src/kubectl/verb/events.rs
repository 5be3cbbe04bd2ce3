//! `kubectl events` (kubectl.md §9; kubectl/pkg/cmd/events/events.go).

use crate::api::{Event, EventType, Kind, Object};
use crate::engine::World;
use crate::order;

use super::super::context::{Context, Failed, now};
use super::super::parse::Arguments;
use super::super::print::describe::event_age;
use super::super::print::kinds::event_type;
use super::super::print::tabs::TabWriter;
use super::super::reply::Output;
use super::super::resource::Resource;
use super::{Job, Status};

pub(super) const FLAGS: &str = "A:all-namespaces! allow-missing-template-keys! chunk-size= for= \
    no-headers! o:output= show-managed-fields! template= types= w:watch!";

/// Which events are shown, and what has been shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Events {
    namespace: Option<String>,
    /// Kind and name of what they are about.
    about: Option<(String, String)>,
    types: Vec<EventType>,
    headings: bool,
    writer: TabWriter,
    revision: u64,
}

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    if let Some(format) = arguments.value("output") {
        let message = format!("the output format {format:?} of events is not simulated");
        return Err(context.fail(&message));
    }
    let everywhere = arguments.is_set("all-namespaces", false);
    let mut events = Events {
        namespace: (!everywhere).then(|| context.namespace(arguments)),
        about: about(context, arguments)?,
        types: types(context, arguments)?,
        headings: !arguments.is_set("no-headers", false),
        writer: TabWriter::for_tables(),
        revision: 0,
    };
    let follows = arguments.is_set("watch", false);
    let is_empty = !events.poll(context.world, context.output);
    if follows {
        return Ok(Status::Running(Job::Events(Box::new(events))));
    }
    if is_empty {
        let place = events.namespace.map(|name| format!(" in {name} namespace"));
        let line = format!("No events found{}.", place.unwrap_or_default());
        context.output.error(&line);
    }
    Ok(Status::Done { exit_code: 0 })
}

fn about(
    context: &mut Context<'_>,
    arguments: &Arguments,
) -> Result<Option<(String, String)>, Failed> {
    let Some(word) = arguments.value("for") else {
        return Ok(None);
    };
    let Some((type_name, name)) = word.split_once('/') else {
        return Err(context.fail("--for must be in resource/name form"));
    };
    let Some(resource) = Resource::find(type_name) else {
        let message = format!("the server doesn't have a resource type {type_name:?}");
        return Err(context.fail(&message));
    };
    let kind = resource.kind.map_or(resource.singular, Kind::name);
    Ok(Some((kind.to_lowercase(), name.to_owned())))
}

fn types(context: &mut Context<'_>, arguments: &Arguments) -> Result<Vec<EventType>, Failed> {
    let mut types = Vec::new();
    for word in arguments.values("types").flat_map(|list| list.split(',')) {
        match word {
            _ if word.eq_ignore_ascii_case("Normal") => types.push(EventType::Normal),
            _ if word.eq_ignore_ascii_case("Warning") => types.push(EventType::Warning),
            _ => {
                return Err(context.fail("valid --types are Normal or Warning"));
            }
        }
    }
    Ok(types)
}

impl Events {
    /// Prints what has been written since the last look; whether anything was.
    pub(super) fn poll(&mut self, world: &World, output: &mut Output) -> bool {
        let seen = std::mem::replace(&mut self.revision, world.store().revision());
        if seen == self.revision {
            return false;
        }
        let mut found: Vec<&Event> = Vec::new();
        for object in world.store().list(Kind::Event) {
            if let Object::Event(event) = object
                && event.metadata.resource_version > seen
                && self.shows(event)
            {
                found.push(event);
            }
        }
        order::sort_by_key(&mut found, |event| {
            event.last_timestamp.or(event.first_timestamp)
        });
        if found.is_empty() {
            return false;
        }
        let mut text = String::new();
        let namespace = match self.namespace {
            Some(_) => "",
            None => "NAMESPACE\t",
        };
        if std::mem::take(&mut self.headings) {
            text = format!("{namespace}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n");
        }
        for event in found {
            let object = &event.involved_object;
            if self.namespace.is_none() {
                text += &format!("{}\t", event.metadata.namespace);
            }
            text += &format!(
                "{}\t{}\t{}\t{}/{}\t{}\n",
                event_age(event, now(world)),
                event_type(event),
                event.reason,
                object.kind,
                object.name,
                event.message.trim()
            );
        }
        output.out(&self.writer.align(&text));
        true
    }

    fn shows(&self, event: &Event) -> bool {
        let object = &event.involved_object;
        let here = self.namespace.as_ref();
        here.is_none_or(|here| event.metadata.namespace == *here)
            && (self.types.is_empty() || self.types.contains(&event.event_type))
            && self.about.as_ref().is_none_or(|(kind, name)| {
                object.kind.to_lowercase() == *kind && object.name == *name
            })
    }
}
