//! Runs of paragraph and character properties ([MS-DOC] 2.9.33 and 2.9.175): which bytes of the stream have which.

use std::ops::Range;

use crate::read::compound::{u16_at, u32_at};

/// Bytes of a page of runs.
const PAGE: usize = 512;

/// A run: bytes of the stream that have the same properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// First byte, and the one behind the last.
    pub bytes: Range<u32>,
    /// Index of the style; 0 for runs of characters, whose style is a change like others.
    pub style: u16,
    /// Where in the stream its list of changes stands.
    pub changes: Range<usize>,
}

/// Which runs to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Paragraphs,
    Characters,
}

/// The runs that `plc` lists, in the order of their bytes.
pub(super) fn runs(plc: &[u8], stream: &[u8], of: Of) -> Vec<Run> {
    // Of n pages there are n + 1 offsets and n page numbers of four bytes each. No page is listed twice.
    let count = (plc.len().saturating_sub(4) / 8).min(stream.len() / PAGE + 1);
    let listed = plc.len().saturating_sub(4) / 8;
    let mut found = Vec::new();
    for index in 0..count {
        let number = u32_at(plc, (listed + 1 + index) * 4).unwrap_or(u32::MAX) & 0x003F_FFFF;
        let start = number as usize * PAGE;
        if let Some(page) = stream.get(start..start + PAGE) {
            read_page(&mut found, page, start, of);
        }
    }
    found.sort_by_key(|run| run.bytes.start);
    found
}

fn read_page(found: &mut Vec<Run>, page: &[u8], start: usize, of: Of) {
    let count = usize::from(page.last().copied().unwrap_or(0));
    let width = if of == Of::Paragraphs { 13 } else { 1 };
    for index in 0..count {
        let (Some(first), Some(end)) = (u32_at(page, index * 4), u32_at(page, index * 4 + 4)) else { return };
        let Some(&word) = page.get((count + 1) * 4 + index * width) else { return };
        if first >= end {
            continue;
        }
        let at = usize::from(word) * 2;
        let list = if word == 0 { None } else { list(page, at, of) };
        let list = list.filter(|list| list.end <= page.len() && list.start <= list.end).unwrap_or(0..0);
        let (style, list) = match of {
            Of::Characters => (0, list),
            Of::Paragraphs => (u16_at(page, list.start).filter(|_| list.len() >= 2).unwrap_or(0), skip_style(list)),
        };
        found.push(Run { bytes: first..end, style, changes: list.start + start..list.end + start });
    }
}

/// Where the list at `at` stands in its page: behind its length, in bytes for characters, in words for paragraphs.
fn list(page: &[u8], at: usize, of: Of) -> Option<Range<usize>> {
    let length = usize::from(*page.get(at)?);
    Some(match (of, length) {
        (Of::Characters, _) => at + 1..at + 1 + length,
        (Of::Paragraphs, 0) => at + 2..at + 2 + 2 * usize::from(*page.get(at + 1)?),
        (Of::Paragraphs, _) => at + 1..at + 2 * length,
    })
}

/// The list of changes of a paragraph behind the two bytes of its style.
fn skip_style(list: Range<usize>) -> Range<usize> {
    (list.start + 2).min(list.end)..list.end
}

/// The run that holds the byte at `offset`.
pub(super) fn run_at(runs: &[Run], offset: u32) -> Option<&Run> {
    let index = runs.partition_point(|run| run.bytes.start <= offset).checked_sub(1)?;
    runs.get(index).filter(|run| run.bytes.contains(&offset))
}
