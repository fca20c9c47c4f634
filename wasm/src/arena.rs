//! From addresses to slices: the one place that touches raw memory.
//!
//! The arena is the memory above the stack and the constants of the module, from `__heap_base` on.
//! A call hands its regions over in ascending order and without overlap, so that each is split off
//! what is left of the arena and two slices can never share a byte.

#![allow(unsafe_code)]

use core::arch::wasm32::{memory_grow, memory_size};
use core::slice::from_raw_parts_mut;

use crate::bracket::Bracket;
use crate::moments::Known;
use crate::place::{Bin, BINS};
use crate::search::Search;
use crate::settle::Bins;
use crate::sha256::{Sha256, DIGEST};

const PAGE: usize = 65536;

extern "C" {
    /// The first free byte: a symbol of the linker, whose address is its value.
    static __heap_base: u8;
}

/// Data that has no invalid bit patterns, so that any bytes of the arena may be seen as such.
///
/// # Safety
/// Every bit pattern of the type is valid and the type holds no padding.
pub unsafe trait Plain: 'static {}

// SAFETY: numbers, and arrays and structures of numbers without padding.
unsafe impl Plain for u8 {}
unsafe impl Plain for u32 {}
unsafe impl Plain for u64 {}
unsafe impl Plain for f64 {}
unsafe impl Plain for Sha256 {}
unsafe impl Plain for [u8; DIGEST] {}
unsafe impl Plain for [u8; 2 * DIGEST] {}
unsafe impl Plain for [f64; 2] {}
unsafe impl Plain for [f64; crate::resample::FIELDS] {}
unsafe impl Plain for [f64; crate::triangles::STATE] {}
unsafe impl Plain for [Bin; BINS] {}
unsafe impl Plain for [i16; crate::block::BLOCK] {}
unsafe impl Plain for Bins {}
unsafe impl Plain for Known {}
unsafe impl Plain for Search {}
unsafe impl Plain for Bracket {}

/// What is left of the arena during one call.
pub struct Arena {
    rest: &'static mut [u8],
    at: usize,
}

impl Arena {
    /// The whole arena. An export makes it once, and no slice outlives the call.
    pub fn open() -> Arena {
        let base = base();
        let length = memory_size(0).saturating_mul(PAGE).saturating_sub(base);
        // SAFETY: [base, base + length) lies in linear memory, above all that Rust itself uses
        // (there is no allocator); calls do not nest, so this is the only reference to it.
        let rest = unsafe { from_raw_parts_mut(base as *mut u8, length) };
        Arena { rest, at: base }
    }

    /// Splits off `count` items at an address, or `None` where they do not lie in what is left or
    /// are not aligned. Not inlined: it would lie in every export, once a region.
    #[inline(never)]
    pub fn take<T: Plain>(&mut self, address: u32, count: u32) -> Option<&'static mut [T]> {
        let size = (count as usize).checked_mul(size_of::<T>())?;
        let skip = (address as usize).checked_sub(self.at)?;
        let rest = core::mem::take(&mut self.rest);
        let (_, rest) = rest.split_at_mut_checked(skip)?;
        let (part, rest) = rest.split_at_mut_checked(size)?;
        self.rest = rest;
        self.at = address as usize + size;
        // SAFETY: `Plain` allows any bit pattern.
        let (before, items, _) = unsafe { part.align_to_mut::<T>() };
        (before.is_empty() && items.len() == count as usize).then_some(items)
    }

    /// Splits off one item at an address.
    pub fn take_one<T: Plain>(&mut self, address: u32) -> Option<&'static mut T> {
        self.take(address, 1)?.first_mut()
    }
}

/// Grows the memory until the arena holds `length` bytes. Tells whether it does.
pub fn reserve(length: u32) -> bool {
    let Some(end) = base().checked_add(length as usize) else {
        return false;
    };
    let missing = end.div_ceil(PAGE).saturating_sub(memory_size(0));
    missing == 0 || memory_grow(0, missing) != usize::MAX
}

fn base() -> usize {
    &raw const __heap_base as usize
}
