//! What the sheets of a workbook share: strings and formats.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::read::ReadError;
use crate::read::sheet::grid::Budget;
use crate::read::sheet::number::NumberFormat;
use crate::read::sheet::xml;

/// The shared strings, by their index; the runs of rich text joined, readings of words left out.
pub(super) fn strings(bytes: &[u8], budget: &mut Budget<'_>) -> Result<Vec<String>, ReadError> {
    let text = xml::text(bytes);
    let mut reader = Reader::from_str(&text);
    let (mut strings, mut string) = (Vec::new(), String::new());
    let (mut shown, mut reading) = (false, false);
    loop {
        budget.step()?;
        match reader.read_event().map_err(|error| xml::broken("the shared strings", &error))? {
            Event::Start(start) => match start.local_name().as_ref() {
                "si" => string.clear(),
                "rPh" => reading = true,
                "t" => shown = !reading,
                _ => {}
            },
            Event::Empty(start) if start.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::Text(piece) if shown => string.push_str(&piece.xml10_content()),
            Event::CData(piece) if shown => string.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) if shown => xml::push_reference(&mut string, &reference),
            Event::End(end) => match end.local_name().as_ref() {
                "si" => {
                    budget.spend(24 + string.len() as u64)?;
                    strings.push(unescaped(&std::mem::take(&mut string)));
                }
                "rPh" => reading = false,
                "t" => shown = false,
                _ => {}
            },
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// `_x000D_` stands for a control character that XML cannot hold, `_x005F_` for the `_` of what only looks so.
pub(super) fn unescaped(text: &str) -> String {
    let mut rest = text;
    let mut result = String::with_capacity(text.len());
    while let Some(at) = rest.find("_x") {
        let (head, tail) = rest.split_at(at);
        result.push_str(head);
        let code = tail.get(2..6).filter(|_| tail.as_bytes().get(6) == Some(&b'_'));
        let decoded = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let used = if let Some(c) = decoded {
            result.push(c);
            7
        } else {
            result.push_str("_x");
            2
        };
        rest = tail.get(used..).unwrap_or_default();
    }
    result.push_str(rest);
    result
}

/// The number formats of the cell styles, by their index.
pub(super) fn formats(bytes: &[u8], budget: &mut Budget<'_>) -> Result<Vec<NumberFormat>, ReadError> {
    let text = xml::text(bytes);
    let mut reader = Reader::from_str(&text);
    let (mut codes, mut formats, mut of_cells) = (HashMap::new(), Vec::new(), false);
    loop {
        match reader.read_event().map_err(|error| xml::broken("the styles", &error))? {
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    let code = xml::attribute(&start, "formatCode").unwrap_or_default();
                    budget.spend(64 + code.len() as u64)?;
                    codes.insert(xml::number(&start, "numFmtId").unwrap_or(0), NumberFormat::parse(&code));
                }
                "cellXfs" => of_cells = true,
                "xf" if of_cells => {
                    let id = xml::number(&start, "numFmtId").unwrap_or(0);
                    budget.spend(64)?;
                    formats.push(codes.get(&id).cloned().unwrap_or_else(|| NumberFormat::builtin(id)));
                }
                _ => {}
            },
            Event::End(end) if end.local_name().as_ref() == "cellXfs" => return Ok(formats),
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}
