//! Runs: glyphs that stand side by side as they were drawn, and their boxes.

use std::ops::Range;

use super::glyphs::Glyph;

/// Widest gap within a run, in sizes of the font.
const GAP: f32 = 1.1;
/// How far a run may step back, in sizes of the font, as kerning does.
const BACK: f32 = 0.6;
/// How far a glyph of a run may be off its baseline, in sizes of the font.
const OFF: f32 = 0.15;

/// Glyphs side by side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    /// Which of the page's glyphs.
    pub glyphs: Range<usize>,
    /// Left and right edge, white space not counted.
    pub x: [f32; 2],
    /// Baseline.
    pub y: f32,
    /// Size of most of its font.
    pub size: f32,
}

impl Run {
    /// Upper edge of its box.
    pub(super) fn top(&self) -> f32 {
        self.y - 0.82 * self.size
    }

    /// Lower edge of its box.
    pub(super) fn bottom(&self) -> f32 {
        self.y + 0.14 * self.size
    }

    /// Width of its box.
    pub(super) fn width(&self) -> f32 {
        self.x[1] - self.x[0]
    }

    /// Whether it stands on one line with `other`: most of the lower one of both is beside the higher one.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        let shared = self.bottom().min(other.bottom()) - self.top().max(other.top());
        shared > 0.55 * self.size.min(other.size)
    }
}

/// The runs of glyphs that all are turned alike, in the order they were drawn.
pub(super) fn runs(glyphs: &[Glyph]) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut open = false;
    for (at, glyph) in glyphs.iter().enumerate() {
        if glyph.c.is_whitespace() {
            continue;
        }
        match found.last_mut().filter(|run| open && goes_on(run, glyph)) {
            Some(run) => {
                run.glyphs.end = at + 1;
                run.x = [run.x[0].min(glyph.x[0]), run.x[1].max(glyph.x[1])];
            }
            None => found.push(Run { glyphs: at..at + 1, x: glyph.x, y: glyph.y, size: glyph.size }),
        }
        open = true;
    }
    found
}

fn goes_on(run: &Run, glyph: &Glyph) -> bool {
    let gap = glyph.x[0] - run.x[1];
    let alike = (0.8..=1.25).contains(&(glyph.size / run.size));
    alike && (glyph.y - run.y).abs() <= OFF * run.size && gap <= GAP * run.size && gap >= -BACK * run.size
}
