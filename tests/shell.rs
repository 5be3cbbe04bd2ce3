//! The shell through its front door: scripts in `tests/shell/*.txt` with what they print and when.
//!
//! A case is `=== name`, options, `--- script`, then `--- stdout` (the plain output) or `--- trace`
//! (every output line with its second: `|` stdout, `!` stderr), then `--- exit N`. Set
//! `UPDATE_SHELL_CASES=1` to write what the shell does now into the files, and read the difference.
//! Cases with `oracle: yes` also run under the system's `sh`.

#[path = "shell/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use podarium::shell::{
    ExitStatus, FIRST, Host, Input, Launch, Limits, Machine, Notice, Output, Pid, Signal,
    StartError, Stream, parse,
};
use proptest::prelude::*;
use world::{Node, World};

#[derive(Clone, Debug, Default)]
struct Case {
    name: String,
    options: Vec<(String, String)>,
    script: String,
    /// `stdout` or `trace`.
    kind: String,
    expected: String,
    exit: String,
}

impl Case {
    fn option(&self, name: &str) -> Option<&str> {
        self.options
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn options<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let with_name = self.options.iter().filter(move |(known, _)| known == name);
        with_name.map(|(_, value)| value.as_str())
    }
}

fn read_cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut section = "";
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case {
                name: name.to_string(),
                ..Case::default()
            });
            section = "options";
            continue;
        }
        let Some(case) = cases.last_mut() else {
            continue;
        };
        if let Some(header) = line.strip_prefix("--- ") {
            match header.split_once(' ') {
                Some(("exit", code)) => {
                    case.exit = code.to_string();
                    section = "";
                }
                _ => section = header,
            }
            if matches!(section, "stdout" | "trace") {
                case.kind = section.to_string();
            }
            continue;
        }
        match section {
            "options" => {
                if let Some((name, value)) = line.split_once(": ") {
                    case.options.push((name.to_string(), value.to_string()));
                }
            }
            "script" => case.script += &format!("{line}\n"),
            "stdout" | "trace" => case.expected += &format!("{line}\n"),
            _ => {}
        }
    }
    for case in &mut cases {
        case.script.pop();
    }
    cases
}

fn write_cases(cases: &[Case]) -> String {
    let mut text = String::new();
    for case in cases {
        let _ = writeln!(text, "=== {}", case.name);
        for (name, value) in &case.options {
            let _ = writeln!(text, "{name}: {value}");
        }
        let _ = writeln!(text, "--- script\n{}", case.script);
        let _ = write!(text, "--- {}\n{}", case.kind, case.expected);
        let _ = writeln!(text, "--- exit {}\n", case.exit);
    }
    text
}

/// `1.5s`, `2m`.
fn milliseconds(text: &str) -> u64 {
    let (digits, unit) = match text.strip_suffix('m') {
        Some(digits) => (digits, 60_000),
        None => (text.trim_end_matches('s'), 1000),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let thousandths = format!("{fraction:0<3}");
    let parse = |text: &str| text.parse::<u64>().expect("a time in the case file");
    parse(whole) * unit + parse(&thousandths[..3]) * unit / 1000
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.to_string()).collect()
}

fn environment() -> BTreeMap<String, String> {
    let pairs = [
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("HOME", "/root"),
        ("GREETING", "hi"),
    ];
    pairs
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .into()
}

fn launch<'a>(argv: &'a [String], environment: &'a BTreeMap<String, String>) -> Launch<'a> {
    Launch {
        argv,
        environment,
        directory: "/work",
        input: Input::Empty,
        output: Output::Log,
    }
}

fn world_for(case: &Case) -> World {
    let mut world = World::new();
    world.is_gnu = case.option("image") == Some("debian");
    if case.option("image") == Some("busybox:1.28") {
        world.busybox_minor = 28;
    }
    if !world.is_gnu {
        world.missing = strings(&["bash", "curl", "dash"]);
    }
    for service in case.options("service") {
        let words: Vec<&str> = service.split(' ').collect();
        let from = words.get(2).map_or(0, |text| milliseconds(text));
        world
            .services
            .push((words[0].to_string(), words[1].to_string(), from));
    }
    for server in case.options("http") {
        let mut words = server.splitn(3, ' ').map(String::from);
        let (place, status) = (words.next().expect("place"), words.next().expect("status"));
        world
            .servers
            .insert(place, (status, words.next().unwrap_or_default()));
    }
    for file in case.options("file") {
        let (path, text) = file.split_once(' ').expect("path and text");
        let text = text.replace("\\n", "\n");
        world.nodes.insert(
            path.to_string(),
            Node::File {
                text,
                mode: 0o755,
                modified: 1_772_442_000,
            },
        );
    }
    world
}

/// Plays a case to its end, or to its `until`. The last value: how it ended.
fn play(case: &Case) -> (World, String) {
    let mut world = world_for(case);
    let mut machine = Machine::new(Limits::default());
    let shell = case.option("shell").unwrap_or("sh");
    let argv = match case.option("argv") {
        Some(argv) => strings(&argv.split(' ').collect::<Vec<_>>()),
        None => strings(&[shell, "-c", &case.script]),
    };
    let environment = environment();
    let input = match case.option("stdin") {
        Some(text) => Input::Text(text.replace("\\n", "\n")),
        None => Input::Empty,
    };
    let start = Launch {
        input,
        ..launch(&argv, &environment)
    };
    if let Err(error) = machine.spawn(&start, &mut world) {
        return (world, error.text(&argv[0]));
    }
    let mut events: Vec<(u64, &str)> = case
        .options("at")
        .map(|event| event.split_once(' ').expect("time and event"))
        .map(|(time, what)| (milliseconds(time), what))
        .collect();
    let until = case.option("until").map_or(u64::MAX, milliseconds);
    for _ in 0..100_000 {
        let wake = machine.run(&mut world);
        if let Some(status) = machine.exit_status(FIRST) {
            return (world, status.code().to_string());
        }
        let event = events.first().map(|(time, _)| *time);
        let next = [wake.at_ms, event].into_iter().flatten().min();
        match next {
            None => return (world, "never".to_string()),
            Some(at) if at > until => return (world, "running".to_string()),
            Some(at) => world.now_ms = world.now_ms.max(at),
        }
        while events
            .first()
            .is_some_and(|(time, _)| *time <= world.now_ms)
        {
            let (_, what) = events.remove(0);
            match what.split_once(' ') {
                Some(("signal", name)) => {
                    let signal = Signal::parse(name).expect("a signal in the case file");
                    machine.signal(FIRST, signal, &mut world);
                }
                Some(("append", rest)) => {
                    let (path, text) = rest.split_once(' ').expect("path and text");
                    world
                        .write_file(path, &format!("{text}\n"), true)
                        .expect("writable");
                }
                Some(("run", command)) => {
                    let argv = strings(&["sh", "-c", command]);
                    let start = launch(&argv, &environment);
                    machine.spawn(&start, &mut world).expect("sh is there");
                }
                _ => panic!("unknown event {what}"),
            }
        }
    }
    (world, "too long".to_string())
}

fn trace(world: &World) -> String {
    let mut lines: Vec<(u64, Stream, String)> = Vec::new();
    for (at, stream, text) in &world.log {
        for piece in text.split_inclusive('\n') {
            match lines.last_mut() {
                Some((_, last, line)) if last == stream && !line.ends_with('\n') => {
                    line.push_str(piece)
                }
                _ => lines.push((*at, *stream, piece.to_string())),
            }
        }
    }
    let mut text = String::new();
    for (at, stream, line) in lines {
        let mark = if stream == Stream::Stdout { '|' } else { '!' };
        let missing = if line.ends_with('\n') { "" } else { "%\n" };
        let _ = write!(text, "{:>8.3}{mark} {line}{missing}", at as f64 / 1000.0);
    }
    text
}

fn stdout(world: &World) -> String {
    let mut text: String = world
        .log
        .iter()
        .filter(|(_, stream, _)| *stream == Stream::Stdout)
        .map(|(_, _, text)| text.as_str())
        .collect();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str("%\n");
    }
    text
}

fn case_files() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shell");
    let entries = std::fs::read_dir(directory).expect("the case directory");
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no case files");
    files
}

#[test]
fn cases() {
    let updates = std::env::var_os("UPDATE_SHELL_CASES").is_some();
    let mut failures = String::new();
    for file in case_files() {
        let text = std::fs::read_to_string(&file).expect("readable");
        let mut cases = read_cases(&text);
        for case in &mut cases {
            let (world, exit) = play(case);
            let actual = match case.kind.as_str() {
                "trace" => trace(&world),
                _ => stdout(&world),
            };
            if updates {
                case.expected = actual;
                case.exit = exit;
                if case.kind.is_empty() {
                    case.kind = "stdout".to_string();
                }
            } else if actual != case.expected || exit != case.exit {
                let _ = writeln!(
                    failures,
                    "--- {} ({})\n{}\nexpected:\n{}(exit {})\ngot:\n{actual}(exit {exit})\nall:\n{}",
                    case.name,
                    file.display(),
                    case.script,
                    case.expected,
                    case.exit,
                    trace(&world),
                );
            }
        }
        if updates {
            std::fs::write(&file, write_cases(&cases)).expect("writable");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// The same scripts under a real shell: standard output and status must agree.
#[test]
fn a_real_shell_agrees() {
    if std::process::Command::new("sh")
        .args(["-c", "exit 0"])
        .status()
        .is_err()
    {
        println!("skipped: no sh here");
        return;
    }
    let mut failures = String::new();
    let mut count = 0;
    for file in case_files() {
        let text = std::fs::read_to_string(&file).expect("readable");
        for case in read_cases(&text)
            .into_iter()
            .filter(|case| case.option("oracle") == Some("yes"))
        {
            let shell = case.option("shell").unwrap_or("sh");
            let directory =
                std::env::temp_dir().join(format!("podarium-shell-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&directory);
            std::fs::create_dir_all(&directory).expect("a place to work in");
            let run = std::process::Command::new(shell)
                .args(["-c", &case.script])
                .current_dir(&directory)
                .env_clear()
                .envs([
                    ("PATH", "/usr/local/bin:/usr/bin:/bin"),
                    ("HOME", "/root"),
                    ("GREETING", "hi"),
                ])
                .stdin(std::process::Stdio::null())
                .output();
            let _ = std::fs::remove_dir_all(&directory);
            let Ok(run) = run else {
                println!("skipped {}: no {shell} here", case.name);
                continue;
            };
            count += 1;
            let (world, exit) = play(&case);
            let mut theirs = String::from_utf8_lossy(&run.stdout).into_owned();
            if !theirs.is_empty() && !theirs.ends_with('\n') {
                theirs.push_str("%\n");
            }
            let ours = stdout(&world);
            let their_exit = run.status.code().unwrap_or(-1).to_string();
            if ours != theirs || exit != their_exit {
                let _ = writeln!(
                    failures,
                    "--- {}\n{}\ntheirs:\n{theirs}(exit {their_exit})\n{}ours:\n{ours}(exit {exit})\n{}",
                    case.name,
                    case.script,
                    String::from_utf8_lossy(&run.stderr),
                    trace(&world),
                );
            }
        }
    }
    println!("{count} scripts compared");
    assert!(failures.is_empty(), "\n{failures}");
}
