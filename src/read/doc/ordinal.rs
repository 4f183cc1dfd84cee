//! The formats of automatic numbers by their codes ([MS-OSHARED] 2.2.1.3, "MSONFC").

use crate::read::counting::Counting;

/// The number `n` in the format of this code; empty for formats without a number.
pub(super) fn ordinal(code: u8, n: u32) -> String {
    let counting = match code {
        1 => Counting::UpperRoman,
        2 => Counting::LowerRoman,
        3 => Counting::UpperLetter,
        4 => Counting::LowerLetter,
        5 => Counting::Ordinal,
        10 | 33 | 35 | 36 => Counting::Digits,
        11 | 17 | 34 => Counting::LegalTraditional,
        14 | 19 => Counting::FullWidth,
        18 | 28 => Counting::Circled,
        22 => Counting::Padded(2),
        23 | 255 => Counting::None,
        26 => Counting::FullStop,
        27 => Counting::Parenthesised,
        29 => Counting::ParenthesisedChinese,
        30 => Counting::Stems,
        31 => Counting::Branches,
        32 => Counting::Cycle,
        37 | 39 => Counting::Chinese,
        38 => Counting::Legal,
        57 => Counting::Dashed,
        _ => Counting::Decimal,
    };
    counting.write(n)
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
            (28, 22, "22"),
            (22, 7, "07"),
            (23, 1, ""),
            (26, 2, "⒉"),
            (27, 20, "⒇"),
            (27, 21, "21"),
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
