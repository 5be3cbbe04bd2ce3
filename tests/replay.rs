//! Golden traces: every `tests/traces/*.scenario` gives its `*.expected`, byte for byte.
//! `UPDATE_GOLDENS=1 cargo test --test replay` writes them anew; read them before committing.

use std::fs;
use std::path::{Path, PathBuf};

use podarium::api::Kind;
use podarium::engine::config::Release;
use podarium::playback::replay::ReplayOptions;

#[path = "traces/mod.rs"]
mod goldens;
use goldens::{DIGESTS, TRACES, digests, played, watching_pods};

fn traces() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "scenario"))
        .collect();
    paths.sort();
    paths
}

#[test]
fn the_list_of_traces_is_complete() {
    let mut files: Vec<String> = traces()
        .iter()
        .filter_map(|path| path.file_stem())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    files.sort();
    let listed: Vec<&str> = TRACES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(files, listed, "tests/traces/mod.rs lists every scenario");
}

#[test]
fn every_record_is_as_it_was() {
    let digests = digests();
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces/digests.txt");
        fs::write(path, digests).unwrap();
    } else {
        assert_eq!(digests, DIGESTS);
    }
}

#[test]
fn every_scenario_gives_its_trace() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut wrong = Vec::new();
    let paths = traces();
    assert!(paths.len() >= 10, "the traces are gone");
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let trace = played(&text, &watching_pods()).unwrap();
        let golden = path.with_extension("expected");
        if update {
            fs::write(&golden, &trace).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != trace {
            wrong.push(first_difference(&golden, &trace));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn first_difference(golden: &Path, trace: &str) -> String {
    let expected = fs::read_to_string(golden).unwrap_or_default();
    let pair = expected.lines().zip(trace.lines()).find(|(a, b)| a != b);
    let name = golden.file_name().unwrap_or_default().to_string_lossy();
    match pair {
        Some((a, b)) => format!("{name}\n  expected {a}\n  got      {b}"),
        None => format!("{name}: one is longer than the other"),
    }
}

#[test]
fn a_trace_is_the_same_every_time() {
    for path in traces() {
        let text = fs::read_to_string(&path).unwrap();
        let options = ReplayOptions {
            watch: Kind::ALL.to_vec(),
            trace: true,
            ..ReplayOptions::default()
        };
        assert_eq!(played(&text, &options), played(&text, &options), "{path:?}");
    }
}

/// When a Pod's row has to change to which word and restarts (kubelet.md §13). Times are seconds
/// after the kubelet saw the Pod, which is 30 ms after its creation; a write takes 10 ms more.
type Table = &'static [(f64, &'static str)];

const SERVER: Table = &[
    (0.0, "0/1  ContainerCreating  0"),
    (2.34, "1/1  Running  0"),
];
/// Without the relist on demand the status waits for the next whole second.
const SERVER_1_34: Table = &[(0.0, "0/1  ContainerCreating  0"), (3.0, "1/1  Running  0")];

const CRASH_FAITHFUL: Table = &[
    (0.6, "1/1  Running  0"),
    (1.0, "0/1  Error  0"),
    (1.1, "1/1  Running  1"),
    (2.0, "0/1  Error  1"),
    (3.0, "0/1  CrashLoopBackOff  1"),
    (11.6, "1/1  Running  2"),
    (12.0, "0/1  Error  2"),
    (32.5, "0/1  CrashLoopBackOff  2"),
    (32.6, "1/1  Running  3"),
    (33.0, "0/1  Error  3"),
    (73.5, "0/1  CrashLoopBackOff  3"),
    (73.6, "1/1  Running  4"),
    (74.0, "0/1  Error  4"),
    (134.5, "0/1  CrashLoopBackOff  4"),
    (154.6, "1/1  Running  5"),
    (155.0, "0/1  Error  5"),
    (215.5, "0/1  CrashLoopBackOff  5"),
    (315.6, "1/1  Running  6"),
    (316.0, "0/1  Error  6"),
    (376.5, "0/1  CrashLoopBackOff  6"),
    (616.6, "1/1  Running  7"),
    (617.0, "0/1  Error  7"),
];
/// The teaching form: the reason of the wait is told at the next relist.
const CRASH_PROMPT: Table = &[
    (2.0, "0/1  Error  1"),
    (3.0, "0/1  CrashLoopBackOff  1"),
    (12.0, "0/1  Error  2"),
    (13.0, "0/1  CrashLoopBackOff  2"),
    (32.6, "1/1  Running  3"),
    (34.0, "0/1  CrashLoopBackOff  3"),
    (73.6, "1/1  Running  4"),
    (154.6, "1/1  Running  5"),
    (315.6, "1/1  Running  6"),
    (616.6, "1/1  Running  7"),
];
/// Polled every ten seconds: the first poll after the wait starts the container again.
const CRASH_1_34: Table = &[
    (1.0, "0/1  Error  0"),
    (2.0, "0/1  Error  1"),
    (3.0, "0/1  CrashLoopBackOff  1"),
    (14.0, "0/1  Error  2"),
    (24.5, "0/1  CrashLoopBackOff  2"),
    (36.0, "0/1  Error  3"),
    (46.5, "0/1  CrashLoopBackOff  3"),
];

const INIT: Table = &[
    (0.0, "0/1  Init:0/2  0"),
    (6.0, "0/1  Init:1/2  0"),
    (10.0, "0/1  PodInitializing  0"),
    (10.1, "1/1  Running  0"),
];
const INIT_1_34: Table = &[
    (0.0, "0/1  Init:0/2  0"),
    (6.0, "0/1  Init:1/2  0"),
    (10.0, "0/1  PodInitializing  0"),
    (11.0, "1/1  Running  0"),
];

const PULL: Table = &[
    (0.0, "0/1  ContainerCreating  0"),
    (1.0, "0/1  ErrImagePull  0"),
    (11.5, "0/1  ImagePullBackOff  0"),
    (22.5, "0/1  ErrImagePull  0"),
    (33.5, "0/1  ImagePullBackOff  0"),
    (44.5, "0/1  ErrImagePull  0"),
    (55.5, "0/1  ImagePullBackOff  0"),
    (88.5, "0/1  ErrImagePull  0"),
    (99.5, "0/1  ImagePullBackOff  0"),
];

const SIDECAR: Table = &[
    (0.0, "0/2  Init:0/1  0"),
    (0.7, "2/2  Running  0"),
    (11.0, "1/2  Completed  0"),
    (11.2, "0/2  Completed  0"),
];

/// Deletion at 30 s with five seconds of grace and a hook of ten: abandoned, SIGTERM, 200 ms.
const HOOKS: Table = &[
    (30.0, "1/1  Terminating  0"),
    (35.3, "0/1  Completed  0"),
    (36.3, "deleted"),
    // The deaf one: SIGKILL two seconds after SIGTERM, gone 3.3 s after its deletionTimestamp.
    (37.1, "0/1  Error  0"),
    (38.3, "deleted"),
];

/// Three successes in a row make the container ready: the file is there at 40 s, and the ticks
/// begin at the last poke, 1 s, not at the initial delay (kubelet.md §13 iii). The row of another
/// Pod restarts once after its third failed liveness probe (§13 iv), a third is ready at the
/// first tick of its startup probe after it listens.
const PROBES: Table = &[
    (0.6, "0/1  Running  0"),
    (25.0, "1/1  Running  0"),
    (50.3, "1/1  Running  1"),
    (61.0, "1/1  Running  0"),
];
const READINESS: Table = &[(10.6, "0/1  Running  0"), (71.0, "1/1  Running  0")];
/// The server ignores SIGTERM, and the least grace is two seconds.
const LIVENESS: Table = &[(0.6, "1/1  Running  0"), (52.1, "1/1  Running  1")];

/// When each probe ran and what it said (kubelet.md §13 iii, iv).
#[test]
fn probes_run_on_their_own_grid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces");
    let text = fs::read_to_string(folder.join("probes.scenario")).unwrap();
    let runs = |pod: &str| -> Vec<(u64, bool)> {
        let records = traced(&text, "probed");
        let of_pod = records
            .iter()
            .filter(|line| line.contains(&format!("\"name\":\"{pod}\"")));
        of_pod
            .map(|line| (number(line, "t_ms"), line.contains("\"success\":true")))
            .collect()
    };
    let readiness = runs("readiness");
    let expected = [11, 21, 31].map(|s| (s * 1_000, false));
    let then = [41, 51, 61, 71].map(|s| (s * 1_000, true));
    let after = [81, 91].map(|s| (s * 1_000, false));
    assert_eq!(readiness, [&expected[..], &then[..], &after[..]].concat());
    let liveness = runs("liveness");
    let tick = |tens: u64, success: bool| (tens * 10_000 + 30, success);
    let expected = [
        tick(1, true),
        tick(2, true),
        tick(3, false),
        tick(4, false),
        tick(5, false),
        tick(6, true),
        tick(7, true),
    ];
    assert_eq!(liveness[..7], expected);
    let errors = runs("wrong-port");
    assert!(errors.len() >= 9 && errors.iter().all(|(_, success)| !success));
}

/// Two Pods behind a Service: without a readiness probe about half of the requests fail while the
/// second one boots, with one none does (control-plane.md §4.4).
#[test]
fn traffic_avoids_a_booting_pod_only_with_a_readiness_probe() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces");
    let text = fs::read_to_string(folder.join("service-traffic.scenario")).unwrap();
    let requests = traced(&text, "requested");
    let between = |from_s: u64, to_s: u64| {
        let within =
            |line: &&String| (from_s * 1_000..to_s * 1_000).contains(&number(line, "t_ms"));
        let of_stretch: Vec<&String> = requests.iter().filter(within).collect();
        let failed = of_stretch
            .iter()
            .filter(|line| !line.contains("\"status\":200"));
        (of_stretch.len(), failed.count())
    };
    let (all, failed) = between(11, 30);
    assert!(
        all >= 70 && (all * 3 / 10..=all * 7 / 10).contains(&failed),
        "{failed} of {all}"
    );
    let (all, failed) = between(31, 80);
    assert!(all >= 180 && failed == 0, "{failed} of {all}");
    let (all, failed) = between(86, 90);
    assert!(
        all > 0 && failed == all,
        "a Service without endpoints refuses"
    );
}

/// The lines of one change in a scenario's trace.
fn traced(text: &str, change: &str) -> Vec<String> {
    let options = ReplayOptions {
        trace: true,
        ..ReplayOptions::default()
    };
    let trace = played(text, &options).unwrap();
    let wanted = format!("\"change\":\"{change}\"");
    let lines = trace.lines().filter(|line| line.contains(&wanted));
    lines.map(str::to_owned).collect()
}

/// A number of a trace line.
fn number(line: &str, name: &str) -> u64 {
    let (_, rest) = line.split_once(&format!("\"{name}\":")).unwrap();
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap();
    digits.parse().unwrap()
}

#[test]
fn timelines_of_the_specification_hold() {
    let cases: [(&str, Table); 13] = [
        ("hooks", HOOKS),
        ("probes", PROBES),
        ("readiness-probe", READINESS),
        ("liveness-probe", LIVENESS),
        ("running", SERVER),
        ("running-1.34", SERVER_1_34),
        ("crash-loop-faithful", CRASH_FAITHFUL),
        ("crash-loop", CRASH_PROMPT),
        ("crash-loop-1.34", CRASH_1_34),
        ("init-containers", INIT),
        ("init-containers-1.34", INIT_1_34),
        ("image-pull", PULL),
        ("sidecar-job", SIDECAR),
    ];
    for (name, table) in cases {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces");
        let text = fs::read_to_string(folder.join(name).with_extension("scenario"))
            .or_else(|_| fs::read_to_string(folder.join(format!("{name}.scenario"))))
            .unwrap();
        let rows = rows(&played(&text, &watching_pods()).unwrap());
        for (seconds, row) in table {
            let from_ms = (seconds * 1_000.0) as u64;
            let found = rows.iter().any(|(time_ms, columns)| {
                (from_ms..=from_ms + 60).contains(time_ms) && columns.starts_with(row)
            });
            assert!(found, "{name}: no {row:?} at {seconds}\n{rows:#?}");
        }
    }
}

/// Milliseconds and columns of every watch line.
fn rows(trace: &str) -> Vec<(u64, String)> {
    let row = |line: &str| {
        let (time, rest) = line.trim_start().split_once("  pod  ")?;
        let (seconds, milliseconds) = time.split_once('.')?;
        let time_ms = seconds.parse::<u64>().ok()? * 1_000 + milliseconds.parse::<u64>().ok()?;
        let (_, columns) = rest.split_once("  ")?;
        Some((time_ms, columns.to_owned()))
    };
    trace.lines().filter_map(row).collect()
}

#[test]
fn options_override_the_scenario() {
    let text = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces/crash-loop.scenario"),
    )
    .unwrap();
    let release = ReplayOptions {
        release: Some(Release::V1_34),
        ..watching_pods()
    };
    assert_ne!(played(&text, &release), played(&text, &watching_pods()));
    let seed = ReplayOptions {
        seed: Some(99),
        trace: true,
        ..watching_pods()
    };
    assert!(played(&text, &seed).unwrap().contains("\"t_ms\":"));
}

#[test]
fn long_commands_tell_their_time_once_another_has_begun() {
    let text = "\
images present
file pod.yaml <<END
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: 'busybox:1.28', command: [sleep, '3600']}]}
END
@0s kubectl get pods -w
@0s kubectl apply -f pod.yaml
@5s kubectl delete pod web --grace-period=1
@6s kubectl frobnicate
@20s end
";
    let trace = played(text, &ReplayOptions::default()).unwrap();
    let expected = "\
@0s $ kubectl get pods -w
@0s $ kubectl apply -f pod.yaml
pod/web created
@0s NAME   READY   STATUS    RESTARTS   AGE
@0s web    0/1     Pending   0          0s
@0.01s web    0/1     Pending   0          0s
@0.04s web    0/1     ContainerCreating   0          0s
@0.54s web    0/1     ContainerCreating   0          0s
@0.64s web    1/1     Running             0          0s
@5s $ kubectl delete pod web --grace-period=1
pod \"web\" deleted from default namespace
@5s web    1/1     Terminating         0          5s
@5.03s web    1/1     Terminating         0          5s
@6s $ kubectl frobnicate
error: unknown command \"frobnicate\" for \"kubectl\"
(exit 1)
";
    assert!(trace.starts_with(expected), "{trace}");
}

#[test]
fn a_text_that_is_no_scenario_names_its_line() {
    let error = played("seed 1\n@0s\n", &ReplayOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "2: the step has no command");
}

#[test]
fn hostile_scenarios_end() {
    let options = ReplayOptions {
        watch: Kind::ALL.to_vec(),
        ..ReplayOptions::default()
    };
    let watches = "@0s kubectl get pods -w\n".repeat(9_000);
    let trace = played(&watches, &options).unwrap();
    assert!(trace.contains("too many commands run at once"));
    let mut pods = String::from("nodes 20\nfile many.yaml <<END\n");
    for index in 0..150_u32 {
        let work = if index < 5 {
            "while true; do :; done"
        } else {
            "sleep 1"
        };
        pods += &format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{index}}}\n\
             spec: {{containers: [{{name: c, image: busybox, command: [sh, -c, '{work}']}}]}}\n---\n"
        );
    }
    pods += "END\n@0s kubectl apply -f many.yaml\n@10s end\n";
    assert!(played(&pods, &options).is_ok());
    let deep = format!(
        "@0s kubectl apply -f - <<END\n{}\nEND\n",
        "[".repeat(500_000)
    );
    assert!(played(&deep, &options).unwrap().contains("(exit "));
    let long = format!("@0s kubectl get pods {}\n", "x ".repeat(400_000));
    assert!(played(&long, &options).is_ok());
}
