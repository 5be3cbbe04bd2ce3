//! Small objects: ConfigMap, Secret, Namespace.

use super::meta::validate_meta;
use super::names::Grammar;
use super::{ErrorKind, Errors, FieldError, Rule};
use crate::api::{ConfigMap, Namespace, Secret};

/// The data of one ConfigMap or Secret (pkg/apis/core/types.go MaxSecretSize).
const DATA_BYTES_MOST: usize = 1024 * 1024;

/// Broken rules of a ConfigMap.
pub fn validate_config_map(config_map: &ConfigMap) -> Vec<FieldError> {
    let mut errors = Errors::default();
    validate_meta(&mut errors, &config_map.metadata, Grammar::Subdomain);
    validate_data(&mut errors, config_map.data.iter());
    errors.found
}

/// Broken rules of a Secret, after defaulting.
pub fn validate_secret(secret: &Secret) -> Vec<FieldError> {
    let mut errors = Errors::default();
    validate_meta(&mut errors, &secret.metadata, Grammar::Subdomain);
    validate_data(&mut errors, secret.data.iter());
    errors.found
}

/// Broken rules of a Namespace.
pub fn validate_namespace(namespace: &Namespace) -> Vec<FieldError> {
    let mut errors = Errors::default();
    validate_meta(&mut errors, &namespace.metadata, Grammar::Label);
    errors.found
}

fn validate_data<'a>(errors: &mut Errors, data: impl Iterator<Item = (&'a String, &'a String)>) {
    let mut bytes = 0;
    for (key, value) in data {
        errors.grammar(&format!("data[{key}]"), key, Grammar::ConfigKey);
        bytes += value.len();
    }
    if bytes > DATA_BYTES_MOST {
        let rule = Rule::Says("may not be more than 1048576 bytes");
        errors.push("data", ErrorKind::TooLong, String::new(), rule);
    }
}
