//! Compound files (MS-CFB): streams in chains of sectors, named in a directory.

use crate::read::ReadError;
use crate::read::package::{damaged, encrypted};

const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Numbers of sectors from here on mark ends and free sectors.
const END: u32 = 0xFFFF_FFFA;
/// Bytes of a sector of the stream that holds small streams.
const SMALL_SECTOR: usize = 64;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;

/// The little-endian number at this offset; `None` past the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|&chunk| u16::from_le_bytes(chunk))
}

/// See [`u16_at`].
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|&chunk| u32::from_le_bytes(chunk))
}

/// An error where the bytes are the compound file that holds an encrypted package (.xlsx with a password).
pub(super) fn refuse_encrypted(bytes: &[u8]) -> Result<(), ReadError> {
    if !bytes.starts_with(&MAGIC) {
        return Ok(());
    }
    let sealed = Compound::open(bytes).is_ok_and(|file| file.entry("EncryptedPackage").is_some());
    Err(if sealed { encrypted() } else { damaged("it is a compound file, and no zip file") })
}

/// A compound file. What its chains come to is never more than the file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    directory: Vec<u8>,
    /// Streams below this size stand in the small sectors.
    small: u64,
    small_fat: Vec<u32>,
}

/// Where a stream stands.
#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    size: u64,
}

impl<'a> Compound<'a> {
    /// Opens it. `Damaged` where it is none, or a chain runs in a circle or past the end.
    pub fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        Self::parse(bytes).ok_or_else(|| damaged("its compound file is not whole"))
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&MAGIC) {
            return None;
        }
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let small = u64::from(u32_at(bytes, 56)?);
        let mut file = Self { bytes, sector, fat: Vec::new(), directory: Vec::new(), small, small_fat: Vec::new() };
        file.fat = file.read_fat()?;
        file.directory = file.chain(u32_at(bytes, 48)?)?;
        file.small_fat = numbers(&file.chain(u32_at(bytes, 60)?).unwrap_or_default());
        Some(file)
    }

    /// The table that says which sector follows which.
    fn read_fat(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.sector + 1;
        let mut places = numbers(self.bytes.get(76..512)?);
        let mut next = u32_at(self.bytes, 68)?;
        for _ in 0..most {
            if next >= END {
                break;
            }
            let mut more = numbers(self.sector(next)?);
            next = more.pop()?;
            places.append(&mut more);
        }
        let mut fat = Vec::new();
        for place in places.into_iter().filter(|&place| place < END).take(most) {
            fat.extend(numbers(self.sector(place)?));
        }
        Some(fat)
    }

    /// The bytes of a sector; the last of a file may be cut short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(rest.get(..self.sector).unwrap_or(rest))
    }

    /// The bytes of a chain of sectors.
    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let (mut bytes, mut next) = (Vec::new(), start);
        while next < END {
            bytes.extend_from_slice(self.sector(next)?);
            if bytes.len() > self.bytes.len() {
                return None; // a circle
            }
            next = *self.fat.get(next as usize)?;
        }
        Some(bytes)
    }

    fn entry(&self, name: &str) -> Option<Entry> {
        let encoded: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
        self.directory.chunks_exact(ENTRY).find_map(|entry| {
            // 2 is a stream.
            let found = entry.get(66) == Some(&2) && entry.starts_with(&encoded);
            let (start, low) = (u32_at(entry, 116)?, u32_at(entry, 120)?);
            let high = if self.sector == 512 { 0 } else { u32_at(entry, 124)? };
            found.then_some(Entry { start, size: u64::from(high) << 32 | u64::from(low) })
        })
    }

    /// The bytes of a stream; `None` where there is none of this name, or its chain is broken.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        let mut bytes = if entry.size < self.small { self.small_chain(entry.start)? } else { self.chain(entry.start)? };
        bytes.truncate(usize::try_from(entry.size).ok()?);
        Some(bytes)
    }

    fn small_chain(&self, start: u32) -> Option<Vec<u8>> {
        let root = self.chain(u32_at(&self.directory, 116)?)?;
        let (mut bytes, mut next) = (Vec::new(), start);
        while next < END {
            let at = (next as usize).checked_mul(SMALL_SECTOR)?;
            let rest = root.get(at..).filter(|rest| !rest.is_empty())?;
            bytes.extend_from_slice(rest.get(..SMALL_SECTOR).unwrap_or(rest));
            if bytes.len() > root.len() {
                return None;
            }
            next = *self.small_fat.get(next as usize)?;
        }
        Some(bytes)
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|chunk| u32_at(chunk, 0)).collect()
}
