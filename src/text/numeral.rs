//! Chinese and Arabic numerals: reading 一百二十三, 二〇二四, 廿, ２０, and writing 三十一.

/// The digit a character stands for: 0–9, ０–９, 零〇一二…九, 两.
#[must_use]
pub const fn digit(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => c as u32 - '0' as u32,
        '０'..='９' => c as u32 - '０' as u32,
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '兩' | '贰' | '貳' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// What a character multiplies the digit before it with: 十, 百, 千, 万, 亿.
const fn unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        '万' | '萬' => 10_000,
        '亿' | '億' => 100_000_000,
        _ => return None,
    })
}

/// 廿 twenty, 卅 thirty, 卌 forty.
const fn tens(c: char) -> Option<u64> {
    Some(match c {
        '廿' => 20,
        '卅' => 30,
        '卌' => 40,
        _ => return None,
    })
}

/// Whether a character belongs to an Arabic number.
const fn is_arabic(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

/// Whether a character may belong to a Chinese number.
const fn is_chinese(c: char) -> bool {
    !is_arabic(c) && (digit(c).is_some() || unit(c).is_some() || tens(c).is_some())
}

/// The longest run of numeral characters of one script at the beginning of `text`: its value and
/// its length in bytes. `None` where there is none or where the run is no number (十十).
#[must_use]
pub fn prefix(text: &str) -> Option<(u64, usize)> {
    let first = text.chars().next()?;
    let belongs = if is_arabic(first) {
        is_arabic
    } else if is_chinese(first) {
        is_chinese
    } else {
        return None;
    };
    let len = text.find(|c| !belongs(c)).unwrap_or(text.len());
    let run = text.get(..len)?;
    let value = if is_arabic(first) { positional(run) } else { chinese_value(run) };
    Some((value?, len))
}

/// The number that `text` as a whole is. `None` where it is something else, or over 64 bits.
///
/// ```
/// # use cesou::text::numeral::parse;
/// assert_eq!(parse("一百二十三"), Some(123));
/// assert_eq!(parse("二〇二四"), Some(2024));
/// assert_eq!(parse("３１"), Some(31));
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<u64> {
    prefix(text).and_then(|(value, len)| (len == text.len()).then_some(value))
}

/// Digits one after the other: 2024, 二〇二四.
fn positional(run: &str) -> Option<u64> {
    run.chars().try_fold(0_u64, |value, c| value.checked_mul(10)?.checked_add(u64::from(digit(c)?)))
}

/// A run of Chinese numeral characters, with units (一百零三) or without (一〇三).
fn chinese_value(run: &str) -> Option<u64> {
    if run.chars().all(|c| digit(c).is_some()) {
        return positional(run);
    }
    let (mut total, mut section, mut pending, mut last_unit) = (0_u64, 0_u64, None::<u64>, u64::MAX);
    for c in run.chars() {
        if let Some(value) = digit(c) {
            if value != 0 && pending.is_some_and(|p| p != 0) {
                return None;
            }
            pending = Some(u64::from(value));
        } else if let Some(value) = tens(c) {
            if pending.is_some_and(|p| p != 0) || last_unit <= 10 {
                return None;
            }
            (section, pending, last_unit) = (section + value, None, 10);
        } else {
            let value = unit(c)?;
            if value >= 10_000 {
                let whole = section + pending.take().unwrap_or(0);
                total = match (whole, total) {
                    (0, 0) => return None,
                    (0, _) => total.checked_mul(value)?,
                    _ => total.checked_add(whole.checked_mul(value)?)?,
                };
                (section, last_unit) = (0, u64::MAX);
            } else {
                if value >= last_unit || pending == Some(0) && value != 10 {
                    return None;
                }
                section += pending.take().filter(|&p| p != 0).unwrap_or(1) * value;
                last_unit = value;
            }
        }
    }
    total.checked_add(section)?.checked_add(pending.unwrap_or(0))
}

/// Writes a number as Chinese does: 三十一, 一百零五, 一千二百六十. From 10,000 on in digits (10000),
/// which no numbering of a text reaches.
pub fn push_chinese(out: &mut String, number: u32) {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if number >= 10_000 {
        out.push_str(&number.to_string());
        return;
    }
    let (mut rest, mut started, mut gap) = (number, false, false);
    for (value, name) in [(1000, Some('千')), (100, Some('百')), (10, Some('十')), (1, None)] {
        let figure = rest / value;
        rest %= value;
        if figure == 0 {
            gap = started;
            continue;
        }
        if gap {
            out.push('零');
        }
        if !(value == 10 && figure == 1 && !started) {
            out.extend(DIGITS.get(figure as usize));
        }
        out.extend(name);
        (started, gap) = (true, false);
    }
    if !started {
        out.push('零');
    }
}

/// The number as Chinese writes it: 三十一.
#[must_use]
pub fn chinese(number: u32) -> String {
    let mut out = String::new();
    push_chinese(&mut out, number);
    out
}

/// The number in a circle that a character is: ① is 1, ㊿ is 50.
#[must_use]
pub const fn circled(c: char) -> Option<u32> {
    let code = c as u32;
    Some(match code {
        0x2460..=0x2473 => code - 0x245F,
        0x3251..=0x325F => code - 0x3251 + 21,
        0x32B1..=0x32BF => code - 0x32B1 + 36,
        _ => return None,
    })
}

/// The character that is `number` in a circle, 1 to 50.
#[must_use]
pub const fn circle(number: u32) -> Option<char> {
    char::from_u32(match number {
        1..=20 => 0x245F + number,
        21..=35 => 0x3251 + number - 21,
        36..=50 => 0x32B1 + number - 36,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_texts_write() {
        for (text, value) in [
            ("一百二十三", 123),
            ("二〇二四", 2024),
            ("二零二四", 2024),
            ("廿", 20),
            ("廿三", 23),
            ("一百廿三", 123),
            ("两", 2),
            ("两千", 2000),
            ("十", 10),
            ("一百零五", 105),
            ("一百〇五", 105),
            ("一百一十", 110),
            ("一千零四十", 1040),
            ("三万二千", 32_000),
            ("十二亿三千万", 1_230_000_000),
            ("一万亿", 1_000_000_000_000),
            ("２０", 20),
            ("007", 7),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "条", "一条", "十十", "十百", "三十一条", "1一", "99999999999999999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_prefix_ends_where_the_script_changes() {
        assert_eq!(prefix("三十一条"), Some((31, 9)));
        assert_eq!(prefix("1一"), Some((1, 1)));
        assert_eq!(prefix("条"), None);
    }

    #[test]
    fn writes_as_chinese_does() {
        for (number, text) in [
            (0, "零"),
            (10, "十"),
            (31, "三十一"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1040, "一千零四十"),
            (1002, "一千零二"),
            (9999, "九千九百九十九"),
        ] {
            assert_eq!(chinese(number), text);
        }
    }

    #[test]
    fn circles() {
        for number in 1..=50 {
            assert_eq!(circle(number).and_then(circled), Some(number));
        }
        assert_eq!((circle(0), circle(51), circled('一')), (None, None, None));
        assert_eq!((circle(1), circle(21), circle(36)), (Some('①'), Some('㉑'), Some('㊱')));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(number in 0_u32..10_000) {
            prop_assert_eq!(parse(&chinese(number)), Some(u64::from(number)));
        }

        #[test]
        fn any_text_is_read_without_harm(text in "[零一二十百千万亿两廿0-9０a条]{0,12}") {
            if let Some((_, len)) = prefix(&text) {
                prop_assert!(text.is_char_boundary(len) && len > 0);
            }
        }
    }
}
