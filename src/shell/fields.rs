//! Fields in the making: where a word is cut, and which of its characters may match files.

use super::pattern;

/// One field in the making: its text, and the same as a pattern with quoted parts escaped.
#[derive(Default)]
pub(super) struct Field {
    pub(super) text: String,
    pub(super) pattern: String,
}

#[derive(Default)]
pub(super) struct Fields {
    pub(super) done: Vec<Field>,
    pub(super) current: Option<Field>,
    pub(super) bytes: usize,
}

impl Fields {
    pub(super) fn quoted(&mut self, text: &str) {
        self.bytes += text.len();
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        pattern::push_escaped(&mut field.pattern, text);
    }

    /// Text whose pattern characters count.
    pub(super) fn bare(&mut self, text: &str) {
        self.bytes += text.len();
        let field = self.current.get_or_insert_default();
        field.text.push_str(text);
        field.pattern.push_str(text);
    }

    pub(super) fn end_field(&mut self) {
        self.done.extend(self.current.take());
    }

    /// Splits at the separators (POSIX 2.6.5): runs of blank ones count once, each other one ends a
    /// field, even an empty one.
    pub(super) fn split(&mut self, text: &str, separators: &str) {
        let mut ended_by_blank = false;
        for character in text.chars() {
            if !separators.contains(character) {
                let mut buffer = [0; 4];
                self.bare(character.encode_utf8(&mut buffer));
                ended_by_blank = false;
            } else if matches!(character, ' ' | '\t' | '\n') {
                ended_by_blank |= self.current.is_some();
                self.end_field();
            } else {
                if !ended_by_blank {
                    self.current.get_or_insert_default();
                }
                self.end_field();
                ended_by_blank = false;
            }
        }
    }
}
