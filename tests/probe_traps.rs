//! What is easy to get wrong about probes, one test a line of the list (kubelet.md §14).
//! `tests/kubelet_traps.rs` has the other lines.

use podarium::api::status::ConditionStatus;
use podarium::api::{ContainerState, Kind, Object};
use podarium::engine::record::{Change, ProbeKind};

// The other tests of traps use the rest of it.
#[allow(dead_code)]
#[path = "traps/story.rs"]
mod story;
use story::{SLEEPS, Story, one, pod};

const FAILS: &str = "exec: {command: ['false']}";
const HOLDS: &str = "exec: {command: ['true']}";
const HOLDS_SLOWLY: &str = "exec: {command: [sleep, '0.3']}";

/// A container that serves on 8080 as the annotation says.
fn server(behaviour: &str, probes: &str) -> String {
    let work =
        format!("name: c, image: 'example.com/web:1', ports: [{{containerPort: 8080}}], {probes}");
    let metadata = format!(
        "metadata: {{name: p, labels: {{app: p}}, annotations: {{podarium.dev/behaviour: '{behaviour}'}}}}"
    );
    pod("p", "", &[&work]).replace("metadata: {name: p}", &metadata)
}

const SERVICE: &str = "---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: p}, ports: [{port: 80, targetPort: 8080}]}\n";

/// Addresses of the Service's endpoints: ready ones and others.
fn endpoints(story: &Story) -> (usize, usize) {
    let objects = story.run.world().store().list(Kind::Endpoints);
    let found = objects.filter_map(|object| match object {
        Object::Endpoints(endpoints) if endpoints.metadata.name == "s" => Some(endpoints),
        _ => None,
    });
    let subsets = found.flat_map(|endpoints| &endpoints.subsets);
    subsets.fold((0, 0), |(ready, others), subset| {
        let more = (subset.addresses.len(), subset.not_ready_addresses.len());
        (ready + more.0, others + more.1)
    })
}

fn times(runs: &[(u64, bool)]) -> Vec<u64> {
    runs.iter().map(|(time_ms, _)| *time_ms).collect()
}

#[test]
fn line_1_an_initial_delay_makes_no_tick_of_its_own() {
    let probe = format!("{{{HOLDS}, initialDelaySeconds: 5, periodSeconds: 7}}");
    let work = format!("{SLEEPS}, livenessProbe: {probe}, readinessProbe: {probe}");
    let mut story = Story::of(&one("", &work), "");
    story.until(25_000);
    // The Pod's worker begins at 0.03 s, its container runs from 0.63 s.
    let liveness = times(&story.probed(ProbeKind::Liveness));
    assert_eq!(liveness, [7_030, 14_030, 21_030]);
    // The last poke came with the relist at 1 s.
    let readiness = times(&story.probed(ProbeKind::Readiness));
    assert_eq!(readiness, [8_000, 15_000, 22_000]);
}

#[test]
fn line_7_a_liveness_kill_takes_hook_and_grace_then_restarts_at_once_and_shows_running_meanwhile() {
    let hook = "lifecycle: {preStop: {exec: {command: [sleep, '3']}}}";
    let probe = format!("livenessProbe: {{{FAILS}, periodSeconds: 5, failureThreshold: 1}}");
    let yaml = one(
        "  terminationGracePeriodSeconds: 10\n",
        &format!("{SLEEPS}, {hook}, {probe}"),
    );
    let mut story = Story::of(&yaml, "");
    story.until(14_900);
    assert_eq!(
        story.event("p", "Killing").0,
        "Container c failed liveness probe, will be restarted"
    );
    assert_eq!(story.probed(ProbeKind::Liveness), [(5_030, false)]);
    let term = story.signals("SIGTERM")[0];
    assert!((8_030..8_100).contains(&term), "{term}");
    let status = story.status("p", "c");
    assert!(status.ready && matches!(status.state, ContainerState::Running(_)));
    assert_eq!((story.phase("p"), status.restart_count), ("Running", 0));
    story.until(17_000);
    let (killed, exited, started) = (
        story.signals("SIGKILL")[0],
        story.exits()[0],
        story.starts()[1],
    );
    assert!((15_030..15_100).contains(&killed), "{killed}");
    assert!(started - exited < 200, "{exited} {started}");
    assert_eq!(story.status("p", "c").restart_count, 1);
}

#[test]
fn line_8_a_startup_probe_kills_only_at_its_threshold_and_the_others_wait_for_it() {
    let probes = format!(
        "startupProbe: {{{FAILS}, periodSeconds: 5, failureThreshold: 3}}, readinessProbe: {{{HOLDS}, periodSeconds: 1}}, livenessProbe: {{{FAILS}, periodSeconds: 1, failureThreshold: 1}}"
    );
    let yaml = one(
        "  terminationGracePeriodSeconds: 1\n",
        &format!("{SLEEPS}, {probes}"),
    );
    let mut story = Story::of(&yaml, "");
    story.until(15_020);
    assert_eq!(times(&story.probed(ProbeKind::Startup)), [5_030, 10_030]);
    assert_eq!(story.signals("SIGTERM"), []);
    story.until(40_000);
    assert_eq!(
        story.event("p", "Killing").0,
        "Container c failed startup probe, will be restarted"
    );
    assert!(story.signals("SIGTERM")[0] >= 15_030);
    assert!(story.status("p", "c").restart_count >= 1);
    assert_eq!(story.probed(ProbeKind::Readiness), []);
    assert_eq!(story.probed(ProbeKind::Liveness), []);
}

#[test]
fn line_9_readiness_never_restarts_and_liveness_never_changes_endpoints_by_itself() {
    let unready = server(
        "answers /ready 503",
        "readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 5}",
    );
    let mut story = Story::of(&(unready + SERVICE), "");
    story.until(600_000);
    assert_eq!((story.starts().len(), endpoints(&story)), (1, (0, 1)));
    assert!(story.probed(ProbeKind::Readiness).len() > 100);
    let dying = server(
        "answers /live 500\n\n      on SIGTERM exits 0 after 4s",
        "livenessProbe: {httpGet: {path: /live, port: 8080}, periodSeconds: 5, failureThreshold: 3}",
    );
    let mut story = Story::of(&(dying + SERVICE), "");
    for second in 2..60 {
        story.until(second * 1_000);
        assert_eq!(endpoints(&story), (1, 0), "at {second} s");
    }
    assert!(story.starts().len() >= 2, "it was killed");
    assert_eq!(story.turns("Ready").len(), 2, "{:?}", story.turns("Ready"));
}

#[test]
fn line_10_every_failed_run_is_an_event_and_no_success_is() {
    let probe = format!("readinessProbe: {{{FAILS}, periodSeconds: 5, failureThreshold: 30}}");
    let mut story = Story::of(&one("", &format!("{SLEEPS}, {probe}")), "");
    story.until(40_000);
    let failed = story.probed(ProbeKind::Readiness).len();
    let (message, count, _) = story.event("p", "Unhealthy");
    assert!(failed >= 8);
    assert_eq!(
        (message.as_str(), count as usize),
        ("Readiness probe failed: ", failed)
    );
    let probe = format!("readinessProbe: {{{HOLDS}, periodSeconds: 5}}");
    let mut story = Story::of(&one("", &format!("{SLEEPS}, {probe}")), "");
    story.until(40_000);
    assert!(story.probed(ProbeKind::Readiness).len() >= 8);
    let reasons: Vec<String> = story.events("p").into_iter().map(|event| event.0).collect();
    assert_eq!(reasons, ["Scheduled", "Pulled", "Created", "Started"]);
}

#[test]
fn line_11_only_readiness_may_ask_for_more_successes_and_only_runs_in_a_row_count() {
    let probe = format!("livenessProbe: {{{HOLDS}, successThreshold: 2}}");
    let mut story = Story::of(&one("", &format!("{SLEEPS}, {probe}")), "");
    story.until(5_000);
    assert!(!story.exists("p"), "it is refused");
    // Each run of the probe has the other result.
    let toggle = "exec: {command: [sh, -c, 'if [ -e /f ]; then rm /f; else touch /f; exit 1; fi']}";
    let probe = format!("livenessProbe: {{{toggle}, periodSeconds: 2, failureThreshold: 2}}");
    let mut story = Story::of(&one("", &format!("{SLEEPS}, {probe}")), "");
    story.until(60_000);
    let runs = story.probed(ProbeKind::Liveness);
    let failed = runs.iter().filter(|(_, success)| !success).count();
    assert!(failed >= 14 && runs.len() >= 28, "{runs:?}");
    assert_eq!(story.starts().len(), 1);
}

#[test]
fn line_12_a_redirect_is_success_and_to_another_host_a_warning_too() {
    let probe = "readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 5}";
    let mut story = Story::of(&server("answers / 302", probe), "");
    story.until(20_000);
    assert!(story.status("p", "c").ready);
    let answer =
        r"HTTP/1.1 302 Found\r\nLocation: http://example.com/\r\nContent-Length: 0\r\n\r\n";
    let serve = format!("while true; do printf \"{answer}\" | nc -l -p 8080; done");
    let mut story = Story::of(
        &one("", &format!("command: [sh, -c, '{serve}'], {probe}")),
        "",
    );
    story.until(20_000);
    assert!(story.status("p", "c").ready);
    let (message, ..) = story.event("p", "ProbeWarning");
    let text = "Readiness probe warning: Probe terminated redirects, Response body: ";
    assert!(message.starts_with(text), "{message}");
}

#[test]
fn line_13_a_named_port_that_is_missing_makes_an_error_that_counts_for_nothing() {
    let get = "httpGet: {path: /, port: nothing}, periodSeconds: 2, failureThreshold: 1";
    let probes = format!("readinessProbe: {{{get}}}, livenessProbe: {{{get}}}");
    let mut story = Story::of(&server("listens", &probes), "");
    story.until(120_000);
    assert_eq!(story.starts().len(), 1);
    assert!(!story.status("p", "c").ready);
    let errors: Vec<String> = story
        .events("p")
        .into_iter()
        .filter(|event| event.0 == "Unhealthy")
        .map(|event| event.1)
        .collect();
    assert!(
        errors.len() == 2
            && errors
                .iter()
                .all(|text| text.contains(" probe errored and resulted in unknown state: ")),
        "{errors:?}"
    );
}

/// Line 40, for those that have probes: until 1.34 the kubelet calls a container not ready until
/// its probes have run again.
#[test]
fn line_40_a_restarted_kubelet_keeps_a_ready_container_ready_since_1_35() {
    let readiness = format!("readinessProbe: {{{HOLDS_SLOWLY}, periodSeconds: 10}}");
    let startup = format!("startupProbe: {{{HOLDS}, periodSeconds: 5}}");
    for probes in [readiness.clone(), format!("{startup}, {readiness}")] {
        let yaml = one("", &format!("{SLEEPS}, {probes}"));
        assert!(!ready_falls("1.36", &yaml), "{probes}");
        assert!(ready_falls("1.34", &yaml), "{probes}");
    }
}

/// Whether Ready turns False when the kubelet restarts at 60 s; it is True before and after.
fn ready_falls(release: &str, yaml: &str) -> bool {
    let header = format!("images present\nnodes 1\nrelease {release}\n");
    let restart = "@60s ssh node1 sudo systemctl restart kubelet";
    let mut story = Story::with(&header, yaml, restart);
    story.until(59_000);
    let before = story.turns("Ready").len();
    assert!(story.pod("p").status.condition_is_true("Ready"));
    story.until(120_000);
    assert!(story.pod("p").status.condition_is_true("Ready"));
    assert_eq!(story.starts().len(), 1);
    let runs = times(&story.probed(ProbeKind::Readiness));
    assert!(runs.iter().any(|time_ms| *time_ms > 60_000), "{runs:?}");
    let after = &story.turns("Ready")[before..];
    after.iter().any(|(_, to)| *to == ConditionStatus::False)
}

#[test]
fn a_restarted_kubelet_believes_no_more_than_the_api_told() {
    let probe = format!("readinessProbe: {{{FAILS}, periodSeconds: 10}}");
    let restart = "@60s ssh node1 sudo systemctl restart kubelet";
    for release in ["1.36", "1.34"] {
        let header = format!("images present\nnodes 1\nrelease {release}\n");
        let mut story = Story::with(&header, &one("", &format!("{SLEEPS}, {probe}")), restart);
        story.until(120_000);
        let ready = story.times(|change| matches!(change, Change::Condition { condition_type, to: ConditionStatus::True, .. } if &**condition_type == "Ready"));
        assert_eq!(ready, [], "{release}");
    }
}

/// A container that started within ten seconds before its kubelet is a new one to it.
#[test]
fn a_restarted_kubelet_asks_a_young_container_again() {
    let probe = format!("readinessProbe: {{{HOLDS_SLOWLY}, periodSeconds: 10}}");
    let restart = "@8s ssh node1 sudo systemctl restart kubelet";
    let mut story = Story::of(&one("", &format!("{SLEEPS}, {probe}")), restart);
    story.until(30_000);
    let turns: Vec<ConditionStatus> = story.turns("Ready").into_iter().map(|(_, to)| to).collect();
    use ConditionStatus::{False, True};
    assert_eq!(turns, [False, True, False, True]);
}
