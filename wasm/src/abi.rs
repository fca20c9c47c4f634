//! What all exports share; the others lie by subject in `abi_hashes`, `abi_columns` and
//! `abi_resample`. Addresses are byte offsets into the memory, lengths count items.
//!
//! Every export but `abi_version` returns a status. The regions of a call lie in the arena
//! (`__heap_base` and up), in the order of the parameters and without overlap; u32 regions are
//! aligned to 4 bytes, f64 regions to 8. The memory grows in `reserve` alone.

#![allow(unsafe_code)] // `no_mangle` only: no export dereferences an address itself.

use crate::arena::{reserve as grow, Arena};

/// Counts changes of these exports and of the meaning of what they return.
const ABI_VERSION: u32 = 3;

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

/// Runs the work of an export, which gives `None` where the arguments are not as asked.
pub fn status(call: impl FnOnce(&mut Arena) -> Option<()>) -> u32 {
    match call(&mut Arena::open()) {
        Some(()) => OK,
        None => ARGUMENT,
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
