//! Property changes ([MS-DOC] 2.6, "sprm"): what a paragraph and a run of characters is.

use crate::read::compound::{u16_at, u32_at};

/// The changes of a list: code and operand each. Ends where an operand is not whole.
pub(super) fn changes(list: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let code = u16_at(list, at)?;
        let (skipped, length) = operand(code, list.get(at + 2..)?)?;
        let start = at + 2 + skipped;
        let operand = list.get(start..start.checked_add(length)?)?;
        at = start + length;
        Some((code, operand))
    })
}

/// Bytes that say how long an operand is, and its length.
fn operand(code: u16, from: &[u8]) -> Option<(usize, usize)> {
    const TABLE_DEFINITION: u16 = 0xD608;
    const TABS: u16 = 0xC615;
    Some(match code >> 13 {
        0 | 1 => (0, 1),
        2 | 4 | 5 => (0, 2),
        3 => (0, 4),
        7 => (0, 3),
        _ if code == TABLE_DEFINITION => (2, usize::from(u16_at(from, 0)?).saturating_sub(1)),
        _ if code == TABS && from.first() == Some(&255) => (1, tabs(from)?),
        _ => (1, usize::from(*from.first()?)),
    })
}

/// The length of a list of tabs that one byte cannot say: those taken out (four bytes each), those put in (three).
fn tabs(from: &[u8]) -> Option<usize> {
    let out = usize::from(*from.get(1)?) * 4;
    let into = usize::from(*from.get(2 + out)?) * 3;
    Some(2 + out + into)
}

/// What is said of a paragraph.
#[allow(clippy::struct_excessive_bools)] // each is a change of the format
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ParagraphProps {
    /// Index of its style.
    pub style: u16,
    /// Rank in the outline from 0; 9 is body text. `None` where nothing is said.
    pub outline: Option<u8>,
    /// Index of its list, from 1; 0 is none. `None` where nothing is said.
    pub list: Option<u16>,
    /// Level in the list, from 0.
    pub level: Option<u8>,
    pub in_table: bool,
    /// How many tables it stands in, where that is said.
    pub depth: u32,
    /// Whether its mark ends a row.
    pub row_end: bool,
    /// The same in a table in a cell.
    pub inner_cell_end: bool,
    pub inner_row_end: bool,
}

impl ParagraphProps {
    /// Applies a list of changes; `data` is the stream that long lists stand in.
    pub(super) fn apply(&mut self, list: &[u8], data: &[u8]) {
        for (code, operand) in changes(list) {
            if matches!(code, 0x6645 | 0x6646) {
                let at = u32_at(operand, 0).unwrap_or(u32::MAX) as usize;
                let length = usize::from(u16_at(data, at).unwrap_or(0));
                let long = data.get(at.saturating_add(2)..).map_or(&[][..], |from| from.get(..length).unwrap_or(from));
                changes(long).for_each(|(code, operand)| self.set(code, operand));
            } else {
                self.set(code, operand);
            }
        }
    }

    /// Applies one change.
    pub(super) fn set(&mut self, code: u16, operand: &[u8]) {
        let byte = operand.first().copied().unwrap_or(0);
        let word = u16_at(operand, 0).unwrap_or(0);
        match code {
            0x4600 => self.style = word,
            0x2640 => self.outline = Some(byte),
            0x460B => self.list = Some(word),
            0x260A => self.level = Some(byte),
            0x2416 => self.in_table = byte != 0,
            0x2417 => self.row_end = byte != 0,
            0x6649 => self.depth = u32_at(operand, 0).unwrap_or(0),
            0x244B => self.inner_cell_end = byte != 0,
            0x244C => self.inner_row_end = byte != 0,
            _ => {}
        }
    }

    /// How many tables it stands in.
    pub(super) fn table_depth(&self) -> usize {
        (self.depth as usize).max(usize::from(self.in_table || self.row_end))
    }
}

/// What is said of a run of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CharacterProps {
    pub hidden: bool,
    /// Deleted, and kept by change tracking.
    pub deleted: bool,
    /// Its control characters stand for objects.
    pub special: bool,
    /// The sign of a symbol font that it stands for.
    pub symbol: Option<u16>,
}

impl CharacterProps {
    /// Applies one change; `styled` is whether the style hides the run.
    pub(super) fn set(&mut self, code: u16, operand: &[u8], styled: bool) {
        let byte = operand.first().copied().unwrap_or(0);
        match code {
            0x083C => {
                self.hidden = match byte {
                    0x80 => styled,
                    0x81 => !styled,
                    _ => byte != 0,
                }
            }
            0x0800 => self.deleted = byte & 1 == 1,
            0x0855 => self.special = byte != 0,
            0x6A09 => (self.symbol, self.special) = (u16_at(operand, 2), true),
            _ => {}
        }
    }
}
