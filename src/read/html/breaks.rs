//! What a `<br>` inside a block means: the end of a paragraph, or a line of it.

use crate::text::marker::Marker;
use crate::text::{sentence, width};

/// Text of a block up to a `<br>`.
#[derive(Debug, Default, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Columns of blanks before it that a browser shows.
    pub(super) indent: usize,
}

/// Columns from which a line may have been cut by hand for want of room.
const FULL: usize = 48;

/// Columns by which a full line may be shorter than the longest: a mark that may not begin a line, a word.
const SLACK: usize = 5;

/// The paragraphs of a block. `joined` where its lines are one in any case, as in a heading.
///
/// Writers of Chinese pages end paragraphs with `<br>` and begin the next with ideographic spaces; text pasted from
/// mail or a typescript has one at the end of each line. A line is taken for the latter where it is about as long as
/// the longest and neither ends a sentence nor is followed by a number or an indent.
pub(super) fn paragraphs(pieces: Vec<Piece>, joined: bool) -> Vec<String> {
    let columns = |piece: &Piece| width::terminal_columns(&piece.text) + piece.indent;
    let lines = pieces.iter().filter(|piece| !piece.text.is_empty()).count();
    let longest = pieces.iter().map(columns).max().unwrap_or(0);
    let indents = pieces.iter().skip(1).any(|piece| piece.indent >= 2 && !piece.text.is_empty());
    let mut out: Vec<String> = Vec::new();
    let mut open: Option<usize> = None; // columns of the line before, where it is not blank
    for piece in pieces {
        let (columns, blank) = (columns(&piece), piece.text.is_empty());
        let wraps = lines > 2 && longest >= FULL;
        match (out.last_mut(), open) {
            _ if blank => {}
            (Some(line), _) if joined => push(line, &piece.text),
            (Some(line), Some(before)) if goes_on(line, &piece, wraps && before + SLACK >= longest, indents) => {
                push(line, &piece.text);
            }
            _ => out.push(piece.text),
        }
        open = (!blank).then_some(columns);
    }
    out
}

/// Whether the paragraph that ends in `line` goes on in `next`; `full` where the line had no more room, `indents`
/// where paragraphs show by an indent.
fn goes_on(line: &str, next: &Piece, full: bool, indents: bool) -> bool {
    if next.indent >= 2 || Marker::parse(&next.text).is_some() {
        return false;
    }
    let end = line.trim_end_matches(sentence::is_closer).chars().next_back();
    let ends = end.is_some_and(|c| sentence::is_end(c) || matches!(c, '：' | ':' | '；' | ';'));
    let hangs = line.ends_with(['，', '、', '（', '《', '“', ',']);
    hangs || full && (!ends || indents)
}

/// Adds the next line to a paragraph, with a space where words meet.
fn push(line: &mut String, next: &str) {
    let wide = |c: Option<char>| c.is_none_or(is_wide);
    if !wide(line.chars().next_back()) && !wide(next.chars().next()) {
        line.push(' ');
    }
    line.push_str(next);
}

/// Whether no space stands between it and its like: Han characters and their punctuation.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(lines: &[&str], joined: bool) -> Vec<String> {
        let piece = |line: &&str| {
            let text = line.trim_start_matches('\u{3000}');
            Piece { text: text.to_owned(), indent: (line.len() - text.len()) / 3 * 2 }
        };
        paragraphs(lines.iter().map(piece).collect(), joined)
    }

    #[test]
    fn paragraphs_that_are_indented_or_ended() {
        let lines = ["　　一、总体要求", "　　坚持统筹推进。", "到2030年全面建成。", "青源市人民政府", "2026年1月5日"];
        assert_eq!(split(&lines, false).len(), 5);
        assert_eq!(split(&["星野镇养老服务站", "", "联系电话"], false).len(), 2);
    }

    #[test]
    fn lines_cut_by_hand_are_put_together() {
        let lines = [
            "　　为了进一步加强城市供水管理，保障城市生活、生产用水安全和其他各项建设",
            "用水，根据有关法律、法规的规定，结合本市实际，制定本办法。本市行政区域。",
            "内适用本办法。",
            "　　第二条　市水务部门负责供水管理。",
        ];
        let paragraphs = split(&lines, false);
        assert_eq!(paragraphs.len(), 2, "{paragraphs:?}");
        assert!(paragraphs[0].ends_with("行政区域。内适用本办法。"));
        assert_eq!(split(&["各区人民政府，", "各委办局："], false), ["各区人民政府，各委办局："]);
    }

    #[test]
    fn a_heading_is_one_line() {
        assert_eq!(split(&["关于印发供水", "办法的通知"], true), ["关于印发供水办法的通知"]);
        assert_eq!(split(&["Water", "rules"], true), ["Water rules"]);
    }
}
