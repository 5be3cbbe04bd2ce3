//! Paths: absolute and without `.`, `..` and doubled slashes.

pub(super) fn absolute(directory: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let start = if path.starts_with('/') { "" } else { directory };
    for part in start.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The last component: `sh` of `/bin/sh`.
pub(super) fn base_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { "" } else { "/" };
    }
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

/// Everything before the last component.
pub(super) fn directory_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rfind('/') {
        Some(0) => "/",
        Some(end) => trimmed[..end].trim_end_matches('/'),
        None if trimmed.is_empty() && !path.is_empty() => "/",
        None => ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised() {
        assert_eq!(absolute("/a/b", "../c/./d"), "/a/c/d");
        assert_eq!(absolute("/", "/x//y/"), "/x/y");
        assert_eq!(absolute("/a", "../../.."), "/");
        assert_eq!(base_name("/bin/sh"), "sh");
        assert_eq!(base_name("/"), "/");
        assert_eq!(directory_name("/bin/sh"), "/bin");
        assert_eq!(directory_name("sh"), ".");
    }
}
