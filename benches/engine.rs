//! How fast the engine is: `cargo xtask bench`. Not a test: nothing here can fail.
//!
//! Each figure is the median of several runs; the cost per record stands beside a bare binary
//! heap that does as many pushes and pops in the same run, because machines differ.

// A benchmark is the one place that reads a real clock.
#![allow(clippy::disallowed_types)]

use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use podarium::api::container::Container;
use podarium::api::probe::{HttpGetAction, IntOrString, Probe};
use podarium::api::{Object, Pod};
use podarium::engine::record::{Change, Record};
use podarium::engine::time::SimTime;
use podarium::engine::{Config, World};

const RUNS: usize = 9;
const HOUR: SimTime = SimTime::from_seconds(3_600);

fn main() {
    one_hour_of_twenty_pods();
    one_hour_of_probes();
    start_of_many_pods();
    snapshots_and_seeks();
}

/// Ten Pods that crash and ten that run, for one simulated hour.
fn one_hour_of_twenty_pods() {
    let mut records = 0;
    let hour = median(|| {
        let mut world = twenty_pods();
        let produced = world.step_until(HOUR);
        records = world.records_count() as usize;
        black_box(produced.len());
    });
    let heap = median(|| bare_queue(records));
    let per_record_ns = nanoseconds(hour) / records.max(1) as u128;
    let per_pop_ns = nanoseconds(heap) / records.max(1) as u128;
    println!("ten crash-looping and ten running Pods, one simulated hour:");
    println!(
        "  {:.2} ms, {records} records, {per_record_ns} ns a record",
        milliseconds(hour)
    );
    println!(
        "  bare binary heap, {records} pushes and pops: {:.3} ms, {per_pop_ns} ns each; ratio {:.0}",
        milliseconds(heap),
        nanoseconds(hour) as f64 / nanoseconds(heap).max(1) as f64
    );
    println!(
        "  {:.0} simulated hours a second",
        1_000.0 / milliseconds(hour)
    );
}

/// Ten Pods with three probes of a second each, for one simulated hour: nothing happens but that
/// probes succeed.
fn one_hour_of_probes() {
    let mut runs = 0;
    let mut bytes = 0;
    let hour = median(|| {
        let mut world = World::new(Config {
            images_are_present: true,
            ..Config::default()
        });
        for index in 0..10 {
            create_probed(&mut world, &format!("web-{index}"));
        }
        let records = world.step_until(HOUR);
        let probed = |record: &&Record| matches!(record.change, Change::Probed { .. });
        runs = records.iter().filter(probed).count();
        bytes = std::mem::size_of::<Record>() * records.len();
        black_box(records.len());
    });
    let per_run_ns = nanoseconds(hour) / runs.max(1) as u128;
    println!("ten Pods with three probes every second, one simulated hour:");
    println!(
        "  {:.2} ms, {runs} runs, {per_run_ns} ns a run, {:.1} MB of records",
        milliseconds(hour),
        bytes as f64 / 1e6
    );
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
    let start = median(|| {
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
    println!("a hundred Pods to Ready: {:.2} ms", milliseconds(start));
}

/// A checkpoint of the busiest moment, and going on from it.
fn snapshots_and_seeks() {
    let mut world = twenty_pods();
    let records = world.step_until(HOUR);
    let copies = 200;
    let clone = median(|| {
        for _ in 0..copies {
            black_box(world.clone());
        }
    });
    println!(
        "a checkpoint (clone of the World): {:.1} µs",
        milliseconds(clone) * 1_000.0 / f64::from(copies)
    );
    let seek = median(|| {
        let mut checkpoint = world.clone();
        black_box(checkpoint.step_until(SimTime::from_seconds(3_660)).len());
    });
    println!(
        "a seek over a minute from a checkpoint: {:.1} µs",
        milliseconds(seek) * 1_000.0
    );
    black_box(records.len());
    let bytes = std::mem::size_of::<Record>();
    println!("a record without its texts: {bytes} bytes");
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

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begin = Instant::now();
            run();
            begin.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

fn nanoseconds(duration: Duration) -> u128 {
    duration.as_nanos()
}
