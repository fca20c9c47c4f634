//! Where the quantiles of a column lie, as far as a sample of its values can tell.

use crate::place::{place, Bin, Ranks, BINS};
use crate::sieve::WANTED;

/// The square of how many standard deviations a quantile's rank in the sample may be off.
const SPREAD: f64 = 10.0;

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
#[inline(never)]
pub fn guess(sample: &mut [f64], list: &mut [Sought], bins: &mut [Bin; BINS], spare: &mut [f64]) {
    let count = sample.len();
    let mut bounds = [f64::MAX, f64::MIN];
    for &x in sample.iter() {
        let [low, high] = &mut bounds;
        (*low, *high) = (low.min(x), high.max(x));
    }
    let mut wanted = [Ranks { from: 0, to: 0 }; WANTED];
    let mut before = Ranks { from: 0, to: 0 };
    for (ranks, one) in wanted.iter_mut().zip(&*list) {
        let middle = one.probability * count as f64;
        let square = SPREAD * middle * (1.0 - one.probability);
        let middle = middle as usize;
        let reach = (square as u32).isqrt() as usize + MORE;
        // Near an end the next one can reach further down, or the one before further up.
        before = Ranks {
            from: middle.saturating_sub(reach).max(before.from),
            to: (middle + reach).min(count).max(before.to),
        };
        *ranks = before;
    }
    place(sample, bounds, &wanted, bins, spare);
    let end = |at: usize, beside: usize| {
        let [value, next] = [at, beside].map(|at| sample.get(at).map(|x| x.to_bits()));
        let mut same = 0;
        if value == next {
            for x in sample.iter() {
                same += usize::from(Some(x.to_bits()) == value);
            }
        }
        value.map(|bits| (f64::from_bits(bits), u32::from(same > count / HEAVY)))
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
