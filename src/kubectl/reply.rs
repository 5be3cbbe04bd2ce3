//! What a command prints and how it ends.

/// Where a piece of text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Out,
    Error,
}

/// Output in the order in which it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    pub pieces: Vec<(Stream, String)>,
}

impl Output {
    /// Writes to standard output.
    pub fn out(&mut self, text: &str) {
        self.write(Stream::Out, text);
    }

    /// Writes a line to standard output.
    pub fn line(&mut self, text: &str) {
        self.write(Stream::Out, &format!("{text}\n"));
    }

    /// Writes a line to standard error.
    pub fn error(&mut self, text: &str) {
        self.write(Stream::Error, &format!("{text}\n"));
    }

    /// Writes to one of the streams.
    pub fn write(&mut self, stream: Stream, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some((last, piece)) if *last == stream => piece.push_str(text),
            _ => self.pieces.push((stream, text.to_owned())),
        }
    }

    /// Both streams in order.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// One stream alone.
    pub fn stream(&self, stream: Stream) -> String {
        let pieces = self.pieces.iter().filter(|(of, _)| *of == stream);
        pieces.map(|(_, text)| text.as_str()).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}
