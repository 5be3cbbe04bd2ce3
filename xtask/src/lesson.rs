//! `cargo xtask lesson`: what an author of lessons needs (docs/lessons.md).

use std::fs;
use std::path::PathBuf;

use crate::step::{Failure, Outcome, command, root, run, step};

const CATALOGUE: &str = "catalogue.yaml";
/// What follows the lessons in the catalogue.
const AFTER_LESSONS: &str = "\n# Lessons that wait";

const TEMPLATE: [(&str, &str); 3] = [
    ("lesson.yaml", include_str!("lesson/template/lesson.yaml")),
    ("ko.md", include_str!("lesson/template/ko.md")),
    ("en.md", include_str!("lesson/template/en.md")),
];

/// Where lessons live.
fn folder() -> PathBuf {
    root().join("src/lesson/content")
}

/// `check [ID]` and `new ID`; `preview` is the page's.
pub fn lesson(words: &[String]) -> Outcome {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["check"] => check(None),
        ["check", id] => check(Some(id)),
        ["new", id] => new(id),
        _ => Err(Failure::new(
            "`lesson` needs check [ID], new ID or preview ID.",
            "try `cargo xtask lesson check`; docs/lessons.md tells how a lesson is written.",
        )),
    }
}

/// Checks all lessons, or one.
pub fn check(id: Option<&str>) -> Outcome {
    let mut cargo = command("cargo");
    cargo
        .args(["run", "--quiet", "--example", "lesson", "--"])
        .args(id);
    step("lessons", || run(&mut cargo, "mend what is named above."))
}

/// A lesson that passes, to be written over.
fn new(id: &str) -> Outcome {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(fits) {
        return Err(Failure::new(
            format!("`{id}` is no id for a lesson."),
            "use lower case letters, digits and dashes.",
        ));
    }
    let lesson = folder().join(id);
    if lesson.exists() {
        return Err(Failure::new(
            format!("{} is there already.", lesson.display()),
            "choose another id, or change that lesson.",
        ));
    }
    let unwritten = |error: std::io::Error| {
        Failure::new(
            format!("the lesson cannot be written: {error}."),
            "look at the folder's rights.",
        )
    };
    fs::create_dir_all(&lesson).map_err(unwritten)?;
    for (name, text) in TEMPLATE {
        fs::write(lesson.join(name), text).map_err(unwritten)?;
    }
    let catalogue = folder().join(CATALOGUE);
    let text = fs::read_to_string(&catalogue).map_err(unwritten)?;
    let entry = format!(
        "  - id: {id}\n    minutes: 5\n    needs: []\n    \
         title: {{ko: {id}, en: {id}}}\n    \
         summary: {{ko: \"한 문장으로 무엇을 배우는지 적어요.\", en: \"What one learns, in a sentence.\"}}\n"
    );
    let (before, after) = text.split_once(AFTER_LESSONS).ok_or_else(|| {
        Failure::new(
            format!("{CATALOGUE} has no line `{}`.", AFTER_LESSONS.trim()),
            "add it below the last lesson.",
        )
    })?;
    fs::write(&catalogue, format!("{before}{entry}{AFTER_LESSONS}{after}")).map_err(unwritten)?;
    println!(
        "{} is there, with its line in {CATALOGUE}.",
        lesson.display()
    );
    println!("Look at it with `cargo xtask lesson preview {id}`.");
    Ok(())
}
