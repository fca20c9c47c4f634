//! The kernel of stemma: SHA-256, Merkle hashes, exact column statistics and what resampling needs.
//!
//! The modules of this crate are safe functions over slices, tested natively. On wasm32 the
//! remaining files put them behind a raw ABI: `arena` turns addresses into slices, `abi` and those
//! named after it export the functions. There is no allocator and nothing is imported; all state
//! belongs to the caller.
//!
//! Every number is bit-defined: no fused multiply-add, no relaxed SIMD, and sums run in a fixed
//! order of lanes, so that the plain TypeScript twins in `lib/core` give the same bits.

#![cfg_attr(target_arch = "wasm32", no_std)]
#![deny(missing_docs, unsafe_code)]

pub mod block;
pub mod bracket;
pub mod compare;
pub mod compress;
pub mod eight;
pub mod guess;
pub mod key;
pub mod lanes;
pub mod merkle;
pub mod moments;
pub mod octet;
pub mod pair;
pub mod place;
pub mod points;
pub mod quantiles;
pub mod resample;
pub mod scale;
pub mod search;
pub mod settle;
pub mod sha256;
pub mod sieve;
pub mod sums;
pub mod tally;
pub mod triangles;

#[cfg(target_arch = "wasm32")]
mod abi;
#[cfg(target_arch = "wasm32")]
mod abi_columns;
#[cfg(target_arch = "wasm32")]
mod abi_hashes;
#[cfg(target_arch = "wasm32")]
mod abi_resample;
#[cfg(target_arch = "wasm32")]
mod arena;
