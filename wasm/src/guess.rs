//! Where the quantiles of a column lie, as far as a sample of its values can tell.

use crate::pair::Pair;
use crate::place::{place, Bin, Ranks, BINS};
use crate::sieve::WANTED;
use crate::tally::{count_less, count_same};

/// So many values of a sample lie side by side in the column.
const RUN: usize = 16;

/// The square of how many standard deviations a quantile's rank in the sample may be off.
const SPREAD: f64 = 10.0;

/// The most variance that is allowed for, in variances of values that are not like their neighbours.
const WIDE: f64 = 2.0;

/// And so many ranks more.
const MORE: usize = 3;

/// A value that makes up more than one in so many of the sample is heavy.
const HEAVY: usize = 32;

/// A quantile, and what is known of where it lies.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Sought {
    /// Its probability.
    pub probability: f64,
    /// It lies between these values, as good as certainly.
    pub range: [f64; 2],
    /// Whether each is too frequent to be gathered: 1 or 0.
    pub heavy: [u32; 2],
    /// Whether it was found: 1 or 0.
    pub found: u32,
    /// Whether it is looked for in the pass under way: 1 or 0.
    pub due: u32,
}

impl Sought {
    /// A quantile of which nothing is known.
    pub fn new(probability: f64) -> Sought {
        Sought {
            probability,
            range: [f64::MIN, f64::MAX],
            heavy: [0; 2],
            found: 0,
            due: 0,
        }
    }
}

/// Draws the ranges closer. The sample is finite, lies in all of them, and is overwritten.
///
/// It is read in runs. Where a run is much like the one before, as in a smooth column, less is left to
/// chance: with spare room for the sample that is found out, and the ranges are as close as it allows.
#[inline(never)]
pub fn guess(sample: &mut [f64], list: &mut [Sought], bins: &mut [Bin; BINS], spare: &mut [f64]) {
    let count = sample.len();
    let mut bounds = [f64::MAX, f64::MIN];
    for &x in sample.iter() {
        let [low, high] = &mut bounds;
        (*low, *high) = (low.min(x), high.max(x));
    }
    let (order, spare) = spare.split_at_mut_checked(count).unwrap_or_default();
    let chance = |one: &Sought| one.probability * (1.0 - one.probability) * count as f64;
    let mut wanted = [Ranks { from: 0, to: 0 }; WANTED];
    let mut variances = [0.0; WANTED];
    for (variance, one) in variances.iter_mut().zip(&*list) {
        *variance = WIDE * chance(one);
    }
    ranges(list, &variances, count, &mut wanted);
    order.copy_from_slice(&sample[..order.len()]);
    place(sample, bounds, &wanted, bins, spare);
    for (variance, one) in variances.iter_mut().zip(&*list) {
        let at = (one.probability * count as f64) as usize;
        *variance = match sample.get(at..at + 2) {
            // Many equal values have more than one rank.
            Some([value, next]) if value < next && !order.is_empty() => {
                variance_of(order, *value).min(*variance)
            }
            _ => *variance / WIDE,
        };
    }
    ranges(list, &variances, count, &mut wanted);
    let end = |at: usize, beside: usize| {
        let value = *sample.get(at)?;
        let twice = sample.get(beside).map(|x| x.to_bits()) == Some(value.to_bits());
        let heavy = twice && count_same(sample, value) as usize > count / HEAVY;
        Some((value, u32::from(heavy)))
    };
    for (one, &Ranks { from, to }) in list.iter_mut().zip(&wanted) {
        let ends = [
            end(from, from + 1).filter(|_| from > 0),
            end(to.wrapping_sub(1), to.wrapping_sub(2)).filter(|_| to < count),
        ];
        for (at, end) in ends.into_iter().enumerate() {
            if let Some(known) = end {
                (one.range[at], one.heavy[at]) = known;
            }
        }
    }
}

/// The ranks that each quantile may have in a sample, from the variances of its rank there.
#[inline(never)]
fn ranges(list: &[Sought], variances: &[f64; WANTED], count: usize, wanted: &mut [Ranks; WANTED]) {
    let mut before = Ranks { from: 0, to: 0 };
    for ((ranks, one), variance) in wanted.iter_mut().zip(list).zip(variances) {
        let middle = (one.probability * count as f64) as usize;
        let [reach, _] = Pair::all(SPREAD * variance).root().both();
        let reach = reach as usize + MORE;
        // Near an end the next one can reach further down, or the one before further up.
        before = Ranks {
            from: middle.saturating_sub(reach).max(before.from),
            to: (middle + reach).min(count).max(before.to),
        };
        *ranks = before;
    }
}

/// The variance of how many values of a sample lie below one: from how that changes from a run to the
/// next.
#[inline(never)]
fn variance_of(order: &[f64], value: f64) -> f64 {
    let of = |run: &[f64; RUN]| f64::from(count_less(run, value));
    let (runs, _) = order.as_chunks();
    let mut last = runs.first().map_or(0.0, of);
    let mut sum = 0.0;
    for run in runs {
        let step = of(run) - last;
        sum += step * step;
        last += step;
    }
    sum / 2.0
}
