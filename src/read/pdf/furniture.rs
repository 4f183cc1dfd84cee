//! What belongs to the page and not to the text: running heads, running feet, page numbers.

use std::collections::{HashMap, HashSet};

use super::runs::Run;

/// Rows looked at from either edge of a page.
const ROWS: usize = 3;
/// Pages on which a row must stand to be a running head.
const PAGES: usize = 3;
/// Part of the page's height at either edge where page numbers stand.
const EDGE: f32 = 0.14;
/// Longest page number with its marks and words, in characters.
const NUMBER: usize = 14;

/// A row at an edge of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Edge {
    /// What it says, without white space.
    pub text: String,
    /// Where it stands: whole points from the top of the page.
    pub y: i32,
    /// Whether it is the outermost row within the page's edge, with more room to the text than lines have.
    pub apart: bool,
    /// Its runs.
    pub runs: Vec<usize>,
}

/// The rows at the edges of a page of this height, `say` giving the text of a run.
pub(super) fn edges(runs: &[Run], height: f32, say: impl Fn(&Run) -> String) -> Vec<Edge> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by(|&a, &b| runs[a].y.total_cmp(&runs[b].y));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for at in order {
        match rows.last_mut().filter(|row| row.first().is_some_and(|&first| runs[first].is_beside(&runs[at]))) {
            Some(row) => row.push(at),
            None => rows.push(vec![at]),
        }
    }
    let count = rows.len();
    let y = |n: usize| rows.get(n).and_then(|row| row.first()).map_or(0.0, |&at| runs[at].y);
    let mut found = Vec::new();
    for (n, row) in rows.iter().enumerate().filter(|(n, _)| *n < ROWS || *n + ROWS >= count) {
        let Some(first) = row.first().map(|&at| &runs[at]) else { continue };
        let head = n < ROWS && first.y < height * EDGE;
        let foot = n + ROWS >= count && first.y > height * (1.0 - EDGE);
        let room = if n + 1 < count && head { y(n + 1) - first.y } else { first.y - y(n.saturating_sub(1)) };
        let apart = (head && n == 0 || foot && n + 1 == count) && (count == 1 || room > 1.6 * first.size);
        if head || foot {
            let mut row = row.clone();
            row.sort_by(|&a, &b| runs[a].x[0].total_cmp(&runs[b].x[0]));
            let text = row.iter().map(|&at| say(&runs[at])).collect::<String>();
            let text = text.chars().filter(|c| !c.is_whitespace()).collect();
            found.push(Edge { text, y: first.y.round() as i32, apart, runs: row });
        }
    }
    found
}

/// The runs of each page that are furniture: rows that stand at one place on several pages but for their
/// numbers, and page numbers.
pub(super) fn furniture(pages: &[Vec<Edge>]) -> Vec<HashSet<usize>> {
    let mut count: HashMap<(String, i32), usize> = HashMap::new();
    let (mut numbers, mut at_page) = (0, 0);
    for (n, page) in pages.iter().enumerate() {
        let keys: HashSet<(String, i32)> =
            page.iter().flat_map(|edge| (-1..=1).map(move |off| (shape(&edge.text), edge.y + off))).collect();
        keys.into_iter().for_each(|key| *count.entry(key).or_insert(0) += 1);
        let found = page.iter().find_map(|edge| page_number(&edge.text).filter(|_| edge.apart));
        numbers += usize::from(found.is_some());
        at_page += usize::from(found == u32::try_from(n + 1).ok() && found.is_some());
    }
    // a bare number is that of the page where most pages have one, or it counts them
    let numbered = numbers * 2 > pages.len() || at_page > 1;
    let is_furniture = |edge: &Edge| {
        let again = count.get(&(shape(&edge.text), edge.y)).is_some_and(|&pages| pages >= PAGES);
        let bare = edge.text.chars().all(|c| c.is_ascii_digit());
        again || edge.apart && page_number(&edge.text).is_some() && (numbered || !bare)
    };
    let of_page = |page: &Vec<Edge>| {
        page.iter().filter(|edge| is_furniture(edge)).flat_map(|edge| edge.runs.iter().copied()).collect()
    };
    pages.iter().map(of_page).collect()
}

/// The text with every number as one `#`.
fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_ascii_digit() || ('０'..='９').contains(&c) { '#' } else { c };
        if !(c == '#' && shape.ends_with('#')) {
            shape.push(c);
        }
    }
    shape
}

/// The page that a line such as — 3 —, 第3页 共8页, 3/8, - 3 - numbers.
fn page_number(text: &str) -> Option<u32> {
    const MARKS: &str = "—–-－·•.．第页頁共/／,，|｜()（）~～";
    let known = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || MARKS.contains(c);
    if text.is_empty() || text.chars().count() > NUMBER || !text.chars().all(known) {
        return None;
    }
    let digits = text
        .chars()
        .map(|c| char::from_u32(u32::from(c).wrapping_sub(0xFEE0)).filter(char::is_ascii_digit).unwrap_or(c));
    let number: String = digits.skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    number.parse().ok().filter(|_| number.len() <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(text: &str, run: usize) -> Edge {
        Edge { text: text.to_owned(), y: 40, apart: true, runs: vec![run] }
    }

    #[test]
    fn page_numbers() {
        for (text, page) in [("—3—", 3), ("第12页共80页", 12), ("3/8", 3), ("７", 7), ("-4-", 4)] {
            assert_eq!(page_number(text), Some(page), "{text}");
        }
        for text in ["2031年", "", "——", "第三章", "12345", "3.第页共/3456789012"] {
            assert_eq!(page_number(text), None, "{text}");
        }
    }

    #[test]
    fn heads_that_stand_on_three_pages() {
        let page = |n: usize| vec![edge(&format!("青源市公报{n}"), 7), edge(&format!("只在此页{}", "甲".repeat(n)), 8)];
        let found = furniture(&(1..4).map(page).collect::<Vec<_>>());
        assert!(found.iter().all(|runs| runs.len() == 1 && runs.contains(&7)), "{found:?}");
        let found = furniture(&(1..3).map(page).collect::<Vec<_>>());
        assert!(found.iter().all(HashSet::is_empty));
    }

    #[test]
    fn a_bare_number_alone_is_text() {
        assert!(furniture(&[vec![edge("2031", 1)], vec![edge("甲", 1)], vec![edge("乙", 1)]])[0].is_empty());
        assert_eq!(furniture(&[vec![edge("1", 1)], vec![edge("2", 1)]])[1].len(), 1);
    }
}
