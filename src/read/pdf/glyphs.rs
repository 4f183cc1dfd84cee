//! The glyphs of a page: what the interpreter draws, as characters with their boxes.

use std::collections::HashMap;

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, Rect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use super::scan::Scan;
use super::unicode::unified;

/// Glyphs of a page beyond which the rest is left out.
pub(super) const MOST: usize = 2_000_000;
/// Rules of a page beyond which the rest is left out: a drawing, not a table.
const RULES: usize = 20_000;
/// Thickest rule, in points.
const THICK: f64 = 2.5;
/// Shortest rule, in points.
const SHORT: f64 = 12.0;
/// A glyph drawn again within this part of its size is the same one, made bold.
const TWICE: f32 = 0.2;

/// A character on the page. Lengths are in points; `x` runs along the line, `y` from line to line, both as the
/// text is read, whichever way it is turned on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// What it says; U+FFFD where the file does not tell.
    pub c: char,
    /// Its code in the font where that is one byte, else 0.
    pub byte: u8,
    /// Where it begins, and where the next one would stand.
    pub x: [f32; 2],
    /// Its baseline.
    pub y: f32,
    /// Size of the font.
    pub size: f32,
    /// Degrees by which its line is turned, clockwise; 90 for text that is written downwards.
    pub turn: i16,
}

/// A straight line drawn on the page, as its box in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    /// Left and right.
    pub x: [f32; 2],
    /// Top and bottom.
    pub y: [f32; 2],
}

/// Collects what a page draws.
#[derive(Debug, Default)]
pub(super) struct Collector {
    /// In the order they are drawn.
    pub glyphs: Vec<Glyph>,
    /// Horizontal and vertical lines.
    pub rules: Vec<Rule>,
    /// Pictures on the page.
    pub scan: Scan,
    /// Whether there were more glyphs than are kept.
    pub full: bool,
    /// Width and height of the page.
    pub page: [f32; 2],
    seen: HashMap<(char, i32, i32), (f32, f32)>,
}

impl Collector {
    /// A collector for a page of this width and height that keeps the picture of a page where `pictures`.
    pub(super) fn new(page: (f32, f32), pictures: bool) -> Self {
        Self { page: [page.0, page.1], scan: Scan::new(page, pictures), ..Self::default() }
    }

    fn add(&mut self, drawn: &Drawn<'_>, transform: Affine, vertical: bool) {
        let [a, b, c, d, e, f] = transform.as_coeffs().map(|n| n as f32 * 1000.0);
        let (origin, along, up) = ([e / 1000.0, f / 1000.0], [a, b], [c, d]);
        let size = up[0].hypot(up[1]);
        let stretch = along[0].hypot(along[1]);
        if !(0.5..2000.0).contains(&size) || !origin.iter().chain(&[stretch]).all(|n| n.is_finite()) {
            return;
        }
        let margin = size * 2.0;
        if (0..2).any(|axis| origin[axis] < -margin || origin[axis] > self.page[axis] + margin) {
            return;
        }
        let direction =
            if vertical { [-up[0] / size, -up[1] / size] } else { [along[0] / stretch, along[1] / stretch] };
        let advance = match drawn {
            Drawn::Outline(glyph) => glyph.advance_width(),
            Drawn::Type3(glyph) => glyph.advance_width(),
        };
        let em = advance.filter(|width| width.is_finite() && (0.0..=8000.0).contains(width)).unwrap_or(1000.0) / 1000.0;
        let mut x = origin[0] * direction[0] + origin[1] * direction[1];
        let y = origin[1] * direction[0] - origin[0] * direction[1];
        let width = if vertical { size } else { em * stretch };
        if vertical {
            x -= 0.88 * size;
        }
        let turn = direction[1].atan2(direction[0]).to_degrees().round() as i16;
        let byte = u8::try_from(drawn.char_code()).unwrap_or(0);
        let glyph = Glyph { c: '\u{fffd}', byte, x: [x, x + width], y, size, turn };
        match drawn.as_unicode() {
            Some(BfString::Char(c)) => self.push(Glyph { c: unified(c), ..glyph }),
            Some(BfString::String(text)) => self.push_all(&text, glyph),
            None => self.push(glyph),
        }
    }

    /// Adds the characters of a ligature, each with its part of the width.
    fn push_all(&mut self, text: &str, glyph: Glyph) {
        let count = text.chars().count().clamp(1, 64);
        let width = (glyph.x[1] - glyph.x[0]) / count as f32;
        for (n, c) in text.chars().take(count).enumerate() {
            let x = glyph.x[0] + width * n as f32;
            self.push(Glyph { c: unified(c), byte: 0, x: [x, x + width], ..glyph });
        }
    }

    /// Adds a glyph unless it was drawn there before: text that is filled and then stroked, or drawn twice by a
    /// hair's breadth to make it bold.
    fn push(&mut self, glyph: Glyph) {
        if glyph.c == '\0' || glyph.c.is_control() && !glyph.c.is_whitespace() || self.glyphs.len() >= MOST {
            self.full |= self.glyphs.len() >= MOST;
            return;
        }
        let cell = (glyph.size * TWICE * 2.0).max(0.5);
        let key = |dx: i32, dy: i32| (glyph.c, (glyph.x[0] / cell) as i32 + dx, (glyph.y / cell) as i32 + dy);
        let near = |at: &(f32, f32)| {
            (at.0 - glyph.x[0]).abs() < glyph.size * TWICE && (at.1 - glyph.y).abs() < glyph.size * TWICE
        };
        let again = (-1..=1).any(|dx| (-1..=1).any(|dy| self.seen.get(&key(dx, dy)).is_some_and(near)))
            && glyph.c != '\u{fffd}';
        if !again {
            self.seen.insert(key(0, 0), (glyph.x[0], glyph.y));
            self.glyphs.push(glyph);
        }
    }

    fn add_rule(&mut self, bounds: Rect) {
        let (width, height) = (bounds.width(), bounds.height());
        let thin = width.min(height) <= THICK && width.max(height) >= SHORT;
        if thin
            && self.rules.len() < RULES
            && [bounds.x0, bounds.x1, bounds.y0, bounds.y1].iter().all(|n| n.is_finite())
        {
            self.rules.push(Rule { x: [bounds.x0 as f32, bounds.x1 as f32], y: [bounds.y0 as f32, bounds.y1 as f32] });
        }
    }

    /// Adds the lines of a path; a box gives its four sides.
    fn add_rules(&mut self, bounds: Rect, stroked: bool) {
        if stroked && bounds.width().min(bounds.height()) > THICK {
            let Rect { x0, y0, x1, y1 } = bounds;
            for side in [
                Rect::new(x0, y0, x1, y0),
                Rect::new(x0, y1, x1, y1),
                Rect::new(x0, y0, x0, y1),
                Rect::new(x1, y0, x1, y1),
            ] {
                self.add_rule(side);
            }
        } else {
            self.add_rule(bounds);
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        // longer ones are drawings
        if path.elements().len() <= 6 {
            let bounds = props.transform.transform_rect_bbox(path.bounding_box());
            self.add_rules(bounds, !matches!(mode, DrawMode::Fill(_)));
        }
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        let bounds = props.transform.transform_rect_bbox(*rect);
        self.add_rules(bounds, !matches!(mode, DrawMode::Fill(_)));
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_clip_rect(&mut self, _: &Rect) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        for glyph in run.glyphs() {
            self.add(glyph, props.transform * glyph.transform(), vertical);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.scan.add(&image, props.transform);
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
