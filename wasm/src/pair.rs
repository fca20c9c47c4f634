//! Two float64 side by side: SIMD on wasm32, plain arrays elsewhere, the same bits on both.

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32 as simd;

/// Two numbers.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct Pair(simd::v128);

#[cfg(target_arch = "wasm32")]
impl Pair {
    /// Two numbers.
    #[inline(always)]
    pub fn new(a: f64, b: f64) -> Self {
        Pair(simd::f64x2(a, b))
    }
    /// The two numbers.
    #[inline(always)]
    pub fn both(self) -> [f64; 2] {
        [
            simd::f64x2_extract_lane::<0>(self.0),
            simd::f64x2_extract_lane::<1>(self.0),
        ]
    }
    /// As the machine has them.
    #[inline(always)]
    pub fn lanes(self) -> simd::v128 {
        self.0
    }
    /// The sums.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Pair(simd::f64x2_add(self.0, other.0))
    }
    /// The differences.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Pair(simd::f64x2_sub(self.0, other.0))
    }
    /// The products.
    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        Pair(simd::f64x2_mul(self.0, other.0))
    }
    /// The square roots.
    #[inline(always)]
    pub fn root(self) -> Self {
        Pair(simd::f64x2_sqrt(self.0))
    }
    /// The other number where it is less.
    #[inline(always)]
    pub fn or_less(self, other: Self) -> Self {
        Pair(simd::f64x2_pmin(self.0, other.0))
    }
    /// The other number where it is greater.
    #[inline(always)]
    pub fn or_greater(self, other: Self) -> Self {
        Pair(simd::f64x2_pmax(self.0, other.0))
    }
    /// NaN in place of an infinity.
    #[inline(always)]
    pub fn or_nan(self) -> Self {
        Pair(simd::v128_or(self.0, simd::f64x2_sub(self.0, self.0)))
    }
    /// +0 where the number beside it in `values` is NaN.
    #[inline(always)]
    pub fn where_number(self, values: Self) -> Self {
        Pair(simd::v128_and(self.0, simd::f64x2_eq(values.0, values.0)))
    }
}

/// Two numbers.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Pair([f64; 2]);

#[cfg(not(target_arch = "wasm32"))]
impl Pair {
    /// Two numbers.
    pub fn new(a: f64, b: f64) -> Self {
        Pair([a, b])
    }
    /// The two numbers.
    pub fn both(self) -> [f64; 2] {
        self.0
    }
    /// The sums.
    pub fn plus(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
    /// The differences.
    pub fn minus(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
    /// The products.
    pub fn times(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }
    /// The square roots.
    pub fn root(self) -> Self {
        Pair(self.0.map(f64::sqrt))
    }
    /// The other number where it is less.
    pub fn or_less(self, other: Self) -> Self {
        self.with(other, |a, b| if b < a { b } else { a })
    }
    /// The other number where it is greater.
    pub fn or_greater(self, other: Self) -> Self {
        self.with(other, |a, b| if b > a { b } else { a })
    }
    /// NaN in place of an infinity.
    pub fn or_nan(self) -> Self {
        self.with(self, |a, _| if a.is_finite() { a } else { f64::NAN })
    }
    /// +0 where the number beside it in `values` is NaN.
    pub fn where_number(self, values: Self) -> Self {
        self.with(values, |a, x| if x.is_nan() { 0.0 } else { a })
    }
    fn with(self, other: Self, of: impl Fn(f64, f64) -> f64) -> Self {
        Pair([of(self.0[0], other.0[0]), of(self.0[1], other.0[1])])
    }
}

impl Pair {
    /// One number twice.
    #[inline(always)]
    pub fn all(number: f64) -> Self {
        Self::new(number, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_takes_no_part() {
        let values = Pair::new(f64::NAN, 2.0);
        let low = Pair::all(5.0).or_less(values);
        let high = Pair::all(1.0).or_greater(values);
        assert_eq!((low.both(), high.both()), ([5.0, 2.0], [1.0, 2.0]));
        assert_eq!(Pair::all(3.0).where_number(values).both(), [0.0, 3.0]);
    }
}
