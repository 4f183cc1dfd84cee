//! Punctuation and numbering of Chinese text: the tables that every other file here asks.

/// How a line or block ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// In mid-sentence, or without a mark as headings do.
    Open,
    /// With a mark that may end a paragraph and often does not: ；：）”.
    Weak,
    /// At the end of a sentence.
    Strong,
}

/// Marks that never begin a line.
pub(super) const fn is_closing(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '》'
            | '〉'
            | '」'
            | '』'
            | '】'
            | '”'
            | '’'
            | '％'
            | '%'
            | '…'
            | '—'
            | '·'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
            | ')'
    )
}

/// Marks that never end a line.
pub(super) const fn is_opening(c: char) -> bool {
    matches!(c, '（' | '《' | '〈' | '「' | '『' | '【' | '“' | '‘' | '(')
}

/// Marks that may stand behind the mark that ends a sentence.
const fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '"' | '\'')
}

/// How `text` (without trailing white space) ends.
pub(super) fn ending(text: &str) -> End {
    let mut closers = false;
    let mut chars = text.chars().rev();
    while let Some(c) = chars.next() {
        match c {
            '。' | '！' | '？' | '!' | '?' | '…' | '｡' => return End::Strong,
            '；' | '：' | ';' | ':' => return End::Weak,
            '.' => {
                let word = chars.next().is_some_and(|before| before.is_ascii_lowercase());
                return if word { End::Strong } else { End::Open };
            }
            _ if is_closer(c) => closers = true,
            _ => break,
        }
    }
    if closers { End::Weak } else { End::Open }
}

/// The numbered beginnings of paragraphs and headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// 第一章, 第二节, 第三编: a division that has a heading.
    Division,
    /// 第一条, 第二款: a division that has none.
    Article,
    /// 一、 or （一）: a heading or a paragraph.
    Section,
    /// 一是, 第一，, 1., ①, ——: a paragraph.
    Item,
}

const fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '一' | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '零'
            | '〇'
            | '两'
            | '兩'
    )
}

const fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

/// Splits off what `belongs` accepts at the start of `text`, at most `most` characters.
fn take(text: &str, most: usize, belongs: fn(char) -> bool) -> (&str, &str) {
    let end = text.char_indices().take(most).take_while(|&(_, c)| belongs(c)).map(|(at, c)| at + c.len_utf8()).last();
    text.split_at(end.unwrap_or(0))
}

/// The kind of number that `text` begins with, if it begins with one.
pub(super) fn number(text: &str) -> Option<Number> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    match first {
        '第' => ordinal(rest),
        '（' | '(' => bracketed(rest),
        '①'..='⑳' => Some(Number::Item),
        '—' => rest.starts_with('—').then_some(Number::Item),
        '其' => {
            let (count, rest) = take(rest, 1, is_numeral);
            (!count.is_empty() && rest.starts_with(['，', ','])).then_some(Number::Item)
        }
        _ if is_numeral(first) => {
            let rest = take(text, 4, is_numeral).1;
            match rest.chars().next() {
                Some('、' | '．') => Some(Number::Section),
                Some('是' | '要') => Some(Number::Item),
                _ => None,
            }
        }
        _ if is_digit(first) => {
            let parts = take(text, 12, |c| is_digit(c) || c == '.').0;
            let mut rest = take(text, 3, is_digit).1.chars();
            let mark = matches!(rest.next(), Some('.' | '．' | '、'));
            let one = mark && !rest.next().is_some_and(is_digit);
            (one || parts.matches('.').count() >= 2).then_some(Number::Item)
        }
        _ => None,
    }
}

/// What stands behind 第.
fn ordinal(rest: &str) -> Option<Number> {
    let (count, rest) = take(rest, 8, |c| is_numeral(c) || is_digit(c));
    if count.is_empty() {
        return None;
    }
    match rest.chars().next()? {
        '编' | '編' | '章' | '节' | '節' => Some(Number::Division),
        '部' => rest.starts_with("部分").then_some(Number::Division),
        '条' | '條' | '款' => Some(Number::Article),
        '，' | '、' | '是' | ',' => Some(Number::Item),
        _ => None,
    }
}

/// What stands behind （.
fn bracketed(rest: &str) -> Option<Number> {
    let (chinese, after) = take(rest, 4, is_numeral);
    if !chinese.is_empty() && after.starts_with(['）', ')']) {
        return Some(Number::Section);
    }
    let (digits, after) = take(rest, 3, is_digit);
    (!digits.is_empty() && after.starts_with(['）', ')'])).then_some(Number::Item)
}

/// Whether the bracket at the start of `text` closes at its very end.
pub(super) fn is_enclosed(text: &str) -> bool {
    let mut depth = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        depth += match c {
            '（' | '(' => 1,
            '）' | ')' => -1,
            _ => 0,
        };
        if depth <= 0 {
            return depth == 0 && chars.peek().is_none() && matches!(c, '）' | ')');
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends() {
        for (text, end) in [
            ("青源市发布方案。", End::Strong),
            ("他说：“好。”", End::Strong),
            ("分为三类：", End::Weak),
            ("所谓“家门口”", End::Weak),
            ("城乡融", End::Open),
            ("增长 3.5", End::Open),
            ("It ended.", End::Strong),
            ("", End::Open),
        ] {
            assert_eq!(ending(text), end, "{text}");
        }
    }

    #[test]
    fn numbers() {
        for (text, found) in [
            ("第一章 总则", Some(Number::Division)),
            ("第十二条之一 本市", Some(Number::Article)),
            ("第一，要", Some(Number::Item)),
            ("第一部分 回顾", Some(Number::Division)),
            ("第一次会议", None),
            ("一、总体要求", Some(Number::Section)),
            ("（十二）健全", Some(Number::Section)),
            ("（3）健全", Some(Number::Item)),
            ("三是抓好", Some(Number::Item)),
            ("3.抓好", Some(Number::Item)),
            ("3.5 万人", None),
            ("4.2.1 分级", Some(Number::Item)),
            ("——创新", Some(Number::Item)),
            ("一次", None),
            ("（试行）", None),
        ] {
            assert_eq!(number(text), found, "{text}");
        }
    }

    #[test]
    fn enclosed() {
        assert!(is_enclosed("（作者：某某（青源市））"));
        assert!(!is_enclosed("（一）健全制度（试行）"));
        assert!(!is_enclosed("（没有"));
        assert!(!is_enclosed(""));
    }
}
