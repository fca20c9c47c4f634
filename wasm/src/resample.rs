//! What drawing a column of float64 needs to know of each block of 128 values.

/// The values of a block.
pub const BLOCK: usize = 128;

/// The numbers of a row: min, max, gaps.
pub const FIELDS: usize = 3;

/// Writes one row a block: the extremes of its finite values, and how many gaps begin in it.
///
/// A zero is told as +0. Without a finite value the extremes are +∞ and −∞. A gap is a stretch
/// of values that are not finite; `inside` tells whether the value before the first block belongs to
/// one.
pub fn extremes(values: &[f64], mut inside: bool, rows: &mut [[f64; FIELDS]]) {
    let (blocks, _) = values.as_chunks::<BLOCK>();
    for (block, row) in blocks.iter().zip(rows) {
        let [mut min, mut max, product] = simd::range(block);
        let mut gaps = 0.0;
        if !product.is_finite() {
            [min, max, gaps] = simd::odd_range(block, inside);
        }
        *row = [min + 0.0, max + 0.0, gaps];
        inside = !block[BLOCK - 1].is_finite();
    }
}

#[cfg(target_arch = "wasm32")]
mod simd {
    use super::BLOCK;
    use core::arch::wasm32::*;

    /// The least and the greatest value, and what is finite where all values are: their products
    /// with zero, one over the other.
    #[inline(always)]
    pub fn range(block: &[f64; BLOCK]) -> [f64; 3] {
        let zero = f64x2_splat(0.0);
        let mut min = [f64x2_splat(f64::INFINITY); 2];
        let mut max = [f64x2_splat(f64::NEG_INFINITY); 2];
        let mut product = [zero; 2];
        for row in block.as_chunks::<16>().0 {
            for i in 0..8 {
                let x = f64x2(row[2 * i], row[2 * i + 1]);
                min[i % 2] = f64x2_pmin(min[i % 2], x);
                max[i % 2] = f64x2_pmax(max[i % 2], x);
                product[i % 2] = v128_or(product[i % 2], f64x2_mul(x, zero));
            }
        }
        [
            fold(f64x2_pmin(min[0], min[1]), f64x2_pmin),
            fold(f64x2_pmax(max[0], max[1]), f64x2_pmax),
            fold(v128_or(product[0], product[1]), v128_or),
        ]
    }

    /// The extremes of the finite values, and how many gaps begin.
    #[inline(always)]
    pub fn odd_range(block: &[f64; BLOCK], inside: bool) -> [f64; 3] {
        let mut min = f64x2_splat(f64::INFINITY);
        let mut max = f64x2_splat(f64::NEG_INFINITY);
        let mut gaps = i64x2_splat(0);
        let mut before = i64x2_splat(-i64::from(inside));
        for &[a, b] in block.as_chunks::<2>().0 {
            let x = f64x2(a, b);
            // NaN where a value is not finite, which is neither smaller nor larger.
            let none = f64x2_sub(x, x);
            let odd = f64x2_ne(none, none);
            gaps = i64x2_sub(gaps, v128_andnot(odd, i64x2_shuffle::<1, 2>(before, odd)));
            before = odd;
            min = f64x2_pmin(min, v128_or(x, none));
            max = f64x2_pmax(max, v128_or(x, none));
        }
        let [first, second] = [i64x2_extract_lane::<0>(gaps), i64x2_extract_lane::<1>(gaps)];
        [
            fold(min, f64x2_pmin),
            fold(max, f64x2_pmax),
            (first + second) as f64,
        ]
    }

    #[inline(always)]
    fn fold(pair: v128, by: fn(v128, v128) -> v128) -> f64 {
        f64x2_extract_lane::<0>(by(pair, i64x2_shuffle::<1, 0>(pair, pair)))
    }
}

/// The same, value by value, where the tests run.
#[cfg(not(target_arch = "wasm32"))]
mod simd {
    use super::BLOCK;

    pub fn range(block: &[f64; BLOCK]) -> [f64; 3] {
        let min = block.iter().fold(f64::INFINITY, |a, &b| a.min(b));
        let max = block.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        [min, max, block.iter().map(|x| x * 0.0).sum()]
    }

    pub fn odd_range(block: &[f64; BLOCK], mut inside: bool) -> [f64; 3] {
        let mut row = [f64::INFINITY, f64::NEG_INFINITY, 0.0];
        for x in block {
            if x.is_finite() {
                row = [row[0].min(*x), row[1].max(*x), row[2]];
            } else if !inside {
                row[2] += 1.0;
            }
            inside = !x.is_finite();
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(make: impl Fn(usize) -> f64, inside: bool) -> [f64; FIELDS] {
        let block: Vec<f64> = (0..BLOCK).map(make).collect();
        let mut rows = [[0.0; FIELDS]];
        extremes(&block, inside, &mut rows);
        rows[0]
    }

    #[test]
    fn zeros_are_told_as_positive() {
        let found = row(|_| -0.0, false);
        assert_eq!(found.map(f64::to_bits), [0; FIELDS]);
    }

    #[test]
    fn infinities_and_nan_make_gaps() {
        let odd = |i| match i {
            0 | 9 => f64::NAN,
            1 | 127 => f64::INFINITY,
            _ => i as f64,
        };
        assert_eq!(row(odd, false), [2.0, 126.0, 3.0]);
        assert_eq!(row(odd, true), [2.0, 126.0, 2.0]);
    }

    #[test]
    fn a_sum_beyond_all_numbers_is_no_gap() {
        let found = row(|i| if i % 2 == 0 { f64::MAX } else { 1.0 }, true);
        assert_eq!(found, [1.0, f64::MAX, 0.0]);
    }

    #[test]
    fn nothing_finite() {
        let none = [f64::INFINITY, f64::NEG_INFINITY];
        assert_eq!(row(|_| f64::NAN, false)[..2], none);
        assert_eq!(row(|_| f64::INFINITY, true)[2], 0.0);
    }

    #[test]
    fn a_gap_goes_on_over_blocks() {
        let values: Vec<f64> = (0..3 * BLOCK)
            .map(|i| {
                if (100..300).contains(&i) {
                    f64::NAN
                } else {
                    1.0
                }
            })
            .collect();
        let mut rows = [[0.0; FIELDS]; 3];
        extremes(&values, false, &mut rows);
        assert_eq!(rows.map(|row| row[2]), [1.0, 0.0, 0.0]);
    }
}
