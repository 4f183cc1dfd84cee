//! What the streams of a file unpack to, before anything is unpacked into memory.

use std::io::Read;
use std::time::Instant;

use flate2::read::ZlibDecoder;
use memchr::memmem;

use crate::read::ReadError;
use crate::read::limits::{Limit, Limits};

/// A stream below this size, unpacked, may have any ratio: a page of blanks packs well.
const SMALL: u64 = 1 << 20;
/// Bytes before a stream in which its dictionary is looked for.
const DICTIONARY: usize = 1 << 12;
/// Most filters of one stream that are followed.
const FILTERS: usize = 8;

/// Fails where the packed streams of a file come to more than the limits allow. Pictures, which are not unpacked
/// here, do not count.
pub(super) fn weigh(bytes: &[u8], limits: &Limits, deadline: Instant) -> Result<(), ReadError> {
    let (mut whole, mut from) = (0_u64, 0);
    for at in memmem::find_iter(bytes, b"stream") {
        let before = bytes.get(from.max(at.saturating_sub(DICTIONARY))..at).unwrap_or_default();
        let data = bytes.get(at + 6..).unwrap_or_default();
        if before.ends_with(b"end") || !data.starts_with(b"\n") && !data.starts_with(b"\r") {
            from = at;
            continue;
        }
        if Instant::now() > deadline {
            return Err(limits.exceeded(Limit::Seconds));
        }
        let filters = memmem::find_iter(before, b"FlateDecode").count().min(FILTERS);
        let picture = memmem::find(before, b"/Image").is_some() && memmem::find(before, b"/Width").is_some();
        if filters > 0 && !picture {
            let data = data.trim_ascii_start();
            let unpacked = unpacked(data, filters, limits.unpacked.saturating_sub(whole).saturating_add(1));
            whole = whole.saturating_add(unpacked.1);
            limits.check(Limit::Unpacked, whole)?;
            if unpacked.1 > SMALL && unpacked.1 / unpacked.0.max(1) > limits.ratio.saturating_mul(filters as u64) {
                return Err(limits.exceeded(Limit::Ratio));
            }
        }
        from = at;
    }
    Ok(())
}

/// Bytes that a stream takes up packed, and unpacked, the latter counted up to `most`.
fn unpacked(data: &[u8], filters: usize, most: u64) -> (u64, u64) {
    let mut first = ZlibDecoder::new(data);
    let mut count = 0_u64;
    let mut buffer = [0; 1 << 14];
    if filters == 1 {
        while let Ok(read @ 1..) = first.read(&mut buffer) {
            count += read as u64;
            if count >= most {
                break;
            }
        }
        return (first.total_in(), count);
    }
    let mut chain: Box<dyn Read + '_> = Box::new(first);
    for _ in 1..filters {
        chain = Box::new(ZlibDecoder::new(chain));
    }
    while let Ok(read @ 1..) = chain.read(&mut buffer) {
        count += read as u64;
        if count >= most {
            break;
        }
    }
    (data.len() as u64, count)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::read::ReadErrorKind;

    fn file(content: &[u8], filters: usize) -> Vec<u8> {
        let mut packed = content.to_vec();
        for _ in 0..filters {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(&packed).unwrap();
            packed = encoder.finish().unwrap();
        }
        let mut file =
            format!("%PDF-1.4\n1 0 obj\n<</Filter [{}]>>\nstream\n", "/FlateDecode ".repeat(filters)).into_bytes();
        file.extend(packed);
        file.extend(b"\nendstream\nendobj\n");
        file
    }

    fn failed(file: &[u8], limits: &Limits) -> Option<String> {
        let error = weigh(file, limits, limits.deadline()).err()?;
        assert_eq!(error.kind(), ReadErrorKind::Limit);
        Some(error.remedy().to_owned())
    }

    #[test]
    fn streams_over_the_limits() {
        let zeros = vec![0; 4 << 20];
        let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
        assert!(failed(&file(&zeros, 1), &limits).unwrap().contains("unpacked"));
        let limits = Limits { ratio: 100, ..Limits::default() };
        assert!(failed(&file(&zeros, 1), &limits).unwrap().contains("ratio"));
        assert!(failed(&file(&zeros, 2), &Limits::default()).is_some());
        let pages: Vec<u8> = (0..4_u32 << 20).map(|n| (n / 97 % 251) as u8).collect();
        assert!(failed(&file(&pages, 1), &Limits::default()).is_none());
        assert!(failed(&file(b"", 1), &Limits::default()).is_none());
    }
}
