//! The environment of a container (kubelet_pods.go makeEnvironmentVariables).

use crate::api::container::{Container, EnvVarSource, KeySelector};
use crate::api::{Kind, Object, ObjectKey, Pod};
use crate::order::Map;

use super::super::queue::NodeIndex;
use super::super::world::World;

impl World {
    /// Variables by name. An error is the message of `CreateContainerConfigError`
    /// (kubelet.md §1.5 row 6).
    pub(super) fn environment(
        &self,
        node: NodeIndex,
        uid: &str,
        pod: &Pod,
        container: &Container,
    ) -> Result<Map<String, String>, String> {
        let mut env = Map::new();
        env.insert(
            "PATH".to_owned(),
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned(),
        );
        env.insert("HOME".to_owned(), "/root".to_owned());
        let hostname = self
            .runtime_pod(node, uid)
            .map(|pod| pod.hostname.to_string());
        env.insert("HOSTNAME".to_owned(), hostname.unwrap_or_default());
        env.insert("KUBERNETES_SERVICE_HOST".to_owned(), "10.96.0.1".to_owned());
        env.insert("KUBERNETES_SERVICE_PORT".to_owned(), "443".to_owned());
        for source in &container.env_from {
            let (kind, reference) = match (&source.config_map_ref, &source.secret_ref) {
                (Some(reference), _) => (Kind::ConfigMap, reference),
                (None, Some(reference)) => (Kind::Secret, reference),
                (None, None) => continue,
            };
            match self.data_of(kind, &pod.metadata.namespace, &reference.name) {
                Some(data) => {
                    env.extend(
                        data.iter()
                            .map(|(k, v)| (format!("{}{k}", source.prefix), v.clone())),
                    );
                }
                None if reference.optional == Some(true) => {}
                None => return Err(missing(kind, &reference.name)),
            }
        }
        for variable in &container.env {
            let value = match &variable.value_from {
                None => expand(&variable.value, &env),
                Some(source) => match self.value_from(node, uid, pod, source)? {
                    Some(value) => value,
                    None => continue,
                },
            };
            env.insert(variable.name.clone(), value);
        }
        Ok(env)
    }

    fn value_from(
        &self,
        node: NodeIndex,
        uid: &str,
        pod: &Pod,
        source: &EnvVarSource,
    ) -> Result<Option<String>, String> {
        if let Some(field) = &source.field_ref {
            return Ok(Some(self.field_of(node, uid, pod, &field.field_path)));
        }
        let (kind, selector) = match (&source.config_map_key_ref, &source.secret_key_ref) {
            (Some(selector), _) => (Kind::ConfigMap, selector),
            (None, Some(selector)) => (Kind::Secret, selector),
            (None, None) => return Ok(Some(String::new())),
        };
        self.key_of(kind, &pod.metadata.namespace, selector)
    }

    fn key_of(
        &self,
        kind: Kind,
        namespace: &str,
        selector: &KeySelector,
    ) -> Result<Option<String>, String> {
        let optional = selector.optional == Some(true);
        match self.data_of(kind, namespace, &selector.name) {
            None if optional => Ok(None),
            None => Err(missing(kind, &selector.name)),
            Some(data) => match data.get(&selector.key) {
                Some(value) => Ok(Some(value.clone())),
                None if optional => Ok(None),
                None => Err(format!(
                    "couldn't find key {} in {} {namespace}/{}",
                    selector.key,
                    kind.name(),
                    selector.name
                )),
            },
        }
    }

    /// The downward API.
    fn field_of(&self, node: NodeIndex, uid: &str, pod: &Pod, path: &str) -> String {
        let metadata = &pod.metadata;
        let keyed = |prefix: &str, map: &Map<String, String>| {
            let key = path.strip_prefix(prefix)?.strip_suffix("']")?;
            Some(map.get(key).cloned().unwrap_or_default())
        };
        match path {
            "metadata.name" => metadata.name.clone(),
            "metadata.namespace" => metadata.namespace.clone(),
            "metadata.uid" => metadata.uid.clone(),
            "spec.nodeName" => pod.spec.node_name.clone(),
            "spec.serviceAccountName" => "default".to_owned(),
            "status.hostIP" => self.node_ip(node),
            "status.podIP" => {
                let ip = self.runtime_pod(node, uid).and_then(|pod| pod.ip());
                ip.unwrap_or_default().to_owned()
            }
            _ => keyed("metadata.labels['", &metadata.labels)
                .or_else(|| keyed("metadata.annotations['", &metadata.annotations))
                .unwrap_or_default(),
        }
    }

    /// Keys and values of a ConfigMap or Secret, decoded.
    pub(super) fn data_of(
        &self,
        kind: Kind,
        namespace: &str,
        name: &str,
    ) -> Option<Map<String, String>> {
        match self.store.get(&ObjectKey::new(kind, namespace, name))? {
            Object::ConfigMap(map) => Some(map.data.clone()),
            Object::Secret(secret) => {
                let decoded = secret.data.iter();
                let decoded = decoded.map(|(key, value)| (key.clone(), decode_base64(value)));
                let mut data = Map::from_iter(decoded);
                data.extend(secret.string_data.clone());
                Some(data)
            }
            _ => None,
        }
    }
}

fn missing(kind: Kind, name: &str) -> String {
    format!("{} {name:?} not found", kind.name().to_ascii_lowercase())
}

/// `$(NAME)` of variables defined before.
fn expand(value: &str, env: &Map<String, String>) -> String {
    super::super::runtime::expand_references(value, env)
}

/// Standard base64; what is no text becomes replacement characters.
fn decode_base64(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut bits = 0_u32;
    let mut count = 0;
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn secrets_are_decoded() {
        assert_eq!(super::decode_base64("aGVsbG8="), "hello");
    }
}
