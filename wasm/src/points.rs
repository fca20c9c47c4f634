//! The Merkle leaves of metric points, straight from their columns.
//!
//! A point's canonical bytes are `01` ‖ series, u32 ‖ timestamp, f64 ‖ step, f64 ‖ value, f64, all
//! little-endian, every NaN as `000000000000f87f`. With the prefix `00` of a leaf before them and
//! the padding behind them they are one block, whose words are made from the columns at once.

use core::array::from_fn;

use crate::compress::{compress_lanes, Word, INITIAL};
use crate::lanes::{digests, joined, Lanes, LANES};
use crate::sha256::DIGEST;

/// The prefix of a leaf and the kind of a point.
const HEAD: u32 = 0x0001_0000;

/// The bits of the one NaN.
const NAN: u64 = 0x7ff8_0000_0000_0000;

/// The bits of infinity: the pattern of a number without its sign is beyond it where it is NaN.
const INFINITY: u64 = 0x7ff0_0000_0000_0000;

/// The length of prefix and point, in bits.
const BITS: u32 = 8 * 30;

/// Columns of points of one length; times, steps and values as the bits of their f64.
pub struct Points<'a> {
    /// The number of the series.
    pub series: &'a [u32],
    /// The timestamps.
    pub times: &'a [u64],
    /// The steps.
    pub steps: &'a [u64],
    /// The values, with any NaN.
    pub values: &'a [u64],
}

/// Hashes points as leaves into `out`, as many as it holds.
pub fn points(columns: &Points, out: &mut [[u8; DIGEST]]) {
    for (i, out) in out.chunks_mut(LANES).enumerate() {
        let range = i * LANES..i * LANES + out.len();
        let four = leaves_of(
            lanes_of(&columns.series[range.clone()]),
            lanes_of(&columns.times[range.clone()]),
            lanes_of(&columns.steps[range.clone()]),
            lanes_of(&columns.values[range]),
        );
        out.copy_from_slice(&four[..out.len()]);
    }
}

/// Up to four items, one a lane; the last one fills the lanes that are left.
fn lanes_of<T: Copy>(items: &[T]) -> [T; LANES] {
    from_fn(|lane| items[lane.min(items.len() - 1)])
}

fn leaves_of(
    series: [u32; LANES],
    times: [u64; LANES],
    steps: [u64; LANES],
    values: [u64; LANES],
) -> [[u8; DIGEST]; LANES] {
    let series = Lanes::new(series).swapped();
    let [time_low, time_high] = halves(times);
    let [step_low, step_high] = halves(steps);
    let [value_low, value_high] = halves(values.map(canonical));
    let zero = Lanes::all(0);
    let mut words = [
        Lanes::all(HEAD).xor(series.shift(16)),
        joined(series, time_low, 16),
        joined(time_low, time_high, 16),
        joined(time_high, step_low, 16),
        joined(step_low, step_high, 16),
        joined(step_high, value_low, 16),
        joined(value_low, value_high, 16),
        joined(value_high, Lanes::all(0x8000_0000), 16),
        zero,
        zero,
        zero,
        zero,
        zero,
        zero,
        zero,
        Lanes::all(BITS),
    ];
    let mut hash = INITIAL.map(Lanes::all);
    compress_lanes(&mut hash, &mut words);
    digests(hash)
}

/// The two words of a little-endian number, its first four bytes first.
fn halves(numbers: [u64; LANES]) -> [Lanes; 2] {
    Lanes::halves(numbers).map(Lanes::swapped)
}

fn canonical(bits: u64) -> u64 {
    if bits & (u64::MAX >> 1) > INFINITY {
        NAN
    } else {
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sha256::sha256;

    #[test]
    fn a_leaf_is_the_digest_of_prefix_and_bytes() {
        let values = [
            0.5,
            f64::NAN,
            -0.0,
            f64::NEG_INFINITY,
            f64::from_bits(0xfff0_dead_0000_0001),
        ];
        for count in 0..9u32 {
            let numbers: Vec<u32> = (0..count).collect();
            let series: Vec<u32> = numbers.iter().map(|i| i * 0x1234_5678).collect();
            let bits = |of: &dyn Fn(u32) -> f64| numbers.iter().map(|i| of(*i).to_bits()).collect();
            let times: Vec<u64> = bits(&|i| 1.7e12 + f64::from(i) / 3.0);
            let steps: Vec<u64> = bits(&|i| f64::from(i) * 1e12);
            let values: Vec<u64> = bits(&|i| values[i as usize % values.len()]);
            let columns = Points {
                series: &series,
                times: &times,
                steps: &steps,
                values: &values,
            };
            let mut out = vec![[0; DIGEST]; count as usize];
            points(&columns, &mut out);
            for (i, digest) in out.iter().enumerate() {
                let mut bytes = vec![0, 1];
                bytes.extend(series[i].to_le_bytes());
                bytes.extend(times[i].to_le_bytes());
                bytes.extend(steps[i].to_le_bytes());
                let nan = f64::from_bits(values[i]).is_nan();
                bytes.extend(if nan { NAN } else { values[i] }.to_le_bytes());
                assert_eq!(digest, &sha256(&bytes));
            }
        }
    }
}
