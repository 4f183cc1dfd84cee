//! Word's binary format ([MS-DOC]): .doc of Word 97 to 2007, of WPS (.wps too) and of `LibreOffice`.
//!
//! The text stands in pieces (`pieces`); tables by byte offset say what its paragraphs and characters are (`runs`,
//! `sprm`, `styles`), and lists how they are numbered (`lists`, `ordinal`). `walk` puts them together. Of Word 6 and
//! 95 the text alone is read.

mod fib;
mod lists;
mod old;
mod ordinal;
mod pieces;
mod runs;
mod sprm;
mod styles;
#[cfg(test)]
pub(super) mod tests;
mod walk;

use std::collections::HashMap;
use std::ops::Range;

use fib::{Fib, Part};
use lists::Lists;
use pieces::Pieces;
use styles::Styles;
use walk::{Document, Walk, stories};

use super::compound::{Compound, CompoundKind, u32_at};
use super::package::{damaged, encrypted};
use super::stories::Story;
use super::{Extract, Layout, Limit, Limits, Line, ReadError, ReadErrorKind, Reader, Unit};

/// The reader of Word's binary format.
#[derive(Debug, Clone, Copy, Default)]
pub struct Doc;

impl Reader for Doc {
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
        limits.check(Limit::Bytes, bytes.len() as u64)?;
        let file = Compound::open(bytes)?;
        match file.kind() {
            CompoundKind::Word => {}
            CompoundKind::Encrypted => return Err(encrypted()),
            CompoundKind::Workbook => return Err(other("an Excel workbook", ".xls")),
            CompoundKind::Presentation => return Err(other("a PowerPoint presentation", ".ppt")),
            CompoundKind::Other => return Err(damaged("it holds no Word document")),
        }
        let stream = file.stream("WordDocument").unwrap_or_default();
        let fib = Fib::of(&stream).ok_or_else(|| damaged("its first block is not Word's"))?;
        if fib.is_encrypted() {
            return Err(encrypted());
        }
        let (lines, warnings) = if fib.is_old() {
            let warning = "Word 6 or 95 wrote it: its text was read, without numbering and tables; \
                           save it as .docx for all of it";
            (old::lines(&stream, &fib, limits)?, vec![warning.to_owned()])
        } else {
            (lines_of(&file, &stream, &fib, limits)?, Vec::new())
        };
        if lines.iter().all(|line| line.text.is_empty()) {
            let remedy = "if it holds scanned pages, run OCR on them and save the text";
            return Err(ReadError::new(ReadErrorKind::NoText, "it holds no text", remedy));
        }
        Ok(Extract { layout: Layout::Paragraphs, unit: Unit::Paragraph, lines, warnings, ..Extract::default() })
    }
}

fn other(what: &str, extension: &str) -> ReadError {
    let reason = format!("the content is {what}, whatever the file is called");
    ReadError::new(ReadErrorKind::UnreadFormat, reason, format!("name a copy of it {extension}"))
}

/// The lines of a document of Word 97 and after.
fn lines_of(file: &Compound<'_>, stream: &[u8], fib: &Fib<'_>, limits: &Limits) -> Result<Vec<Line>, ReadError> {
    let tables = fib.tables().map(|name| file.stream(name));
    let table = tables.into_iter().flatten().find(|table| !table.is_empty()).unwrap_or_default();
    let data = file.stream("Data").unwrap_or_default();
    let parts = Parts::of(fib);
    let document = Document {
        stream,
        data: &data,
        pieces: Pieces::of(stream, &table, fib)?,
        paragraphs: runs::runs(fib.part(&table, Part::ParagraphRuns), stream, runs::Of::Paragraphs),
        characters: runs::runs(fib.part(&table, Part::CharacterRuns), stream, runs::Of::Characters),
        styles: Styles::of(fib.part(&table, Part::Styles), &data),
        boxes: boxes(fib.part(&table, Part::BoxText), fib.part(&table, Part::Shapes), &parts.boxes),
    };
    let lists = Lists::of(fib.part_and_after(&table, Part::Lists), fib.part(&table, Part::Overrides));
    let mut walk = Walk::new(&document, lists, limits);
    walk.text(parts.main.clone(), true)?;
    for (anchor, of_box) in &document.boxes {
        if *anchor >= parts.main.end {
            walk.story(Story::Box, of_box.clone())?;
        }
    }
    walk.story(Story::Note, parts.footnotes)?;
    walk.story(Story::Note, parts.endnotes)?;
    // The first six are the rules that part notes from the text.
    for story in stories(fib.part(&table, Part::Headers), 0, &parts.headers).into_iter().skip(6) {
        walk.story(Story::Furniture, story)?;
    }
    walk.story(Story::Furniture, parts.header_boxes)?;
    walk.flow.finish()
}

/// Character positions of the parts that are read.
struct Parts {
    main: Range<u32>,
    footnotes: Range<u32>,
    headers: Range<u32>,
    endnotes: Range<u32>,
    boxes: Range<u32>,
    header_boxes: Range<u32>,
}

impl Parts {
    fn of(fib: &Fib<'_>) -> Self {
        let lengths = fib.lengths;
        let mut at = 0_u32;
        let mut next = |length: u32| {
            let start = at;
            at = at.saturating_add(length);
            start..at
        };
        let (main, footnotes, headers) = (next(lengths.main), next(lengths.footnotes), next(lengths.headers));
        next(lengths.macros);
        next(lengths.comments);
        let (endnotes, boxes, header_boxes) = (next(lengths.endnotes), next(lengths.boxes), next(lengths.header_boxes));
        Self { main, footnotes, headers, endnotes, boxes, header_boxes }
    }
}

/// Text boxes with the positions that they hang on, in the order of those. A box in a group of drawings, which is not
/// in the list of shapes, comes behind the text.
fn boxes(text: &[u8], shapes: &[u8], part: &Range<u32>) -> Vec<(u32, Range<u32>)> {
    const BOX: usize = 22;
    const SHAPE: usize = 26;
    let listed = shapes.len().saturating_sub(4) / (4 + SHAPE);
    let anchors: HashMap<u32, u32> = (0..listed)
        .filter_map(|index| Some((u32_at(shapes, (listed + 1) * 4 + index * SHAPE)?, u32_at(shapes, index * 4)?)))
        .collect();
    let count = text.len().saturating_sub(4) / (4 + BOX);
    let stories = stories(text, BOX, part);
    let mut found: Vec<(u32, Range<u32>)> = Vec::new();
    for (index, story) in stories.into_iter().enumerate().filter(|(_, story)| !story.is_empty()) {
        let shape = u32_at(text, (count + 1) * 4 + index * BOX + 14);
        let anchor = shape.and_then(|shape| anchors.get(&shape)).copied();
        found.push((anchor.unwrap_or(u32::MAX), story));
    }
    found.sort_by_key(|(anchor, _)| *anchor);
    found
}
