//! The mark that a line leaves in the World: a record of the command, made when it first changes
//! something and followed by everything that it changes later. A line that only looks leaves none.

use crate::engine::World;
use crate::engine::record::RecordId;

/// A line, and the record of its acting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Acts {
    line: String,
    record: Option<RecordId>,
}

impl Acts {
    pub fn new(line: &str) -> Acts {
        Acts {
            line: line.to_owned(),
            record: None,
        }
    }

    /// What comes next follows from this line.
    pub fn begin(&mut self, world: &mut World) {
        match self.record {
            Some(record) => world.continue_command(record),
            None => self.record = Some(world.begin_command(&self.line)),
        }
    }
}
