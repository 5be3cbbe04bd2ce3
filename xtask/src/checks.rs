//! `cargo xtask test`: everything that must hold, cheapest first. Each part installs what it needs.

use std::thread;

use crate::browser;
use crate::page::{self, Kind};
use crate::static_server::{self, Site};
use crate::step::{Failure, Outcome, command, run, step};
use crate::tools;

/// One part of the checks; its name is also the filter on the command line.
pub struct Part {
    pub name: &'static str,
    pub what: &'static str,
    check: fn(&[String]) -> Outcome,
}

pub const PARTS: [Part; 4] = [
    Part {
        name: "lint",
        what: "formatting and clippy, native and wasm",
        check: lint,
    },
    Part {
        name: "native",
        what: "unit, golden and tidy tests",
        check: native,
    },
    Part {
        name: "web",
        what: "components in a real browser",
        check: web,
    },
    Part {
        name: "e2e",
        what: "the release page, its size, whole-page journeys",
        check: journeys,
    },
];

/// Runs one part, with the remaining words handed to its test runner, or all of them.
/// A failing part does not keep the others from telling what they know.
pub fn run_parts(words: &[String]) -> Outcome {
    let chosen = words.first().map(String::as_str);
    if let Some(name) = chosen.filter(|name| PARTS.iter().all(|part| part.name != *name)) {
        let names: Vec<_> = PARTS.iter().map(|part| part.name).collect();
        let next = format!("choose one of {}, or none for all.", names.join(", "));
        return Err(Failure::new(format!("There is no part `{name}`."), next));
    }
    let parts = PARTS
        .iter()
        .filter(|part| chosen.is_none_or(|name| name == part.name));
    let mut passed = 0;
    let mut failures = Vec::new();
    for part in parts {
        println!("\n=== {}: {}", part.name, part.what);
        match (part.check)(words.get(1..).unwrap_or_default()) {
            Ok(()) => passed += 1,
            Err(failure) => failures.push((part.name, failure)),
        }
    }
    println!();
    for (name, failure) in &failures {
        println!("{name}: {failure}");
    }
    println!("parts: {passed} passed, {} failed", failures.len());
    if failures.is_empty() {
        return Ok(());
    }
    let again: Vec<_> = failures
        .iter()
        .map(|(name, _)| format!("cargo xtask test {name}"))
        .collect();
    Err(Failure::new("Not everything holds.", again.join(", ")))
}

fn lint(_words: &[String]) -> Outcome {
    step("tools for linting", || {
        tools::ensure_linters().and_then(|()| tools::ensure_wasm_target())
    })?;
    step("formatting", || {
        run(
            command("cargo").args(["fmt", "--all", "--check"]),
            "run `cargo fmt --all`.",
        )
    })?;
    let next = "fix what clippy says above.";
    step("clippy, native", || {
        let words = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ];
        run(command("cargo").args(words), next)
    })?;
    step("clippy, wasm", || {
        let mut clippy = command("cargo");
        clippy.args(["clippy", "--target", tools::WASM_TARGET, "--lib", "--bins"]);
        clippy.args(["--test", "web", "--", "-D", "warnings"]);
        run(&mut clippy, next)
    })
}

fn native(words: &[String]) -> Outcome {
    step("native tests", || {
        let next = "read the first error above; run one test alone with its name after `native`.";
        run(
            command("cargo").args(["test", "--workspace"]).args(words),
            next,
        )
    })
}

fn web(words: &[String]) -> Outcome {
    let driver = step("tools for component tests", || {
        tools::ensure_wasm_target()?;
        tools::ensure_wasm_bindgen()?;
        browser::ensure_chromedriver()
    })?;
    step("component tests", || {
        let mut cargo = command("cargo");
        cargo
            .args(["test", "--target", tools::WASM_TARGET, "--test", "web"])
            .args(words);
        cargo
            .env("CHROMEDRIVER", driver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        run(&mut cargo, "read the first error above.")
    })
}

fn journeys(words: &[String]) -> Outcome {
    page::build_and_weigh()?;
    let mut test = browser::playwright();
    test.arg("test").args(words);
    drive(
        "whole-page journeys",
        test,
        "read the first failing journey above.",
    )
}

/// `cargo xtask shots`: pictures for people, into target/shots.
pub fn take_pictures(words: &[String]) -> Outcome {
    page::build(Kind::Release)?;
    let mut shots = browser::node_script("shots.js");
    shots.args(words);
    drive("pictures", shots, "read what the browser says above.")
}

/// Serves the release page, at the root and in a sub-folder, while `script` drives a browser.
fn drive(title: &str, mut script: std::process::Command, next: &str) -> Outcome {
    let chromium = step("tools for the browser", || {
        browser::ensure_node_packages()?;
        browser::ensure_korean_font();
        browser::ensure_chromium()
    })?;
    script.env("PODARIUM_URL", serve_release("/")?);
    script.env(
        "PODARIUM_SUBFOLDER_URL",
        serve_release("/some/sub/folder/")?,
    );
    if let Some(chromium) = chromium {
        script.env("PODARIUM_CHROMIUM", chromium);
    }
    step(title, || run(&mut script, next))
}

/// Serves in the background until this process ends, and returns the address.
fn serve_release(mount: &'static str) -> Outcome<String> {
    let site = Site {
        folder: Kind::Release.folder(),
        mount,
    };
    let listener = static_server::listen(0)?;
    let address = static_server::address(&listener, &site)?;
    thread::spawn(move || static_server::serve(&listener, site));
    Ok(address)
}
