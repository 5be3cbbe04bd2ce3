//! The tables of `kubectl get` (kubectl.md §5).

use super::tabs::TabWriter;
use crate::order::Map;

/// The columns of a kind and its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: &'static [Column],
    pub rows: Vec<Row>,
}

/// A heading, and whether it is shown with `-o wide` only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub heading: &'static str,
    pub wide: bool,
}

/// A column of every table.
pub const fn column(heading: &'static str) -> Column {
    Column {
        heading,
        wide: false,
    }
}

/// A column of `-o wide`.
pub const fn wide(heading: &'static str) -> Column {
    Column {
        heading,
        wide: true,
    }
}

/// One object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// As many as there are columns, the wide ones included.
    pub cells: Vec<String>,
    pub namespace: String,
    pub labels: Map<String, String>,
}

/// How a table is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    pub wide: bool,
    pub headings: bool,
    /// `-A`: a NAMESPACE column in front.
    pub namespaces: bool,
    /// Put before the NAME: `pod/`.
    pub name_prefix: String,
    /// `-L`.
    pub label_columns: Vec<String>,
    /// `--show-labels`.
    pub labels: bool,
}

impl Table {
    /// The lines of the table; the writer keeps the widths for what follows.
    pub fn print(&self, shape: &Shape, writer: &mut TabWriter) -> String {
        let mut text = String::new();
        if shape.headings {
            self.print_headings(shape, &mut text);
        }
        for row in &self.rows {
            self.print_row(row, shape, &mut text);
        }
        writer.align(&text)
    }

    fn print_headings(&self, shape: &Shape, text: &mut String) {
        let mut headings: Vec<String> = Vec::new();
        if shape.namespaces {
            headings.push("NAMESPACE".to_owned());
        }
        let shown = self.columns.iter().filter(|c| shape.wide || !c.wide);
        headings.extend(shown.map(|column| column.heading.to_owned()));
        for label in &shape.label_columns {
            let word = label.rsplit('/').next().unwrap_or(label);
            headings.push(word.to_uppercase());
        }
        if shape.labels {
            headings.push("LABELS".to_owned());
        }
        text.push_str(&headings.join("\t"));
        text.push('\n');
    }

    fn print_row(&self, row: &Row, shape: &Shape, text: &mut String) {
        let mut cells: Vec<String> = Vec::new();
        if shape.namespaces {
            cells.push(row.namespace.clone());
        }
        for (column, cell) in self.columns.iter().zip(&row.cells) {
            if column.wide && !shape.wide {
                continue;
            }
            if column.heading == "NAME" {
                cells.push(format!("{}{}", shape.name_prefix, one_line(cell)));
            } else {
                cells.push(one_line(cell));
            }
        }
        for label in &shape.label_columns {
            cells.push(row.labels.get(label).cloned().unwrap_or_default());
        }
        if shape.labels {
            cells.push(labels_text(&row.labels));
        }
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
}

/// `k=v,k2=v2`, or `<none>`.
pub fn labels_text(labels: &Map<String, String>) -> String {
    if labels.is_empty() {
        return "<none>".to_owned();
    }
    let pairs: Vec<String> = labels.iter().map(|(k, v)| format!("{k}={v}")).collect();
    pairs.join(",")
}

/// A cell is cut at its first line break; tabs would start another cell.
fn one_line(cell: &str) -> String {
    match cell.find(['\n', '\r', '\u{c}']) {
        Some(end) => format!("{}...", &cell[..end]).replace('\t', "\\t"),
        None => cell.replace('\t', "\\t"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Table {
        const COLUMNS: &[Column] = &[column("NAME"), column("READY"), wide("IP")];
        let row = |name: &str, app: &str, ip: &str| Row {
            cells: vec![name.to_owned(), "1/1".to_owned(), ip.to_owned()],
            namespace: "default".to_owned(),
            labels: match app {
                "" => Map::new(),
                app => Map::from([("app".to_owned(), app.to_owned())]),
            },
        };
        Table {
            columns: COLUMNS,
            rows: vec![
                row("http-go", "web", "10.0.0.1"),
                row("plain", "", "<none>"),
            ],
        }
    }

    fn printed(shape: Shape) -> String {
        sample().print(&shape, &mut TabWriter::for_tables())
    }

    #[test]
    fn shapes_add_columns_around_the_normal_ones() {
        let plain = Shape {
            headings: true,
            ..Default::default()
        };
        let expected = "NAME      READY\nhttp-go   1/1\nplain     1/1\n";
        assert_eq!(printed(plain.clone()), expected);
        let all = Shape {
            wide: true,
            namespaces: true,
            name_prefix: "pod/".to_owned(),
            label_columns: vec!["example.com/app".to_owned(), "app".to_owned()],
            labels: true,
            ..plain
        };
        let expected = "\
NAMESPACE   NAME          READY   IP         APP   APP   LABELS
default     pod/http-go   1/1     10.0.0.1         web   app=web
default     pod/plain     1/1     <none>                 <none>
";
        assert_eq!(printed(all), expected);
    }
}
