//! The shape of a manifest as it is typed: its documents, and the line of a field path. It goes
//! by indentation alone, so that it works on a text that does not parse yet.

/// A document of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The first line, from 1.
    pub line: usize,
    /// `kind:`; empty if it is not there (yet).
    pub kind: String,
    /// `metadata.name:`; empty if it is not there (yet).
    pub name: String,
}

/// The documents that hold anything, in order.
pub fn documents(text: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    for (first_line, lines) in split(text) {
        let value = |path: &str| {
            let line = find(&lines, path)?;
            let (_, value) = lines[line].split_once(':')?;
            Some(
                value
                    .split(" #")
                    .next()?
                    .trim()
                    .trim_matches(['"', '\''])
                    .to_owned(),
            )
        };
        let content = lines.iter().position(|line| is_content(line));
        if let Some(offset) = content {
            documents.push(Document {
                line: first_line + offset,
                kind: value("kind").unwrap_or_default(),
                name: value("metadata.name").unwrap_or_default(),
            });
        }
    }
    documents
}

/// The line (from 1) of a field such as `spec.containers[0].image` in the document whose
/// `metadata.name` is `name`, or of its nearest parent that is written down.
pub fn line_of_path(text: &str, name: &str, path: &str) -> Option<usize> {
    split(text).into_iter().find_map(|(first_line, lines)| {
        let named = find(&lines, "metadata.name")?;
        let (_, value) = lines[named].split_once(':')?;
        if value.split(" #").next()?.trim().trim_matches(['"', '\'']) != name {
            return None;
        }
        let mut path = path;
        loop {
            if let Some(line) = find(&lines, path) {
                return Some(first_line + line);
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    })
}

/// The documents' first lines (from 1) and lines.
fn split(text: &str) -> Vec<(usize, Vec<&str>)> {
    let mut documents = vec![(1, Vec::new())];
    for (index, line) in text.lines().enumerate() {
        if line.trim_end() == "---" || line.starts_with("--- ") {
            documents.push((index + 2, Vec::new()));
        } else if let Some((_, lines)) = documents.last_mut() {
            lines.push(line);
        }
    }
    documents
}

fn is_content(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

/// The index of the line that a path leads to.
fn find(lines: &[&str], path: &str) -> Option<usize> {
    let mut from = 0;
    let mut end = lines.len();
    let mut found = None;
    for step in path.split('.') {
        let (key, index) = match step.split_once('[') {
            Some((key, rest)) => (key, rest.trim_end_matches(']').parse::<usize>().ok()),
            None => (step, None),
        };
        let line = find_key(&lines[from..end], key)? + from;
        (from, end) = inside(lines, line, end);
        found = Some(line);
        if let Some(index) = index {
            let (item, item_end) = find_item(&lines[from..end], index)?;
            (from, end) = (from + item, from + item_end);
            found = Some(from);
        }
    }
    found
}

/// Columns of a line: where its content starts, a list's dash counted as indentation or not.
fn content_column(line: &str) -> usize {
    let dashes = line.trim_start_matches([' ', '-']);
    line.len() - dashes.len()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The first line of a block that holds the key at the block's own depth.
fn find_key(block: &[&str], key: &str) -> Option<usize> {
    let first = block.iter().find(|line| is_content(line))?;
    let column = content_column(first);
    block.iter().position(|line| {
        let rest = line.get(column..).unwrap_or_default();
        is_content(line)
            && content_column(line) == column
            && rest
                .strip_prefix(key)
                .is_some_and(|rest| rest.starts_with(':'))
    })
}

/// The lines below a key that belong to it: deeper ones, and a list at the key's own depth.
fn inside(lines: &[&str], key_line: usize, end: usize) -> (usize, usize) {
    let column = content_column(lines[key_line]);
    let from = key_line + 1;
    let belongs = |line: &str| {
        let dash_at_key = indent(line) == column && line[column..].starts_with('-');
        !is_content(line) || indent(line) > column || dash_at_key
    };
    let length = lines[from..end].iter().position(|line| !belongs(line));
    (from, length.map_or(end, |length| from + length))
}

/// The lines of the n-th item of a list.
fn find_item(block: &[&str], index: usize) -> Option<(usize, usize)> {
    let first = block.iter().find(|line| is_content(line))?;
    let column = indent(first);
    let starts = |line: &&str| indent(line) == column && line[column..].starts_with('-');
    let mut items = (0..block.len()).filter(|line| starts(&block[*line]));
    let item = items.nth(index)?;
    Some((item, items.next().unwrap_or(block.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# a service first
apiVersion: v1
kind: Service
metadata:
  name: front
---
kind: Pod
metadata:
  labels: {app: web}
  name: \"web\" # quoted
spec:
  restartPolicy: Never
  initContainers:
  - name: one
    image: busybox:1.36
  - image: busybox:1.36
    name: two
  containers:
    - name: web
      image: nginx:1.27
      ports:
      - containerPort: 80
";

    #[test]
    fn every_document_has_its_kind_name_and_line() {
        let all = documents(TEXT);
        let read: Vec<_> = all
            .iter()
            .map(|document| {
                (
                    document.line,
                    document.kind.as_str(),
                    document.name.as_str(),
                )
            })
            .collect();
        assert_eq!(read, [(2, "Service", "front"), (7, "Pod", "web")]);
        assert_eq!(documents(" \n---\n# nothing\n"), []);
    }

    #[test]
    fn a_path_leads_to_its_line_or_to_its_nearest_parent() {
        let cases = [
            ("spec.restartPolicy", 12),
            ("spec.initContainers[0].image", 15),
            ("spec.initContainers[1].name", 17),
            ("spec.initContainers[1]", 16),
            ("spec.containers[0].image", 20),
            ("spec.containers[0].ports[0].containerPort", 22),
            ("spec.containers[0].command", 19),
            ("spec.containers[4].image", 18),
            ("spec.terminationGracePeriodSeconds", 11),
        ];
        for (path, line) in cases {
            assert_eq!(line_of_path(TEXT, "web", path), Some(line), "{path}");
        }
        assert_eq!(line_of_path(TEXT, "other", "spec"), None);
    }

    #[test]
    fn any_text_is_looked_at_without_harm() {
        for text in [
            "",
            "-",
            "- -",
            ":",
            "a:\n-\n  - b:\n c",
            "metadata:\n  name:\nspec:",
            "가:\n 나: 1",
        ] {
            documents(text);
            line_of_path(text, "", "spec.containers[0].image");
        }
    }
}
