//! What is easy to get wrong about a Pod's life, one test a line of the list (kubelet.md §14).
//! A test is named after what it claims; it plays a small scenario and looks at the API objects,
//! the events or the records. `tests/probe_traps.rs` has the lines about probes.

use podarium::api::status::ConditionStatus;
use podarium::api::{ContainerState, EventType, ObjectKey};
use podarium::engine::kubelet::StopStage;
use podarium::engine::record::Change;
use podarium::engine::time::SimTime;

// tests/probe_traps.rs uses the rest of it.
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
fn line_14_the_deletion_timestamp_is_the_deadline_and_sigterm_keeps_two_seconds_after_pre_stop() {
    let hook = "lifecycle: {preStop: {exec: {command: [sleep, '10']}}}";
    let yaml = one(
        "  terminationGracePeriodSeconds: 5\n",
        &format!("{SLEEPS}, {hook}"),
    );
    let mut story = Story::of(&yaml, "@20s kubectl delete pod p --wait=false");
    story.until(26_000);
    let deadline = story
        .pod("p")
        .metadata
        .deletion_timestamp
        .expect("it is being deleted");
    assert_eq!(
        deadline,
        story.run.world().timestamp_at(SimTime::from_seconds(25))
    );
    story.until(40_000);
    assert_eq!(story.signals("SIGTERM"), [25_020]);
    assert_eq!(story.signals("SIGKILL"), [27_020]);
    assert_eq!(
        story.event("p", "FailedPreStopHook").0,
        "PreStopHook failed"
    );
}

#[test]
fn line_15_the_grace_covers_pre_stop_and_sigterm_in_whole_seconds() {
    let hook = "lifecycle: {preStop: {exec: {command: [sleep, '3.9']}}}";
    let yaml = one(
        "  terminationGracePeriodSeconds: 10\n",
        &format!("{SLEEPS}, {hook}"),
    );
    let mut story = Story::of(&yaml, "@20s kubectl delete pod p --wait=false");
    story.until(60_000);
    let term = story.signals("SIGTERM")[0];
    assert!((23_900..24_000).contains(&term), "{term}");
    assert_eq!(story.signals("SIGKILL"), [term + 7_000]);
}

#[test]
fn line_16_ends_are_published_when_every_container_has_stopped_and_then_the_object_goes() {
    let yaml = pod(
        "p",
        "  terminationGracePeriodSeconds: 6\n",
        &[
            &format!("name: deaf, image: 'busybox:1.36', {SLEEPS}"),
            &format!("name: polite, image: 'busybox:1.36', {POLITE}"),
        ],
    );
    let mut story = Story::of(&yaml, "@10s kubectl delete pod p --wait=false");
    story.until(15_900);
    assert_eq!(story.exits().len(), 1);
    let polite = &story.status("p", "polite").state;
    assert!(matches!(polite, ContainerState::Running(_)), "{polite:?}");
    story.until(16_200);
    assert_eq!(story.phase("p"), "Failed");
    assert_eq!(story.terminated("p", "polite").exit_code, 0);
    story.until(18_500);
    assert!(!story.exists("p"));
}

#[test]
fn line_17_the_phase_after_deletion_follows_the_exit_codes_also_for_always() {
    for (work, phase) in [(POLITE, "Succeeded"), (SLEEPS, "Failed")] {
        let yaml = one("  terminationGracePeriodSeconds: 2\n", work);
        let mut story = Story::of(&yaml, "@10s kubectl delete pod p --wait=false");
        story.until(60_000);
        let told = story
            .records
            .iter()
            .rev()
            .find_map(|record| match record.change {
                Change::Phase { to, .. } => Some(to.name()),
                _ => None,
            });
        assert_eq!(told, Some(phase));
    }
}

#[test]
fn line_18_force_removes_the_object_first_and_the_container_lives_up_to_three_seconds() {
    let mut story = Story::of(&one("", SLEEPS), "@10s kubectl delete pod p --force");
    story.until(10_000);
    assert!(!story.exists("p"));
    let uid = story.run.world().nodes()[0]
        .pod_uids()
        .next()
        .expect("it runs")
        .clone();
    let running = |story: &Story| {
        let instance = story.run.world().newest_instance(&uid, "c");
        instance.is_some_and(|instance| instance.status.is_running())
    };
    story.until(11_900);
    assert!(running(&story));
    story.until(12_100);
    assert!(!running(&story));
}

#[test]
fn line_19_unscheduled_and_finished_pods_go_at_once() {
    let homeless = one("  nodeSelector: {disk: ssd}\n", SLEEPS);
    let mut story = Story::of(&homeless, "@10s kubectl delete pod p --wait=false");
    story.until(10_000);
    assert!(!story.exists("p"));
    let done = one("  restartPolicy: Never\n", "command: ['true']");
    let mut story = Story::of(&done, "@10s kubectl delete pod p --wait=false");
    story.until(10_000);
    assert!(!story.exists("p"));
}

#[test]
fn line_20_the_terminal_phase_comes_after_the_conditions_have_told_it() {
    let yaml = one("  restartPolicy: Never\n", "command: [sh, -c, 'sleep 5']");
    let mut story = Story::of(&yaml, "");
    story.until(6_500);
    assert_eq!(story.phase("p"), "Running");
    assert_eq!(story.condition("p", "Ready").reason, "PodCompleted");
    story.until(9_000);
    assert_eq!(story.phase("p"), "Succeeded");
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
fn line_26_post_start_blocks_the_status_while_the_container_runs() {
    let hook = "lifecycle: {postStart: {exec: {command: [sleep, '8']}}}";
    let mut story = Story::of(&one("", &format!("{SLEEPS}, {hook}")), "");
    story.until(8_000);
    assert_eq!(story.status("p", "c").state.reason(), "ContainerCreating");
    assert_eq!(story.event("p", "Started").0, "Container started");
    story.until(9_000);
    assert!(matches!(
        story.status("p", "c").state,
        ContainerState::Running(_)
    ));
}

#[test]
fn a_failed_post_start_kills_the_container_and_names_the_command() {
    let hook = "lifecycle: {postStart: {exec: {command: [sh, -c, 'echo oops; exit 7']}}}";
    let yaml = one("  restartPolicy: Never\n", &format!("{POLITE}, {hook}"));
    let mut story = Story::of(&yaml, "");
    story.until(700);
    let message = story
        .records
        .iter()
        .find_map(|record| match &record.change {
            Change::HookEnded { message, .. } => Some(message.clone()),
            _ => None,
        });
    let message = message.expect("the hook ended");
    let start =
        "Exec lifecycle hook ([sh -c echo oops; exit 7]) for Container \"c\" in Pod \"p_default(";
    let end = ")\" failed - error: command 'sh -c echo oops; exit 7' exited with 7: , message: \"oops\\n\"";
    assert!(
        message.starts_with(start) && message.ends_with(end),
        "{message}"
    );
    assert_eq!(
        story.event("p", "FailedPostStartHook").0,
        "PostStartHook failed"
    );
    assert_eq!(story.event("p", "Killing").0, "FailedPostStartHook");
    story.until(10_000);
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

const LOST: &str = "@12s ssh node1 sudo systemctl stop kubelet";

#[test]
fn line_31_on_a_lost_node_only_ready_flips_and_the_pod_is_deleted_after_300_s() {
    let mut story = Story::of(&one("", SLEEPS), LOST);
    story.until(61_000);
    assert_eq!(story.phase("p"), "Running");
    assert_eq!(story.condition("p", "Ready").status, ConditionStatus::False);
    assert_eq!(
        story.condition("p", "ContainersReady").status,
        ConditionStatus::True
    );
    assert!(story.status("p", "c").ready);
    assert_eq!(story.event("p", "NodeNotReady").0, "Node is not ready");
    story.until(359_000);
    assert!(story.pod("p").metadata.deletion_timestamp.is_none());
    story.until(3_600_000);
    assert!(story.pod("p").metadata.deletion_timestamp.is_some());
    assert_eq!(story.phase("p"), "Running");
}

#[test]
fn line_32_after_the_return_of_a_node_terminating_pods_get_the_full_grace_again() {
    let commands = format!(
        "{LOST}\n@20s kubectl delete pod p --wait=false\n@100s ssh node1 sudo systemctl start kubelet"
    );
    let yaml = one("  terminationGracePeriodSeconds: 7\n", SLEEPS);
    let mut story = Story::of(&yaml, &commands);
    story.until(120_000);
    assert_eq!(story.signals("SIGTERM"), [100_020]);
    assert_eq!(story.signals("SIGKILL"), [107_020]);
    assert!(!story.exists("p"));
}

#[test]
fn line_33_an_evicted_pod_stays_as_an_object_and_does_not_start_again() {
    let yaml = one("", SLEEPS).replace(
        "metadata: {name: p}",
        "metadata: {name: p, annotations: {podarium.dev/behaviour: memory grows 100Mi per second}}",
    );
    let mut story = Story::of(&yaml, "");
    story.until(600_000);
    let status = &story.pod("p").status;
    assert_eq!(
        (story.phase("p"), status.reason.as_str()),
        ("Failed", "Evicted")
    );
    let told = "The node was low on resource: memory. Threshold quantity: 100Mi, available: ";
    assert!(status.message.starts_with(told), "{}", status.message);
    assert!(
        status
            .message
            .ends_with(", request is 0, has larger consumption of memory. ")
    );
    let disrupted = story.condition("p", "DisruptionTarget");
    assert_eq!(disrupted.reason, "TerminationByKubelet");
    assert_eq!(story.starts().len(), 1);
}

#[test]
fn line_34_the_active_deadline_counts_from_the_kubelets_first_status() {
    let gated = "  activeDeadlineSeconds: 20\n  nodeSelector: {disk: ssd}\n";
    let mut waiting = Story::of(&one(gated, SLEEPS), "");
    waiting.until(100_000);
    assert_eq!(waiting.phase("p"), "Pending");
    let mut story = Story::of(&one("  activeDeadlineSeconds: 20\n", POLITE), "");
    story.until(20_400);
    assert_eq!(
        story.times(|change| matches!(change, Change::DeadlineExceeded { .. })),
        []
    );
    story.until(25_000);
    let status = &story.pod("p").status;
    assert_eq!(
        (story.phase("p"), status.reason.as_str()),
        ("Failed", "DeadlineExceeded")
    );
    let (message, count, kind) = story.event("p", "DeadlineExceeded");
    assert_eq!(
        message,
        "Pod was active on the node longer than the specified deadline"
    );
    assert_eq!((count, kind), (3, EventType::Normal));
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

/// One that ignores SIGTERM, as process 1 without a handler does, has its grace first.
#[test]
fn a_new_image_waits_for_the_grace_of_the_old_container() {
    let patch = r#"{"spec":{"containers":[{"name":"c","image":"busybox:1.35"}]}}"#;
    let command = format!("@10s kubectl patch pod p -p '{patch}'");
    let mut story = Story::of(&one("", SLEEPS), &command);
    story.until(39_900);
    assert_eq!(story.signals("SIGTERM"), [10_020]);
    assert_eq!(story.status("p", "c").restart_count, 0);
    story.until(41_000);
    assert_eq!(story.signals("SIGKILL"), [40_020]);
    assert_eq!(story.status("p", "c").restart_count, 1);
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
fn line_38_a_big_image_of_another_pod_delays_the_next_pull() {
    let big = pod("big", "", &["name: c, image: 'nginx:1.27'"]);
    let small = pod(
        "small",
        "",
        &[&format!("name: c, image: 'busybox:1.36', {SLEEPS}")],
    );
    let mut story = Story::with("nodes 1\n", &format!("{big}---\n{small}"), "");
    story.until(60_000);
    let (message, ..) = story.event("small", "Pulled");
    let (pull, rest) = message.split_once(" (").expect("both durations are told");
    let pure = pull.rsplit(' ').next().unwrap_or_default();
    assert!(!rest.starts_with(pure), "{message}");
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
fn line_40_a_kubelet_that_restarts_keeps_ready_and_forgets_back_off() {
    let commands = "@60s ssh node1 sudo systemctl restart kubelet";
    let mut story = Story::of(&one("", SLEEPS), commands);
    story.until(120_000);
    assert_eq!(story.starts().len(), 1);
    let flips = story.times(|change| {
        matches!(change, Change::Condition { condition_type, .. } if &**condition_type == "Ready")
    });
    assert_eq!(flips.len(), 2, "False at first, True once: {flips:?}");
    let mut crash = Story::of(&one("", "command: [sh, -c, 'exit 1']"), commands);
    crash.until(59_000);
    let before = crash.starts().len();
    crash.until(62_000);
    assert!(crash.starts().len() > before, "{:?}", crash.starts());
}

#[test]
fn an_object_with_finalizers_goes_with_the_last_of_them() {
    let yaml = one("  terminationGracePeriodSeconds: 1\n", SLEEPS).replace(
        "metadata: {name: p}",
        "metadata: {name: p, finalizers: [example.com/a]}",
    );
    let header = format!(
        "images present\nfile free.yaml <<END\n{}\nEND\n",
        one("  terminationGracePeriodSeconds: 1\n", SLEEPS)
    );
    let commands = "@5s kubectl delete pod p --wait=false\n@60s kubectl apply -f free.yaml";
    let mut story = Story::with(&header, &yaml, commands);
    story.until(59_000);
    assert_eq!(
        story.pod("p").metadata.deletion_grace_period_seconds,
        Some(0)
    );
    assert_eq!(story.phase("p"), "Failed");
    story.until(60_000);
    assert!(!story.exists("p"));
}

#[test]
fn a_shorter_grace_holds_at_once_for_a_stop_that_runs() {
    let commands = "@10s kubectl delete pod p --wait=false\n\
                    @15s kubectl delete pod p --grace-period=3 --wait=false";
    let mut story = Story::of(&one("", SLEEPS), commands);
    story.until(60_000);
    assert_eq!(story.signals("SIGKILL"), [18_020]);
}

#[test]
fn a_container_over_its_limit_is_oom_killed_with_137() {
    let work = format!("{SLEEPS}, resources: {{limits: {{memory: 50Mi}}}}");
    let yaml = one("  restartPolicy: Never\n", &work).replace(
        "metadata: {name: p}",
        "metadata: {name: p, annotations: {podarium.dev/behaviour: memory grows 10Mi per second}}",
    );
    let mut story = Story::of(&yaml, "");
    story.until(20_000);
    let ended = story.terminated("p", "c");
    assert_eq!((ended.exit_code, ended.reason.as_str()), (137, "OOMKilled"));
    assert_eq!(story.exits(), [5_631]);
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

#[test]
fn the_stages_of_a_stop_can_be_read() {
    let hook = "lifecycle: {preStop: {exec: {command: [sleep, '3']}}}";
    let yaml = one(
        "  terminationGracePeriodSeconds: 8\n",
        &format!("{SLEEPS}, {hook}"),
    );
    let mut story = Story::of(&yaml, "@10s kubectl delete pod p --wait=false");
    let stage = |story: &Story| {
        let uid = story.pod("p").metadata.uid.clone();
        story
            .run
            .world()
            .stopping_of(&uid, "c")
            .map(|stop| stop.stage)
    };
    story.until(9_000);
    assert_eq!(stage(&story), None);
    story.until(12_000);
    let until = SimTime::from_millis(18_020);
    assert_eq!(stage(&story), Some(StopStage::PreStop { until }));
    story.until(14_000);
    let at = SimTime::from_millis(13_030);
    let kill_at = SimTime::from_millis(18_030);
    assert_eq!(stage(&story), Some(StopStage::Signalled { at, kill_at }));
}

#[test]
fn enormous_graces_and_times_are_only_long() {
    let spec = "  terminationGracePeriodSeconds: 9223372036854775807\n  tolerations:\n  - {operator: Exists, effect: NoExecute, tolerationSeconds: 9223372036854775807}\n";
    let hook = "lifecycle: {preStop: {sleep: {seconds: 9223372036854775806}}}";
    let yaml = one(spec, &format!("{SLEEPS}, {hook}"));
    let commands = "@10s kubectl delete pod p --wait=false\n@20s kubectl describe pod p\n\
                    @30s ssh node1 sudo systemctl stop kubelet";
    let mut story = Story::of(&yaml, commands);
    story.until(3_600_000);
    assert!(story.exists("p"));
}

#[test]
fn a_full_disk_evicts_and_refuses_pods_until_there_is_room_again() {
    let late = one("  nodeName: node1\n", SLEEPS).replace("name: p", "name: late");
    let header = format!("images present\nnodes 1\nfile late.yaml <<END\n{late}\nEND\n");
    let commands = "@12s ssh node1 fallocate -l 46G /var/lib/full\n@30s kubectl apply -f late.yaml\n\
                    @40s ssh node1 rm /var/lib/full";
    let mut story = Story::with(&header, &one("", SLEEPS), commands);
    story.until(35_000);
    let status = &story.pod("p").status;
    assert_eq!(
        (story.phase("p"), status.reason.as_str()),
        ("Failed", "Evicted")
    );
    assert_eq!(
        status.message,
        "The node was low on resource: ephemeral-storage. Threshold quantity: 5Gi, available: \
         4194300Ki. Container c was using 4Ki, request is 0, has larger consumption of \
         ephemeral-storage. "
    );
    let late = &story.pod("late").status;
    assert_eq!(late.reason, "Evicted");
    let refused = "Pod was rejected: The node had condition: [DiskPressure]. ";
    assert_eq!(late.message, refused);
    let tainted = |story: &Story| {
        let changes = story.records.iter().map(|record| &record.change);
        let taints = changes.filter_map(|change| match change {
            Change::Tainted { added, .. } => Some(*added),
            _ => None,
        });
        taints.collect::<Vec<bool>>()
    };
    assert_eq!(tainted(&story), [true]);
    story.until(340_000);
    assert_eq!(tainted(&story), [true, false]);
}
