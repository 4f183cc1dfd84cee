//! The file information block ([MS-DOC] 2.5): where everything stands.

use crate::read::compound::{u16_at, u32_at};

/// Parts of the table stream, by their place in the block's list of offsets and lengths.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Styles = 1,
    Headers = 11,
    CharacterRuns = 12,
    ParagraphRuns = 13,
    Pieces = 33,
    Shapes = 40,
    BoxText = 56,
    Lists = 73,
    Overrides = 74,
}

/// Character positions of the document's parts, which follow each other in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lengths {
    pub main: u32,
    pub footnotes: u32,
    pub headers: u32,
    /// Macros, which no version writes any more.
    pub macros: u32,
    pub comments: u32,
    pub endnotes: u32,
    pub boxes: u32,
    pub header_boxes: u32,
}

/// What of the block a reader of text needs.
pub(super) struct Fib<'a> {
    bytes: &'a [u8],
    /// Offset of the list of offsets and lengths.
    pairs: usize,
    /// How many it has.
    count: usize,
    pub version: u16,
    pub language: u16,
    flags: u16,
    pub lengths: Lengths,
}

/// The language code of Chinese as written on the mainland.
const CHINESE: u16 = 0x0804;

impl<'a> Fib<'a> {
    /// Reads the block at the start of the stream `WordDocument`; `None` where that is no Word document.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        let magic = u16_at(bytes, 0)?;
        // 0xA5EC since Word 97, 0xA5DC in Word 6 and 95, others in between.
        if magic >> 8 != 0xA5 && magic >> 8 != 0x00A6 {
            return None;
        }
        let (version, language, flags) = (u16_at(bytes, 2)?, u16_at(bytes, 6)?, u16_at(bytes, 10)?);
        let longs = 0x22 + usize::from(u16_at(bytes, 0x20)?) * 2;
        let counts = longs + 2;
        let pairs = counts + usize::from(u16_at(bytes, longs)?) * 4;
        let length = |index: usize| u32_at(bytes, counts + index * 4).filter(|&n| n < 1 << 31).unwrap_or(0);
        let lengths = Lengths {
            main: length(3),
            footnotes: length(4),
            headers: length(5),
            macros: length(6),
            comments: length(7),
            endnotes: length(8),
            boxes: length(9),
            header_boxes: length(10),
        };
        let count = usize::from(u16_at(bytes, pairs).unwrap_or(0));
        Some(Self { bytes, pairs: pairs + 2, count, version, language, flags, lengths })
    }

    /// Whether Word 6 or 95 wrote it, whose block is laid out otherwise.
    pub(super) fn is_old(&self) -> bool {
        self.version < 0xC1 && self.version != 0
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & 0x0100 != 0
    }

    /// Whether its pieces stand apart, as a fast save leaves them.
    pub(super) fn is_complex(&self) -> bool {
        self.flags & 0x0004 != 0
    }

    pub(super) fn is_chinese(&self) -> bool {
        self.language == CHINESE
    }

    /// The stream that holds the tables, and the one that holds them where the flag is wrong.
    pub(super) fn tables(&self) -> [&'static str; 2] {
        if self.flags & 0x0200 == 0 { ["0Table", "1Table"] } else { ["1Table", "0Table"] }
    }

    /// A part of the table stream, as far as it is there.
    pub(super) fn part<'t>(&self, table: &'t [u8], part: Part) -> &'t [u8] {
        let (start, length) = self.place(part);
        table.get(start..).map_or(&[], |from| from.get(..length).unwrap_or(from))
    }

    /// The table stream from a part on, where what follows the part belongs to it.
    pub(super) fn part_and_after<'t>(&self, table: &'t [u8], part: Part) -> &'t [u8] {
        let (start, length) = self.place(part);
        if length == 0 { &[] } else { table.get(start..).unwrap_or_default() }
    }

    fn place(&self, part: Part) -> (usize, usize) {
        let index = part as usize;
        let word = |at| u32_at(self.bytes, at).unwrap_or(0) as usize;
        if index >= self.count { (0, 0) } else { (word(self.pairs + index * 8), word(self.pairs + index * 8 + 4)) }
    }
}
