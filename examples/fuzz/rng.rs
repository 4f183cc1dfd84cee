//! Random numbers that are the same everywhere.

/// `SplitMix64`: small, fast, and good enough to choose mutations with.
pub struct Rng(u64);

/// Numbers at which programs that count go wrong.
const EDGES: [u64; 20] = [
    0,
    1,
    2,
    7,
    8,
    16,
    0x20,
    0x40,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x1_0000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_fffe,
    0xffff_ffff,
];

impl Rng {
    /// The numbers of run `run` of `seed`.
    pub fn new(seed: u64, run: u64) -> Self {
        let mut rng = Self(seed.wrapping_mul(0xa076_1d64_78bd_642f) ^ run.wrapping_mul(0xe703_7ed1_a0b4_28db));
        rng.next();
        rng
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `end`; 0 where that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// A length up to `most`, short ones more often.
    pub fn length(&mut self, most: usize) -> usize {
        let bits = self.below(usize::BITS as usize - most.leading_zeros() as usize + 1);
        self.below(most.min(1 << bits) + 1)
    }

    /// A place in `bytes`: anywhere, in its head, or at the start of a sector of 512.
    pub fn place(&mut self, len: usize) -> usize {
        match self.below(8) {
            0 => self.below(len.min(2048)),
            1 => (self.below(len) & !511) + self.below(64.min(len & 511)),
            _ => self.below(len),
        }
    }

    /// A number at or near which counting goes wrong, or any.
    pub fn edge(&mut self) -> u64 {
        match self.below(8) {
            0 => self.next(),
            1 => self.next() & 0xffff,
            2 => EDGES[self.below(EDGES.len())].wrapping_add(self.next() % 5).wrapping_sub(2),
            _ => EDGES[self.below(EDGES.len())],
        }
    }
}
