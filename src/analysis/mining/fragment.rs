//! Whether a span is a piece of a longer word.
//!
//! 大湾 + 区 and 管服 stand nearly always beside the same word, and a single character that the cut left over stands
//! beside other single characters. But a term also stands often behind the same verb (发展新质生产力), before 的, or
//! beside a word that stands everywhere: what counts is how much of the *neighbour's* occurrences the pair makes up.

use super::census::Census;
use super::frame::{Role, is_glue};
use super::spans::{Side, Span};
use super::vocabulary::{Class, Word};

/// From this share of a span's occurrences on one neighbour makes it a fragment.
const SAME: f64 = 0.7;
/// From this share on even grammar beside it is a part of a word.
const ALWAYS: f64 = 0.9;
/// The same for single characters beside a single character, and for digits behind a letter.
const SINGLES: f64 = 0.5;

/// Whether the span goes on to its left or right.
pub(super) fn is_fragment(census: &Census<'_>, span: &Span) -> bool {
    let words = span.words();
    let (first, last) = (census.word(words[0]), census.word(words[words.len() - 1]));
    let ends_latin = last.text.ends_with(|c: char| c.is_ascii_alphabetic());
    goes_on(census, span, &span.left, |next, share, rare| goes_on_left(first, next, share, rare))
        || goes_on(census, span, &span.right, goes_on_right)
        || first.chars == 1 && among_singles(census, span, true)
        || last.chars == 1 && among_singles(census, span, false)
        || ends_latin && before_digits(census, span)
}

/// Asks about the most frequent neighbour of a side: with the share of the span's occurrences that have it, and the
/// share of its own occurrences that are beside the span.
fn goes_on(census: &Census<'_>, span: &Span, side: &Side, ask: impl Fn(&Word, f64, f64) -> bool) -> bool {
    let Some((word, count)) = side.top() else { return false };
    let next = census.word(word);
    let share = f64::from(count) / f64::from(span.count);
    share >= SAME && ask(next, share, f64::from(count) / next.count as f64)
}

fn goes_on_left(first: &Word, next: &Word, share: f64, rare: f64) -> bool {
    match next.role {
        Role::Joint | Role::Digits => false,
        // 负责|任|大国: a governing verb does not lend itself to one character, unless it is cut off a word.
        Role::Inner => first.chars == 1 && rare >= 0.03,
        // Words that are grammar elsewhere and here the beginning of a word (有|保有压, 自|贸试验区).
        Role::Stop => {
            rare >= 0.01 && !is_glue(&next.text)
                // 从|价计征
                || share >= ALWAYS && first.chars == 1 && next.chars == 1 && &*next.text != "的"
                || share >= SAME && !is_glue(&next.text) && matches!(next.class, Class::Verb | Class::Numeral)
        }
        Role::NotFirst => rare >= 0.02,
        _ => match next.class {
            Class::Verb => rare >= 0.05,
            Class::VerbNoun => rare >= 0.02,
            _ => true,
        },
    }
}

fn goes_on_right(next: &Word, share: f64, rare: f64) -> bool {
    // 线上线|下: a word of place comes and goes, unless it is the end of a word.
    let is_end = share >= ALWAYS && next.chars == 1 && !is_glue(&next.text);
    match next.role {
        Role::Joint | Role::Digits => false,
        Role::Stop => is_end,
        Role::Inner => rare >= 0.02 || is_end,
        _ => true,
    }
}

/// Whether a letter at its end belongs to the digits behind it (货币M|2).
fn before_digits(census: &Census<'_>, span: &Span) -> bool {
    let digits = span.right.words().filter(|&(word, _)| census.word(word).role == Role::Digits);
    digits.map(|(_, count)| f64::from(count)).sum::<f64>() >= SINGLES * f64::from(span.count)
}

/// Whether most of the neighbours are single characters that are no grammar.
fn among_singles(census: &Census<'_>, span: &Span, left: bool) -> bool {
    let side = if left { &span.left } else { &span.right };
    let singles: u32 =
        side.words().filter(|&(word, count)| is_single(census.word(word), count, left)).map(|w| w.1).sum();
    f64::from(singles) >= SINGLES * f64::from(span.count)
}

fn is_single(word: &Word, count: u32, left: bool) -> bool {
    word.chars == 1
        && match word.role {
            Role::Digits | Role::Joint => false,
            Role::Stop | Role::Inner => !is_glue(&word.text) && (left || f64::from(count) >= 0.01 * word.count as f64),
            _ => true,
        }
}
