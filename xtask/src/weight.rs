//! Weighing the release page against its budget.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use crate::modules;
use crate::page::{files_in, has_extension, unreadable};
use crate::step::{Failure, Outcome, command};

/// A first visit's bytes over the wire, gzip level 9; kB are thousands.
const TOTAL_BUDGET_BYTES: usize = 350_000;
const WASM_BUDGET_BYTES: usize = 280_000;

/// What no first visit fetches: pages of their own behind a link, and lessons.
const LATER: [&str; 3] = ["fidelity.html", "fidelity.css", LESSONS];
/// Lessons are fetched when they are opened: each has a folder with its data and its texts.
const LESSONS: &str = "lessons";
/// What opening a lesson may cost: its data, and its texts in one language.
const LESSON_BYTES_MAX: usize = 15_000;

/// Prints what each file costs over the wire. Everything in the folder counts as first load, but
/// for what comes later.
pub fn weigh(folder: &Path) -> Outcome {
    let (mut total, mut wasm, mut rest) = (0, 0, 0);
    for path in files_in(folder) {
        let size = gzip_size(&path)?;
        let name = path.strip_prefix(folder).unwrap_or(&path);
        let is_rest = modules::is_rest(name);
        if is_rest || LATER.iter().any(|later| name.starts_with(later)) {
            rest += if is_rest { size } else { 0 };
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
    println!("{rest:>9} B gzip  the rest of the program");
    println!("size: wasm_gzip_bytes={wasm} total_gzip_bytes={total} rest_gzip_bytes={rest}");
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
