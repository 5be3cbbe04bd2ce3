//! Columns out of tabs: the layout that kubectl's tables and descriptions share
//! (kubectl.md §5, §8.2; Go's text/tabwriter).

/// Turns cells that end in a tab into aligned columns. A column block is a run of consecutive
/// lines with a tab-ended cell in that column; the last cell of a line is never padded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabWriter {
    min_width: usize,
    padding: usize,
    /// The widest that each column has been, for writers that remember (`get -w`).
    widest: Option<Vec<usize>>,
}

impl TabWriter {
    /// The writer of `get`: columns of six at least, three blanks apart, widths remembered.
    pub fn for_tables() -> TabWriter {
        TabWriter {
            min_width: 6,
            padding: 3,
            widest: Some(Vec::new()),
        }
    }

    /// The writer of `describe`: two blanks apart.
    pub fn for_descriptions() -> TabWriter {
        TabWriter {
            min_width: 0,
            padding: 2,
            widest: None,
        }
    }

    /// The text with its tabs turned into blanks.
    pub fn align(&mut self, text: &str) -> String {
        let lines: Vec<Vec<&str>> = text
            .strip_suffix('\n')
            .unwrap_or(text)
            .split('\n')
            .map(|line| line.split('\t').collect())
            .collect();
        let mut out = String::with_capacity(text.len() * 2);
        if !text.is_empty() {
            self.block(&lines, &mut Vec::new(), &mut out);
        }
        out
    }

    /// Lays out lines whose first `widths.len()` columns are known; one level a column.
    fn block(&mut self, lines: &[Vec<&str>], widths: &mut Vec<usize>, out: &mut String) {
        let column = widths.len();
        let mut done = 0;
        while let Some(offset) = lines[done..].iter().position(|line| has(line, column)) {
            let from = done + offset;
            write_lines(&lines[done..from], widths, out);
            let length = lines[from..]
                .iter()
                .position(|line| !has(line, column))
                .unwrap_or(lines.len() - from);
            done = from + length;
            let cells = lines[from..done].iter().map(|line| width_of(line[column]));
            let widest_cell = cells.max().unwrap_or(0);
            widths.push(self.column_width(column, widest_cell));
            self.block(&lines[from..done], widths, out);
            widths.pop();
        }
        write_lines(&lines[done..], widths, out);
    }

    fn column_width(&mut self, column: usize, widest_cell: usize) -> usize {
        let width = self.min_width.max(widest_cell + self.padding);
        let Some(widest) = &mut self.widest else {
            return width;
        };
        if widest.len() <= column {
            widest.resize(column + 1, 0);
        }
        widest[column] = widest[column].max(width);
        widest[column]
    }
}

/// Whether the line has a tab-ended cell in this column.
fn has(line: &[&str], column: usize) -> bool {
    column + 1 < line.len()
}

fn width_of(cell: &str) -> usize {
    cell.chars().count()
}

fn write_lines(lines: &[Vec<&str>], widths: &[usize], out: &mut String) {
    for line in lines {
        let last = line.len() - 1;
        for (column, cell) in line.iter().enumerate() {
            out.push_str(cell);
            if column < last {
                let width = widths.get(column).copied().unwrap_or(0);
                let blanks = width.saturating_sub(width_of(cell));
                out.extend(std::iter::repeat_n(' ', blanks));
            }
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_columns_of_six_at_least() {
        let text = "NAME\tREADY\tSTATUS\na\t1/1\tRunning\n";
        let expected = "NAME   READY   STATUS\na      1/1     Running\n";
        assert_eq!(TabWriter::for_tables().align(text), expected);
    }

    #[test]
    fn a_table_writer_never_narrows_its_columns() {
        let mut writer = TabWriter::for_tables();
        writer.align("NAME\tREADY\na\t1/1\n");
        assert_eq!(writer.align("longer-name\tx\n"), "longer-name   x\n");
        assert_eq!(writer.align("a\tx\n"), "a             x\n");
    }

    #[test]
    fn an_empty_last_cell_leaves_the_padding_before_it() {
        let text = "NAME\tAPP\tTIER\nplain\t\t\n";
        let expected = "NAME    APP   TIER\nplain         \n";
        assert_eq!(TabWriter::for_tables().align(text), expected);
    }

    #[test]
    fn a_line_without_a_tab_ends_the_block() {
        let text = "Name:\tweb\nNamespace:\tdefault\nIPs:\n  IP:\t10.0.0.1\nContainers:\n  c:\n    State:\tRunning\n      Started:\tnow\n";
        let expected = "\
Name:       web
Namespace:  default
IPs:
  IP:  10.0.0.1
Containers:
  c:
    State:      Running
      Started:  now
";
        assert_eq!(TabWriter::for_descriptions().align(text), expected);
    }

    #[test]
    fn inner_columns_have_blocks_of_their_own() {
        let text = "K:\tlong value\tOptional: false\nNAME:\tv\n";
        let expected = "K:     long value  Optional: false\nNAME:  v\n";
        assert_eq!(TabWriter::for_descriptions().align(text), expected);
    }
}
