//! Records of BIFF (the binary format of Excel): their bytes, which may go on in continuations, and strings in them.

use encoding_rs::Encoding;

use super::compound::u16_at;

/// The type of a record that goes on with the one before it.
const CONTINUE: u16 = 0x3C;

/// A record with its continuations.
pub(super) struct Record<'a> {
    /// Its type.
    pub kind: u16,
    /// Its bytes, and those of each continuation.
    pub parts: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// Its own bytes.
    pub fn data(&self) -> &'a [u8] {
        self.parts.first().copied().unwrap_or_default()
    }

    /// The number at this offset.
    pub fn u16(&self, at: usize) -> Option<u16> {
        u16_at(self.data(), at)
    }
}

/// The records of a stream, to its end or to where it breaks off.
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// Those that begin here.
    pub fn new(stream: &'a [u8]) -> Self {
        Self { rest: stream }
    }

    fn take(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, size) = (u16_at(self.rest, 0)?, usize::from(u16_at(self.rest, 2)?));
        let data = self.rest.get(4..4 + size)?;
        self.rest = self.rest.get(4 + size..)?;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.take()?;
        let mut parts = vec![data];
        while u16_at(self.rest, 0) == Some(CONTINUE) {
            parts.push(self.take()?.1);
        }
        Some(Record { kind, parts })
    }
}

/// Reads strings out of a record. One that goes over into a continuation begins there with a byte that says anew how
/// wide its characters are.
pub(super) struct Cursor<'a> {
    parts: &'a [&'a [u8]],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At this offset of the record's own bytes.
    pub fn new(parts: &'a [&'a [u8]], at: usize) -> Self {
        Self { parts, at }
    }

    /// Steps over the ends of parts.
    fn settle(&mut self) {
        while let [first, rest @ ..] = self.parts
            && self.at >= first.len()
            && !rest.is_empty()
        {
            self.at -= first.len();
            self.parts = rest;
        }
    }

    fn here(&self) -> &'a [u8] {
        self.parts.first().and_then(|part| part.get(self.at..)).unwrap_or_default()
    }

    fn byte(&mut self) -> Option<u8> {
        self.settle();
        let byte = *self.here().first()?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn long(&mut self) -> Option<u32> {
        Some(u32::from(self.number()?) | u32::from(self.number()?) << 16)
    }

    /// A string of BIFF 8 whose length is a number of two bytes. What the stream does not hold of it is left out.
    pub fn string(&mut self) -> Option<String> {
        let length = usize::from(self.number()?);
        self.string_of(length)
    }

    /// A string of BIFF 8 of so many characters (units of UTF-16).
    pub fn string_of(&mut self, length: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.number()?) * 4 } else { 0 };
        let extra = if flags & 4 != 0 { self.long()? as usize } else { 0 };
        let mut units: Vec<u16> = Vec::new();
        let mut wide = flags & 1 != 0;
        while units.len() < length {
            let (here, left) = (self.here(), length - units.len());
            let width = if wide { 2 } else { 1 };
            let count = (here.len() / width).min(left);
            if count == 0 {
                if self.parts.len() < 2 {
                    break;
                }
                self.parts = self.parts.get(1..)?;
                self.at = 0;
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let taken = here.get(..count * width)?;
            if wide {
                units.extend(taken.chunks_exact(2).filter_map(|unit| u16_at(unit, 0)));
            } else {
                units.extend(taken.iter().map(|&b| u16::from(b)));
            }
            self.at += count * width;
        }
        self.at = self.at.saturating_add(runs).saturating_add(extra);
        Some(String::from_utf16_lossy(&units))
    }
}

/// A string before BIFF 8: bytes in the code page of the workbook. `width` is that of its length, 1 or 2 bytes.
pub(super) fn legacy_string(data: &[u8], width: usize, encoding: &'static Encoding) -> Option<String> {
    let length = if width == 1 { usize::from(*data.first()?) } else { usize::from(u16_at(data, 0)?) };
    let rest = data.get(width..)?;
    Some(encoding.decode_without_bom_handling(rest.get(..length).unwrap_or(rest)).0.into_owned())
}

/// The encoding of a code page; GB18030 where it is not known, since a Chinese file without one is in it.
pub(super) fn code_page(number: u16) -> &'static Encoding {
    match number {
        950 => encoding_rs::BIG5,
        932 => encoding_rs::SHIFT_JIS,
        949 => encoding_rs::EUC_KR,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1252 | 0x8001 => encoding_rs::WINDOWS_1252,
        65001 => encoding_rs::UTF_8,
        _ => encoding_rs::GB18030,
    }
}
