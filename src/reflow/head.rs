//! The title of a government document that was set over several lines above its number.

use super::lines::Line;
use super::marks::{End, ending};
use super::shape::{Shape, shape};

/// Most lines of such a title.
const TITLE_LINES: usize = 5;
/// Longest line of such a title, in bytes (some 40 characters).
const LINE_BYTES: usize = 130;
/// What titles of government documents end with: the kind of document.
const DOCUMENTS: [&str; 24] = [
    "通知", "意见", "决定", "批复", "函", "通报", "办法", "条例", "规定", "公告", "报告", "答复", "方案", "规划",
    "纲要", "细则", "令", "通告", "公报", "决议", "纪要", "意見", "決定", "報告",
];

/// How many lines at the start of the text are its title, where the evidence is good: lines
/// without a blank one among them, the last of which names a kind of document, above a document's
/// number or the addressee. 0 or 1 where there is no such title of several lines.
pub(super) fn title_lines(source: &str, lines: &[Line]) -> usize {
    for (n, line) in lines.iter().enumerate().take(TITLE_LINES + 1) {
        let text = line.span.of(source);
        if n > 0 && line.gap {
            return 0;
        }
        if is_number(text) || n > 1 && is_addressee(text, line) {
            return n;
        }
        let named = names_document(text);
        let next = lines.get(n + 1).map(|next| next.span.of(source)).unwrap_or_default();
        if text.len() > LINE_BYTES
            || line.end != End::Open && !text.ends_with(['》', '”', '）'])
            || shape(text, line.end) != Shape::Heading
        {
            return 0;
        }
        if named != (is_number(next) || lines.get(n + 1).is_some_and(|line| is_addressee(next, line))) {
            return 0;
        }
    }
    0
}

fn is_number(text: &str) -> bool {
    text.contains('〔') && shape(text, ending(text)) == Shape::Stamp
}

fn is_addressee(text: &str, line: &Line) -> bool {
    line.end == End::Weak && text.ends_with(['：', ':']) && text.len() <= 400
}

fn names_document(text: &str) -> bool {
    // such lines are often spread: 几 个 问 题 的 通 知
    let end: String = text.chars().rev().filter(|c| !c.is_whitespace()).take(2).collect();
    let end: String = end.chars().rev().collect();
    DOCUMENTS.iter().any(|word| end.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn count(source: &str) -> usize {
        title_lines(source, &lines(source))
    }

    #[test]
    fn a_title_of_two_lines_above_its_number() {
        assert_eq!(count("青源市人民政府关于推进\n公共食堂建设的意见\n青政发〔2031〕5号\n各区人民政府：\n"), 2);
        assert_eq!(count("青源市人民政府关于推进\n公共食堂建设的意见\n各区人民政府：\n"), 2);
        assert_eq!(count("关于公共食堂\n几 个 问 题 的 通 知\n青政发〔2031〕5号\n"), 2);
    }

    #[test]
    fn other_beginnings() {
        assert_eq!(count("公共食堂条例\n青政发〔2031〕5号\n"), 1);
        assert_eq!(count("青源市人民政府关于推进\n\n公共食堂建设的意见\n青政发〔2031〕5号\n"), 0);
        assert_eq!(count("第一章 总则\n公共食堂管理办法\n第一条 本办法适用于本市。\n"), 0);
        assert_eq!(count("关于甲的通知\n关于乙的通知\n青政发〔2031〕5号\n"), 0);
        assert_eq!(count(""), 0);
    }
}
