//! Counting without keeping: how often each of very many things occurs, roughly and in fixed memory.

/// A count-min sketch (Cormode and Muthukrishnan 2005) of two rows with conservative update (Estan and Varghese 2002).
///
/// It never counts too low (up to [`Sketch::MOST`]), and too high only where both cells of a key are shared.
#[derive(Debug)]
pub(super) struct Sketch {
    rows: [Vec<u8>; 2],
    /// Keys that have come to each count.
    reached: Box<[u64; 256]>,
}

/// Cells of a row, as a power of two: 32 MiB for both.
const BITS: u32 = 24;

impl Sketch {
    /// Counts end here.
    pub(super) const MOST: u32 = u8::MAX as u32;

    /// An empty one; 32 MiB.
    pub(super) fn new() -> Self {
        Self { rows: [vec![0; 1 << BITS], vec![0; 1 << BITS]], reached: Box::new([0; 256]) }
    }

    /// The cells of a key, which must be mixed well.
    fn cells(key: u64) -> (usize, usize) {
        let mask = (1 << BITS) - 1;
        ((key & mask) as usize, ((key >> 32 ^ key << 7) & mask) as usize)
    }

    /// Counts one.
    pub(super) fn add(&mut self, key: u64) {
        let (first, second) = Self::cells(key);
        let [a, b] = &mut self.rows;
        let least = a[first].min(b[second]);
        let Some(next) = least.checked_add(1) else { return };
        a[first] = a[first].max(next);
        b[second] = b[second].max(next);
        self.reached[usize::from(next)] += 1;
    }

    /// The count of a key, at most [`Self::MOST`].
    pub(super) fn count(&self, key: u64) -> u32 {
        let (first, second) = Self::cells(key);
        u32::from(self.rows[0][first].min(self.rows[1][second]))
    }

    /// Roughly how many keys have come to `count` or more.
    pub(super) fn keys_at_least(&self, count: u32) -> u64 {
        self.reached[count.min(Self::MOST) as usize]
    }
}

/// Mixes a word's number into the key of the words before it (the finalizer of Steele's splitmix64). Two spans with one
/// key are as unlikely as two equal random numbers of 64 bits.
pub(super) fn mixed(key: u64, word: u32) -> u64 {
    let mut mixed = key ^ (u64::from(word) + 0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The key of a span of words.
pub(super) fn key(words: &[u32]) -> u64 {
    words.iter().fold(0, |key, &word| mixed(key, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn order_makes_another_key() {
        assert_ne!(key(&[1, 2]), key(&[2, 1]));
        assert_ne!(key(&[0]), key(&[0, 0]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn never_counts_too_low(counts in prop::collection::vec(0u32..40, 1..50)) {
            let mut sketch = Sketch::new();
            for (word, &count) in counts.iter().enumerate() {
                for _ in 0..count {
                    sketch.add(key(&[word as u32]));
                }
            }
            for (word, &count) in counts.iter().enumerate() {
                prop_assert!(sketch.count(key(&[word as u32])) >= count);
            }
            let frequent = counts.iter().filter(|&&count| count >= 5).count() as u64;
            prop_assert_eq!(sketch.keys_at_least(5), frequent);
        }
    }
}
