//! What a verb works with: the cluster, the home folder, and where it prints.

use std::sync::Arc;

use crate::api::{Object, ObjectKey};
use crate::engine::World;
use crate::engine::apiserver::{ApiError, DeleteOptions};

use super::acts::Acts;
use super::parse::Arguments;
use super::print::age::Now;
use super::reply::Output;
use super::terminal::Terminal;

/// One command at work.
pub(super) struct Context<'a> {
    pub world: &'a mut World,
    pub terminal: &'a mut Terminal,
    pub acts: &'a mut Acts,
    /// Where relative paths begin.
    pub directory: &'a str,
    pub input: Option<&'a str>,
    pub output: &'a mut Output,
    /// `get`, `create namespace`: for the lines that point to the help.
    pub verb: &'static str,
}

/// An exit status that ends a verb early; the message is printed already.
pub(super) struct Failed;

impl Context<'_> {
    /// The moment of printing.
    pub fn now(&self) -> Now {
        now(self.world)
    }

    /// `error: MESSAGE`.
    pub fn fail(&mut self, message: &str) -> Failed {
        self.output.error(&format!("error: {message}"));
        Failed
    }

    /// `error: MESSAGE` and where to read on.
    pub fn usage(&mut self, message: &str) -> Failed {
        self.fail(message);
        let line = format!("See 'kubectl {} -h' for help and examples", self.verb);
        self.output.error(&line);
        Failed
    }

    /// `error: MESSAGE` about a flag.
    pub fn flag_error(&mut self, message: &str) -> Failed {
        self.fail(message);
        let line = format!("See 'kubectl {} --help' for usage.", self.verb);
        self.output.error(&line);
        Failed
    }

    /// `Error from server (Reason): MESSAGE`.
    pub fn server_error(&mut self, reason: &str, message: &str) -> Failed {
        self.output
            .error(&format!("Error from server ({reason}): {message}"));
        Failed
    }

    /// A refused request.
    pub fn api_error(&mut self, error: &ApiError, doing: Option<&str>) -> Failed {
        self.output.error(&api_error_text(error, doing));
        Failed
    }

    /// The namespace that a command is about.
    pub fn namespace(&self, arguments: &Arguments) -> String {
        let given = arguments.value("namespace");
        given.unwrap_or(&self.terminal.namespace).to_owned()
    }

    /// Stores a new object. A request that the server refuses leaves no trace.
    pub fn create(&mut self, object: Object) -> Result<Arc<ObjectKey>, ApiError> {
        self.world.check_new(&object)?;
        self.acts.begin(self.world);
        self.world.create(object)
    }

    /// Stores a changed object; returns whether anything changed.
    pub fn update(&mut self, object: Object) -> Result<bool, ApiError> {
        if self.world.check_update(object.clone())?.is_none() {
            return Ok(false);
        }
        self.acts.begin(self.world);
        self.world.update(object)
    }

    /// Stores a changed status; returns whether anything changed.
    pub fn update_status(&mut self, object: Object) -> Result<bool, ApiError> {
        self.acts.begin(self.world);
        self.world.update_status(object)
    }

    /// Deletes an object; returns whether it is gone.
    pub fn delete(&mut self, key: &ObjectKey, options: DeleteOptions) -> Result<bool, ApiError> {
        if self.object(key).is_some() {
            self.acts.begin(self.world);
        }
        self.world.delete(key, options)
    }

    pub fn object(&self, key: &ObjectKey) -> Option<&Object> {
        self.world.store().get(key)
    }
}

/// The moment of printing.
pub(super) fn now(world: &World) -> Now {
    Now::new(world.config().start, world.time())
}

/// The message for a refused request, told with what was being done:
/// `error when creating "web.yaml"`.
pub(super) fn api_error_text(error: &ApiError, doing: Option<&str>) -> String {
    if let ApiError::Invalid { kind, name, causes } = error {
        return invalid_text(kind, name, causes);
    }
    let reason = error.reason();
    match doing {
        Some(doing) => format!("Error from server ({reason}): {doing}: {error}"),
        None => format!("Error from server ({reason}): {error}"),
    }
}

/// kubectl's own layout of an Invalid answer (kubectl.md §3.2).
pub(super) fn invalid_text(kind: &str, name: &str, causes: &[String]) -> String {
    let head = format!("The {kind} \"{name}\" is invalid: ");
    match causes {
        [cause] => head + cause,
        causes => {
            let mut text = head;
            let mut told: Vec<&String> = Vec::new();
            for cause in causes {
                if !told.contains(&cause) {
                    told.push(cause);
                    text += &format!("\n* {cause}");
                }
            }
            text
        }
    }
}
