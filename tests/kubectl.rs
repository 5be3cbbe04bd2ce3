//! What kubectl prints, compared with what a real one printed: `tests/kubectl/*.txt`.
//!
//! A case is a file: `now TIME`, then `objects <<END` … `END` (YAML documents as the server held
//! them) and `file NAME <<END` … `END`; then commands, each after `$ `, followed by what it prints.
//! Lines of standard error begin with `! `, an exit status other than 0 is `(exit N)`, an output
//! without a line break at its end is followed by `(no newline)`. The commands of a case run in
//! order on the same cluster, in which no time passes.
//!
//! `tests/kubectl/open.txt` names the commands that do not print the same yet, and why; one that
//! does may not stand there. `CASE (2)` is the second time that a case has that command.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use podarium::api::{Object, Timestamp};
use podarium::engine::{Config, World};
use podarium::kubectl::reply::{Output, Stream};
use podarium::kubectl::terminal::{Line, Terminal};
use podarium::manifest;

struct Case {
    world: World,
    terminal: Terminal,
    /// Command lines and what they print.
    commands: Vec<(String, String)>,
}

#[test]
fn kubectl_prints_what_a_real_one_printed() {
    let mut open = open_commands();
    let mut problems = Vec::new();
    let mut same = 0;
    for (name, text) in case_files() {
        let mut case = read(&text);
        let commands = std::mem::take(&mut case.commands);
        let mut times = BTreeMap::new();
        for (command, expected) in commands {
            let nth: &mut u32 = times.entry(command.clone()).or_default();
            *nth += 1;
            let printed = loosened(&run(&mut case, &command));
            let is_same = printed == loosened(&expected);
            let entry = match nth {
                1 => format!("{name}: {command}"),
                nth => format!("{name} ({nth}): {command}"),
            };
            let is_open = open.remove(&entry).is_some();
            match (is_same, is_open) {
                (true, false) => same += 1,
                (false, true) => {}
                (true, true) => problems.push(format!("{entry}\nis the same: strike it out")),
                (false, false) => problems.push(format!(
                    "=== {entry}\n--- real\n{expected}--- ours\n{printed}"
                )),
            }
        }
    }
    let unknown: Vec<&String> = open.keys().collect();
    assert!(
        unknown.is_empty(),
        "in open.txt, but nowhere else: {unknown:?}"
    );
    assert!(
        problems.is_empty(),
        "{}\n{} differ",
        problems.join("\n"),
        problems.len()
    );
    assert!(same >= 344, "only {same} commands were compared");
}

/// The commands of `open.txt`: `CASE: COMMAND`, then a line with the reason.
fn open_commands() -> BTreeMap<String, String> {
    let text = fs::read_to_string("tests/kubectl/open.txt").unwrap();
    let mut reason = String::new();
    let mut open = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("# ") {
            Some(text) => reason = text.to_owned(),
            None => {
                assert!(!reason.is_empty(), "no reason is given for {line}");
                open.insert(line.to_owned(), reason.clone());
            }
        }
    }
    open
}

fn case_files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir("tests/kubectl")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .map(|path| (stem(&path), fs::read_to_string(&path).unwrap()))
        .filter(|(name, _)| name != "open")
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn read(text: &str) -> Case {
    let mut lines = text.lines();
    let mut config = Config::default();
    let mut objects = Vec::new();
    let mut files = Vec::new();
    let mut commands: Vec<(String, String)> = Vec::new();
    while let Some(line) = lines.next() {
        let mut body = || {
            let lines = lines.by_ref().take_while(|line| *line != "END");
            lines.map(|line| format!("{line}\n")).collect::<String>()
        };
        if let Some(command) = line.strip_prefix("$ ") {
            commands.push((command.to_owned(), String::new()));
        } else if let Some((_, expected)) = commands.last_mut() {
            *expected += line;
            expected.push('\n');
        } else if let Some(now) = line.strip_prefix("now ") {
            config.start = Timestamp::parse(now).unwrap();
        } else if line == "objects <<END" {
            let manifest = manifest::read(&body());
            let documents = manifest.documents.iter();
            objects = documents
                .map(|document| Object::from_value(&document.node.to_value()).unwrap())
                .collect();
        } else if let Some(name) = line.strip_prefix("file ") {
            let name = name.trim_end_matches(" <<END").to_owned();
            files.push((name, body()));
        }
    }
    let files = files.iter().map(|(name, text)| (&**name, &**text));
    Case {
        world: World::with_objects(config, objects.into_iter()),
        terminal: Terminal::with_files(files),
        commands,
    }
}

fn run(case: &mut Case, command: &str) -> String {
    let (world, terminal) = (&mut case.world, &mut case.terminal);
    let mut output = Output::default();
    let mut line = Line::begin(terminal, world, command, command);
    let ended = line.poll(world, terminal, &mut output);
    let out = output.stream(Stream::Out);
    let mut printed = out.clone();
    if !out.is_empty() && !out.ends_with('\n') {
        printed += "\n(no newline)\n";
    }
    for line in output.stream(Stream::Error).lines() {
        printed += &format!("! {line}\n");
    }
    match ended {
        Some(0) => {}
        Some(exit_code) => printed += &format!("(exit {exit_code})\n"),
        None => printed += "(runs)\n",
    }
    printed
}

/// Revisions and generated ids differ from server to server.
fn loosened(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let key = line.trim_start();
        let is_loose = [
            "resourceVersion: ",
            "uid: ",
            "\"resourceVersion\": ",
            "\"uid\": ",
        ]
        .iter()
        .any(|loose| key.starts_with(loose) && !key.ends_with("\"\""));
        match is_loose {
            true => line.split(':').next().unwrap_or_default(),
            false => line,
        }
    });
    lines.map(|line| format!("{line}\n")).collect()
}
