//! The cases of `tests/shell/*.txt`: how they are written, and how one is played.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use podarium::order::Map;
use podarium::shell::{FIRST, Host, Input, Launch, Limits, Machine, Output, Signal, Stream};

use super::world::{Node, World};

#[derive(Clone, Debug, Default)]
pub struct Case {
    pub name: String,
    pub options: Vec<(String, String)>,
    pub script: String,
    /// `stdout` or `trace`.
    pub kind: String,
    pub expected: String,
    pub exit: String,
}

impl Case {
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn options<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let with_name = self.options.iter().filter(move |(known, _)| known == name);
        with_name.map(|(_, value)| value.as_str())
    }
}

pub fn read_cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut section = "";
    // Not `lines()`: a carriage return before the newline is part of what is expected.
    for line in text.split('\n') {
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

pub fn write_cases(cases: &[Case]) -> String {
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
pub fn milliseconds(text: &str) -> u64 {
    let (digits, unit) = match text.strip_suffix('m') {
        Some(digits) => (digits, 60_000),
        None => (text.trim_end_matches('s'), 1000),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let thousandths = format!("{fraction:0<3}");
    let parse = |text: &str| text.parse::<u64>().expect("a time in the case file");
    parse(whole) * unit + parse(&thousandths[..3]) * unit / 1000
}

pub fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.to_string()).collect()
}

pub fn environment() -> Map<String, String> {
    let pairs = [
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("HOME", "/root"),
        ("GREETING", "hi"),
    ];
    pairs
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .into()
}

pub fn launch<'a>(argv: &'a [String], environment: &'a Map<String, String>) -> Launch<'a> {
    Launch {
        argv,
        environment,
        directory: "/srv",
        input: Input::Empty,
        output: Output::Log,
    }
}

pub fn world_for(case: &Case) -> World {
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
pub fn play(case: &Case) -> (World, String) {
    play_in(case, world_for(case))
}

pub fn play_in(case: &Case, mut world: World) -> (World, String) {
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

pub fn trace(world: &World) -> String {
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

pub fn stdout(world: &World) -> String {
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

pub fn case_files() -> Vec<PathBuf> {
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
