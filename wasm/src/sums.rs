//! Sums of the buckets of a series, each in the order of its numbers.

use crate::triangles::FIELDS;

/// So many buckets are summed side by side: each in its order, all without waiting.
const LANES: usize = 4;

/// Adds the finite numbers of each bucket to its row, in order. Bucket j ends before `ends[j]`,
/// where the next one begins. `None` where an end lies outside.
pub fn sums(numbers: &[f64], ends: &[u32], rows: &mut [[f64; FIELDS]]) -> Option<()> {
    let mut from = 0;
    let mut odd = false;
    for (ends, rows) in ends.chunks(LANES).zip(rows.chunks_mut(LANES)) {
        let mut parts: [&[f64]; LANES] = [&[]; LANES];
        let mut before = [0.0; LANES];
        for (((part, sum), &end), row) in parts.iter_mut().zip(&mut before).zip(ends).zip(&*rows) {
            *part = numbers.get(from..end as usize)?;
            *sum = row[0];
            from = end as usize;
        }
        for lane in ends.len()..LANES {
            parts[lane] = parts[0];
        }
        let shared = parts.map(<[f64]>::len).into_iter().min()?;
        let mut counts = [shared as f64; LANES];
        let mut sums = before;
        if !odd {
            sums = add(parts, sums);
            // A sum that overflows costs the slow way and nothing else.
            odd = sums.iter().any(|sum| !sum.is_finite());
        }
        if odd {
            [sums, counts] = simd::add_finite(parts, before);
        }
        for (((part, sum), count), row) in parts.iter().zip(sums).zip(counts).zip(rows) {
            *row = [sum, row[1] + count];
            for x in part[shared..].iter().filter(|x| x.is_finite()) {
                *row = [row[0] + x, row[1] + 1.0];
            }
        }
    }
    Some(())
}

/// Adds the numbers of each part to a sum, as far as the shortest part goes.
fn add([a, b, c, d]: [&[f64]; LANES], mut sums: [f64; LANES]) -> [f64; LANES] {
    for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
        sums[0] += a;
        sums[1] += b;
        sums[2] += c;
        sums[3] += d;
    }
    sums
}

#[cfg(target_arch = "wasm32")]
mod simd {
    use super::LANES;
    use core::arch::wasm32::*;

    /// Adds the finite numbers of each part to a sum, as far as the shortest goes, and counts them.
    pub fn add_finite([a, b, c, d]: [&[f64]; LANES], sums: [f64; LANES]) -> [[f64; LANES]; 2] {
        let mut sums = [f64x2(sums[0], sums[1]), f64x2(sums[2], sums[3])];
        let mut counts = [i64x2_splat(0); 2];
        for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
            for (pair, x) in [f64x2(*a, *b), f64x2(*c, *d)].into_iter().enumerate() {
                let none = f64x2_sub(x, x);
                let finite = f64x2_eq(none, none);
                // No sum is ever −0, so that adding +0 changes none.
                sums[pair] = f64x2_add(sums[pair], v128_and(x, finite));
                counts[pair] = i64x2_sub(counts[pair], finite);
            }
        }
        let numbers = |[left, right]: [v128; 2]| {
            [
                f64x2_extract_lane::<0>(left),
                f64x2_extract_lane::<1>(left),
                f64x2_extract_lane::<0>(right),
                f64x2_extract_lane::<1>(right),
            ]
        };
        let counts = numbers(counts).map(|count| count.to_bits() as f64);
        [numbers(sums), counts]
    }
}

/// The same, number by number, where the tests run.
#[cfg(not(target_arch = "wasm32"))]
mod simd {
    use super::LANES;

    pub fn add_finite(parts: [&[f64]; LANES], mut sums: [f64; LANES]) -> [[f64; LANES]; 2] {
        let shared = parts.map(<[f64]>::len).into_iter().min().unwrap_or(0);
        let mut counts = [0.0; LANES];
        for ((part, sum), count) in parts.iter().zip(&mut sums).zip(&mut counts) {
            for x in part[..shared].iter().filter(|x| x.is_finite()) {
                *sum += x;
                *count += 1.0;
            }
        }
        [sums, counts]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_any_number_of_buckets_leave_out_what_is_not_finite() {
        let mut values: Vec<f64> = (0..100).map(f64::from).collect();
        values[1] = f64::NAN;
        values[50] = f64::INFINITY;
        let ends = [2, 10, 20, 45, 46, 90, 100];
        let mut rows = [[0.0; FIELDS]; 7];
        rows[6] = [1.0, 2.0];
        sums(&values, &ends, &mut rows).unwrap();
        assert_eq!(rows[0], [0.0, 1.0]);
        assert_eq!(rows[5], [2920.0, 43.0]);
        assert_eq!(rows[6], [946.0, 12.0]);
        assert!(sums(&values, &[101], &mut rows).is_none());
    }
}
