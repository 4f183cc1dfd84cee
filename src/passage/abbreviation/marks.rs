//! Brackets, quotation marks and titles around a definition.

/// Bytes from the bracket to the word 简称, at most: a number, an English name, a date.
const REMARK: usize = 180;

/// Titles that one short form stands for, at most.
const TITLES: usize = 8;

/// What says of a document that it is not, or not the first, one of its name: 草案, 试行, 送审稿, 修订.
const VERSIONS: [char; 5] = ['草', '试', '稿', '修', '版'];

pub(super) fn is_open(c: char) -> bool {
    matches!(c, '（' | '(' | '〔' | '[' | '【' | '﹙')
}

pub(super) fn is_close(c: char) -> bool {
    matches!(c, '）' | ')' | '〕' | ']' | '】' | '﹚')
}

/// The byte of the bracket that `text` leaves open, no farther than [`REMARK`] and in its sentence.
pub(super) fn unclosed(text: &str) -> Option<usize> {
    let mut closed = 0;
    for (at, c) in text.char_indices().rev() {
        if text.len() - at > REMARK || matches!(c, '。' | '\n') {
            return None;
        }
        if is_close(c) {
            closed += 1;
        } else if is_open(c) {
            if closed == 0 {
                return Some(at);
            }
            closed -= 1;
        }
    }
    None
}

/// `text` without brackets at its end that hold a number of a document, a date or Latin letters.
pub(super) fn without_remark(text: &str) -> &str {
    let text = text.trim_end();
    // The number of a standard after its title.
    let bare = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | ' ' | '—' | '.'));
    if bare.ends_with('》') {
        return bare;
    }
    let Some(inner) = text.strip_suffix(is_close) else { return text };
    let Some(open) = unclosed(inner) else { return text };
    let (Some(before), Some(remark)) = (text.get(..open), inner.get(open..)) else { return text };
    let latin = remark.chars().all(|c| c.is_ascii() || is_open(c));
    let list = remark.trim_start_matches(is_open).starts_with(['含', '包', '不']);
    let numbered = remark.contains(['〔', '号', '年', '令']) && remark.chars().any(|c| c.is_ascii_digit());
    // 《…条例》（草案）.
    let version = before.trim_end().ends_with('》') && remark.chars().count() <= 12 && remark.contains(VERSIONS);
    if latin || version || list || numbered { before.trim_end() } else { text }
}

/// What stands in the marks that `text` begins with, whether they are 《》, and what follows.
pub(super) fn quotation(text: &str) -> Option<(&str, bool, &str)> {
    let open = text.chars().next()?;
    let close = match open {
        '《' => '》',
        '“' | '”' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '"' => '"',
        _ => return None,
    };
    let (inner, after) = text.get(open.len_utf8()..)?.split_once(close)?;
    let title = inner.strip_prefix('《').and_then(|inner| inner.strip_suffix('》'));
    Some((title.unwrap_or(inner), open == '《' || title.is_some(), after))
}

/// The quotation at the end of `text`.
pub(super) fn last_quotation(text: &str) -> Option<String> {
    let close = text.chars().next_back()?;
    let open = match close {
        '”' => '“',
        '’' => '‘',
        '」' => '「',
        _ => '『',
    };
    let inner = text.strip_suffix(close)?;
    let at = inner.rfind(open)?;
    // One of several (“甲”和“乙”): which of them is not plain.
    if inner.get(..at)?.trim_end_matches(['、', '和', '与', '及', '或']).ends_with(close) {
        return None;
    }
    let inner = inner.get(at + open.len_utf8()..)?;
    (inner.chars().count() <= 60 && !inner.contains(['。', '\n'])).then(|| inner.to_owned())
}

/// The title at the end of `text`, with `together` all of the list that it ends.
pub(super) fn titles(text: &str, together: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = title(rest) {
        let (Some(title), Some(before)) = (rest.get(at..), rest.get(..at)) else { break };
        found.push(title.trim_start_matches('《').trim_end_matches('》').to_owned());
        let joined = before.trim_end();
        rest = ["以及", "、", "和", "及", "与", "或"]
            .iter()
            .find_map(|word| joined.strip_suffix(word))
            .unwrap_or(joined)
            .trim_end();
        if !together {
            break;
        }
        if !rest.ends_with('》') {
            // Before the list stands something else of the list.
            if rest.len() < joined.len() {
                found.clear();
            }
            break;
        }
        if found.len() == TITLES {
            return Vec::new();
        }
    }
    found.reverse();
    found
}

/// The byte at which the title begins that `text` ends with; titles inside it belong to it.
fn title(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices().rev().take(150) {
        match c {
            '》' => depth += 1,
            '《' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
        if depth == 0 {
            return (c == '《').then_some(at);
        }
    }
    None
}
