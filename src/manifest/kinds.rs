//! The kinds of object that a manifest may name.

use super::spelling::nearest;

/// A kind and the `apiVersion` it is written with.
pub struct KnownKind {
    pub kind: &'static str,
    pub api_version: &'static str,
    /// The struct of the schema; `Known` for kinds that are not simulated.
    pub structure: &'static str,
}

const fn simulated(kind: &'static str) -> KnownKind {
    KnownKind {
        kind,
        api_version: "v1",
        structure: kind,
    }
}

const fn known(kind: &'static str, api_version: &'static str) -> KnownKind {
    KnownKind {
        kind,
        api_version,
        structure: "Known",
    }
}

/// Every kind that is read, the simulated ones first.
static KINDS: [KnownKind; 36] = [
    simulated("Pod"),
    simulated("Service"),
    simulated("ConfigMap"),
    simulated("Secret"),
    simulated("Namespace"),
    known("List", "v1"),
    known("Deployment", "apps/v1"),
    known("ReplicaSet", "apps/v1"),
    known("StatefulSet", "apps/v1"),
    known("DaemonSet", "apps/v1"),
    known("ReplicationController", "v1"),
    known("Job", "batch/v1"),
    known("CronJob", "batch/v1"),
    known("Ingress", "networking.k8s.io/v1"),
    known("IngressClass", "networking.k8s.io/v1"),
    known("NetworkPolicy", "networking.k8s.io/v1"),
    known("PersistentVolume", "v1"),
    known("PersistentVolumeClaim", "v1"),
    known("StorageClass", "storage.k8s.io/v1"),
    known("ServiceAccount", "v1"),
    known("Role", "rbac.authorization.k8s.io/v1"),
    known("RoleBinding", "rbac.authorization.k8s.io/v1"),
    known("ClusterRole", "rbac.authorization.k8s.io/v1"),
    known("ClusterRoleBinding", "rbac.authorization.k8s.io/v1"),
    known("HorizontalPodAutoscaler", "autoscaling/v2"),
    known("PodDisruptionBudget", "policy/v1"),
    known("PriorityClass", "scheduling.k8s.io/v1"),
    known("RuntimeClass", "node.k8s.io/v1"),
    known("ResourceQuota", "v1"),
    known("LimitRange", "v1"),
    known("Node", "v1"),
    known("Endpoints", "v1"),
    known("EndpointSlice", "discovery.k8s.io/v1"),
    known("Event", "v1"),
    known("Lease", "coordination.k8s.io/v1"),
    known("CustomResourceDefinition", "apiextensions.k8s.io/v1"),
];

/// The kind of exactly that name.
pub fn find(kind: &str) -> Option<&'static KnownKind> {
    KINDS.iter().find(|known| known.kind == kind)
}

/// The kind that was probably meant.
pub fn nearest_kind(kind: &str) -> Option<&'static str> {
    nearest(kind, KINDS.iter().map(|known| known.kind))
}
