//! Which pairs of neighbouring characters a page holds: two lines between which such a pair would
//! stand are one sentence more likely than not (保 at a line's end, 障 at the next one's start).

/// Bits of the set; some 600,000 pairs of a part leave it sparse.
const BITS: usize = 1 << 23;

/// A set of pairs of characters that may hold a few more than were put in.
pub(super) struct Pairs {
    words: Vec<u64>,
}

impl Pairs {
    /// The pairs inside `lines`. Cost: their length, and a megabyte.
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut pairs = Self { words: vec![0; BITS / 64] };
        for line in lines {
            let mut chars = line.chars();
            let Some(mut before) = chars.next() else { continue };
            for c in chars {
                let bit = bit(before, c);
                pairs.words[bit / 64] |= 1 << (bit % 64);
                before = c;
            }
        }
        pairs
    }

    /// Whether the last character of `line` and the first of `next` are a pair of the page, both
    /// of them letters or ideographs.
    pub(super) fn bind(&self, line: &str, next: &str) -> bool {
        let (Some(a), Some(b)) = (line.chars().next_back(), next.chars().next()) else { return false };
        let bit = bit(a, b);
        a.is_alphabetic() && b.is_alphabetic() && self.words[bit / 64] >> (bit % 64) & 1 == 1
    }
}

fn bit(a: char, b: char) -> usize {
    let mixed = (u64::from(u32::from(a)) << 21 | u64::from(u32::from(b))).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mixed >> 41).unwrap_or(0) % BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_the_page() {
        let pairs = Pairs::of(["公共食堂保障民生", "建设"].into_iter());
        assert!(pairs.bind("健全保", "障制度"));
        assert!(!pairs.bind("公共食堂", "建设"));
        assert!(!pairs.bind("", "建设"));
    }
}
