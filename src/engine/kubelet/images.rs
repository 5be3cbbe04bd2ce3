//! Images: when they are pulled, and the waits after a failure
//! (kubelet.md §2; images/image_manager.go EnsureImageExists, pullImage).

use std::sync::Arc;

use crate::api::behaviour::PullBehaviour;
use crate::api::container::PullPolicy;

use super::super::apiserver::EventText;
use super::super::queue::{Event, NodeIndex, Uid};
use super::super::record::Change;
use super::super::rule::Rule;
use super::super::runtime::{Pull, catalogue};
use super::super::time::SimDuration;
use super::super::world::World;
use super::back_off::{BackOff, BackOffKey, INITIAL, RESET_AFTER, doubled};

/// A pull takes 0.3 s and the image's size at 50 MB/s (kubelet.md §12.2).
const PULL_LATENCY_MS: u64 = 300;
const BYTES_PER_MS: u64 = 50_000;
/// A registry says no after this.
const PULL_FAILURE_MS: u64 = 400;

impl World {
    /// Sees to it that a container's image is on the node (kubelet.md §2.1).
    pub(super) fn ensure_image(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: String,
        is_init: bool,
    ) {
        let Some(spec) = self.spec_of(node, uid, &container) else {
            return;
        };
        let image = spec.image.clone();
        if let Some(problem) = reference_problem(&image) {
            let message = format!(
                "Failed to apply default image tag {image:?}: couldn't parse image name {image:?}: {problem}"
            );
            self.image_event(
                node,
                uid,
                &container,
                EventText::warning("InspectFailed", message.clone()),
            );
            self.image_event(
                node,
                uid,
                &container,
                EventText::warning("Failed", "Error: InvalidImageName".to_owned()),
            );
            self.start_gave_up(node, uid, &container, is_init, "InvalidImageName", message);
            return;
        }
        let is_present = self.image_is_present(node, &image);
        match spec.image_pull_policy.unwrap_or(PullPolicy::IfNotPresent) {
            PullPolicy::IfNotPresent | PullPolicy::Never if is_present => {
                let message = match self.config.release.has_texts_of_1_35() {
                    true => format!(
                        "Container image {image:?} already present on machine and can be accessed by the pod"
                    ),
                    false => format!("Container image {image:?} already present on machine"),
                };
                self.image_event(node, uid, &container, EventText::normal("Pulled", message));
                self.image_is_ready(node, uid, container, is_init);
            }
            PullPolicy::Never => {
                let message =
                    format!("Container image {image:?} is not present with pull policy of Never");
                self.image_event(
                    node,
                    uid,
                    &container,
                    EventText::warning("ErrImageNeverPull", message.clone()),
                );
                self.image_event(
                    node,
                    uid,
                    &container,
                    EventText::warning("Failed", "Error: ErrImageNeverPull".to_owned()),
                );
                self.start_gave_up(node, uid, &container, is_init, "ErrImageNeverPull", message);
            }
            PullPolicy::Always | PullPolicy::IfNotPresent => {
                self.request_pull(node, uid, container, &image, is_init);
            }
        }
    }

    fn image_is_present(&self, node: NodeIndex, image: &str) -> bool {
        let images_are_preloaded = self.config.images_are_present;
        self.nodes[node]
            .runtime
            .images
            .contains(&*catalogue::resolved(image))
            || (images_are_preloaded && catalogue::pull_error(image).is_none())
    }

    fn request_pull(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: String,
        image: &str,
        is_init: bool,
    ) {
        let now = self.time;
        let key = image_key(uid, image);
        if let Some(entry) = self.nodes[node].kubelet.image_back_off.get(&key) {
            let since = now.since(entry.updated);
            if since < entry.current && since <= RESET_AFTER {
                self.pull_backs_off(node, uid, &container, image, is_init);
                return;
            }
        }
        let text = EventText::normal("Pulling", format!("Pulling image {image:?}"));
        self.image_event(node, uid, &container, text);
        let size_bytes =
            catalogue::find(image).map_or(catalogue::UNKNOWN_SIZE_BYTES, |known| known.size_bytes);
        let pull = Pull {
            uid: uid.clone(),
            container: container.as_str().into(),
            image: image.into(),
            size_bytes,
            requested_at: now,
            started_at: None,
            ends_at: None,
            takes_ms: self.described_pull(node, uid, &container).takes_ms,
            error: self.pull_error_of(node, uid, &container, image),
        };
        let queue = &mut self.nodes[node].runtime.pulls.queue;
        queue.push_back(pull);
        if queue.len() > 1 {
            let change = Change::PullQueued {
                container,
                image: image.to_owned(),
            };
            self.pod_record_runtime(node, uid, Rule::SerialPulls, change);
        } else {
            self.start_pull(node);
        }
        self.with_run(node, uid, |run| run.pulling = true);
    }

    /// What an annotation says of the container's pulls.
    fn described_pull(&self, node: NodeIndex, uid: &str, container: &str) -> PullBehaviour {
        let worker = self.nodes[node].kubelet.workers.get(uid);
        let behaviour = worker.and_then(|worker| worker.behaviours.get(container));
        behaviour
            .map(|behaviour| behaviour.pull.clone())
            .unwrap_or_default()
    }

    /// Why the next pull will fail, if it will: an annotation says so, or the registry does.
    fn pull_error_of(
        &self,
        node: NodeIndex,
        uid: &str,
        container: &str,
        image: &str,
    ) -> Option<String> {
        let Some(failure) = self.described_pull(node, uid, container).failure else {
            return catalogue::pull_error(image);
        };
        let worker = self.nodes[node].kubelet.workers.get(uid)?;
        let failed = worker
            .pull_failures
            .get(container)
            .map_or(0, |known| known.count);
        if failure.times.is_some_and(|times| failed >= times) {
            return catalogue::pull_error(image);
        }
        Some(match failure.message.is_empty() {
            true => catalogue::not_found_error(image),
            false => failure.message,
        })
    }

    fn pull_backs_off(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
        image: &str,
        is_init: bool,
    ) {
        let entry = self.nodes[node]
            .kubelet
            .image_back_off
            .get(&image_key(uid, image))
            .copied();
        if let Some(entry) = entry {
            let change = Change::BackOff {
                container: container.to_owned(),
                delay: entry.current,
                since: entry.updated,
                until: entry.updated + entry.current,
            };
            self.pod_record(node, uid, Rule::PullBackOff, change);
        }
        let back_off = format!("Back-off pulling image {image:?}");
        self.image_event(
            node,
            uid,
            container,
            EventText::normal("BackOff", back_off.clone()),
        );
        self.image_event(
            node,
            uid,
            container,
            EventText::warning("Failed", "Error: ImagePullBackOff".to_owned()),
        );
        let worker = self.nodes[node].kubelet.workers.get(uid);
        let failures = worker.and_then(|worker| worker.pull_failures.get(container));
        let error = failures
            .map(|known| known.last_error.clone())
            .unwrap_or_default();
        let message = format!("{back_off}: ErrImagePull: {error}");
        self.start_gave_up(node, uid, container, is_init, "ImagePullBackOff", message);
    }

    /// Starts the first pull of the queue.
    fn start_pull(&mut self, node: NodeIndex) {
        let now = self.time;
        let runtime = &mut self.nodes[node].runtime;
        let Some(pull) = runtime.pulls.queue.front_mut() else {
            return;
        };
        let is_present = runtime.images.contains(&*catalogue::resolved(&pull.image));
        let duration_ms = match (pull.takes_ms, &pull.error, is_present) {
            (_, None, true) => PULL_LATENCY_MS,
            (Some(takes_ms), _, _) => takes_ms,
            (None, Some(_), _) => PULL_FAILURE_MS,
            (None, None, false) => PULL_LATENCY_MS + pull.size_bytes / BYTES_PER_MS,
        };
        let duration = SimDuration::from_millis(duration_ms);
        pull.started_at = Some(now);
        pull.ends_at = Some(now + duration);
        let uid = pull.uid.clone();
        let change = Change::PullStarted {
            container: pull.container.clone(),
            image: pull.image.clone(),
            size_bytes: pull.size_bytes,
            duration,
        };
        self.pod_record_runtime(node, &uid, Rule::PullPolicy, change);
        self.after(duration, Event::PullDone { node });
    }

    /// The running pull is done; its Pod's sync goes on, and the next pull starts.
    pub(in crate::engine) fn pull_done(&mut self, node: NodeIndex) {
        let now = self.time;
        let queue = &mut self.nodes[node].runtime.pulls.queue;
        if queue.front().is_none_or(|pull| pull.ends_at != Some(now)) {
            return;
        }
        let Some(pull) = queue.pop_front() else {
            return;
        };
        let uid = pull.uid.clone();
        let container = pull.container.to_string();
        let is_init = self
            .with_run(node, &uid, |run| run.pulling = false)
            .is_some()
            && {
                let worker = self.nodes[node].kubelet.workers.get(&uid);
                worker.is_some_and(|worker| worker.pod.spec.is_init_container(&container))
            };
        let cause = self.cause();
        let run_cause = self.with_run(node, &uid, |run| run.cause).flatten();
        self.follow(run_cause.or(cause));
        match &pull.error {
            None => {
                let resolved = catalogue::resolved(&pull.image);
                self.nodes[node].runtime.images.insert(resolved);
                let pure = pull
                    .started_at
                    .map_or(SimDuration::ZERO, |started| now.since(started));
                let waited = now.since(pull.requested_at);
                let change = Change::PullFinished {
                    container: pull.container.clone(),
                    image: pull.image.clone(),
                    duration: pure,
                };
                self.pod_record_runtime(node, &uid, Rule::PullPolicy, change);
                let message = format!(
                    "Successfully pulled image \"{}\" in {pure} ({waited} including waiting). Image size: {} bytes.",
                    pull.image, pull.size_bytes
                );
                self.image_event(node, &uid, &container, EventText::normal("Pulled", message));
                self.image_is_ready(node, &uid, container, is_init);
            }
            Some(error) => self.pull_failed(node, &uid, &container, &pull.image, is_init, error),
        }
        self.follow(cause);
        self.start_pull(node);
        self.run_steps(node, &uid);
    }

    fn pull_failed(
        &mut self,
        node: NodeIndex,
        uid: &Uid,
        container: &str,
        image: &Arc<str>,
        is_init: bool,
        error: &str,
    ) {
        let now = self.time;
        let key = image_key(uid, image);
        let back_off = &mut self.nodes[node].kubelet.image_back_off;
        let current = match back_off.get(&key) {
            Some(entry) if now.since(entry.updated) <= RESET_AFTER => doubled(entry.current),
            _ => INITIAL,
        };
        back_off.insert(
            key,
            BackOff {
                current,
                updated: now,
            },
        );
        let message = rpc_error(error);
        if let Some(worker) = self.nodes[node].kubelet.workers.get_mut(uid) {
            let failures = worker
                .pull_failures
                .entry(container.to_owned())
                .or_default();
            failures.count += 1;
            failures.last_error = message.as_str().into();
        }
        let change = Change::PullFailed {
            container: container.into(),
            image: image.clone(),
            message: message.as_str().into(),
        };
        self.pod_record_runtime(node, uid, Rule::PullPolicy, change);
        let said = format!("Failed to pull image \"{image}\": {message}");
        self.image_event(node, uid, container, EventText::warning("Failed", said));
        self.image_event(
            node,
            uid,
            container,
            EventText::warning("Failed", "Error: ErrImagePull".to_owned()),
        );
        self.start_gave_up(node, uid, container, is_init, "ErrImagePull", message);
    }

    fn image_event(&mut self, node: NodeIndex, uid: &Uid, container: &str, text: EventText) {
        let kubelet = self.kubelet_of(node);
        self.say(kubelet, uid, Rule::PullPolicy, text.of(container));
    }
}

fn image_key(uid: &Uid, image: &str) -> BackOffKey {
    BackOffKey {
        uid: uid.clone(),
        container: "".into(),
        image: image.into(),
    }
}

/// containerd's error as the CRI hands it on.
fn rpc_error(error: &str) -> String {
    let code = if error.ends_with("not found") {
        "NotFound"
    } else {
        "Unknown"
    };
    format!("rpc error: code = {code} desc = {error}")
}

/// What is wrong with an image reference (distribution/reference normalize.go
/// ParseNormalizedNamed).
fn reference_problem(image: &str) -> Option<String> {
    let name = catalogue::repository(image);
    let is_complete = !name.is_empty() && name.split('/').all(|part| !part.is_empty());
    if is_complete && name.chars().any(|c| c.is_ascii_uppercase()) {
        let library = if name.contains('/') { "" } else { "library/" };
        return Some(format!(
            "invalid reference format: repository name ({library}{name}) must be lowercase"
        ));
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/:".contains(c);
    let is_valid = is_complete && name.chars().all(allowed);
    (!is_valid).then(|| "invalid reference format".to_owned())
}
