//! Aligned columns.

use std::io::{self, Write};

use crate::text::width::terminal_columns;

/// Blanks between two columns.
const GAP: usize = 2;

/// Writes rows of cells, all columns right-aligned but the `left`th. Rows may have fewer cells than others; no line ends
/// in blanks.
pub(super) fn write(out: &mut impl Write, rows: &[Vec<String>], left: usize) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| terminal_columns(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            let blanks = widths[at].saturating_sub(terminal_columns(cell));
            let (before, after) = if at == left { (0, blanks) } else { (blanks, 0) };
            let gap = if at == 0 { 0 } else { GAP };
            line.extend(std::iter::repeat_n(' ', gap + before));
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', after));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_what_they_take_on_a_terminal() {
        let rows = [["养老", "1.5", "a"], ["q", "10.25", "bb"]].map(|row| row.map(str::to_owned).to_vec());
        let mut out = Vec::new();
        write(&mut out, &rows, 0).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "养老    1.5   a\nq     10.25  bb\n");
    }
}
