//! Folding: the one normal form in which queries and texts are compared.
//!
//! Character by character, so that an offset map is an array: NFKC where it gives exactly one
//! character, lower case likewise, Traditional → Simplified by character; white space
//! (`White_Space`) and format characters (category Cf) are dropped. Characters that would become
//! several (½, ㈠, ㎡) stay as they are, and no numeral is rewritten beyond what NFKC does.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::Span;

/// Pairs of a Traditional character and its Simplified one; origin and licence stand in its head.
pub(crate) const TRADITIONAL: &str = include_str!("data/traditional.txt");

/// The block of unified ideographs that nearly every character of a Chinese text is in.
const UNIFIED: std::ops::RangeInclusive<u32> = 0x4E00..=0x9FFF;

struct Simplified {
    /// Targets of the block [`UNIFIED`], by code point less its start; 0 where a character stays.
    unified: Vec<u32>,
    /// The other pairs, sorted.
    others: Vec<(char, char)>,
}

static SIMPLIFIED: LazyLock<Simplified> = LazyLock::new(|| {
    let mut table = Simplified { unified: vec![0; (UNIFIED.end() - UNIFIED.start() + 1) as usize], others: Vec::new() };
    for line in TRADITIONAL.lines().filter(|line| !line.starts_with('#')) {
        let mut chars = line.chars();
        if let (Some(from), Some(to)) = (chars.next(), chars.next()) {
            match table.unified.get_mut((from as u32).wrapping_sub(*UNIFIED.start()) as usize) {
                Some(slot) => *slot = to as u32,
                None => table.others.push((from, to)),
            }
        }
    }
    table.others.sort_unstable();
    table
});

/// The Simplified form of a character; the character itself where the table has none.
fn simplified(c: char) -> char {
    let table = &*SIMPLIFIED;
    match table.unified.get((c as u32).wrapping_sub(*UNIFIED.start()) as usize) {
        Some(0) => c,
        Some(&to) => char::from_u32(to).unwrap_or(c),
        None if (c as u32) < 0x3400 => c,
        None => table.others.binary_search_by_key(&c, |pair| pair.0).map_or(c, |at| table.others[at].1),
    }
}

/// The folded form of one character; `None` for white space and format characters.
#[must_use]
pub fn fold_char(c: char) -> Option<char> {
    if c.is_ascii() {
        return (!(c == ' ' || ('\t'..='\r').contains(&c))).then(|| c.to_ascii_lowercase());
    }
    if UNIFIED.contains(&(c as u32)) {
        return Some(simplified(c));
    }
    fold_rare(c)
}

/// Everything but ASCII and the common ideographs.
fn fold_rare(c: char) -> Option<char> {
    // Marks that stand in every Chinese sentence and stay as they are, before the tables are asked.
    if matches!(c, '。' | '、' | '《' | '》' | '“' | '”' | '〔' | '〕') {
        return Some(c);
    }
    // Full-width forms of ASCII.
    if ('！'..='～').contains(&c) {
        let ascii = char::from_u32(c as u32 - 0xFEE0).unwrap_or(c);
        return Some(ascii.to_ascii_lowercase());
    }
    if c.is_whitespace() || c.general_category() == GeneralCategory::Format {
        return None;
    }
    let normal = only(std::iter::once(c).nfkc()).unwrap_or(c);
    let lower = only(normal.to_lowercase()).unwrap_or(normal);
    Some(simplified(lower))
}

/// The item of an iterator that has exactly one.
fn only(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

/// The folded text.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(text.chars().filter_map(fold_char));
    out
}

/// One character of a [`Folded`] text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// Its first byte in the folded text.
    at: u32,
    /// Its bytes in the original.
    from: u32,
    to: u32,
}

/// A folded text that knows where each of its characters stands in the original.
///
/// Cost: 12 bytes a character; meant for passages and queries, not for whole files (offsets are 32 bits;
/// text behind 4 GiB is left out).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    text: String,
    places: Vec<Place>,
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn new(original: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(original.len()), places: Vec::with_capacity(original.len() / 3) };
        for (at, c) in original.char_indices() {
            let Some(to) = fold_char(c) else { continue };
            let (Ok(here), Ok(from)) = (u32::try_from(folded.text.len()), u32::try_from(at)) else { break };
            folded.places.push(Place { at: here, from, to: from + c.len_utf8() as u32 });
            folded.text.push(to);
        }
        folded
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its length in characters.
    #[must_use]
    pub fn chars(&self) -> usize {
        self.places.len()
    }

    /// The bytes of the original that a range of bytes of the folded text came from, what was dropped
    /// inside it included. Empty and out-of-range ranges give an empty span.
    #[must_use]
    pub fn original(&self, folded: Span) -> Span {
        let index = |byte: usize| self.places.partition_point(|place| (place.at as usize) < byte);
        let (first, last) = (index(folded.start), index(folded.end));
        match (self.places.get(first), last.checked_sub(1).and_then(|last| self.places.get(last))) {
            (Some(first), Some(last)) if first.from < last.to => Span::new(first.from as usize, last.to as usize),
            _ => Span::default(),
        }
    }

    /// Where a folded string stands, as bytes of the folded text; overlapping ones too, in order.
    pub fn occurrences<'a>(&'a self, needle: &'a str) -> impl Iterator<Item = Span> + 'a {
        let mut from = 0;
        std::iter::from_fn(move || {
            if needle.is_empty() {
                return None;
            }
            let at = from + self.text.get(from..)?.find(needle)?;
            from = at + self.text[at..].chars().next().map_or(1, char::len_utf8);
            Some(Span::new(at, at + needle.len()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_case_scripts_and_white_space() {
        assert_eq!(fold("１５８　个 ＢＩＭ"), "158个bim");
        assert_eq!(fold("鄉村發展"), "乡村发展");
        assert_eq!(fold("1\u{200b}5\u{ad}8个"), "158个");
        assert_eq!(fold("①改造½㎡㈠"), "1改造½㎡㈠");
        assert_eq!(fold("158\u{1f}个"), "158\u{1f}个");
        assert_eq!(fold("“放管服”，改革。"), "“放管服”,改革。");
    }

    #[test]
    fn places_lead_back_to_the_original() {
        let original = "统筹 158 个項目";
        let folded = Folded::new(original);
        let hit: Vec<_> = folded.occurrences("158个").collect();
        assert_eq!(hit.len(), 1);
        assert_eq!(folded.original(hit[0]).of(original), "158 个");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC*") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn every_folded_character_has_its_place(text in "[ a-zＡ-Ｚ0-9一-龥　\u{200b}]*") {
            let folded = Folded::new(&text);
            prop_assert_eq!(folded.text(), &fold(&text));
            for (at, c) in folded.text().char_indices() {
                let span = folded.original(Span::new(at, at + c.len_utf8()));
                prop_assert_eq!(fold(span.of(&text)), c.to_string());
            }
        }
    }
}
