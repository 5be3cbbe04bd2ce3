//! The worked timelines (kubelet.md §13), as far as `tests/replay.rs` has no trace of them: their
//! variants, their events, and how they end. The kubelet sees a Pod 30 ms after it was applied.

use podarium::api::ContainerState;
use podarium::engine::record::{Change, ProbeKind};

// The tests of what is easy to get wrong use the rest of it.
#[allow(dead_code)]
#[path = "traps/story.rs"]
mod story;
use story::{Story, one, pod};

/// A container of an unknown image that does what the annotation says, with its liveness probe.
fn watched(behaviour: &str) -> String {
    let work = "name: web, image: 'example.com/web:1', ports: [{containerPort: 8080}], livenessProbe: \
                {httpGet: {path: /health, port: 8080}, initialDelaySeconds: 5, periodSeconds: 10}";
    let metadata =
        format!("metadata:\n  name: p\n  annotations:\n    podarium.dev/behaviour: |\n{behaviour}");
    pod("p", "", &[work]).replace("metadata: {name: p}", &metadata)
}

/// A run in which the endpoint answers 500 from 25 s on, also in later instances.
fn broken(on_term: &str) -> Story {
    let well = watched(&format!("      listens\n      {on_term}"));
    let ill = watched(&format!(
        "      listens\n      {on_term}\n      answers /health 500"
    ));
    let header = format!("images present\nnodes 1\nfile ill.yaml <<END\n{ill}\nEND\n");
    Story::with(&header, &well, "@25s kubectl apply -f ill.yaml")
}

fn kills(story: &Story) -> Vec<u64> {
    story.times(|change| {
        let kills = |reason: &str, text: &str| reason == "Killing" && text.contains("liveness");
        matches!(change, Change::Event { reason, message, .. } if kills(reason, message))
    })
}

#[test]
fn i_the_event_of_a_pull_tells_its_time_and_size() {
    let yaml = pod("p", "", &["name: web, image: 'nginx:1.27'"]);
    let mut story = Story::with("nodes 1\n", &yaml, "");
    story.until(10_000);
    let (message, count, _) = story.event("p", "Pulled");
    let pulled = "Successfully pulled image \"nginx:1.27\" in ";
    assert!(message.starts_with(pulled), "{message}");
    assert!(message.contains(" including waiting). Image size: "));
    assert_eq!((story.event("p", "Pulling").1, count), (1, 1));
}

#[test]
fn ii_ten_minutes_of_crashes_make_fourteen_back_off_events() {
    let yaml = one("", "command: [sh, -c, 'sleep 0.05; exit 1']");
    let header = "images present\nnodes 1\nwaiting faithful\n";
    let mut story = Story::with(header, &yaml, "");
    story.until(600_000);
    let counts = ["Scheduled", "Pulled", "Created", "Started", "BackOff"]
        .map(|reason| story.event("p", reason).1);
    assert_eq!(counts, [1, 7, 7, 7, 14]);
}

#[test]
fn iv_an_endpoint_that_stays_broken_is_killed_every_thirty_seconds_and_then_backs_off() {
    let mut story = broken("on SIGTERM exits 0 after 200ms");
    story.until(170_500);
    assert_eq!(kills(&story), [50_030, 80_030, 110_030, 140_030, 170_030]);
    story.until(172_000);
    let state = &story.status("p", "web").state;
    assert_eq!(state.reason(), "CrashLoopBackOff");
    story.until(240_500);
    let started = story.starts()[5];
    assert!((210_500..210_700).contains(&started), "{started}");
    assert_eq!(kills(&story).last(), Some(&240_030));
    story.until(320_000);
    let ContainerState::Waiting(waiting) = &story.status("p", "web").state else {
        panic!("it waits");
    };
    let told = "back-off 1m20s restarting failed container=web";
    assert!(waiting.message.starts_with(told), "{}", waiting.message);
}

#[test]
fn iv_a_process_that_ignores_sigterm_is_killed_after_its_grace() {
    let mut story = broken("ignores SIGTERM");
    story.until(79_900);
    assert_eq!(story.signals("SIGTERM"), [50_030]);
    assert!(story.status("p", "web").ready);
    story.until(85_000);
    assert_eq!(story.signals("SIGKILL"), [80_030]);
    assert!((80_100..80_300).contains(&story.starts()[1]));
    let status = story.status("p", "web");
    let last = status.last_state.as_ref().expect("it ended once");
    assert_eq!((last.exit_code, last.reason.as_str()), (137, "Error"));
    assert_eq!(story.probed(ProbeKind::Liveness).len(), 5);
}

#[test]
fn vi_a_job_with_a_sidecar_is_told_succeeded_two_seconds_after_its_conditions() {
    let sidecar = "  restartPolicy: Never\n  initContainers:\n  - {name: sc, image: 'busybox:1.36', \
                   restartPolicy: Always, command: [sh, -c, \"trap 'exit 0' TERM; while true; do sleep 0.1; done\"]}\n";
    let cases = [("  restartPolicy: Never\n", 12_000), (sidecar, 13_000)];
    for (spec, phase_at) in cases {
        let mut story = Story::of(&one(spec, "command: [sleep, '10']"), "");
        story.until(11_500);
        assert_eq!(story.phase("p"), "Running");
        assert_eq!(story.condition("p", "Ready").reason, "PodCompleted");
        story.until(20_000);
        let succeeded = story
            .times(|change| matches!(change, Change::Phase { to, .. } if to.name() == "Succeeded"));
        let [at] = succeeded[..] else {
            panic!("{succeeded:?}");
        };
        assert!((phase_at..phase_at + 350).contains(&at), "{at} {phase_at}");
    }
}

/// The sleep action instead of a command: it ends silently when the container is gone.
#[test]
fn vii_a_sleep_action_longer_than_the_grace_is_abandoned_in_silence() {
    let hook = "lifecycle: {preStop: {sleep: {seconds: 10}}}";
    let work = format!("{}, {hook}", story::POLITE);
    let delete = "@30s kubectl delete pod p --grace-period=5 --wait=false";
    let mut story = Story::of(&one("", &work), delete);
    story.until(60_000);
    let term = story.signals("SIGTERM")[0];
    assert!((35_000..35_100).contains(&term), "{term}");
    assert_eq!(story.signals("SIGKILL"), []);
    let reasons = story.events("p");
    assert!(reasons.iter().all(|event| event.0 != "FailedPreStopHook"));
    assert!(!story.exists("p"));
}
