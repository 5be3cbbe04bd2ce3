//! The resource types that kubectl knows by name (kubectl.md §4).

use crate::api::Kind;

/// A resource type: how it is named, and the stored kind if it is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resource {
    pub plural: &'static str,
    pub singular: &'static str,
    pub short: &'static [&'static str],
    pub group: &'static str,
    pub namespaced: bool,
    pub kind: Option<Kind>,
}

const fn core(
    plural: &'static str,
    singular: &'static str,
    short: &'static [&'static str],
    kind: Option<Kind>,
) -> Resource {
    let namespaced = !matches!(kind, Some(Kind::Namespace | Kind::Node));
    Resource {
        plural,
        singular,
        short,
        group: "",
        namespaced,
        kind,
    }
}

const fn grouped(
    plural: &'static str,
    singular: &'static str,
    short: &'static [&'static str],
    group: &'static str,
) -> Resource {
    Resource {
        plural,
        singular,
        short,
        group,
        namespaced: true,
        kind: None,
    }
}

const RESOURCES: [Resource; 23] = [
    core("pods", "pod", &["po"], Some(Kind::Pod)),
    core(
        "replicationcontrollers",
        "replicationcontroller",
        &["rc"],
        None,
    ),
    core("services", "service", &["svc"], Some(Kind::Service)),
    grouped("daemonsets", "daemonset", &["ds"], "apps"),
    grouped("deployments", "deployment", &["deploy"], "apps"),
    grouped("replicasets", "replicaset", &["rs"], "apps"),
    grouped("statefulsets", "statefulset", &["sts"], "apps"),
    grouped(
        "horizontalpodautoscalers",
        "horizontalpodautoscaler",
        &["hpa"],
        "autoscaling",
    ),
    grouped("cronjobs", "cronjob", &["cj"], "batch"),
    grouped("jobs", "job", &[], "batch"),
    core("configmaps", "configmap", &["cm"], Some(Kind::ConfigMap)),
    core("secrets", "secret", &[], Some(Kind::Secret)),
    core("endpoints", "endpoints", &["ep"], Some(Kind::Endpoints)),
    core("events", "event", &["ev"], Some(Kind::Event)),
    core("namespaces", "namespace", &["ns"], Some(Kind::Namespace)),
    core("nodes", "node", &["no"], Some(Kind::Node)),
    core("serviceaccounts", "serviceaccount", &["sa"], None),
    core(
        "persistentvolumeclaims",
        "persistentvolumeclaim",
        &["pvc"],
        None,
    ),
    core("limitranges", "limitrange", &["limits"], None),
    core("resourcequotas", "resourcequota", &["quota"], None),
    grouped("ingresses", "ingress", &["ing"], "networking.k8s.io"),
    grouped(
        "poddisruptionbudgets",
        "poddisruptionbudget",
        &["pdb"],
        "policy",
    ),
    Resource {
        plural: "endpointslices",
        singular: "endpointslice",
        short: &[],
        group: "discovery.k8s.io",
        namespaced: true,
        kind: Some(Kind::EndpointSlice),
    },
];

/// How many of [`RESOURCES`] belong to the category `all`.
const ALL_COUNT: usize = 10;

impl Resource {
    /// The type of a name in any of its spellings: `po`, `Pods`, `deployments.v1.apps`.
    pub fn find(name: &str) -> Option<&'static Resource> {
        let name = name.to_ascii_lowercase();
        let (base, rest) = name.split_once('.').unwrap_or((&name, ""));
        RESOURCES.iter().find(|resource| {
            let named = resource.plural == base
                || resource.singular == base
                || resource.short.contains(&base);
            let group = match rest.strip_prefix('v') {
                Some(version) if version.starts_with(|c: char| c.is_ascii_digit()) => {
                    version.split_once('.').map_or("", |(_, group)| group)
                }
                _ => rest,
            };
            named && (rest.is_empty() || group == resource.group)
        })
    }

    /// The type of a stored kind.
    pub fn of(kind: Kind) -> &'static Resource {
        let found = RESOURCES
            .iter()
            .find(|resource| resource.kind == Some(kind));
        found.expect("every stored kind has a resource type")
    }

    /// The types of the category `all`, in their order.
    pub fn all() -> &'static [Resource] {
        &RESOURCES[..ALL_COUNT]
    }

    /// Every type that has a name here.
    pub fn known() -> &'static [Resource] {
        &RESOURCES
    }

    /// `pod`, `deployment.apps`: the TYPE of `TYPE/NAME` (kubectl.md §3.3).
    pub fn type_name(&self) -> String {
        with_group(self.singular, self.group)
    }

    /// `pods`, `deployments.apps`: the name in the server's messages.
    pub fn server_name(&self) -> String {
        with_group(self.plural, self.group)
    }
}

fn with_group(name: &str, group: &str) -> String {
    match group {
        "" => name.to_owned(),
        group => format!("{name}.{group}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_many_spellings() {
        let plural = |name| Resource::find(name).map(|resource| resource.plural);
        for name in ["pod", "pods", "po", "Pod", "pods.v1."] {
            assert_eq!(plural(name), Some("pods"), "{name}");
        }
        for name in ["deploy", "deployment.apps", "deployments.v1.apps"] {
            assert_eq!(plural(name), Some("deployments"), "{name}");
        }
        for name in ["pdos", "foo", "", "pods.apps"] {
            assert_eq!(plural(name), None, "{name}");
        }
    }

    #[test]
    fn every_kind_has_its_type() {
        for kind in Kind::ALL {
            assert_eq!(Resource::of(kind).plural, kind.resource());
        }
    }
}
