//! From facts of the playback to the text room's words, for the story and the announcer.

use crate::playback::timeline::ChapterKind;
use crate::text::Lang;

use super::layout::story::What;

/// Where something changed, and what it is now.
pub fn story_row(what: &What, _lang: Lang) -> (String, String) {
    match what {
        What::Command(line) => ("$".to_owned(), (*line).to_owned()),
        What::Chapter(kind) => (String::new(), format!("{kind:?}")),
        What::Value { lane, label, .. } => (format!("{lane:?}"), (*label).to_owned()),
        What::Mark(kind) => (String::new(), format!("{kind:?}")),
    }
}

/// A chapter's name.
pub fn chapter(kind: &ChapterKind, _lang: Lang) -> String {
    format!("{kind:?}")
}
