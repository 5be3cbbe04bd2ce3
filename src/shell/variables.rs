//! A shell's variables, and which of them its children see.

use crate::order::Map;

/// The bound on all values of one shell together.
const MAX_TOTAL_BYTES: usize = 1 << 20;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Variable {
    /// `None`: declared (`export x`) but unset.
    pub(super) value: Option<String>,
    pub(super) is_exported: bool,
    pub(super) is_readonly: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SetError {
    ReadOnly,
    OutOfMemory,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Variables {
    table: Map<String, Variable>,
    total_bytes: usize,
}

impl Variables {
    pub(super) fn from_environment(environment: &Map<String, String>) -> Variables {
        let mut variables = Variables::default();
        for (name, value) in environment {
            if super::ast::is_name(name) && variables.set(name, value).is_ok() {
                variables.export(name);
            }
        }
        variables
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.table.get(name)?.value.as_deref()
    }

    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), SetError> {
        let before = self.table.get(name);
        if before.is_some_and(|variable| variable.is_readonly) {
            return Err(SetError::ReadOnly);
        }
        let old_bytes = before.map_or(0, |variable| bytes(name, variable));
        let total = self.total_bytes - old_bytes + name.len() + value.len();
        if total > MAX_TOTAL_BYTES {
            return Err(SetError::OutOfMemory);
        }
        self.total_bytes = total;
        self.table.entry(name.to_string()).or_default().value = Some(value.to_string());
        Ok(())
    }

    pub(super) fn unset(&mut self, name: &str) -> Result<(), SetError> {
        if self
            .table
            .get(name)
            .is_some_and(|variable| variable.is_readonly)
        {
            return Err(SetError::ReadOnly);
        }
        self.restore(name, None);
        Ok(())
    }

    pub(super) fn export(&mut self, name: &str) {
        self.declare(name).is_exported = true;
    }

    pub(super) fn unexport(&mut self, name: &str) {
        if let Some(variable) = self.table.get_mut(name) {
            variable.is_exported = false;
        }
    }

    pub(super) fn make_readonly(&mut self, name: &str) {
        self.declare(name).is_readonly = true;
    }

    fn declare(&mut self, name: &str) -> &mut Variable {
        if !self.table.contains_key(name) {
            self.total_bytes += name.len();
        }
        self.table.entry(name.to_string()).or_default()
    }

    /// The variable as it is, to be put back later: `local`, `x=1 command`.
    pub(super) fn save(&self, name: &str) -> Option<Variable> {
        self.table.get(name).cloned()
    }

    pub(super) fn restore(&mut self, name: &str, saved: Option<Variable>) {
        if let Some(old) = self.table.remove(name) {
            self.total_bytes -= bytes(name, &old);
        }
        if let Some(variable) = saved {
            self.total_bytes += bytes(name, &variable);
            self.table.insert(name.to_string(), variable);
        }
    }

    /// What a child process inherits.
    pub(super) fn environment(&self) -> Map<String, String> {
        let exported = self
            .table
            .iter()
            .filter(|(_, variable)| variable.is_exported);
        let entries =
            exported.filter_map(|(name, variable)| Some((name.clone(), variable.value.clone()?)));
        Map::from_iter(entries)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Variable)> {
        self.table.iter()
    }
}

fn bytes(name: &str, variable: &Variable) -> usize {
    name.len() + variable.value.as_ref().map_or(0, String::len)
}
