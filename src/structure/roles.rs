//! Blocks that are known by their words and their place: 发文字号, 主送机关, 落款, lists of attachments,
//! table rows, the note that closes an article of a newspaper.

use crate::text::marker::{Marker, MarkerKind};
use crate::text::numeral;
use crate::text::sentence;

use super::Role;
use super::address::is_attachment;
use super::facts::Facts;

/// The role that place and words give to each block, where they give one; a line that only lists an
/// attachment loses its mark. Cost: one pass, and the
/// bytes of short blocks.
pub(super) fn roles(facts: &mut [Facts<'_>]) -> Vec<Option<Role>> {
    let mut roles: Vec<Option<Role>> = facts.iter().map(own_role).collect();
    if let Some(at) = addressee(facts, &roles)
        && let Some(role) = roles.get_mut(at)
    {
        *role = Some(Role::Addressee);
    }
    let signatures = signatures(facts, &roles);
    for (first, last) in &signatures {
        for (fact, role) in facts.iter().zip(&mut roles).skip(*first).take(last + 1 - first) {
            if fact.is_body() {
                *role = Some(Role::Signature);
            }
        }
    }
    list_attachments(facts, &mut roles, signatures.first().map(|&(first, _)| first));
    roles
}

/// The role that a block's words alone give it.
fn own_role(fact: &Facts<'_>) -> Option<Role> {
    if !fact.is_body() || fact.quoted || fact.listed {
        return None;
    }
    if is_document_number(fact.text) {
        Some(Role::Number)
    } else if fact.row || is_table_row(fact.text) {
        Some(Role::Table)
    } else {
        None
    }
}

/// 国办发〔2019〕4号: a year in brackets, and 号 at the end.
fn is_document_number(text: &str) -> bool {
    if text.len() > 90 || !text.ends_with('号') {
        return false;
    }
    let Some(open) = text.find(['〔', '[', '［', '（', '(', '【']) else { return false };
    let inner = text.get(open..).unwrap_or_default();
    let year = inner.trim_start_matches(['〔', '[', '［', '（', '(', '【']);
    numeral::prefix(year).is_some_and(|(year, used)| {
        (1900..2200).contains(&year)
            && inner.get(used..).is_some_and(|rest| rest.contains(['〕', ']', '］', '）', ')', '】']))
    }) && !sentence::has_end(text)
        && open > 0
}

/// Cells between tabs or bars, or short runs of text between wide gaps.
fn is_table_row(text: &str) -> bool {
    let bytes = text.as_bytes();
    let cuts = memchr::memchr2_iter(b'\t', b'|', bytes).take(2).count();
    if cuts >= 1 && (cuts == 2 || bytes.contains(&b'\t')) {
        return !sentence::has_end(text) || cuts == 2;
    }
    text.len() < 240 && text.matches("  ").take(2).count() == 2 && !text.contains(['。', '，', '；', '：'])
}

/// 主送机关: the first body block after title, number and notes, where it ends with a colon and
/// names somebody.
fn addressee(facts: &[Facts<'_>], roles: &[Option<Role>]) -> Option<usize> {
    const NAMES: [&str; 19] = [
        "各",
        "政府",
        "委",
        "局",
        "部",
        "厅",
        "院",
        "单位",
        "公司",
        "代表",
        "同志",
        "办公室",
        "机构",
        "市民",
        "企业",
        "协会",
        "处",
        "先生",
        "朋友",
    ];
    const INTRODUCES: [&str; 8] = ["如下", "以下", "下列", "通知", "决定", "规定", "意见", "公告"];
    let (at, fact) = facts
        .iter()
        .enumerate()
        .take(12)
        .find(|&(at, fact)| fact.is_body() && roles.get(at).is_some_and(Option::is_none))?;
    let names = fact.text.strip_suffix(['：', ':'])?;
    let fits = fact.marker.is_none()
        && names.chars().count() <= 300
        && !sentence::has_end(names)
        && !INTRODUCES.iter().any(|word| names.ends_with(word))
        && NAMES.iter().any(|word| names.contains(word));
    fits.then_some(at)
}

/// The sign-offs: each the first and the last block of who signed and the date.
fn signatures(facts: &[Facts<'_>], roles: &[Option<Role>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut body_seen = false;
    for (at, fact) in facts.iter().enumerate() {
        let free =
            fact.is_body() && fact.marker.is_none() && !fact.quoted && roles.get(at).is_some_and(Option::is_none);
        if free && body_seen && ends_with_date(fact.text) && closes(facts, at) {
            let first = (at.saturating_sub(3)..at).rev().take_while(|&at| facts.get(at).is_some_and(signs)).last();
            found.push((first.unwrap_or(at), at));
        }
        body_seen = body_seen || fact.is_body() && (fact.marker.is_some() || sentence::has_end(fact.text));
    }
    found
}

/// Whether a line can be the name of who signed.
fn signs(fact: &Facts<'_>) -> bool {
    fact.is_body()
        && fact.marker.is_none()
        && fact.text.len() <= 120
        && !sentence::has_end(fact.text)
        && !fact.text.ends_with(['：', ':', '，', '、'])
}

/// Whether what follows a sign-off follows: the end, a note, an attachment, a title or heading.
fn closes(facts: &[Facts<'_>], at: usize) -> bool {
    match facts.iter().skip(at + 1).find(|fact| !fact.is_furniture()) {
        None => true,
        Some(next) => {
            next.is_heading()
                || !next.is_body()
                || next.marker.is_some_and(|marker| is_attachment(marker.kind))
                || next.text.starts_with(['（', '('])
        }
    }
}

/// Whether a short line ends with a date, 2024年3月5日 or 二〇二四年三月五日, and holds little else.
fn ends_with_date(text: &str) -> bool {
    if text.len() > 150 || !text.ends_with('日') || text.contains(['。', '，', '；', '：']) {
        return false;
    }
    let letters: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_figure = |c: char| numeral::digit(c).is_some() || matches!(c, '十' | '廿' | '卅');
    ['日', '月', '年']
        .into_iter()
        .try_fold(letters.as_str(), |rest, unit| {
            let rest = rest.strip_suffix(unit)?;
            let figures = rest.trim_end_matches(is_figure);
            (figures.len() < rest.len()).then_some(figures)
        })
        .is_some_and(|before| before.chars().count() <= 30)
}

/// The list of attachments, which is not the attachments: 附件：1.… and the lines after it; 附件：名单
/// before the sign-off or where 附件 comes again; 附件1 …, 附件2 … one after the other.
fn list_attachments(facts: &mut [Facts<'_>], roles: &mut [Option<Role>], signature: Option<usize>) {
    let last = facts.iter().rposition(names_attachment);
    let (mut listing, mut before) = (false, false);
    for (at, role) in roles.iter_mut().enumerate() {
        let next = facts.get(at + 1).is_some_and(names_attachment);
        let Some(fact) = facts.get_mut(at) else { return };
        let names = names_attachment(fact);
        let listed = if names {
            signature.is_some_and(|signature| at < signature && signature - at <= 40)
                || signature.is_none() && (before || next)
                || begins_list(fact.text, last.is_some_and(|last| at < last))
        } else {
            listing && fact.marked(MarkerKind::Arabic).is_some() && !sentence::has_end(fact.text)
        };
        before = names;
        listing = listed || listing && fact.is_furniture();
        if (names || listed) && fact.is_body() {
            *role = Some(Role::Attachment);
        }
        if listed {
            fact.marker = None;
            fact.listed = true;
        }
    }
}

/// Whether an attachment's line without a number lists: 附件：1.名单, or 附件：名单 where one more comes.
fn begins_list(text: &str, more: bool) -> bool {
    Marker::parse(text).filter(|marker| marker.number == 0).and_then(|marker| text.get(marker.len..)).is_some_and(
        |rest| {
            Marker::parse(rest).is_some_and(|inner| inner.kind == MarkerKind::Arabic) || more && !rest.trim().is_empty()
        },
    )
}

/// Whether a line begins with 附件, 附表 or 附录 and what numbers it.
fn names_attachment(fact: &Facts<'_>) -> bool {
    fact.marker.is_some_and(|marker| is_attachment(marker.kind))
}

/// Whether a note says who wrote the article above it: （作者：…）, （课题组成员：…）.
pub(super) fn closes_article(note: &str) -> bool {
    const WORDS: [&str; 11] =
        ["作者", "课题组", "执笔", "撰稿", "撰文", "供稿", "记者", "整理", "单位：", "系本", "研究员"];
    let opening: String = note.chars().take(14).collect();
    opening.starts_with(['（', '(']) && WORDS.iter().any(|word| opening.contains(word))
}
