//! What a line or block is by its words alone: furniture, byline, note, heading or text.

use super::byline::is_byline;
use super::furniture::is_furniture;
use super::marks::{End, Number, is_enclosed, is_opening, number};

/// Longest heading, in bytes (some 40 characters); what is longer is text.
const HEADING_BYTES: usize = 124;
/// Longest line that the tables here are asked about, in bytes.
const SHORT_BYTES: usize = 240;
/// Longest number that stands alone on its line, in bytes.
const NUMBER_BYTES: usize = 9;
/// Longest note in parentheses, in bytes.
const NOTE_BYTES: usize = 900;

/// What a block is, as far as its own words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Page number, date line, masthead, editors of the page.
    Furniture,
    /// Names, or a marker such as 本报记者.
    Byline,
    /// Remarks in parentheses, a source line.
    Note,
    /// A date or a document number alone, or when and by whom a law was passed, a row of a
    /// table: body text, but no sentence.
    Stamp,
    /// Short and without a final mark.
    Heading,
    /// A heading with a number (第一章, 一、).
    Numbered,
    /// Everything else.
    Text,
}

impl Shape {
    /// Whether such a line is a block of its own.
    pub(super) fn stands_alone(self) -> bool {
        matches!(self, Self::Furniture | Self::Byline | Self::Stamp)
    }

    /// Whether it may be a heading.
    pub(super) fn is_heading(self) -> bool {
        matches!(self, Self::Heading | Self::Numbered)
    }
}

/// The shape of a whole line or block, which ends like `end`.
pub(super) fn shape(text: &str, end: End) -> Shape {
    if is_note(text) {
        return Shape::Note;
    }
    if is_row(text) {
        return Shape::Stamp;
    }
    if end == End::Strong {
        return Shape::Text;
    }
    if is_enactment(text) {
        return Shape::Stamp;
    }
    if text.len() > SHORT_BYTES {
        return Shape::Text;
    }
    if end == End::Open && is_furniture(text) {
        return Shape::Furniture;
    }
    if end == End::Open && is_byline(text) {
        return Shape::Byline;
    }
    if is_date(text) || is_document_number(text) {
        return Shape::Stamp;
    }
    heading(text, end)
}

fn heading(text: &str, end: End) -> Shape {
    if text.len() > HEADING_BYTES
        || text.ends_with(['：', ':', '；', ';', '，', '、', ','])
        || text.ends_with(is_opening)
    {
        return Shape::Text;
    }
    let number = number(text);
    let ended = end == End::Weak && number != Some(Number::Section) && !text.ends_with(['）', ')']);
    if ended || text.contains('。') {
        return Shape::Text;
    }
    match number {
        Some(Number::Division | Number::Section) => Shape::Numbered,
        Some(Number::Item) if text.starts_with('—') || text.len() <= NUMBER_BYTES => Shape::Text,
        _ => Shape::Heading,
    }
}

/// Whether `text` ends with a word that something must follow, or has the verbs of a rule.
pub(super) fn reads_on(text: &str) -> bool {
    const RULES: [&str; 7] = ["应当", "不得", "可以", "必须", "是指", "應當", "予以"];
    const LINKS: &str = "的和与及或由对将按不在是为以并其该可应被从把让使于至與對將為應從於";
    let rule = |at: usize| RULES.iter().any(|word| text[at..].starts_with(word));
    text.chars().next_back().is_some_and(|c| LINKS.contains(c))
        || text.len() > 36 && text.match_indices(['应', '不', '可', '必', '是', '應', '予']).any(|(at, _)| rule(at))
}

/// Whether `text` addresses those who hear it: 各位代表：
pub(super) fn is_salutation(text: &str) -> bool {
    const SALUTES: [&str; 8] = ["各位", "同志们", "女士们", "先生们", "尊敬的", "朋友们", "同胞们", "同志們"];
    text.len() <= 90 && text.ends_with(['：', '！', ':', '!']) && SALUTES.iter().any(|word| text.starts_with(word))
}

/// Remarks in parentheses; 来源：青源日报; 编者按：…
fn is_note(text: &str) -> bool {
    const SOURCES: [&str; 16] = [
        "来源：",
        "来源:",
        "稿源：",
        "资料来源：",
        "转自：",
        "來源：",
        "信息来源：",
        "发布机构：",
        "发布单位：",
        "发布日期：",
        "发布时间：",
        "发文机关：",
        "发文字号：",
        "成文日期：",
        "索引号：",
        "發佈日期：",
    ];
    if text.starts_with(['（', '(']) {
        return text.len() <= NOTE_BYTES && number(text).is_none() && is_enclosed(text);
    }
    if !text.starts_with(['来', '稿', '资', '转', '來', '编', '信', '发', '發', '成', '索']) {
        return false;
    }
    let source =
        text.len() <= 90 && SOURCES.iter().any(|word| text.strip_prefix(word).is_some_and(|rest| !rest.is_empty()));
    source || text.strip_prefix("编者按").is_some_and(|rest| rest.starts_with(['：', ':', ' ', '\u{3000}']))
}

/// 2031年1月16日, 二〇三一年一月十六日
fn is_date(text: &str) -> bool {
    let date = |c: char| {
        matches!(c, '0'..='9' | '０'..='９' | '年' | '月' | '日' | '○' | '零' | '-' | '/' | '.')
            || is_numeral(c)
            || c.is_whitespace()
    };
    text.len() <= 75
        && text.ends_with(['日', '月'])
        && text.contains('年')
        && text.contains('月')
        && text.chars().all(date)
}

/// 国发〔2031〕5号, 第794号
fn is_document_number(text: &str) -> bool {
    if text.len() > 75 || !text.ends_with(['号', '號']) {
        return false;
    }
    let order = text.strip_prefix('第').is_some_and(|rest| {
        rest.chars().all(|c| matches!(c, '号' | '號') || c.is_ascii_digit() || c.is_whitespace() || is_numeral(c))
    });
    order || text.contains(['〔', '[', '［']) || text.len() < 45 && text.contains('（') && text.contains('）')
}

const fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '〇' | '零')
}

/// 2031年2月25日 青源市第十四届人民代表大会常务委员会第十一次会议通过; 2031年9月1日 施行
fn is_enactment(text: &str) -> bool {
    const DONE: [&str; 9] = ["通过", "修正", "修订", "批准", "公布", "施行", "令第", "公告", "会议"];
    let year = text.bytes().take(5).take_while(u8::is_ascii_digit).count();
    if year != 4 || text.len() > 600 || !text[year..].trim_start().starts_with('年') {
        return false;
    }
    // a space behind the date, as these lines have it and sentences have not
    let dated = text
        .split_once('日')
        .is_some_and(|(date, rest)| date.len() <= 24 && date.contains('月') && rest.starts_with(char::is_whitespace));
    dated && DONE.iter().any(|word| text.contains(word)) && !text.contains(['。', '，'])
}

/// | a row | of a table |, or one whose cells are parted by tabs.
fn is_row(text: &str) -> bool {
    text.len() > 1 && text.starts_with('|') && text.ends_with('|') || text.as_bytes().contains(&b'\t')
}

#[cfg(test)]
mod tests {
    use super::super::marks::ending;
    use super::*;

    #[test]
    fn what_reads_on() {
        assert!(reads_on("统筹城乡布局和"));
        assert!(reads_on("公共食堂的经营者应当按照规定公示食品"));
        assert!(!reads_on("以供给增效推动民生提质"));
    }

    #[test]
    fn shapes() {
        for (text, found) in [
            ("第一章 总则", Shape::Numbered),
            ("一、总体要求", Shape::Numbered),
            ("（二）坚持“两个结合”", Shape::Numbered),
            ("以供给增效推动民生提质", Shape::Heading),
            ("公共食堂管理办法（试行）", Shape::Heading),
            ("第一条 为了规范公共食堂，制定本办法。", Shape::Text),
            ("各区人民政府：", Shape::Text),
            ("（作者单位：青源市委党校）", Shape::Note),
            ("（一）", Shape::Numbered),
            ("来源：青源日报", Shape::Note),
            ("发布机构：青源市民政局", Shape::Note),
            ("1\t推行“一址多照”\t市数据局", Shape::Stamp),
            ("2031年1月16日", Shape::Stamp),
            ("二〇三一年一月十六日", Shape::Stamp),
            ("青政发〔2031〕5号", Shape::Stamp),
            ("2031年2月25日 青源市第十四届人民代表大会常务委员会第十一次会议通过", Shape::Stamp),
            ("— 3 —", Shape::Furniture),
            ("本报记者 林望", Shape::Byline),
            ("", Shape::Heading),
        ] {
            assert_eq!(shape(text, ending(text)), found, "{text}");
        }
    }
}
