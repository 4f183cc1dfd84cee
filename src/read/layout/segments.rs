//! Glyphs → segments: runs on one baseline without a wide gap.

use std::ops::Range;

use super::Glyph;

/// A gap of so many ems ends a segment.
const GAP: f32 = 0.75;
/// Glyphs whose baselines differ by so many ems stand on one.
const BASELINE: f32 = 0.2;

/// A run of glyphs on one baseline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    /// Its left edge.
    pub left: f32,
    /// Its right edge.
    pub right: f32,
    /// Its baseline.
    pub y: f32,
    /// The size of most of its glyphs.
    pub size: f32,
    /// Its glyphs, from left to right.
    pub glyphs: Range<usize>,
}

impl Segment {
    /// Where its characters begin, looked at from above.
    pub(super) fn top(&self) -> f32 {
        self.y - 0.88 * self.size
    }
}

/// The segments of `glyphs`, from the top of the page; `glyphs` are put in their order.
pub(super) fn segments(glyphs: &mut Vec<Glyph>) -> Vec<Segment> {
    glyphs.retain(|glyph| !glyph.char.is_whitespace() && !glyph.char.is_control() || glyph.char == ' ');
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut row = 0;
    for at in 0..=glyphs.len() {
        let ends = match (glyphs.get(at), glyphs.get(row)) {
            (Some(glyph), Some(first)) => glyph.y - first.y > BASELINE * glyph.size.min(first.size),
            _ => true,
        };
        if ends && let Some(own) = glyphs.get_mut(row..at) {
            own.sort_by(|a, b| a.x.total_cmp(&b.x));
            let y = own.first().map_or(0.0, |glyph| glyph.y);
            own.iter_mut().for_each(|glyph| glyph.y = y);
            row = at;
        }
    }
    drop_doubles(glyphs);
    split(glyphs)
}

/// Leaves out what was drawn twice at one place, as programs do to make it bold or give it a shadow.
fn drop_doubles(glyphs: &mut Vec<Glyph>) {
    let mut last: [Option<Glyph>; 3] = [None; 3];
    glyphs.retain(|glyph| {
        let double = last.iter().flatten().any(|other| {
            let (dx, dy) = ((glyph.x - other.x).abs(), (glyph.y - other.y).abs());
            glyph.char == other.char && dx < 0.2 * glyph.size && dy < 0.2 * glyph.size
        });
        if !double {
            last.rotate_right(1);
            last[0] = Some(*glyph);
        }
        !double
    });
}

/// Cuts rows where a gap is wide. Blanks do not count: a segment begins and ends with a character that shows.
fn split(glyphs: &[Glyph]) -> Vec<Segment> {
    let mut found: Vec<Segment> = Vec::new();
    for (at, glyph) in glyphs.iter().enumerate() {
        if glyph.char == ' ' {
            continue;
        }
        let right = glyph.x + glyph.width.max(0.0);
        match found.last_mut() {
            Some(last)
                if last.y.total_cmp(&glyph.y).is_eq() && glyph.x - last.right <= GAP * glyph.size.max(last.size) =>
            {
                last.right = last.right.max(right);
                last.glyphs.end = at + 1;
            }
            _ => found.push(Segment { left: glyph.x, right, y: glyph.y, size: glyph.size, glyphs: at..at + 1 }),
        }
    }
    for segment in &mut found {
        let own = glyphs.get(segment.glyphs.clone()).unwrap_or_default();
        let mut sizes: Vec<f32> = own.iter().filter(|glyph| glyph.char != ' ').map(|glyph| glyph.size).collect();
        segment.size = median(&mut sizes).unwrap_or(segment.size);
    }
    found
}

/// The one in the middle.
pub(super) fn median(numbers: &mut [f32]) -> Option<f32> {
    if numbers.is_empty() {
        return None;
    }
    let middle = numbers.len() / 2;
    Some(*numbers.select_nth_unstable_by(middle, f32::total_cmp).1)
}
