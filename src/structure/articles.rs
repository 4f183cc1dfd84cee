//! 条 and 款: which lines begin an article, and what its paragraphs are called.

use crate::text::marker::{Marker, MarkerKind};

use super::address::Step;
use super::facts::Facts;
use super::outline::Place;

/// How far ahead the next article is looked for where numbers jump.
const LOOK_AHEAD: usize = 200;

/// Words after 第…条 that make it a reference: 第五条规定的, 第五条第二款, 第五条至第八条.
const REFERENCES: [&str; 30] = [
    "的",
    "规定",
    "第",
    "至",
    "到",
    "和",
    "、",
    "，",
    "。",
    "；",
    "）",
    "》",
    "”",
    "中",
    "所",
    "及",
    "与",
    "或",
    "以及",
    "修改",
    "改为",
    "删去",
    "删除",
    "作为",
    "之规定",
    "增加",
    "之外",
    "以外",
    "有关",
    "确定",
];

/// What the last article was, to judge the next by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LastArticle {
    /// Its number and that of 之.
    pub number: (u32, u32),
    /// A title, division or heading has come since.
    pub container_since: bool,
}

/// Whether the block `at`, which begins with 第…条, begins an article: its number goes on from the
/// last one's or begins anew in a new container, and what follows is no reference's.
pub(super) fn begins_article(facts: &[Facts<'_>], at: usize, marker: Marker, last: LastArticle) -> bool {
    let Some(fact) = facts.get(at) else { return false };
    let rest = fact.text.get(marker.len..).unwrap_or_default();
    let separated =
        rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '：' | ':' | '【' | '（' | '('));
    let number = (marker.number, marker.sub);
    let next = if marker.sub > 0 { (last.number.0, last.number.1 + 1) } else { (last.number.0 + 1, 0) };
    if !separated {
        return (number == next || number == (1, 0)) && !REFERENCES.iter().any(|word| rest.starts_with(word));
    }
    let rest = rest.trim_start();
    if ["修改为", "改为", "删去", "删除"].iter().any(|word| rest.starts_with(word)) || begins_with_reference(rest)
    {
        return false;
    }
    number == next
        || number == (1, 0)
        || number > last.number && !resumes(facts, at, last, number)
        || last.container_since && number.1 == 0
}

/// Whether a text begins with 第二款 or 第三项, as a reference goes on.
fn begins_with_reference(rest: &str) -> bool {
    rest.strip_prefix('第')
        .and_then(crate::text::numeral::prefix)
        .is_some_and(|(_, used)| rest.get('第'.len_utf8() + used..).is_some_and(|rest| rest.starts_with(['款', '项'])))
}

/// Whether, where the number jumps ahead, the next line with 第…条 takes up where the last one
/// stopped: then the line between is none.
fn resumes(facts: &[Facts<'_>], at: usize, last: LastArticle, number: (u32, u32)) -> bool {
    let mut following = facts.iter().skip(at + 1).take(LOOK_AHEAD).filter_map(|fact| fact.marked(MarkerKind::Article));
    last.number != (0, 0)
        && following.next().is_some_and(|next| next.number == last.number.0 + 1 && (next.number, next.sub) < number)
}

/// Counts the 款 of the article that is open, and gives their numbers to the addresses when it
/// closes: only then is it known whether there are several.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    /// The entry that begins the article.
    start: Option<usize>,
    /// For each entry since, the 款 it stands in; 0 for what stands before the first.
    numbers: Vec<u32>,
    count: u32,
}

impl Paragraphs {
    /// Opens an article at the entry `at`. Where its line is a heading, its first 款 is yet to come.
    pub fn open(&mut self, at: usize, heading: bool) {
        self.start = Some(at);
        self.numbers.clear();
        self.count = u32::from(!heading);
        self.numbers.push(self.count);
    }

    /// Whether an article is open.
    pub fn is_open(&self) -> bool {
        self.start.is_some()
    }

    /// Whether the article begins with the entry `at`.
    pub fn begins_at(&self, at: usize) -> bool {
        self.start == Some(at)
    }

    /// Notes the next entry, which begins a 款 or goes on in the last one.
    pub fn note(&mut self, begins: bool) {
        if self.start.is_some() {
            self.count += u32::from(begins);
            self.numbers.push(self.count);
        }
    }

    /// Closes the article, if one is open. Cost: its entries.
    pub fn close(&mut self, places: &mut [Place]) {
        let Some(start) = self.start.take() else { return };
        if self.count < 2 {
            return;
        }
        for (place, &number) in places.iter_mut().skip(start).zip(&self.numbers) {
            if number > 0
                && let Some(address) = &mut place.address
                && let Some(article) = address.steps().iter().rposition(|step| step.kind == MarkerKind::Article)
            {
                address.insert(article + 1, Step::new(MarkerKind::Paragraph, number));
            }
        }
    }
}
