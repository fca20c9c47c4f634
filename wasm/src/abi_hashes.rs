//! The exports for SHA-256 and Merkle hashes, by the rules of `abi`.

#![allow(unsafe_code)] // `no_mangle` only, as in `abi`.

use crate::abi::status;
use crate::merkle;
use crate::points::{points, Points};
use crate::sha256::Sha256;

/// Writes the state of a hash that has taken nothing yet: 104 bytes at `state`.
#[no_mangle]
pub extern "C" fn sha256_begin(state: u32) -> u32 {
    status(|arena| {
        *arena.take_one(state)? = Sha256::new();
        Some(())
    })
}

/// Feeds `length` bytes at `bytes` to the hash at `state`.
#[no_mangle]
pub extern "C" fn sha256_update(state: u32, bytes: u32, length: u32) -> u32 {
    status(|arena| {
        let state: &mut Sha256 = arena.take_one(state)?;
        state.update(arena.take(bytes, length)?);
        Some(())
    })
}

/// Writes the 32 bytes of the digest to `digest` and uses the hash at `state` up.
#[no_mangle]
pub extern "C" fn sha256_end(state: u32, digest: u32) -> u32 {
    status(|arena| {
        let state: &mut Sha256 = arena.take_one(state)?;
        state.end(arena.take_one(digest)?);
        Some(())
    })
}

/// Hashes `count` messages as Merkle leaves into `out`, 32 bytes each.
///
/// The messages fill `length` bytes at `packed`; `ends` holds a u32 a message: where it ends,
/// counted from `base` before the first byte.
#[no_mangle]
pub extern "C" fn merkle_leaves(
    packed: u32,
    length: u32,
    base: u32,
    ends: u32,
    count: u32,
    out: u32,
) -> u32 {
    status(|arena| {
        let packed = arena.take(packed, length)?;
        let ends = arena.take(ends, count)?;
        merkle::leaves(packed, base, ends, arena.take(out, count)?)
    })
}

/// Hashes `count` adjacent pairs of 32-byte hashes as Merkle nodes into `out`, 32 bytes each.
#[no_mangle]
pub extern "C" fn merkle_nodes(pairs: u32, count: u32, out: u32) -> u32 {
    status(|arena| {
        merkle::nodes(arena.take(pairs, count)?, arena.take(out, count)?);
        Some(())
    })
}

/// Hashes `count` points as Merkle leaves into `out`, 32 bytes each, straight from their columns:
/// u32 numbers of series, f64 timestamps, steps and values.
#[no_mangle]
pub extern "C" fn merkle_points(
    times: u32,
    steps: u32,
    values: u32,
    series: u32,
    count: u32,
    out: u32,
) -> u32 {
    status(|arena| {
        let columns = Points {
            times: arena.take(times, count)?,
            steps: arena.take(steps, count)?,
            values: arena.take(values, count)?,
            series: arena.take(series, count)?,
        };
        points(&columns, arena.take(out, count)?);
        Some(())
    })
}
