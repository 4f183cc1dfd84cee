//! Which blocks stand inside a quotation that runs over several, as in amending decisions:
//! 将第三条修改为：“第三条 … What is quoted numbers nothing in the document that quotes it.

use crate::text::marker::Marker;
use crate::text::sentence;

use super::facts::Facts;

/// A quotation that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// The block that opened it.
    from: usize,
    /// The mark that numbered this block, or the last block before it that had one: what numbers go
    /// on from where the quotation turns out never to have been closed. `None` once a mark of its kind
    /// has begun anew inside.
    outer: Option<Marker>,
}

/// Says of each block whether it begins inside a quotation: with a quotation mark, or between the
/// marks of one that an earlier block opened and a later one closes. What is quoted loses its mark.
/// A quotation that is never closed, or inside which the numbers around it go on, counts for
/// nothing. Cost: one pass over the text.
pub(super) fn mark_quoted(facts: &mut [Facts<'_>]) {
    let mut open: Vec<Open> = Vec::new();
    let mut borders = vec![0_i32; facts.len() + 1];
    let mut last = None;
    for (at, fact) in facts.iter().enumerate().filter(|(_, fact)| !fact.is_furniture()) {
        if let Some(marker) = fact.marker.filter(|_| !fact.text.starts_with(MARKS)) {
            go_on(&mut open, marker);
            last = Some(marker);
        }
        follow(fact.text, Open { from: at, outer: last }, &mut open, &mut borders);
    }
    let mut depth = 0;
    for (fact, border) in facts.iter_mut().zip(borders) {
        depth += border;
        if depth > 0 || !fact.is_heading() && fact.text.starts_with(MARKS) {
            fact.quoted = true;
            fact.marker = None;
        }
    }
}

/// The marks that open a quotation at the beginning of a line, a straight one included.
const MARKS: [char; 5] = ['“', '「', '『', '"', '‘'];

/// Where a mark goes on from the number outside the innermost quotation, no quotation is open.
fn go_on(open: &mut Vec<Open>, marker: Marker) {
    let Some(innermost) = open.last_mut() else { return };
    if let Some(outer) = innermost.outer.filter(|outer| outer.kind == marker.kind) {
        if marker.number == outer.number + 1 {
            open.clear();
        } else {
            innermost.outer = None;
        }
    }
}

/// Follows the marks of the block `this`. A quotation closed here adds 1 in `borders` after the block
/// that opened it and takes 1 after this.
fn follow(text: &str, this: Open, open: &mut Vec<Open>, borders: &mut [i32]) {
    let mut skip = !open.is_empty() && repeats_mark(text);
    for (_, opening) in marks(text) {
        if opening {
            if !std::mem::take(&mut skip) {
                open.push(this);
            }
        } else if let Some(quotation) = open.pop()
            && quotation.from < this.from
        {
            for (border, step) in [(quotation.from + 1, 1), (this.from + 1, -1)] {
                if let Some(border) = borders.get_mut(border) {
                    *border += step;
                }
            }
        }
    }
}

/// Whether the opening mark at the beginning of a block only repeats the one that is open, as each
/// paragraph of a long quotation begins with one: nothing in the block closes it, or its last
/// character does (which closes the whole).
fn repeats_mark(text: &str) -> bool {
    if !text.starts_with(['“', '「']) {
        return false;
    }
    let mut depth = 0_usize;
    for (end, opening) in marks(text) {
        if opening {
            depth += 1;
        } else {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let rest = text.get(end..).unwrap_or_default();
                return rest.trim_start_matches(|c| sentence::is_end(c) || sentence::is_closer(c)).is_empty();
            }
        }
    }
    true
}

/// The double quotation marks of a text: one past each one's last byte, and whether it opens.
fn marks(text: &str) -> impl Iterator<Item = (usize, bool)> + '_ {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(0x80, 0xE2, bytes).filter_map(move |at| {
        let opening = match (at.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(at..)?) {
            (_, [0xE2, 0x80, 0x9C, ..]) | (Some(0xE3), [0x80, 0x8C, ..]) => true,
            (_, [0xE2, 0x80, 0x9D, ..]) | (Some(0xE3), [0x80, 0x8D, ..]) => false,
            _ => return None,
        };
        Some((if bytes.get(at) == Some(&0xE2) { at + 3 } else { at + 2 }, opening))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::testing::blocks;

    fn flags(text: &str) -> Vec<bool> {
        let blocks = blocks(text);
        let mut facts: Vec<Facts<'_>> = blocks.iter().map(Facts::of).collect();
        mark_quoted(&mut facts);
        facts.iter().map(|fact| fact.quoted).collect()
    }

    #[test]
    fn a_quotation_over_several_paragraphs() {
        let text = "一、将第三条修改为：“第三条 甲。\n第四条 乙。\n丙。”\n二、删去第五条。";
        assert_eq!(flags(text), [false, true, true, false]);
    }

    #[test]
    fn each_paragraph_may_repeat_the_opening_mark() {
        let text = "一、修改为：\n“甲。\n“乙。\n丙。”\n二、丁。";
        assert_eq!(flags(text), [false, true, true, true, false]);
    }

    #[test]
    fn a_quotation_never_closed_counts_for_nothing() {
        assert_eq!(flags("甲称“乙。\n第二条 丙。\n第三条 “丁”、“戊”。\n第四条 己。"), [false; 4]);
    }

    #[test]
    fn numbers_that_go_on_end_a_quotation_left_open() {
        let text = "一、修改为：“甲。\n二、增加一款：“乙。\n“丙。”\n三、丁。\n“戊。”";
        assert_eq!(flags(text), [false, false, true, false, true]);
        let text = "2.修改为：\n“下列情形：\n1.甲；\n2.乙；\n3.丙。”\n3.丁。";
        assert_eq!(flags(text), [false, true, true, true, true, false]);
    }

    #[test]
    fn corner_brackets_quote_too() {
        assert_eq!(flags("一、修改為：「甲。\n乙。」\n丙。"), [false, true, false]);
    }
}
