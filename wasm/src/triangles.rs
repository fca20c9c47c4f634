//! Largest triangle three buckets (S. Steinarsson, Downsampling time series for visual
//! representation, 2013), over windows of a series.

/// The sum of a bucket's finite numbers and how many these are. Where points are picked: the
/// average step and value of the next bucket, NaN where no value of it is finite.
pub const FIELDS: usize = 2;

/// What goes on from one window to the next: step and value of the point picked last (NaN before
/// the first); of the bucket at hand the largest area, the position of its point (−1: none yet), its
/// step and its value; the position of the window's first point; and what its steps are counted from.
pub const STATE: usize = 8;

/// Picks a point of each bucket: the one whose triangle with the point picked last and the average
/// of the next bucket is the largest, the first of equals. Writes the positions of the first
/// `closed` buckets, which end in this window; −1 where no point is finite.
pub fn pick(
    [steps, values]: [&[f64]; 2],
    ends: &[u32],
    nexts: &[[f64; FIELDS]],
    state: &mut [f64; STATE],
    picks: &mut [f64],
    closed: usize,
) -> Option<()> {
    let mut from = 0;
    for (j, (&end, &[step, value])) in ends.iter().zip(nexts).enumerate() {
        let x = steps.get(from..end as usize)?;
        let y = values.get(from..end as usize)?;
        let [ax, last, most, place, _, _, first, origin] = *state;
        // A height that is missing is taken from the other side.
        let ay = first_number(last, first_number(value, 0.0));
        let height = first_number(value, ay) - ay;
        let corner = [ax - origin, ay, ax - step, height];
        let (area, run) = simd::largest(x, y, corner, most);
        let larger = area > most;
        // Areas beyond all numbers are NaN: then the first finite point stays.
        if larger || place < 0.0 {
            let wanted = |(&y, &x): (&f64, &f64)| {
                y.is_finite() && (!larger || area_of(x, y, corner) == area)
            };
            if let Some(at) = y.iter().zip(x).skip(run).position(wanted) {
                let at = run + at;
                state[2] = area;
                state[3] = first + (from + at) as f64;
                state[4] = origin + x[at];
                state[5] = y[at];
            }
        }
        if j < closed {
            *picks.get_mut(j)? = state[3];
            if state[3] >= 0.0 {
                state[0] = state[4];
                state[1] = state[5];
            }
            state[2] = -1.0;
            state[3] = -1.0;
        }
        from = end as usize;
    }
    Some(())
}

fn first_number(a: f64, b: f64) -> f64 {
    if a.is_nan() {
        b
    } else {
        a
    }
}

/// Twice the area of a triangle.
#[inline(always)]
fn area_of(x: f64, y: f64, [ax, ay, width, height]: [f64; 4]) -> f64 {
    (width * (y - ay) - (ax - x) * height).abs()
}

/// The largest area above `most` of a finite point, and a position at or before it.
fn largest_of(x: &[f64], y: &[f64], corner: [f64; 4], most: f64) -> (f64, usize) {
    let mut found = (most, 0);
    for (i, (&y, &x)) in y.iter().zip(x).enumerate() {
        let area = area_of(x, y, corner);
        if area > found.0 && y.is_finite() {
            found = (area, i);
        }
    }
    found
}

#[cfg(target_arch = "wasm32")]
mod simd {
    use super::largest_of;
    use core::arch::wasm32::*;

    /// The points whose largest area is taken at once.
    const RUN: usize = 8;

    /// The largest area above `most` of a finite point, and a position at or before it.
    #[inline(always)]
    pub fn largest(x: &[f64], y: &[f64], corner: [f64; 4], most: f64) -> (f64, usize) {
        let [ax, ay, width, height] = corner.map(|x| f64x2_splat(x));
        let mut top = f64x2_splat(most);
        let mut at = 0;
        let mut end = 0;
        while end < y.len() && y.len() >= RUN {
            // The last run begins earlier: what is seen twice is not larger than itself.
            end = (end + RUN).min(y.len());
            let (Some(x), Some(y)) = (x[..end].last_chunk::<RUN>(), y[..end].last_chunk::<RUN>())
            else {
                break;
            };
            let mut lanes = [top; 2];
            for j in 0..RUN / 2 {
                let (x, y) = (f64x2(x[2 * j], x[2 * j + 1]), f64x2(y[2 * j], y[2 * j + 1]));
                let across = f64x2_mul(f64x2_sub(ax, x), height);
                let area = f64x2_abs(f64x2_sub(f64x2_mul(width, f64x2_sub(y, ay)), across));
                // NaN is never larger.
                lanes[j % 2] = f64x2_pmax(lanes[j % 2], area);
            }
            let all = f64x2_pmax(lanes[0], lanes[1]);
            if v128_any_true(f64x2_gt(all, top)) {
                top = larger(all);
                at = end - RUN;
            }
        }
        let found = f64x2_extract_lane::<0>(top);
        // An infinite point, or an area beyond all numbers, costs the slow way and nothing else.
        if end == 0 || found == f64::INFINITY {
            return largest_of(x, y, corner, most);
        }
        (found, at)
    }

    /// The larger lane in both. Called, as a choice in its place would make every run wait for the
    /// one before.
    #[inline(never)]
    fn larger(pair: v128) -> v128 {
        f64x2_pmax(pair, i64x2_shuffle::<1, 0>(pair, pair))
    }
}

/// The same, point by point, where the tests run.
#[cfg(not(target_arch = "wasm32"))]
mod simd {
    pub fn largest(x: &[f64], y: &[f64], corner: [f64; 4], most: f64) -> (f64, usize) {
        super::largest_of(x, y, corner, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farthest_point_is_picked_over_windows() {
        let steps: Vec<f64> = (0..10).map(f64::from).collect();
        let mut values = [0.0; 10];
        values[3] = 5.0;
        values[7] = -9.0;
        let mut state = [-1.0, 0.0, -1.0, -1.0, 0.0, 0.0, 100.0, 0.0];
        let mut picks = [0.0; 2];
        let nexts = [[7.0, 0.0], [11.0, 0.0]];
        let window = [&steps[..], &values[..]];
        pick(window, &[5, 8], &nexts, &mut state, &mut picks, 1).unwrap();
        assert_eq!((picks[0], state[3]), (103.0, 107.0));
        state[6] = 108.0;
        let rest = [&steps[8..], &values[8..]];
        pick(rest, &[2], &nexts[1..], &mut state, &mut picks, 1).unwrap();
        assert_eq!((picks[0], state[0], state[1]), (107.0, 7.0, -9.0));
    }

    #[test]
    fn a_bucket_without_a_finite_value_keeps_none() {
        let mut state = [0.0, 1.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0];
        let mut picks = [0.0];
        let values = [f64::NAN, f64::INFINITY];
        let nexts = [[3.0, f64::NAN]];
        pick(
            [&[1.0, 2.0], &values],
            &[2],
            &nexts,
            &mut state,
            &mut picks,
            1,
        )
        .unwrap();
        assert_eq!((picks[0], state[1]), (-1.0, 1.0));
    }
}
