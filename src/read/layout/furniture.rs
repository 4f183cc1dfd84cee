//! Running heads and page numbers, told from text over all pages.

use std::collections::HashMap;

use crate::read::LineRole;

use super::SetLine;

/// Lines looked at, from the top and from the bottom of a page.
const LINES: usize = 3;
/// Longest running head, in characters.
const LONGEST: usize = 60;

/// Marks as furniture what stands at the head or foot of several pages, but for its numbers the same, and page
/// numbers that stand there alone.
pub fn mark_furniture(pages: &mut [Vec<SetLine>]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let mut keys: Vec<String> = edges(page).into_iter().filter_map(|at| page.get(at)).filter_map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().for_each(|key| *seen.entry(key).or_default() += 1);
    }
    let least = (pages.len() / 4).max(2);
    for page in pages {
        for at in edges(page) {
            let Some(line) = page.get(at) else { continue };
            let repeats = key(line).and_then(|key| seen.get(&key)).is_some_and(|&count| count >= least);
            if (repeats || is_number(&line.text)) && is_outer(page, at) {
                page[at].role = LineRole::Furniture;
            }
        }
    }
}

/// The places of the highest and lowest lines of a page.
fn edges(page: &[SetLine]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..page.len()).collect();
    order.sort_by(|&a, &b| page[a].y.total_cmp(&page[b].y));
    let low = order.len().saturating_sub(LINES).max(LINES.min(order.len()));
    let mut edges: Vec<usize> = order[..order.len().min(LINES)].to_vec();
    edges.extend(&order[low..]);
    edges
}

/// What a line that repeats has in common: its text, digits alike, and roughly how high it stands.
fn key(line: &SetLine) -> Option<String> {
    if line.text.chars().nth(LONGEST).is_some() || line.text.ends_with(['。', '；', '，', '：']) {
        return None;
    }
    let text = line.text.chars().filter(|c| !c.is_whitespace()).map(|c| if c.is_ascii_digit() { '0' } else { c });
    let mut key: String = text.collect();
    while key.contains("00") {
        key = key.replace("00", "0");
    }
    Some(format!("{key}@{}", (line.y / line.size / 2.0).round()))
}

/// Whether nothing but furniture stands between the line and the page's edge.
fn is_outer(page: &[SetLine], at: usize) -> bool {
    let line = &page[at];
    let text = |other: &&SetLine| other.role != LineRole::Furniture && (other.y - line.y).abs() > line.size;
    let above = page.iter().filter(text).filter(|other| other.y < line.y).count();
    let below = page.iter().filter(text).filter(|other| other.y > line.y).count();
    above == 0 || below == 0 || above.min(below) < LINES && page.len() > 2 * LINES
}

/// 12, — 12 —, 第3页, 3/10
fn is_number(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare.trim_matches(['-', '—', '–', '－', '·', '―', '_', '~', '─', '一']);
    let (digits, others): (Vec<char>, Vec<char>) = bare.chars().partition(char::is_ascii_digit);
    let words: String = others.into_iter().collect();
    matches!(digits.len(), 1..=6)
        && matches!(words.as_str(), "" | "第页" | "第页共页" | "/" | "第页/共页" | "第页，共页" | "页")
        && (!words.is_empty() || digits.len() <= 4)
}
