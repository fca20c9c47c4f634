//! The exports. Addresses are byte offsets into the memory, lengths count items.
//!
//! Every export but `abi_version` returns a status. The regions of a call lie in the arena
//! (`__heap_base` and up), in the order of the parameters and without overlap; u32 regions are
//! aligned to 4 bytes, f64 regions to 8. The memory grows in `reserve` alone.

#![allow(unsafe_code)] // `no_mangle` only: no export dereferences an address itself.

use crate::arena::{reserve as grow, Arena};
use crate::block::BLOCK;
use crate::moments::Known;
use crate::points::{points, Points};
use crate::search::Search;
use crate::{merkle, quantiles, resample, triangles};

/// Counts changes of these exports and of the meaning of what they return.
const ABI_VERSION: u32 = 2;

/// The call did what it says.
const OK: u32 = 0;

/// A region lies outside of the arena, overlaps or is not aligned, or its content is not as asked.
const ARGUMENT: u32 = 1;

/// The host refused to grow the memory. Nothing changed.
const MEMORY: u32 = 2;

/// The version of this interface; the one export that returns no status.
#[no_mangle]
pub extern "C" fn abi_version() -> u32 {
    ABI_VERSION
}

/// Makes the arena hold at least `length` bytes. Views of the memory are void afterwards.
#[no_mangle]
pub extern "C" fn reserve(length: u32) -> u32 {
    if grow(length) {
        OK
    } else {
        MEMORY
    }
}

/// Writes the state of a hash that has taken nothing yet: 104 bytes at `state`.
#[no_mangle]
pub extern "C" fn sha256_begin(state: u32) -> u32 {
    status(|arena| {
        *arena.take_one(state)? = crate::sha256::Sha256::new();
        Some(())
    })
}

/// Feeds `length` bytes at `bytes` to the hash at `state`.
#[no_mangle]
pub extern "C" fn sha256_update(state: u32, bytes: u32, length: u32) -> u32 {
    status(|arena| {
        let state: &mut crate::sha256::Sha256 = arena.take_one(state)?;
        state.update(arena.take(bytes, length)?);
        Some(())
    })
}

/// Writes the 32 bytes of the digest to `digest` and uses the hash at `state` up.
#[no_mangle]
pub extern "C" fn sha256_end(state: u32, digest: u32) -> u32 {
    status(|arena| {
        let state: &mut crate::sha256::Sha256 = arena.take_one(state)?;
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

/// Adds `count` f64 values to what is known of a column: 22 f64 at `known`, the moments of all values
/// so far and those of the full blocks of 1,024 among them. The values begin with a block.
#[no_mangle]
pub extern "C" fn column_moments(known: u32, values: u32, count: u32) -> u32 {
    status(|arena| {
        let known: &mut Known = arena.take_one(known)?;
        known.take(arena.take(values, count)?, |_, _| ());
        Some(())
    })
}

/// Writes what is known of a short column, as [`column_moments`] does, and for each of `wanted`
/// ascending probabilities the two f64 values that its quantile lies between.
///
/// The values are overwritten. Work room: 32,768 bytes at `bins`, aligned to 4, and `count` f64 at
/// `spare`.
#[no_mangle]
pub extern "C" fn column_summary(
    known: u32,
    probabilities: u32,
    wanted: u32,
    pairs: u32,
    values: u32,
    count: u32,
    bins: u32,
    spare: u32,
) -> u32 {
    status(|arena| {
        let known: &mut Known = arena.take_one(known)?;
        let probabilities = arena.take(probabilities, wanted)?;
        let pairs = arena.take(pairs, wanted)?;
        let values = arena.take(values, count)?;
        let bins = arena.take_one(bins)?;
        *known = Known::NOTHING;
        known.take(values, |_, _| ());
        quantiles::quantiles(
            values,
            [known.all.min, known.all.max],
            probabilities,
            pairs,
            bins,
            arena.take(spare, count)?,
        )
    })
}

/// Begins a search for the quantiles of a long column at `wanted` ascending probabilities.
///
/// The search is 2,184 bytes, aligned to 8; the first u32 tells whether another pass of windows is
/// asked for. The tables are 2 MiB. Both are the search's own until it is done.
#[no_mangle]
pub extern "C" fn search_begin(search: u32, tables: u32, probabilities: u32, wanted: u32) -> u32 {
    status(|arena| {
        let search: &mut Search = arena.take_one(search)?;
        let tables = arena.take_one(tables)?;
        search.begin(tables, arena.take(probabilities, wanted)?)
    })
}

/// Takes one window of the column: `count` f64 values, which begin with a block of 1,024.
///
/// Behind the first u64 of the search the first pass gathers what [`column_moments`] does. At `spans`
/// are 16 bytes for each block of the window, to be kept from one pass to the next. `gathered` has
/// room for `room` f64 values, the same in each call; the more, the fewer passes.
#[no_mangle]
pub extern "C" fn search_window(
    search: u32,
    tables: u32,
    spans: u32,
    values: u32,
    count: u32,
    gathered: u32,
    room: u32,
) -> u32 {
    status(|arena| {
        let search: &mut Search = arena.take_one(search)?;
        let tables = arena.take_one(tables)?;
        let spans = arena.take(spans, count.div_ceil(BLOCK as u32))?;
        let values = arena.take(values, count)?;
        search.window(values, spans, tables, arena.take(gathered, room)?);
        Some(())
    })
}

/// Ends one pass over all windows, in work room of `count` f64 at `spare`. After the last pass the
/// quantiles are there: `wanted` brackets of 517 f64 (finite values of the column, rank of the first
/// value here, how many are here, and these, ascending).
#[no_mangle]
pub extern "C" fn search_turn(
    search: u32,
    tables: u32,
    spare: u32,
    count: u32,
    gathered: u32,
    room: u32,
    brackets: u32,
    wanted: u32,
) -> u32 {
    status(|arena| {
        let search: &mut Search = arena.take_one(search)?;
        let tables = arena.take_one(tables)?;
        let spare = arena.take(spare, count)?;
        let gathered = arena.take(gathered, room)?;
        search.turn(tables, gathered, spare, arena.take(brackets, wanted)?);
        Some(())
    })
}

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
        triangles::sums(numbers, ends, arena.take(rows, buckets)?)
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

fn status(call: impl FnOnce(&mut Arena) -> Option<()>) -> u32 {
    match call(&mut Arena::open()) {
        Some(()) => OK,
        None => ARGUMENT,
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
