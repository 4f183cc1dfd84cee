//! How many columns text takes: on a printed page and on a terminal.

use unicode_width::UnicodeWidthChar;

/// Columns of `c` in Chinese typesetting, where an ideograph and a full-width mark take two.
///
/// Quotation marks, dashes and dots that Western fonts set narrow count two, as Chinese fonts set
/// them. Constant time.
#[must_use]
pub const fn page_columns(c: char) -> u32 {
    match c {
        '“' | '”' | '‘' | '’' | '—' | '…' | '·' => 2,
        _ if (c as u32) < 0x2E80 => 1,
        _ => 2,
    }
}

/// Columns that `text` takes on a terminal; control characters take none. Cost: its length.
#[must_use]
pub fn terminal_columns(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

/// The longest start of `text` that takes at most `columns` on a terminal. Cost: its length.
#[must_use]
pub fn fit(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns() {
        assert_eq!("158 个“好”。".chars().map(page_columns).sum::<u32>(), 4 + 2 + 6 + 2);
        assert_eq!(terminal_columns("158 个。"), 8);
        assert_eq!(terminal_columns("e\u{301}\u{7}"), 1);
    }

    #[test]
    fn a_wide_character_does_not_hang_over() {
        assert_eq!(fit("城乡融合", 5), "城乡");
        assert_eq!(fit("城乡", 4), "城乡");
        assert_eq!(fit("城乡", 0), "");
    }
}
