//! Any object that the API server stores.

use super::wire::{self, WireError};
use super::{
    ConfigMap, EndpointSlice, Endpoints, Event, Kind, Namespace, Node, ObjectKey, ObjectMeta, Pod,
    Secret, Service, Value,
};

/// One stored object.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    Namespace(Namespace),
    Node(Node),
    ConfigMap(ConfigMap),
    Secret(Secret),
    Service(Service),
    Endpoints(Endpoints),
    EndpointSlice(EndpointSlice),
    Pod(Box<Pod>),
    Event(Event),
}

macro_rules! each {
    ($object:expr, $inner:ident => $body:expr) => {
        match $object {
            Object::Namespace($inner) => $body,
            Object::Node($inner) => $body,
            Object::ConfigMap($inner) => $body,
            Object::Secret($inner) => $body,
            Object::Service($inner) => $body,
            Object::Endpoints($inner) => $body,
            Object::EndpointSlice($inner) => $body,
            Object::Pod($inner) => $body,
            Object::Event($inner) => $body,
        }
    };
}

impl Object {
    /// The kind that it is stored under.
    pub fn kind(&self) -> Kind {
        match self {
            Object::Namespace(_) => Kind::Namespace,
            Object::Node(_) => Kind::Node,
            Object::ConfigMap(_) => Kind::ConfigMap,
            Object::Secret(_) => Kind::Secret,
            Object::Service(_) => Kind::Service,
            Object::Endpoints(_) => Kind::Endpoints,
            Object::EndpointSlice(_) => Kind::EndpointSlice,
            Object::Pod(_) => Kind::Pod,
            Object::Event(_) => Kind::Event,
        }
    }

    pub fn metadata(&self) -> &ObjectMeta {
        each!(self, object => &object.metadata)
    }

    pub fn metadata_mut(&mut self) -> &mut ObjectMeta {
        each!(self, object => &mut object.metadata)
    }

    /// Where it is stored.
    pub fn key(&self) -> ObjectKey {
        let metadata = self.metadata();
        ObjectKey::new(self.kind(), &metadata.namespace, &metadata.name)
    }

    /// The object as the API server hands it out: `apiVersion` and `kind` first.
    pub fn to_value(&self) -> Value {
        let mut object = self.clone();
        let written = each!(&mut object, inner => wire::write(inner));
        let mut entries = vec![
            (
                "apiVersion".to_owned(),
                Value::text(self.kind().api_version()),
            ),
            ("kind".to_owned(), Value::text(self.kind().name())),
        ];
        if let Value::Map(fields) = written {
            entries.extend(fields);
        }
        Value::Map(entries)
    }

    /// Reads an object of the kind that it names. The fields are taken as they are: no defaults,
    /// no validation.
    pub fn from_value(value: &Value) -> Result<Object, WireError> {
        let name = value.get("kind").and_then(Value::as_text);
        let kind = Kind::ALL.into_iter().find(|kind| Some(kind.name()) == name);
        let mut object = kind.map(Object::new).ok_or_else(|| WireError {
            path: "kind".to_owned(),
            expected: "known kind",
        })?;
        each!(&mut object, inner => wire::read(inner, value))?;
        Ok(object)
    }

    /// An object of a kind, with nothing set.
    fn new(kind: Kind) -> Object {
        match kind {
            Kind::Namespace => Object::Namespace(Namespace::default()),
            Kind::Node => Object::Node(Node::default()),
            Kind::ConfigMap => Object::ConfigMap(ConfigMap::default()),
            Kind::Secret => Object::Secret(Secret::default()),
            Kind::Service => Object::Service(Service::default()),
            Kind::Endpoints => Object::Endpoints(Endpoints::default()),
            Kind::EndpointSlice => Object::EndpointSlice(EndpointSlice::default()),
            Kind::Pod => Object::Pod(Box::default()),
            Kind::Event => Object::Event(Event::default()),
        }
    }

    /// The Pod, if it is one.
    pub fn as_pod(&self) -> Option<&Pod> {
        match self {
            Object::Pod(pod) => Some(pod),
            _ => None,
        }
    }
}
