//! Short forms that a document defines for itself: 《规划纲要》（以下简称《纲要》）.
//!
//! A wrong long form is worse than none: what has no marks around it is taken only where the short
//! form is bound to it by its characters and its beginning is sure (`extent`).

mod extent;
mod marks;
#[cfg(test)]
mod tests;
mod words;

use extent::Phrase;
use marks::{is_close, is_open, last_quotation, quotation, titles, unclosed, without_remark};
use memchr::memmem;

use super::{Passage, PassageKind};

/// A short form that a document defines for itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Abbreviation {
    /// The short form without marks around it; two characters at least.
    pub short: String,
    /// What it stands for, without the marks around it; another text than `short`.
    pub long: String,
    /// Defined inside 《》: only 《short》 is a use of it.
    pub quoted: bool,
}

/// Gives each passage of a document the short forms it uses that were defined before it; where a short form was defined
/// anew, the nearest definition counts. Cost: a search for each short form in each passage behind its definition.
pub(super) fn resolve(passages: &mut [Passage]) {
    let mut known: Vec<Abbreviation> = Vec::new();
    for passage in passages.iter_mut().filter(|passage| passage.kind != PassageKind::Furniture) {
        let text = &passage.text.text;
        let used = known.iter().filter(|known| !text.contains(&known.long) && known.used_in(text));
        passage.abbreviations = used.cloned().collect();
        let here = definitions(text);
        known.retain(|known| here.iter().all(|new| new.short != known.short));
        known.extend(here.into_iter().filter(|new| !new.is_plain()));
        known.dedup();
    }
}

/// Characters of a short form, at most.
const SHORT: usize = 20;

/// Bytes looked at before the word of a definition, for a list of titles, and after it: a bound, so
/// that no text costs more than its length.
const BEFORE: usize = 3000;
const AFTER: usize = 300;

/// The definitions in `text`, in order; a form for several titles (以下统称) gives one for each.
///
/// Cost: two searches for a character where there is no definition; a definition costs the
/// hundred characters around it (some 13 µs).
///
/// ```
/// # use cesou::passage::abbreviation::definitions;
/// let found = definitions("为推进长江三角洲区域一体化（以下简称长三角一体化），制定本条例。");
/// assert_eq!((&*found[0].short, &*found[0].long), ("长三角一体化", "长江三角洲区域一体化"));
/// ```
#[must_use]
pub fn definitions(text: &str) -> Vec<Abbreviation> {
    markers(text).into_iter().flat_map(|marker| define(text, &marker)).collect()
}

/// The word of a definition: 简称, 下称, 统称.
struct Marker {
    /// Its first byte.
    start: usize,
    /// One past its last byte.
    end: usize,
    /// 统称, 合称: for several things.
    together: bool,
}

/// The words of definitions in `text`, in order.
fn markers(text: &str) -> Vec<Marker> {
    let mut found: Vec<Marker> = ["称", "稱"]
        .iter()
        .flat_map(|word| memmem::find_iter(text.as_bytes(), word).map(move |at| (at, at + word.len())))
        .filter_map(|(at, end)| {
            let kind = text.get(..at)?.chars().next_back()?;
            let start = at - kind.len_utf8();
            match kind {
                '简' | '簡' | '下' => Some(Marker { start, end, together: false }),
                '统' | '統' | '合' => Some(Marker { start, end, together: true }),
                _ => None,
            }
        })
        .collect();
    found.sort_unstable_by_key(|marker| marker.start);
    found
}

/// Where a definition stands.
struct Site<'a> {
    /// The text up to where the long form ends.
    before: &'a str,
    /// What is around the definition.
    kind: Kind,
}

/// What is around a definition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Brackets.
    Bracketed,
    /// A comma before it: X，以下简称Y，
    Clause,
    /// Nothing: X以下简称Y…
    Open,
}

/// The definitions that one word makes.
fn define(text: &str, marker: &Marker) -> Vec<Abbreviation> {
    let from = text.ceil_char_boundary(marker.start.saturating_sub(BEFORE));
    let to = text.floor_char_boundary(marker.end + AFTER);
    let (Some(head), Some(tail)) = (text.get(from..marker.start), text.get(marker.end..to)) else { return Vec::new() };
    let Some(site) = site(head) else { return Vec::new() };
    let tail = tail.trim_start_matches(|c: char| c.is_whitespace() || "为為是：:".contains(c));
    let shorts = match marked(tail) {
        Marked::None => return bare(&site, tail, marker.together),
        Marked::Doubtful => return Vec::new(),
        Marked::Some(shorts) => shorts,
    };
    let mut found = Vec::new();
    for (short, quoted) in shorts {
        // A title without marks (关于…的紧急通知) does not show where it begins.
        if quoted && !site.before.ends_with(['》', '”', '」', '』']) {
            continue;
        }
        for long in longs(site.before, &short, marker.together) {
            found.extend(abbreviation(&short, long, quoted));
        }
    }
    found
}

/// An abbreviation, if it is one.
fn abbreviation(short: &str, long: String, quoted: bool) -> Option<Abbreviation> {
    let short = short.trim();
    let fits = (2..=SHORT).contains(&short.chars().count()) && short != long && !long.is_empty();
    let named = short.chars().any(char::is_alphabetic) && !short.contains(['，', '。', '；', '：', '《', '\n']);
    (fits && named).then(|| Abbreviation { short: short.to_owned(), long, quoted })
}

/// The place of a definition whose word stands at the end of `head`; `None` where there is none.
fn site(head: &str) -> Option<Site<'_>> {
    let plain = head.trim_end();
    let intro =
        ["以下合并", "以下均", "以下", "下文", "以", "文中", "下"].iter().find_map(|word| plain.strip_suffix(word));
    let rest = intro.unwrap_or(plain).trim_end();
    if rest.ends_with(is_open) {
        return Some(Site { before: without_remark(rest.strip_suffix(is_open)?), kind: Kind::Bracketed });
    }
    let comma = rest.ends_with(['，', ',', '；', ';']);
    let named = rest.ends_with("英文") || rest.ends_with("中文") || rest.ends_with("又") || rest.ends_with("也");
    if let Some(open) = unclosed(rest).filter(|_| comma || named) {
        return Some(Site { before: without_remark(rest.get(..open)?), kind: Kind::Bracketed });
    }
    let before = without_remark(rest.strip_suffix(['，', ',']).unwrap_or(rest));
    (intro.is_some() || comma || rest.ends_with(|c: char| c.is_alphabetic()))
        .then_some(Site { before, kind: if comma { Kind::Clause } else { Kind::Open } })
}

/// Short forms in marks of their own.
enum Marked {
    /// None: the short form is bare.
    None,
    /// Several, and not plain what each stands for.
    Doubtful,
    /// Each with whether it is inside 《》.
    Some(Vec<(String, bool)>),
}

/// The short forms in marks at the beginning of `tail`: “甲”或“乙”.
fn marked(tail: &str) -> Marked {
    let mut shorts = Vec::new();
    let mut rest = tail;
    while let Some((inner, title, after)) = quotation(rest) {
        shorts.push((inner.to_owned(), title));
        let after = after.trim_start();
        rest = ["或者", "或"].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after).trim_start();
        if rest.len() == after.len() {
            let joined = after.trim_start_matches(['、', '和', '及', '与', ' ']);
            if quotation(joined).is_some() {
                return Marked::Doubtful;
            }
            break;
        }
    }
    if shorts.is_empty() { Marked::None } else { Marked::Some(shorts) }
}

/// The definitions of a short form without marks, at the beginning of `tail`.
fn bare(site: &Site<'_>, tail: &str, together: bool) -> Vec<Abbreviation> {
    let (run, after) = run(tail);
    let ended = after.starts_with(|c| is_close(c) || "，；,;".contains(c));
    match site.kind {
        Kind::Bracketed if ended => either(site, run, together),
        Kind::Clause if !together && (ended || after.is_empty() || after.starts_with('。')) => {
            defined(site, run, false).into_iter().filter(|found| extent::holds_all(&found.long, &found.short)).collect()
        }
        Kind::Open if !together && !after.starts_with(is_open) => open_ended(site, run),
        _ => Vec::new(),
    }
}

/// The short form `run`, or those that 或 joins in it.
fn either(site: &Site<'_>, run: &str, together: bool) -> Vec<Abbreviation> {
    let whole = defined(site, run, together);
    if !whole.is_empty() || !run.contains('或') {
        return whole;
    }
    let shorts = run.split("或者").flat_map(|part| part.split('或'));
    shorts.flat_map(|short| defined(site, short, together)).collect()
}

/// `text` up to the mark that ends a short form without marks, and what follows; brackets inside
/// belong to it (环境影响报告书（表）).
fn run(text: &str) -> (&str, &str) {
    let mut open = false;
    let end = text.char_indices().find(|&(_, c)| {
        let ends = matches!(c, '，' | '；' | '。' | '：' | ',' | ';' | '\n' | '《' | '“') || (is_close(c) && !open);
        open = is_open(c) || (open && !is_close(c));
        ends
    });
    text.split_at_checked(end.map_or(text.len(), |(at, _)| at)).unwrap_or_default()
}

fn defined(site: &Site<'_>, short: &str, together: bool) -> Vec<Abbreviation> {
    longs(site.before, short.trim(), together).into_iter().filter_map(|long| abbreviation(short, long, false)).collect()
}

/// A short form that nothing ends (…有限公司以下简称中水资管副总经理): as far as its characters
/// stand in the long form; none where a word of its own may stand at its end (汉水电|厂).
fn open_ended(site: &Site<'_>, run: &str) -> Vec<Abbreviation> {
    let title = titles(site.before, false).pop();
    let phrase = Phrase::before(site.before, false);
    let held = |short: &str| match &title {
        Some(title) => extent::holds_all(title, short),
        None => phrase.holds(short),
    };
    let ends: Vec<usize> = run.char_indices().map(|(at, c)| at + c.len_utf8()).take(SHORT).collect();
    let Some(end) = ends.iter().rev().copied().find(|&end| run.get(..end).is_some_and(held)) else { return Vec::new() };
    let (short, after) = run.split_at_checked(end).unwrap_or_default();
    let sure = after.is_empty() || (Some(&end) > ends.get(1) && !after.starts_with(|c: char| HEADS.contains(c)));
    let long = if sure { title.or_else(|| phrase.long(short)) } else { None };
    long.and_then(|long| abbreviation(short, long, false)).into_iter().collect()
}

/// What the last word of a body's short form ends with, and what goes on in brackets.
const HEADS: &str = "厂司所会局院部店场区处队室网站行社心书表法例稿（(";

/// What `short` stands for at the end of `before`: one, or with 统称 each of several titles.
fn longs(before: &str, short: &str, together: bool) -> Vec<String> {
    if before.ends_with('》') {
        let number =
            ["两个", "两部", "两法", "两项", "三个", "三部", "三法", "三项"].iter().any(|word| short.starts_with(word));
        return titles(before, together || number);
    }
    let quoted = ['”', '’', '」', '』'].iter().any(|&mark| before.ends_with(mark));
    let long = if quoted { last_quotation(before).filter(|_| !together) } else { phrase(before, short, together) };
    long.into_iter().collect()
}

/// A long form without marks.
fn phrase(before: &str, short: &str, together: bool) -> Option<String> {
    let phrase = Phrase::before(before, short.contains('、'));
    if together && (short.is_ascii() || phrase.joins()) { None } else { phrase.long(short) }
}

impl Abbreviation {
    /// Whether `text` uses the short form where the long one does not stand.
    ///
    /// A short form that was defined in 《》 is used as 《short》. Another is not where it is a part of
    /// the long form, the end of a longer word, or a part of another document's title; where it is
    /// defined without marks is no use. Cost: two searches through `text`.
    #[must_use]
    pub fn used_in(&self, text: &str) -> bool {
        if self.short.is_empty() {
            return false;
        }
        if self.quoted {
            return text.match_indices(&*self.short).any(|(at, _)| self.marked(text, at));
        }
        let mut longs = text.match_indices(&*self.long).map(|(at, _)| at..at + self.long.len()).peekable();
        text.match_indices(&*self.short).any(|(at, _)| {
            while longs.next_if(|long| long.end <= at).is_some() {}
            let defines = text.get(..at).is_some_and(|before| before.ends_with(['称', '稱']));
            let inside = longs.peek().is_some_and(|long| long.contains(&at));
            !inside && !defines && (self.marked(text, at) || self.stands(text, at))
        })
    }

    /// Whether the short form is but the head noun of the long one (企业, 目录), which texts use for other things too.
    fn is_plain(&self) -> bool {
        !self.quoted && self.long.ends_with(&self.short) && self.short.chars().nth(2).is_none()
    }

    /// Whether the short form at `at` fills a title.
    fn marked(&self, text: &str, at: usize) -> bool {
        text.get(..at).is_some_and(|before| before.ends_with('《'))
            && text.get(at + self.short.len()..).is_some_and(|after| after.starts_with('》'))
    }

    /// Whether the short form at `at` is a word by itself.
    fn stands(&self, text: &str, at: usize) -> bool {
        let (Some(before), Some(after)) = (text.get(..at), text.get(at + self.short.len()..)) else { return false };
        if self.short.is_ascii() {
            let word = |c: char| c.is_ascii_alphanumeric();
            return !before.ends_with(word) && !after.starts_with(word);
        }
        if DOCUMENTS.split(' ').any(|kind| self.short.ends_with(kind))
            && (in_title(before) || after.starts_with("实施"))
        {
            return false;
        }
        // The last noun of the long form (中心, 领导小组) ends the names of others too.
        let rest = self.long.strip_suffix(&*self.short).filter(|rest| *rest != "中华人民共和国");
        let head = rest.is_some() && self.short.chars().count() <= 4;
        if !head || !before.ends_with(|c: char| c.is_alphabetic() && !ALONE.contains(c)) {
            return true;
        }
        let mut near: Vec<char> = before.chars().rev().take(8).collect();
        near.reverse();
        words::governed(&near)
    }
}

/// Ends of the names of documents.
const DOCUMENTS: &str = "法 条例 办法 规定 决定 意见 方案 规划 纲要 议定书 公约 协定 通知 细则 规则 标准";

/// Characters after which a noun begins anew.
const ALONE: &str = "的了在由向对经与和及或将是为按从被把以到于至受报该本各某其此给让使后前时中内并等得取领办发交有无";

/// Whether `before` ends inside a title.
fn in_title(before: &str) -> bool {
    before.chars().rev().take(60).find(|c| matches!(c, '《' | '》')) == Some('《')
}
