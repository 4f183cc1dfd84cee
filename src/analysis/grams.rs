//! Character bigrams: exact search and half of the ranking.

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
}
