//! The shell through its front door: scripts in `tests/shell/*.txt` with what they print and when.
//!
//! A case is `=== name`, options, `--- script`, then `--- stdout` (the plain output) or `--- trace`
//! (every output line with its second: `|` stdout, `!` stderr), then `--- exit N`. Set
//! `UPDATE_SHELL_CASES=1` to write what the shell does now into the files, and read the difference.
//! Cases with `oracle: yes` also run under the system's `sh`.

#[path = "shell/cases.rs"]
mod cases;
#[path = "shell/world.rs"]
mod world;

use std::fmt::Write as _;

use podarium::shell::{
    ExitStatus, FIRST, Host, Input, Launch, Limits, Machine, Notice, Output, Pid, Signal,
    StartError, Stream, parse,
};
use proptest::prelude::*;

use cases::{
    case_files, environment, launch, play, play_in, read_cases, stdout, strings, trace, world_for,
    write_cases,
};
use world::World;

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

/// The shell to compare with: Debian's dash, whose dialect the room speaks too. Other shells called
/// `sh` differ in ways that are theirs to have.
fn judge() -> Option<&'static str> {
    let runs = |shell: &str| {
        let probe = std::process::Command::new(shell)
            .args(["-c", "exit 0"])
            .status();
        probe.is_ok_and(|status| status.success())
    };
    runs("dash").then_some("dash")
}

/// The same scripts under a real shell: standard output and status must agree.
#[test]
fn a_real_shell_agrees() {
    let Some(judge) = judge() else {
        println!("skipped: no dash here");
        return;
    };
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
            let run = std::process::Command::new(if shell == "sh" { judge } else { shell })
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
            // The judges are Debian's: their words, not busybox's.
            let (world, exit) = play_in(
                &case,
                World {
                    is_gnu: true,
                    ..world_for(&case)
                },
            );
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

/// Runs a machine until its first process ends or simulated time is up; tells how it ended.
fn run_until(machine: &mut Machine, world: &mut World, until_ms: u64) -> Option<ExitStatus> {
    for _ in 0..20_000 {
        let wake = machine.run(world);
        if let Some(status) = machine.exit_status(FIRST) {
            return Some(status);
        }
        match wake.at_ms {
            Some(at) if at <= until_ms => world.now_ms = world.now_ms.max(at),
            _ => return None,
        }
    }
    panic!("the machine does not let time pass");
}

fn start(script: &str, output: Output) -> (Machine, World) {
    let mut world = World::new();
    let mut machine = Machine::new(Limits::default());
    let argv = strings(&["sh", "-c", script]);
    let environment = environment();
    let launch = Launch {
        output,
        ..launch(&argv, &environment)
    };
    machine.spawn(&launch, &mut world).expect("sh is there");
    (machine, world)
}

#[test]
fn an_exec_is_captured_apart_from_the_log() {
    let (mut machine, mut world) = start("sleep 100", Output::Log);
    machine.run(&mut world);
    let argv = strings(&["sh", "-c", "echo out; echo err >&2; exit 7"]);
    let environment = environment();
    let probe = Launch {
        output: Output::Captured,
        ..launch(&argv, &environment)
    };
    let pid = machine.spawn(&probe, &mut world).expect("sh is there");
    assert_eq!(machine.exit_status(pid), None);
    machine.run(&mut world);
    assert_eq!(machine.exit_status(pid), Some(ExitStatus::Code(7)));
    let capture = machine.captured(pid).expect("captured");
    assert_eq!(capture.text(), "out\nerr\n");
    assert_eq!(capture.stream(Stream::Stderr), "err\n");
    assert!(world.log.is_empty());
    machine.forget(pid);
    assert_eq!(machine.exit_status(pid), None);
    assert_eq!(machine.process_count(), 1);
}

#[test]
fn an_exec_dies_with_the_container() {
    let (mut machine, mut world) = start("sleep 1", Output::Log);
    let argv = strings(&["sleep", "100"]);
    let environment = environment();
    let pid = machine
        .spawn(&launch(&argv, &environment), &mut world)
        .expect("sleep is there");
    assert_eq!(
        run_until(&mut machine, &mut world, 5_000),
        Some(ExitStatus::Code(0))
    );
    assert_eq!(machine.exit_status(pid).map(ExitStatus::code), Some(137));
    assert_eq!(machine.process_count(), 0);
}

#[test]
fn a_terminal_is_prompted_fed_and_interrupted() {
    let mut world = World::new();
    let mut machine = Machine::new(Limits::default());
    let argv = strings(&["sh"]);
    let environment = environment();
    let terminal = Launch {
        input: Input::Open { is_terminal: true },
        output: Output::Captured,
        ..launch(&argv, &environment)
    };
    let pid = machine.spawn(&terminal, &mut world).expect("sh is there");
    let mut shown = String::new();
    let mut show = |machine: &mut Machine, world: &mut World| {
        machine.run(world);
        shown.extend(machine.take_captured(pid).into_iter().map(|(_, text)| text));
        std::mem::take(&mut shown)
    };
    assert_eq!(show(&mut machine, &mut world), "/srv # ");
    machine.feed(pid, "cd /tmp; for i in 1 2\n", &mut world);
    assert_eq!(show(&mut machine, &mut world), "> ");
    machine.feed(pid, "do echo $i; done\n", &mut world);
    assert_eq!(show(&mut machine, &mut world), "1\n2\n/tmp # ");
    machine.feed(pid, "sleep 100\n", &mut world);
    assert_eq!(show(&mut machine, &mut world), "");
    machine.interrupt(pid, &mut world);
    assert_eq!(show(&mut machine, &mut world), "/tmp # ");
    machine.feed(pid, "echo $?; nosuch; fi\n", &mut world);
    let answer = "sh: syntax error: unexpected \"fi\"\n/tmp # ";
    assert_eq!(show(&mut machine, &mut world), answer);
    machine.feed(pid, "exit 5\n", &mut world);
    assert_eq!(show(&mut machine, &mut world), "");
    assert_eq!(machine.exit_status(pid), Some(ExitStatus::Code(5)));
}

#[test]
fn bounds_are_told_once() {
    for (script, expected) in [
        ("while :; do :; done", Notice::EndlessLoop),
        ("while true; do echo flood; done", Notice::EndlessLoop),
        ("b() { b | b & }; b; sleep 1", Notice::TooManyProcesses),
        (":(){ :|:& };: ; sleep 3", Notice::TooManyProcesses),
        ("f() { f; }; f", Notice::TooDeep),
        ("seq 20000", Notice::OutputTruncated),
        (
            "x=$(yes | head -c 300000); echo ${#x}",
            Notice::TextTruncated,
        ),
    ] {
        let (mut machine, mut world) = start(script, Output::Captured);
        run_until(&mut machine, &mut world, 100_000);
        let notices = machine.take_notices();
        assert!(notices.contains(&expected), "{script}: {notices:?}");
        run_until(&mut machine, &mut world, 200_000);
        assert!(
            !machine.take_notices().contains(&expected),
            "{script} told twice"
        );
        assert!(
            machine
                .captured(FIRST)
                .is_some_and(|capture| capture.text().len() <= 10 * 1024)
        );
    }
}

#[test]
fn a_loop_that_sleeps_is_no_endless_loop() {
    let (mut machine, mut world) = start("while :; do date; sleep 1; done", Output::Log);
    run_until(&mut machine, &mut world, 7_200_000);
    assert_eq!(machine.take_notices(), []);
}

/// A checkpoint in the middle of things goes on exactly as the original does.
#[test]
fn a_clone_goes_on_alike() {
    let script = "trap 'echo t' TERM; i=0; while [ $i -lt 5 ]; do i=$((i+1)); \
                  echo \"$i $(sleep 0.3; echo $RANDOM | tr 0-9 a-j)\"; done; yes | head -2";
    let (mut machine, mut world) = start(script, Output::Log);
    for stop_ms in [0, 100, 450, 800] {
        run_until(&mut machine, &mut world, stop_ms);
        let (mut machine_copy, mut world_copy) = (machine.clone(), world.clone());
        assert_eq!(machine_copy, machine);
        let (mut original, mut its_world) = (machine.clone(), world.clone());
        original.signal(FIRST, Signal::Terminate, &mut its_world);
        machine_copy.signal(FIRST, Signal::Terminate, &mut world_copy);
        let ends = run_until(&mut original, &mut its_world, 60_000);
        assert_eq!(ends, run_until(&mut machine_copy, &mut world_copy, 60_000));
        assert_eq!(ends, Some(ExitStatus::Code(0)));
        assert_eq!(original, machine_copy);
        assert_eq!(its_world, world_copy);
    }
}

#[test]
fn start_errors_speak_as_the_runtime() {
    let mut world = World::new();
    let mut machine = Machine::new(Limits::default());
    world
        .write_file("/srv/plain", "text", false)
        .expect("writable");
    let environment = environment();
    for (program, expected) in [
        (
            "nosuch",
            "exec: \"nosuch\": executable file not found in $PATH",
        ),
        (
            "/nosuch",
            "exec: \"/nosuch\": stat /nosuch: no such file or directory",
        ),
        ("/srv/plain", "exec: \"/srv/plain\": permission denied"),
        ("/tmp", "exec: \"/tmp\": is a directory"),
    ] {
        let argv = strings(&[program]);
        let error = machine.spawn(&launch(&argv, &environment), &mut world);
        assert_eq!(
            error.map_err(|error| error.text(program)),
            Err(expected.to_string())
        );
    }
    assert_eq!(
        machine.spawn(&launch(&[], &environment), &mut world),
        Err(StartError::NoCommand)
    );
    // None of them used up pid 1.
    let argv = strings(&["true"]);
    assert_eq!(
        machine.spawn(&launch(&argv, &environment), &mut world),
        Ok(Pid(1))
    );
}

#[test]
fn a_server_made_of_nc_answers_once_a_turn() {
    let script = "while true; do printf 'HTTP/1.1 200 OK\\r\\n\\r\\nhello' | nc -l -p 8080; done";
    let (mut machine, mut world) = start(script, Output::Log);
    machine.run(&mut world);
    let request = podarium::shell::NetworkRequest {
        protocol: podarium::shell::Protocol::Http,
        host: "10.0.0.1".to_string(),
        address: "10.0.0.1".to_string(),
        port: 8080,
        method: "GET".to_string(),
        path: "/x".to_string(),
        headers: Vec::new(),
        body: String::new(),
    };
    for _ in 0..3 {
        assert_eq!(machine.listening_ports().collect::<Vec<_>>(), [8080]);
        let answer = machine.answer(8080, &request, &mut world);
        let expected = podarium::shell::Outcome::Response {
            status: 200,
            headers: Vec::new(),
            body: "hello".to_string(),
        };
        assert_eq!(answer, Some(expected));
        machine.run(&mut world);
    }
    assert_eq!(machine.answer(9090, &request, &mut world), None);
    assert!(stdout(&world).starts_with("GET /x HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\nGET"));
}

/// Pieces that scripts are made of, to make more than plain noise.
fn script_text() -> impl Strategy<Value = String> {
    const PIECES: [&str; 72] = [
        "echo", "x", "if", "then", "fi", "else", "while", "do", "done", "for", "in", "case",
        "esac", "{", "}", "(", ")", ";", ";;", "&", "&&", "||", "|", "!", "\n", "<", ">", ">>",
        "<<E", "E", "2>&1", "$x", "${x:-y}", "${x%*}", "$(", "`", "\"", "'", "\\", "$((", "))",
        "1", "+", "*", "[", "]", "=", "x=1", "true", "false", "sleep 1", "break", "continue",
        "exit", "return", "f()", "f", "trap", "TERM", "wait", "read", "cat", "yes", "head",
        "kill $$", "eval", "set -e", "$@", "#", "shift", "seq 5", "until",
    ];
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_string),
        1 => "[ -~]{0,6}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Reading never panics, and says where it stopped.
    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        let script = parse(&text);
        if let Some(error) = script.error {
            prop_assert!(error.line >= 1 && error.column >= 1);
        }
    }

    /// Running never panics, and simulated time always passes.
    #[test]
    fn any_script_ends_within_bounds(script in script_text()) {
        let (mut machine, mut world) = start(&script, Output::Captured);
        run_until(&mut machine, &mut world, 60_000);
        machine.signal(FIRST, Signal::Terminate, &mut world);
        run_until(&mut machine, &mut world, 120_000);
        machine.signal(FIRST, Signal::Kill, &mut world);
        prop_assert!(machine.exit_status(FIRST).is_some());
        prop_assert_eq!(machine.process_count(), 0);
    }

    /// Any words for any program.
    #[test]
    fn any_arguments_are_taken(
        program in prop::sample::select(vec![
            "grep", "sed", "awk", "tr", "cut", "printf", "test", "expr", "date", "head", "tail",
            "sort", "ls", "find", "wget", "curl", "nc", "kill", "timeout", "xargs", "seq", "stat",
            "chmod", "echo", "basename", "dirname", "env", "nslookup", "cp", "mkdir", "base64", "uniq",
        ]),
        arguments in prop::collection::vec("[ -~]{0,8}|-[a-zA-Z]{1,2}|\\PC{0,4}", 0..5),
    ) {
        let mut world = World::new();
        let mut machine = Machine::new(Limits::default());
        let mut argv = vec![program.to_string()];
        argv.extend(arguments);
        let environment = environment();
        let input = Input::Text("one two\nthree\u{e9}\u{1f600}\n\nlast".to_string());
        let launch = Launch { input, output: Output::Captured, ..launch(&argv, &environment) };
        machine.spawn(&launch, &mut world).expect("the program is there");
        run_until(&mut machine, &mut world, 200_000);
        machine.signal(FIRST, Signal::Kill, &mut world);
        prop_assert_eq!(machine.process_count(), 0);
    }
}
