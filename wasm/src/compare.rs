//! How the values of a block compare with what is guessed of a column.

use crate::block::BLOCK;
use crate::eight::{rows_of, total, PAIRS};
use crate::key::{key_of, value_of};
use crate::octet::{Octet, EIGHT};
use crate::pair::Pair;

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
#[inline(never)]
pub fn count(one: &mut Guess<u64>, block: &[f64]) {
    let [first, next] = [one.first, one.first + 1].map(value_of);
    if first == 0.0 || next == 0.0 {
        // Zeros are equal, but in the order −0 is below +0.
        for x in block.iter().filter(|x| !x.is_nan()) {
            one.below += u32::from(key_of(*x) < one.first);
            one.upto += u32::from(key_of(*x) <= one.first);
        }
        return;
    }
    let mut counts = [[Pair::all(0.0); PAIRS]; 2];
    rows_of::<false>(block, |row| {
        for (count, limit) in counts.iter_mut().zip([first, next]) {
            for (sum, x) in count.iter_mut().zip(row) {
                *sum = sum.plus(Pair::all(1.0).where_less(x, Pair::all(limit)));
            }
        }
    });
    let [below, upto] = counts.map(|count| total(count) as u32);
    one.below += below;
    one.upto += upto;
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
