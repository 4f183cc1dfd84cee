//! A smaller input that fails the same way.

use std::time::{Duration, Instant};

use crate::pack::{self, Parts};

/// Takes out of `input` what it fails without, for at most `time`. `fails` tells whether one still does.
pub fn minimize(input: &[u8], time: Duration, mut fails: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let end = Instant::now() + time;
    let mut best = input.to_vec();
    if let Some(parts) = pack::unpack(input)
        && fails(&pack::pack(&parts, || false))
    {
        best = pack::pack(&fewer_parts(parts, end, &mut fails), || false);
    }
    shorten(best, end, &mut fails)
}

/// Leaves parts of a package out, then takes from each.
fn fewer_parts(mut parts: Parts, end: Instant, fails: &mut impl FnMut(&[u8]) -> bool) -> Parts {
    for at in (0..parts.len()).rev() {
        let part = parts.remove(at);
        if Instant::now() > end || !fails(&pack::pack(&parts, || false)) {
            parts.insert(at, part);
        }
    }
    for at in 0..parts.len() {
        let content = std::mem::take(&mut parts[at].1);
        let shorter = shorten(content, end, &mut |content: &[u8]| {
            parts[at].1 = content.to_vec();
            fails(&pack::pack(&parts, || false))
        });
        parts[at].1 = shorter;
    }
    parts
}

/// Takes out blocks, from halves down to single bytes.
fn shorten(mut best: Vec<u8>, end: Instant, fails: &mut impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut size = best.len().div_ceil(2);
    while size > 0 && !best.is_empty() {
        let (mut at, before) = (0, best.len());
        while at < best.len() {
            if Instant::now() > end {
                return best;
            }
            let mut shorter = best.clone();
            shorter.drain(at..(at + size).min(best.len()));
            if fails(&shorter) { best = shorter } else { at += size }
        }
        if best.len() == before || size > 1 {
            size /= 2;
        }
    }
    best
}
