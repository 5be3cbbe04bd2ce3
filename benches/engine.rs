//! How fast the engine is: `cargo xtask bench`. Not a test: nothing here can fail.
//!
//! Each figure is the least and the median of several runs; the cost of a record stands beside a
//! bare binary heap that does as many pushes and pops in the same run, because machines differ.
//! Words choose benchmarks: `cargo xtask bench probes memory`.

// A benchmark is the one place that reads a real clock.
#![allow(clippy::disallowed_types)]

use std::collections::{BTreeSet, BinaryHeap};
use std::fmt;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use podarium::api::container::Container;
use podarium::api::probe::{HttpGetAction, IntOrString, Probe};
use podarium::api::{Object, Pod};
use podarium::engine::record::{Change, Record};
use podarium::engine::time::SimTime;
use podarium::engine::{Config, World};
use podarium::playback::history::History;
use podarium::playback::scenario::Scenario;

const RUNS: usize = 9;
const HOUR: SimTime = SimTime::from_seconds(3_600);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let benchmarks: [(&str, fn()); 6] = [
        ("pods", one_hour_of_twenty_pods),
        ("probes", one_hour_of_probes),
        ("memory", memory_of_records),
        ("ready", start_of_many_pods),
        ("seek", snapshots_and_seeks),
        ("history", history_of_probes),
    ];
    for (name, benchmark) in benchmarks {
        if words.is_empty() || words.iter().any(|word| word.as_str() == name) {
            println!("[{name}]");
            benchmark();
        }
    }
}

/// Ten Pods that crash and ten that run, for one simulated hour.
fn one_hour_of_twenty_pods() {
    println!("ten crash-looping and ten running Pods, one simulated hour:");
    let mut records = 0;
    let hour = Times::of(|| {
        let mut world = twenty_pods();
        let produced = world.step_until(HOUR);
        records = produced.len();
        black_box(produced.len());
    });
    tell_hour(hour, records, "record");
}

/// Ten Pods with three probes of a second each, for one simulated hour: nothing happens but that
/// probes succeed.
fn one_hour_of_probes() {
    println!("ten Pods with three probes every second, one simulated hour:");
    let mut runs = 0;
    let hour = Times::of(|| {
        let records = probed_pods().step_until(HOUR);
        let probed = |record: &&Record| matches!(record.change, Change::Probed { .. });
        runs = records.iter().filter(probed).count();
        black_box(records.len());
    });
    tell_hour(hour, runs, "run");
}

/// An hour's times, what one of so many things cost, and the ratio to a bare binary heap that
/// does as many pushes and pops, measured right after it.
fn tell_hour(hour: Times, count: usize, of: &str) {
    let heap = Times::of(|| bare_queue(count));
    let each = |duration: Duration| duration.as_nanos() as f64 / count.max(1) as f64 / 1_000.0;
    println!("  {hour}, {count} {of}s, {:.3} µs a {of}", each(hour.least));
    println!(
        "  bare binary heap: {heap}, {:.3} µs a push and pop; ratio {:.1}",
        each(heap.least),
        hour.least.as_secs_f64() / heap.least.as_secs_f64().max(1e-9)
    );
    println!(
        "  {:.0} simulated hours a second",
        1.0 / hour.least.as_secs_f64()
    );
}

/// What the records of probes weigh, for half an hour and for a whole one: twice as long has to
/// weigh twice as much.
fn memory_of_records() {
    println!("records of ten Pods with three probes every second:");
    let mut weights = Vec::new();
    for minutes in [30, 60] {
        let records = probed_pods().step_until(SimTime::from_seconds(minutes * 60));
        let (own, texts) = weight(&records);
        let whole = own + texts;
        weights.push(whole as f64);
        println!(
            "  {minutes} minutes: {} records, {:.2} MB, {:.1} bytes a record ({texts} in texts)",
            records.len(),
            whole as f64 / 1e6,
            whole as f64 / records.len().max(1) as f64
        );
    }
    println!(
        "  twice the time, {:.3} times the memory",
        weights[1] / weights[0]
    );
    println!(
        "  a record without its texts: {} bytes",
        size_of::<Record>()
    );
}

/// Bytes of the records themselves, and of the texts of probes that they share.
fn weight(records: &[Record]) -> (usize, usize) {
    let mut texts = BTreeSet::new();
    for record in records {
        if let Change::Probed {
            output, container, ..
        } = &record.change
        {
            texts.insert((output.as_ptr(), output.len()));
            texts.insert((container.as_ptr(), container.len()));
        }
    }
    let shared = texts.iter().map(|(_, length)| length).sum();
    (std::mem::size_of_val(records), shared)
}

fn probed_pods() -> World {
    let mut world = World::new(Config {
        images_are_present: true,
        ..Config::default()
    });
    for index in 0..10 {
        create_probed(&mut world, &format!("web-{index}"));
    }
    world
}

fn create_probed(world: &mut World, name: &str) {
    let probe = |path: &str| Probe {
        http_get: Some(HttpGetAction {
            path: path.to_owned(),
            port: IntOrString::Int(8080),
            ..Default::default()
        }),
        period_seconds: 1,
        timeout_seconds: 1,
        success_threshold: 1,
        failure_threshold: 3,
        ..Default::default()
    };
    let mut pod = Pod::default();
    pod.metadata.name = name.to_owned();
    pod.spec.containers.push(Container {
        name: "main".to_owned(),
        image: "kubetm/app".to_owned(),
        startup_probe: Some(probe("/health")),
        readiness_probe: Some(probe("/ready")),
        liveness_probe: Some(probe("/health")),
        ..Default::default()
    });
    // Another container, so that three probes of each Pod go on for the whole hour.
    let mut other = pod.spec.containers[0].clone();
    other.name = "other".to_owned();
    other.startup_probe = None;
    other.readiness_probe = None;
    pod.spec.containers.push(other);
    world.begin_command("kubectl apply -f pods.yaml");
    world
        .create(Object::Pod(Box::new(pod)))
        .expect("the name is new");
}

/// A hundred Pods from their creation until all are Ready.
fn start_of_many_pods() {
    let start = Times::of(|| {
        let mut world = World::new(Config {
            nodes: 4,
            images_are_present: true,
            ..Config::default()
        });
        for index in 0..100 {
            create(&mut world, &format!("web-{index}"), "nginx:1.27", &[]);
        }
        black_box(world.step_until(SimTime::from_seconds(60)).len());
        let ready = world
            .store()
            .pods()
            .filter(|pod| pod.status.condition_is_true("Ready"))
            .count();
        assert_eq!(ready, 100, "every Pod gets Ready");
    });
    println!("a hundred Pods to Ready: {start}");
}

/// A checkpoint of the busiest moment, and going on from it.
fn snapshots_and_seeks() {
    let mut world = twenty_pods();
    let records = world.step_until(HOUR);
    let copies = 200;
    let clone = Times::of(|| {
        for _ in 0..copies {
            black_box(world.clone());
        }
    });
    println!(
        "a checkpoint (clone of the World): {:.1} µs, median {:.1} µs",
        microseconds(clone.least) / f64::from(copies),
        microseconds(clone.median) / f64::from(copies)
    );
    let seek = Times::of(|| {
        let mut checkpoint = world.clone();
        black_box(checkpoint.step_until(SimTime::from_seconds(3_660)).len());
    });
    println!(
        "a seek over a minute from a checkpoint: {:.1} µs, median {:.1} µs",
        microseconds(seek.least),
        microseconds(seek.median)
    );
    black_box(records.len());
}

/// A whole run as the page keeps it: computing it, and seeking in it.
fn history_of_probes() {
    let scenario = Scenario::read(&probed_scenario()).expect("a scenario of our own");
    let scenario = Arc::new(scenario);
    let compute = Times::of(|| {
        let mut history = History::new(scenario.clone());
        black_box(history.compute(HOUR));
    });
    let before_mb = resident_mb();
    let histories: Vec<History> = (0..4)
        .map(|_| {
            let mut history = History::new(scenario.clone());
            history.compute(HOUR);
            history
        })
        .collect();
    let history = &histories[0];
    println!(
        "the history of that hour: {compute}, {} records",
        history.records().len()
    );
    if let (Some(before), Some(after)) = (before_mb, resident_mb()) {
        let each = (after - before) / histories.len() as f64;
        println!("  it takes {each:.0} MB with its checkpoints");
    }
    let seek = Times::of(|| {
        for minute in 0..60 {
            let time = SimTime::from_millis(minute * 60_000 + 59_999);
            black_box(history.run_at(time).time());
        }
    });
    println!(
        "  a seek in it: {:.1} µs, median {:.1} µs",
        microseconds(seek.least) / 60.0,
        microseconds(seek.median) / 60.0
    );
}

/// The Pods of [`probed_pods`] as a person would paste them.
fn probed_scenario() -> String {
    let mut text = "images present\nfile pods.yaml <<END\n".to_owned();
    for index in 0..10 {
        text += &format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web-{index}\nspec:\n  containers:\n"
        );
        for (container, probes) in [
            ("main", &["startup", "readiness", "liveness"][..]),
            ("other", &["liveness"][..]),
        ] {
            text += &format!("  - name: {container}\n    image: kubetm/app\n");
            for probe in probes {
                text += &format!(
                    "    {probe}Probe:\n      httpGet: {{path: /health, port: 8080}}\n      periodSeconds: 1\n"
                );
            }
        }
    }
    text + "END\n\n@0s kubectl apply -f pods.yaml\n@60m end\n"
}

/// What the process holds in memory, in MB, where the system tells it.
fn resident_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1_000.0)
}

fn twenty_pods() -> World {
    let mut world = World::new(Config::default());
    for index in 0..10 {
        create(
            &mut world,
            &format!("crash-{index}"),
            "busybox:1.36",
            &["sh", "-c", "sleep 2; exit 1"],
        );
        create(&mut world, &format!("run-{index}"), "nginx:1.27", &[]);
    }
    world
}

fn create(world: &mut World, name: &str, image: &str, command: &[&str]) {
    let mut pod = Pod::default();
    pod.metadata.name = name.to_owned();
    pod.spec.containers.push(Container {
        name: "main".to_owned(),
        image: image.to_owned(),
        command: command.iter().map(|word| (*word).to_owned()).collect(),
        ..Default::default()
    });
    world.begin_command("kubectl apply -f pods.yaml");
    world
        .create(Object::Pod(Box::new(pod)))
        .expect("the name is new");
}

fn bare_queue(entries: usize) {
    let mut heap = BinaryHeap::new();
    let mut state = 1_u64;
    for sequence in 0..entries as u64 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        heap.push((std::cmp::Reverse(state >> 40), sequence));
        if sequence % 2 == 1 {
            black_box(heap.pop());
        }
    }
    while let Some(entry) = heap.pop() {
        black_box(entry);
    }
}

/// How long runs took. Another program on the machine only ever adds to a time, so the least is
/// nearest to the truth; the median tells how restless the machine was.
#[derive(Clone, Copy)]
struct Times {
    least: Duration,
    median: Duration,
}

impl Times {
    fn of(mut run: impl FnMut()) -> Times {
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|_| {
                let begin = Instant::now();
                run();
                begin.elapsed()
            })
            .collect();
        times.sort();
        Times {
            least: times[0],
            median: times[RUNS / 2],
        }
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [least, median] = [self.least, self.median].map(|d| microseconds(d) / 1_000.0);
        write!(f, "{least:.2} ms, median {median:.2} ms")
    }
}

fn microseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000_000.0
}
