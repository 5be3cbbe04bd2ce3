//! `-o yaml|json|name|jsonpath=…|custom-columns=…`: objects as data (kubectl.md §3.7).

use crate::api::{ObjectKey, Value, json};

use super::super::context::{Context, Failed};
use super::super::jsonpath::{self, Piece, Step};
use super::super::print::tabs::TabWriter;
use super::super::print::yaml;
use super::super::resource::Resource;

/// How objects are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Table,
    Wide,
    Name,
    Yaml,
    Json,
    JsonPath(Vec<Piece>),
    /// Headings and paths.
    Columns(Vec<(String, Vec<Step>)>),
}

const FORMATS: &str = "custom-columns,custom-columns-file,go-template,go-template-file,json,\
jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml";

/// Reads the value of `-o`.
pub(super) fn read(context: &mut Context<'_>, text: &str) -> Result<Format, Failed> {
    let (name, rest) = text.split_once('=').unwrap_or((text, ""));
    match name {
        "" => Ok(Format::Table),
        "wide" => Ok(Format::Wide),
        "name" => Ok(Format::Name),
        "yaml" => Ok(Format::Yaml),
        "json" => Ok(Format::Json),
        "jsonpath" if rest.is_empty() => {
            Err(context.fail("template format specified but no template given"))
        }
        "jsonpath" => template(context, rest).map(Format::JsonPath),
        "custom-columns" => columns(context, rest).map(Format::Columns),
        known if FORMATS.split(',').any(|format| format == known) => {
            Err(context.fail(&format!("the output format {known:?} is not simulated")))
        }
        _ => Err(context.fail(&format!(
            "unable to match a printer suitable for the output format {text:?}, allowed formats \
             are: {FORMATS}"
        ))),
    }
}

fn template(context: &mut Context<'_>, text: &str) -> Result<Vec<Piece>, Failed> {
    let braced = match text.contains('{') {
        true => text.to_owned(),
        false => format!("{{{text}}}"),
    };
    jsonpath::parse(&braced)
        .map_err(|problem| context.fail(&format!("error parsing jsonpath {text}, {problem}")))
}

fn columns(context: &mut Context<'_>, text: &str) -> Result<Vec<(String, Vec<Step>)>, Failed> {
    if text.is_empty() {
        return Err(context.fail("custom-columns format specified but no custom columns given"));
    }
    let mut columns = Vec::new();
    for part in text.split(',') {
        let Some((heading, path)) = part.split_once(':') else {
            let message = format!(
                "unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
            );
            return Err(context.fail(&message));
        };
        let steps = jsonpath::relaxed(path).map_err(|problem| {
            context.fail(&format!("error parsing jsonpath {path}, {problem}"))
        })?;
        columns.push((heading.to_owned(), steps));
    }
    Ok(columns)
}

impl Format {
    /// Whether the objects are shown as rows of their kind.
    pub fn is_table(&self) -> bool {
        matches!(self, Format::Table | Format::Wide)
    }

    /// Shows objects as data: one by itself, or several as a list.
    pub fn print(
        &self,
        context: &mut Context<'_>,
        keys: &[ObjectKey],
        is_list: bool,
        headings: bool,
    ) {
        if *self == Format::Name {
            for key in keys {
                let type_name = Resource::of(key.kind).type_name();
                context.output.line(&format!("{type_name}/{}", key.name));
            }
            return;
        }
        let values = keys.iter().filter_map(|key| context.object(key));
        let values: Vec<Value> = values.map(|object| object.to_value()).collect();
        if let Format::Columns(columns) = self {
            let text = table(columns, &values, headings);
            return context.output.out(&text);
        }
        let root = match (is_list, values.into_iter()) {
            (true, values) => list_of(values.collect()),
            (false, mut values) => match values.next() {
                Some(value) => value,
                None => return,
            },
        };
        match self {
            Format::Yaml => context.output.out(&yaml::write(&root)),
            Format::Json => context.output.line(&json::write(&root, json::PRETTY)),
            Format::JsonPath(pieces) => context.output.out(&jsonpath::print(pieces, &root)),
            Format::Table | Format::Wide | Format::Name | Format::Columns(_) => {}
        }
    }
}

fn list_of(items: Vec<Value>) -> Value {
    let metadata = Value::Map(vec![("resourceVersion".to_owned(), Value::text(""))]);
    Value::Map(vec![
        ("apiVersion".to_owned(), Value::text("v1")),
        ("items".to_owned(), Value::List(items)),
        ("kind".to_owned(), Value::text("List")),
        ("metadata".to_owned(), metadata),
    ])
}

fn table(columns: &[(String, Vec<Step>)], values: &[Value], headings: bool) -> String {
    let mut text = String::new();
    if headings {
        let headings: Vec<&str> = columns
            .iter()
            .map(|(heading, _)| heading.as_str())
            .collect();
        text = headings.join("\t") + "\n";
    }
    for value in values {
        let cell = |(_, steps): &(String, Vec<Step>)| {
            let found = jsonpath::find(steps, value);
            let texts: Vec<String> = found.into_iter().map(jsonpath::text_of).collect();
            match texts.is_empty() {
                true => "<none>".to_owned(),
                false => texts.join(",").replace(['\t', '\n'], " "),
            }
        };
        let cells: Vec<String> = columns.iter().map(cell).collect();
        text += &cells.join("\t");
        text.push('\n');
    }
    TabWriter::for_tables().align(&text)
}
