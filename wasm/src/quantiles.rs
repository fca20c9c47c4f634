//! Exact quantiles of a column of float64 by selection.
//!
//! The finite values are ordered totally: as numbers, and −0 before +0. Between two of them the
//! quantile is interpolated as numpy's default does, operation by operation, so that the bits agree
//! (numpy/lib/_function_base_impl.py: `_get_indexes`, `_lerp`, method "linear").

/// Overwrites `values` with work data and writes one quantile a probability into `out`.
///
/// The probabilities ascend and lie in 0…1. Without a finite value every quantile is NaN. Where the
/// difference of two neighbours overflows, so does numpy's interpolation, and ours with it: the
/// result is then infinite or NaN.
///
/// # Errors
/// `None` where the probabilities do not ascend or leave 0…1; nothing is written then.
pub fn quantiles(values: &mut [u64], probabilities: &[f64], out: &mut [f64]) -> Option<()> {
    let within = probabilities.iter().all(|p| (0.0..=1.0).contains(p));
    if !within || !probabilities.is_sorted() {
        return None;
    }
    let count = keep_finite(values);
    let keys = &mut values[..count];
    if count == 0 {
        out.fill(f64::NAN);
        return Some(());
    }
    place(keys, 0, count, probabilities);
    for (&p, quantile) in probabilities.iter().zip(out) {
        let (below, above, t) = position(count, p);
        *quantile = interpolate(value_of(keys[below]), value_of(keys[above]), t);
    }
    Some(())
}

/// Moves the sorting keys of the finite values to the front and tells how many there are.
fn keep_finite(values: &mut [u64]) -> usize {
    let mut count = 0;
    for at in 0..values.len() {
        let bits = values[at];
        values[count] = key_of(bits);
        count += usize::from(f64::from_bits(bits).is_finite());
    }
    count
}

/// A number that is ordered as the float64 with these bits is.
fn key_of(bits: u64) -> u64 {
    bits ^ (((bits as i64) >> 63) as u64 | 1 << 63)
}

fn value_of(key: u64) -> f64 {
    f64::from_bits(key ^ (((!key as i64) >> 63) as u64 | 1 << 63))
}

/// Brings the two keys that each probability asks for to their places in the sorted order.
///
/// `keys` is the part from `base` on of a column of `count` keys, and already parted from the rest.
fn place(keys: &mut [u64], base: usize, count: usize, probabilities: &[f64]) {
    let Some(&middle) = probabilities.get(probabilities.len() / 2) else {
        return;
    };
    let rank = position(count, middle).0;
    let lower = probabilities.partition_point(|&p| position(count, p).0 < rank);
    let upper = probabilities.partition_point(|&p| position(count, p).0 <= rank);
    let (left, _, right) = keys.select_nth_unstable(rank - base);
    place(left, base, count, &probabilities[..lower]);
    let higher = &probabilities[upper..];
    place(right, rank + 1, count, higher);
    // The least key above lies no further than the next key in place. It moves last, since a
    // selection among the keys above would carry it off again.
    let reach = higher
        .first()
        .map_or(right.len(), |&p| position(count, p).0 - rank);
    if let Some(next) = (0..reach).min_by_key(|&at| right[at]) {
        right.swap(0, next);
    }
}

/// The ranks that a quantile lies between, and how far it is from the first of them.
fn position(count: usize, probability: f64) -> (usize, usize, f64) {
    let last = count - 1;
    let at = probability * last as f64;
    let below = at as usize;
    if below >= last {
        // numpy counts from the end here, which makes the distance at + 1.
        return (last, last, at + 1.0);
    }
    (below, below + 1, at - below as f64)
}

/// Linear interpolation, exact at both ends (numpy `_lerp`).
fn interpolate(a: f64, b: f64, t: f64) -> f64 {
    let gap = b - a;
    let value = if t >= 0.5 {
        b - gap * (1.0 - t)
    } else {
        a + gap * t
    };
    if value.is_nan() {
        f64::NAN
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], probabilities: &[f64]) -> Vec<f64> {
        let mut bits: Vec<u64> = values.iter().map(|x| x.to_bits()).collect();
        let mut out = vec![0.0; probabilities.len()];
        quantiles(&mut bits, probabilities, &mut out).unwrap();
        out
    }

    #[test]
    fn a_small_column() {
        assert_eq!(
            of(&[3.0, 1.0, 2.0], &[0.0, 0.25, 0.5, 1.0]),
            [1.0, 1.5, 2.0, 3.0]
        );
        assert_eq!(of(&[f64::NAN, 7.0, f64::INFINITY], &[0.3]), [7.0]);
        assert!(of(&[f64::NAN], &[0.5])[0].is_nan());
        assert!(of(&[], &[0.5])[0].is_nan());
        assert!(of(&[1.0], &[]).is_empty());
    }

    #[test]
    fn selection_agrees_with_sorting() {
        let mut seed = 1u64;
        for count in [1, 2, 3, 10, 100, 1000, 4097] {
            let values: Vec<f64> = (0..count)
                .map(|_| {
                    seed = seed
                        .wrapping_mul(6364136223846793005)
                        .wrapping_add(1442695040888963407);
                    f64::from_bits(seed & !(1 << 62))
                })
                .collect();
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let probabilities: Vec<f64> = (0..=40).map(|i| f64::from(i) / 40.0).collect();
            for (p, quantile) in probabilities.iter().zip(of(&values, &probabilities)) {
                let (below, above, t) = position(count, *p);
                let wanted = interpolate(sorted[below], sorted[above], t);
                assert_eq!(quantile.to_bits(), wanted.to_bits());
            }
        }
    }

    #[test]
    fn keys_are_ordered_as_their_values() {
        let values = [f64::MIN, -1.0, -5e-324, -0.0, 0.0, 5e-324, 1.0, f64::MAX];
        assert!(values.map(|x| key_of(x.to_bits())).is_sorted());
        for x in values {
            assert_eq!(value_of(key_of(x.to_bits())).to_bits(), x.to_bits());
        }
    }

    #[test]
    fn probabilities_that_fall_or_leave_the_range_are_refused() {
        for wrong in [[0.5, 0.4], [-0.1, 0.5], [0.5, 1.1], [0.5, f64::NAN]] {
            assert_eq!(quantiles(&mut [0; 4], &wrong, &mut [0.0; 2]), None);
        }
    }
}
