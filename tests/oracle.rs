//! Recorded truth: what a real cluster did with each `tests/oracle/*/scenario.txt`, compared with
//! what the engine does with it. `tests/oracle/README.md` tells how to read the tables.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use podarium::engine::config::{Release, WaitingReason};
use podarium::playback::scenario::Scenario;

#[path = "oracle/changes.rs"]
mod changes;
#[path = "oracle/compare.rs"]
mod compare;
#[path = "oracle/observe.rs"]
mod observe;
// tests/fidelity.rs reads more of it.
#[allow(dead_code)]
#[path = "fidelity/rows.rs"]
mod rows;
#[path = "oracle/table.rs"]
mod table;

use changes::Changes;
use compare::{Command, compare};
use observe::observe;
use rows::read_rows;
use table::{Line, Mark, Table};

/// Events recorded this close to each other may stand in the engine's order (row `event-race`).
const RACE_MS: i64 = 100;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle")
}

/// The names of the recordings.
fn recordings() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("tests/oracle is there");
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn scenario(recording: &str) -> Arc<Scenario> {
    let path = folder().join(recording).join("scenario.txt");
    let text = fs::read_to_string(path).expect("a recording has a scenario");
    Arc::new(Scenario::read(&text).unwrap_or_else(|error| panic!("{recording}: {error}")))
}

fn expected(recording: &str) -> Table {
    let path = folder().join(recording).join("expected.txt");
    let text = fs::read_to_string(path).expect("a recording has a table");
    table::read(&text).unwrap_or_else(|error| panic!("{recording}/expected.txt:{error}"))
}

/// The problem of every section of a recording that does not hold.
fn problems(recording: &str, changes: &Changes) -> Vec<String> {
    let scenario = scenario(recording);
    let engine = observe(&scenario, &changes.new_conditions());
    let expected = expected(recording);
    let commands: Vec<Command> = scenario
        .steps
        .iter()
        .map(|step| Command {
            time_ms: step.time.milliseconds as i64,
            line: step.command.clone(),
        })
        .collect();
    let titles: BTreeSet<&String> = expected.keys().chain(engine.keys()).collect();
    let lines = |table: &Table, title: &String| table.get(title).cloned().unwrap_or_default();
    titles
        .into_iter()
        .filter_map(|title| {
            let (wanted, found) = (lines(&expected, title), lines(&engine, title));
            compare(title, &wanted, &found, &commands, changes)
        })
        .collect()
}

#[test]
fn the_engine_does_what_was_recorded() {
    let changes = Changes::new(read_rows());
    let recordings = recordings();
    assert!(recordings.len() >= 14, "the recordings are gone");
    let mut wrong = Vec::new();
    for recording in recordings {
        for problem in problems(&recording, &changes) {
            wrong.push(format!("{recording}: {problem}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_difference_is_explained() {
    let changes = Changes::new(read_rows());
    for recording in recordings() {
        for (title, lines) in expected(&recording) {
            let mut latest_ms = 0;
            for line in &lines {
                let place = format!("{recording}: {title}: {}", line.print());
                let unknown = line.rows.iter().find(|id| !changes.knows(id));
                assert_eq!(unknown, None, "no such row in docs/fidelity: {place}");
                let differs = line.mark != Mark::Same;
                assert!(!differs || !line.rows.is_empty(), "unexplained: {place}");
                if line.mark != Mark::EngineOnly {
                    let raced = line.time_ms >= latest_ms - RACE_MS && line.names("event-race");
                    assert!(line.time_ms >= latest_ms || raced, "out of order: {place}");
                    latest_ms = latest_ms.max(line.time_ms);
                }
            }
        }
    }
}

#[test]
fn scenarios_are_played_as_the_recordings_ask() {
    for recording in recordings() {
        let config = &scenario(&recording).config;
        assert_eq!(config.release, Release::V1_34, "{recording}");
        assert_eq!(
            config.waiting_reason,
            WaitingReason::Faithful,
            "{recording}"
        );
        assert!(!config.jitter && config.nodes == 1, "{recording}");
    }
}

/// Each change of a table that holds is found.
#[test]
fn a_wrong_table_is_found() {
    let changes = Changes::new(read_rows());
    let scenario = scenario("d1-quiet-exit");
    let engine = observe(&scenario, &changes.new_conditions());
    let differs = |title: &str, change: &dyn Fn(&mut Vec<Line>)| {
        let mut wanted = engine[title].clone();
        change(&mut wanted);
        compare(title, &wanted, &engine[title], &[], &changes).is_some()
    };
    let (pod, events) = ("pod exit1-always", "events of exit1-always");
    assert!(!differs(pod, &|_| ()));
    assert!(!differs(pod, &|lines| lines[3].time_ms += 1_400));
    assert!(differs(pod, &|lines| lines[3].time_ms += 1_600));
    assert!(differs(pod, &|lines| drop(lines.pop())));
    assert!(differs(pod, &|lines| lines.swap(4, 5)));
    assert!(differs(pod, &|lines| lines[6].mark = Mark::RecordedOnly));
    assert!(!differs(events, &|_| ()));
    assert!(differs(events, &|lines| lines.swap(1, 2)));
    assert!(differs(events, &|lines| {
        lines[4].text = lines[4].text.replace("  x", "  x9");
    }));
    assert!(differs(events, &|lines| {
        lines[4].text = lines[4].text.replace("restarting", "starting");
    }));
}
