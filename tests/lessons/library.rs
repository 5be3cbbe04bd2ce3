//! The lessons' folder as text.

use std::fs;
use std::path::{Path, PathBuf};

use podarium::lesson::check::{Files, Library};

/// Where lessons live.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lesson/content")
}

/// Everything below the lessons' folder. A file that is not there is empty: the checker tells.
pub fn library() -> Library {
    let folder = folder();
    let text = |path: PathBuf| fs::read_to_string(path).unwrap_or_default();
    let entries = fs::read_dir(&folder).expect("the lessons' folder is there");
    let mut ids: Vec<String> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let is_folder = entry.file_type().ok()?.is_dir();
            is_folder.then(|| entry.file_name().to_string_lossy().into_owned())
        })
        .collect();
    ids.sort();
    Library {
        catalogue: text(folder.join("catalogue.yaml")),
        glossary: text(folder.join("glossary.yaml")),
        lessons: ids
            .into_iter()
            .map(|id| Files {
                lesson: text(folder.join(&id).join("lesson.yaml")),
                ko: text(folder.join(&id).join("ko.md")),
                en: text(folder.join(&id).join("en.md")),
                id,
            })
            .collect(),
    }
}
