//! Compound files ([MS-CFB], the container of Office 97–2003): streams by name, in memory.
//!
//! Nothing that a file says of itself is believed: chains are cut where they leave the file or come to more sectors
//! than it has, so that neither loops nor sizes cost more than the file is long. What is cut is given as far as it
//! goes: the writers of old files were careless, and a reader of text can do without the end of a stream.

use super::ReadError;
use super::package::damaged;

/// The first eight bytes of every compound file.
const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Bytes of a directory entry.
const ENTRY: usize = 128;

/// Where the 109 first sectors of the sector table are named, in the header.
const HEADER_TABLE: usize = 0x4C;

/// What a compound file is, by its streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompoundKind {
    /// A Word document: .doc, .dot, .wps.
    Word,
    /// An Excel workbook: .xls, .et.
    Workbook,
    /// A `PowerPoint` presentation: .ppt, .dps.
    Presentation,
    /// An Office document of the new formats under a password.
    Encrypted,
    /// Any other: a mail, an installer, a picture.
    Other,
}

/// What the compound file `bytes` holds; `None` where it is none, or too damaged to tell.
#[must_use]
pub fn compound_kind(bytes: &[u8]) -> Option<CompoundKind> {
    Compound::open(bytes).ok().map(|file| file.kind())
}

/// A compound file, its tables read.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    /// Bytes of a sector: 512, or 4096.
    sector: usize,
    /// Bytes of a sector of the small streams: 64.
    small_sector: usize,
    /// The sector that follows each.
    next: Vec<u32>,
    /// The same for small streams.
    small_next: Vec<u32>,
    /// The sectors of all small streams, one behind the other.
    small: Vec<u8>,
    /// Below this size a stream is a small one.
    cutoff: u64,
    /// What stands in the root. Documents embedded in the document stand in storages of their own.
    streams: Vec<Entry>,
}

/// An entry of the directory.
struct Entry {
    name: String,
    /// 1 a storage, 2 a stream, 5 the root.
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl<'a> Compound<'a> {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// `Damaged` where it is no compound file, or has no directory.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        if !bytes.starts_with(MAGIC) {
            return Err(damaged("it is no Office 97-2003 file"));
        }
        let header = |at| u32_at(bytes, at).ok_or_else(|| damaged("it ends within its header"));
        let shift = u16_at(bytes, 0x1E).filter(|shift| (7..=16).contains(shift)).unwrap_or(9);
        let small_shift = u16_at(bytes, 0x20).filter(|shift| (4..=12).contains(shift)).unwrap_or(6);
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            small_sector: 1 << small_shift,
            next: Vec::new(),
            small_next: Vec::new(),
            small: Vec::new(),
            cutoff: u64::from(header(0x38)?),
            streams: Vec::new(),
        };
        file.next = file.sector_table(header(0x44)?);
        let directory = file.chain(header(0x30)?, u64::MAX);
        let entries: Vec<Entry> = directory.chunks_exact(ENTRY).map(|bytes| Entry::of(bytes, shift)).collect();
        let root = entries.first().filter(|root| root.kind == 5).ok_or_else(|| damaged("it has no directory"))?;
        file.small_next = words(&file.chain(header(0x3C)?, u64::MAX));
        file.small = file.chain(root.start, root.size);
        let first = root.child;
        file.streams = children(entries, first);
        Ok(file)
    }

    /// What it is, by the streams in its root.
    pub(super) fn kind(&self) -> CompoundKind {
        let kinds = [
            ("EncryptedPackage", CompoundKind::Encrypted),
            ("WordDocument", CompoundKind::Word),
            ("Workbook", CompoundKind::Workbook),
            ("Book", CompoundKind::Workbook),
            ("PowerPoint Document", CompoundKind::Presentation),
        ];
        kinds.into_iter().find(|(name, _)| self.find(name).is_some()).map_or(CompoundKind::Other, |(_, kind)| kind)
    }

    /// The bytes of a stream of the root, as far as they are there; `None` where there is no such stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.find(name)?;
        if entry.size >= self.cutoff {
            return Some(self.chain(entry.start, entry.size));
        }
        Some(follow(&self.small_next, entry.start, entry.size, self.small_sector, |at| {
            at.checked_mul(self.small_sector).and_then(|at| tail(&self.small, at))
        }))
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.streams.iter().find(|entry| entry.kind == 2 && entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a chain of sectors, `size` at most.
    fn chain(&self, start: u32, size: u64) -> Vec<u8> {
        follow(&self.next, start, size, self.sector, |at| self.sector_at(at))
    }

    /// The bytes from a sector on; the header takes the room of one.
    fn sector_at(&self, index: usize) -> Option<&'a [u8]> {
        index.checked_add(1)?.checked_mul(self.sector).and_then(|at| tail(self.bytes, at))
    }

    /// The table of sectors. The header names its first 109 sectors, and a chain of sectors from `more` on the rest.
    fn sector_table(&self, mut more: u32) -> Vec<u32> {
        let most = self.bytes.len() / self.sector + 1;
        let mut table = Vec::new();
        let mut names = words(self.bytes.get(HEADER_TABLE..HEADER_TABLE + 109 * 4).unwrap_or_default());
        for _ in 0..most {
            for name in names {
                let Some(sector) = self.sector_at(name as usize) else { continue };
                table.extend(words(sector.get(..self.sector).unwrap_or(sector)));
                if table.len() >= most {
                    return table;
                }
            }
            let Some(sector) = self.sector_at(more as usize) else { break };
            names = words(sector.get(..self.sector).unwrap_or(sector));
            more = names.pop().unwrap_or(u32::MAX);
        }
        table
    }
}

impl Entry {
    /// Reads the 128 bytes of an entry; sizes take four bytes where sectors are of 512.
    fn of(bytes: &[u8], shift: u16) -> Self {
        let length = usize::from(u16_at(bytes, 0x40).unwrap_or(0)).saturating_sub(2).min(62);
        let units = bytes.get(..length).unwrap_or_default().chunks_exact(2);
        let units: Vec<u16> = units.filter_map(|pair| u16_at(pair, 0)).collect();
        let word = |at| u32_at(bytes, at).unwrap_or(u32::MAX);
        let high = if shift > 9 { u64::from(word(0x7C)) << 32 } else { 0 };
        Self {
            name: String::from_utf16_lossy(&units),
            kind: bytes.get(0x42).copied().unwrap_or(0),
            left: word(0x44),
            right: word(0x48),
            child: word(0x4C),
            start: word(0x74),
            size: high | u64::from(word(0x78)),
        }
    }
}

/// The entries of the tree whose top is `first`; each once, though links form a loop.
fn children(entries: Vec<Entry>, first: u32) -> Vec<Entry> {
    let mut entries: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    let (mut open, mut found) = (vec![first], Vec::new());
    while let Some(at) = open.pop() {
        if let Some(entry) = entries.get_mut(at as usize).and_then(Option::take) {
            open.extend([entry.left, entry.right]);
            found.push(entry);
        }
    }
    found
}

/// Puts the sectors of a chain together: `size` bytes at most, and no more sectors than the table has.
fn follow<'b>(next: &[u32], start: u32, size: u64, sector: usize, at: impl Fn(usize) -> Option<&'b [u8]>) -> Vec<u8> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    let mut index = start as usize;
    for _ in 0..next.len() {
        let Some(from) = at(index).filter(|from| !from.is_empty()) else { break };
        let most = sector.min(from.len()).min(size - bytes.len());
        bytes.extend_from_slice(from.get(..most).unwrap_or(from));
        match next.get(index) {
            Some(&following) if bytes.len() < size => index = following as usize,
            _ => break,
        }
    }
    bytes
}

fn tail(bytes: &[u8], at: usize) -> Option<&[u8]> {
    bytes.get(at..)
}

/// Numbers of four bytes, the lowest first.
fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|word| u32_at(word, 0)).collect()
}

/// The number of two bytes at `at`, the lowest first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// The number of four bytes at `at`, the lowest first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
