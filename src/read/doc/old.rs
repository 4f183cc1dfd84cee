//! Word 6 and 95: the text alone, which stands in one piece.

use encoding_rs::{GBK, WINDOWS_1252};

use super::fib::Fib;
use super::pieces::looks_gbk;
use crate::read::compound::u32_at;
use crate::read::limits::Limits;
use crate::read::package::damaged;
use crate::read::stories::Flow;
use crate::read::{Line, LineRole, ReadError, ReadErrorKind};

/// The lines of the main text.
pub(super) fn lines(stream: &[u8], fib: &Fib<'_>, limits: &Limits) -> Result<Vec<Line>, ReadError> {
    if fib.is_complex() {
        let reason = "Word 6 or 95 wrote it by a fast save, which is not read";
        return Err(ReadError::new(ReadErrorKind::UnreadFormat, reason, "open it in Word or WPS and save it as .docx"));
    }
    let at = |offset| u32_at(stream, offset).unwrap_or(0) as usize;
    let (first, last, main) = (at(0x18), at(0x1C), at(0x34));
    let text = stream.get(first..).unwrap_or_default();
    let text = text.get(..last.saturating_sub(first).min(main)).unwrap_or(text);
    if text.is_empty() {
        return Err(damaged("its text cannot be found"));
    }
    let encoding = if looks_gbk(text, fib.is_chinese()) { GBK } else { WINDOWS_1252 };
    let (text, _) = encoding.decode_without_bom_handling(text);
    let mut flow = Flow::new(limits);
    let (mut instruction, mut hidden) = (Vec::new(), 0_usize);
    for c in text.chars() {
        match c {
            '\u{13}' => {
                instruction.push(true);
                hidden += 1;
            }
            '\u{14}' => {
                if instruction.last_mut().is_some_and(std::mem::take) {
                    hidden -= 1;
                }
            }
            '\u{15}' => hidden -= usize::from(instruction.pop().unwrap_or(false)),
            '\r' | '\u{07}' | '\u{0C}' => {
                // An instruction stands in one paragraph.
                instruction.clear();
                hidden = 0;
                flow.end_paragraph(LineRole::Unknown, 0)?;
            }
            _ if hidden > 0 => {}
            '\u{0B}' => flow.push('\n'),
            '\t' => flow.push('\t'),
            c if c < ' ' => {}
            c => flow.push(c),
        }
    }
    flow.finish()
}
