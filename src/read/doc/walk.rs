//! The walk over the characters of a document: what they stand for, paragraph by paragraph.

use std::ops::Range;
use std::time::Instant;

use super::lists::Lists;
use super::pieces::{FILLER, Piece, Pieces};
use super::runs::{Run, run_at};
use super::sprm::{CharacterProps, ParagraphProps, changes};
use super::styles::Styles;
use crate::read::compound::{u16_at, u32_at};
use crate::read::limits::{Limit, Limits};
use crate::read::stories::{Flow, Story};
use crate::read::{LineRole, ReadError};

/// A document's tables, read.
pub(super) struct Document<'a> {
    pub stream: &'a [u8],
    pub data: &'a [u8],
    pub pieces: Pieces<'a>,
    pub paragraphs: Vec<Run>,
    pub characters: Vec<Run>,
    pub styles: Styles,
    /// Where text boxes hang in the main text, in its order, and the characters of each.
    pub boxes: Vec<(u32, Range<u32>)>,
}

/// A walk over it.
pub(super) struct Walk<'a, 'd> {
    document: &'d Document<'a>,
    lists: Lists,
    pub flow: Flow<'a>,
    limits: &'a Limits,
    deadline: Instant,
}

/// Properties of the run that the walk is in, and the positions they hold for.
#[derive(Default)]
struct Current {
    positions: Range<u32>,
    props: CharacterProps,
}

impl<'a, 'd> Walk<'a, 'd> {
    pub(super) fn new(document: &'d Document<'a>, lists: Lists, limits: &'a Limits) -> Self {
        Self { document, lists, flow: Flow::new(limits), limits, deadline: limits.deadline() }
    }

    /// Takes the characters of these positions as a story of their own beside the one that is open.
    pub(super) fn story(&mut self, story: Story, positions: Range<u32>) -> Result<(), ReadError> {
        self.flow.begin(story)?;
        self.text(positions, false)?;
        self.flow.end()
    }

    /// Takes the characters of these positions, and in the main text the boxes that hang there.
    pub(super) fn text(&mut self, positions: Range<u32>, main: bool) -> Result<(), ReadError> {
        let text = &self.document.pieces.text;
        let end = positions.end.min(u32::try_from(text.len()).unwrap_or(u32::MAX));
        let hidden = instructions(text, positions.start..end);
        let (mut hidden, mut boxes) = (hidden.into_iter().peekable(), self.document.boxes.iter().peekable());
        let (mut current, mut high) = (Current::default(), None);
        for position in positions.start..end {
            if position % 4096 == 0 && Instant::now() > self.deadline {
                return Err(self.limits.exceeded(Limit::Seconds));
            }
            while main && boxes.peek().is_some_and(|(anchor, _)| *anchor <= position) {
                if let Some((_, of_box)) = boxes.next() {
                    self.story(Story::Box, of_box.clone())?;
                }
            }
            while hidden.peek().is_some_and(|range| range.end <= position) {
                hidden.next();
            }
            if hidden.peek().is_some_and(|range| range.contains(&position)) {
                continue;
            }
            let Some(&unit) = text.get(position as usize) else { break };
            if !current.positions.contains(&position) {
                current = self.run_of(position);
            }
            self.unit(position, unit, current.props, &mut high)?;
        }
        Ok(())
    }

    /// Takes one unit; `high` is the first half of a character beyond U+FFFF.
    fn unit(&mut self, at: u32, unit: u16, props: CharacterProps, high: &mut Option<u16>) -> Result<(), ReadError> {
        let gone = props.hidden || props.deleted;
        match unit {
            // A mark that is hidden or deleted ends no paragraph, but in a table it holds the cells apart.
            0x0D if gone && !self.paragraph_at(at).in_table => {}
            0x0C..=0x0E => self.paragraph(at)?,
            0x07 => self.mark(at)?,
            _ if gone => {}
            0x0B => self.flow.push('\n'),
            0x09 => self.flow.push('\t'),
            0x1E => self.flow.push('-'),
            0xA0 => self.flow.push(' '),
            0x28 if props.special => {
                if let Some(sign) = props.symbol.and_then(symbol) {
                    self.flow.push(sign);
                }
            }
            0x00..=0x1F | 0xAD | FILLER | 0xFEFF => {}
            0xD800..=0xDBFF => *high = Some(unit),
            _ => {
                let pair = high.take().into_iter().chain([unit]);
                char::decode_utf16(pair).flatten().for_each(|c| self.flow.push(c));
            }
        }
        Ok(())
    }

    /// The end of a paragraph.
    fn paragraph(&mut self, at: u32) -> Result<(), ReadError> {
        let props = self.paragraph_at(at);
        let role = self.role(&props);
        self.label(&props);
        match props.table_depth() {
            depth @ 2.. if props.inner_row_end => self.flow.end_row(depth),
            depth @ 2.. if props.inner_cell_end => self.flow.end_cell(role, depth),
            depth => self.flow.end_paragraph(role, depth),
        }
    }

    /// The mark that ends cells and rows of tables that stand in no other.
    fn mark(&mut self, at: u32) -> Result<(), ReadError> {
        let props = self.paragraph_at(at);
        if props.row_end {
            return self.flow.end_row(1);
        }
        let role = self.role(&props);
        self.label(&props);
        self.flow.end_cell(role, 1)
    }

    /// What style and outline say of a paragraph.
    fn role(&self, props: &ParagraphProps) -> LineRole {
        let styled = self.document.styles.get(props.style).role;
        match (styled, props.outline) {
            (LineRole::Title, _) => LineRole::Title,
            (_, Some(rank @ 0..=8)) => LineRole::Heading(rank + 1),
            // Body text by its outline is no heading, whatever its style is called.
            (LineRole::Heading(_), Some(9)) => LineRole::Unknown,
            _ => styled,
        }
    }

    /// Puts its number before a paragraph that has one.
    fn label(&mut self, props: &ParagraphProps) {
        let Some(list) = props.list.filter(|list| (1..0x07FF).contains(list)) else { return };
        let level = self.lists.level_of_style(list, props.style);
        let level = props.level.or(level).unwrap_or(0);
        // Empty paragraphs count too, though their number alone says nothing.
        if let Some(label) = self.lists.next(list, level)
            && !self.flow.is_blank()
        {
            self.flow.number(&label);
        }
    }

    /// The properties of the paragraph whose mark stands at a position.
    fn paragraph_at(&self, position: u32) -> ParagraphProps {
        let Some(piece) = self.document.pieces.at(position) else { return ParagraphProps::default() };
        let run = run_at(&self.document.paragraphs, piece.offset_of(position));
        let style = run.map_or(0, |run| run.style);
        let mut props = self.document.styles.get(style).paragraph;
        props.style = style;
        if let Some(list) = run.and_then(|run| self.document.stream.get(run.changes.clone())) {
            props.apply(list, self.document.data);
        }
        for (code, operand) in self.piece_changes(piece) {
            props.set(code, operand);
        }
        props
    }

    /// The properties of the characters from a position on.
    fn run_of(&self, position: u32) -> Current {
        let Some(piece) = self.document.pieces.at(position) else {
            return Current { positions: position..u32::MAX, props: CharacterProps::default() };
        };
        let offset = piece.offset_of(position);
        let paragraph = run_at(&self.document.paragraphs, offset);
        let styled = paragraph.is_some_and(|run| self.document.styles.get(run.style).hidden);
        let mut props = CharacterProps { hidden: styled, ..CharacterProps::default() };
        let run = run_at(&self.document.characters, offset);
        if let Some(list) = run.and_then(|run| self.document.stream.get(run.changes.clone())) {
            let named = changes(list).find(|(code, _)| *code == 0x4A30);
            let named = named.and_then(|(_, operand)| u16_at(operand, 0));
            let styled = styled || named.is_some_and(|style| self.document.styles.get(style).hidden);
            props.hidden = styled;
            changes(list).for_each(|(code, operand)| props.set(code, operand, styled));
        }
        for (code, operand) in self.piece_changes(piece) {
            props.set(code, operand, styled);
        }
        // Up to where the next run begins; at least this one character.
        let ends = [paragraph, run].map(|run| run.map_or(offset.saturating_add(1), |run| run.bytes.end));
        let left = ends[0].min(ends[1]).saturating_sub(offset).div_ceil(piece.width).max(1);
        Current { positions: position..piece.end.min(position.saturating_add(left)), props }
    }

    /// What a fast save changed of all paragraphs and characters of a piece: a list, or one change in short form.
    fn piece_changes(&self, piece: &Piece) -> Vec<(u16, &'d [u8])> {
        if piece.change & 1 == 1 {
            let list = self.document.pieces.changes.get(usize::from(piece.change >> 1)).copied().unwrap_or_default();
            return changes(list).collect();
        }
        let code = match piece.change >> 1 & 0x7F {
            0x18 => 0x2416,
            0x19 => 0x2417,
            0x41 => 0x0800,
            0x5C => 0x083C,
            _ => return Vec::new(),
        };
        vec![(code, if piece.change >> 8 == 0 { &[0] } else { &[1] })]
    }
}

/// Positions of field instructions, which a reader does not see, in their order. A field whose end is missing is
/// none: half a file must not vanish for a lost mark.
fn instructions(text: &[u16], positions: Range<u32>) -> Vec<Range<u32>> {
    let mut open: Vec<(u32, Option<u32>)> = Vec::new();
    let mut found: Vec<Range<u32>> = Vec::new();
    for position in positions {
        match text.get(position as usize) {
            Some(0x13) => open.push((position, None)),
            Some(0x14) => {
                if let Some((_, separator)) = open.last_mut() {
                    separator.get_or_insert(position);
                }
            }
            Some(0x15) => {
                if let Some((begin, separator)) = open.pop() {
                    found.push(begin..separator.unwrap_or(position) + 1);
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|range| range.start);
    // A field in an instruction goes with it.
    let mut end = 0;
    found.retain(|range| {
        let outside = range.start >= end;
        end = end.max(range.end);
        outside
    });
    found
}

/// The sign of a symbol font, of which only boxes and ticks are worth a character.
fn symbol(code: u16) -> Option<char> {
    match code {
        0xF0A8 | 0xF06F | 0xF071 | 0xF072 | 0xF0A3 => Some('□'),
        0xF052 | 0xF0FE => Some('☑'),
        0xF0FC => Some('✓'),
        0xF06C | 0xF0B7 => Some('●'),
        0xF06E => Some('■'),
        0xE000..=0xF8FF => None,
        _ => char::from_u32(u32::from(code)),
    }
}

/// The stories of a part: where each begins, counted from the part's first character.
pub(super) fn stories(plc: &[u8], width: usize, part: &Range<u32>) -> Vec<Range<u32>> {
    let count = plc.len().saturating_sub(4) / (4 + width);
    let position = |index: usize| {
        let at = u32_at(plc, index * 4).unwrap_or(0);
        part.start.saturating_add(at).min(part.end)
    };
    let mut found: Vec<Range<u32>> = Vec::new();
    for index in 0..count {
        let start = position(index).max(found.last().map_or(part.start, |last| last.end));
        found.push(start..position(index + 1).max(start));
    }
    found
}
