//! What is easy to get wrong about the node under a Pod: that it is lost, restarted, full, busy or
//! cut off; one test a line of the list (kubelet.md §14). `tests/kubelet_traps.rs` tells how they
//! are made.

use std::collections::BTreeSet;

use podarium::api::EventType;
use podarium::api::status::ConditionStatus;
use podarium::engine::record::{Change, Component, RequestOutcome};

// The other tests of traps use the rest of it.
#[allow(dead_code)]
#[path = "traps/story.rs"]
mod story;
use story::{POLITE, SLEEPS, Story, one, pod};

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

/// Two servers behind one Service, each on a node of its own with a client beside it.
fn servers_and_clients() -> String {
    let mut text = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: 80, targetPort: 8080}]\n".to_owned();
    for node in ["node1", "node2"] {
        text += &format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: server-{node}, labels: {{app: web}}}}\nspec:\n  nodeName: {node}\n  containers: [{{name: app, image: kubetm/app}}]\n\
             ---\napiVersion: v1\nkind: Pod\nmetadata: {{name: client-{node}}}\nspec:\n  nodeName: {node}\n  containers:\n  - name: c\n    image: busybox:1.36\n    command: [sh, -c, 'while true; do wget -q -O /dev/null -T 1 http://web; sleep 0.5; done']\n"
        );
    }
    text
}

/// What the client on a node got from each server since a moment, without repeats.
fn answers(story: &Story, node: u8, since_ms: u64) -> BTreeSet<(String, &'static str)> {
    let requests = story.records.iter().filter(|record| {
        record.component == Component::Runtime { node } && record.time.milliseconds >= since_ms
    });
    let answers = requests.filter_map(|record| match &record.change {
        Change::Requested {
            endpoint: Some(endpoint),
            outcome,
            ..
        } => Some((
            endpoint.to_string(),
            match outcome {
                RequestOutcome::Status(200) => "200",
                RequestOutcome::TimedOut => "time-out",
                RequestOutcome::Status(_) | RequestOutcome::Refused | RequestOutcome::Reset => "no",
            },
        )),
        _ => None,
    });
    answers.collect()
}

#[test]
fn a_service_on_a_node_that_is_cut_off_leads_only_to_its_own_pods() {
    let mut story = Story::with(
        "images present\nnodes 2\n",
        &servers_and_clients(),
        "@30s ssh node1 sudo ip link set eth0 down\n@60s ssh node1 sudo ip link set eth0 up",
    );
    let expect = |answers: BTreeSet<(String, &'static str)>, expected: [&'static str; 2]| {
        let servers = ["server-node1", "server-node2"].map(str::to_owned);
        let expected: BTreeSet<(String, &str)> = servers.into_iter().zip(expected).collect();
        assert_eq!(answers, expected);
    };
    story.until(30_000);
    expect(answers(&story, 0, 20_000), ["200", "200"]);
    expect(answers(&story, 1, 20_000), ["200", "200"]);
    story.until(60_000);
    expect(answers(&story, 0, 32_000), ["200", "time-out"]);
    expect(answers(&story, 1, 32_000), ["time-out", "200"]);
    story.until(90_000);
    expect(answers(&story, 0, 70_000), ["200", "200"]);
}

#[test]
fn a_node_that_is_cut_off_has_no_way_to_the_outside() {
    let once = "command: [sh, -c, 'sleep 20; wget -q -O /dev/null -T 1 http://example.com']";
    for (commands, exit_code) in [("", 0), ("@10s ssh node1 sudo ip link set eth0 down", 1)] {
        let mut story = Story::of(&one("  restartPolicy: Never\n", once), commands);
        story.until(40_000);
        let ends = story
            .records
            .iter()
            .filter_map(|record| match record.change {
                Change::ContainerExited { exit_code, .. } => Some(exit_code),
                _ => None,
            });
        assert_eq!(ends.collect::<Vec<i32>>(), [exit_code], "{commands}");
    }
}
