//! Numbers of 16 bits in the order of a column's values: what compares eight of them at once.

use crate::block::BLOCK;
use crate::key::{key_of, value_of};
use crate::octet::{Octet, EIGHT};
use crate::pair::Pair;

/// A scale has so many bits of numbers between its ends, as a rule.
const BITS: u32 = 14;

/// And as many steps.
const STEPS: f64 = (1 << BITS) as f64;

/// From here to twice as far the high word of a float64 counts in ones.
const ORIGIN: f64 = 1_048_576.0;

/// A map from values to numbers that never falls. What is not finite has the number of −∞ or of the
/// greatest value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Scale {
    factor: f64,
    offset: f64,
    shift: u32,
    base: i32,
}

impl Scale {
    /// Equal steps between two values.
    #[inline(never)]
    pub fn even(low: f64, high: f64) -> Scale {
        let factor = 2.0 * STEPS / (high - low);
        // The two are too close or too far apart for numbers to tell, or there are none.
        if !(factor > 0.0 && factor < f64::INFINITY) {
            return Scale::steep(low, high);
        }
        Scale {
            factor,
            offset: ORIGIN - low * factor,
            shift: 1,
            base: word_of(ORIGIN) >> 1,
        }
    }

    /// Steps that grow with the distance from zero: as many in each power of two.
    pub fn steep(low: f64, high: f64) -> Scale {
        let [low, high] = [low, high].map(|x| i64::from(word_of(x)));
        let bits = 64 - (high - low).leading_zeros();
        let shift = bits.saturating_sub(BITS).clamp(1, 16);
        Scale {
            factor: 1.0,
            offset: 0.0,
            shift,
            base: (((low + high) / 2) >> shift) as i32,
        }
    }

    /// The number of one value.
    #[inline(never)]
    pub fn number(&self, value: f64) -> i16 {
        self.eight(&[value; EIGHT])[0]
    }

    /// The numbers of a block.
    #[inline(never)]
    pub fn block(&self, values: &[f64; BLOCK], out: &mut [i16; BLOCK]) {
        let rows = values.as_chunks::<EIGHT>().0;
        for (row, eight) in rows.iter().zip(out.as_chunks_mut::<EIGHT>().0) {
            *eight = self.eight(row);
        }
    }

    /// The least key of a finite value whose number is not below; one more than all where there is
    /// none.
    #[inline(never)]
    pub fn least_key(&self, number: i32) -> u64 {
        let (mut low, mut high) = (key_of(f64::MIN), key_of(f64::MAX) + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if i32::from(self.number(value_of(middle))) < number {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    #[inline(always)]
    fn eight(&self, row: &[f64; EIGHT]) -> [i16; EIGHT] {
        let most = Pair::all(f64::MAX);
        let mapped = core::array::from_fn(|i| {
            let values = Pair::new(row[2 * i], row[2 * i + 1]);
            let mapped = values.times(Pair::all(self.factor));
            most.or_less(mapped.plus(Pair::all(self.offset)))
        });
        Octet::of_keys(mapped, self.shift, self.base).numbers()
    }
}

/// The high word of a value's key, signed.
fn word_of(value: f64) -> i32 {
    ((key_of(value) >> 32) as u32 ^ 1 << 31) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scale: &Scale, ascending: &[f64]) {
        let found: Vec<i16> = ascending.iter().map(|&x| scale.number(x)).collect();
        assert!(found.is_sorted(), "{found:?}");
        for (&number, &value) in found.iter().zip(ascending) {
            let key = scale.least_key(number.into());
            assert!(key <= key_of(value));
            assert_eq!(scale.number(value_of(key)), number);
            assert!(key == key_of(f64::MIN) || scale.number(value_of(key - 1)) < number);
        }
    }

    #[test]
    fn numbers_are_ordered_as_values_are() {
        let mut values = vec![f64::MIN, f64::MAX, 0.0, -0.0];
        for exponent in (-320..309).step_by(7) {
            let power = 10f64.powi(exponent);
            values.extend([power, -power, 3.0 * power, 1.0 + power, 1e9 - power]);
        }
        values.retain(|x| x.is_finite());
        values.sort_by(f64::total_cmp);
        for at in [0, 1, 100, values.len() / 2] {
            for to in [at, at + 1, at + 50, values.len() - 1 - at] {
                let (low, high) = (values[at.min(to)], values[at.max(to)]);
                check(&Scale::even(low, high), &values);
                check(&Scale::steep(low, high), &values);
            }
        }
    }

    #[test]
    fn a_scale_tells_apart_what_lies_between_its_ends() {
        let even = Scale::even(-1.0, 3.0);
        assert_eq!([-1.0, 1.0, 3.0].map(|x| even.number(x)), [0, 8192, 16384]);
        let steep = Scale::steep(1e-3, 1e3);
        let gap = |x: f64| steep.number(2.0 * x) - steep.number(x);
        assert_eq!((gap(0.01), gap(300.0)), (512, 512));
        let all = Scale::steep(f64::MIN, f64::MAX);
        assert_eq!(all.number(2.0) - all.number(1.0), 16);
    }

    #[test]
    fn what_is_not_finite_lies_at_an_end() {
        for scale in [Scale::even(0.0, 1.0), Scale::steep(0.5, 2.0)] {
            let most = scale.number(f64::MAX);
            assert_eq!(scale.number(f64::NAN), most);
            assert_eq!(scale.number(-f64::NAN), most);
            assert_eq!(scale.number(f64::INFINITY), most);
            assert!(scale.number(f64::NEG_INFINITY) <= scale.number(f64::MIN));
        }
    }
}
