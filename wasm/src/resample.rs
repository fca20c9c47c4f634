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
        let [mut min, mut max, sum] = simd::range::<false>(block);
        let mut gaps = 0;
        // A sum that overflows costs the slow way and nothing else.
        if sum.is_finite() {
            inside = false;
        } else {
            [min, max, _] = simd::range::<true>(block);
            for x in block {
                gaps += u32::from(!x.is_finite() && !inside);
                inside = !x.is_finite();
            }
        }
        *row = [min + 0.0, max + 0.0, f64::from(gaps)];
    }
}

#[cfg(target_arch = "wasm32")]
mod simd {
    use super::BLOCK;
    use core::arch::wasm32::*;

    /// The least and the greatest value and a sum of all, whose order is of no account: it tells
    /// whether one is not finite. `ODD` leaves such out of the extremes.
    #[inline(always)]
    pub fn range<const ODD: bool>(block: &[f64; BLOCK]) -> [f64; 3] {
        let mut min = [f64x2_splat(f64::INFINITY); 4];
        let mut max = [f64x2_splat(f64::NEG_INFINITY); 4];
        let mut sum = [f64x2_splat(0.0); 4];
        for row in block.as_chunks::<8>().0 {
            for lane in 0..4 {
                let mut x = f64x2(row[2 * lane], row[2 * lane + 1]);
                sum[lane] = f64x2_add(sum[lane], x);
                if ODD {
                    // Becomes NaN where it is not finite, which is neither smaller nor larger.
                    x = v128_or(x, f64x2_sub(x, x));
                }
                min[lane] = f64x2_pmin(min[lane], x);
                max[lane] = f64x2_pmax(max[lane], x);
            }
        }
        let fold = |lanes: [v128; 4], by: fn(v128, v128) -> v128| {
            let all = by(by(lanes[0], lanes[1]), by(lanes[2], lanes[3]));
            f64x2_extract_lane::<0>(by(all, i64x2_shuffle::<1, 0>(all, all)))
        };
        [
            fold(min, f64x2_pmin),
            fold(max, f64x2_pmax),
            fold(sum, f64x2_add),
        ]
    }
}

/// The same, lane by lane, where the tests run.
#[cfg(not(target_arch = "wasm32"))]
mod simd {
    use super::BLOCK;

    pub fn range<const ODD: bool>(block: &[f64; BLOCK]) -> [f64; 3] {
        let kept = || block.iter().filter(|x| !ODD || x.is_finite());
        let min = kept().fold(f64::INFINITY, |a, &b| if b < a { b } else { a });
        let max = kept().fold(f64::NEG_INFINITY, |a, &b| if b > a { b } else { a });
        [min, max, block.iter().sum()]
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
