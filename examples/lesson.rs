//! Checks the lessons, all or the one that is named: `cargo run --example lesson -- [ID]`.
//! `cargo xtask lesson check` is the front door.

use std::process::ExitCode;

#[path = "../tests/lessons/library.rs"]
mod library;

fn main() -> ExitCode {
    let only = std::env::args().nth(1);
    let library = library::library();
    if let Some(id) = &only
        && !library.lessons.iter().any(|files| files.id == *id)
    {
        eprintln!(
            "there is no lesson {id:?} in {}",
            library::folder().display()
        );
        return ExitCode::from(2);
    }
    let problems = library.check(only.as_deref());
    for problem in &problems {
        println!("src/lesson/content/{problem}");
    }
    match problems.len() {
        0 => ExitCode::SUCCESS,
        count => {
            println!("{count} things to mend; docs/lessons.md tells how a lesson is written");
            ExitCode::FAILURE
        }
    }
}
