//! Order statistics of a column of float64: the values at some ranks, without sorting the rest.
//!
//! The order is total: as numbers, and −0 before +0. Values go by their distance from the least into
//! bins of equal width; the bins that hold a wanted rank are gathered and sorted by selection.

use core::array::from_fn;

/// The most bins.
pub const BINS: usize = 4096;

/// Below this many values bins cost more than they bring.
const FEW: usize = 128;

/// Up to this many values are sorted by insertion.
const SMALL: usize = 12;

/// From this many values on a pivot is worth nine looks.
const LONG: usize = 128;

/// After so many rounds pivots halve the range of the keys: no column makes it take forever.
const MANY: usize = 48;

/// A bin that holds no wanted rank.
const NONE: u32 = u32::MAX;

/// What is known of a bin: how many values it holds, then where the next goes; and its first rank.
pub type Bin = [u32; 2];

/// Ranks from one to another, the second exclusive.
#[derive(Clone, Copy)]
pub struct Ranks {
    /// The first rank.
    pub from: usize,
    /// One more than the last.
    pub to: usize,
}

/// The ranks that a quantile lies between (numpy/lib/_function_base_impl.py: `_get_indexes`,
/// method "linear"), as a range. There is at least one value.
#[inline(never)]
pub fn neighbours(count: usize, probability: f64) -> Ranks {
    let last = count - 1;
    let from = ((probability * last as f64) as usize).min(last);
    Ranks {
        from,
        to: (from + 2).min(count),
    }
}

/// Brings the values of the wanted ranks, which ascend, to their places in the sorted order.
///
/// All values are finite and lie between the `bounds`. What stands at other ranks afterwards is
/// unspecified.
#[inline(never)]
pub fn place(
    values: &mut [f64],
    bounds: [f64; 2],
    wanted: &[Ranks],
    bins: &mut [Bin; BINS],
    spare: &mut [f64],
) {
    if values.len() < FEW {
        return select(values, 0, wanted);
    }
    let [low, high] = bounds;
    let bins = &mut bins[..values.len().next_power_of_two().min(BINS)];
    let scale = bins.len() as f64 / (high - low);
    // All are equal, or further apart than numbers can tell.
    if scale == 0.0 || scale == f64::INFINITY {
        return select(values, 0, wanted);
    }
    let most = bins.len() - 1;
    let bin_of = |_, x: f64| (((x - low) * scale) as i32 as usize).min(most);
    bins.fill([0, 0]);
    for &x in values.iter() {
        bins[bin_of(0, x)][0] += 1;
    }
    place_in(values, bin_of, wanted, bins, spare);
}

/// The same, where each value's bin is known by its position too, and the bins hold their counts.
pub fn place_in(
    values: &mut [f64],
    bin_of: impl Fn(usize, f64) -> usize,
    wanted: &[Ranks],
    bins: &mut [Bin],
    spare: &mut [f64],
) {
    if mark(bins, wanted) > spare.len() {
        return select(values, 0, wanted);
    }
    for (at, &x) in values.iter().enumerate() {
        let next = &mut bins[bin_of(at, x)][0];
        if *next != NONE {
            spare[*next as usize] = x;
            *next += 1;
        }
    }
    let mut start = 0;
    for &[end, rank] in bins.iter() {
        if end == NONE {
            continue;
        }
        let (end, rank) = (end as usize, rank as usize);
        let part = &mut spare[start..end];
        select(part, rank, wanted);
        values[rank..rank + part.len()].copy_from_slice(part);
        start = end;
    }
}

/// Turns counts into first ranks, and into places in the spare room where a bin is wanted. Tells
/// how many values the wanted bins hold.
#[inline(never)]
fn mark(bins: &mut [Bin], mut wanted: &[Ranks]) -> usize {
    let (mut rank, mut at) = (0, 0);
    for bin in bins {
        let count = bin[0];
        let end = rank + count;
        while wanted
            .first()
            .is_some_and(|ranks| ranks.to <= rank as usize)
        {
            wanted = &wanted[1..];
        }
        let holds = wanted
            .first()
            .is_some_and(|ranks| ranks.from < end as usize);
        *bin = if holds && count > 0 {
            at += count;
            [at - count, rank]
        } else {
            [NONE, rank]
        };
        rank = end;
    }
    at as usize
}

/// Brings the values of the wanted ranks to their places, where the least value has rank `base`:
/// a quicksort that leaves alone what nobody asks for.
fn select(mut part: &mut [f64], mut base: usize, wanted: &[Ranks]) {
    let mut rounds = 0;
    while wanted
        .iter()
        .any(|ranks| ranks.from < base + part.len() && ranks.to > base)
    {
        if part.len() <= SMALL {
            return insert(part);
        }
        rounds += 1;
        let pivot = [pivot_of, middle_of][usize::from(rounds > MANY)](part);
        let less = partition(part, |x| order(x) < pivot);
        let (left, mut right) = part.split_at_mut(less);
        let mut equal = 0;
        // So that many equal values end it sooner, not later.
        if less < right.len() / 8 {
            equal = partition(right, |x| order(x) == pivot);
            right = &mut right[equal..];
        }
        let next = base + less + equal;
        // The shorter side recurses, which bounds the stack.
        if left.len() < right.len() {
            select(left, base, wanted);
            (part, base) = (right, next);
        } else {
            select(right, next, wanted);
            part = left;
        }
    }
}

fn insert(part: &mut [f64]) {
    for end in 1..part.len() {
        let x = part[end];
        let mut at = end;
        while at > 0 && order(part[at - 1]) > order(x) {
            part[at] = part[at - 1];
            at -= 1;
        }
        part[at] = x;
    }
}

/// A middle value: the median of three, or in a long part of nine, that are spread over it.
fn pivot_of(part: &[f64]) -> i64 {
    let median = |at: usize, step: usize| {
        let [a, b, c] = from_fn(|i| order(part[at + i * step]));
        a.max(b).min(a.min(b).max(c))
    };
    let third = part.len() / 3;
    if part.len() < LONG {
        return median(third / 2, third);
    }
    let ninth = part.len() / 9;
    let [a, b, c] = from_fn(|i| median(i * third + ninth / 2, ninth));
    a.max(b).min(a.min(b).max(c))
}

/// Between the least key and the greatest, and above the least where they differ.
fn middle_of(part: &[f64]) -> i64 {
    let keys = part.iter().map(|&x| order(x));
    let (low, high) = (keys.clone().min().unwrap_or(0), keys.max().unwrap_or(0));
    high.wrapping_sub((high.wrapping_sub(low) as u64 / 2) as i64)
}

/// Moves the values that belong to the front there and tells how many they are, without a branch.
fn partition(part: &mut [f64], belongs: impl Fn(f64) -> bool) -> usize {
    let mut count = 0;
    for at in 0..part.len() {
        let x = part[at];
        part.swap(at, count);
        count += usize::from(belongs(x));
    }
    count
}

/// A number that is ordered as the value is, −0 before +0.
fn order(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], wanted: &[Ranks]) {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        for room in [values.len(), values.len() / 4] {
            let mut placed = values.to_vec();
            place(
                &mut placed,
                [sorted[0], sorted[values.len() - 1]],
                wanted,
                &mut [[9, 9]; BINS],
                &mut vec![0.0; room],
            );
            for ranks in wanted {
                for at in ranks.from..ranks.to {
                    assert_eq!(placed[at].to_bits(), sorted[at].to_bits());
                }
            }
        }
    }

    #[test]
    fn wanted_ranks_agree_with_sorting() {
        let mut seed = 1u64;
        let mut next = || {
            seed = seed
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            seed
        };
        for count in [1, 2, 31, 32, 33, 100, 1000, 4097, 70_000] {
            let ranks: Vec<Ranks> = (0..=20)
                .map(|i| neighbours(count, f64::from(i) / 20.0))
                .collect();
            let wide = [Ranks {
                from: count / 3,
                to: count / 2 + 1,
            }];
            for shape in 0..5 {
                let values: Vec<f64> = (0..count)
                    .map(|_| match shape {
                        0 => f64::from_bits(next() & !(1 << 62)),
                        1 => (next() >> 11) as f64,
                        2 => (next() >> 62) as f64 - 1.0,
                        3 => f64::from_bits(next() & (1 << 63)),
                        _ => f64::from_bits(next() >> 12),
                    })
                    .collect();
                check(&values, &ranks);
                check(&values, &wide);
            }
            check(&vec![f64::MAX; count], &ranks);
        }
        check(&[f64::MAX, f64::MIN].repeat(40), &[neighbours(80, 0.5)]);
    }

    #[test]
    fn a_quantile_lies_between_two_ranks() {
        let of = |count, p| {
            let Ranks { from, to } = neighbours(count, p);
            (from, to)
        };
        assert_eq!((of(3, 0.25), of(3, 0.5)), ((0, 2), (1, 3)));
        assert_eq!((of(3, 1.0), of(1, 0.7)), ((2, 3), (0, 1)));
    }
    #[test]
    fn a_middle_lies_above_the_least() {
        for ends in [[f64::MIN, f64::MAX], [-1.0, 3.0], [-0.0, 0.0], [7.0, 7.0]] {
            let [low, high] = ends.map(order);
            let middle = middle_of(&ends);
            assert!(middle <= high && (middle > low || low == high), "{ends:?}");
        }
    }
}
