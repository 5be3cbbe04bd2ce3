//! `kubectl api-resources`: the types that this cluster stores (kubectl.md §4).

use crate::order;

use super::super::context::{Context, Failed};
use super::super::parse::Arguments;
use super::super::print::tabs::TabWriter;
use super::super::resource::Resource;
use super::Status;

pub(super) const FLAGS: &str = "api-group= cached! categories= namespaced! no-headers! o:output= \
    sort-by= verbs=";

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    let by_name = arguments.value("output") == Some("name");
    let mut text = String::new();
    if !by_name && !arguments.is_set("no-headers", false) {
        text += "NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND\n";
    }
    let mut stored: Vec<&Resource> = Resource::known().iter().collect();
    stored.retain(|resource| resource.kind.is_some());
    order::sort_by_key(&mut stored, |resource| (resource.group, resource.plural));
    for resource in stored {
        let Some(kind) = resource.kind else { continue };
        let wanted = arguments.is_set("namespaced", resource.namespaced);
        if wanted != resource.namespaced {
            continue;
        }
        if by_name {
            text += &format!("{}\n", resource.server_name());
            continue;
        }
        text += &format!(
            "{}\t{}\t{}\t{}\t{}\n",
            resource.plural,
            resource.short.join(","),
            kind.api_version(),
            resource.namespaced,
            kind.name()
        );
    }
    let text = TabWriter::for_tables().align(&text);
    context.output.out(&text);
    Ok(Status::Done { exit_code: 0 })
}
