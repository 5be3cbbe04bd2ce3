//! Weighing the release page against its budget.

use std::fs::File;
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
    if rest == 0 {
        println!("A page of one module (no browser to split it by) is not held to the budget.");
        return Ok(());
    }
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

/// A page beyond its budget is refused. The last figures stand in `docs/size.txt`, to see what grew.
fn compare(wasm: usize, total: usize) -> Outcome {
    for (what, size, budget) in [
        ("module", wasm, WASM_BUDGET_BYTES),
        ("first load", total, TOTAL_BUDGET_BYTES),
    ] {
        if size > budget {
            return Err(Failure::new(
                format!(
                    "The {what} is {size} bytes, {} beyond its budget.",
                    size - budget
                ),
                "find what grew since docs/size.txt (git log -p Cargo.lock, new generics, new text) and make it smaller.",
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
