//! How much a decoded text looks like text that people write in Chinese.
//!
//! Bytes read by a wrong encoding mostly give characters that exist but that nobody uses. The
//! characters of everyday Chinese are the first levels of GB 2312 (3,755 characters) and of Big5
//! (5,401), together some 7,000 of the 21,000 unified ideographs, and 99 % of running text.

use std::sync::LazyLock;

use encoding_rs::{BIG5, GB18030};

const HAN_FIRST: u32 = 0x4E00;
const HAN_LAST: u32 = 0x9FFF;

/// One bit a unified ideograph: whether it is in everyday use.
static COMMON: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0; ((HAN_LAST - HAN_FIRST) as usize + 64) / 64];
    for (encoding, leads, trails) in
        [(GB18030, 0xB0..=0xD7_u8, [0xA1..=0xFE_u8, 0xA1..=0xFE]), (BIG5, 0xA4..=0xC6, [0x40..=0x7E, 0xA1..=0xFE])]
    {
        for lead in leads {
            for trail in trails.iter().cloned().flatten() {
                let pair = [lead, trail];
                let decoded = encoding.decode_without_bom_handling_and_without_replacement(&pair);
                if let Some(c) = decoded.as_deref().and_then(|text| text.chars().next()) {
                    set(&mut bits, c);
                }
            }
        }
    }
    bits
});

fn set(bits: &mut [u64], c: char) {
    if let Some(index) = u32::from(c).checked_sub(HAN_FIRST).map(|index| index as usize)
        && let Some(word) = bits.get_mut(index / 64)
    {
        *word |= 1 << (index % 64);
    }
}

fn is_common_han(c: u32) -> bool {
    (HAN_FIRST..=HAN_LAST).contains(&c) && {
        let index = (c - HAN_FIRST) as usize;
        COMMON.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }
}

/// Characters by what they say about the encoding they were read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// ASCII letters, digits, punctuation, white space: the same in every encoding but UTF-16.
    Ascii,
    /// Everyday ideographs, Chinese punctuation, full-width forms, kana, signs.
    Usual,
    /// Characters that exist, and are rare in Chinese.
    Rare,
    /// What no text holds: control characters, noncharacters, U+FFFD.
    Never,
}

/// The class of a code point (or of a lone surrogate, which is [`Class::Never`]).
pub fn class(c: u32) -> Class {
    match c {
        0x09..=0x0D | 0x1A | 0x20..=0x7E => Class::Ascii,
        0x00..=0x08 | 0x0E..=0x1F | 0x7F..=0x9F | 0xD800..=0xDFFF | 0xFFF0..=0xFFFF => Class::Never,
        // Signs of units and figures (° ± × ℃), numbering (① Ⅷ), rules and bullets (─ ■). Blocks that two
        // digits or a digit and a space would form, read as UTF-16, are left out.
        0xB0
        | 0xB1
        | 0xB4
        | 0xB7
        | 0xD7
        | 0xF7
        | 0x2010..=0x201F
        | 0x2026
        | 0x2103
        | 0x2160..=0x217F
        | 0x2460..=0x249B
        | 0x2500..=0x25FF
        | 0x3000..=0x301F
        | 0x3041..=0x30FF
        | 0xFF01..=0xFF65
        | 0xFFE0..=0xFFE6 => Class::Usual,
        HAN_FIRST..=HAN_LAST if is_common_han(c) => Class::Usual,
        _ => Class::Rare,
    }
}

/// How many characters of each class a text has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Census {
    /// [`Class::Ascii`].
    pub ascii: usize,
    /// [`Class::Usual`].
    pub usual: usize,
    /// [`Class::Rare`].
    pub rare: usize,
    /// [`Class::Never`].
    pub never: usize,
}

/// The class of every code point of the basic plane, since whole files are counted.
static CLASSES: LazyLock<Vec<Class>> = LazyLock::new(|| (0..=0xFFFF).map(class).collect());

impl Census {
    /// Counts code points.
    pub fn of(code_points: impl Iterator<Item = u32>) -> Self {
        let classes = CLASSES.as_slice();
        let mut counts = [0_usize; 4];
        for c in code_points {
            counts[classes.get(c as usize).copied().unwrap_or(Class::Rare) as usize] += 1;
        }
        let [ascii, usual, rare, never] = counts;
        Self { ascii, usual, rare, never }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            ascii: self.ascii + other.ascii,
            usual: self.usual + other.usual,
            rare: self.rare + other.rare,
            never: self.never + other.never,
        }
    }

    /// How many characters are not ASCII.
    pub fn beyond_ascii(self) -> usize {
        self.usual + self.rare + self.never
    }

    /// How many of the characters beyond ASCII are usual, in percent; 0 where there are none.
    pub fn usual_percent(self) -> usize {
        (self.usual * 100).checked_div(self.beyond_ascii()).unwrap_or(0)
    }
}

/// Share of everyday characters from which two-byte units are UTF-16. Of 20 characters of news and of
/// encyclopedia, 88 % or more are everyday ones; of other encodings read so, 45 % or fewer, of swapped
/// bytes 65 %.
const UTF16_PERCENT: usize = 70;

/// Share of printable ASCII bytes beyond which a text is not UTF-16.
const ASCII_PERCENT: usize = 85;

/// Bytes at the beginning of a file that are enough to tell UTF-16.
const SAMPLE: usize = 64 << 10;

/// Whether bytes without a byte order mark are UTF-16, and in which byte order (`true`: big-endian).
///
/// Two-byte units of UTF-16 text are nearly all everyday characters; units made of two bytes of
/// another encoding, or swapped, are mostly rare, unassigned, surrogates or control characters.
/// Bytes that are UTF-8 without control characters must be ruled out before: two Latin letters make
/// an ideograph. Cost: at most the first 64 KiB are looked at.
pub fn utf16_byte_order(bytes: &[u8]) -> Option<bool> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    // About half the bytes of UTF-16 text are printable ASCII. (A few characters may be all of them.)
    let printable = sample.iter().filter(|byte| matches!(byte, b' '..=b'~')).count();
    if sample.len() >= 24 && printable * 100 > sample.len() * ASCII_PERCENT {
        return None;
    }
    let census = |read: fn([u8; 2]) -> u16| {
        let (pairs, _) = sample.as_chunks::<2>();
        Census::of(char::decode_utf16(pairs.iter().map(|&pair| read(pair))).map(|unit| match unit {
            Ok(c) => u32::from(c),
            Err(lone) => u32::from(lone.unpaired_surrogate()),
        }))
    };
    let score = |census: Census| {
        let (good, all) = (census.ascii + census.usual, census.ascii + census.beyond_ascii());
        (all > 0 && good * 100 >= all * UTF16_PERCENT && census.never * 200 <= all).then_some(good)
    };
    match (score(census(u16::from_le_bytes)), score(census(u16::from_be_bytes))) {
        (Some(little), Some(big)) => Some(big > little),
        (Some(_), None) => Some(false),
        (None, Some(_)) => Some(true),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        for c in "青源市星野鎮養老服務，。、《》“”—…（１２Ａ①のカ　".chars() {
            assert_eq!(class(u32::from(c)), Class::Usual, "{c}");
        }
        for c in "龘鍺㐂éЖ가\u{e000}".chars() {
            assert_eq!(class(u32::from(c)), Class::Rare, "{c}");
        }
        for c in [0, 1, 0x1F, 0x7F, 0x85, 0xD800, 0xFFFD, 0xFFFE] {
            assert_eq!(class(c), Class::Never, "{c:x}");
        }
        assert_eq!(class(u32::from('\n')), Class::Ascii);
    }

    #[test]
    fn utf16_in_both_orders_and_nothing_else() {
        for text in ["青源市人民政府关于养老服务的通知", "星野鎮養老服務辦法\r\n第一條", "Notice 3\r\nof the city"]
        {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(utf16_byte_order(&little), Some(false), "{text}");
            assert_eq!(utf16_byte_order(&big), Some(true), "{text}");
            assert_eq!(utf16_byte_order(&GB18030.encode(text).0), None, "{text}");
        }
        assert_eq!(utf16_byte_order(&BIG5.encode("星野鎮養老服務辦法第一條").0), None);
        assert_eq!(utf16_byte_order(b""), None);
        assert_eq!(utf16_byte_order(&[0; 64]), None);
    }
}
