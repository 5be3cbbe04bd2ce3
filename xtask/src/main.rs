//! Podarium's own commands: `cargo xtask help` lists them. They need rustup and a C compiler, and
//! install the rest; the tests also need Node.js.

// Seconds spent are for people to read; the simulation's ban on clocks does not reach here.
#![allow(clippy::disallowed_types)]

mod assets;
mod browser;
mod checks;
mod lesson;
mod modules;
mod optimizer;
mod page;
mod split;
mod static_server;
mod step;
mod storm;
mod tools;
mod wasm_file;
mod weight;

use std::process::ExitCode;

use page::Kind;
use static_server::Site;
use step::{Failure, Outcome, command, run};

const HELP: &str = "\
cargo xtask serve [--port N] [--release] [--watch]
    Build the page and serve it on 127.0.0.1:8080. --watch builds again when a file changes.
cargo xtask test [lint|native|web|e2e] [words for the test runner]
    Install what the tests need and run them all, or one part.
cargo xtask build
    Build the page that any static host can serve into dist/, and check its size.
cargo xtask bench [words for the benchmark]
    Measure the engine.
cargo xtask storm [COUNT | --minutes N] [--from SEED]
    Play hostile scenarios, 200000 unless told otherwise: nothing may panic.
cargo xtask lesson check [ID] | new ID | preview ID [--port N]
    Check the lessons; begin a new one; look at one on the page (docs/lessons.md).
cargo xtask shots [words in the picture's name]
    Take pictures of the page into target/shots/.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let rest = words.get(1..).unwrap_or_default();
    let outcome = match words.first().map(String::as_str) {
        Some("serve") => serve(rest),
        Some("test") => checks::run_parts(rest),
        Some("build") => page::build_and_weigh(),
        Some("bench") => bench(rest),
        Some("storm") => storm::storm(rest),
        Some("lesson") => match rest {
            [word, id, more @ ..] if word == "preview" => preview(id, more),
            _ => lesson::lesson(rest),
        },
        Some("shots") => checks::take_pictures(rest),
        None | Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(())
        }
        Some(word) => Err(unknown(word)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn unknown(word: &str) -> Failure {
    Failure::new(
        format!("`{word}` is not understood."),
        "see `cargo xtask help`.",
    )
}

/// The page with a lesson open, built again whenever a file changes.
fn preview(id: &str, words: &[String]) -> Outcome {
    lesson::check(Some(id))?;
    let mut words = words.to_vec();
    words.push("--watch".to_owned());
    serve_at(&format!("#/learn/{id}"), &words)
}

fn serve(words: &[String]) -> Outcome {
    serve_at("", words)
}

/// Builds and serves the page, and names the address of a place in it.
fn serve_at(place: &str, words: &[String]) -> Outcome {
    let (mut port, mut kind, mut watches) = (8080, Kind::Preview, false);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "--release" => kind = Kind::Release,
            "--watch" => watches = true,
            "--port" => {
                let number = rest.next().and_then(|text| text.parse().ok());
                port = number.ok_or_else(|| {
                    Failure::new("--port needs a number up to 65535.", "try --port 8081.")
                })?;
            }
            other => return Err(unknown(other)),
        }
    }
    // The port first: a build is long, and a taken port is known at once.
    let listener = static_server::listen(port)?;
    page::build(kind)?;
    let site = Site {
        folder: kind.folder(),
        mount: "/",
    };
    println!(
        "\nPodarium is at {}{place}",
        static_server::address(&listener, &site)?
    );
    println!("Press Ctrl+C to stop.");
    if watches {
        println!("The page is built again when a file changes; reload it then.");
        std::thread::spawn(move || static_server::serve(&listener, site));
        return run(&mut kind.trunk("watch"), "start it again.");
    }
    static_server::serve(&listener, site);
    Ok(())
}

fn bench(words: &[String]) -> Outcome {
    let mut cargo = command("cargo");
    cargo.args(["bench", "--bench", "engine", "--"]).args(words);
    run(&mut cargo, "read what the benchmark says above.")
}
