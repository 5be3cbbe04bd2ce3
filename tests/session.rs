//! The seam to the page: playing, seeking, forks, and what is shown, through the front door.

use podarium::api::ObjectKey;
use podarium::engine::config::Release;
use podarium::engine::rng::Rng;
use podarium::engine::time::SimTime;
use podarium::playback::history::History;
use podarium::playback::run::Run;
use podarium::playback::scenario::Scenario;
use podarium::playback::session::{Entry, Session, Speed};
use podarium::playback::timeline::{ChapterKind, LaneKind};

const CRASH: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: busybox:1.28
    command: [\"sh\", \"-c\", \"sleep 2; exit 1\"]
";

fn web() -> ObjectKey {
    ObjectKey::pod("default", "web")
}

fn seconds(seconds: u64) -> SimTime {
    SimTime::from_seconds(seconds)
}

fn status(session: &Session) -> String {
    let snapshot = session.snapshot();
    let pod = snapshot.pods.iter().find(|pod| pod.key == web());
    pod.map_or_else(|| "gone".to_owned(), |pod| pod.status.word.clone())
}

#[test]
fn a_session_fits_into_a_signal() {
    fn needs<T: Send + Sync + Clone + 'static>() {}
    needs::<Session>();
}

#[test]
fn an_empty_session_shows_a_cluster_without_pods() {
    let mut session = Session::default();
    assert_eq!(session.snapshot().nodes.len(), 2);
    assert!(session.snapshot().pods.is_empty());
    session.set_playing(true);
    while session.playing() {
        session.advance(100);
    }
    assert!(session.timeline(None).settled);
    assert_eq!(session.explanation(None).record, None);
}

#[test]
fn seeking_equals_running_from_the_start() {
    let scenario = std::sync::Arc::new(Scenario::read(STORY).unwrap());
    let mut history = History::new(scenario.clone());
    history.compute(history.horizon());
    let mut rng = Rng::new(11);
    for _ in 0..40 {
        let (one, other) = (rng.below(900_000), rng.below(900_000));
        let (early, late) = (one.min(other), one.max(other));
        let mut run = Run::new(scenario.clone());
        run.run_until(SimTime::from_millis(early));
        assert!(
            run == history.run_at(SimTime::from_millis(early)),
            "{early}"
        );
        run.run_until(SimTime::from_millis(late));
        assert!(run == history.run_at(SimTime::from_millis(late)), "{late}");
    }
}

#[test]
fn a_thousand_seeks_in_any_order_show_what_playing_forward_shows() {
    let mut rng = Rng::new(12);
    let mut times: Vec<u64> = (0..500).map(|_| rng.below(400_000)).collect();
    times.sort_unstable();
    let mut forward = Session::from_scenario(STORY).unwrap();
    let shown: Vec<_> = times
        .iter()
        .map(|time| {
            forward.seek(SimTime::from_millis(*time));
            (forward.snapshot(), forward.explanation(Some(&web())))
        })
        .collect();
    let mut session = Session::from_scenario(STORY).unwrap();
    for _ in 0..1_000 {
        let index = rng.below(500) as usize;
        session.seek(SimTime::from_millis(times[index]));
        assert_eq!(session.snapshot(), shown[index].0);
        assert_eq!(session.explanation(Some(&web())), shown[index].1);
    }
}

const STORY: &str = "\
images present
file web.yaml <<END
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: 'busybox:1.28', command: [sh, -c, 'sleep 2; exit 1']}
---
apiVersion: v1
kind: Pod
metadata: {name: calm}
spec:
  containers:
  - {name: calm, image: 'busybox:1.28', command: [sh, -c, 'sleep 3600']}
END
@0s kubectl apply -f web.yaml
@60s kubectl delete pod web
@100s kubectl apply -f web.yaml
@200s kubectl delete pod calm --grace-period=3
";

#[test]
fn smart_time_reaches_the_sixth_restart_within_twenty_seconds() {
    let mut session = Session::from_manifest(&CRASH.replace("sleep 2", "sleep 0.1"));
    session.set_playing(true);
    let mut wall_ms = 0;
    loop {
        assert!(wall_ms <= 20_000, "at {:?}", session.time());
        let snapshot = session.snapshot();
        let pod = snapshot.pods.first();
        let restarts = pod.and_then(|pod| pod.containers[0].status.as_ref());
        if restarts.is_some_and(|status| status.restart_count >= 6) {
            break;
        }
        session.advance(16);
        wall_ms += 16;
    }
}

#[test]
fn linear_time_runs_at_its_speed() {
    let mut session = Session::from_manifest(CRASH);
    session.set_playing(true);
    for per_mille in [250, 1_000, 60_000] {
        session.seek(SimTime::ZERO);
        session.set_speed(Speed::Linear { per_mille });
        for _ in 0..100 {
            session.advance(7);
        }
        let expected_ms = 700 * u64::from(per_mille) / 1_000;
        assert_eq!(session.time(), SimTime::from_millis(expected_ms));
    }
}

#[test]
fn a_pause_stands_still() {
    let mut session = Session::from_manifest(CRASH);
    session.seek(seconds(5));
    assert!(!session.advance(100).moved);
    assert_eq!(session.time(), seconds(5));
}

#[test]
fn acting_now_goes_on_and_acting_in_the_past_keeps_both() {
    let mut session = Session::from_manifest(CRASH);
    session.seek(seconds(30));
    let reply = session.command("kubectl delete pod web --wait=false");
    assert_eq!(reply.stdout, "pod \"web\" deleted from default namespace\n");
    assert_eq!(session.branches().len(), 1, "nothing had come after");
    session.seek(seconds(90));
    assert_eq!(status(&session), "gone");
    session.seek(seconds(10));
    assert_ne!(status(&session), "gone");
    session.command("kubectl delete pod web --now");
    let branches = session.branches();
    assert_eq!(branches.len(), 2);
    assert!(branches[1].current);
    assert_eq!(branches[1].forked_at, seconds(10));
    session.seek(seconds(20));
    assert_eq!(status(&session), "gone");
    session.select_branch(0);
    assert_eq!(session.time(), seconds(20));
    assert_ne!(status(&session), "gone");
}

#[test]
fn a_pod_removed_by_force_is_shown_until_its_node_is_done_with_it() {
    let mut session = Session::from_manifest(CRASH);
    session.seek(seconds(1));
    session.command("kubectl delete pod web --force");
    let shown = |session: &Session| session.snapshot().pods.len();
    assert!(
        session
            .command("kubectl get pods")
            .stderr
            .starts_with("No resources found")
    );
    assert_eq!(shown(&session), 1);
    session.seek(seconds(30));
    assert_eq!(shown(&session), 0);
}

#[test]
fn looking_leaves_no_trace_in_the_world() {
    let mut session = Session::from_manifest(CRASH);
    session.seek(seconds(60));
    let later = session.snapshot();
    session.seek(seconds(5));
    let stops = session.timeline(None).stops.clone();
    for line in [
        "kubectl get pods",
        "kubectl get pods -w | grep web",
        "kubectl describe pod web",
        "kubectl frobnicate",
        "ls",
    ] {
        session.command(line);
    }
    let missing = session.command("kubectl delete pod nope");
    assert_eq!(
        missing.stderr,
        "Error from server (NotFound): pods \"nope\" not found\n"
    );
    assert_eq!(session.branches().len(), 1);
    assert_eq!(session.timeline(None).stops, stops);
    session.seek(seconds(60));
    assert_eq!(session.snapshot(), later);
}

#[test]
fn the_terminal_belongs_to_the_playhead() {
    let shown = |session: &Session| {
        let entries = session.terminal().into_iter();
        let line = |entry: Entry| {
            let end = match entry.exit_code {
                Some(exit_code) => format!("({exit_code})"),
                None => "...".to_owned(),
            };
            let output: String = entry.output.into_iter().map(|(_, text)| text).collect();
            format!("{} {output}{end}", entry.command)
        };
        entries.map(line).collect::<Vec<String>>()
    };
    let mut session = Session::from_manifest(CRASH);
    session.seek(seconds(10));
    session.command("kubectl delete pod web --wait=false");
    session.seek(seconds(4));
    session.command("while true; do echo tick; sleep 2; done");
    let created = "kubectl apply -f pod.yaml pod/web created\n(0)";
    let ticking = "while true; do echo tick; sleep 2; done tick\n";
    assert_eq!(
        shown(&session),
        [created.to_owned(), format!("{ticking}...")]
    );
    session.seek(seconds(7));
    let entries = shown(&session);
    assert_eq!(entries[1], format!("{ticking}tick\n..."));
    session.interrupt();
    let entries = shown(&session);
    assert_eq!(entries[1], format!("{ticking}tick\n^C\n(130)"));
    session.seek(seconds(10));
    let entries = shown(&session);
    assert_eq!(entries.len(), 3);
    assert!(entries[2].ends_with("pod \"web\" deleted from default namespace\n(0)"));
    session.seek(seconds(3));
    assert_eq!(shown(&session), [created]);
}

#[test]
fn a_text_of_several_lines_is_several_commands() {
    let mut session = Session::default();
    let reply = session.command("kubectl apply -f - <<EOF\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\nEOF\nkubectl get cm -o name\n");
    assert_eq!(reply.stdout, "configmap/a created\nconfigmap/a\n");
    assert_eq!(session.terminal().len(), 2);
    let again = Session::from_scenario(&session.scenario_text()).unwrap();
    let outputs = |session: &Session| -> Vec<_> {
        let entries = session.terminal().into_iter();
        entries.map(|entry| entry.output).collect()
    };
    assert_eq!(outputs(&again), outputs(&session));
}

#[test]
fn what_is_typed_goes_to_the_program_that_reads_it() {
    let manifest = CRASH.replace("sleep 2; exit 1", "sleep 3600");
    let mut session = Session::from_manifest(&manifest);
    session.seek(seconds(20));
    session.command("kubectl exec -it web -- sh");
    session.command("echo hello > /tmp/a; cat /tmp/a");
    session.command("exit");
    let entries = session.terminal();
    assert_eq!(
        entries.len(),
        2,
        "what was typed in is no command of its own"
    );
    let output: String = entries[1].output.iter().map(|(_, text)| &**text).collect();
    assert_eq!(
        output,
        "/ # echo hello > /tmp/a; cat /tmp/a\nhello\n/ # exit\n"
    );
    assert_eq!(entries[1].exit_code, Some(0));
}

#[test]
fn tab_offers_what_may_stand_there() {
    let mut session = Session::from_manifest(CRASH);
    session.seek(seconds(5));
    let cases: [(&str, &[&str]); 11] = [
        ("kub", &["kubectl"]),
        ("kubectl des", &["describe"]),
        ("kubectl get pods", &[]),
        ("kubectl describe pod ", &["web"]),
        ("kubectl get pods/", &["pods/web"]),
        ("kubectl delete pod web ", &[]),
        ("kubectl logs w", &["web"]),
        ("kubectl exec web -c ", &["web"]),
        ("kubectl get pods -o js", &["json", "jsonpath="]),
        ("ls; kubectl get pods --show-l", &["--show-labels"]),
        ("kubectl apply -f p", &["pod.yaml"]),
    ];
    for (line, expected) in cases {
        assert_eq!(session.complete(line, line.len()), expected, "{line}");
    }
    assert_eq!(session.complete("kubectl ge pods", 10), ["get"]);
    assert_eq!(
        session.complete("é", 1),
        [] as [&str; 0],
        "inside a character"
    );
}

#[test]
fn a_run_is_written_down_and_read_back() {
    let mut session = Session::from_manifest(CRASH);
    session.seek(seconds(30));
    session.command("kubectl delete pod web --wait=false");
    let again = Session::from_scenario(&session.scenario_text()).unwrap();
    assert_eq!(
        again.timeline(Some(&web())).stops,
        session.timeline(Some(&web())).stops
    );
}

#[test]
fn a_changed_manifest_keeps_the_playhead_if_nothing_before_it_changes() {
    let mut session = Session::from_manifest(CRASH);
    session.seek(SimTime::from_millis(1_500));
    assert!(session.replace_manifest(&CRASH.replace("exit 1", "exit 3")));
    assert_eq!(session.time(), SimTime::from_millis(1_500));
    assert!(!session.replace_manifest(&CRASH.replace("name: web", "name: other")));
    assert_eq!(session.time(), SimTime::ZERO);
}

#[test]
fn other_rules_start_the_run_anew() {
    let mut session = Session::from_manifest(CRASH);
    session.seek(seconds(60));
    let faithful = session.timeline(Some(&web())).stops.clone();
    session.set_release(Release::V1_34);
    assert_eq!(session.settings().release, Release::V1_34);
    assert_ne!(session.timeline(Some(&web())).stops, faithful);
}

#[test]
fn the_timeline_tells_the_whole_run() {
    let session = Session::from_manifest(CRASH);
    let timeline = session.timeline(Some(&web()));
    for lane in &timeline.lanes {
        for pair in lane.segments.windows(2) {
            assert!(
                pair[0].to.is_some_and(|to| to <= pair[1].from),
                "{:?}",
                lane.kind
            );
        }
        assert!(lane.marks.is_sorted_by_key(|mark| mark.time));
    }
    assert!(timeline.chapters.is_sorted_by_key(|chapter| chapter.time));
    let back_offs = timeline
        .lanes
        .iter()
        .find(|lane| lane.kind == LaneKind::BackOff);
    let labels: Vec<&str> = back_offs
        .unwrap()
        .segments
        .iter()
        .map(|segment| segment.label.as_str())
        .collect();
    assert_eq!(labels[..6], ["10s", "20s", "40s", "1m20s", "2m40s", "5m0s"]);
    let kinds: Vec<&ChapterKind> = timeline
        .chapters
        .iter()
        .map(|chapter| &chapter.kind)
        .collect();
    assert_eq!(kinds[0], &ChapterKind::Created);
    assert_eq!(kinds[1], &ChapterKind::Scheduled);
    assert!(kinds.contains(&&ChapterKind::FirstReady));
}

#[test]
fn every_moment_has_an_explanation_with_a_cause() {
    let mut session = Session::from_manifest(CRASH);
    let stops = session.timeline(Some(&web())).stops.clone();
    for stop in stops {
        session.seek(stop);
        let explanation = session.explanation(Some(&web()));
        let record = explanation.record.as_ref().expect("something has happened");
        assert!(record.time <= stop);
        assert!(explanation.chain.len() <= 6);
        assert!(
            explanation
                .chain
                .last()
                .is_some_and(|root| root.cause.is_none()),
            "{stop:?}"
        );
        assert!(
            explanation
                .next
                .as_ref()
                .is_none_or(|next| next.time > stop)
        );
    }
}

#[test]
fn stops_lead_through_the_run_and_back() {
    let mut session = Session::from_manifest(CRASH);
    let mut forth = Vec::new();
    while let Some(stop) = session
        .next_stop(Some(&web()), true)
        .filter(|stop| *stop < seconds(40))
    {
        session.seek(stop);
        forth.push(stop);
    }
    let mut back = vec![session.time()];
    while let Some(stop) = session.next_stop(Some(&web()), false) {
        session.seek(stop);
        back.push(stop);
    }
    back.reverse();
    assert_eq!(back[1..], forth[..]);
}

/// Six Pods whose three probes of a second fail and succeed for as long as anybody looks.
fn heavy_scenario() -> String {
    let mut text = "images present\nfile pods.yaml <<END\n".to_owned();
    for index in 0..6 {
        text += &format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web-{index}\nspec:\n  containers:\n  - name: main\n    image: kubetm/app\n"
        );
        for (probe, path) in [
            ("startup", "/health"),
            ("readiness", "/ready"),
            ("liveness", "/"),
        ] {
            text += &format!(
                "    {probe}Probe:\n      httpGet: {{path: {path}, port: 8080}}\n      periodSeconds: 1\n"
            );
        }
    }
    text + "END\n@0s kubectl apply -f pods.yaml\n@10m kubectl delete pod web-0 --wait=false\n"
}

fn frames_until_computed(session: &mut Session) -> usize {
    let mut frames = 0;
    while session.is_computing() {
        session.advance(16);
        frames += 1;
        assert!(frames < 1_000, "it comes to an end");
    }
    frames
}

#[test]
fn a_long_run_is_computed_a_little_each_frame_until_nothing_is_missing() {
    let text = heavy_scenario();
    let scenario = std::sync::Arc::new(Scenario::read(&text).unwrap());
    let mut whole = History::new(scenario.clone());
    whole.compute(whole.horizon());
    let mut parts = History::new(scenario);
    let mut known = 0;
    while !parts.compute_some(whole.horizon(), 20_000) {
        let news = parts.records().len() - known;
        assert!((1..=4_000).contains(&news), "{news} records in one go");
        known = parts.records().len();
        assert_eq!(
            parts.run_at(parts.end()).world().records_count() as usize,
            known
        );
    }
    assert!(whole.records().len() > 20_000, "{}", whole.records().len());
    assert!(parts.records() == whole.records());
    assert_eq!((parts.end(), parts.stops()), (whole.end(), whole.stops()));

    let mut session = Session::from_scenario(&text).unwrap();
    assert!(session.is_computing());
    assert!(
        session.next_stop(None, true).is_some(),
        "its beginning is known"
    );
    assert!(frames_until_computed(&mut session) > 2);
    assert_eq!(
        session.time(),
        SimTime::ZERO,
        "a run that is paused stays where it is"
    );
    assert!(session.timeline(None).end > seconds(600));
    let mut at_once = Session::from_scenario(&text).unwrap();
    at_once.seek(seconds(700));
    assert_eq!(at_once.time(), seconds(700), "a seek does not wait");
    frames_until_computed(&mut at_once);
    session.seek(seconds(700));
    for focus in [None, Some(ObjectKey::pod("default", "web-0"))] {
        assert!(session.timeline(focus.as_ref()) == at_once.timeline(focus.as_ref()));
        assert!(session.explanation(focus.as_ref()) == at_once.explanation(focus.as_ref()));
    }
    assert!(session.snapshot() == at_once.snapshot());
}

#[test]
fn a_loop_at_the_prompt_is_computed_a_little_at_a_time_too() {
    let scenario = Scenario::read("@0s while true; do true; done\n").unwrap();
    let mut history = History::new(std::sync::Arc::new(scenario));
    let mut turns = 1;
    while !history.compute_some(seconds(60), 20_000) {
        turns += 1;
        assert!(turns < 10_000, "it comes to an end");
    }
    assert!(turns > 10, "{turns}");
    assert_eq!(history.end(), seconds(60));
}
