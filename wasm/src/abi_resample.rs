//! The exports for resampling, by the rules of `abi`.

#![allow(unsafe_code)] // `no_mangle` only, as in `abi`.

use crate::abi::status;
use crate::{resample, sums, triangles};

/// Writes the extremes and gaps of `blocks` blocks of 128 f64 values, a row of three f64 each.
///
/// `inside` is 1 where the value before the first is not finite.
#[no_mangle]
pub extern "C" fn resample_extremes(values: u32, blocks: u32, inside: u32, rows: u32) -> u32 {
    status(|arena| {
        let count = blocks.checked_mul(resample::BLOCK as u32)?;
        let values = arena.take(values, count)?;
        resample::extremes(values, inside != 0, arena.take(rows, blocks)?);
        Some(())
    })
}

/// Adds the finite ones of `count` f64 numbers to the rows of `buckets` buckets, two f64 each; `ends`
/// holds a u32 a bucket: where it ends.
#[no_mangle]
pub extern "C" fn triangle_sums(
    numbers: u32,
    count: u32,
    ends: u32,
    buckets: u32,
    rows: u32,
) -> u32 {
    status(|arena| {
        let numbers = arena.take(numbers, count)?;
        let ends = arena.take(ends, buckets)?;
        sums::sums(numbers, ends, arena.take(rows, buckets)?)
    })
}

/// Picks a point of each of `buckets` buckets in a window of `count` points: f64 steps and values,
/// u32 ends, and two f64 a bucket that tell the average of the next one. The state is eight f64;
/// `picks` holds an f64 a bucket, of which the first `closed` are written.
#[no_mangle]
pub extern "C" fn triangle_picks(
    steps: u32,
    values: u32,
    count: u32,
    ends: u32,
    buckets: u32,
    nexts: u32,
    state: u32,
    picks: u32,
    closed: u32,
) -> u32 {
    status(|arena| {
        let window = [&*arena.take(steps, count)?, &*arena.take(values, count)?];
        let ends = arena.take(ends, buckets)?;
        let nexts = arena.take(nexts, buckets)?;
        let state = arena.take_one(state)?;
        let picks = arena.take(picks, buckets)?;
        triangles::pick(window, ends, nexts, state, picks, closed as usize)
    })
}
