//! Numerals in one canonical form, so that 第三十八条 meets 第38条 and 百分之五 meets 5%.
//!
//! The canonical form is the decimal number in Arabic digits: no leading zeros, no grouping commas, the
//! fraction as written, 万 and 亿 multiplied out (2.2万亿 is 2200000000000), `%` behind it for a
//! percentage, as which 成 counts too (3成 is 30%). It stands beside the words of a text, never in their place, and as a
//! token that no word can be ([`Numeral::term`]): `#38` is the number, never a piece of 12,438. A field of its own,
//! `numbers`, holds its forms, in which an ordinal (第38) is told from a number.
//!
//! A run of Chinese numerals is a number only where it can be nothing else:
//! - with 十百千万亿 by the rules of the positional system (一百五十八; not 千万, not 十四五);
//! - three digits or more, or two with 〇 (which many a text writes ○), read one by one (二〇二四);
//! - a single digit or 十 behind 第, or before a measure of time or rank (三年, 一级, 五分钟);
//! - behind 百分之, or before 成 where that begins no word (三成; not 三成立).

use crate::text::Span;
use crate::text::numeral::chinese;

/// A numeral in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numeral {
    /// Its bytes in the (folded) text: digits and multipliers, 百分之 and % included.
    pub span: Span,
    /// See the module.
    pub canonical: String,
    /// Whether 第 stands before it. A query for 第三章 means no 3年, one for 3年 may find 第3年.
    pub ordinal: bool,
    /// What an ordinal counts, of the divisions of a text: 条 in 第三条.
    pub counter: Option<char>,
    /// Its bytes with 第 and the counter.
    pub whole: Span,
}

/// The divisions of a text that ordinals count. 第五条 is another than 第五章.
const COUNTERS: &str = "条章节款项编目篇";

impl Numeral {
    fn new(span: Span, canonical: String) -> Self {
        Self { span, canonical, ordinal: false, counter: None, whole: span }
    }

    /// The same as an ordinal, with what it counts.
    fn behind_ordinal_mark(mut self, text: &str) -> Self {
        self.ordinal = true;
        self.whole.start -= '第'.len_utf8();
        self.counter = text[self.span.end..].chars().next().filter(|&c| COUNTERS.contains(c));
        self.whole.end += self.counter.map_or(0, char::len_utf8);
        self
    }

    /// What a query asks for: the canonical form, of an ordinal with 第 and what it counts.
    #[must_use]
    pub fn form(&self) -> String {
        match (self.ordinal, self.counter) {
            (true, Some(counter)) => format!("第{}{counter}", self.canonical),
            (true, None) => format!("第{}", self.canonical),
            (false, _) => self.canonical.clone(),
        }
    }

    /// The token that stands for it among words, for ranking: that of an ordinal is the number's.
    #[must_use]
    pub fn term(&self) -> String {
        format!("#{}", self.canonical)
    }

    /// What a text has: an ordinal is one whatever it counts, and a number.
    pub fn forms(&self) -> impl Iterator<Item = String> {
        let plain = self.ordinal.then(|| self.canonical.clone());
        let any = self.counter.map(|_| format!("第{}", self.canonical));
        std::iter::once(self.form()).chain(any).chain(plain)
    }
}

const PERCENT: &str = "百分之";

/// The numerals of a folded text, in order, not overlapping. Cost: one pass.
#[must_use]
pub fn numerals(text: &str) -> Vec<Numeral> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before: Option<char> = None;
    while let Some(c) = text[at..].chars().next() {
        if !c.is_ascii_digit() && !is_han_numeral(c) {
            before = Some(c);
            at += c.len_utf8();
            continue;
        }
        let numeral = if is_han_numeral(c) {
            han(text, at, before)
        } else if before.is_some_and(|before| before.is_ascii_alphanumeric() || before == '.') {
            None
        } else {
            arabic(text, at)
        };
        let end = match numeral {
            Some(numeral) => {
                let numeral = if before == Some('第') { numeral.behind_ordinal_mark(text) } else { numeral };
                let end = numeral.span.end;
                found.push(numeral);
                end
            }
            None if is_han_numeral(c) => at + han_run(&text[at..]).len(),
            None => at + c.len_utf8(),
        };
        before = text[at..end].chars().next_back();
        at = end;
    }
    found
}

/// Measures that make the number before them a quantity.
const MEASURES: [&str; 40] = [
    "年", "月", "日", "天", "岁", "级", "类", "分钟", "小时", "个", "名", "家", "元", "米", "公里", "千米", "平方",
    "立方", "吨", "人", "次", "周", "倍", "户", "亩", "公顷", "所", "座", "处", "件", "套", "台", "辆", "床", "项",
    "条", "批", "万", "亿", "张",
];

/// A folded text with its quantities (二〇二四年, 十五分钟, 百分之五) in Arabic digits; what is no quantity (二十大, 十五五),
/// and numbers behind 第, stay as they are, but for the numbers of divisions, which most texts write in Chinese (第三十八条):
/// those are written so. For queries, which then ask for what stands in most texts.
#[must_use]
pub fn quantities_in_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for numeral in numerals(text) {
        let (own, rest) = (numeral.span.of(text), &text[numeral.span.end..]);
        let measured = own.starts_with(PERCENT) || MEASURES.iter().any(|measure| rest.starts_with(measure));
        let written = match numeral.canonical.parse() {
            Ok(number @ 1..=9_999) if numeral.counter.is_some() && own.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(chinese(number))
            }
            _ if measured
                && !own.contains('成')
                && !numeral.ordinal
                && own.chars().nth(1).is_some()
                && own.starts_with(is_han_numeral) =>
            {
                Some(numeral.canonical.clone())
            }
            _ => None,
        };
        if let Some(written) = written {
            out.push_str(&text[done..numeral.span.start]);
            out.push_str(&written);
            done = numeral.span.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

/// A number in Arabic digits that begins at `start`; `None` for a part of a mixed word (3d) or a dotted
/// series (3.6.3).
fn arabic(text: &str, start: usize) -> Option<Numeral> {
    let (mut digits, mut end) = integer(text, start);
    let mut fraction = 0;
    if let Some(rest) = text[end..].strip_prefix('.') {
        fraction = rest.bytes().take_while(u8::is_ascii_digit).count();
        if fraction > 0 {
            digits.push_str(&rest[..fraction]);
            end += 1 + fraction;
            if text[end..].starts_with('.') && text[end + 1..].starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
        }
    }
    let rest = &text[end..];
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let zeros = [("万亿", 12), ("亿", 8), ("万", 4)].into_iter().find(|(unit, _)| rest.starts_with(unit));
    if let Some((unit, zeros)) = zeros {
        return scaled(&digits, fraction, zeros)
            .map(|canonical| Numeral::new(Span::new(start, end + unit.len()), canonical));
    }
    if let ([digit @ b'1'..=b'9'], Some((canonical, len))) = (digits.as_bytes(), tenths(rest)) {
        let canonical = format!("{}{canonical}", char::from(*digit));
        return Some(Numeral::new(Span::new(start, end + len), canonical));
    }
    let whole = digits.len() - fraction;
    let mut canonical = strip_zeros(&digits[..whole]).to_owned();
    if fraction > 0 {
        canonical.push('.');
        canonical.push_str(&digits[whole..]);
    }
    if rest.starts_with('%') {
        canonical.push('%');
        end += 1;
    }
    Some(Numeral::new(Span::new(start, end), canonical))
}

/// Characters that 成 begins a word with: 三成立, 一成不变.
const WORDS: &str = "立为果员本功就长绩效型熟品人年交套分份都片列群不名活因天家婚才见行像龙";

/// What 成 behind a digit makes of it: the rest of the canonical form behind that digit, and the bytes read. `None` where
/// 成 is not there, or begins a word.
fn tenths(rest: &str) -> Option<(String, usize)> {
    let behind = rest.strip_prefix('成')?;
    let next = behind.chars().next();
    let half = next.and_then(|c| if c == '半' { Some(5) } else { digit(c).or(c.to_digit(10).map(u64::from)) });
    if let (Some(half @ 1..=9), Some(c)) = (half, next) {
        return Some((format!("{half}%"), '成'.len_utf8() + c.len_utf8()));
    }
    (!next.is_some_and(|c| WORDS.contains(c))).then(|| ("0%".to_owned(), '成'.len_utf8()))
}

/// The digits of a whole number, grouping commas (12,345) taken out, and where it ends.
fn integer(text: &str, start: usize) -> (String, usize) {
    let bytes = text.as_bytes();
    let count = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = start + count(start);
    let mut digits = text[start..end].to_owned();
    while digits.len() <= 15 && bytes.get(end) == Some(&b',') && count(end + 1) == 3 {
        digits.push_str(&text[end + 1..end + 4]);
        end += 4;
    }
    (digits, end)
}

/// `digits`, of which the last `fraction` stand behind the point, times ten to the power of `zeros`; `None`
/// where something would remain behind the point.
fn scaled(digits: &str, fraction: usize, zeros: usize) -> Option<String> {
    let add = zeros.checked_sub(fraction)?;
    let mut whole = strip_zeros(digits).to_owned();
    if whole != "0" {
        whole.extend(std::iter::repeat_n('0', add));
    }
    Some(whole)
}

fn strip_zeros(digits: &str) -> &str {
    let stripped = digits.trim_start_matches('0');
    if stripped.is_empty() { "0" } else { stripped }
}

fn is_han_numeral(c: char) -> bool {
    digit(c).is_some() || unit(c).is_some()
}

fn digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn unit(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// The longest beginning of `text` that consists of Chinese numerals.
fn han_run(text: &str) -> &str {
    let end = text.char_indices().find(|&(_, c)| !is_han_numeral(c)).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// A number in Chinese numerals that begins at `start`.
fn han(text: &str, start: usize, before: Option<char>) -> Option<Numeral> {
    if let Some(rest) = text[start..].strip_prefix(PERCENT) {
        return percent(text, start, rest);
    }
    let run = han_run(&text[start..]);
    // 三百分之一: what stands before 分之 is no number of its own, but 百 may open a percentage.
    let end = start + run.len();
    let rest = &text[end..];
    if rest.starts_with("分之") || text[..start].ends_with("分之") {
        return None;
    }
    let chars = run.chars().count();
    if chars == 1
        && before != Some('第')
        && let Some(digit @ 1..=9) = run.chars().next().and_then(digit)
        && let Some((canonical, len)) = tenths(rest)
    {
        return Some(Numeral::new(Span::new(start, end + len), format!("{digit}{canonical}")));
    }
    let value = if chars == 1 { single(run, before, rest)? } else { value(run)? };
    Some(Numeral::new(Span::new(start, end), value.to_string()))
}

/// 百分之五, 百分之六点五, 百分之5: `rest` begins behind 百分之.
fn percent(text: &str, start: usize, rest: &str) -> Option<Numeral> {
    let from = start + PERCENT.len();
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        let inner = arabic(text, from)?;
        let canonical = format!("{}%", inner.canonical.trim_end_matches('%'));
        return Some(Numeral::new(Span::new(start, inner.span.end), canonical));
    }
    let run = han_run(rest);
    let whole =
        if run.chars().count() == 1 { run.chars().next().and_then(|c| digit(c).or(unit(c)))? } else { value(run)? };
    let mut canonical = whole.to_string();
    let mut end = from + run.len();
    if let Some(behind) = text[end..].strip_prefix('点') {
        let fraction = han_run(behind);
        let digits: Option<String> = fraction.chars().map(|c| digit(c).map(|d| d.to_string())).collect();
        if let Some(digits) = digits.filter(|digits| !digits.is_empty()) {
            canonical.push('.');
            canonical.push_str(&digits);
            end += '点'.len_utf8() + fraction.len();
        }
    }
    canonical.push('%');
    Some(Numeral::new(Span::new(start, end), canonical))
}

/// One numeral alone is a number only in a context that leaves no doubt.
fn single(run: &str, before: Option<char>, rest: &str) -> Option<u64> {
    const TIMES_AND_RANKS: [&str; 10] = ["年", "月", "日", "天", "岁", "级", "类", "分钟", "小时", "个月"];
    let c = run.chars().next()?;
    let value = digit(c).or_else(|| unit(c).filter(|_| c == '十'))?;
    (before == Some('第') || TIMES_AND_RANKS.iter().any(|measure| rest.starts_with(measure))).then_some(value)
}

/// The value of a run of two or more Chinese numerals; `None` where it is not one number.
fn value(run: &str) -> Option<u64> {
    if run.chars().any(|c| unit(c).is_some()) {
        return positional(run);
    }
    let (chars, zero) = (run.chars().count(), run.contains(['〇', '零', '○']));
    if run.contains('两') || chars > 18 || !(chars >= 3 || zero) {
        return None;
    }
    run.chars().try_fold(0_u64, |sum, c| Some(sum * 10 + digit(c)?))
}

/// 一百二十三, 两万零五十, 三千万, 一万二千亿: digits with units that fall inside each section of 万 and 亿.
fn positional(run: &str) -> Option<u64> {
    let (mut total, mut section, mut pending) = (0_u64, 0_u64, None);
    let (mut smallest, mut zero) = (10_000_u64, false);
    for (at, c) in run.chars().enumerate() {
        match (digit(c), unit(c)) {
            (Some(0), _) if at > 0 && pending.is_none() && !zero => zero = true,
            (Some(d), _) if d > 0 && pending.is_none() => pending = Some(d),
            (None, Some(u)) if u < 10_000 => {
                let d = pending.take().or((u == 10 && section == 0 && at == 0).then_some(1))?;
                if u >= smallest {
                    return None;
                }
                section += d * u;
                (smallest, zero) = (u, false);
            }
            (None, Some(u)) => {
                section += pending.take().unwrap_or(0);
                total = big_unit(total, section, u)?;
                (section, smallest, zero) = (0, 10_000, false);
            }
            _ => return None,
        }
    }
    if let Some(d) = pending {
        // 一百二 and 三千五 leave open whether the digit is a unit or a rest of hundreds.
        if smallest > 10 && smallest < 10_000 && !zero {
            return None;
        }
        section += d;
    }
    total.checked_add(section)
}

/// What has been read, `total` and the open `section`, behind 万 or 亿: 亿 multiplies everything before it once
/// (一万二千亿), 万 the section alone (二亿三千万).
fn big_unit(total: u64, section: u64, unit: u64) -> Option<u64> {
    const YI: u64 = 100_000_000;
    if unit == YI {
        let before = total.checked_add(section).filter(|&before| before > 0 && before < YI)?;
        return before.checked_mul(YI);
    }
    (section > 0 && total.is_multiple_of(YI)).then(|| total + section * unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canonical(text: &str) -> Vec<String> {
        numerals(text).into_iter().map(|numeral| numeral.canonical).collect()
    }

    #[test]
    fn the_ways_to_write_a_number_meet() {
        for (text, expected) in [
            ("第三十八条", "38"),
            ("第38条", "38"),
            ("第五条", "5"),
            ("二〇二四年", "2024"),
            ("二○二四年", "2024"),
            ("百分之五", "5%"),
            ("百分之六点五", "6.5%"),
            ("百分之十", "10%"),
            ("5%", "5%"),
            ("一百五十八个", "158"),
            ("12,345元", "12345"),
            ("十五分钟", "15"),
            ("三年", "3"),
            ("2.2万亿元", "2200000000000"),
            ("22000亿元", "2200000000000"),
            ("三千万", "30000000"),
            ("两万零五十", "20050"),
            ("一万二千亿", "1200000000000"),
            ("05月", "5"),
            ("7489.8亿", "748980000000"),
            ("3成", "30%"),
            ("三成以上", "30%"),
            ("两成五", "25%"),
            ("九成半", "95%"),
        ] {
            assert_eq!(canonical(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_none() {
        for text in [
            "一带一路",
            "十四五",
            "千万不要",
            "万一",
            "统一",
            "三分之一",
            "一百二",
            "3d打印",
            "v6.0",
            "3.6.3",
            "一二三产业升级,一体推进",
            "二三线",
            "三成立",
            "一成不变",
        ] {
            let found = canonical(text);
            assert!(found.is_empty() || text.starts_with("一二三"), "{text}: {found:?}");
        }
    }

    #[test]
    fn ordinals_are_told_by_what_they_count() {
        let forms = |text: &str| numerals(text)[0].forms().collect::<Vec<_>>();
        assert_eq!(forms("第五条"), ["第5条", "第5", "5"]);
        assert_eq!(forms("第5届"), ["第5", "5"]);
        assert_eq!(forms("5条"), ["5"]);
        assert_eq!(numerals("按第五条规定")[0].whole.of("按第五条规定"), "第五条");
    }

    #[test]
    fn quantities_are_asked_for_in_digits() {
        assert_eq!(quantities_in_digits("十五分钟公共服务圈"), "15分钟公共服务圈");
        assert_eq!(quantities_in_digits("二〇二四年百分之五"), "2024年5%");
        assert_eq!(quantities_in_digits("二十大精神第三十八条,三年"), "二十大精神第三十八条,三年");
        assert_eq!(quantities_in_digits("第38条和第7章,第38届"), "第三十八条和第七章,第38届");
    }

    /// A number below ten thousand in Chinese, as it is written.
    fn chinese(number: u64) -> String {
        let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
        let (mut out, mut zero) = (String::new(), false);
        for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let d = number / unit % 10;
            if d == 0 {
                zero = !out.is_empty();
                continue;
            }
            if zero {
                out.push('零');
            }
            zero = false;
            if !(unit == 10 && d == 1 && out.is_empty()) {
                out.push_str(digits[d as usize]);
            }
            out.push_str(name);
        }
        out
    }

    proptest! {
        #[test]
        fn chinese_and_arabic_meet(number in 1_u64..10_000) {
            prop_assert_eq!(canonical(&format!("第{}条", chinese(number))), [number.to_string()]);
            prop_assert_eq!(canonical(&format!("第{number}条")), [number.to_string()]);
            if number > 10 {
                prop_assert_eq!(canonical(&format!("{}万元", chinese(number))), [format!("{number}0000")]);
            }
        }

        #[test]
        fn never_panics_and_spans_are_true(text in "[0-9一二三十百千万亿零〇两点分之第年%.,a个]{0,14}") {
            let mut end = 0;
            for numeral in numerals(&text) {
                prop_assert!(numeral.span.start >= end && text.get(numeral.span.start..numeral.span.end).is_some());
                end = numeral.span.end;
            }
        }
    }
}
