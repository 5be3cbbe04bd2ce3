//! Building the page, making it small, and weighing it against its budget.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::browser;
use crate::lesson;
use crate::step::{Failure, Outcome, command, find_program, output_of, root, run, step};
use crate::tools;
use crate::wasm_file;

/// A first visit's bytes over the wire, gzip level 9; kB are thousands.
const TOTAL_BUDGET_BYTES: usize = 350_000;
const WASM_BUDGET_BYTES: usize = 280_000;

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
            trunk.arg("--release");
        }
        trunk
    }
}

/// Installs what is missing and builds the page into `kind.folder()`.
pub fn build(kind: Kind) -> Outcome {
    step("tools for the page", tools::ensure_page_tools)?;
    step("the page", || {
        // Trunk sweeps its folder only when a build succeeds; an old page must not outlive a failure.
        let _ = fs::remove_dir_all(kind.folder());
        let next = "fix what the compiler says above.";
        run(&mut kind.trunk("build"), next)?;
        if kind == Kind::Release {
            shrink(&kind.folder())
        } else {
            Ok(())
        }
    })
}

/// The release page, small and within its budget.
pub fn build_and_weigh() -> Outcome {
    lesson::check(None)?;
    build(Kind::Release)?;
    step("the page's size", || weigh(&Kind::Release.folder()))
}

/// Rewrites the module in place. The file keeps its name: both do the same.
fn shrink(folder: &Path) -> Outcome {
    let wasm_opt = wasm_opt();
    if wasm_opt.is_none() {
        println!(
            "There is no wasm-opt here (it comes through Node.js): the module stays some 10 to"
        );
        println!("15 % larger, 2 to 4 % of what a visitor downloads. Everything else is the same.");
    }
    for module in files_in(folder)
        .iter()
        .filter(|path| has_extension(path, "wasm"))
    {
        match &wasm_opt {
            Some(wasm_opt) => optimize(wasm_opt, module)?,
            None => drop_names(module)?,
        }
    }
    Ok(())
}

fn optimize(wasm_opt: &Path, module: &Path) -> Outcome {
    let small = module.with_extension("small");
    let mut optimizer = command(&wasm_opt.to_string_lossy());
    optimizer
        .arg("-Oz")
        .args(WASM_FEATURES)
        .arg("--output")
        .arg(&small)
        .arg(module);
    run(
        &mut optimizer,
        "remove tests/e2e/node_modules and run this again.",
    )?;
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

/// Pages of their own behind a link: no first visit fetches them.
const LATER: [&str; 3] = ["fidelity.html", "fidelity.css", LESSONS];
/// Lessons are fetched when they are opened: each has a folder with its data and its texts.
const LESSONS: &str = "lessons";
/// What opening a lesson may cost: its data, and its texts in one language.
const LESSON_BYTES_MAX: usize = 15_000;

/// Prints what each file costs over the wire. Everything in the folder counts as first load, but
/// for what is behind a link.
fn weigh(folder: &Path) -> Outcome {
    let (mut total, mut wasm) = (0, 0);
    for path in files_in(folder) {
        let size = gzip_size(&path)?;
        let name = path.strip_prefix(folder).unwrap_or(&path);
        if LATER.iter().any(|later| name.starts_with(later)) {
            println!("{size:>9} B gzip  {} (later)", name.display());
            continue;
        }
        total += size;
        wasm += if has_extension(&path, "wasm") {
            size
        } else {
            0
        };
        println!("{size:>9} B gzip  {}", name.display());
    }
    println!("{total:>9} B gzip  first load (budget {TOTAL_BUDGET_BYTES})");
    println!("size: wasm_gzip_bytes={wasm} total_gzip_bytes={total}");
    weigh_lessons(&folder.join(LESSONS))?;
    compare(wasm, total)
}

/// Every lesson stays light.
fn weigh_lessons(folder: &Path) -> Outcome {
    let mut largest = 0;
    for lesson in files_in(folder) {
        if !lesson.ends_with("lesson.yaml") {
            continue;
        }
        let text = |name: &str| gzip_size(&lesson.with_file_name(name));
        let bytes = gzip_size(&lesson)? + text("ko.md")?.max(text("en.md")?);
        largest = largest.max(bytes);
        if bytes > LESSON_BYTES_MAX {
            let place = lesson.display();
            return Err(Failure::new(
                format!(
                    "{place} with its texts weighs {bytes} bytes, more than {LESSON_BYTES_MAX}."
                ),
                "shorten it, or make two lessons of it.",
            ));
        }
    }
    println!("{largest:>9} B gzip  largest lesson (budget {LESSON_BYTES_MAX})");
    Ok(())
}

/// The figures of the last change that moved them: `wasm_gzip_bytes=… total_gzip_bytes=…`.
const RECORD: &str = "docs/size.txt";

/// A page within its budget is well. One beyond it says so every time, and may not grow: the
/// recorded figure is the bound until it is back within the budget.
fn compare(wasm: usize, total: usize) -> Outcome<()> {
    let record = fs::read_to_string(RECORD).unwrap_or_default();
    for (what, name, size, budget) in [
        ("module", "wasm_gzip_bytes", wasm, WASM_BUDGET_BYTES),
        ("first load", "total_gzip_bytes", total, TOTAL_BUDGET_BYTES),
    ] {
        if size <= budget {
            continue;
        }
        println!(
            "OVER BUDGET: the {what} is {} bytes too large.",
            size - budget
        );
        let recorded = record
            .split_whitespace()
            .find_map(|word| {
                word.strip_prefix(name)?
                    .strip_prefix('=')?
                    .parse::<usize>()
                    .ok()
            })
            .unwrap_or(budget);
        // The same source gives a few bytes more or less with another compiler.
        if size > recorded + recorded / 100 {
            return Err(Failure::new(
                format!(
                    "The {what} grew from {recorded} to {size} bytes, away from its budget of {budget}."
                ),
                "find what grew (git log -p Cargo.lock, new generics, new text) and make it smaller.",
            ));
        }
    }
    Ok(())
}

fn gzip_size(path: &Path) -> Outcome<usize> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut gzip = command("gzip");
    let output = gzip
        .args(["-9", "-c"])
        .stdin(file)
        .stderr(Stdio::inherit())
        .output();
    let output = output.map_err(|error| crate::step::cannot_start(&gzip, &error))?;
    Ok(output.stdout.len())
}

/// Every file below a folder, in a fixed order.
fn files_in(folder: &Path) -> Vec<PathBuf> {
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

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("{} cannot be used: {error}.", path.display()),
        "build the page again.",
    )
}
