//! Glyphs of a page at their places → its lines in reading order, with the cues that reflow goes by.
//!
//! For every format that says where characters stand and not what they form (OFD, PDF). Glyphs with one baseline are
//! put together to segments, which end where a gap is too wide for a space (`segments`); the page is cut into columns
//! along gutters that no segment crosses, and into bands where a headline spans some of them (`columns`); each piece
//! gives its lines, with blank ones for gaps and ideographic spaces for the indents of first lines (`lines`). Over all
//! pages, what repeats at their heads and feet is told from text (`furniture`).

mod columns;
mod furniture;
mod lines;
mod segments;

pub use furniture::mark_furniture;

use super::extract::{Line, LineRole};

/// A character on a page. Lengths are in one unit, whichever the format has; y grows downward.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The character; a ligature is several glyphs that share its width.
    pub char: char,
    /// Its left edge.
    pub x: f32,
    /// Its baseline.
    pub y: f32,
    /// How far it moves the next one.
    pub width: f32,
    /// The size of its font, as drawn.
    pub size: f32,
    /// What the caller knows it by (an object's number, a mark of the structure); a line has that of its first glyph.
    pub source: u32,
}

/// A line of a page as it was set.
#[derive(Debug, Clone, PartialEq)]
pub struct SetLine {
    /// Its text, without an indent.
    pub text: String,
    /// Its left edge.
    pub x: f32,
    /// Its baseline.
    pub y: f32,
    /// Its right edge.
    pub right: f32,
    /// The size of most of its characters.
    pub size: f32,
    /// Whether it is indented as the first line of a paragraph.
    pub indented: bool,
    /// Whether it stands apart from the line before it.
    pub gap: bool,
    /// What the format, or its place, says of it.
    pub role: LineRole,
    /// What the caller knows its first glyph by.
    pub source: u32,
}

/// The lines of a page in reading order; `glyphs` in any order. What has no finite place or size is left out.
///
/// Cost: n log n for n glyphs; the search for columns is given up on pages of very many pieces.
#[must_use]
pub fn set_lines(mut glyphs: Vec<Glyph>) -> Vec<SetLine> {
    glyphs.retain(|glyph| {
        let numbers = [glyph.x, glyph.y, glyph.width, glyph.size];
        numbers.iter().all(|number| number.is_finite() && number.abs() < 1e7) && glyph.size > 0.0
    });
    let segments = segments::segments(&mut glyphs);
    let mut lines: Vec<SetLine> = Vec::new();
    for piece in columns::pieces(&segments) {
        lines::push(&mut lines, &piece, &segments, &glyphs);
    }
    lines
}

/// Adds the lines of page `page`, from 1, blank ones between them where they stand apart.
pub fn push_lines(found: &mut Vec<Line>, set: Vec<SetLine>, page: u32) {
    for (number, line) in (1..).zip(set) {
        if line.gap && !found.is_empty() {
            found.push(Line { page, ..Line::default() });
        }
        let indented = line.indented && line.role != LineRole::Furniture;
        let text = if indented { format!("\u{3000}\u{3000}{}", line.text) } else { line.text };
        found.push(Line { text, role: line.role, page, number });
    }
}
