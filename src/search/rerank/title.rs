//! How much of a title the query names.

use crate::analysis::is_term_char;

/// `(tcov, tlcs)` of a folded title: the share of its characters that lie in runs, shared with the query, of two or
/// more letters, digits or ideographs; and the length of the longest such run (one character counts here) over its
/// length. Cost: the product of both lengths.
pub(super) fn title(query: &[char], title: &str) -> (f64, f64) {
    let title: Vec<char> = title.chars().collect();
    if title.is_empty() {
        return (0.0, 0.0);
    }
    let (mut covered, mut longest) = (vec![false; title.len()], 0);
    // runs[j]: length of the common run that ends at the last character of the title and at character j - 1 of the query.
    let (mut runs, mut next) = (vec![0_usize; query.len() + 1], vec![0_usize; query.len() + 1]);
    for (at, &c) in title.iter().enumerate() {
        let mut most = 0;
        let counts = is_term_char(c);
        for (j, &d) in query.iter().enumerate() {
            next[j + 1] = if counts && c == d { runs[j] + 1 } else { 0 };
            most = most.max(next[j + 1]);
        }
        longest = longest.max(most);
        if most >= 2 {
            covered[at - 1] = true;
            covered[at] = true;
        }
        std::mem::swap(&mut runs, &mut next);
    }
    let share = |count: usize| count as f64 / title.len() as f64;
    (share(covered.iter().filter(|&&covered| covered).count()), share(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(query: &str, text: &str) -> (f64, f64) {
        title(&query.chars().collect::<Vec<_>>(), text)
    }

    #[test]
    fn a_query_that_names_the_title_covers_it() {
        assert_eq!(both("养老服务条例", "养老服务条例"), (1.0, 1.0));
        assert_eq!(both("条例的养老", "养老服务条例"), (4.0 / 6.0, 2.0 / 6.0));
    }

    #[test]
    fn a_single_shared_character_covers_nothing() {
        assert_eq!(both("老", "养老服务条例"), (0.0, 1.0 / 6.0));
        assert_eq!(both("《", "《办法》"), (0.0, 0.0));
        assert_eq!(both("办法", ""), (0.0, 0.0));
    }
}
