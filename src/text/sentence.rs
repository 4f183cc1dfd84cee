//! Where sentences end: 。；！？, with the closing quotation marks and brackets after them.

/// Whether a character ends a sentence.
#[must_use]
pub const fn is_end(c: char) -> bool {
    matches!(c, '。' | '；' | '！' | '？')
}

/// Whether a character closes what was opened before the end of a sentence.
#[must_use]
pub const fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '》' | '〉' | '】')
}

/// One past the last byte of each sentence of `text` that has an end, in order; marks that follow
/// each other (？！, 。”) are one end. Cost: the bytes passed over.
pub fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let found = rest.find(is_end)?;
        let tail = rest.get(found..)?;
        at += found + tail.find(|c| !is_end(c) && !is_closer(c)).unwrap_or(tail.len());
        Some(at)
    })
}

/// Whether `text` holds the end of a sentence.
#[must_use]
pub fn has_end(text: &str) -> bool {
    text.contains(is_end)
}

/// The last sentence of `text`, whether it has an end or not, without white space around it.
///
/// ```
/// # use cesou::text::sentence::last;
/// assert_eq!(last("市人民政府应当保障经费。下列项目优先："), "下列项目优先：");
/// ```
#[must_use]
pub fn last(text: &str) -> &str {
    let text = text.trim();
    let body = text.trim_end_matches(|c| is_end(c) || is_closer(c));
    let start = match body.char_indices().rev().find(|&(_, c)| is_end(c)) {
        Some((at, c)) => {
            let tail = body.get(at + c.len_utf8()..).unwrap_or_default();
            body.len() - tail.trim_start_matches(|c| is_end(c) || is_closer(c)).len()
        }
        None => 0,
    };
    text.get(start..).unwrap_or(text).trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sentences(text: &str) -> Vec<&str> {
        let mut from = 0;
        ends(text).map(|to| &text[std::mem::replace(&mut from, to)..to]).collect()
    }

    #[test]
    fn closing_marks_stay_with_their_sentence() {
        assert_eq!(sentences("他说：“好。”又说：“行！？”余下"), ["他说：“好。”", "又说：“行！？”"]);
        assert_eq!(sentences("没有"), Vec::<&str>::new());
    }

    #[test]
    fn the_last_sentence() {
        assert_eq!(last("一。二；三："), "三：");
        assert_eq!(last("一。（二。）"), "（二。）");
        assert_eq!(last("一。”二。"), "二。");
        assert_eq!(last("没有"), "没有");
        assert_eq!(last("。"), "。");
    }

    proptest! {
        #[test]
        fn ends_rise_and_stand_on_character_borders(text in "[甲，。；！？”）a ]{0,40}") {
            let mut before = 0;
            for end in ends(&text) {
                prop_assert!(end > before && text.is_char_boundary(end));
                before = end;
            }
            prop_assert!(!has_end(&text[before..]));
            prop_assert!(text.contains(last(&text)));
        }
    }
}
