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
use crate::tally::{count_less, count_same};

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
    /// The values that are not NaN.
    numbers: f64,
    min: f64,
    max: f64,
    /// The sum of the values less the shift, which is the total where the scale is 1.
    sum: f64,
}

/// What values stand in a block.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// None that is not finite.
    Finite,
    /// NaN too.
    Gaps,
    /// Infinities too.
    Any,
}

/// The moments of a block, whose extremes have no position yet.
///
/// `kind` is that of the block before, and then of this one: blocks are much like each other.
pub fn block_moments(block: &[f64], kind: &mut Kind) -> Moments {
    if *kind == Kind::Any {
        return without_infinities(block, kind);
    }
    let first = block.iter().copied().find(|x| x.is_finite()).unwrap_or(0.0);
    let mut all = *kind == Kind::Finite && block.len().is_multiple_of(LANES);
    let mut seen = None;
    if all {
        seen = Some(look::<true>(block, first)).filter(|seen| seen.sum.is_finite());
        all = seen.is_some();
    }
    let seen = seen.unwrap_or_else(|| look::<false>(block, first));
    if seen.numbers > 0.0 && (seen.min.is_infinite() || seen.max.is_infinite()) {
        return without_infinities(block, kind);
    }
    let count = block.len() as f64;
    let finite = seen.numbers;
    let nan = count - finite;
    *kind = if nan > 0.0 { Kind::Gaps } else { Kind::Finite };
    if finite == 0.0 {
        return Moments {
            count,
            nan,
            ..Moments::NONE
        };
    }
    let scale = scale_of(seen.max.max(-seen.min));
    let shift = first * scale;
    let sum = if scale == 1.0 {
        seen.sum
    } else {
        distances(block, scale, shift, 0.0)[0]
    };
    let centre = sum / finite;
    let [residue, squares] = if all && scale == 1.0 {
        sums::<true>(block, |x| {
            x.minus(Pair::all(shift)).minus(Pair::all(centre))
        })
    } else {
        distances(block, scale, shift, centre)
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

/// The moments of a block in which infinities may stand.
#[inline(never)]
fn without_infinities(block: &[f64], kind: &mut Kind) -> Moments {
    let mut others = [f64::NAN; BLOCK];
    let mut rows = others.as_chunks_mut::<2>().0.iter_mut();
    rows_of::<false>(block, |row| {
        for (x, to) in row.into_iter().zip(&mut rows) {
            *to = x.or_nan().both();
        }
    });
    let others = others.get(..block.len()).unwrap_or_default();
    let numbers = count_less(block, f64::INFINITY) + count_same(block, f64::INFINITY);
    let nan = block.len() as f64 - f64::from(numbers);
    *kind = Kind::Gaps;
    let moments = block_moments(others, kind);
    if moments.finite < f64::from(numbers) {
        *kind = Kind::Any;
    }
    Moments { nan, ..moments }
}

/// Sums how far the numbers, scaled and shifted, lie from their centre, and the squares of that.
#[inline(never)]
fn distances(block: &[f64], scale: f64, shift: f64, centre: f64) -> [f64; 2] {
    let shifted = |x: Pair| x.times(Pair::all(scale)).minus(Pair::all(shift));
    sums::<false>(block, |x| shifted(x).minus(Pair::all(centre)))
}

/// Counts, bounds and adds.
///
/// With `ALL` every value counts as finite and the rows must be full: faster, and right where the sum
/// is finite. Without, NaN alone takes no part.
fn look<const ALL: bool>(block: &[f64], shift: f64) -> Seen {
    let shift = Pair::all(shift);
    let mut min = [Pair::all(f64::INFINITY); PAIRS];
    let mut max = [Pair::all(f64::NEG_INFINITY); PAIRS];
    let mut sum = [Pair::all(0.0); PAIRS];
    let mut numbers = [Pair::all(0.0); PAIRS];
    rows_of::<ALL>(block, |row| {
        for lane in 0..PAIRS {
            let x = row[lane];
            min[lane] = min[lane].or_less(x);
            max[lane] = max[lane].or_greater(x);
            sum[lane] = sum[lane].plus(kept::<ALL>(x.minus(shift), x));
            if !ALL {
                numbers[lane] = numbers[lane].plus(Pair::all(1.0).where_number(x));
            }
        }
    });
    let count = block.len() as f64;
    Seen {
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
