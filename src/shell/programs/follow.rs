//! `tail -f`: what is added to a file, once a second.

use crate::shell::machine::Context;
use crate::shell::path;
use crate::shell::process::Step;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::shell) struct Follow {
    path: String,
    seen_bytes: usize,
    next_look_ms: u64,
}

impl Follow {
    /// From the file's present end on.
    pub(super) fn new(context: &mut Context, name: &str) -> Follow {
        let path = path::absolute(&context.process.directory, name);
        let seen_bytes = context.host.read_file(&path).map_or(0, |text| text.len());
        Follow {
            path,
            seen_bytes,
            next_look_ms: context.host.now_ms() + 1000,
        }
    }

    pub(super) fn step(&mut self, context: &mut Context) -> Step {
        if self.path.starts_with("/dev/") {
            return Step::Blocked(None);
        }
        let now = context.host.now_ms();
        if now < self.next_look_ms {
            return Step::Blocked(Some(self.next_look_ms));
        }
        self.next_look_ms = now + 1000;
        let size = context
            .host
            .metadata(&self.path)
            .map_or(0, |info| info.size_bytes);
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size < self.seen_bytes {
            self.seen_bytes = 0;
        }
        if size > self.seen_bytes
            && let Ok(text) = context.host.read_file(&self.path)
        {
            let added = text.get(self.seen_bytes..).unwrap_or("").to_string();
            self.seen_bytes = text.len();
            context.process.print(added);
        }
        Step::Ran
    }
}
