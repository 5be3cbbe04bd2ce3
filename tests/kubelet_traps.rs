//! What is easy to get wrong about a Pod's life, one test a line of the list (kubelet.md §14).
//! A test is named after what it claims; it plays a small scenario and looks at the API objects,
//! the events or the records. `tests/stopping_traps.rs` has the lines about hooks and ends,
//! `tests/node_traps.rs` those about nodes, `tests/probe_traps.rs` those about probes.

use podarium::api::status::ConditionStatus;
use podarium::api::{ContainerState, EventType, ObjectKey};
use podarium::engine::record::Change;
use podarium::engine::time::SimTime;

// The other tests of traps use the rest of it.
#[allow(dead_code)]
#[path = "traps/story.rs"]
mod story;
use story::{POLITE, SLEEPS, Story, one, pod};

#[test]
fn line_2_the_first_crash_restarts_at_once_and_the_first_wait_follows_the_second_exit() {
    let mut story = Story::of(&one("", "command: [sh, -c, 'exit 1']"), "");
    story.until(20_000);
    let (starts, exits) = (story.starts(), story.exits());
    assert!(starts[1] - exits[0] < 1_100, "{starts:?} {exits:?}");
    let wait_ms = starts[2] - exits[1];
    assert!((10_000..11_100).contains(&wait_ms), "{wait_ms}");
}

#[test]
fn line_3_back_off_counts_from_the_end_and_starts_over_after_ten_minutes() {
    let mut story = Story::of(&one("", "command: [sh, -c, 'sleep 5; exit 1']"), "");
    story.until(100_000);
    let (starts, exits) = (story.starts(), story.exits());
    assert!((20_000..21_100).contains(&(starts[3] - exits[2])));
    let mut long = Story::of(&one("", "command: [sh, -c, 'sleep 605; exit 1']"), "");
    long.until(2_500_000);
    let (starts, exits) = (long.starts(), long.exits());
    for run in 1..starts.len() {
        assert!(starts[run] - exits[run - 1] < 1_100, "{starts:?} {exits:?}");
    }
    assert!(starts.len() >= 4);
}

#[test]
fn line_4_exit_code_0_with_always_also_leads_to_crash_loop_back_off() {
    let mut story = Story::of(&one("", "command: [sh, -c, 'exit 0']"), "");
    story.until(2_500);
    assert_eq!(story.terminated("p", "c").reason, "Completed");
    story.until(5_000);
    assert_eq!(story.status("p", "c").state.reason(), "CrashLoopBackOff");
}

#[test]
fn line_5_the_waits_are_reasons_of_a_container_and_no_phases() {
    let mut crash = Story::of(&one("", "command: [sh, -c, 'exit 1']"), "");
    crash.until(5_000);
    assert_eq!(crash.phase("p"), "Running");
    let pull = pod("p", "", &["name: c, image: 'busybox:99.9'"]);
    let mut pull = Story::of(&pull, "");
    pull.until(12_000);
    assert_eq!(pull.status("p", "c").state.reason(), "ImagePullBackOff");
    assert_eq!(pull.phase("p"), "Pending");
}

#[test]
fn line_6_one_crashed_and_one_healthy_container_make_a_running_pod_that_is_not_ready() {
    let yaml = pod(
        "p",
        "",
        &[
            "name: bad, image: 'busybox:1.36', command: [sh, -c, 'exit 1']",
            &format!("name: good, image: 'busybox:1.36', {SLEEPS}"),
        ],
    );
    let mut story = Story::of(&yaml, "");
    story.until(6_000);
    assert_eq!(story.phase("p"), "Running");
    let ready = story.condition("p", "Ready");
    assert_eq!(ready.status, ConditionStatus::False);
    assert_eq!(ready.message, "containers with unready status: [bad]");
}

#[test]
fn line_21_with_init_containers_everything_waits_as_pod_initializing() {
    let init = "  initContainers:\n  - {name: i, image: 'busybox:1.36', command: [sleep, '5']}\n";
    let mut story = Story::of(&one(init, SLEEPS), "");
    story.until(200);
    for name in ["i", "c"] {
        assert_eq!(story.status("p", name).state.reason(), "PodInitializing");
    }
    let mut plain = Story::of(&one("", SLEEPS), "");
    plain.until(200);
    assert_eq!(plain.status("p", "c").state.reason(), "ContainerCreating");
}

#[test]
fn line_22_initialized_is_true_at_once_without_init_containers_and_else_before_the_others_run() {
    let mut plain = Story::of(&one("", SLEEPS), "");
    plain.until(200);
    assert_eq!(
        plain.condition("p", "Initialized").status,
        ConditionStatus::True
    );
    let init = "  initContainers:\n  - {name: i, image: 'busybox:1.36', command: [sleep, '2']}\n";
    let mut story = Story::of(&one(init, SLEEPS), "");
    story.until(10_000);
    let turned = story.times(|change| {
        matches!(change, Change::Condition { condition_type, to: ConditionStatus::True, .. }
            if &**condition_type == "Initialized")
    });
    assert!(
        turned[0] < story.starts()[1],
        "{turned:?} {:?}",
        story.starts()
    );
}

#[test]
fn line_23_the_pod_ip_appears_with_the_first_sync_after_the_sandbox() {
    let mut story = Story::of(&one("", SLEEPS), "");
    story.until(600);
    assert_eq!(story.pod("p").status.pod_ip, "");
    let up = story.condition("p", "PodReadyToStartContainers");
    assert_eq!(up.status, ConditionStatus::True);
    story.until(700);
    assert_ne!(story.pod("p").status.pod_ip, "");
    assert_eq!(story.phase("p"), "Running");
}

#[test]
fn lines_24_and_36_missing_configuration_is_tried_again_without_growing_waits() {
    let env = "env: [{name: A, valueFrom: {configMapKeyRef: {name: nothing, key: a}}}]";
    let mut story = Story::of(&one("", &format!("{SLEEPS}, {env}")), "");
    story.until(60_000);
    let state = &story.status("p", "c").state;
    assert_eq!(state.reason(), "CreateContainerConfigError");
    let (message, count, kind) = story.event("p", "Failed");
    assert_eq!(message, "Error: configmap \"nothing\" not found");
    assert!((4..=7).contains(&count), "{count}");
    assert_eq!(kind, EventType::Warning);
    let volume = "  volumes: [{name: v, configMap: {name: nothing}}]\n";
    let mount = format!("{SLEEPS}, volumeMounts: [{{name: v, mountPath: /v}}]");
    let mut story = Story::of(&one(volume, &mount), "");
    story.until(20_000);
    assert_eq!(story.status("p", "c").state.reason(), "ContainerCreating");
    assert!(
        story
            .event("p", "FailedMount")
            .0
            .contains("\"nothing\" not found")
    );
}

#[test]
fn line_25_sidecars_count_for_ready_and_not_for_success_and_restart_under_never() {
    let spec = "  restartPolicy: Never\n  initContainers:\n  - {name: s, image: 'busybox:1.36', \
                restartPolicy: Always, command: [sh, -c, 'sleep 3; exit 1']}\n";
    let mut story = Story::of(&one(spec, "command: [sh, -c, 'sleep 6']"), "");
    story.until(5_500);
    assert_eq!(story.status("p", "s").restart_count, 1);
    story.until(60_000);
    assert_eq!(story.phase("p"), "Succeeded");
}

#[test]
fn line_27_the_pull_policy_follows_the_tag_and_always_still_asks() {
    let yaml = pod("p", "", &[&format!("name: c, image: busybox, {SLEEPS}")]);
    let mut story = Story::of(&yaml, "");
    story.until(5_000);
    assert!(story.event("p", "Pulling").0.contains("\"busybox\""));
    assert!(
        story
            .event("p", "Pulled")
            .0
            .starts_with("Successfully pulled image")
    );
    let mut tagged = Story::of(&one("", SLEEPS), "");
    tagged.until(5_000);
    assert!(
        tagged
            .event("p", "Pulled")
            .0
            .contains("already present on machine")
    );
}

#[test]
fn line_28_event_texts_changed_with_1_35() {
    let yaml = one("", SLEEPS);
    let cases = [
        (
            "1.36",
            "Container created",
            " and can be accessed by the pod",
        ),
        ("1.34", "Created container: c", "already present on machine"),
    ];
    for (release, created, pulled_end) in cases {
        let header = format!("images present\nrelease {release}\n");
        let mut story = Story::with(&header, &yaml, "");
        story.until(5_000);
        assert_eq!(story.event("p", "Created").0, created);
        assert!(story.event("p", "Pulled").0.ends_with(pulled_end));
    }
}

#[test]
fn line_29_back_off_of_images_is_normal_and_of_containers_a_warning() {
    let mut pull = Story::of(&pod("p", "", &["name: c, image: 'busybox:99.9'"]), "");
    pull.until(5_000);
    assert_eq!(pull.event("p", "BackOff").2, EventType::Normal);
    let mut crash = Story::of(&one("", "command: [sh, -c, 'exit 1']"), "");
    crash.until(5_000);
    assert_eq!(crash.event("p", "BackOff").2, EventType::Warning);
}

#[test]
fn line_30_restarts_are_counted_for_each_container_and_never_go_back() {
    let bad = "name: bad, image: 'busybox:1.36', command: [sh, -c, 'exit 1']";
    let good = format!("name: good, image: 'busybox:1.36', {SLEEPS}");
    let commands = "@200s ssh node1 sudo systemctl restart kubelet";
    let mut story = Story::of(&pod("p", "", &[bad, &good]), commands);
    story.until(190_000);
    assert_eq!(story.status("p", "bad").restart_count, 5);
    story.until(210_000);
    assert_eq!(story.status("p", "bad").restart_count, 6);
    assert_eq!(story.status("p", "good").restart_count, 0);
}

#[test]
fn line_35_a_new_image_restarts_its_container_only() {
    let both = |image: &str| {
        let first = format!("name: c, image: '{image}', {POLITE}");
        let second = format!("name: d, image: 'busybox:1.36', {SLEEPS}");
        pod("p", "", &[&first, &second])
    };
    let header = format!(
        "images present\nfile new.yaml <<END\n{}\nEND\n",
        both("busybox:1.35")
    );
    let patch = r#"{"spec":{"containers":[{"name":"c","image":"busybox:1.35"}]}}"#;
    let commands = [
        "@10s kubectl apply -f new.yaml".to_owned(),
        format!("@10s kubectl patch pod p -p '{patch}'"),
    ];
    for command in commands {
        let mut story = Story::with(&header, &both("busybox:1.36"), &command);
        story.until(9_000);
        let ip = story.pod("p").status.pod_ip.clone();
        story.until(15_000);
        let status = story.status("p", "c");
        assert_eq!(status.restart_count, 1, "{command}");
        assert_eq!(status.image, "docker.io/library/busybox:1.35", "{command}");
        assert_eq!(story.status("p", "d").restart_count, 0);
        assert_eq!(story.pod("p").status.pod_ip, ip);
        let killing = story.event("p", "Killing").0;
        assert_eq!(killing, "Container c definition changed, will be restarted");
    }
}

#[test]
fn line_37_a_readiness_gate_holds_ready_back_and_not_containers_ready() {
    let gate = "  readinessGates: [{conditionType: example.com/ok}]\n";
    let mut story = Story::of(&one(gate, SLEEPS), "");
    story.until(5_000);
    assert_eq!(
        story.condition("p", "ContainersReady").status,
        ConditionStatus::True
    );
    assert_eq!(
        story.condition("p", "Ready").reason,
        "ReadinessGatesNotReady"
    );
}

#[test]
fn line_39_a_new_reason_alone_moves_no_transition_time() {
    let yaml = one(
        "  restartPolicy: Never\n",
        "command: [sh, -c, 'sleep 5; exit 1']",
    );
    let yaml = format!(
        "{yaml}  - {{name: d, image: 'busybox:1.36', command: [sh, -c, 'sleep 9; exit 1']}}\n"
    );
    let mut story = Story::of(&yaml, "");
    story.until(8_000);
    let before = story.condition("p", "Ready").clone();
    story.until(30_000);
    let after = story.condition("p", "Ready");
    assert_ne!(before.reason, after.reason);
    assert_eq!(before.last_transition_time, after.last_transition_time);
}

#[test]
fn the_termination_message_is_the_file_or_the_end_of_the_log() {
    let cases = [
        ("echo told > /dev/termination-log; exit 1", "File", "told\n"),
        ("echo logged; exit 1", "File", ""),
        ("echo logged; exit 1", "FallbackToLogsOnError", "logged\n"),
        ("echo logged; exit 0", "FallbackToLogsOnError", ""),
    ];
    for (script, policy, message) in cases {
        let work = format!("command: [sh, -c, '{script}'], terminationMessagePolicy: {policy}");
        let mut story = Story::of(&one("  restartPolicy: Never\n", &work), "");
        story.until(10_000);
        assert_eq!(
            story.terminated("p", "c").message,
            message,
            "{script} {policy}"
        );
    }
}

#[test]
fn a_program_that_does_not_exist_is_a_run_container_error() {
    let mut story = Story::of(&one("", "command: [nosuchfile]"), "");
    story.until(1_500);
    let status = story.status("p", "c");
    let ContainerState::Waiting(waiting) = &status.state else {
        panic!("{status:?}");
    };
    assert_eq!(waiting.reason, "RunContainerError");
    assert!(
        waiting
            .message
            .contains("exec: \"nosuchfile\": executable file not found in $PATH")
    );
    let last = status.last_state.as_ref().expect("an instance has ended");
    assert_eq!((last.exit_code, last.reason.as_str()), (128, "StartError"));
    story.until(5_000);
    assert_eq!(story.status("p", "c").state.reason(), "CrashLoopBackOff");
}

#[test]
fn an_ephemeral_container_runs_once_beside_the_others_and_changes_no_phase() {
    let mut story = Story::of(&one("", SLEEPS), "");
    story.until(5_000);
    let key = ObjectKey::pod("default", "p");
    let mut world = story.run.world().clone();
    let debugger = podarium::api::Container {
        name: "debugger".to_owned(),
        image: "busybox:1.36".to_owned(),
        command: ["sh", "-c", "sleep 2; exit 3"].map(str::to_owned).to_vec(),
        ..Default::default()
    };
    assert_eq!(
        world.update_ephemeral_containers(&key, vec![debugger]),
        Ok(true)
    );
    assert!(world.update_ephemeral_containers(&key, Vec::new()).is_err());
    world.step_until(SimTime::from_seconds(20));
    let pod = world.pod("default", "p").expect("the Pod is stored");
    assert_eq!(pod.metadata.generation, 2);
    assert_eq!(pod.status.observed_generation, 2);
    assert_eq!(pod.status.phase.name(), "Running");
    assert!(pod.status.condition_is_true("Ready"));
    let [status] = pod.status.ephemeral_container_statuses.as_slice() else {
        panic!("{:?}", pod.status.ephemeral_container_statuses);
    };
    assert!(matches!(&status.state, ContainerState::Terminated(ended) if ended.exit_code == 3));
    assert_eq!(status.restart_count, 0);
}
