//! The exports for the statistics of columns, by the rules of `abi`.

#![allow(unsafe_code)] // `no_mangle` only, as in `abi`.

use crate::abi::status;
use crate::block::BLOCK;
use crate::moments::Known;
use crate::quantiles;
use crate::search::Search;
use crate::settle::Room;

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
/// The search is 14,128 bytes, aligned to 8, and its own until it is done. The `count` values of the
/// sample are overwritten. Work room: 32,768 bytes at `bins`, aligned to 4, and `room` f64 at `spare`.
#[no_mangle]
pub extern "C" fn search_begin(
    search: u32,
    bins: u32,
    probabilities: u32,
    wanted: u32,
    sample: u32,
    count: u32,
    spare: u32,
    room: u32,
) -> u32 {
    status(|arena| {
        let search: &mut Search = arena.take_one(search)?;
        let bins = arena.take_one(bins)?;
        let probabilities = arena.take(probabilities, wanted)?;
        let sample = arena.take(sample, count)?;
        search.begin(bins, probabilities, sample, arena.take(spare, room)?)
    })
}

/// Takes one window of the column: `count` f64 values, which begin with a block of 1,024.
///
/// Behind the first u64 of the search gathers what [`column_moments`] does. `gathered` has room for
/// `room` blocks of f64 values, the same in each call; the more, the fewer passes.
#[no_mangle]
pub extern "C" fn search_window(
    search: u32,
    values: u32,
    count: u32,
    gathered: u32,
    room: u32,
) -> u32 {
    status(|arena| {
        let search: &mut Search = arena.take_one(search)?;
        let values = arena.take(values, count)?;
        let gathered = arena.take(gathered, room.checked_mul(BLOCK as u32)?)?;
        search.window(values, gathered);
        Some(())
    })
}

/// Ends one pass over all windows, in work room of 524,288 bytes at `bins`, `count` f64 at `spare` and
/// `room` blocks of numbers of 16 bits.
///
/// The first u32 of the search then tells what is asked for: 1 another pass, 0 nothing. Then the
/// quantiles are there: `wanted` brackets of 517 f64 (finite values of the column, rank of the first
/// value here, how many are here, and these, ascending). 2 where they cannot be found.
#[no_mangle]
pub extern "C" fn search_turn(
    search: u32,
    bins: u32,
    spare: u32,
    count: u32,
    gathered: u32,
    numbers: u32,
    room: u32,
    brackets: u32,
    wanted: u32,
) -> u32 {
    status(|arena| {
        let search: &mut Search = arena.take_one(search)?;
        let values = room.checked_mul(BLOCK as u32)?;
        let room = Room {
            bins: arena.take_one(bins)?,
            spare: arena.take(spare, count)?,
            gathered: arena.take(gathered, values)?,
            numbers: arena.take(numbers, room)?,
        };
        let brackets = arena.take(brackets, wanted)?;
        (search.wanted == u64::from(wanted)).then(|| search.turn(room, brackets))
    })
}
