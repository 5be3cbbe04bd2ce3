//! The subresource `pods/NAME/ephemeralcontainers`: what `kubectl debug` writes
//! (kubelet.md §11; core/validation ValidatePodEphemeralContainersUpdate).

use crate::api::defaults::default_ephemeral_containers;
use crate::api::{Container, Kind, Object, ObjectKey};

use super::super::record::{Change, Component};
use super::super::rule::Rule;
use super::super::world::World;
use super::ApiError;

impl World {
    /// Sets the whole list of a Pod's ephemeral containers. Those that are there stay as they
    /// are, new ones may be added. Returns whether anything changed.
    pub fn update_ephemeral_containers(
        &mut self,
        key: &ObjectKey,
        containers: Vec<Container>,
    ) -> Result<bool, ApiError> {
        let stored = self.store.get_shared(key);
        let Some(old) = stored.as_deref().and_then(Object::as_pod) else {
            return Err(ApiError::NotFound {
                resource: Kind::Pod.resource(),
                name: key.name.clone(),
            });
        };
        let mut pod = old.clone();
        pod.spec.ephemeral_containers = containers;
        default_ephemeral_containers(&mut pod.spec);
        let (before, after) = (
            &old.spec.ephemeral_containers,
            &pod.spec.ephemeral_containers,
        );
        if before == after {
            return Ok(false);
        }
        if let Some(cause) = refusal(&pod.spec, before) {
            return Err(ApiError::Invalid {
                kind: Kind::Pod.name(),
                name: key.name.clone(),
                causes: vec![cause],
            });
        }
        pod.metadata.generation += 1;
        let shared = self
            .store
            .shared_key(key)
            .unwrap_or_else(|| key.clone().into());
        let fields = vec!["spec.ephemeralContainers".to_owned()];
        let change = Change::Configured { fields };
        self.emit_and_follow(Component::Apiserver, &shared, Rule::ApiUpdate, change);
        self.write_pod(Component::Apiserver, Rule::ApiUpdate, pod);
        Ok(true)
    }
}

fn refusal(spec: &crate::api::PodSpec, before: &[Container]) -> Option<String> {
    let after = &spec.ephemeral_containers;
    if !after.starts_with(before) {
        return Some(
            "spec.ephemeralContainers: Forbidden: existing ephemeral containers may not be \
             removed or changed"
                .to_owned(),
        );
    }
    for (index, container) in after.iter().enumerate() {
        let mut earlier = spec.all_containers().chain(&after[..index]);
        if earlier.any(|other| other.name == container.name) {
            let name = &container.name;
            return Some(format!(
                "spec.ephemeralContainers[{index}].name: Duplicate value: {name:?}"
            ));
        }
    }
    None
}
