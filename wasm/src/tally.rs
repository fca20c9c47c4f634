//! Counts of values, two side by side: SIMD on wasm32, plain arrays elsewhere.

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32 as simd;

use crate::eight::{rows_of, PAIRS};
use crate::pair::Pair;

/// Two counts.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
struct Tally(simd::v128);

#[cfg(target_arch = "wasm32")]
impl Tally {
    const NONE: Tally = Tally(simd::u64x2(0, 0));

    /// One more where the number is less.
    #[inline(always)]
    fn less(self, x: Pair, limit: Pair) -> Self {
        let less = simd::f64x2_lt(x.lanes(), limit.lanes());
        Tally(simd::i64x2_sub(self.0, less))
    }
    /// One more where the bits are the same.
    #[inline(always)]
    fn same(self, x: Pair, other: Pair) -> Self {
        let same = simd::i64x2_eq(x.lanes(), other.lanes());
        Tally(simd::i64x2_sub(self.0, same))
    }
    #[inline(always)]
    fn sum(self) -> u32 {
        let [a, b] = [
            simd::u64x2_extract_lane::<0>(self.0),
            simd::u64x2_extract_lane::<1>(self.0),
        ];
        (a + b) as u32
    }
}

/// Two counts.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
struct Tally(u32);

#[cfg(not(target_arch = "wasm32"))]
impl Tally {
    const NONE: Tally = Tally(0);

    /// One more where the number is less.
    fn less(self, x: Pair, limit: Pair) -> Self {
        self.with(x, limit, |a, b| a < b)
    }
    /// One more where the bits are the same.
    fn same(self, x: Pair, other: Pair) -> Self {
        self.with(x, other, |a, b| a.to_bits() == b.to_bits())
    }
    fn sum(self) -> u32 {
        self.0
    }
    fn with(self, x: Pair, other: Pair, of: impl Fn(f64, f64) -> bool) -> Self {
        let ([a, b], [c, d]) = (x.both(), other.both());
        Tally(self.0 + u32::from(of(a, c)) + u32::from(of(b, d)))
    }
}

/// How many values are less than one.
#[inline(never)]
pub fn count_less(values: &[f64], limit: f64) -> u32 {
    tally(values, |sum, x| sum.less(x, Pair::all(limit)))
}

/// How many values have the bits of one.
#[inline(never)]
pub fn count_same(values: &[f64], other: f64) -> u32 {
    tally(values, |sum, x| sum.same(x, Pair::all(other)))
}

#[inline(always)]
fn tally(values: &[f64], add: impl Fn(Tally, Pair) -> Tally) -> u32 {
    let mut sums = [Tally::NONE; PAIRS];
    rows_of::<false>(values, |row| {
        for (sum, x) in sums.iter_mut().zip(row) {
            *sum = add(*sum, x);
        }
    });
    sums.into_iter().map(Tally::sum).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_not_less_and_zeros_are_told_apart() {
        let values = [f64::NAN, 1.0, -0.0, 0.0, f64::NEG_INFINITY].repeat(3);
        assert_eq!(count_less(&values, 0.0), 3);
        assert_eq!(count_less(&values, 2.0), 12);
        assert_eq!((count_same(&values, -0.0), count_same(&[], 1.0)), (3, 0));
    }
}
