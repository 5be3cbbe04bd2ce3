//! Volumes and mounts (validation.go ValidateVolumes, ValidateVolumeMounts).

use super::names::Grammar;
use super::{Errors, Rule};
use crate::api::volume::{KeyToPath, Volume, VolumeMount};
use crate::order::Set;

const HOST_PATH_TYPES: &[&str] = &[
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
];

/// Validates `spec.volumes`.
pub(super) fn validate_volumes(errors: &mut Errors, volumes: &[Volume]) {
    let mut names = Set::new();
    for (index, volume) in volumes.iter().enumerate() {
        let path = format!("spec.volumes[{index}]");
        validate_source(errors, &path, volume);
        let name_path = format!("{path}.name");
        if volume.name.is_empty() {
            errors.required(&name_path, Rule::Plain);
            continue;
        }
        errors.grammar(&name_path, &volume.name, Grammar::Label);
        if !names.insert(&volume.name) {
            errors.duplicate(&name_path, &volume.name);
        }
    }
}

fn validate_source(errors: &mut Errors, path: &str, volume: &Volume) {
    let sources = [
        ("emptyDir", volume.empty_dir.is_some()),
        ("hostPath", volume.host_path.is_some()),
        ("secret", volume.secret.is_some()),
        ("configMap", volume.config_map.is_some()),
    ];
    let set = sources.into_iter().filter(|(_, set)| *set);
    for (field, _) in set.skip(1) {
        let path = format!("{path}.{field}");
        errors.forbidden(&path, "may not specify more than 1 volume type");
    }
    if let Some(source) = &volume.host_path {
        let path = format!("{path}.hostPath");
        if source.path.is_empty() {
            errors.required(&format!("{path}.path"), Rule::Plain);
        }
        no_steps_up(errors, &format!("{path}.path"), &source.path);
        errors.one_of(&format!("{path}.type"), &source.path_type, HOST_PATH_TYPES);
    }
    if let Some(source) = &volume.config_map {
        let path = format!("{path}.configMap");
        if source.name.is_empty() {
            errors.required(&format!("{path}.name"), Rule::Plain);
        }
        validate_mode(errors, &path, "defaultMode", source.default_mode);
        validate_items(errors, &path, &source.items);
    }
    if let Some(source) = &volume.secret {
        let path = format!("{path}.secret");
        if source.secret_name.is_empty() {
            errors.required(&format!("{path}.secretName"), Rule::Plain);
        }
        validate_mode(errors, &path, "defaultMode", source.default_mode);
        validate_items(errors, &path, &source.items);
    }
}

fn validate_items(errors: &mut Errors, path: &str, items: &[KeyToPath]) {
    for (index, item) in items.iter().enumerate() {
        let path = format!("{path}.items[{index}]");
        if item.key.is_empty() {
            errors.required(&format!("{path}.key"), Rule::Plain);
        }
        let target = format!("{path}.path");
        if item.path.is_empty() {
            errors.required(&target, Rule::Plain);
        } else if item.path.starts_with('/') {
            let rule = Rule::Says("must be a relative path");
            errors.invalid_text(&target, &item.path, rule);
        }
        no_steps_up(errors, &target, &item.path);
        validate_mode(errors, &path, "mode", item.mode);
    }
}

fn validate_mode(errors: &mut Errors, path: &str, field: &str, mode: Option<i32>) {
    if let Some(mode) = mode
        && !(0..=0o777).contains(&mode)
    {
        let rule = Rule::Says("must be a number between 0 and 0777 (octal), both inclusive");
        errors.invalid_number(&format!("{path}.{field}"), mode.into(), rule);
    }
}

fn no_steps_up(errors: &mut Errors, path: &str, target: &str) {
    if target.split('/').any(|part| part == "..") {
        errors.invalid_text(path, target, Rule::Says("must not contain '..'"));
    }
}

/// Validates the mounts of the container at `path`.
pub(super) fn validate_mounts(
    errors: &mut Errors,
    path: &str,
    mounts: &[VolumeMount],
    volumes: &[Volume],
) {
    let mut targets = Set::new();
    for (index, mount) in mounts.iter().enumerate() {
        let path = format!("{path}.volumeMounts[{index}]");
        if mount.name.is_empty() {
            errors.required(&format!("{path}.name"), Rule::Plain);
        }
        if !volumes.iter().any(|volume| volume.name == mount.name) {
            errors.not_found(&format!("{path}.name"), &mount.name);
        }
        let target_path = format!("{path}.mountPath");
        if mount.mount_path.is_empty() {
            errors.required(&target_path, Rule::Plain);
        }
        if !targets.insert(&mount.mount_path) {
            let rule = Rule::Says("must be unique");
            errors.invalid_text(&target_path, &mount.mount_path, rule);
        }
        if mount.sub_path.starts_with('/') {
            let rule = Rule::Says("must be a relative path");
            errors.invalid_text(&format!("{path}.subPath"), &mount.sub_path, rule);
        }
        no_steps_up(errors, &format!("{path}.subPath"), &mount.sub_path);
    }
}
