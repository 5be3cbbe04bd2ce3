//! Hostile storms: any manifest, any command line, any order, over many seeds. Nothing may panic,
//! time goes forward, queues stay bounded, and the same scenario gives the same run.
//!
//! `PODARIUM_STORM` says how many, `PODARIUM_STORM_FROM` the first seed, `PODARIUM_STORM_MINUTES` goes
//! on for so long instead. `cargo xtask storm` is the long form.

// How long a storm takes is for people to read; the simulation's ban on clocks does not reach here.
#![allow(clippy::disallowed_types)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use podarium::api::ObjectKey;
use podarium::engine::record::Record;
use podarium::engine::rng::Rng;
use podarium::engine::time::SimTime;
use podarium::playback::replay::{ReplayError, ReplayOptions, replay};
use podarium::playback::run::Run;
use podarium::playback::scenario::Scenario;
use podarium::playback::session::Session;
use podarium::text::Lang;
use podarium::text::story::story;

#[path = "storm/commands.rs"]
mod commands;
#[path = "storm/dice.rs"]
mod dice;
#[path = "storm/manifests.rs"]
mod manifests;

use dice::Dice;

/// How many seeds every run of the tests tries: less than a minute without optimisation.
const STORMS: u64 = 150;
/// Events that a small cluster may have waiting at once.
const QUEUE_MAX: usize = 20_000;
/// Every so many storms one is played in a session, with forks in the past.
const SESSION_EVERY: u64 = 64;
/// The first records of a run are told in both languages.
const TOLD_MAX: usize = 300;
/// A storm that takes longer is told, for it may be a loop that is not bounded.
const SLOW: Duration = Duration::from_secs(120);

#[test]
fn hostile_storms_do_no_harm() {
    let setting = |name: &str| {
        let text = std::env::var(name).ok()?;
        Some(
            text.parse::<u64>()
                .unwrap_or_else(|_| panic!("{name} is a number")),
        )
    };
    let first = setting("PODARIUM_STORM_FROM").unwrap_or(1);
    let minutes = setting("PODARIUM_STORM_MINUTES");
    let count = setting("PODARIUM_STORM").unwrap_or(STORMS);
    let until = minutes.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let next = AtomicU64::new(first);
    let goes_on = |seed: u64| match until {
        Some(until) => Instant::now() < until,
        None => seed < first.saturating_add(count),
    };
    let threads = std::thread::available_parallelism().map_or(1, |number| number.get());
    let failures: Vec<String> = std::thread::scope(|scope| {
        let worker = || {
            let mut failures = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if !goes_on(seed) || failures.len() > 4 {
                    return failures;
                }
                failures.extend(storm(seed));
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined
            .flat_map(|failures| failures.expect("a worker catches panics"))
            .collect()
    });
    let done = next.load(Ordering::Relaxed).saturating_sub(first);
    println!("storms: {done}, failures: {}", failures.len());
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// What is wrong with a seed, with its scenario.
fn storm(seed: u64) -> Option<String> {
    let text = commands::scenario(seed);
    let begun = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| play(seed, &text)));
    let problem = match outcome {
        Ok(problem) => problem,
        Err(panic) => Some(format!("panic: {}", message(&*panic))),
    };
    let slow = (begun.elapsed() > SLOW).then(|| format!("it took {:?}", begun.elapsed()));
    let problem = problem.or(slow)?;
    Some(format!(
        "seed {seed}: {problem}\n{text}\n(PODARIUM_STORM=1 PODARIUM_STORM_FROM={seed})"
    ))
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}

fn play(seed: u64, text: &str) -> Option<String> {
    // A text that is no scenario is refused with its line, which is all there is to it.
    let scenario = Arc::new(Scenario::read(text).ok()?);
    let again = scenario.to_string();
    if Scenario::read(&again).as_ref() != Ok(&*scenario) {
        return Some(format!("printed, it reads differently:\n{again}"));
    }
    let end = scenario.last_time();
    let mut run = Run::new(scenario.clone());
    let mut last = SimTime::ZERO;
    let mut told = 0;
    while let Some(moment) = run.step(end) {
        if moment.time < last {
            return Some("time went back".to_owned());
        }
        if run.world().queue_len() > QUEUE_MAX {
            return Some(format!("{} events are waiting", run.world().queue_len()));
        }
        last = moment.time;
        for record in moment.records.iter().take(TOLD_MAX.saturating_sub(told)) {
            tell(record);
        }
        told += moment.records.len();
    }
    if seed.is_multiple_of(8) {
        let options = ReplayOptions {
            trace: true,
            ..ReplayOptions::default()
        };
        let mut bytes = 0;
        match replay(text, &options, &mut |line| bytes += line.len()) {
            Ok(()) | Err(ReplayError::OutputTooLong | ReplayError::TooManyRecords { .. }) => {}
            Err(error) => return Some(error.to_string()),
        }
        let mut other = Run::new(scenario);
        other.run_until(end);
        if other != run {
            return Some("two runs differ".to_owned());
        }
    }
    if seed.is_multiple_of(SESSION_EVERY) {
        wander(seed, text);
    }
    None
}

fn tell(record: &Record) {
    for lang in [Lang::Ko, Lang::En] {
        drop(story(record, lang));
    }
}

/// A person who jumps about, acts in the past and changes the manifest.
fn wander(seed: u64, text: &str) {
    let Ok(mut session) = Session::from_scenario(text) else {
        return;
    };
    let mut dice = Dice::new(seed);
    let mut rng = Rng::new(seed);
    for _ in 0..4 {
        session.seek(SimTime::from_millis(rng.below(400_000)));
        let key = ObjectKey::pod("default", &format!("p{}", rng.below(3)));
        drop((
            session.snapshot(),
            session.timeline(Some(&key)),
            session.explanation(Some(&key)),
        ));
        match rng.below(8) {
            0 => drop(session.replace_manifest(&manifests::manifest(&mut dice, 0))),
            1 => session.select_branch(rng.below(4) as usize),
            2 => {
                session.set_playing(true);
                session.advance(rng.below(u64::from(u32::MAX)) as u32);
            }
            _ => drop(session.command(&commands::line(&mut dice, 2))),
        }
        let _ = session.next_stop(Some(&key), rng.below(2) == 0);
    }
    drop(Scenario::read(&session.scenario_text()).expect("a session writes what reads back"));
}
