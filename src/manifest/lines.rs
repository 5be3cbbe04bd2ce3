//! Byte offsets to lines and columns, and back.

use super::diagnostic::Position;

/// Where each line of a text begins.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Indexes a text once, in one pass.
    pub fn new(text: &'a str) -> Lines<'a> {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(index, _)| index + 1))
            .collect();
        Lines { text, starts }
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The position of a byte offset; offsets past the end are the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let before = self.text.as_bytes().get(self.starts[line]..offset);
        // Every byte that does not continue a character begins one.
        let characters = before
            .unwrap_or_default()
            .iter()
            .filter(|byte| **byte & 0xC0 != 0x80)
            .count();
        Position {
            line: line as u32 + 1,
            column: characters as u32 + 1,
        }
    }

    /// The byte offset of a position; columns past the end of a line are its end.
    pub fn offset(&self, position: Position) -> usize {
        let line = (position.line as usize).saturating_sub(1);
        let Some(start) = self.starts.get(line) else {
            return self.text.len();
        };
        let content = self.line(line);
        content
            .char_indices()
            .nth((position.column as usize).saturating_sub(1))
            .map_or(start + content.len(), |(index, _)| start + index)
    }

    /// The 0-based line of a byte offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// The content of a 0-based line, without its line break; empty past the end.
    pub fn line(&self, line: usize) -> &'a str {
        let Some(start) = self.starts.get(line).copied() else {
            return "";
        };
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.text.len(), |next| next - 1);
        self.text[start..end].trim_end_matches('\r')
    }

    /// The byte offset at which a 0-based line begins.
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_round_trip() {
        let text = "a: 1\n한글: x\r\n\nend";
        let lines = Lines::new(text);
        let offset = text.find('x').unwrap();
        let position = lines.position(offset);
        assert_eq!((position.line, position.column), (2, 5));
        assert_eq!(lines.offset(position), offset);
        assert_eq!(lines.line(1), "한글: x");
        let end = lines.position(text.len());
        assert_eq!((end.line, end.column), (4, 4));
        assert_eq!(lines.offset(Position { line: 9, column: 9 }), text.len());
    }
}
