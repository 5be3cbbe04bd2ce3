//! Which Pod and which container a line is about: `POD`, `TYPE/NAME`, `-c`
//! (kubectl.md §16; kubectl/pkg/polymorphichelpers, kubectl/pkg/cmd/util/podcmd).

use crate::api::selector::Selector;
use crate::api::{Kind, Object, ObjectKey, Pod};

use super::super::context::{Context, Failed};
use super::super::resource::Resource;

const DEFAULT_CONTAINER: &str = "kubectl.kubernetes.io/default-container";

/// The Pods that `POD` or `TYPE/NAME` means, by name; nothing printed for those that are missing.
pub(super) enum Meant {
    Pods(Vec<Pod>),
    /// The type and the name that are not there.
    Missing(&'static Resource, String),
}

/// What `POD` or `TYPE/NAME` means; a Service stands for the Pods that it selects.
pub(super) fn meant(
    context: &mut Context<'_>,
    namespace: &str,
    word: &str,
) -> Result<Meant, Failed> {
    let (type_name, name) = word.split_once('/').unwrap_or(("pod", word));
    let Some(resource) = Resource::find(type_name) else {
        let message = format!("the server doesn't have a resource type {type_name:?}");
        return Err(context.fail(&message));
    };
    let missing = Meant::Missing(resource, name.to_owned());
    let Some(kind) = resource.kind else {
        return Ok(missing);
    };
    let pods = match context.object(&ObjectKey::new(kind, namespace, name)) {
        None => return Ok(missing),
        Some(Object::Pod(pod)) => vec![Pod::clone(pod)],
        Some(Object::Service(service)) => {
            let selector = Selector::equal(&service.spec.selector);
            selected(context, Some(namespace), &selector)
        }
        Some(_) => {
            let message = format!(
                "cannot get the logs from {}: selector for {} not implemented",
                kind.name(),
                kind.name()
            );
            return Err(context.fail(&message));
        }
    };
    Ok(Meant::Pods(pods))
}

/// The Pods of a namespace, or of all, that a selector takes.
pub(super) fn selected(
    context: &Context<'_>,
    namespace: Option<&str>,
    selector: &Selector,
) -> Vec<Pod> {
    let pods = context
        .world
        .store()
        .list(Kind::Pod)
        .filter_map(Object::as_pod);
    let here = pods.filter(|pod| namespace.is_none_or(|here| pod.metadata.namespace == here));
    here.filter(|pod| selector.matches(&pod.metadata.labels))
        .cloned()
        .collect()
}

/// The container that a line is about; several without `-c` are told.
pub(super) fn container_of(
    context: &mut Context<'_>,
    pod: &Pod,
    container: Option<&str>,
) -> Result<String, Failed> {
    if let Some(name) = container {
        if pod.spec.container(name).is_some() {
            return Ok(name.to_owned());
        }
        let message = format!(
            "container {name} is not valid for pod {} out of: {}",
            pod.metadata.name,
            container_names(pod)
        );
        return Err(context.fail(&message));
    }
    let wished = pod.metadata.annotations.get(DEFAULT_CONTAINER);
    if let Some(wished) = wished.filter(|name| pod.spec.container(name).is_some()) {
        return Ok(wished.clone());
    }
    let first = pod.spec.containers.first();
    let first = first.map_or_else(String::new, |first| first.name.clone());
    if pod.spec.all_containers().count() > 1 {
        let line = format!(
            "Defaulted container {first:?} out of: {}",
            container_names(pod)
        );
        context.output.error(&line);
    }
    Ok(first)
}

/// `a, b, i1 (init)`.
fn container_names(pod: &Pod) -> String {
    let regular = pod.spec.containers.iter();
    let regular = regular.map(|container| container.name.clone());
    let init = pod.spec.init_containers.iter();
    let init = init.map(|container| format!("{} (init)", container.name));
    regular.chain(init).collect::<Vec<_>>().join(", ")
}
