//! The mark that numbers the beginning of a line: 第三条, 一、, （一）, 1., ①, 附件1.
//!
//! [`Marker::parse`] reads the mark alone. Whether the line is a division, or only begins with a
//! reference (第五条规定的…), is for the structure to say, by the numbers before and after it.

use serde::{Deserialize, Serialize};

use super::numeral;

/// How a line is numbered. The order is that of nesting, outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MarkerKind {
    /// 附件 (attachment).
    Attachment,
    /// 附表 (attached table).
    Table,
    /// 附录 (appendix).
    Appendix,
    /// 第一部分 (part of a report).
    Division,
    /// 第一编, 第一篇 (part, book).
    Part,
    /// 第一分编 (subpart).
    Subpart,
    /// 第一章 (chapter).
    Chapter,
    /// 第一节 (section).
    Section,
    /// 第一条 (article).
    Article,
    /// 第一款 (paragraph of an article; texts do not print it, addresses do).
    Paragraph,
    /// 第（一）项 (item of an article, as an address names it).
    Item,
    /// 第1目 (subitem of an article, as an address names it).
    Subitem,
    /// 一、
    Enumerated,
    /// （一）
    Bracketed,
    /// 1. 1、 １．
    Arabic,
    /// （1）
    BracketedArabic,
    /// 1）
    HalfBracketed,
    /// ①
    Circled,
    /// 一是, 二是 (firstly, secondly): an item, but not one that is cited by its number.
    Ordinal,
}

/// A mark at the beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// What kind of mark.
    pub kind: MarkerKind,
    /// Its number; 0 where it has none (附件：).
    pub number: u32,
    /// The number of 之一, 之二 after it, else 0.
    pub sub: u32,
    /// Bytes of the mark from the beginning of the line, white space before it and the punctuation
    /// that belongs to it included, white space after it not.
    pub len: usize,
}

impl Marker {
    /// The mark at the beginning of `line`, white space before it left aside. Cost: the mark's own
    /// length; a line that begins with another character costs one look at it.
    ///
    /// ```
    /// # use cesou::text::marker::{Marker, MarkerKind};
    /// let marker = Marker::parse("第一百二十条之一　资助恐怖活动的").unwrap();
    /// assert_eq!((marker.kind, marker.number, marker.sub), (MarkerKind::Article, 120, 1));
    /// ```
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let marker = match text.chars().next()? {
            '第' => division(text),
            '（' | '(' => bracketed(text),
            '附' => attachment(text),
            '0'..='9' | '０'..='９' => arabic(text),
            '零' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '廿' | '卅' => {
                enumerated(text)
            }
            c => single(c),
        }?;
        Some(Self { len: marker.len + indent, ..marker })
    }
}

/// A mark without 之一.
fn plain(kind: MarkerKind, number: u64, len: usize) -> Option<Marker> {
    Some(Marker { kind, number: u32::try_from(number).ok()?, sub: 0, len })
}

/// White space inside a mark (第 一 章): the rest after it.
fn unspaced(text: &str) -> &str {
    text.trim_start_matches([' ', '\u{3000}', '\t', '\u{2002}', '\u{a0}'])
}

/// 第 + number + unit, with 之一 after 条.
fn division(text: &str) -> Option<Marker> {
    const UNITS: [(&str, MarkerKind); 10] = [
        ("条", MarkerKind::Article),
        ("條", MarkerKind::Article),
        ("章", MarkerKind::Chapter),
        ("节", MarkerKind::Section),
        ("節", MarkerKind::Section),
        ("编", MarkerKind::Part),
        ("編", MarkerKind::Part),
        ("篇", MarkerKind::Part),
        ("分编", MarkerKind::Subpart),
        ("部分", MarkerKind::Division),
    ];
    let rest = unspaced(text.strip_prefix('第')?);
    let (number, used) = numeral::prefix(rest)?;
    let rest = unspaced(rest.get(used..)?);
    let (unit, kind) = UNITS.into_iter().find(|(unit, _)| rest.starts_with(unit))?;
    let rest = rest.get(unit.len()..)?;
    let mut marker = plain(kind, number, text.len() - rest.len())?;
    if let Some((sub, used)) = rest.strip_prefix('之').and_then(numeral::prefix)
        && sub < 100
    {
        marker.sub = u32::try_from(sub).ok()?;
        marker.len += '之'.len_utf8() + used;
    }
    Some(marker)
}

/// （一） or （1）.
fn bracketed(text: &str) -> Option<Marker> {
    let rest = unspaced(text.strip_prefix(['（', '('])?);
    let (number, used) = numeral::prefix(rest)?;
    let kind = list_kind(rest, MarkerKind::Bracketed, MarkerKind::BracketedArabic);
    let rest = unspaced(rest.get(used..)?).strip_prefix(['）', ')'])?;
    if number > 999 {
        return None; // （2024） is a year
    }
    plain(kind, number, text.len() - rest.len())
}

/// `chinese` or `arabic`, by the first character of a number.
fn list_kind(number: &str, chinese: MarkerKind, arabic: MarkerKind) -> MarkerKind {
    if number.starts_with(|c: char| matches!(c, '0'..='9' | '０'..='９')) { arabic } else { chinese }
}

/// 1. 1、 １． 1）; neither 1.5 nor 2024.
fn arabic(text: &str) -> Option<Marker> {
    let (number, used) = numeral::prefix(text)?;
    let rest = text.get(used..)?;
    let mark = rest.chars().next()?;
    let after = rest.get(mark.len_utf8()..)?;
    let kind = match mark {
        '.' | '．' | '、' => MarkerKind::Arabic,
        ')' | '）' => MarkerKind::HalfBracketed,
        _ => return None,
    };
    if number > 999 || number == 0 || continues_number(after) {
        return None;
    }
    plain(kind, number, used + mark.len_utf8())
}

/// Whether a number goes on after its point (1.5, 3、4号楼); 1.2024年 is item 1 that begins with a year.
fn continues_number(after: &str) -> bool {
    if list_kind(after, MarkerKind::Bracketed, MarkerKind::Arabic) != MarkerKind::Arabic {
        return false;
    }
    let Some((value, used)) = numeral::prefix(after) else { return true };
    !((1900..2200).contains(&value) && after.get(used..).is_some_and(|rest| rest.starts_with(['年', '—'])))
}

/// 一、 or 一是.
fn enumerated(text: &str) -> Option<Marker> {
    let (number, used) = numeral::prefix(text)?;
    let rest = text.get(used..)?;
    let mark = rest.chars().next()?;
    let kind = match mark {
        '、' | '．' | '.' => MarkerKind::Enumerated,
        '是' => MarkerKind::Ordinal,
        '）' | ')' => MarkerKind::HalfBracketed,
        _ => return None,
    };
    if number == 0 || number > 999 {
        return None;
    }
    plain(kind, number, used + mark.len_utf8())
}

/// Marks of one character: ①, ⑴, ⒈, ㈠.
fn single(c: char) -> Option<Marker> {
    if let Some(number) = numeral::circled(c) {
        return plain(MarkerKind::Circled, u64::from(number), c.len_utf8());
    }
    let code = u64::from(u32::from(c));
    let (kind, first) = match c {
        '❶'..='❿' => (MarkerKind::Circled, 0x2776),
        '⑴'..='⒇' => (MarkerKind::BracketedArabic, 0x2474),
        '⒈'..='⒛' => (MarkerKind::Arabic, 0x2488),
        '㈠'..='㈩' => (MarkerKind::Bracketed, 0x3220),
        _ => return None,
    };
    plain(kind, code - first + 1, c.len_utf8())
}

/// 附件1, 附件：, 附：, 附表一, 附录; not 附件所列.
fn attachment(text: &str) -> Option<Marker> {
    const NAMES: [(&str, MarkerKind); 4] = [
        ("附件", MarkerKind::Attachment),
        ("附表", MarkerKind::Table),
        ("附录", MarkerKind::Appendix),
        ("附錄", MarkerKind::Appendix),
    ];
    if let Some(rest) = text.strip_prefix("附").filter(|rest| rest.starts_with(['：', ':'])) {
        let colon = if rest.starts_with('：') { '：'.len_utf8() } else { 1 };
        return plain(MarkerKind::Attachment, 0, '附'.len_utf8() + colon);
    }
    let (name, kind) = NAMES.into_iter().find(|(name, _)| text.starts_with(name))?;
    let rest = unspaced(text.get(name.len()..)?);
    let (number, used) = numeral::prefix(rest).filter(|&(number, _)| number < 1000).unwrap_or((0, 0));
    let rest = rest.get(used..)?;
    match rest.chars().next() {
        None => plain(kind, number, text.len()),
        Some(c @ ('：' | ':')) => plain(kind, number, text.len() - rest.len() + c.len_utf8()),
        Some(c) if c.is_whitespace() || number > 0 && matches!(c, '《' | '.' | '．' | '、') => {
            plain(kind, number, text.len() - rest.len())
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::MarkerKind::{
        Appendix, Arabic, Article, Attachment, Bracketed, BracketedArabic, Chapter, Circled, Division, Enumerated,
        HalfBracketed, Ordinal, Part, Section, Subpart, Table,
    };
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_of_every_kind() {
        for (line, kind, number, sub, mark) in [
            ("第一编 总则", Part, 1, 0, "第一编"),
            ("第二分编 所有权", Subpart, 2, 0, "第二分编"),
            ("第 三 章 附则", Chapter, 3, 0, "第 三 章"),
            ("第十一节", Section, 11, 0, "第十一节"),
            ("第一百零二条 本市", Article, 102, 0, "第一百零二条"),
            ("第12条 本市", Article, 12, 0, "第12条"),
            ("第十条之二 本市", Article, 10, 2, "第十条之二"),
            ("第三部分 展望", Division, 3, 0, "第三部分"),
            ("　　一、总体要求", Enumerated, 1, 0, "　　一、"),
            ("十二、附则", Enumerated, 12, 0, "十二、"),
            ("（十）加强", Bracketed, 10, 0, "（十）"),
            ("( 二 )加强", Bracketed, 2, 0, "( 二 )"),
            ("㈢加强", Bracketed, 3, 0, "㈢"),
            ("1.加强", Arabic, 1, 0, "1."),
            ("１．加强", Arabic, 1, 0, "１．"),
            ("12、加强", Arabic, 12, 0, "12、"),
            ("3.2025年底前完成", Arabic, 3, 0, "3."),
            ("（3）加强", BracketedArabic, 3, 0, "（3）"),
            ("⑷加强", BracketedArabic, 4, 0, "⑷"),
            ("4）加强", HalfBracketed, 4, 0, "4）"),
            ("⑤加强", Circled, 5, 0, "⑤"),
            ("二是加强", Ordinal, 2, 0, "二是"),
            ("附件2", Attachment, 2, 0, "附件2"),
            ("附件 2 名单", Attachment, 2, 0, "附件 2"),
            ("附件：1.名单", Attachment, 0, 0, "附件："),
            ("附件三：名单", Attachment, 3, 0, "附件三："),
            ("附：名单", Attachment, 0, 0, "附："),
            ("附表一", Table, 1, 0, "附表一"),
            ("附录", Appendix, 0, 0, "附录"),
        ] {
            let marker = Marker::parse(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((marker.kind, marker.number, marker.sub), (kind, number, sub), "{line}");
            assert_eq!(&line[..marker.len], mark);
        }
    }

    #[test]
    fn lines_without_a_mark() {
        for line in [
            "",
            "　",
            "本条例",
            "第一次会议",
            "第三方",
            "1.5亿元",
            "2024年",
            "2024.",
            "3、4号楼",
            "（2024）",
            "（以下简称",
            "一方面",
            "附件三所列",
            "附带民事诉讼",
            "十分重要",
            "百年大计",
            "0.5",
            "二〇二四年",
        ] {
            assert_eq!(Marker::parse(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_harm(line in "[ 　第（(附件表一二十百零条章节编之是、.．:：）)1０①㈠a]{0,12}") {
            if let Some(marker) = Marker::parse(&line) {
                prop_assert!(line.is_char_boundary(marker.len) && marker.len > 0);
            }
        }
    }
}
