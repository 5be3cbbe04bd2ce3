//! The table of fields in `schema.txt` and `schema-details.txt`: data, not code. The details are read
//! only for a manifest that names them: a first visit does without.

use crate::order::Map;

/// The table, with its paragraphs found once.
pub struct Schema {
    /// Struct name to the lines of its fields, for what every Pod has.
    structs: Map<&'static str, &'static str>,
}

/// One field of a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub field_type: FieldType,
    pub support: Support,
}

/// What this simulation does with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    Simulated,
    /// Accepted and shown back, with no effect on the run that a learner would look for.
    Shown,
    NotSimulated,
    ServerWritten,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A text; the name is its Go type, such as `string` or `v1.PullPolicy`.
    Text(&'static str),
    Int32,
    Int64,
    Boolean,
    Quantity,
    IntOrString,
    Time,
    /// Base64.
    Bytes,
    /// Anything: not looked into.
    Any,
    /// A struct of the table.
    Struct(&'static str),
    /// A list of what the word says.
    List(&'static str),
    /// A map from texts to what the word says.
    Map(&'static str),
}

impl FieldType {
    /// Reads a type word of the table.
    pub fn parse(word: &'static str) -> FieldType {
        match word {
            "int32" => FieldType::Int32,
            "int64" => FieldType::Int64,
            "bool" => FieldType::Boolean,
            "quantity" => FieldType::Quantity,
            "intOrString" => FieldType::IntOrString,
            "time" => FieldType::Time,
            "[]uint8" => FieldType::Bytes,
            "any" => FieldType::Any,
            "v1.ResourceList" => FieldType::Map("quantity"),
            _ => {
                if let Some(item) = word.strip_prefix("[]") {
                    FieldType::List(item)
                } else if let Some(value) = word.strip_prefix("map[string]") {
                    FieldType::Map(value)
                } else if word.starts_with(|first: char| first.is_ascii_uppercase()) {
                    FieldType::Struct(word)
                } else {
                    FieldType::Text(word)
                }
            }
        }
    }

    /// The name of the Go type, as Go's JSON errors print it.
    pub fn go_name(self) -> String {
        match self {
            FieldType::Text(name) => name.to_owned(),
            FieldType::Int32 => "int32".to_owned(),
            FieldType::Int64 => "int64".to_owned(),
            FieldType::Boolean => "bool".to_owned(),
            FieldType::Quantity => "resource.Quantity".to_owned(),
            FieldType::IntOrString => "int32".to_owned(),
            FieldType::Time => "string".to_owned(),
            FieldType::Bytes => "[]uint8".to_owned(),
            FieldType::Any => "interface {}".to_owned(),
            FieldType::Struct(name) => format!("v1.{name}"),
            FieldType::List(item) => format!("[]{}", FieldType::parse(item).go_name()),
            FieldType::Map("quantity") => "v1.ResourceList".to_owned(),
            FieldType::Map(value) => {
                format!("map[string]{}", FieldType::parse(value).go_name())
            }
        }
    }

    /// The struct in this field or in its list.
    pub fn inner_struct(self) -> Option<&'static str> {
        match self {
            FieldType::Struct(name) => Some(name),
            FieldType::List(item) => match FieldType::parse(item) {
                FieldType::Struct(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Each struct's name with the lines of its fields.
fn paragraphs(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table
        .split("\n\n")
        .filter(|paragraph| !paragraph.starts_with('#'))
        .filter_map(|paragraph| paragraph.trim().split_once('\n'))
}

fn details() -> impl Iterator<Item = (&'static str, &'static str)> {
    paragraphs(include_str!("schema-details.txt"))
}

#[inline(never)]
fn detail(name: &str) -> Option<&'static str> {
    let found = details().find(|(known, _)| *known == name);
    found.map(|(_, lines)| lines)
}

impl Schema {
    /// Finds the paragraphs of the table.
    pub fn new() -> Schema {
        let structs = Map::from_iter(paragraphs(include_str!("schema.txt")));
        Schema { structs }
    }

    /// The fields of a struct, in the table's order; none for an unknown name.
    pub fn fields(&self, name: &str) -> impl Iterator<Item = Field> + use<> {
        let known = self.structs.get(name).copied();
        let lines = known.or_else(|| detail(name)).unwrap_or_default();
        lines.lines().filter_map(|line| {
            let mut words = line.split(' ');
            Some(Field {
                name: words.next()?,
                field_type: FieldType::parse(words.next()?),
                support: match words.next() {
                    None => Support::Simulated,
                    Some(".") => Support::Shown,
                    Some("=") => Support::ServerWritten,
                    Some(_) => Support::NotSimulated,
                },
            })
        })
    }

    /// The field of that name.
    pub fn field(&self, structure: &str, name: &str) -> Option<Field> {
        self.fields(structure).find(|field| field.name == name)
    }

    /// The struct that has the most of these fields, the first of equals; `None` if no struct
    /// has any. Objects as a whole do not count.
    pub fn best_match(&self, keys: &[&str]) -> Option<&'static str> {
        const PARTS: [&str; 8] = [
            "PodSpec",
            "Container",
            "Probe",
            "PodStatus",
            "ContainerStatus",
            "ServiceSpec",
            "Volume",
            "ObjectMeta",
        ];
        let mut best = (0, None);
        for part in PARTS {
            let hits = keys
                .iter()
                .filter(|key| self.field(part, key).is_some())
                .count();
            if hits > best.0 {
                best = (hits, Some(part));
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::wire::{Fields, field_names};

    #[test]
    fn every_struct_that_is_named_exists() {
        let schema = Schema::new();
        let common = schema.structs.keys().copied();
        let names: Vec<&str> = common.chain(details().map(|(name, _)| name)).collect();
        assert!(names.len() > 60);
        for name in &names {
            for field in schema.fields(name) {
                if let Some(inner) = field.field_type.inner_struct() {
                    assert!(names.contains(&inner), "{name}.{}: {inner}", field.name);
                }
            }
        }
    }

    #[test]
    fn reads_marks_and_types() {
        let schema = Schema::new();
        let field = schema.field("PodSpec", "affinity").unwrap();
        assert_eq!(field.support, Support::NotSimulated);
        assert_eq!(field.field_type, FieldType::Struct("Affinity"));
        let field = schema.field("Container", "command").unwrap();
        assert_eq!(field.field_type.go_name(), "[]string");
        let field = schema.field("PodSpec", "containers").unwrap();
        assert_eq!(field.field_type.go_name(), "[]v1.Container");
        assert_eq!(schema.field("Container", "imagee"), None);
    }

    /// Checks that a struct has the fields that the table says it honours, and no others.
    fn agrees<T: Fields + Default>(name: &str) {
        let struct_fields = field_names::<T>();
        let schema = Schema::new();
        for field in schema.fields(name) {
            let honoured = matches!(field.support, Support::Simulated | Support::Shown);
            let header = matches!(field.name, "apiVersion" | "kind") && name != "OwnerReference";
            let has_it = struct_fields.iter().any(|known| known == field.name);
            assert!(!honoured || header || has_it, "{name} lacks {}", field.name);
        }
        for field in struct_fields {
            assert!(
                schema.field(name, &field).is_some(),
                "{name}.{field} is not in the table"
            );
        }
    }

    #[test]
    fn the_table_and_the_structs_agree() {
        use crate::api::{cluster::*, container::*, meta::*, pod::*, probe::*, volume::*};
        agrees::<Pod>("Pod");
        agrees::<PodSpec>("PodSpec");
        agrees::<Container>("EphemeralContainer");
        agrees::<ContainerPort>("ContainerPort");
        agrees::<EnvVar>("EnvVar");
        agrees::<EnvVarSource>("EnvVarSource");
        agrees::<KeySelector>("ConfigMapKeySelector");
        agrees::<KeySelector>("SecretKeySelector");
        agrees::<FieldSelector>("ObjectFieldSelector");
        agrees::<ResourceFieldSelector>("ResourceFieldSelector");
        agrees::<EnvFromSource>("EnvFromSource");
        agrees::<SourceReference>("ConfigMapEnvSource");
        agrees::<SourceReference>("SecretEnvSource");
        agrees::<Resources>("ResourceRequirements");
        agrees::<SecurityContext>("SecurityContext");
        agrees::<RestartRule>("ContainerRestartRule");
        agrees::<ExitCodes>("ContainerRestartRuleOnExitCodes");
        agrees::<VolumeMount>("VolumeMount");
        agrees::<Probe>("Probe");
        agrees::<Lifecycle>("Lifecycle");
        agrees::<LifecycleHandler>("LifecycleHandler");
        agrees::<ExecAction>("ExecAction");
        agrees::<HttpGetAction>("HTTPGetAction");
        agrees::<HttpHeader>("HTTPHeader");
        agrees::<TcpSocketAction>("TCPSocketAction");
        agrees::<GrpcAction>("GRPCAction");
        agrees::<SleepAction>("SleepAction");
        agrees::<PodSecurityContext>("PodSecurityContext");
        agrees::<ReadinessGate>("PodReadinessGate");
        agrees::<SchedulingGate>("PodSchedulingGate");
        agrees::<Toleration>("Toleration");
        agrees::<Volume>("Volume");
        agrees::<EmptyDirSource>("EmptyDirVolumeSource");
        agrees::<HostPathSource>("HostPathVolumeSource");
        agrees::<ConfigMapSource>("ConfigMapVolumeSource");
        agrees::<SecretSource>("SecretVolumeSource");
        agrees::<KeyToPath>("KeyToPath");
        agrees::<Service>("Service");
        agrees::<ServiceSpec>("ServiceSpec");
        agrees::<ServicePort>("ServicePort");
        agrees::<ConfigMap>("ConfigMap");
        agrees::<Secret>("Secret");
        agrees::<Namespace>("Namespace");
        agrees::<ObjectMeta>("ObjectMeta");
        agrees::<OwnerReference>("OwnerReference");
    }
}
