//! Four u32 words side by side: SIMD on wasm32, plain arrays elsewhere, the same bits on both.

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32 as simd;

use core::array::from_fn;

use crate::compress::{Word, BLOCK};
use crate::sha256::DIGEST;

/// How many messages go side by side.
pub const LANES: usize = 4;

/// A word of each of four messages.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct Lanes(simd::v128);

#[cfg(target_arch = "wasm32")]
impl Lanes {
    /// A word a lane.
    #[inline(always)]
    pub fn new([a, b, c, d]: [u32; LANES]) -> Self {
        Lanes(simd::u32x4(a, b, c, d))
    }

    /// The words of the lanes.
    #[inline(always)]
    pub fn words(self) -> [u32; LANES] {
        [
            simd::u32x4_extract_lane::<0>(self.0),
            simd::u32x4_extract_lane::<1>(self.0),
            simd::u32x4_extract_lane::<2>(self.0),
            simd::u32x4_extract_lane::<3>(self.0),
        ]
    }

    /// The low and the high words of four numbers.
    #[inline(always)]
    pub fn halves([a, b, c, d]: [u64; LANES]) -> [Self; 2] {
        let (ab, cd) = (simd::u64x2(a, b), simd::u64x2(c, d));
        [
            Lanes(simd::u32x4_shuffle::<0, 2, 4, 6>(ab, cd)),
            Lanes(simd::u32x4_shuffle::<1, 3, 5, 7>(ab, cd)),
        ]
    }

    /// The bytes of each word turned around.
    #[inline(always)]
    pub fn swapped(self) -> Self {
        Lanes(simd::u8x16_shuffle::<
            3,
            2,
            1,
            0,
            7,
            6,
            5,
            4,
            11,
            10,
            9,
            8,
            15,
            14,
            13,
            12,
        >(self.0, self.0))
    }

    /// Rows to columns.
    #[inline(always)]
    pub fn transpose([a, b, c, d]: [Self; LANES]) -> [Self; LANES] {
        let left = simd::u32x4_shuffle::<0, 4, 1, 5>(a.0, b.0);
        let right = simd::u32x4_shuffle::<0, 4, 1, 5>(c.0, d.0);
        let (low, high) = (
            simd::u32x4_shuffle::<2, 6, 3, 7>(a.0, b.0),
            simd::u32x4_shuffle::<2, 6, 3, 7>(c.0, d.0),
        );
        [
            Lanes(simd::u64x2_shuffle::<0, 2>(left, right)),
            Lanes(simd::u64x2_shuffle::<1, 3>(left, right)),
            Lanes(simd::u64x2_shuffle::<0, 2>(low, high)),
            Lanes(simd::u64x2_shuffle::<1, 3>(low, high)),
        ]
    }
}

#[cfg(target_arch = "wasm32")]
impl Word for Lanes {
    #[inline(always)]
    fn all(word: u32) -> Self {
        Lanes(simd::u32x4_splat(word))
    }
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Lanes(simd::u32x4_add(self.0, other.0))
    }
    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Lanes(simd::v128_xor(self.0, other.0))
    }
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Lanes(simd::v128_and(self.0, other.0))
    }
    #[inline(always)]
    fn shift(self, by: u32) -> Self {
        Lanes(simd::u32x4_shr(self.0, by))
    }
    #[inline(always)]
    fn rotate(self, by: u32) -> Self {
        Lanes(simd::v128_or(
            simd::u32x4_shr(self.0, by),
            simd::u32x4_shl(self.0, 32 - by),
        ))
    }
}

/// A word of each of four messages.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Lanes([u32; LANES]);

#[cfg(not(target_arch = "wasm32"))]
impl Lanes {
    /// A word a lane.
    pub fn new(words: [u32; LANES]) -> Self {
        Lanes(words)
    }

    /// The words of the lanes.
    pub fn words(self) -> [u32; LANES] {
        self.0
    }

    /// The low and the high words of four numbers.
    pub fn halves(numbers: [u64; LANES]) -> [Self; 2] {
        [
            Lanes(numbers.map(|number| number as u32)),
            Lanes(numbers.map(|number| (number >> 32) as u32)),
        ]
    }

    /// The bytes of each word turned around.
    pub fn swapped(self) -> Self {
        Lanes(self.0.map(u32::swap_bytes))
    }

    /// Rows to columns.
    pub fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        from_fn(|i| Lanes(rows.map(|row| row.0[i])))
    }

    fn zip(self, other: Self, act: impl Fn(u32, u32) -> u32) -> Self {
        Lanes(from_fn(|lane| act(self.0[lane], other.0[lane])))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Word for Lanes {
    fn all(word: u32) -> Self {
        Lanes([word; LANES])
    }
    fn plus(self, other: Self) -> Self {
        self.zip(other, u32::wrapping_add)
    }
    fn xor(self, other: Self) -> Self {
        self.zip(other, |a, b| a ^ b)
    }
    fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }
    fn shift(self, by: u32) -> Self {
        Lanes(self.0.map(|word| word >> by))
    }
    fn rotate(self, by: u32) -> Self {
        Lanes(self.0.map(|word| word.rotate_right(by)))
    }
}

/// The words of a block of each of four messages.
#[inline(never)]
pub fn words_of(blocks: [&[u8; BLOCK]; LANES]) -> [Lanes; 16] {
    let mut words = [Lanes::all(0); 16];
    for (i, four) in words.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let rows = blocks.map(|block| {
            let (words, _) = block.as_chunks::<4>();
            Lanes::new(from_fn(|j| u32::from_le_bytes(words[4 * i + j]))).swapped()
        });
        *four = Lanes::transpose(rows);
    }
    words
}

/// A word of what is moved back by some bits: the low bits of one word, the high ones of the next.
#[inline(always)]
pub fn joined(left: Lanes, right: Lanes, by: u32) -> Lanes {
    let low = left.rotate(by).and(Lanes::all(!(u32::MAX >> by)));
    low.xor(right.shift(by))
}

/// The digests that four hashes end with.
#[inline(never)]
pub fn digests(hash: [Lanes; 8]) -> [[u8; DIGEST]; LANES] {
    let mut digests = [[0; DIGEST]; LANES];
    for (i, four) in hash.as_chunks::<LANES>().0.iter().enumerate() {
        for (digest, words) in digests.iter_mut().zip(Lanes::transpose(*four)) {
            let (quads, _) = digest[16 * i..].as_chunks_mut::<4>();
            for (quad, word) in quads.iter_mut().zip(words.swapped().words()) {
                *quad = word.to_le_bytes();
            }
        }
    }
    digests
}
