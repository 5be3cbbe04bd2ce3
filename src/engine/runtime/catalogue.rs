//! The images that are known: how large they are, what they start, and how that behaves.
//!
//! An image that is not here is taken as a server on its container's declared ports that starts
//! after [`UNKNOWN_STARTS_AFTER_MS`]; the run says so with a notice.

mod images;
mod pi;
mod server;
mod tags;

use std::sync::Arc;

use crate::shell::Signal;

pub use images::{Image, Program};
pub use pi::pi_digits;
pub use server::{ForeignProgram, Listener, Server, SignalHabit};
pub use tags::{not_found_error, pull_error};

/// How long an unknown server boots before it listens.
pub const UNKNOWN_STARTS_AFTER_MS: u64 = 2_000;
/// The size of an image that is not known.
pub const UNKNOWN_SIZE_BYTES: u64 = 120_000_000;

/// An image reference without its registry default: `docker.io/library/nginx:1.27` is `nginx`.
pub fn repository(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or(image);
    let name = match name.rfind(':') {
        Some(colon) if !name[colon..].contains('/') => &name[..colon],
        _ => name,
    };
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    name.strip_prefix("library/").unwrap_or(name)
}

/// The tag, `latest` if none is given; empty for a digest.
pub fn tag(image: &str) -> &str {
    if image.contains('@') {
        return "";
    }
    match image.rfind(':') {
        Some(colon) if !image[colon..].contains('/') => &image[colon + 1..],
        _ => "latest",
    }
}

/// The catalogue's entry for an image reference.
pub fn find(image: &str) -> Option<&'static Image> {
    let wanted = repository(image);
    images::IMAGES
        .iter()
        .find(|known| known.repositories.contains(&wanted))
}

/// The signal that an image asks to be stopped with (`STOPSIGNAL`); SIGTERM for most.
pub fn stop_signal(image: &str) -> Signal {
    match repository(image) {
        "nginx" => Signal::Quit,
        "httpd" => Signal::WindowChange,
        "postgres" => Signal::Interrupt,
        _ => Signal::Terminate,
    }
}

/// `docker.io/library/nginx:1.27`: the reference as the runtime resolves it.
pub fn resolved(image: &str) -> Arc<str> {
    let first = image.split('/').next().unwrap_or("");
    let has_registry =
        image.contains('/') && (first.contains('.') || first.contains(':') || first == "localhost");
    let mut full = match (has_registry, image.contains('/')) {
        (true, _) => image.to_owned(),
        (false, true) => format!("docker.io/{image}"),
        (false, false) => format!("docker.io/library/{image}"),
    };
    if tag(image) == "latest" && !image.ends_with(":latest") {
        full.push_str(":latest");
    }
    full.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        let cases = [
            ("nginx", "nginx", "latest", "docker.io/library/nginx:latest"),
            (
                "nginx:1.27",
                "nginx",
                "1.27",
                "docker.io/library/nginx:1.27",
            ),
            (
                "kubetm/app",
                "kubetm/app",
                "latest",
                "docker.io/kubetm/app:latest",
            ),
            (
                "localhost:5000/a",
                "localhost:5000/a",
                "latest",
                "localhost:5000/a:latest",
            ),
            (
                "registry.k8s.io/busybox:1.27",
                "registry.k8s.io/busybox",
                "1.27",
                "registry.k8s.io/busybox:1.27",
            ),
        ];
        for (image, name, version, full) in cases {
            assert_eq!(repository(image), name, "{image}");
            assert_eq!(tag(image), version, "{image}");
            assert_eq!(&*resolved(image), full, "{image}");
        }
    }
}
