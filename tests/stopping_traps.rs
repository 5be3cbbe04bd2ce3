//! What is easy to get wrong about hooks, deletion and the end of a Pod, one test a line of the
//! list (kubelet.md §14). `tests/kubelet_traps.rs` tells how they are made.

use podarium::api::ContainerState;
use podarium::engine::kubelet::StopStage;
use podarium::engine::record::Change;
use podarium::engine::time::SimTime;

// The other tests of traps use the rest of it.
#[allow(dead_code)]
#[path = "traps/story.rs"]
mod story;
use story::{POLITE, SLEEPS, Story, one, pod};

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
