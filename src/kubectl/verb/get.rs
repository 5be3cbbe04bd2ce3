//! `kubectl get` (kubectl.md §7).

use crate::api::{Kind, Object, ObjectKey, Value};
use crate::order;

use super::super::context::{Context, Failed};
use super::super::files;
use super::super::jsonpath::{self, Step};
use super::super::parse::Arguments;
use super::super::print::kinds;
use super::super::print::table::Shape;
use super::super::print::tabs::TabWriter;
use super::super::resource::Resource;
use super::output::{self, Format};
use super::targets::{Filter, Targets, key_of, not_found, targets};
use super::watch::Watch;
use super::{Job, Status};

pub(super) const FLAGS: &str = "A:all-namespaces! allow-missing-template-keys! chunk-size= \
    field-selector= f:filename= ignore-not-found! k:kustomize= L:label-columns= no-headers! \
    o:output= output-watch-events! raw= R:recursive! l:selector= server-print! show-kind! \
    show-labels! show-managed-fields! sort-by= subresource= template= w:watch! watch-only!";

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    if arguments.words.is_empty() && !arguments.has("filename") {
        context.output.error(
            "You must specify the type of resource to get. Use \"kubectl api-resources\" for a \
             complete list of supported resources.\n",
        );
        context.fail("Required resource not specified.");
        context.output.error(
            "Use \"kubectl explain <resource>\" for a detailed description of that resource \
             (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples",
        );
        return Err(Failed);
    }
    let format = output::read(context, arguments.value("output").unwrap_or_default())?;
    let sort_by = sort_path(context, arguments)?;
    let filter = Filter::read(context, arguments)?;
    let request = Request {
        arguments,
        format,
        filter,
        sort_by,
    };
    if arguments.has("filename") {
        let keys = files::read_keys(context, arguments)?;
        for error in &keys.errors {
            context.output.error(error);
        }
        let named = keys.keys.into_iter();
        let named = named.map(|(_, key)| (Resource::of(key.kind), key.name));
        return request.named(context, &named.collect::<Vec<_>>());
    }
    match targets(context, &arguments.words)? {
        Targets::Types(types) => request.types(context, &types),
        Targets::Named(named) => request.named(context, &named),
    }
}

struct Request<'a> {
    arguments: &'a Arguments,
    format: Format,
    filter: Filter,
    sort_by: Option<Vec<Step>>,
}

impl Request<'_> {
    fn types(
        &self,
        context: &mut Context<'_>,
        types: &[&'static Resource],
    ) -> Result<Status, Failed> {
        if self.watches() && !self.format.is_table() {
            return Err(context.fail("watching is simulated for tables only"));
        }
        if let Some(watch) = self.watches().then(|| self.watch(context, types)) {
            return watch;
        }
        let mut groups = Vec::new();
        for resource in types {
            let mut keys = match resource.kind {
                Some(kind) => self.filter.list(context, kind)?,
                None => Vec::new(),
            };
            self.sort(context, &mut keys);
            groups.push((*resource, keys));
        }
        let prefixed = types.len() > 1 || self.arguments.is_set("show-kind", false);
        groups.retain(|(_, keys)| !keys.is_empty());
        if groups.is_empty() {
            self.nothing(context, types);
        }
        self.print(context, &groups, prefixed, true);
        Ok(Status::Done { exit_code: 0 })
    }

    fn nothing(&self, context: &mut Context<'_>, types: &[&'static Resource]) {
        if !self.format.is_table() || self.arguments.is_set("ignore-not-found", false) {
            return;
        }
        let namespaced = types.iter().any(|resource| resource.namespaced);
        match self.filter.namespace.as_ref().filter(|_| namespaced) {
            Some(namespace) => {
                let line = format!("No resources found in {namespace} namespace.");
                context.output.error(&line);
            }
            None => context.output.error("No resources found"),
        }
    }

    fn named(
        &self,
        context: &mut Context<'_>,
        named: &[(&'static Resource, String)],
    ) -> Result<Status, Failed> {
        let Some(namespace) = self.filter.namespace.clone() else {
            return Err(
                context.fail("a resource cannot be retrieved by name across all namespaces")
            );
        };
        if self.filter.selects() {
            return Err(context.fail("name cannot be provided when a selector is specified"));
        }
        let mut groups: Vec<(&'static Resource, Vec<ObjectKey>)> = Vec::new();
        let mut missing = Vec::new();
        for (resource, name) in named {
            let key = key_of(resource, &namespace, name);
            match key.filter(|key| context.object(key).is_some()) {
                Some(key) => match groups.last_mut() {
                    Some((last, keys)) if last == resource => keys.push(key),
                    _ => groups.push((resource, vec![key])),
                },
                None => missing.push((*resource, name)),
            }
        }
        let prefixed = groups.len() > 1 || self.arguments.is_set("show-kind", false);
        if self.watches() && missing.is_empty() {
            return self.watch_named(context, &groups);
        }
        self.print(context, &groups, prefixed, named.len() > 1);
        if self.arguments.is_set("ignore-not-found", false) {
            missing.clear();
        }
        let exit_code = i32::from(!missing.is_empty());
        for (resource, name) in missing {
            not_found(context, resource, name);
        }
        Ok(Status::Done { exit_code })
    }

    fn shape(&self, prefix: Option<&Resource>) -> Shape {
        let labels = self
            .arguments
            .values("label-columns")
            .flat_map(|list| list.split(','));
        Shape {
            wide: self.format == Format::Wide,
            headings: !self.arguments.is_set("no-headers", false),
            namespaces: self.filter.namespace.is_none(),
            name_prefix: prefix.map_or_else(String::new, |p| format!("{}/", p.type_name())),
            label_columns: labels.map(str::to_owned).collect(),
            labels: self.arguments.is_set("show-labels", false),
        }
    }

    fn print(
        &self,
        context: &mut Context<'_>,
        groups: &[(&'static Resource, Vec<ObjectKey>)],
        prefixed: bool,
        is_list: bool,
    ) {
        if groups
            .iter()
            .any(|(resource, _)| resource.kind == Some(Kind::Endpoints))
        {
            context.output.error(super::describe::ENDPOINTS_WARNING);
        }
        if !self.format.is_table() {
            let keys: Vec<ObjectKey> = groups.iter().flat_map(|(_, keys)| keys.clone()).collect();
            let headings = !self.arguments.is_set("no-headers", false);
            return self.format.print(context, &keys, is_list, headings);
        }
        for (index, (resource, keys)) in groups.iter().enumerate() {
            let store = context.world.store();
            let objects: Vec<&Object> = keys.iter().filter_map(|key| store.get(key)).collect();
            let Some(kind) = resource.kind else { continue };
            let shape = self.shape(prefixed.then_some(*resource));
            let table = kinds::table(kind, objects, context.now());
            let text = table.print(&shape, &mut TabWriter::for_tables());
            let separator = if index > 0 && shape.headings {
                "\n"
            } else {
                ""
            };
            context.output.out(separator);
            context.output.out(&text);
        }
    }

    /// Sorts by `--sort-by`; a path that no object has leaves nothing to show.
    fn sort(&self, context: &mut Context<'_>, keys: &mut Vec<ObjectKey>) {
        let Some(steps) = &self.sort_by else {
            return;
        };
        let found = |key: &ObjectKey| {
            let value = context.object(key)?.to_value();
            jsonpath::find(steps, &value).first().copied().cloned()
        };
        let mut sorted: Vec<(Option<Value>, ObjectKey)> =
            keys.drain(..).map(|key| (found(&key), key)).collect();
        if sorted.iter().any(|(value, _)| value.is_some()) {
            order::sort_by(&mut sorted, |a, b| {
                jsonpath::compare(a.0.as_ref(), b.0.as_ref())
            });
            keys.extend(sorted.into_iter().map(|(_, key)| key));
        }
    }

    fn watches(&self) -> bool {
        self.arguments.is_set("watch", false) || self.arguments.is_set("watch-only", false)
    }

    fn watch(
        &self,
        context: &mut Context<'_>,
        types: &[&'static Resource],
    ) -> Result<Status, Failed> {
        match types {
            [one] => Ok(self.start_watch(context, one, None)),
            _ => Err(context.fail("you may only specify a single resource type")),
        }
    }

    fn watch_named(
        &self,
        context: &mut Context<'_>,
        groups: &[(&'static Resource, Vec<ObjectKey>)],
    ) -> Result<Status, Failed> {
        if let [(resource, keys)] = groups
            && let [key] = keys.as_slice()
        {
            return Ok(self.start_watch(context, resource, Some(key.name.clone())));
        }
        self.print(context, groups, false, true);
        Err(context.fail("you may only watch a single resource or type of resource at a time"))
    }

    fn start_watch(
        &self,
        context: &mut Context<'_>,
        resource: &'static Resource,
        name: Option<String>,
    ) -> Status {
        let Some(kind) = resource.kind else {
            return Status::Done { exit_code: 0 };
        };
        let prefix = self
            .arguments
            .is_set("show-kind", false)
            .then_some(resource);
        let shape = self.shape(prefix);
        let mut watch = Watch::new(kind, name, self.filter.clone(), shape);
        if self.arguments.is_set("watch-only", false) {
            watch.skip(context.world);
        } else {
            watch.poll(context.world, context.output);
        }
        Status::Running(Job::Watch(Box::new(watch)))
    }
}

fn sort_path(
    context: &mut Context<'_>,
    arguments: &Arguments,
) -> Result<Option<Vec<Step>>, Failed> {
    let Some(path) = arguments.value("sort-by") else {
        return Ok(None);
    };
    jsonpath::relaxed(path)
        .map(Some)
        .map_err(|problem| context.fail(&format!("error parsing jsonpath {path}, {problem}")))
}
