//! Automatic numbering ([MS-DOC] 2.9.131 and after): lists, their levels, and the numbers that a reader sees.

use std::collections::HashMap;

use super::ordinal::ordinal;
use crate::read::compound::{u16_at, u32_at};
use crate::read::stories::gap_behind;

/// Levels of a list.
const LEVELS: usize = 9;

/// A level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    /// Code of the number format.
    format: u8,
    /// Whether all numbers are written in digits.
    digits: bool,
    /// Whether numbers run on below a new number of a higher level.
    runs_on: bool,
    /// 0 a tab, 1 a space, 2 nothing.
    follow: u8,
    /// The label; a unit below 9 stands for the number of that level.
    text: Vec<u16>,
}

/// A list.
struct List {
    id: u32,
    /// The style of each level, by index; 0xFFF is none.
    styles: Vec<u16>,
    levels: Vec<Level>,
}

/// What refers to a list: paragraphs name these, from 1.
struct Override {
    list: u32,
    /// Levels that begin with another number.
    starts: Vec<(u8, u32)>,
    /// Levels of another form.
    levels: Vec<(u8, Level)>,
}

/// All lists, and how far each has counted.
#[allow(clippy::struct_field_names)] // the lists of the document are its lists
pub(super) struct Lists {
    lists: HashMap<u32, List>,
    overrides: Vec<Override>,
    /// By list, the number of each level; `None` before its first.
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
    /// Overrides whose starts were used.
    begun: Vec<bool>,
}

impl Lists {
    /// Reads the lists from `lists` on, whose levels stand behind them, and what refers to them.
    pub(super) fn of(lists: &[u8], overrides: &[u8]) -> Self {
        let overrides = read_overrides(overrides);
        let begun = vec![false; overrides.len()];
        Self { lists: read_lists(lists), overrides, counts: HashMap::new(), begun }
    }

    /// The level of the list that paragraphs of a style stand on, where the list says so.
    pub(super) fn level_of_style(&self, list: u16, style: u16) -> Option<u8> {
        let list = self.lists.get(&self.reference(list)?.1.list)?;
        list.styles.iter().position(|&other| other == style).map(|level| level as u8)
    }

    fn reference(&self, list: u16) -> Option<(usize, &Override)> {
        let index = usize::from(list).checked_sub(1)?;
        self.overrides.get(index).map(|found| (index, found))
    }

    /// Counts a paragraph of this list and level, and gives its label with what follows it.
    pub(super) fn next(&mut self, list: u16, level: u8) -> Option<String> {
        let index = usize::from(list).checked_sub(1)?;
        let reference = self.overrides.get(index)?;
        let list = self.lists.get(&reference.list)?;
        let at = usize::from(level).min(list.levels.len().checked_sub(1)?);
        let level_at = |at: usize| {
            let own = reference.levels.iter().find(|(level, _)| usize::from(*level) == at).map(|(_, level)| level);
            own.or_else(|| list.levels.get(at))
        };
        let counts = self.counts.entry(reference.list).or_default();
        if let Some(begun) = self.begun.get_mut(index)
            && !std::mem::replace(begun, true)
        {
            for &(level, start) in &reference.starts {
                if let Some(count) = counts.get_mut(usize::from(level)) {
                    *count = start.checked_sub(1);
                }
            }
        }
        let this = level_at(at)?;
        for (higher, count) in counts.iter_mut().enumerate().take(at) {
            *count = Some(count.unwrap_or_else(|| level_at(higher).map_or(1, |level| level.start)));
        }
        let count = counts.get_mut(at)?;
        *count = Some(count.map_or(this.start, |count| count.saturating_add(1)));
        for (lower, count) in counts.iter_mut().enumerate().skip(at + 1) {
            if level_at(lower).is_some_and(|level| !level.runs_on) {
                *count = None;
            }
        }
        Some(label(this, counts, level_at))
    }
}

/// The label of a level: its text, with the numbers put in.
fn label<'l>(this: &Level, counts: &[Option<u32>; LEVELS], level_at: impl Fn(usize) -> Option<&'l Level>) -> String {
    let mut label = String::new();
    for unit in char::decode_utf16(this.text.iter().copied()) {
        let Ok(c) = unit else { continue };
        match counts.get(c as usize).copied().flatten() {
            Some(n) => {
                let format = level_at(c as usize).map_or(0, |level| level.format);
                label.push_str(&ordinal(if this.digits { 0 } else { format }, n));
            }
            // A bullet out of a symbol font has no character of its own.
            None if ('\u{E000}'..='\u{F8FF}').contains(&c) => label.push('•'),
            None if c < ' ' => {}
            None => label.push(c),
        }
    }
    // A gap behind a Chinese label (一、 第一条) shows as well without a space.
    if this.follow < 2 && gap_behind(&label) {
        label.push(' ');
    }
    label
}

/// Of n lists there are n entries of 28 bytes, then the levels of each: one of a simple list, nine of others.
fn read_lists(bytes: &[u8]) -> HashMap<u32, List> {
    const ENTRY: usize = 28;
    let count = usize::from(u16_at(bytes, 0).unwrap_or(0));
    let mut at = 2 + count * ENTRY;
    let mut lists = HashMap::new();
    for index in 0..count {
        let Some(entry) = bytes.get(2 + index * ENTRY..2 + (index + 1) * ENTRY) else { break };
        let simple = entry.get(26).is_some_and(|flags| flags & 1 == 1);
        let mut levels = Vec::new();
        for _ in 0..if simple { 1 } else { LEVELS } {
            let Some((level, length)) = bytes.get(at..).and_then(read_level) else { break };
            levels.push(level);
            at += length;
        }
        let styles = (0..LEVELS).filter_map(|level| u16_at(entry, 8 + level * 2)).collect();
        let id = u32_at(entry, 0).unwrap_or(0);
        lists.insert(id, List { id, styles, levels });
    }
    lists.retain(|id, list| *id == list.id && !list.levels.is_empty());
    lists
}

/// A level and its length in bytes: 28 of numbers, two lists of changes, its text.
fn read_level(bytes: &[u8]) -> Option<(Level, usize)> {
    let (start, format, flags) = (u32_at(bytes, 0)?, *bytes.get(4)?, *bytes.get(5)?);
    let (characters, paragraph) = (usize::from(*bytes.get(24)?), usize::from(*bytes.get(25)?));
    let at = 28 + characters + paragraph;
    let length = usize::from(u16_at(bytes, at)?);
    let text = bytes.get(at + 2..at + 2 + length * 2)?;
    let level = Level {
        start: start.min(0x7FFF),
        format,
        digits: flags & 4 != 0,
        runs_on: flags & 8 != 0,
        follow: *bytes.get(15)?,
        text: text.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).take(64).collect(),
    };
    Some((level, at + 2 + length * 2))
}

/// Of n references there are n entries of 16 bytes, then what each changes.
fn read_overrides(bytes: &[u8]) -> Vec<Override> {
    let count = (u32_at(bytes, 0).unwrap_or(0) as usize).min(bytes.len() / 16);
    let mut at = 4 + count * 16;
    let mut found = Vec::with_capacity(count);
    for index in 0..count {
        let entry = 4 + index * 16;
        let mut one = Override { list: u32_at(bytes, entry).unwrap_or(0), starts: Vec::new(), levels: Vec::new() };
        let changed = bytes.get(entry + 12).copied().unwrap_or(0).min(9);
        at += 4;
        for _ in 0..changed {
            let (Some(start), Some(flags)) = (u32_at(bytes, at), u32_at(bytes, at + 4)) else { break };
            let level = (flags & 15) as u8;
            at += 8;
            if flags & 0x20 != 0 {
                let Some((own, length)) = bytes.get(at..).and_then(read_level) else { break };
                if flags & 0x10 != 0 {
                    one.starts.push((level, own.start));
                }
                one.levels.push((level, own));
                at += length;
            } else if flags & 0x10 != 0 {
                one.starts.push((level, start.min(0x7FFF)));
            }
        }
        found.push(one);
    }
    found
}
