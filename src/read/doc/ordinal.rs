//! Numbers as automatic numbering writes them ([MS-OSHARED] 2.2.1.3, "MSONFC").

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const FORMAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const FORMAL_TRADITIONAL: [char; 10] = ['零', '壹', '貳', '參', '肆', '伍', '陸', '柒', '捌', '玖'];
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";

/// The number `n` in the format of this code; empty for formats without a number.
pub(super) fn ordinal(code: u8, n: u32) -> String {
    match code {
        1 => roman(n).to_uppercase(),
        2 => roman(n),
        3 => letters(n, b'A'),
        4 => letters(n, b'a'),
        5 => suffixed(n),
        14 | 19 => n.to_string().chars().map(full_width).collect(),
        18 | 28 => circled(n),
        22 => format!("{n:02}"),
        23 | 255 => String::new(),
        26 => enclosed(n, 20, 0x2488, &format!("{n}.")),
        27 => enclosed(n, 20, 0x2474, &format!("({n})")),
        29 => enclosed(n, 10, 0x3220, &format!("({})", counting(n, DIGITS, false))),
        30 => cycle(STEMS, n),
        31 => cycle(BRANCHES, n),
        32 => format!("{}{}", cycle(STEMS, n), cycle(BRANCHES, n)),
        10 | 33 | 35 | 36 => n.to_string().chars().map(|c| digit(c, DIGITS)).collect(),
        11 | 17 | 34 => counting(n, FORMAL_TRADITIONAL, true),
        37 | 39 => counting(n, DIGITS, false),
        38 => counting(n, FORMAL, true),
        57 => format!("- {n} -"),
        _ => n.to_string(),
    }
}

fn digit(c: char, digits: [char; 10]) -> char {
    c.to_digit(10).and_then(|digit| digits.get(digit as usize)).copied().unwrap_or(c)
}

fn full_width(c: char) -> char {
    char::from_u32(u32::from(c) + 0xFEE0).filter(|_| c.is_ascii_digit()).unwrap_or(c)
}

/// The `n`th of the signs from `first` on, of which there are `count`.
fn enclosed(n: u32, count: u32, first: u32, beyond: &str) -> String {
    match char::from_u32(first + n.wrapping_sub(1)) {
        Some(sign) if (1..=count).contains(&n) => sign.to_string(),
        _ => beyond.to_owned(),
    }
}

fn circled(n: u32) -> String {
    match n {
        21..=35 => enclosed(n - 20, 15, 0x3251, ""),
        36..=50 => enclosed(n - 35, 15, 0x32B1, ""),
        _ => enclosed(n, 20, 0x2460, &n.to_string()),
    }
}

fn cycle(signs: &str, n: u32) -> String {
    let count = signs.chars().count();
    let index = (n.max(1) as usize - 1) % count;
    signs.chars().nth(index).map(String::from).unwrap_or_default()
}

fn suffixed(n: u32) -> String {
    let suffix = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// a … z, aa, bb …; cut where it would grow without end.
fn letters(n: u32, first: u8) -> String {
    let index = n.max(1) - 1;
    let letter = char::from(first + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26 + 1).min(30) as usize).collect()
}

fn roman(mut n: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if n == 0 || n > 32_767 {
        return n.to_string();
    }
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while n >= value {
            text.push_str(sign);
            n -= value;
        }
    }
    text
}

/// 一百零五 as it is read, up to 99,999,999. With `formal` digits and 拾 佰 仟, and 壹 before 拾.
fn counting(n: u32, digits: [char; 10], formal: bool) -> String {
    if n == 0 || n > 99_999_999 {
        return n.to_string().chars().map(|c| digit(c, digits)).collect();
    }
    let mut text = String::new();
    let (high, low) = (n / 10_000, n % 10_000);
    if high > 0 {
        four(&mut text, high, digits, formal);
        text.push(if formal { '萬' } else { '万' });
        if formal && digits == FORMAL {
            text.pop();
            text.push('万');
        }
        if (1..1000).contains(&low) {
            text.push('零');
        }
    }
    four(&mut text, low, digits, formal);
    text
}

/// Up to four digits with their ranks.
fn four(text: &mut String, n: u32, digits: [char; 10], formal: bool) {
    let ranks = if formal { ["仟", "佰", "拾", ""] } else { ["千", "百", "十", ""] };
    let (mut gap, start) = (false, text.len());
    for (divisor, rank) in [1000, 100, 10, 1].into_iter().zip(ranks) {
        let value = n / divisor % 10;
        if value == 0 {
            gap = text.len() > start;
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push('零');
        }
        // 十二, and not 一十二, at the beginning of a number.
        if formal || divisor != 10 || value != 1 || !text.is_empty() {
            text.extend(digits.get(value as usize));
        }
        text.push_str(rank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format() {
        let cases: &[(u8, u32, &str)] = &[
            (0, 12, "12"),
            (1, 14, "XIV"),
            (2, 9, "ix"),
            (3, 28, "BB"),
            (4, 3, "c"),
            (5, 12, "12th"),
            (5, 22, "22nd"),
            (14, 10, "１０"),
            (18, 3, "③"),
            (28, 22, "㉒"),
            (22, 7, "07"),
            (23, 1, ""),
            (26, 2, "⒉"),
            (27, 21, "(21)"),
            (29, 4, "㈣"),
            (30, 2, "乙"),
            (31, 12, "亥"),
            (33, 20, "二〇"),
            (38, 12, "壹拾贰"),
            (34, 3, "參"),
            (255, 1, ""),
        ];
        for &(code, n, want) in cases {
            assert_eq!(ordinal(code, n), want, "{code} {n}");
        }
    }

    #[test]
    fn chinese_counting() {
        let cases = [
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1010, "一千零一十"),
        ];
        for (n, want) in cases {
            assert_eq!(ordinal(37, n), want);
        }
        assert_eq!(ordinal(39, 10_005), "一万零五");
    }
}
