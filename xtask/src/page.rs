//! Building the page: as Trunk makes it to look at, or small and in two modules to publish.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::browser;
use crate::lesson;
use crate::modules;
use crate::step::{Failure, Outcome, command, find_program, output_of, root, run, step};
use crate::tools;
use crate::wasm_file;
use crate::weight;

const WASM_OPT_VERSION: &str = "132";
/// What rustc's WebAssembly uses; without them the optimizer refuses it.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-reference-types",
];

/// How the page is built: quickly to look at, or small to publish.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Preview,
    Release,
}

impl Kind {
    pub fn folder(self) -> PathBuf {
        root().join(match self {
            Kind::Preview => "target/preview-dist",
            Kind::Release => "dist",
        })
    }

    /// `trunk build` or `trunk watch`.
    pub fn trunk(self, verb: &str) -> std::process::Command {
        let mut trunk = command("trunk");
        // Trunk reads only true and false in NO_COLOR, where the custom allows any value.
        trunk
            .arg(verb)
            .env_remove("NO_COLOR")
            .env("TRUNK_SKIP_VERSION_CHECK", "true");
        trunk.arg("--dist").arg(self.folder());
        if self == Kind::Release {
            trunk.arg("--release").env(RUST_FLAGS, RELEASE_FLAGS);
        }
        trunk
    }
}

/// Only the page of two modules needs what the linker knows (`split::links`).
const RUST_FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
const RELEASE_FLAGS: &str = "-Clink-arg=--emit-relocs";

/// Installs what is missing and builds the page into `kind.folder()`.
pub fn build(kind: Kind) -> Outcome {
    step("tools for the page", tools::ensure_page_tools)?;
    step("the page", || {
        // Trunk sweeps its folder only when a build succeeds; an old page must not outlive a failure.
        let _ = fs::remove_dir_all(kind.folder());
        let next = "fix what the compiler says above.";
        run(&mut kind.trunk("build"), next)?;
        if kind == Kind::Release {
            modules::halve(&kind.folder())?;
            shrink(&kind.folder())?;
        }
        Ok(())
    })
}

/// The release page, small and within its budget.
pub fn build_and_weigh() -> Outcome {
    lesson::check(None)?;
    build(Kind::Release)?;
    step("the page's size", || weight::weigh(&Kind::Release.folder()))
}

/// Rewrites each module in place. The file keeps its name: both do the same.
fn shrink(folder: &Path) -> Outcome {
    let wasm_opt = wasm_opt();
    if wasm_opt.is_none() {
        println!(
            "There is no wasm-opt here (it comes through Node.js): the module stays some 10 to"
        );
        println!("15 % larger, 2 to 4 % of what a visitor downloads. Everything else is the same.");
    }
    let modules = files_in(folder);
    let modules = modules.iter().filter(|path| has_extension(path, "wasm"));
    // Each takes its time, and they have nothing to do with each other.
    thread::scope(|scope| {
        let at_work: Vec<_> = modules
            .map(|module| {
                scope.spawn(|| match &wasm_opt {
                    Some(wasm_opt) => optimize(wasm_opt, module),
                    None => drop_names(module),
                })
            })
            .collect();
        at_work
            .into_iter()
            .try_for_each(|one| one.join().expect("shrinking a module does not panic"))
    })
}

fn optimize(wasm_opt: &Path, module: &Path) -> Outcome {
    let small = module.with_extension("small");
    let mut optimizer = command(&wasm_opt.to_string_lossy());
    optimizer
        .args(["-Oz", "--low-memory-unused"])
        .args(["--one-caller-inline-max-function-size", "50"])
        .args(WASM_FEATURES)
        .arg("--output")
        .arg(&small)
        .arg(module);
    run(
        &mut optimizer,
        "remove tests/e2e/node_modules and run this again.",
    )?;
    modules::order(&small)?;
    fs::rename(&small, module).map_err(|error| unreadable(module, &error))
}

fn drop_names(module: &Path) -> Outcome {
    let bytes = fs::read(module).map_err(|error| unreadable(module, &error))?;
    let small = wasm_file::without_names(&bytes).unwrap_or(bytes);
    fs::write(module, small).map_err(|error| unreadable(module, &error))
}

/// The pinned optimizer: the one of tests/e2e where Node.js is, else one on PATH.
fn wasm_opt() -> Option<PathBuf> {
    if browser::ensure_node_packages().is_ok() {
        return Some(browser::node_program("wasm-opt"));
    }
    let said = output_of(command("wasm-opt").arg("--version"))?;
    let fits = said.split_whitespace().any(|word| word == WASM_OPT_VERSION);
    if fits { find_program("wasm-opt") } else { None }
}

/// Every file below a folder, in a fixed order.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .flat_map(|path| {
            if path.is_dir() {
                files_in(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

pub fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

pub fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("{} cannot be used: {error}.", path.display()),
        "build the page again.",
    )
}
