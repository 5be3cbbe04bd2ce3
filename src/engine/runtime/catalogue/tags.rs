//! Whether a registry has an image, and the words of its refusal (FINDINGS of recorded pulls).

use super::{find, repository, resolved, tag};

/// The error of a pull, as containerd words it; `None` if the image is there.
///
/// A known repository has the tags up to its newest version. An unknown repository exists,
/// unless its own name says that it does not, or its host cannot exist (`.invalid`).
pub fn pull_error(image: &str) -> Option<String> {
    let full = resolved(image);
    let host = full.split('/').next().unwrap_or("");
    if host.ends_with(".invalid") {
        return Some(format!(
            "failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\": \
             failed to do request: Head \"https://{host}/v2/{}/manifests/{}\": dial tcp: lookup {host}: no such host",
            repository(image)
                .trim_start_matches(host)
                .trim_start_matches('/'),
            tag(image)
        ));
    }
    if says_that_it_is_missing(repository(image)) {
        return Some(format!(
            "failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\": \
             pull access denied, repository does not exist or may require authorization: \
             server message: insufficient_scope: authorization failed"
        ));
    }
    let exists = match find(image) {
        Some(known) => tag_exists(tag(image), known.newest),
        None => !says_that_it_is_missing(tag(image)),
    };
    (!exists).then(|| not_found_error(image))
}

/// The registry's answer for a tag that it does not have.
pub fn not_found_error(image: &str) -> String {
    let full = resolved(image);
    format!(
        "failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\": \
         {full}: not found"
    )
}

/// Names that learners use when they want a pull to fail.
fn says_that_it_is_missing(name: &str) -> bool {
    [
        "nosuch",
        "no-such",
        "doesnotexist",
        "does-not-exist",
        "not-exist",
        "notexist",
        "nonexist",
        "nope",
        "invalid",
        "typo",
        "wrong",
    ]
    .iter()
    .any(|word| name.to_ascii_lowercase().contains(word))
}

/// Numbers up to the newest version, and the usual words.
fn tag_exists(tag: &str, newest: (u32, u32)) -> bool {
    if tag.is_empty() {
        return true;
    }
    let version = tag.strip_prefix('v').unwrap_or(tag);
    let number = version.split('-').next().unwrap_or(version);
    let mut parts = number.split('.').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => {
            major < newest.0 || (major == newest.0 && minor <= newest.1)
        }
        (Some(Ok(major)), None) => major <= newest.0,
        _ => {
            const WORDS: [&str; 22] = [
                "latest", "stable", "mainline", "alpine", "slim", "perl", "musl", "glibc",
                "uclibc", "edge", "rolling", "bookworm", "trixie", "bullseye", "noble", "jammy",
                "focal", "lts", "jdk", "debian", "otel", "testing",
            ];
            tag.split('-').any(|part| {
                WORDS.contains(&part.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'))
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::pull_error;

    #[test]
    fn known_repositories_have_known_tags() {
        for image in [
            "nginx",
            "nginx:1.27",
            "nginx:1.14.2",
            "nginx:alpine",
            "busybox:1.28",
            "nginx:stable-alpine3.20",
            "redis:5.0.4",
            "kubetm/app:v1",
            "my/app:2",
            "shop/web:1.4",
            "redis:7-alpine",
        ] {
            assert_eq!(pull_error(image), None, "{image}");
        }
        for image in [
            "nginx:1.99.99",
            "busybox:nope",
            "busybox:9.9",
            "nosuchuser/nosuchrepo:1",
            "quay.invalid/foo/bar:1",
            "nginx:does-not-exist",
            "nginx:lates",
        ] {
            assert!(pull_error(image).is_some(), "{image}");
        }
    }
}
