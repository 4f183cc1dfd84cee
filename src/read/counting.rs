//! Numbers of automatic numbering, as Chinese word processors write them.

/// How a number is written. The numerals are Chinese where no other script is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Counting {
    /// 1, 2, 3
    #[default]
    Decimal,
    /// 01, 02 … of at least so many digits.
    Padded(usize),
    /// １, ２, ３
    FullWidth,
    /// 一, 十一, 一百零一
    Chinese,
    /// 一, 十一, and from 100 digit by digit: 一〇一
    ChineseShort,
    /// 一, 一一, 一〇一
    Digits,
    /// 壹, 壹拾壹: the capitals of cheques.
    Legal,
    /// 壹, 貳, 參: the same in traditional characters.
    LegalTraditional,
    /// 甲, 乙 … 癸: the ten heavenly stems.
    Stems,
    /// 子, 丑 … 亥: the twelve earthly branches.
    Branches,
    /// 甲子, 乙丑: the cycle of sixty.
    Cycle,
    /// ① … ⑳
    Circled,
    /// ⑴ … ⒇
    Parenthesised,
    /// ⒈ … ⒛
    FullStop,
    /// ㊀ … ㊉
    CircledChinese,
    /// ㈠ … ㈩
    ParenthesisedChinese,
    /// A, B … Z, AA, BB
    UpperLetter,
    /// a, b … z, aa, bb
    LowerLetter,
    /// I, II, III
    UpperRoman,
    /// i, ii, iii
    LowerRoman,
    /// 1st, 2nd
    Ordinal,
    /// - 1 -
    Dashed,
    /// No mark at all: the level's text stands without a number.
    None,
}

const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";

/// Digits from zero, then ten, hundred, thousand, ten thousand.
const PLAIN: &str = "零一二三四五六七八九十百千万";
const LEGAL: &str = "零壹贰叁肆伍陆柒捌玖拾佰仟万";
const LEGAL_TRADITIONAL: &str = "零壹貳參肆伍陸柒捌玖拾佰仟萬";

impl Counting {
    /// `number` as it is written; what a script has no sign for is decimal.
    pub fn write(self, number: u32) -> String {
        let series = |first: char, last: u32| within(number, last).and_then(|n| char::from_u32(first as u32 + n));
        let name = |names: &str| within(number, names.chars().count() as u32).and_then(|n| nth(names, n));
        let sign = match self {
            Self::Stems => name(STEMS),
            Self::Branches => name(BRANCHES),
            Self::Circled => series('①', 20),
            Self::Parenthesised => series('⑴', 20),
            Self::FullStop => series('⒈', 20),
            Self::CircledChinese => series('㊀', 10),
            Self::ParenthesisedChinese => series('㈠', 10),
            other => return other.spell(number),
        };
        sign.map_or_else(|| number.to_string(), String::from)
    }

    /// Those that write any number.
    fn spell(self, number: u32) -> String {
        match self {
            Self::Padded(width) => format!("{number:0width$}", width = width.min(16)),
            Self::FullWidth => digits(number, "０１２３４５６７８９"),
            Self::Digits => digits(number, "〇一二三四五六七八九"),
            Self::ChineseShort if number > 99 => digits(number, "〇一二三四五六七八九"),
            Self::Chinese | Self::ChineseShort => positional(number, PLAIN, true),
            Self::Legal => positional(number, LEGAL, false),
            Self::LegalTraditional => positional(number, LEGAL_TRADITIONAL, false),
            Self::Cycle => [(STEMS, 10), (BRANCHES, 12)]
                .into_iter()
                .filter_map(|(names, count)| nth(names, number.checked_sub(1)? % count))
                .collect(),
            Self::UpperLetter => letters(number, 'A'),
            Self::LowerLetter => letters(number, 'a'),
            Self::UpperRoman => roman(number),
            Self::LowerRoman => roman(number).to_lowercase(),
            Self::Ordinal => format!("{number}{}", ordinal_suffix(number)),
            Self::Dashed => format!("- {number} -"),
            Self::None => String::new(),
            _ => number.to_string(),
        }
    }
}

/// The place, from 0, of a number from 1 to `last`.
fn within(number: u32, last: u32) -> Option<u32> {
    (1..=last).contains(&number).then(|| number - 1)
}

fn nth(names: &str, n: u32) -> Option<char> {
    names.chars().nth(n as usize)
}

fn digits(number: u32, names: &str) -> String {
    number.to_string().chars().filter_map(|digit| nth(names, digit.to_digit(10)?)).collect()
}

/// 二千零一十五: digits with their powers of ten. `short` leaves 一 out where it leads 十.
fn positional(number: u32, names: &str, short: bool) -> String {
    if number > 99_999 {
        return number.to_string();
    }
    let name = |n: u32| nth(names, n).unwrap_or_default();
    if number == 0 {
        return name(0).to_string();
    }
    let (mut written, mut gap) = (String::new(), false);
    for power in (0..5_u32).rev() {
        let digit = number / 10_u32.pow(power) % 10;
        if digit == 0 {
            gap = !written.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            written.push(name(0));
        }
        if !(short && digit == 1 && power == 1 && written.is_empty()) {
            written.push(name(digit));
        }
        if power > 0 {
            written.push(name(9 + power));
        }
    }
    written
}

/// As Word goes on behind Z: the letter again, once more for every 26.
fn letters(number: u32, first: char) -> String {
    let Some(at) = number.checked_sub(1) else { return number.to_string() };
    let letter = char::from_u32(first as u32 + at % 26).unwrap_or(first);
    if at / 26 > 15 { number.to_string() } else { std::iter::repeat_n(letter, 1 + at as usize / 26).collect() }
}

fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3999 {
        return number.to_string();
    }
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            written.push_str(sign);
            number -= value;
        }
    }
    written
}

fn ordinal_suffix(number: u32) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// A number's mark with what parts it from the text behind it, as a reader would type it: nothing behind a mark of
/// punctuation (`一、总体要求`), an ideographic space behind a Chinese word (`第一条　为了`), else a space.
pub(super) fn parted(mark: &str) -> String {
    let space = match mark.chars().next_back() {
        None | Some('、' | '，' | '。' | '．' | '：' | '；' | '）' | '】' | '〕' | '》' | '\u{3000}' | ' ') => {
            ""
        }
        Some(c) if ('①'..='⒛').contains(&c) || ('㈠'..='㊉').contains(&c) => "",
        Some(c) if c.is_ascii() => " ",
        Some(_) => "\u{3000}",
    };
    format!("{mark}{space}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(counting: Counting, numbers: &[u32]) -> String {
        numbers.iter().map(|&number| counting.write(number)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn chinese_numbers() {
        let numbers = [1, 10, 11, 20, 21, 100, 101, 110, 115, 1001, 1010, 2015, 10_000];
        assert_eq!(
            written(Counting::Chinese, &numbers),
            "一 十 十一 二十 二十一 一百 一百零一 一百一十 一百一十五 一千零一 一千零一十 二千零一十五 一万"
        );
        assert_eq!(written(Counting::ChineseShort, &[9, 10, 19, 99, 100, 123]), "九 十 十九 九十九 一〇〇 一二三");
        assert_eq!(written(Counting::Digits, &[1, 10, 25]), "一 一〇 二五");
        assert_eq!(written(Counting::Legal, &[1, 2, 10, 11, 100]), "壹 贰 壹拾 壹拾壹 壹佰");
        assert_eq!(written(Counting::LegalTraditional, &[2, 3, 6]), "貳 參 陸");
        assert_eq!(written(Counting::Stems, &[1, 2, 10, 11]), "甲 乙 癸 11");
        assert_eq!(written(Counting::Branches, &[1, 12, 13]), "子 亥 13");
        assert_eq!(written(Counting::Cycle, &[1, 2, 11, 60, 61]), "甲子 乙丑 甲戌 癸亥 甲子");
    }

    #[test]
    fn signs_letters_and_roman_numbers() {
        assert_eq!(written(Counting::Circled, &[1, 10, 20, 21]), "① ⑩ ⑳ 21");
        assert_eq!(written(Counting::Parenthesised, &[1, 20]), "⑴ ⒇");
        assert_eq!(written(Counting::FullStop, &[1, 20]), "⒈ ⒛");
        assert_eq!(written(Counting::CircledChinese, &[1, 10, 11]), "㊀ ㊉ 11");
        assert_eq!(written(Counting::FullWidth, &[1, 10]), "１ １０");
        assert_eq!(written(Counting::Padded(2), &[1, 10, 100]), "01 10 100");
        assert_eq!(written(Counting::UpperLetter, &[1, 26, 27, 28]), "A Z AA BB");
        assert_eq!(written(Counting::LowerLetter, &[0, 3]), "0 c");
        assert_eq!(written(Counting::UpperRoman, &[1, 4, 9, 14, 2026, 4000]), "I IV IX XIV MMXXVI 4000");
        assert_eq!(written(Counting::LowerRoman, &[3]), "iii");
        assert_eq!(written(Counting::Ordinal, &[1, 2, 3, 11, 21]), "1st 2nd 3rd 11th 21st");
        assert_eq!(written(Counting::None, &[1]), "");
        for counting in [Counting::Chinese, Counting::UpperLetter, Counting::UpperRoman, Counting::Cycle] {
            assert!(counting.write(u32::MAX).len() < 40);
        }
    }

    #[test]
    fn a_mark_is_parted_as_one_types_it() {
        let parted = ["一、", "（一）", "1.", "1.2", "第一条", "①", "A)", ""].map(parted);
        assert_eq!(parted, ["一、", "（一）", "1. ", "1.2 ", "第一条\u{3000}", "①", "A) ", ""]);
    }
}
