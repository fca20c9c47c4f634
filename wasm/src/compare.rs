//! How the values of a block compare with what is guessed of a column.

use crate::block::BLOCK;
use crate::key::{key_of, value_of};
use crate::octet::{Octet, EIGHT};
use crate::tally::{count_less, count_same};

/// The values whose places fit in a word.
pub const WORD: usize = 64;

/// Some numbers, or the key of one value, and the finite values that go with them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Guess<T> {
    /// The first.
    pub first: T,
    /// The last.
    pub last: T,
    /// How many finite values lie below.
    pub below: u32,
    /// How many lie below or in it.
    pub upto: u32,
}

/// Counts the numbers below one, and up to it.
pub fn count(one: &mut Guess<u64>, block: &[f64]) {
    one.below += count_below(block, one.first);
    one.upto += count_below(block, one.first + 1);
}

/// How many numbers lie below a key. Zeros are equal, but in the order −0 is below +0.
#[inline(never)]
fn count_below(block: &[f64], key: u64) -> u32 {
    let below = count_less(block, value_of(key));
    if key == key_of(0.0) {
        below + count_same(block, -0.0)
    } else {
        below
    }
}

/// Counts the numbers below and beyond each of two stretches, and tells which lie in neither.
#[inline(never)]
pub fn compare(
    pair: &[Guess<i16>],
    numbers: &[i16; BLOCK],
    outside: &mut [i16; BLOCK],
) -> [[u32; 2]; 2] {
    // Where they are odd the last goes with itself.
    let two = [&pair[0], pair.last().unwrap_or(&pair[0])];
    let first = two.map(|one| Octet::all(one.first));
    let last = two.map(|one| Octet::all(one.last));
    let mut counts = [[Octet::all(0); 2]; 2];
    let rows = outside.as_chunks_mut::<EIGHT>().0;
    for (row, out) in numbers.as_chunks::<EIGHT>().0.iter().zip(rows) {
        let row = Octet::new(*row);
        let mut none = Octet::new(*out);
        for i in 0..2 {
            let [below, beyond] = [row.less(first[i]), last[i].less(row)];
            counts[i] = [counts[i][0].minus(below), counts[i][1].minus(beyond)];
            none = none.and(below.or(beyond));
        }
        *out = none.numbers();
    }
    counts.map(|both| both.map(|count| count.sum() as u32))
}

/// A bit for each value that does not lie outside.
#[inline(always)]
pub fn inside(outside: &[i16; WORD]) -> u64 {
    let mut bits = 0;
    let pairs = outside.as_chunks::<EIGHT>().0.as_chunks::<2>().0;
    for (at, pair) in pairs.iter().enumerate() {
        let [left, right] = pair.map(Octet::new);
        bits |= u64::from(left.bits(right)) << (2 * EIGHT * at);
    }
    !bits
}
