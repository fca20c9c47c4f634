//! Where the values of a block lie in the order of keys, so that it is passed over where nobody asks.

use crate::moments::Moments;

/// The least and the greatest key of a block's finite values; the wrong way round where none is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Span {
    /// The least.
    pub low: u64,
    /// The greatest.
    pub high: u64,
}

impl Span {
    /// The span of a block with these moments. Of two zeros they name either, so both are in it.
    pub fn of(moments: &Moments) -> Span {
        if moments.finite == 0.0 {
            return Span {
                low: u64::MAX,
                high: 0,
            };
        }
        let signed = |x: f64, zero: f64| key_of(if x == 0.0 { zero } else { x });
        Span {
            low: signed(moments.min, -0.0),
            high: signed(moments.max, 0.0),
        }
    }

    /// Whether all finite values are one.
    pub fn is_one(&self) -> bool {
        self.low == self.high
    }

    /// The least value.
    pub fn value(&self) -> f64 {
        value_of(self.low)
    }
}

/// A number that is ordered as the values are, −0 before +0.
#[inline(always)]
pub fn key_of(value: f64) -> u64 {
    let bits = value.to_bits();
    bits ^ (((bits as i64) >> 63) as u64 | 1 << 63)
}

/// The value with a key.
pub fn value_of(key: u64) -> f64 {
    f64::from_bits(key ^ (((!key as i64) >> 63) as u64 | 1 << 63))
}
