//! Making modules small: with wasm-opt where it is, else without what only tools read.

use std::fs;
use std::path::{Path, PathBuf};

use crate::browser;
use crate::modules;
use crate::page::unreadable;
use crate::step::{Outcome, command, find_program, output_of, run};
use crate::wasm_file;

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

/// Rewrites a module in place.
pub fn shrink(module: &Path) -> Outcome {
    if wasm_opt().is_none() {
        println!(
            "There is no wasm-opt here (it comes through Node.js): the module stays some 10 to"
        );
        println!("15 % larger, 2 to 4 % of what a visitor downloads. Everything else is the same.");
        return drop_custom_sections(module);
    }
    let words = [
        "-Oz",
        "-Oz", // it finds what the first one made possible
        "--low-memory-unused",
        "--one-caller-inline-max-function-size",
        "50",
    ];
    run_on(module, &words)?;
    modules::order(module)
}

/// Takes out what nobody can reach, and keeps the names.
pub fn drop_unreachable(module: &Path) -> Outcome {
    run_on(module, &["--remove-unused-module-elements", "--debuginfo"])
}

fn run_on(module: &Path, words: &[&str]) -> Outcome {
    let Some(wasm_opt) = wasm_opt() else {
        return Ok(());
    };
    let new = module.with_extension("new");
    let mut optimizer = command(&wasm_opt.to_string_lossy());
    optimizer.args(words).args(WASM_FEATURES);
    optimizer.arg("--output").arg(&new).arg(module);
    run(
        &mut optimizer,
        "remove tests/e2e/node_modules and run this again.",
    )?;
    fs::rename(&new, module).map_err(|error| unreadable(module, &error))
}

fn drop_custom_sections(module: &Path) -> Outcome {
    let bytes = fs::read(module).map_err(|error| unreadable(module, &error))?;
    let small = wasm_file::without_custom_sections(&bytes).unwrap_or(bytes);
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
