//! A text object → glyphs: where each character of its codes stands on the page.

use unicode_width::UnicodeWidthChar;

use crate::read::layout::Glyph;

use super::xml::{Node, Tree};

/// Coordinates of an object → those of the page: `[a b c d e f]` as the standard writes it (CTM).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix([f32; 6]);

impl Matrix {
    /// What changes nothing.
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// That of an object within one whose matrix is `self`: first its CTM, then its boundary's corner.
    pub(super) fn within(self, node: &Node) -> Self {
        let corner = node.get("Boundary").map(numbers).unwrap_or_default();
        let (x, y) = (corner.first().copied().unwrap_or(0.0), corner.get(1).copied().unwrap_or(0.0));
        let own = match node.get("CTM").map(numbers).as_deref() {
            Some(&[a, b, c, d, e, f]) => [a, b, c, d, e + x, f + y],
            _ => [1.0, 0.0, 0.0, 1.0, x, y],
        };
        let [a, b, c, d, e, f] = own;
        let (ab, cd, ef) = (self.turn(a, b), self.turn(c, d), self.point(e, f));
        Self([ab.0, ab.1, cd.0, cd.1, ef.0, ef.1])
    }

    fn turn(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, ..] = self.0;
        (a * x + c * y, b * x + d * y)
    }

    fn point(self, x: f32, y: f32) -> (f32, f32) {
        let (turned, [.., e, f]) = (self.turn(x, y), self.0);
        (turned.0 + e, turned.1 + f)
    }
}

/// Which way a line of text runs; glyphs of each are laid out by themselves, turned upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// From left to right.
    Right,
    /// From the top down, as in vertical writing.
    Down,
    /// From right to left, upside down.
    Left,
    /// From the bottom up.
    Up,
    /// Askew, as watermarks are.
    Askew,
}

impl Way {
    fn of((x, y): (f32, f32)) -> Self {
        match (x.abs() >= 5.0 * y.abs(), y.abs() >= 5.0 * x.abs()) {
            (true, _) if x >= 0.0 => Self::Right,
            (true, _) => Self::Left,
            (_, true) if y > 0.0 => Self::Down,
            (_, true) => Self::Up,
            _ => Self::Askew,
        }
    }

    /// The place turned so that the line runs to the right and the next one stands below.
    fn upright(self, (x, y): (f32, f32)) -> (f32, f32) {
        match self {
            Self::Right | Self::Askew => (x, y),
            Self::Down => (y, -x),
            Self::Left => (-x, -y),
            Self::Up => (-y, x),
        }
    }
}

/// The numbers of a list; what is none, or not finite, is 0.
pub(super) fn numbers(list: &str) -> Vec<f32> {
    list.split_whitespace().take(8).map(number).collect()
}

fn number(text: &str) -> f32 {
    text.parse().ok().filter(|number: &f32| number.is_finite()).unwrap_or(0.0)
}

/// At most `most` of the steps that a delta list gives, `g N v` being N times v.
fn steps(list: &str, most: usize) -> Vec<f32> {
    let mut found = Vec::new();
    let mut words = list.split_whitespace();
    while let Some(word) = words.next() {
        if found.len() >= most {
            break;
        }
        if word.eq_ignore_ascii_case("g") {
            let count: usize = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            let value = words.next().map_or(0.0, number);
            found.extend(std::iter::repeat_n(value, count.min(most - found.len())));
        } else {
            found.push(number(word));
        }
    }
    found
}

/// Adds the glyphs of the text object at `at`; `matrix` is its own.
pub(super) fn push_glyphs(found: &mut Vec<(Way, Glyph)>, (tree, at): (&Tree, usize), matrix: Matrix) {
    let Some(object) = tree.node(at) else { return };
    let number_of = |name: &str| object.get(name).map(number);
    let size = number_of("Size").filter(|&size| size > 0.0).unwrap_or(3.5);
    let stretch = number_of("HScale").filter(|&scale| scale > 0.0).unwrap_or(1.0);
    let turned = number_of("ReadDirection").unwrap_or(0.0);
    let source = object.get("ID").and_then(|id| id.trim().parse().ok()).unwrap_or(0);
    let em = matrix.turn(0.0, size);
    let drawn = em.0.hypot(em.1);
    let (mut x, mut y) = (0.0, 0.0);
    for (_, code) in tree.children(at).filter(|(_, node)| node.name == "TextCode") {
        (x, y) = (code.get("X").map_or(x, number), code.get("Y").map_or(y, number));
        let text: Vec<char> = code.text.chars().filter(|c| !c.is_control()).collect();
        let along = code.get("DeltaX").map(|list| steps(list, text.len())).unwrap_or_default();
        let down = code.get("DeltaY").map(|list| steps(list, text.len())).unwrap_or_default();
        let vertical = down.iter().any(|&step| step != 0.0) && along.iter().all(|&step| step == 0.0);
        let direction = if vertical {
            (0.0, down.iter().sum::<f32>())
        } else {
            let angle = turned.to_radians();
            (angle.cos(), angle.sin())
        };
        let way = Way::of(matrix.turn(direction.0, direction.1));
        let scale = if vertical { 1.0 } else { matrix.turn(1.0, 0.0).0.hypot(matrix.turn(1.0, 0.0).1) };
        for (n, &char) in text.iter().enumerate() {
            let em = if char.width() == Some(2) { size * stretch } else { size * stretch * 0.5 };
            let step = along.get(n).or(down.get(n)).copied().map(f32::abs);
            let width = step.filter(|&step| step > 0.0 && step < em * 1.3).unwrap_or(em) * scale;
            let place = way.upright(matrix.point(x, y));
            if char != '¤' {
                found.push((way, Glyph { char, x: place.0, y: place.1, width, size: drawn, source }));
            }
            let own = if vertical || turned != 0.0 && along.is_empty() { 0.0 } else { em };
            x += along.get(n).copied().unwrap_or(if down.is_empty() { own } else { 0.0 });
            y += down.get(n).copied().unwrap_or(0.0);
        }
    }
}
