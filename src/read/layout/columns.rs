//! Segments → pieces in reading order: columns, and the bands above, between and below them.

use super::segments::{Segment, median};

/// Narrowest gutter, in ems.
const GUTTER: f32 = 0.75;
/// Narrowest column, in ems.
const NARROWEST: f32 = 6.0;
/// Most segments of a page whose columns are looked for, and most pieces it is cut into.
const MOST: usize = 6000;

/// The places of segments that are read together.
type Piece = Vec<usize>;

/// The pieces of a page in reading order.
pub(super) fn pieces(segments: &[Segment]) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut open: Vec<Piece> = vec![(0..segments.len()).collect()];
    let mut budget = MOST;
    while let Some(piece) = open.pop() {
        let parts = if segments.len() > MOST || budget == 0 { Vec::new() } else { cut(&piece, segments) };
        budget = budget.saturating_sub(1);
        if parts.len() > 1 {
            open.extend(parts.into_iter().rev());
        } else {
            found.push(piece);
        }
    }
    found
}

/// The parts of a piece in reading order; at most one where it is one column.
fn cut(piece: &Piece, segments: &[Segment]) -> Vec<Piece> {
    let em = em(piece, segments);
    let strips = strips(piece, segments, em);
    if strips.len() > 1 {
        return banner(&strips, segments, em).unwrap_or(strips);
    }
    around_gutter(piece, segments, em)
}

/// The size of most of its lines.
fn em(piece: &[usize], segments: &[Segment]) -> f32 {
    let mut sizes: Vec<f32> = piece.iter().filter_map(|&at| segments.get(at)).map(|segment| segment.size).collect();
    median(&mut sizes).unwrap_or(1.0)
}

/// The columns of a piece, parted by gutters that nothing crosses; one where there are none.
fn strips(piece: &[usize], segments: &[Segment], em: f32) -> Vec<Piece> {
    let mut by_left: Vec<(usize, &Segment)> = piece.iter().filter_map(|&at| Some((at, segments.get(at)?))).collect();
    by_left.sort_by(|a, b| a.1.left.total_cmp(&b.1.left));
    let (mut strips, mut right): (Vec<Piece>, f32) = (Vec::new(), f32::NEG_INFINITY);
    for (at, segment) in by_left {
        match strips.last_mut() {
            Some(last) if segment.left - right < GUTTER * em => last.push(at),
            _ => strips.push(vec![at]),
        }
        right = right.max(segment.right);
    }
    if strips.len() > 32 {
        return Vec::new();
    }
    let mut columns: Vec<Piece> = Vec::new();
    for mut strip in strips {
        strip.sort_unstable();
        let narrow = columns.last().is_some_and(|last| !is_column(last, segments, em));
        match columns.last_mut() {
            Some(last) if narrow || !is_column(&strip, segments, em) => {
                last.extend(strip);
                last.sort_unstable();
            }
            _ => columns.push(strip),
        }
    }
    columns
}

/// Whether lines of text were set between these edges: several, most of them full. Cells of a table are not.
fn is_column(strip: &[usize], segments: &[Segment], em: f32) -> bool {
    let own: Vec<&Segment> = strip.iter().filter_map(|&at| segments.get(at)).collect();
    let left = own.iter().map(|segment| segment.left).fold(f32::INFINITY, f32::min);
    let right = own.iter().map(|segment| segment.right).fold(f32::NEG_INFINITY, f32::max);
    let mut rows: Vec<(f32, f32)> = Vec::new();
    for segment in own {
        match rows.last_mut() {
            Some(row) if segment.y - row.0 < 0.5 * em => row.1 = row.1.max(segment.right),
            _ => rows.push((segment.y, segment.right)),
        }
    }
    let full = rows.iter().filter(|row| right - row.1 < 2.0 * em).count();
    rows.len() >= 3 && right - left >= NARROWEST * em && full * 5 >= rows.len() * 2
}

/// The headline that stands in one column's place above all of them, and the columns below it.
fn banner(strips: &[Piece], segments: &[Segment], em: f32) -> Option<Vec<Piece>> {
    let first = |strip: &Piece| strip.first().and_then(|&at| segments.get(at)).map_or(f32::INFINITY, Segment::top);
    let mut tops: Vec<(f32, usize)> = strips.iter().enumerate().map(|(n, strip)| (first(strip), n)).collect();
    tops.sort_by(|a, b| a.0.total_cmp(&b.0));
    let [(_, highest), (second, _), ..] = tops[..] else { return None };
    let strip = strips.get(highest)?;
    let above = strip.iter().filter_map(|&at| segments.get(at)).take_while(|segment| segment.y < second);
    let (mut count, mut large) = (0, false);
    for segment in above {
        count += 1;
        large |= segment.size > 1.25 * em;
    }
    if !large || count == strip.len() {
        return None;
    }
    let (head, rest) = strip.split_at(count);
    let mut below: Piece =
        strips.iter().enumerate().filter(|(n, _)| *n != highest).flat_map(|(_, strip)| strip).copied().collect();
    below.extend(rest);
    below.sort_unstable();
    Some(vec![head.to_vec(), below])
}

/// A gutter that ends above or below: its edges from the left, its first and last line from the top.
#[derive(Debug, Clone, Copy)]
struct Gutter {
    left: f32,
    right: f32,
    /// Places in the piece, the last one past.
    from: usize,
    to: usize,
}

/// The piece cut above and below its tallest gutter, where something spans the columns there.
fn around_gutter(piece: &[usize], segments: &[Segment], em: f32) -> Vec<Piece> {
    let own: Vec<&Segment> = piece.iter().filter_map(|&at| segments.get(at)).collect();
    let mut gutters: Vec<Gutter> = Vec::new();
    for (n, pair) in own.windows(2).enumerate() {
        let [a, b] = pair else { continue };
        let (left, right) = if a.left < b.left { (a.right, b.left) } else { (b.right, a.left) };
        let known = |gutter: &Gutter| gutter.from <= n && n < gutter.to && gutter.left < right && left < gutter.right;
        if b.y - a.y < em && right - left >= GUTTER * em && !gutters.iter().any(known) {
            gutters.push(extend(Gutter { left, right, from: n, to: n + 2 }, &own, em));
        }
        if gutters.len() >= 200 {
            break;
        }
    }
    gutters.sort_by_key(|gutter| std::cmp::Reverse(gutter.to - gutter.from));
    for gutter in gutters {
        let (Some(above), Some(within), Some(below)) =
            (piece.get(..gutter.from), piece.get(gutter.from..gutter.to), piece.get(gutter.to..))
        else {
            continue;
        };
        if within.len() < piece.len() && strips(within, segments, em).len() > 1 {
            let parts = [above, within, below];
            return parts.into_iter().filter(|part| !part.is_empty()).map(<[usize]>::to_vec).collect();
        }
    }
    Vec::new()
}

/// The gutter, as far up and down as nothing crosses it.
fn extend(mut gutter: Gutter, own: &[&Segment], em: f32) -> Gutter {
    let fits = |gutter: &mut Gutter, segment: &Segment| {
        let middle = f32::midpoint(gutter.left, gutter.right);
        let (mut left, mut right) = (gutter.left, gutter.right);
        if segment.left >= middle {
            right = right.min(segment.left);
        } else {
            left = left.max(segment.right);
        }
        let fits = right - left >= GUTTER * em;
        if fits {
            (gutter.left, gutter.right) = (left, right);
        }
        fits
    };
    while let Some(segment) = gutter.from.checked_sub(1).and_then(|at| own.get(at)) {
        if !fits(&mut gutter, segment) {
            break;
        }
        gutter.from -= 1;
    }
    while let Some(segment) = own.get(gutter.to) {
        if !fits(&mut gutter, segment) {
            break;
        }
        gutter.to += 1;
    }
    gutter
}
