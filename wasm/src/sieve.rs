//! A pass over a long column that looks for its quantiles where somebody guesses that they lie.
//!
//! A guess is a stretch of numbers of a [`Scale`], or one value. The finite values below and in each
//! are counted, and what lies in a stretch is gathered. Eight values are compared at once, and a block
//! whose extremes lie between two stretches is counted in one step.

use crate::block::BLOCK;
use crate::compare::{compare, count, inside, Guess, WORD};
use crate::key::{key_of, value_of};
use crate::moments::Moments;
use crate::place::Ranks;
use crate::scale::Scale;
use crate::tally::count_less;

/// The most quantiles of one search.
pub const WANTED: usize = 16;

/// The most values that are guessed: at either end of a stretch.
const VALUES: usize = 2 * WANTED;

/// The guesses of a pass, and what was found so far.
#[repr(C)]
pub struct Sieve {
    /// What makes numbers of values.
    pub scale: Scale,
    /// The stretches, ascending, and their number.
    stretches: [Guess<i16>; WANTED],
    values: [Guess<u64>; VALUES],
    used: [u32; 2],
    /// How many values are gathered, one of so many that lie in stretches.
    pub taken: u32,
    /// Of how many: more than one where there is no room for all.
    pub step: u32,
    /// The least number above all stretches.
    free: i32,
    unused: u32,
    numbers: [i16; BLOCK],
    outside: [i16; BLOCK],
    rest: [f64; BLOCK],
}

impl Sieve {
    /// One to begin with, where the tests run.
    #[cfg(test)]
    pub fn empty() -> Sieve {
        let stretch = Guess {
            first: 0,
            last: 0,
            below: 0,
            upto: 0,
        };
        let value = Guess {
            first: 0,
            last: 0,
            below: 0,
            upto: 0,
        };
        Sieve {
            scale: Scale::even(0.0, 1.0),
            stretches: [stretch; WANTED],
            values: [value; VALUES],
            used: [0; 2],
            taken: 0,
            step: 1,
            free: 0,
            unused: 0,
            numbers: [0; BLOCK],
            outside: [0; BLOCK],
            rest: [0.0; BLOCK],
        }
    }

    /// Begins without guesses.
    pub fn begin(&mut self, scale: Scale) {
        self.scale = scale;
        self.used = [0; 2];
        self.taken = 0;
        self.step = 1;
        self.free = i16::MIN.into();
    }

    /// Guesses a stretch of numbers, as far as they lie above all so far.
    #[inline(never)]
    pub fn add(&mut self, first: i32, last: i32) {
        let (first, [used, _]) = (self.free.max(first), &mut self.used);
        if first <= last {
            self.free = last + 1;
            self.stretches[*used as usize % WANTED] = Guess {
                first: first as i16,
                last: last as i16,
                below: 0,
                upto: 0,
            };
            *used += 1;
        }
    }

    /// Guesses a value, once.
    #[inline(never)]
    pub fn add_value(&mut self, value: f64) {
        let key = key_of(value);
        if self.values().iter().any(|one| one.first == key) {
            return;
        }
        let [_, used] = &mut self.used;
        self.values[*used as usize % VALUES] = Guess {
            first: key,
            last: key,
            below: 0,
            upto: 0,
        };
        *used += 1;
    }

    /// The stretches, ascending.
    pub fn stretches(&self) -> &[Guess<i16>] {
        self.stretches
            .get(..self.used[0] as usize)
            .unwrap_or_default()
    }

    /// The values.
    pub fn values(&self) -> &[Guess<u64>] {
        self.values.get(..self.used[1] as usize).unwrap_or_default()
    }

    /// The value that some ranks are.
    pub fn value(&self, ranks: Ranks) -> Option<&Guess<u64>> {
        let mut values = self.values().iter();
        values.find(|one| one.below as usize <= ranks.from && ranks.to <= one.upto as usize)
    }

    /// The stretches that hold some ranks, without a gap in between, if all of it was gathered: the
    /// first rank, one more than the last, and how many values were gathered below.
    #[inline(never)]
    pub fn run(&self, ranks: Ranks) -> Option<(u32, u32, usize)> {
        let (mut below, mut upto, mut start, mut at) = (0, u32::MAX, 0, 0);
        for one in self.stretches() {
            if one.below != upto {
                (below, start) = (one.below, at);
            }
            upto = one.upto;
            at += (one.upto - one.below) as usize;
            if below as usize <= ranks.from && ranks.to <= upto as usize && self.step == 1 {
                return Some((below, upto, start));
            }
        }
        None
    }

    /// Takes a block with its moments. What is gathered goes on in `found`.
    pub fn take(&mut self, block: &[f64], moments: &Moments, found: &mut [f64]) {
        let finite = moments.finite as u32;
        if finite == 0 {
            return;
        }
        let mut infinite = 0;
        if moments.count > moments.finite + moments.nan {
            infinite = count_less(block, f64::MIN);
        }
        let values = self.values.get_mut(..self.used[1] as usize);
        for one in values.unwrap_or_default() {
            let value = value_of(one.first);
            if moments.min <= value && value <= moments.max {
                count(one, block);
                one.below -= infinite;
                one.upto -= infinite;
            } else if moments.max < value {
                one.below += finite;
                one.upto += finite;
            }
        }
        let list = self.stretches.get_mut(..self.used[0] as usize);
        let list = list.unwrap_or_default();
        let [low, high] = [moments.min, moments.max].map(|x| self.scale.number(x));
        if !list.iter().any(|one| one.first <= high && one.last >= low) {
            for one in list.iter_mut().filter(|one| one.first > high) {
                one.below += finite;
                one.upto += finite;
            }
            return;
        }
        let block = block.first_chunk().unwrap_or_else(|| {
            self.rest.fill(f64::NAN);
            self.rest[..block.len()].copy_from_slice(block);
            &self.rest
        });
        // What is not finite, and what the last block lacks, is not to be counted: −∞ lies at the
        // lower end, the rest at the upper one.
        let above = BLOCK as u32 - finite - infinite;
        let (mut bottom, mut top) = (i16::MAX, i16::MAX);
        if infinite + above > 0 {
            [bottom, top] = [f64::NEG_INFINITY, f64::MAX].map(|x| self.scale.number(x));
        }
        self.scale.block(block, &mut self.numbers);
        self.outside.fill(-1);
        for pair in list.chunks_mut(2) {
            let counts = compare(pair, &self.numbers, &mut self.outside);
            for (one, [below, beyond]) in pair.iter_mut().zip(counts) {
                one.below += below - if one.first > bottom { infinite } else { 0 };
                one.upto += BLOCK as u32 - beyond - infinite;
                one.upto -= if one.last >= top { above } else { 0 };
            }
        }
        if self.taken as usize + BLOCK > found.len() {
            thin(&mut self.taken, 0, found);
            self.step *= 2;
        }
        let (start, mut at) = (self.taken, self.taken as usize);
        let words = self.outside.as_chunks::<WORD>().0.iter().map(inside);
        for (values, mut word) in block.as_chunks::<WORD>().0.iter().zip(words) {
            while word != 0 {
                let value = values[word.trailing_zeros() as usize % WORD];
                if let Some(place) = found.get_mut(at) {
                    *place = value;
                }
                at += usize::from(value.is_finite());
                word &= word - 1;
            }
        }
        self.taken = at as u32;
        let mut step = self.step;
        while step > 1 {
            thin(&mut self.taken, start, found);
            step /= 2;
        }
    }
}

/// Leaves one of two values away, from a place on.
#[inline(never)]
fn thin(taken: &mut u32, from: u32, found: &mut [f64]) {
    if let Some(found) = found.get_mut(from as usize..*taken as usize) {
        let count = found.len().div_ceil(2);
        for at in 0..count {
            found[at] = found[2 * at];
        }
        *taken = from + count as u32;
    }
}
