//! Numbers that are ordered as float64 values are, −0 before +0.

/// The key of a value.
#[inline(always)]
pub fn key_of(value: f64) -> u64 {
    let bits = value.to_bits();
    bits ^ (((bits as i64) >> 63) as u64 | 1 << 63)
}

/// The value with a key.
pub fn value_of(key: u64) -> f64 {
    f64::from_bits(key ^ (((!key as i64) >> 63) as u64 | 1 << 63))
}
