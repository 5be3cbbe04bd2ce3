//! Small virtual file systems: a container's own, a volume's, a node's.

use std::sync::Arc;

use crate::order::Map;
use crate::shell::{FileError, FileInfo};

/// The most a file system holds.
const BYTES_MAX: usize = 4 << 20;
const ENTRIES_MAX: usize = 10_000;

/// Files and directories by absolute, normalised path. The root always exists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    entries: Map<Arc<str>, Entry>,
    bytes: usize,
}

/// A node's files. A clone is cheap: the contents are shared.
pub type NodeFiles = Files;

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    /// `None` for a directory.
    data: Option<Arc<str>>,
    mode: u32,
    modified_unix_seconds: i64,
}

impl Files {
    /// Directories that every image and node has.
    pub fn with_directories(paths: &[&str]) -> Files {
        let mut files = Files::default();
        for path in paths {
            files.make_directories(path);
        }
        files
    }

    /// Makes a directory and all above it; existing ones stay.
    pub fn make_directories(&mut self, path: &str) {
        for (index, _) in path.match_indices('/').skip(1).chain([(path.len(), "")]) {
            let directory = &path[..index];
            if directory.len() > 1 && !self.entries.contains_key(directory) {
                let entry = Entry {
                    data: None,
                    mode: 0o755,
                    modified_unix_seconds: 0,
                };
                self.entries.insert(directory.into(), entry);
            }
        }
    }

    fn is_directory(&self, path: &str) -> bool {
        path == "/"
            || self
                .entries
                .get(path)
                .is_some_and(|entry| entry.data.is_none())
    }

    fn check_parent(&self, path: &str) -> Result<(), FileError> {
        let parent = parent(path);
        if self.is_directory(parent) {
            Ok(())
        } else if self.entries.contains_key(parent) {
            Err(FileError::NotDirectory)
        } else {
            Err(FileError::NotFound)
        }
    }

    pub fn read(&self, path: &str) -> Result<Arc<str>, FileError> {
        match self.entries.get(path) {
            Some(Entry {
                data: Some(data), ..
            }) => Ok(data.clone()),
            Some(_) => Err(FileError::IsDirectory),
            None if path == "/" => Err(FileError::IsDirectory),
            None => Err(FileError::NotFound),
        }
    }

    pub fn write(
        &mut self,
        path: &str,
        text: &str,
        append: bool,
        now: i64,
    ) -> Result<(), FileError> {
        if self.is_directory(path) {
            return Err(FileError::IsDirectory);
        }
        self.check_parent(path)?;
        let old = self.entries.get(path);
        let (old_data, mode) = match old {
            Some(Entry {
                data: Some(data),
                mode,
                ..
            }) => (Some(data.clone()), *mode),
            _ => (None, 0o644),
        };
        let old_len = old_data.as_ref().map_or(0, |data| data.len());
        let data: Arc<str> = match old_data {
            Some(old) if append => format!("{old}{text}").into(),
            _ => text.into(),
        };
        let bytes = self.bytes - old_len + data.len();
        if bytes > BYTES_MAX || self.entries.len() >= ENTRIES_MAX {
            return Err(FileError::NoSpace);
        }
        self.bytes = bytes;
        let entry = Entry {
            data: Some(data),
            mode,
            modified_unix_seconds: now,
        };
        self.entries.insert(path.into(), entry);
        Ok(())
    }

    pub fn remove_file(&mut self, path: &str) -> Result<(), FileError> {
        match self.entries.get(path) {
            Some(Entry {
                data: Some(data), ..
            }) => {
                self.bytes -= data.len();
                self.entries.remove(path);
                Ok(())
            }
            Some(_) => Err(FileError::IsDirectory),
            None => Err(FileError::NotFound),
        }
    }

    pub fn make_directory(&mut self, path: &str, now: i64) -> Result<(), FileError> {
        if path == "/" || self.entries.contains_key(path) {
            return Err(FileError::Exists);
        }
        self.check_parent(path)?;
        if self.entries.len() >= ENTRIES_MAX {
            return Err(FileError::NoSpace);
        }
        let entry = Entry {
            data: None,
            mode: 0o755,
            modified_unix_seconds: now,
        };
        self.entries.insert(path.into(), entry);
        Ok(())
    }

    pub fn remove_directory(&mut self, path: &str) -> Result<(), FileError> {
        if !self.is_directory(path) {
            let exists = self.entries.contains_key(path);
            return Err(if exists {
                FileError::NotDirectory
            } else {
                FileError::NotFound
            });
        }
        if path == "/" {
            return Err(FileError::PermissionDenied);
        }
        if !self.names(path).is_empty() {
            return Err(FileError::NotEmpty);
        }
        self.entries.remove(path);
        Ok(())
    }

    /// Takes a directory out with everything in it.
    pub fn remove_tree(&mut self, path: &str) {
        let prefix = format!("{path}/");
        self.entries
            .retain(|name, _| **name != *path && !name.starts_with(&prefix));
        self.bytes = self
            .entries
            .values()
            .filter_map(|entry| entry.data.as_ref())
            .map(|data| data.len())
            .sum();
    }

    /// Bare names in a directory, sorted.
    pub fn list(&self, path: &str) -> Result<Vec<String>, FileError> {
        if self.is_directory(path) {
            Ok(self.names(path))
        } else if self.entries.contains_key(path) {
            Err(FileError::NotDirectory)
        } else {
            Err(FileError::NotFound)
        }
    }

    fn names(&self, path: &str) -> Vec<String> {
        let prefix = if path == "/" {
            "/".to_owned()
        } else {
            format!("{path}/")
        };
        self.entries
            .range(&*prefix..)
            .take_while(|(name, _)| name.starts_with(&prefix))
            .filter_map(|(name, _)| {
                let rest = &name[prefix.len()..];
                let is_here = !rest.is_empty() && !rest.contains('/');
                is_here.then(|| rest.to_owned())
            })
            .collect()
    }

    pub fn metadata(&self, path: &str) -> Result<FileInfo, FileError> {
        if path == "/" {
            let (size_bytes, modified_unix_seconds) = (4_096, 0);
            return Ok(FileInfo {
                is_directory: true,
                size_bytes,
                mode: 0o755,
                modified_unix_seconds,
            });
        }
        let entry = self.entries.get(path).ok_or(FileError::NotFound)?;
        Ok(FileInfo {
            is_directory: entry.data.is_none(),
            size_bytes: entry.data.as_ref().map_or(4_096, |data| data.len() as u64),
            mode: entry.mode,
            modified_unix_seconds: entry.modified_unix_seconds,
        })
    }

    pub fn set_mode(&mut self, path: &str, mode: u32) -> Result<(), FileError> {
        self.entries.get_mut(path).ok_or(FileError::NotFound)?.mode = mode;
        Ok(())
    }
}

fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(index) => &path[..index],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_list_only_their_own_names() {
        let mut files = Files::with_directories(&["/tmp/a/b", "/tmp2"]);
        files.write("/tmp/x", "1", false, 0).unwrap();
        assert_eq!(files.list("/tmp").unwrap(), ["a", "x"]);
        assert_eq!(files.list("/").unwrap(), ["tmp", "tmp2"]);
        assert_eq!(files.remove_directory("/tmp/a"), Err(FileError::NotEmpty));
    }

    #[test]
    fn a_file_needs_its_directory() {
        let mut files = Files::default();
        assert_eq!(
            files.write("/no/file", "", false, 0),
            Err(FileError::NotFound)
        );
        files.write("/file", "a", false, 0).unwrap();
        files.write("/file", "b", true, 0).unwrap();
        assert_eq!(&*files.read("/file").unwrap(), "ab");
        assert_eq!(
            files.write("/file/x", "", false, 0),
            Err(FileError::NotDirectory)
        );
    }
}
