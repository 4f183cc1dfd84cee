//! Single characters: what is left of the query where the text has its words in another form.

use super::MOST_PER_IDF;

/// tantivy's constants of BM25.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// A character of the query that the index knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::search) struct KnownCharacter {
    pub c: char,
    pub idf: f64,
    /// How often the query holds it.
    pub count: usize,
}

/// The characters of a query, and the average length of a passage's text.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::search) struct Characters {
    /// Sorted by character.
    known: Vec<KnownCharacter>,
    average: f64,
    total: f64,
}

impl Characters {
    /// `average` is in folded characters a passage.
    pub(in crate::search) fn new(mut known: Vec<KnownCharacter>, average: f64) -> Self {
        known.sort_unstable_by_key(|known| known.c);
        let total = known.iter().map(|known| known.idf * known.count as f64).sum();
        Self { known, average: average.max(1.0), total }
    }

    /// `u`: BM25 of the query's letters, digits and ideographs in a folded text, over the most it could be.
    pub(super) fn score(&self, text: &str) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        let mut counts = vec![0_u32; self.known.len()];
        let mut length = 0_u32;
        for c in text.chars() {
            length += 1;
            if let Ok(at) = self.known.binary_search_by_key(&c, |known| known.c) {
                counts[at] += 1;
            }
        }
        let norm = K1 * (1.0 - B + B * f64::from(length) / self.average);
        let one = |(known, &count): (&KnownCharacter, &u32)| {
            let count = f64::from(count);
            known.idf * known.count as f64 * (K1 + 1.0) * count / (count + norm)
        };
        self.known.iter().zip(&counts).map(one).sum::<f64>() / (MOST_PER_IDF * self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_the_characters_in_another_form_is_not_at_zero() {
        let known = |c| KnownCharacter { c, idf: 2.0, count: 1 };
        let characters = Characters::new(vec![known('发'), known('改'), known('委')], 10.0);
        let close = characters.score("国家发展和改革委员会");
        assert!(close > characters.score("国家发展和进步") && close < 1.0);
        assert!(characters.score("其他").abs() < 1e-12);
    }
}
