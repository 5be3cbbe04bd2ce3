//! File patterns: which files a word finds.

use super::expand::Expander;
use super::pattern;
use crate::order;

/// How many files one pattern may find.
const MAX_MATCHES: usize = 1000;

impl Expander<'_> {
    /// The files a pattern finds, sorted; none if the pattern matches nothing.
    pub(super) fn matching_files(&mut self, pattern: &str) -> Vec<String> {
        let is_absolute = pattern.starts_with('/');
        let mut found = vec![if is_absolute {
            "/".to_string()
        } else {
            String::new()
        }];
        let components: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
        for (index, component) in components.iter().enumerate() {
            let is_last = index + 1 == components.len();
            let mut next = Vec::new();
            for start in &found {
                let names = match pattern::is_magic(component) {
                    true => self.names_matching(start, component),
                    false => vec![unescaped(component)],
                };
                for name in names {
                    let path = format!("{start}{name}");
                    let info = self
                        .host
                        .metadata(&super::path::absolute(self.directory, &path));
                    match info {
                        Ok(info) if !is_last && info.is_directory => next.push(format!("{path}/")),
                        Ok(_) if is_last => next.push(path),
                        _ => {}
                    }
                    if next.len() >= MAX_MATCHES {
                        break;
                    }
                }
            }
            found = next;
        }
        found
    }

    fn names_matching(&mut self, start: &str, component: &str) -> Vec<String> {
        let directory = super::path::absolute(self.directory, start);
        let mut names = self.host.list_directory(&directory).unwrap_or_default();
        names.retain(|name| {
            (!name.starts_with('.') || component.starts_with('.'))
                && pattern::matches(component, name)
        });
        order::sort(&mut names);
        names
    }
}

/// A pattern without magic as the text it stands for.
fn unescaped(pattern: &str) -> String {
    let mut text = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    text
}
