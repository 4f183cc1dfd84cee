//! Character bigrams, for exact search and half of the ranking, and single characters.

use std::cell::RefCell;

/// Every pair of neighbouring characters of a folded text, as slices of it, in order.
pub fn bigrams(folded: &str) -> impl Iterator<Item = &str> {
    let starts = folded.char_indices().map(|(at, _)| at);
    let ends = folded.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
    starts.zip(ends).map(|(start, end)| &folded[start..end])
}

/// The last character of a folded text, which the field `grams` holds alone so that a character at the
/// very end can be found by its prefix like any other.
#[must_use]
pub fn last_char(folded: &str) -> Option<&str> {
    folded.char_indices().next_back().map(|(at, _)| &folded[at..])
}

thread_local! {
    /// A bit a character of the first plane; all clear between two texts.
    static SEEN: RefCell<Box<[u64]>> = RefCell::new(vec![0; 1024].into_boxed_slice());
}

/// Each character of a folded text once, in the order of its first occurrence. Cost: one pass.
#[must_use]
pub fn distinct_chars(folded: &str) -> String {
    let mut rare: Vec<char> = Vec::new();
    let mut out = String::with_capacity(folded.len());
    SEEN.with_borrow_mut(|seen| {
        for c in folded.chars() {
            let code = c as usize;
            let new = match seen.get_mut(code / 64) {
                Some(word) => {
                    let new = *word & (1 << (code % 64)) == 0;
                    *word |= 1 << (code % 64);
                    new
                }
                None if rare.contains(&c) => false,
                None => {
                    rare.push(c);
                    true
                }
            };
            if new {
                out.push(c);
            }
        }
        for c in out.chars() {
            if let Some(word) = seen.get_mut(c as usize / 64) {
                *word = 0;
            }
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_the_last_character() {
        assert_eq!(bigrams("改革,").collect::<Vec<_>>(), ["改革", "革,"]);
        assert_eq!(last_char("改革"), Some("革"));
        assert_eq!(bigrams("改").count(), 0);
        assert_eq!(last_char(""), None);
    }

    #[test]
    fn every_character_once() {
        assert_eq!(distinct_chars("改革改𠮷革𠮷a"), "改革𠮷a");
    }
}
