//! Open files: what the descriptors of all processes of a container point at. As in a kernel, a
//! descriptor is a number in a process, and what it points at is shared by everyone who inherited
//! it; a pipe ends when nobody holds its other side.

use std::sync::Arc;

use crate::order::Map;

use super::host::{FileError, Host, Pid, Stream};

/// Linux's pipe buffer.
pub(super) const PIPE_BYTES: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileId(u32);

/// The descriptors of one process.
pub(super) type Descriptors = Map<u8, FileId>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OpenFile {
    Null,
    Log(Stream),
    Capture {
        root: Pid,
        stream: Stream,
    },
    PipeReader(u32),
    PipeWriter(u32),
    /// A file opened for reading: its text at that moment.
    Text {
        text: Arc<str>,
        offset: usize,
    },
    /// A file opened for writing.
    Path(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Slot {
    file: OpenFile,
    references: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Pipe {
    text: String,
    has_reader: bool,
    has_writer: bool,
}

/// Output of a process started with `Output::Captured`: an exec, a probe, a hook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capture {
    /// In the order written; neighbours of one stream are joined.
    pub chunks: Vec<(Stream, String)>,
    /// How much was written in all, kept or not.
    pub total_bytes: usize,
    /// Whether the bound was reached and text was dropped.
    pub is_truncated: bool,
    kept_bytes: usize,
}

impl Capture {
    /// Both streams as a terminal would show them.
    pub fn text(&self) -> String {
        self.chunks.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// One stream alone.
    pub fn stream(&self, stream: Stream) -> String {
        let chunks = self.chunks.iter().filter(|(from, _)| *from == stream);
        chunks.map(|(_, text)| text.as_str()).collect()
    }

    fn push(&mut self, stream: Stream, text: &str, limit_bytes: usize) {
        self.total_bytes += text.len();
        let kept = prefix(text, limit_bytes.saturating_sub(self.kept_bytes));
        self.is_truncated |= kept.len() < text.len();
        self.kept_bytes += kept.len();
        match self.chunks.last_mut() {
            Some((last, chunk)) if *last == stream => chunk.push_str(kept),
            _ if kept.is_empty() => {}
            _ => self.chunks.push((stream, kept.to_string())),
        }
    }

    /// Hands out what came since the last time; the bound counts anew.
    pub fn take(&mut self) -> Vec<(Stream, String)> {
        self.kept_bytes = 0;
        std::mem::take(&mut self.chunks)
    }
}

/// The longest prefix of at most this many bytes that ends between characters.
pub(super) fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Read {
    Text(String),
    Blocked,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// So many bytes were taken.
    Bytes(usize),
    Blocked,
    /// Nobody reads the pipe any more.
    Broken,
    Failed(FileError),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Files {
    slots: Map<FileId, Slot>,
    pipes: Map<u32, Pipe>,
    pub(super) captures: Map<Pid, Capture>,
    capture_bytes: usize,
    /// Some capture has reached its bound.
    pub(super) has_truncated: bool,
    next: u32,
}

impl Files {
    pub(super) fn new(capture_bytes: usize) -> Files {
        Files {
            slots: Map::new(),
            pipes: Map::new(),
            captures: Map::new(),
            capture_bytes,
            has_truncated: false,
            next: 0,
        }
    }

    /// Opens with one reference, which the caller holds.
    pub(super) fn open(&mut self, file: OpenFile) -> FileId {
        self.next += 1;
        let id = FileId(self.next);
        self.slots.insert(
            id,
            Slot {
                file,
                references: 1,
            },
        );
        id
    }

    /// The reading and the writing end.
    pub(super) fn open_pipe(&mut self) -> (FileId, FileId) {
        self.next += 1;
        let pipe = self.next;
        self.pipes.insert(
            pipe,
            Pipe {
                text: String::new(),
                has_reader: true,
                has_writer: true,
            },
        );
        (
            self.open(OpenFile::PipeReader(pipe)),
            self.open(OpenFile::PipeWriter(pipe)),
        )
    }

    pub(super) fn share(&mut self, id: FileId) -> FileId {
        if let Some(slot) = self.slots.get_mut(&id) {
            slot.references += 1;
        }
        id
    }

    pub(super) fn share_all(&mut self, descriptors: &Descriptors) -> Descriptors {
        let shared = descriptors.iter();
        Map::from_iter(shared.map(|(number, id)| (*number, self.share(*id))))
    }

    pub(super) fn close_all(&mut self, descriptors: &mut Descriptors) {
        for id in std::mem::take(descriptors).into_values() {
            self.close(id);
        }
    }

    pub(super) fn close(&mut self, id: FileId) {
        let Some(slot) = self.slots.get_mut(&id) else {
            return;
        };
        slot.references -= 1;
        if slot.references > 0 {
            return;
        }
        let Some(slot) = self.slots.remove(&id) else {
            return;
        };
        let (OpenFile::PipeReader(pipe) | OpenFile::PipeWriter(pipe)) = slot.file else {
            return;
        };
        if let Some(ends) = self.pipes.get_mut(&pipe) {
            match slot.file {
                OpenFile::PipeReader(_) => ends.has_reader = false,
                _ => ends.has_writer = false,
            }
            if !ends.has_reader && !ends.has_writer {
                self.pipes.remove(&pipe);
            }
        }
    }

    pub(super) fn file(&self, id: FileId) -> Option<&OpenFile> {
        self.slots.get(&id).map(|slot| &slot.file)
    }

    /// Text of at most `limit` bytes, or one line if `one_line`.
    pub(super) fn read(&mut self, id: FileId, limit: usize, one_line: bool) -> Read {
        match self.slots.get_mut(&id).map(|slot| &mut slot.file) {
            Some(OpenFile::Text { text, offset }) => {
                let rest = text.get(*offset..).unwrap_or("");
                let piece = cut(rest, limit, one_line);
                *offset += piece.len();
                if piece.is_empty() {
                    Read::End
                } else {
                    Read::Text(piece.to_string())
                }
            }
            Some(OpenFile::PipeReader(pipe)) => {
                let Some(pipe) = self.pipes.get_mut(pipe) else {
                    return Read::End;
                };
                let has_line = !one_line || pipe.text.contains('\n');
                if pipe.has_writer && !has_line && pipe.text.len() < PIPE_BYTES {
                    return Read::Blocked;
                }
                if pipe.text.is_empty() {
                    return if pipe.has_writer {
                        Read::Blocked
                    } else {
                        Read::End
                    };
                }
                let length = cut(&pipe.text, limit, one_line).len();
                let rest = pipe.text.split_off(length);
                Read::Text(std::mem::replace(&mut pipe.text, rest))
            }
            _ => Read::End,
        }
    }

    pub(super) fn write(&mut self, id: FileId, text: &str, host: &mut dyn Host) -> Written {
        match self.slots.get(&id).map(|slot| &slot.file) {
            None => Written::Failed(FileError::PermissionDenied),
            Some(OpenFile::Null | OpenFile::Text { .. } | OpenFile::PipeReader(_)) => {
                Written::Bytes(text.len())
            }
            Some(OpenFile::Log(stream)) => {
                host.write_log(*stream, text);
                Written::Bytes(text.len())
            }
            Some(OpenFile::Capture { root, stream }) => {
                let limit = self.capture_bytes;
                if let Some(capture) = self.captures.get_mut(root) {
                    capture.push(*stream, text, limit);
                    self.has_truncated |= capture.is_truncated;
                }
                Written::Bytes(text.len())
            }
            Some(OpenFile::Path(path)) => match host.write_file(path, text, true) {
                Ok(()) => Written::Bytes(text.len()),
                Err(error) => Written::Failed(error),
            },
            Some(OpenFile::PipeWriter(pipe)) => {
                let Some(pipe) = self.pipes.get_mut(pipe).filter(|pipe| pipe.has_reader) else {
                    return Written::Broken;
                };
                let piece = prefix(text, PIPE_BYTES.saturating_sub(pipe.text.len()));
                pipe.text.push_str(piece);
                if piece.is_empty() {
                    Written::Blocked
                } else {
                    Written::Bytes(piece.len())
                }
            }
        }
    }
}

fn cut(text: &str, limit: usize, one_line: bool) -> &str {
    let piece = prefix(text, limit.max(4));
    match piece.find('\n').filter(|_| one_line) {
        Some(end) => &piece[..=end],
        None => piece,
    }
}
