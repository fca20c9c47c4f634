//! What the quantiles of a short column lie between.

use crate::place::{neighbours, place, Bin, Ranks, BINS};
use crate::sieve::WANTED;

/// Writes the two values that each quantile lies between, which are one where it is the greatest.
///
/// The finite values lie between the `bounds`, and are overwritten. The probabilities ascend and lie
/// in 0…1. Without a finite value NaN
/// is written.
///
/// # Errors
/// `None` where the probabilities do not ascend, leave 0…1 or are more than [`WANTED`].
pub fn quantiles(
    values: &mut [f64],
    bounds: [f64; 2],
    probabilities: &[f64],
    out: &mut [[f64; 2]],
    bins: &mut [Bin; BINS],
    spare: &mut [f64],
) -> Option<()> {
    if !ascend(probabilities) {
        return None;
    }
    let count = keep_finite(values);
    if count == 0 {
        out.fill([f64::NAN; 2]);
        return Some(());
    }
    let values = &mut values[..count];
    let mut wanted = [Ranks { from: 0, to: 0 }; WANTED];
    for (ranks, &p) in wanted.iter_mut().zip(probabilities) {
        *ranks = neighbours(count, p);
    }
    let wanted = &wanted[..probabilities.len()];
    place(values, bounds, wanted, bins, spare);
    for (pair, ranks) in out.iter_mut().zip(wanted) {
        *pair = [values[ranks.from], values[ranks.to - 1]];
    }
    Some(())
}

/// Whether probabilities ascend, lie in 0…1 and are not too many.
#[inline(never)]
pub fn ascend(probabilities: &[f64]) -> bool {
    probabilities.len() <= WANTED
        && probabilities.iter().all(|p| (0.0..=1.0).contains(p))
        && probabilities.is_sorted()
}

/// Moves the finite values to the front and tells how many there are.
#[inline(never)]
pub fn keep_finite(values: &mut [f64]) -> usize {
    let mut count = 0;
    for at in 0..values.len() {
        let x = values[at];
        values[count] = x;
        count += usize::from(x.is_finite());
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], probabilities: &[f64]) -> Option<Vec<[f64; 2]>> {
        let mut out = vec![[0.0; 2]; probabilities.len()];
        let mut spare = vec![0.0; values.len()];
        let mut bins = [[0; 2]; BINS];
        let mut values = values.to_vec();
        let bounds = [f64::MIN, f64::MAX];
        quantiles(
            &mut values,
            bounds,
            probabilities,
            &mut out,
            &mut bins,
            &mut spare,
        )?;
        Some(out)
    }

    #[test]
    fn a_small_column() {
        let found = of(&[3.0, 1.0, 2.0], &[0.0, 0.25, 0.5, 1.0]);
        let wanted = vec![[1.0, 2.0], [1.0, 2.0], [2.0, 3.0], [3.0, 3.0]];
        assert_eq!(found, Some(wanted));
        let found = of(&[f64::NAN, 7.0, f64::INFINITY], &[0.3]);
        assert_eq!(found, Some(vec![[7.0, 7.0]]));
        assert!(of(&[f64::NAN], &[0.5]).unwrap()[0][0].is_nan());
        assert!(of(&[], &[0.5]).unwrap()[0][1].is_nan());
        assert_eq!(of(&[1.0], &[]), Some(vec![]));
    }

    #[test]
    fn probabilities_that_fall_or_leave_the_range_are_refused() {
        for wrong in [[0.5, 0.4], [-0.1, 0.5], [0.5, 1.1], [0.5, f64::NAN]] {
            assert_eq!(of(&[0.0; 4], &wrong), None);
        }
        assert_eq!(of(&[0.0; 4], &[0.5; WANTED + 1]), None);
    }
}
