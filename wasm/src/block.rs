//! The moments of one block of a column of float64: 1,024 consecutive values.
//!
//! Infinities and NaN are counted, but take no part in extremes, mean and second moment. Three rules
//! make the numbers sound and bit-defined:
//!
//! - Sums run in eight lanes: lane j adds the positions p with p mod 8 = j, in order, and the total
//!   is ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7)).
//! - Values are scaled by a power of two that follows from the largest magnitude of the block, so
//!   that squares neither overflow nor underflow, and are shifted by the first finite value, so
//!   that a small spread around a large value survives.
//! - The second moment is the corrected two-pass: Σe² − (Σe)²/n about the block's mean.

use crate::eight::{greatest, kept, least, rows_of, sums, total, LANES, PAIRS};
use crate::moments::{Moments, UP};
use crate::pair::Pair;

/// The values of a block.
pub const BLOCK: usize = 1024;

/// Above this magnitude a block is scaled down: the sum of 2⁵³ squares below it is finite.
const LARGE: f64 = power_of_two(480);

/// Below this magnitude a block is scaled up: squares of differences above it are normal.
const SMALL: f64 = power_of_two(-400);

/// The scale of a block of large values.
const DOWN: f64 = power_of_two(-600);

/// A power of two.
pub const fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

/// What one look at a block tells.
struct Seen {
    finite: f64,
    /// The values that are not NaN.
    numbers: f64,
    min: f64,
    max: f64,
    /// The sum of the values less the shift, which is the total where the scale is 1.
    sum: f64,
}

/// The moments of a block, whose extremes have no position yet.
///
/// `clean` tells whether all values of the block before were finite, and then of this one.
pub fn block_moments(block: &[f64], clean: &mut bool) -> Moments {
    let count = block.len() as f64;
    let first = block.iter().copied().find(|x| x.is_finite()).unwrap_or(0.0);
    let full = block.len().is_multiple_of(LANES);
    let mut seen = None;
    if *clean && full {
        seen = Some(look::<true>(block, first)).filter(|seen| seen.sum.is_finite());
    }
    let all = seen.is_some();
    let seen = seen.unwrap_or_else(|| look::<false>(block, first));
    let finite = seen.finite;
    *clean = finite == count;
    let nan = count - seen.numbers;
    if finite == 0.0 {
        return Moments {
            count,
            nan,
            ..Moments::NONE
        };
    }
    let scale = scale_of(seen.max.max(-seen.min));
    let shift = first * scale;
    let shifted = |x: Pair| x.times(Pair::all(scale)).minus(Pair::all(shift));
    let plain = |x: Pair| x.minus(Pair::all(shift));
    let sum = if scale == 1.0 {
        seen.sum
    } else {
        sums::<false>(block, |x| [shifted(x), Pair::all(0.0)])[0]
    };
    let centre = sum / finite;
    let [residue, squares] = if scale != 1.0 {
        sums::<false>(block, |x| squared(shifted(x), centre))
    } else if all {
        sums::<true>(block, |x| squared(plain(x), centre))
    } else {
        sums::<false>(block, |x| squared(plain(x), centre))
    };
    let m2 = squares - residue * residue / finite;
    let (mean, tail) = two_sum(shift, centre);
    Moments {
        count,
        finite,
        nan,
        min: seen.min,
        max: seen.max,
        argmin: 0.0,
        argmax: 0.0,
        mean,
        tail,
        m2: if m2 > 0.0 { m2 } else { 0.0 },
        scale,
    }
}

/// How far values lie from their centre, and the squares of that.
#[inline(always)]
fn squared(values: Pair, centre: f64) -> [Pair; 2] {
    let e = values.minus(Pair::all(centre));
    [e, e.times(e)]
}

/// Counts, bounds and adds.
///
/// With `ALL` every value counts as finite and the rows must be full: twice as fast, and right where
/// the sum is finite.
fn look<const ALL: bool>(block: &[f64], shift: f64) -> Seen {
    let shift = Pair::all(shift);
    let mut min = [Pair::all(f64::INFINITY); PAIRS];
    let mut max = [Pair::all(f64::NEG_INFINITY); PAIRS];
    let mut sum = [Pair::all(0.0); PAIRS];
    let mut finite = [Pair::all(0.0); PAIRS];
    let mut numbers = [Pair::all(0.0); PAIRS];
    rows_of(block, |row| {
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
    let count = block.len() as f64;
    Seen {
        finite: if ALL { count } else { total(finite) },
        numbers: if ALL { count } else { total(numbers) },
        min: least(min),
        max: greatest(max),
        sum: total(sum),
    }
}

/// The first position of a value that the block holds; −0 equals +0.
#[inline(never)]
pub fn position(block: &[f64], value: f64) -> usize {
    let (fours, _) = block.as_chunks::<4>();
    let skip = fours
        .iter()
        .position(|[a, b, c, d]| (*a == value) | (*b == value) | (*c == value) | (*d == value));
    let from = 4 * skip.unwrap_or(fours.len());
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
