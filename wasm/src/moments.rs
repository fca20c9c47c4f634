//! Moments of a column of float64: those of its blocks, merged in order.

use crate::block::{block_moments, position, power_of_two, Kind, BLOCK};

/// The scale of a block of small values, and of one without finite values.
pub const UP: f64 = power_of_two(600);

/// What leads from one scale to the next smaller one.
const STEP: f64 = power_of_two(-600);

/// What is known of a stretch of a column.
///
/// The mean is `mean + tail` (tail: what rounding cut off), and mean, tail and m2 are of the values
/// times `scale`. Positions count from the start of the stretch. Without a finite value extremes and
/// mean are NaN, positions −1, tail and m2 0.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(missing_docs)]
pub struct Moments {
    pub count: f64,
    pub finite: f64,
    pub nan: f64,
    pub min: f64,
    pub max: f64,
    pub argmin: f64,
    pub argmax: f64,
    pub mean: f64,
    pub tail: f64,
    pub m2: f64,
    pub scale: f64,
}

impl Moments {
    /// Those of no values.
    pub const NONE: Moments = Moments {
        count: 0.0,
        finite: 0.0,
        nan: 0.0,
        min: f64::NAN,
        max: f64::NAN,
        argmin: -1.0,
        argmax: -1.0,
        mean: f64::NAN,
        tail: 0.0,
        m2: 0.0,
        scale: UP,
    };

    /// Adds the blocks that follow, and calls `see` with each and its moments.
    fn take(&mut self, blocks: &[f64], see: &mut impl FnMut(&[f64], &Moments)) {
        let from = self.count;
        let (low, high) = (self.min, self.max);
        let mut kind = Kind::Finite;
        for block in blocks.chunks(BLOCK) {
            let next = block_moments(block, &mut kind);
            self.merge(&next);
            see(block, &next);
        }
        // Few blocks win, so the place is looked for in the last that did, and of equal zeros the
        // first one stays.
        let place = |value: &mut f64, at: &mut f64| {
            let block = &blocks[(*at - from) as usize..];
            let within = position(block, *value);
            *value = block[within];
            *at += within as f64;
        };
        if self.min.to_bits() != low.to_bits() {
            place(&mut self.min, &mut self.argmin);
        }
        if self.max.to_bits() != high.to_bits() {
            place(&mut self.max, &mut self.argmax);
        }
    }

    /// Merges those of a stretch that follows (T. F. Chan, G. H. Golub, R. J. LeVeque, Updating
    /// formulae and a pairwise algorithm for computing sample variances, 1979).
    fn merge(&mut self, next: &Moments) {
        let offset = self.count;
        let count = self.count + next.count;
        let nan = self.nan + next.nan;
        if next.finite > 0.0 && self.finite > 0.0 {
            self.merge_finite(next, offset);
        } else if next.finite > 0.0 {
            *self = Moments {
                argmin: next.argmin + offset,
                argmax: next.argmax + offset,
                ..*next
            };
        }
        self.count = count;
        self.nan = nan;
    }

    fn merge_finite(&mut self, next: &Moments, offset: f64) {
        let finite = self.finite + next.finite;
        let scale = if next.scale < self.scale {
            next.scale
        } else {
            self.scale
        };
        let mut right = *next;
        right.rescale(scale);
        self.rescale(scale);
        let delta = (right.mean - self.mean) + (right.tail - self.tail);
        let step = delta * (next.finite / finite) + self.tail;
        let mean = self.mean + step;
        let part = mean - self.mean;
        self.tail = (self.mean - (mean - part)) + (step - part);
        self.m2 = self.m2 + right.m2 + delta * delta * (self.finite * (next.finite / finite));
        self.mean = mean;
        self.finite = finite;
        if next.min < self.min {
            (self.min, self.argmin) = (next.min, next.argmin + offset);
        }
        if next.max > self.max {
            (self.max, self.argmax) = (next.max, next.argmax + offset);
        }
    }

    /// The ratio of two scales is applied a step at a time, since its square leaves the range.
    fn rescale(&mut self, to: f64) {
        while self.scale > to {
            self.mean *= STEP;
            self.tail *= STEP;
            self.m2 = self.m2 * STEP * STEP;
            self.scale *= STEP;
        }
    }
}

/// The moments of a column so far.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Known {
    /// Of all values.
    pub all: Moments,
    /// Of the full blocks among them: from there the moments of a longer column go on.
    pub full: Moments,
}

impl Known {
    /// Nothing was seen.
    pub const NOTHING: Known = Known {
        all: Moments::NONE,
        full: Moments::NONE,
    };

    /// Takes the values that follow, which begin with a block, and calls `see` with each block and
    /// its moments.
    pub fn take(&mut self, values: &[f64], mut see: impl FnMut(&[f64], &Moments)) {
        let (full, rest) = values.split_at(values.len() / BLOCK * BLOCK);
        self.all.take(full, &mut see);
        self.full = self.all;
        self.all.take(rest, &mut see);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Moments {
        let mut known = Known::NOTHING;
        known.take(values, |_, _| ());
        known.all
    }

    /// Mean and population standard deviation, unscaled.
    fn finish(of: &Moments) -> (f64, f64) {
        (of.mean / of.scale, (of.m2 / of.finite).sqrt() / of.scale)
    }

    #[test]
    fn a_small_column() {
        let found = of(&[3.0, 1.0, f64::NAN, 2.0, f64::INFINITY]);
        assert_eq!((found.count, found.finite, found.nan), (5.0, 3.0, 1.0));
        assert_eq!((found.min, found.max), (1.0, 3.0));
        assert_eq!((found.argmin, found.argmax), (1.0, 0.0));
        assert_eq!((found.mean, found.tail, found.m2), (2.0, 0.0, 2.0));
    }

    #[test]
    fn a_column_is_cut_into_blocks() {
        let values: Vec<f64> = (0..2500).map(f64::from).collect();
        let mut known = Known::NOTHING;
        let mut means = vec![];
        known.take(&values, |_, next| means.push(next.mean));
        assert_eq!(means, [511.5, 1024.0 + 511.5, 2048.0 + 225.5]);
        assert_eq!((known.full.count, known.all.count), (2048.0, 2500.0));
        assert_eq!((known.all.argmin, known.all.argmax), (0.0, 2499.0));
        assert_eq!(finish(&known.all).0, 1249.5);
    }

    #[test]
    fn no_finite_value() {
        let found = of(&[f64::NAN, f64::NEG_INFINITY]);
        assert_eq!((found.count, found.finite, found.nan), (2.0, 0.0, 1.0));
        assert!(found.min.is_nan() && found.max.is_nan() && found.mean.is_nan());
        assert_eq!((found.argmin, found.argmax), (-1.0, -1.0));
    }

    #[test]
    fn of_equal_extremes_the_first_stays() {
        let mut values = [0.0; 3000];
        values[1..1500].fill(-0.0);
        let found = of(&values);
        assert_eq!((found.min.to_bits(), found.max.to_bits()), (0, 0));
        assert_eq!((found.argmin, found.argmax), (0.0, 0.0));
    }

    #[test]
    fn extreme_magnitudes_keep_their_spread() {
        for unit in [1e300, 1.0, 1e-300] {
            let values: Vec<f64> = (0..3000).map(|i| f64::from(i % 2 * 2) * unit).collect();
            let (mean, std) = finish(&of(&values));
            assert!((mean / unit - 1.0).abs() < 1e-14, "mean {mean}");
            assert!((std / unit - 1.0).abs() < 1e-14, "std {std}");
        }
        let (mean, std) = finish(&of(&[f64::MAX, -f64::MAX]));
        assert_eq!((mean, std), (0.0, f64::MAX));
    }

    #[test]
    fn a_small_spread_around_a_large_value() {
        let offset = |i: i32| f64::from(i % 2 * 2 - 1) * 0.0009765625;
        let values: Vec<f64> = (0..4096).map(|i| 1e9 + offset(i)).collect();
        let (mean, std) = finish(&of(&values));
        assert_eq!(mean, 1e9);
        assert!((std / 0.0009765625 - 1.0).abs() < 1e-12);
    }
}
