//! Seeds that hold others: packages, whose parts are changed and packed again, and the streams of PDF.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::mutate::mutate;
use crate::rng::Rng;

/// A part beyond this is cut, so that packing does not take the time.
const PART: usize = 1 << 18;

/// The parts of a zip file by name.
pub type Parts = Vec<(String, Vec<u8>)>;

/// The parts of a zip file; `None` where it is none.
pub fn unpack(bytes: &[u8]) -> Option<Parts> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Parts::new();
    for at in 0..zip.len().min(500) {
        let Ok(part) = zip.by_index(at) else { continue };
        let Ok(name) = part.name().map(std::borrow::Cow::into_owned) else { continue };
        let mut content = Vec::new();
        if part.take(PART as u64).read_to_end(&mut content).is_ok() {
            parts.push((name, content));
        }
    }
    Some(parts).filter(|parts| !parts.is_empty())
}

/// The parts as a zip file with right sizes and sums, each packed or not as `packed` says.
pub fn pack(parts: &Parts, mut packed: impl FnMut() -> bool) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let method = if packed() { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method).compression_level(Some(1));
        // Two parts of one name are refused, which is no matter here.
        if zip.start_file(name.as_str(), options).is_ok() {
            let _ = zip.write_all(content);
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// A package whose parts, and sometimes its directory, are wrong.
pub fn mutate_parts(parts: &Parts, others: &Parts, tokens: &[&[u8]], rng: &mut Rng) -> Vec<u8> {
    let mut parts = parts.clone();
    for _ in 0..=rng.length(3) {
        let (at, from) = (rng.below(parts.len()), rng.below(others.len()));
        let Some((name, content)) = parts.get_mut(at) else { break };
        // One of the same name is of the same kind.
        let other =
            others.iter().find(|other| other.0 == *name).or_else(|| others.get(from)).map_or(&[][..], |other| &other.1);
        match rng.below(24) {
            0 => *content = other.to_vec(),
            1 => content.clear(),
            2 => content.resize(8 << 20, b' '),
            3 => drop(parts.remove(at)),
            4 => {
                let mut name = std::mem::take(name).into_bytes();
                mutate(&mut name, b"../", tokens, rng);
                parts[at].0 = String::from_utf8_lossy(&name).chars().take(300).collect();
            }
            _ => mutate(content, other, tokens, rng),
        }
    }
    let mut bytes = pack(&parts, || rng.once_in(2));
    if rng.once_in(6) {
        lie(&mut bytes, rng);
    }
    bytes
}

/// Writes something else into the directory of a zip file.
fn lie(bytes: &mut [u8], rng: &mut Rng) {
    let marks: Vec<usize> = (0..bytes.len().saturating_sub(22))
        .filter(|&at| matches!(&bytes[at..at + 4], b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x03\x04"))
        .collect();
    for _ in 0..=rng.below(3) {
        let Some(&mark) = marks.get(rng.below(marks.len())) else { return };
        // Versions, flags, method, sum, sizes, lengths of names, offsets: all within 46 bytes.
        let (at, width) = (mark + 4 + 2 * rng.below(20), if rng.once_in(2) { 2 } else { 4 });
        let number = rng.edge().to_le_bytes();
        if let Some(place) = bytes.get_mut(at..at + width) {
            place.copy_from_slice(&number[..width]);
        }
    }
}

/// Where the streams of a PDF stand.
pub fn streams(bytes: &[u8]) -> Vec<(usize, usize)> {
    let find = |what: &[u8], from: usize| {
        bytes[from..].windows(what.len()).position(|window| window == what).map(|at| from + at)
    };
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(mark) = find(b"stream", at) {
        let Some(end) = find(b"endstream", mark + 6) else { break };
        let start = mark + 6 + bytes[mark + 6..].iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        found.push((start, end));
        at = end + 9;
    }
    found
}

/// Changes a packed stream of a PDF and packs it again; the length that the file states stays right where it can.
pub fn mutate_stream(bytes: &mut Vec<u8>, streams: &[(usize, usize)], tokens: &[&[u8]], rng: &mut Rng) {
    let Some(&(start, end)) = streams.get(rng.below(streams.len())) else { return };
    let Some(stream) = bytes.get(start..end) else { return };
    let mut content = Vec::new();
    // What could be unpacked is taken.
    let _ = ZlibDecoder::new(stream).take(PART as u64).read_to_end(&mut content);
    if content.is_empty() {
        return;
    }
    let other = content.clone();
    mutate(&mut content, &other, tokens, rng);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let Ok(mut packed) = encoder.write_all(&content).and_then(|()| encoder.finish()) else { return };
    if packed.len() < end - start {
        packed.resize(end - start, b'\n');
    }
    bytes.splice(start..end, packed);
}
