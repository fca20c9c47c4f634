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
    let blocks = blocks.map(|block| block.as_chunks::<4>().0);
    from_fn(|i| Lanes::new(blocks.map(|block| u32::from_be_bytes(block[i]))))
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
    for (i, word) in hash.iter().enumerate() {
        for (digest, word) in digests.iter_mut().zip(word.words()) {
            digest[4 * i..4 * i + 4].copy_from_slice(&word.to_be_bytes());
        }
    }
    digests
}
