//! A table of numbers by the top bits of a float64, which is walked in numeric order.

use core::array::from_fn;

/// The bits that the first pass counts by: sign, exponent and six of the fraction.
pub const TOP: u32 = 18;

/// A number for each value of the top bits.
pub type Table = [u32; 1 << TOP];

/// The bins of a table that are summed up, so that a walk can pass over them.
pub const CHUNK: usize = 256;

/// How many values lie in each chunk of a table.
pub type Sums = [u32; (1 << TOP) / CHUNK];

/// The bins of infinities and NaN, at each end of the order.
const BEYOND: usize = 64;

/// Adds the second table to the first, without infinities and NaN.
pub fn merge(table: &mut Table, other: &Table) -> Sums {
    for (count, more) in table.iter_mut().zip(other) {
        *count += more;
    }
    for bin in 0..BEYOND {
        table[raw_of(bin, table.len())] = 0;
        table[raw_of(table.len() - 1 - bin, table.len())] = 0;
    }
    let chunks = table.as_chunks::<CHUNK>().0;
    from_fn(|index| chunks[index].iter().sum())
}

/// Where the index of a key's top bits stands among those of the raw bits: negative numbers run
/// backwards, behind the positive ones.
pub fn raw_of(key: usize, size: usize) -> usize {
    if key < size / 2 {
        size - 1 - key
    } else {
        key - size / 2
    }
}

/// Writes a number into the bins from one key's top bits to another's: of each sign they lie side by
/// side.
pub fn fill(table: &mut Table, low: u64, high: u64, number: u32) {
    let (size, middle) = (table.len(), table.len() / 2);
    let (low, high) = (low as usize, high as usize);
    if low < middle {
        table[raw_of(high.min(middle - 1), size)..=raw_of(low, size)].fill(number);
    }
    if high >= middle {
        table[raw_of(low.max(middle), size)..=raw_of(high, size)].fill(number);
    }
}

/// The top bits of a value.
#[inline(always)]
pub fn top_of(value: f64) -> usize {
    (value.to_bits() >> (64 - TOP)) as usize
}
