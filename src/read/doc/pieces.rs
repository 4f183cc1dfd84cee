//! The piece table ([MS-DOC] 2.8.35): the document's characters, and where in the stream each one stands.

use encoding_rs::{GBK, WINDOWS_1252};

use super::fib::{Fib, Part};
use crate::read::ReadError;
use crate::read::compound::{u16_at, u32_at};
use crate::read::package::damaged;
use crate::read::plausible::Census;

/// Stands for the second byte of a character of two: a noncharacter, which no text holds.
pub(super) const FILLER: u16 = 0xFFFF;

/// A stretch of the text that stands in one place of the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// Its first character position.
    pub start: u32,
    /// Behind its last.
    pub end: u32,
    /// Byte offset of its first character in the stream.
    pub offset: u32,
    /// Bytes of a character.
    pub width: u32,
    /// What the fast save changed of its properties: a number of a list, or a change itself.
    pub change: u16,
}

impl Piece {
    /// Byte offset of the character at `position`, which is in the piece.
    pub(super) fn offset_of(&self, position: u32) -> u32 {
        self.offset.saturating_add((position - self.start).saturating_mul(self.width))
    }
}

/// The text of a document with its pieces.
#[allow(clippy::struct_field_names)] // the pieces of the text are its pieces
pub(super) struct Pieces<'t> {
    /// UTF-16, one unit a character position.
    pub text: Vec<u16>,
    /// In the order of their positions, without gaps, from 0.
    pub pieces: Vec<Piece>,
    /// Lists of property changes that pieces refer to.
    pub changes: Vec<&'t [u8]>,
}

impl<'t> Pieces<'t> {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// `Damaged` where there is none, or where it makes more of the stream than that has.
    pub(super) fn of(stream: &[u8], table: &'t [u8], fib: &Fib) -> Result<Self, ReadError> {
        let (changes, plc) = split(fib.part(table, Part::Pieces));
        let mut pieces = parse(plc, stream.len());
        if pieces.is_empty() {
            pieces = unbroken(stream, fib).ok_or_else(|| damaged("its text cannot be found"))?;
        }
        let chinese = is_chinese(&pieces, stream, fib);
        let mut text = Vec::new();
        for piece in &pieces {
            append(&mut text, piece, stream, chinese);
            // Pieces never overlap in the stream; a table that says so would make a small file a huge text.
            if text.len() > stream.len() {
                return Err(damaged("its pieces are more than the file holds"));
            }
        }
        Ok(Self { text, pieces, changes })
    }

    /// The piece of a position.
    pub(super) fn at(&self, position: u32) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.end <= position);
        self.pieces.get(index).filter(|piece| piece.start <= position)
    }
}

/// The lists of changes and the table proper, of which the part is made up.
fn split(part: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let (mut changes, mut at) = (Vec::new(), 0);
    while part.get(at) == Some(&1) {
        let length = usize::from(u16_at(part, at + 1).unwrap_or(0));
        changes.push(part.get(at + 3..).map_or(&[][..], |from| from.get(..length).unwrap_or(from)));
        at += 3 + length;
    }
    if part.get(at) != Some(&2) {
        return (changes, &[]);
    }
    let length = u32_at(part, at + 1).unwrap_or(0) as usize;
    let plc = part.get(at + 5..).unwrap_or_default();
    (changes, plc.get(..length).unwrap_or(plc))
}

/// The pieces that stand in the stream, up to the first that is none. Of n pieces there are n + 1 positions of four
/// bytes and n descriptors of eight.
fn parse(plc: &[u8], stream: usize) -> Vec<Piece> {
    let count = plc.len().saturating_sub(4) / 12;
    let mut pieces: Vec<Piece> = Vec::new();
    for index in 0..count {
        let descriptor = (count + 1) * 4 + index * 8;
        let (Some(start), Some(end)) = (u32_at(plc, index * 4), u32_at(plc, index * 4 + 4)) else { break };
        let (Some(place), Some(change)) = (u32_at(plc, descriptor + 2), u16_at(plc, descriptor + 6)) else { break };
        let (offset, width) = if place & 1 << 30 == 0 { (place, 2) } else { ((place & !(1 << 30)) / 2, 1) };
        let room = stream.saturating_sub(offset as usize) / width as usize;
        if start != pieces.last().map_or(0, |piece| piece.end) || end < start {
            break;
        }
        let whole = (end - start) as usize <= room;
        let end = if whole { end } else { start.saturating_add(room as u32) };
        pieces.push(Piece { start, end, offset, width, change });
        if !whole {
            break;
        }
    }
    pieces.retain(|piece| piece.end > piece.start);
    pieces
}

/// The one piece of a file that has no table: from the first to the last byte of text.
fn unbroken(stream: &[u8], fib: &Fib) -> Option<Vec<Piece>> {
    if fib.is_complex() {
        return None;
    }
    let (first, last) = (u32_at(stream, 0x18)?, u32_at(stream, 0x1C)?.min(u32::try_from(stream.len()).ok()?));
    let (bytes, characters) = (last.checked_sub(first)?, fib.lengths.main);
    let width = if u64::from(bytes) >= 2 * u64::from(characters.max(1)) { 2 } else { 1 };
    let piece = Piece { start: 0, end: bytes / width, offset: first, width, change: 0 };
    (piece.end > 0).then(|| vec![piece])
}

/// The bytes of a piece.
fn bytes_of<'s>(piece: &Piece, stream: &'s [u8]) -> &'s [u8] {
    let start = piece.offset as usize;
    let length = ((piece.end - piece.start) * piece.width) as usize;
    stream.get(start..).map_or(&[], |from| from.get(..length).unwrap_or(from))
}

/// Whether characters of one byte are in truth halves of Chinese ones. The format says that they are Western; WPS and
/// converters of old files wrote GBK.
fn is_chinese(pieces: &[Piece], stream: &[u8], fib: &Fib) -> bool {
    const SAMPLE: usize = 1 << 16;
    let mut sample = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.width == 1) {
        sample.extend_from_slice(bytes_of(piece, stream));
        if sample.len() > SAMPLE {
            break;
        }
    }
    looks_gbk(&sample, fib.is_chinese())
}

/// Whether bytes make good Chinese as GBK; with `likely` two characters are enough to tell.
pub(super) fn looks_gbk(bytes: &[u8], likely: bool) -> bool {
    let (text, _) = GBK.decode_without_bom_handling(bytes);
    let damaged = text.matches('\u{fffd}').count();
    let visible = text.chars().filter(|c| !c.is_control());
    let census = Census::of(visible.map(u32::from));
    let least = if likely { 2 } else { 8 };
    let beyond = census.beyond_ascii();
    beyond >= least && damaged * 100 <= beyond && census.usual_percent() >= 80
}

/// Appends the characters of a piece, exactly as many units as it has positions.
fn append(text: &mut Vec<u16>, piece: &Piece, stream: &[u8], chinese: bool) {
    let bytes = bytes_of(piece, stream);
    if piece.width == 2 {
        text.extend(bytes.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)));
    } else if chinese {
        append_gbk(text, bytes);
    } else {
        text.extend(bytes.iter().map(|&byte| western(byte)));
    }
}

fn append_gbk(text: &mut Vec<u16>, bytes: &[u8]) {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at..at + 2).filter(|_| byte >= 0x81);
        let decoded = pair.and_then(|pair| GBK.decode_without_bom_handling_and_without_replacement(pair));
        let unit = decoded.as_deref().and_then(|text| text.encode_utf16().next());
        if let Some(unit) = unit {
            text.extend([unit, FILLER]);
            at += 2;
        } else {
            text.push(western(byte));
            at += 1;
        }
    }
}

/// A character of one byte, as Windows has it in the West.
fn western(byte: u8) -> u16 {
    if byte < 0x80 {
        return u16::from(byte);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.encode_utf16().next().unwrap_or(FILLER)
}
