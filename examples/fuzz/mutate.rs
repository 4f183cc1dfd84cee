//! Bytes → bytes that are wrong somewhere.

use crate::rng::Rng;

/// No input grows beyond this.
pub const MOST: usize = 4 << 20;

/// Changes `bytes` in one to eight places. `other` is what parts are taken over from, `tokens` what is inserted.
pub fn mutate(bytes: &mut Vec<u8>, other: &[u8], tokens: &[&[u8]], rng: &mut Rng) {
    for _ in 0..=rng.length(7) {
        match rng.below(5) {
            0 => numbers(bytes, rng),
            1 => blocks(bytes, rng),
            2 => words(bytes, tokens, rng),
            3 => splice(bytes, other, rng),
            _ => single(bytes, rng),
        }
        bytes.truncate(MOST);
    }
}

/// A bit, a byte, a run of one byte.
fn single(bytes: &mut [u8], rng: &mut Rng) {
    if bytes.is_empty() {
        return;
    }
    let at = rng.place(bytes.len());
    match rng.below(4) {
        0 => bytes[at] = rng.edge().to_le_bytes()[0],
        1 => {
            let end = (at + rng.length(256)).min(bytes.len());
            bytes[at..end].fill(rng.edge().to_le_bytes()[0]);
        }
        _ => bytes[at] ^= 1 << rng.below(8),
    }
}

/// An integer of one to eight bytes, or one in digits.
fn numbers(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let at = rng.place(bytes.len());
    if rng.once_in(2) {
        let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) else { return };
        let end = bytes[start..].iter().position(|b| !b.is_ascii_digit()).map_or(bytes.len(), |found| start + found);
        let number = if rng.once_in(4) { format!("-{}", rng.edge()) } else { rng.edge().to_string() };
        bytes.splice(start..end, number.into_bytes());
        return;
    }
    let width = 1 << rng.below(4);
    let Some(place) = bytes.get_mut(at..at + width) else { return };
    let mut number = rng.edge().to_le_bytes();
    if rng.once_in(3) {
        number[..width].reverse();
    }
    place.copy_from_slice(&number[..width]);
}

/// Takes a block out, sets it twice, changes it with another, repeats it, or cuts the end off.
fn blocks(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let start = rng.place(bytes.len());
    let end = start + rng.length(bytes.len() - start);
    match rng.below(6) {
        0 => drop(bytes.drain(start..end)),
        1 => {
            let (block, at) = (bytes[start..end].to_vec(), rng.place(bytes.len()));
            bytes.splice(at..at, block);
        }
        2 => {
            let (block, at) = (bytes[start..end].to_vec(), rng.place(bytes.len()));
            let until = (at + block.len()).min(bytes.len());
            bytes.splice(at..until, block);
        }
        3 => {
            // What opens opens often: nesting.
            let end = end.min(start + 64);
            let block = bytes[start..end].repeat(1 << rng.below(13));
            bytes.splice(start..start, block);
        }
        4 if rng.once_in(4) => bytes.truncate(start),
        _ => bytes[start..end].reverse(),
    }
}

/// A word of the format, once or often, put between or over what is there.
fn words(bytes: &mut Vec<u8>, tokens: &[&[u8]], rng: &mut Rng) {
    let Some(token) = tokens.get(rng.below(tokens.len())) else { return };
    let times = if rng.once_in(8) { 1 << rng.below(14) } else { 1 };
    let at = rng.place(bytes.len());
    let end = if rng.once_in(3) { (at + token.len()).min(bytes.len()) } else { at };
    bytes.splice(at..end, token.repeat(times));
}

/// The start of one and the end of the other, or a block of the other.
fn splice(bytes: &mut Vec<u8>, other: &[u8], rng: &mut Rng) {
    if other.is_empty() {
        return;
    }
    let (at, from) = (rng.place(bytes.len()), rng.place(other.len()));
    if rng.once_in(4) {
        bytes.truncate(at);
        bytes.extend_from_slice(&other[from..]);
    } else {
        let block = &other[from..from + rng.length(4096.min(other.len() - from))];
        let end = if rng.once_in(2) { (at + block.len()).min(bytes.len()) } else { at };
        bytes.splice(at..end, block.iter().copied());
    }
}
