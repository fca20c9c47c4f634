//! Eight numbers of 16 bits side by side: SIMD on wasm32, plain arrays elsewhere, the same bits on both.

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32 as simd;

use crate::pair::Pair;

/// How many they are.
pub const EIGHT: usize = 8;

/// Eight numbers, or as many answers: −1 is yes, 0 is no.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct Octet(simd::v128);

#[cfg(target_arch = "wasm32")]
impl Octet {
    /// Eight numbers.
    #[inline(always)]
    pub fn new([a, b, c, d, e, f, g, h]: [i16; EIGHT]) -> Self {
        Octet(simd::i16x8(a, b, c, d, e, f, g, h))
    }
    /// The keys of eight values, of which only the high words count: shifted, less the base, and
    /// as near as 16 bits allow.
    #[inline(always)]
    pub fn of_keys([a, b, c, d]: [Pair; 4], shift: u32, base: i32) -> Self {
        let four = |a: Pair, b: Pair| {
            let words = simd::i32x4_shuffle::<1, 3, 5, 7>(a.lanes(), b.lanes());
            let turned = simd::u32x4_shr(simd::i32x4_shr(words, 31), 1);
            let keys = simd::v128_xor(words, turned);
            simd::i32x4_sub(simd::i32x4_shr(keys, shift), simd::i32x4_splat(base))
        };
        Octet(simd::i16x8_narrow_i32x4(four(a, b), four(c, d)))
    }
    /// The numbers.
    #[inline(always)]
    pub fn numbers(self) -> [i16; EIGHT] {
        [
            simd::i16x8_extract_lane::<0>(self.0),
            simd::i16x8_extract_lane::<1>(self.0),
            simd::i16x8_extract_lane::<2>(self.0),
            simd::i16x8_extract_lane::<3>(self.0),
            simd::i16x8_extract_lane::<4>(self.0),
            simd::i16x8_extract_lane::<5>(self.0),
            simd::i16x8_extract_lane::<6>(self.0),
            simd::i16x8_extract_lane::<7>(self.0),
        ]
    }
    /// Whether each is less than the other.
    #[inline(always)]
    pub fn less(self, other: Self) -> Self {
        Octet(simd::i16x8_lt(self.0, other.0))
    }
    /// The differences.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Octet(simd::i16x8_sub(self.0, other.0))
    }
    /// Both answers.
    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Octet(simd::v128_and(self.0, other.0))
    }
    /// Either answer.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Octet(simd::v128_or(self.0, other.0))
    }
    /// The answers of sixteen, a bit each.
    #[inline(always)]
    pub fn bits(self, next: Self) -> u16 {
        simd::i8x16_bitmask(simd::i8x16_narrow_i16x8(self.0, next.0))
    }
}

/// Eight numbers, or as many answers: −1 is yes, 0 is no.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Octet([i16; EIGHT]);

#[cfg(not(target_arch = "wasm32"))]
impl Octet {
    /// Eight numbers.
    pub fn new(numbers: [i16; EIGHT]) -> Self {
        Octet(numbers)
    }
    /// The keys of eight values, of which only the high words count: shifted, less the base, and
    /// as near as 16 bits allow.
    pub fn of_keys(pairs: [Pair; 4], shift: u32, base: i32) -> Self {
        Octet(core::array::from_fn(|i| {
            let word = (pairs[i / 2].both()[i % 2].to_bits() >> 32) as i32;
            let key = word ^ ((word >> 31) as u32 >> 1) as i32;
            let number = (key >> shift).wrapping_sub(base);
            number.clamp(i16::MIN.into(), i16::MAX.into()) as i16
        }))
    }
    /// The numbers.
    pub fn numbers(self) -> [i16; EIGHT] {
        self.0
    }
    /// Whether each is less than the other.
    pub fn less(self, other: Self) -> Self {
        self.with(other, |a, b| -i16::from(a < b))
    }
    /// The differences.
    pub fn minus(self, other: Self) -> Self {
        self.with(other, i16::wrapping_sub)
    }
    /// Both answers.
    pub fn and(self, other: Self) -> Self {
        self.with(other, |a, b| a & b)
    }
    /// Either answer.
    pub fn or(self, other: Self) -> Self {
        self.with(other, |a, b| a | b)
    }
    /// The answers of sixteen, a bit each.
    pub fn bits(self, next: Self) -> u16 {
        let answers = self.0.iter().chain(&next.0).enumerate();
        answers.fold(0, |bits, (at, &yes)| bits | u16::from(yes < 0) << at)
    }
    fn with(self, other: Self, of: impl Fn(i16, i16) -> i16) -> Self {
        Octet(core::array::from_fn(|i| of(self.0[i], other.0[i])))
    }
}

impl Octet {
    /// One number eight times.
    #[inline(always)]
    pub fn all(number: i16) -> Self {
        Self::new([number; EIGHT])
    }
    /// Their sum.
    pub fn sum(self) -> i32 {
        self.numbers().into_iter().map(i32::from).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_bits() {
        let numbers = Octet::new([-3, -2, -1, 0, 1, 2, 3, 4]);
        let low = numbers.less(Octet::all(-1));
        let high = Octet::all(2).less(numbers);
        assert_eq!(low.bits(high), 0b1100_0000_0000_0011);
        assert_eq!((low.or(high).sum(), low.and(high).sum()), (-4, 0));
        let taken = Octet::all(i16::MIN).minus(Octet::all(1));
        assert_eq!(taken.numbers(), [i16::MAX; EIGHT]);
    }
}
