//! Moments of a column of float64, block by block.
//!
//! A block is 1,024 consecutive values. Infinities and NaN are counted, but take no part in
//! extremes, mean and second moment. Three rules make the numbers sound and bit-defined:
//!
//! - Sums run in eight lanes: lane j adds the positions p with p mod 8 = j, in order, and the total
//!   is ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7)).
//! - Values are scaled by a power of two that follows from the largest magnitude of the block, so
//!   that squares neither overflow nor underflow, and are shifted by the first finite value, so
//!   that a small spread around a large value survives.
//! - The second moment is the corrected two-pass: Σe² − (Σe)²/n about the block's mean.

use crate::eight::{greatest, kept, least, rows_of, sums, total, LANES, PAIRS};
use crate::pair::Pair;

/// The values of a block.
pub const BLOCK: usize = 1024;

/// The numbers of a row: count, finite, nan, min, max, argmin, argmax, mean, tail, m2, scale.
pub const FIELDS: usize = 11;

/// Above this magnitude a block is scaled down: the sum of 2⁵³ squares below it is finite.
const LARGE: f64 = power_of_two(480);

/// Below this magnitude a block is scaled up: squares of differences above it are normal.
const SMALL: f64 = power_of_two(-400);

/// The scale of a block of large values.
const DOWN: f64 = power_of_two(-600);

/// The scale of a block of small values, and of one without finite values.
const UP: f64 = power_of_two(600);

const fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

/// The values of a part of a block: where an extreme lies is looked up in one part alone.
const PART: usize = 128;

/// What one look at a block tells.
struct Seen {
    finite: usize,
    /// The values that are not NaN.
    numbers: f64,
    min: f64,
    max: f64,
    /// The part of the block that holds the first of the extremes.
    min_part: usize,
    max_part: usize,
    /// The sum of the values less the shift, which is the total where the scale is 1.
    sum: f64,
}

/// Writes one row of moments a block of `values`; the last block may be shorter.
///
/// The mean of a row is `mean + tail` (tail: what rounding cut off), and mean, tail and m2 are of
/// the values times `scale`. Positions count from the start of the block. Without a finite value
/// extremes and mean are NaN, positions −1, tail and m2 0.
pub fn moments(values: &[f64], rows: &mut [[f64; FIELDS]]) {
    for (block, row) in values.chunks(BLOCK).zip(rows) {
        *row = block_moments(block);
    }
}

fn block_moments(block: &[f64]) -> [f64; FIELDS] {
    let count = block.len() as f64;
    let first = block.iter().copied().find(|x| x.is_finite()).unwrap_or(0.0);
    let mut seen = look::<true>(block, first);
    let all = block.len().is_multiple_of(LANES) && seen.sum.is_finite();
    if !all {
        seen = look::<false>(block, first);
    }
    let nan = count - seen.numbers;
    if seen.finite == 0 {
        let none = f64::NAN;
        return [count, 0.0, nan, none, none, -1.0, -1.0, none, 0.0, 0.0, UP];
    }
    let finite = seen.finite as f64;
    let scale = scale_of(seen.max.max(-seen.min));
    let shift = first * scale;
    let shifted = |x: Pair| x.times(Pair::all(scale)).minus(Pair::all(shift));
    let sum = if scale == 1.0 {
        seen.sum
    } else {
        sums::<false>(block, |x| [shifted(x), Pair::all(0.0)])[0]
    };
    let centre = sum / finite;
    let [residue, squares] = if all && scale == 1.0 {
        sums::<true>(block, |x| squared(x.minus(Pair::all(shift)), centre))
    } else {
        sums::<false>(block, |x| squared(shifted(x), centre))
    };
    let m2 = squares - residue * residue / finite;
    let (mean, tail) = two_sum(shift, centre);
    let argmin = position(block, seen.min_part, seen.min);
    let argmax = position(block, seen.max_part, seen.max);
    [
        count,
        finite,
        nan,
        block[argmin],
        block[argmax],
        argmin as f64,
        argmax as f64,
        mean,
        tail,
        if m2 > 0.0 { m2 } else { 0.0 },
        scale,
    ]
}

/// How far values lie from their centre, and the squares of that.
#[inline(always)]
fn squared(values: Pair, centre: f64) -> [Pair; 2] {
    let e = values.minus(Pair::all(centre));
    [e, e.times(e)]
}

/// Counts, bounds and adds. Of equal extremes the first part wins, and −0 equals +0.
///
/// With `ALL` every value counts as finite and the rows must be full: twice as fast, and right where
/// the sum is finite.
fn look<const ALL: bool>(block: &[f64], shift: f64) -> Seen {
    let mut seen = Seen {
        finite: 0,
        numbers: 0.0,
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
        min_part: 0,
        max_part: 0,
        sum: 0.0,
    };
    let shift = Pair::all(shift);
    let mut sum = [Pair::all(0.0); PAIRS];
    let mut finite = [Pair::all(0.0); PAIRS];
    let mut numbers = [Pair::all(0.0); PAIRS];
    for (index, part) in block.chunks(PART).enumerate() {
        let mut min = [Pair::all(f64::INFINITY); PAIRS];
        let mut max = [Pair::all(f64::NEG_INFINITY); PAIRS];
        rows_of(part, |row| {
            for lane in 0..PAIRS {
                let x = row[lane];
                let bounded = if ALL { x } else { x.or_nan() };
                min[lane] = min[lane].or_less(bounded);
                max[lane] = max[lane].or_greater(bounded);
                sum[lane] = sum[lane].plus(kept::<ALL>(x.minus(shift), x));
                if !ALL {
                    finite[lane] = finite[lane].plus(Pair::all(1.0).where_finite(x));
                    numbers[lane] = numbers[lane].plus(Pair::all(1.0).where_number(x));
                }
            }
        });
        let [min, max] = [least(min), greatest(max)];
        if min < seen.min {
            seen.min = min;
            seen.min_part = index;
        }
        if max > seen.max {
            seen.max = max;
            seen.max_part = index;
        }
    }
    seen.sum = total(sum);
    let count = block.len() as f64;
    (seen.finite, seen.numbers) = if ALL {
        (block.len(), count)
    } else {
        (total(finite) as usize, total(numbers))
    };
    seen
}

/// The first position of a value that a part of the block holds.
fn position(block: &[f64], part: usize, value: f64) -> usize {
    let from = part * PART;
    let (fours, _) = block[from..].as_chunks::<4>();
    let skip = fours
        .iter()
        .position(|[a, b, c, d]| (*a == value) | (*b == value) | (*c == value) | (*d == value));
    let from = from + 4 * skip.unwrap_or(fours.len());
    from + block[from..].iter().position(|&x| x == value).unwrap_or(0)
}

fn scale_of(magnitude: f64) -> f64 {
    if magnitude > LARGE {
        DOWN
    } else if magnitude < SMALL {
        UP
    } else {
        1.0
    }
}

/// The sum of two numbers and what its rounding cut off, exactly (Knuth, TAOCP 2, 4.2.2).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(values: &[f64]) -> Vec<[f64; FIELDS]> {
        let mut rows = vec![[0.0; FIELDS]; values.len().div_ceil(BLOCK)];
        moments(values, &mut rows);
        rows
    }

    /// Mean and population standard deviation of a row, unscaled.
    fn finish(row: &[f64; FIELDS]) -> (f64, f64) {
        (row[7] / row[10], (row[9] / row[1]).sqrt() / row[10])
    }

    #[test]
    fn a_small_column() {
        let row = rows(&[3.0, 1.0, f64::NAN, 2.0, f64::INFINITY])[0];
        assert_eq!(row[..9], [5.0, 3.0, 1.0, 1.0, 3.0, 1.0, 0.0, 2.0, 0.0]);
        assert_eq!(row[9..], [2.0, 1.0]);
    }

    #[test]
    fn a_column_is_cut_into_blocks() {
        let values: Vec<f64> = (0..2500).map(f64::from).collect();
        let rows = rows(&values);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[2][0], 452.0);
        assert_eq!(rows[1][5..8], [0.0, 1023.0, 1024.0 + 511.5]);
    }

    #[test]
    fn no_finite_value() {
        let row = rows(&[f64::NAN, f64::NEG_INFINITY])[0];
        assert_eq!(row[..3], [2.0, 0.0, 1.0]);
        assert!(row[3].is_nan() && row[4].is_nan() && row[7].is_nan());
        assert_eq!(row[5..7], [-1.0, -1.0]);
        assert!(rows(&[]).is_empty());
    }

    #[test]
    fn of_equal_zeros_the_first_stays() {
        let row = rows(&[0.0, -0.0])[0];
        assert_eq!(row[3].to_bits(), 0);
        assert_eq!(row[4].to_bits(), 0);
        assert_eq!(row[5..7], [0.0, 0.0]);
    }

    #[test]
    fn extreme_magnitudes_keep_their_spread() {
        for unit in [1e300, 1.0, 1e-300] {
            let values: Vec<f64> = (0..1000).map(|i| f64::from(i % 2 * 2) * unit).collect();
            let (mean, std) = finish(&rows(&values)[0]);
            assert!((mean / unit - 1.0).abs() < 1e-14, "mean {mean}");
            assert!((std / unit - 1.0).abs() < 1e-14, "std {std}");
        }
        let (mean, std) = finish(&rows(&[f64::MAX, -f64::MAX])[0]);
        assert_eq!((mean, std), (0.0, f64::MAX));
    }

    #[test]
    fn a_small_spread_around_a_large_value() {
        let values: Vec<f64> = (0..1024)
            .map(|i| {
                1e9 + if i % 2 == 0 {
                    0.0009765625
                } else {
                    -0.0009765625
                }
            })
            .collect();
        let (mean, std) = finish(&rows(&values)[0]);
        assert_eq!(mean, 1e9);
        assert!((std / 0.0009765625 - 1.0).abs() < 1e-12);
    }
}
