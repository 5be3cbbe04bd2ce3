//! `kubectl describe` (kubectl.md §8.1).

use crate::api::{EndpointSlice, Event, Kind, Object, ObjectKey, Pod, Service};

use super::super::context::{Context, Failed};
use super::super::parse::Arguments;
use super::super::print::describe::{
    describe_config_map, describe_endpoints, describe_namespace, describe_node, describe_pod,
    describe_secret, describe_service, describe_slice,
};
use super::super::resource::Resource;
use super::Status;
use super::targets::{Filter, Targets, key_of, not_found, targets};

pub(super) const FLAGS: &str = "A:all-namespaces! chunk-size= f:filename= k:kustomize= \
    R:recursive! l:selector= show-events!";

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    if arguments.words.is_empty() {
        return Err(context.fail(
            "You must specify the type of resource to describe. Use \"kubectl api-resources\" for \
             a complete list of supported resources.",
        ));
    }
    let filter = Filter::read(context, arguments)?;
    match targets(context, &arguments.words)? {
        Targets::Types(types) => {
            let mut keys = Vec::new();
            for kind in types.iter().filter_map(|resource| resource.kind) {
                keys.extend(filter.list(context, kind)?);
            }
            if keys.is_empty() {
                nothing(context, &filter, &types);
            }
            let events = arguments.is_set("show-events", keys.len() == 1);
            print(context, &keys, events)?;
            Ok(Status::Done { exit_code: 0 })
        }
        Targets::Named(named) => named_objects(context, arguments, &filter, &named),
    }
}

fn nothing(context: &mut Context<'_>, filter: &Filter, types: &[&'static Resource]) {
    let namespaced = types.iter().any(|resource| resource.namespaced);
    match filter.namespace.as_ref().filter(|_| namespaced) {
        Some(namespace) => {
            let line = format!("No resources found in {namespace} namespace.");
            context.output.error(&line);
        }
        None => context.output.error("No resources found"),
    }
}

fn named_objects(
    context: &mut Context<'_>,
    arguments: &Arguments,
    filter: &Filter,
    named: &[(&'static Resource, String)],
) -> Result<Status, Failed> {
    let Some(namespace) = filter.namespace.clone() else {
        return Err(context.fail("a resource cannot be retrieved by name across all namespaces"));
    };
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for (resource, name) in named {
        let key = key_of(resource, &namespace, name);
        match key.filter(|key| context.object(key).is_some()) {
            Some(key) => found.push(key),
            None => missing.push((*resource, name)),
        }
    }
    if let ([(resource, prefix)], true) = (named, found.is_empty()) {
        let keys = begins_with(context, filter, resource, prefix)?;
        if !keys.is_empty() {
            for key in keys {
                print(context, &[key], arguments.is_set("show-events", false))?;
                context.output.line("");
            }
            return Ok(Status::Done { exit_code: 0 });
        }
    }
    print(
        context,
        &found,
        arguments.is_set("show-events", named.len() == 1),
    )?;
    let exit_code = i32::from(!missing.is_empty());
    for (resource, name) in missing {
        not_found(context, resource, name);
    }
    Ok(Status::Done { exit_code })
}

/// A name that is not found may be the beginning of some.
fn begins_with(
    context: &mut Context<'_>,
    filter: &Filter,
    resource: &Resource,
    prefix: &str,
) -> Result<Vec<ObjectKey>, Failed> {
    let mut keys = match resource.kind {
        Some(kind) => filter.list(context, kind)?,
        None => Vec::new(),
    };
    keys.retain(|key| key.name.starts_with(prefix));
    Ok(keys)
}

fn print(context: &mut Context<'_>, keys: &[ObjectKey], events: bool) -> Result<(), Failed> {
    if keys.iter().any(|key| key.kind == Kind::Endpoints) {
        context.output.error(ENDPOINTS_WARNING);
    }
    let mut texts = Vec::new();
    for key in keys {
        let Some(object) = context.object(key) else {
            continue;
        };
        let store = context.world.store();
        let about: Vec<&Event> = store.events_of(&object.metadata().uid).collect();
        let events = events.then_some(about.as_slice());
        texts.push(match description(context, object, events) {
            Some(text) => text,
            None => {
                let message = format!("describing {} is not simulated yet", key.kind.resource());
                return Err(context.fail(&message));
            }
        });
    }
    context.output.out(&texts.join("\n\n"));
    Ok(())
}

fn description(
    context: &Context<'_>,
    object: &Object,
    events: Option<&[&Event]>,
) -> Option<String> {
    let now = context.now();
    Some(match object {
        Object::Pod(pod) => describe_pod(pod, events, now),
        Object::Service(service) => {
            describe_service(service, &addresses(context, service), events, now)
        }
        Object::ConfigMap(map) => describe_config_map(map, events, now),
        Object::Secret(secret) => describe_secret(secret),
        Object::Namespace(namespace) => describe_namespace(namespace),
        Object::Endpoints(endpoints) => describe_endpoints(endpoints, events, now),
        Object::EndpointSlice(slice) => describe_slice(slice, events, now),
        Object::Node(node) => {
            let name = &node.metadata.name;
            let pods = context.world.store().pods();
            let here =
                pods.filter(|pod| pod.spec.node_name == *name && !pod.status.phase.is_terminal());
            describe_node(node, &here.collect::<Vec<&Pod>>(), events, now)
        }
        Object::Event(_) => return None,
    })
}

/// The ready addresses behind every port of a Service: those of its slices if it has any, else
/// those that its selector finds.
fn addresses(context: &Context<'_>, service: &Service) -> Vec<Vec<String>> {
    let metadata = &service.metadata;
    let slices = context.world.store().list(Kind::EndpointSlice);
    let own: Vec<&EndpointSlice> = slices
        .filter_map(|object| match object {
            Object::EndpointSlice(slice) => Some(slice),
            _ => None,
        })
        .filter(|slice| slice.metadata.namespace == metadata.namespace)
        .filter(|slice| slice.metadata.labels.get(SERVICE_NAME) == Some(&metadata.name))
        .collect();
    if own.is_empty() && service.spec.selector.is_empty() {
        let none = vec!["<none>".to_owned()];
        return vec![none; service.spec.ports.len()];
    }
    if own.is_empty() {
        return context.world.ready_addresses(service);
    }
    let of_port = |name: &str| {
        let mut found = Vec::new();
        for slice in &own {
            let port = slice.ports.iter().find(|port| port.name == name);
            let ready = slice.endpoints.iter().filter(|endpoint| endpoint.ready);
            found.extend(port.into_iter().flat_map(|port| {
                let ready = ready.clone();
                ready.map(move |endpoint| format!("{}:{}", endpoint.address, port.port))
            }));
        }
        found
    };
    let ports = service.spec.ports.iter();
    ports.map(|port| of_port(&port.name)).collect()
}

const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// The server's answer to every look at an Endpoints object.
pub(super) const ENDPOINTS_WARNING: &str =
    "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
