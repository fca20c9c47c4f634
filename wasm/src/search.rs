//! Exact quantiles of a long column of float64 that passes by in windows, as a rule once.
//!
//! A sample tells where they lie. A pass counts what is below and gathers what is near. Where a
//! quantile lies elsewhere, or too much is near to be gathered whole, what was counted and gathered
//! tells where the next pass is to look: a column takes more passes the longer it is and the less its
//! sample is like it. Memory stays bounded.
//!
//! Beside the values that a quantile lies between come their neighbours in the order, so that the
//! caller can follow the quantile while a few more values come.

use crate::guess::{guess, Sought};
use crate::moments::Known;
use crate::place::{Bin, BINS};
use crate::quantiles::{ascend, keep_finite};
use crate::scale::Scale;
use crate::sieve::{Sieve, WANTED};

/// What the caller does next.
const DONE: u32 = 0;
const PASS: u32 = 1;
const GAVE_UP: u32 = 2;

/// After so many passes the search gives up: no scale tells some values apart.
const PASSES: u32 = 3;

/// On a scale where a stretch has fewer numbers than this its values are told apart badly.
const NARROW: i32 = 3;

/// A search under way.
#[repr(C)]
pub struct Search {
    /// What comes next: 1 a pass of windows, 0 nothing, or 2 another way, since the search gave up.
    pub stage: u32,
    passes: u32,
    /// The moments of the windows of the pass.
    pub known: Known,
    /// How many quantiles are wanted.
    pub wanted: u64,
    /// These.
    pub sought: [Sought; WANTED],
    /// The pass under way.
    pub sieve: Sieve,
}

impl Search {
    /// Begins with a sample of the column. The probabilities ascend and lie in 0…1.
    ///
    /// # Errors
    /// `None` where they do not, or are too many.
    pub fn begin(
        &mut self,
        bins: &mut [Bin; BINS],
        probabilities: &[f64],
        sample: &mut [f64],
        spare: &mut [f64],
    ) -> Option<()> {
        if !ascend(probabilities) {
            return None;
        }
        self.wanted = probabilities.len() as u64;
        for (one, &probability) in self.sought.iter_mut().zip(probabilities) {
            *one = Sought::new(probability);
        }
        self.passes = 0;
        let count = keep_finite(sample);
        let list = self.sought.get_mut(..probabilities.len())?;
        guess(sample.get_mut(..count)?, list, bins, spare);
        self.look();
        Some(())
    }

    /// Takes one window.
    pub fn window(&mut self, values: &[f64], gathered: &mut [f64]) {
        let Search { known, sieve, .. } = self;
        known.take(values, |block, moments| {
            sieve.take(block, moments, gathered);
        });
    }

    /// Prepares the next pass, if there is anything to look for.
    #[inline(never)]
    pub fn look(&mut self) {
        let Some(list) = self.sought.get_mut(..self.wanted as usize) else {
            return;
        };
        // Also without quantiles the moments ask for a first pass.
        let mut open = self.passes == 0;
        let mut ends = [f64::MAX, f64::MIN];
        for one in &mut *list {
            let due = one.found == 0;
            one.due = due.into();
            open |= due;
            for end in one.range {
                if due && end.abs() < f64::MAX {
                    let [low, high] = &mut ends;
                    (*low, *high) = (low.min(end), high.max(end));
                }
            }
        }
        self.stage = if self.passes == PASSES { GAVE_UP } else { PASS };
        if !open {
            self.stage = DONE;
        }
        if self.stage != PASS {
            return;
        }
        self.passes += 1;
        self.known = Known::NOTHING;
        let [low, high] = ends;
        let even = Scale::even(low, high);
        let due = || list.iter().filter(|one| one.due > 0);
        let narrow = due().any(|one| {
            let [first, last] = one.range.map(|x| i32::from(even.number(x)));
            one.range[0] < one.range[1] && last - first < NARROW
        });
        let sieve = &mut self.sieve;
        sieve.begin(if narrow {
            Scale::steep(low, high)
        } else {
            even
        });
        for one in due() {
            // A range that is open to one side goes on to the end of the numbers.
            let mut numbers = one.range.map(|x| i32::from(sieve.scale.number(x)));
            for (at, (end, most)) in [(f64::MIN, i16::MIN), (f64::MAX, i16::MAX)]
                .into_iter()
                .enumerate()
            {
                if one.range[at] == end {
                    numbers[at] = most.into();
                }
                if one.heavy[at] > 0 {
                    sieve.add_value(one.range[at]);
                }
            }
            let [from, to] = one.heavy.map(|heavy| heavy as i32);
            sieve.add(numbers[0] + from, numbers[1] - to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BLOCK;
    use crate::bracket::{Bracket, REACH};
    use crate::place::{neighbours, Ranks};
    use crate::settle::{Bins, Room};

    fn check(values: &[f64], probabilities: &[f64], room: usize) -> u32 {
        let mut search = Box::new(Search {
            stage: DONE,
            passes: 0,
            known: Known::NOTHING,
            wanted: 0,
            sought: [Sought::new(0.0); WANTED],
            sieve: Sieve::empty(),
        });
        let (mut gathered, mut spare) = (vec![0.0; room], vec![0.0; 16_384]);
        let mut sample: Vec<f64> = values.iter().copied().step_by(5).collect();
        let mut numbers = vec![[0; BLOCK]; room / BLOCK];
        let mut bins = vec![[9; 2]; 1 << 16];
        let bins: &mut Bins = bins.first_chunk_mut().unwrap();
        let few = bins.first_chunk_mut().unwrap();
        search
            .begin(few, probabilities, &mut sample, &mut spare)
            .unwrap();
        let none = || Bracket {
            finite: 0.0,
            rank: 0.0,
            count: 0.0,
            values: [0.0; 2 * REACH + 2],
        };
        let mut brackets: Vec<Bracket> = probabilities.iter().map(|_| none()).collect();
        while search.stage == PASS {
            for window in values.chunks(16 * BLOCK) {
                search.window(window, &mut gathered);
            }
            let room = Room {
                gathered: &mut gathered,
                numbers: &mut numbers,
                bins,
                spare: &mut spare,
            };
            search.turn(room, &mut brackets);
        }
        assert_eq!(search.known.all.count, values.len() as f64);
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        for (bracket, &p) in brackets
            .iter()
            .zip(probabilities)
            .filter(|_| search.stage == DONE)
        {
            assert_eq!(bracket.finite, sorted.len() as f64);
            if sorted.is_empty() {
                continue;
            }
            let Ranks { from, to } = neighbours(sorted.len(), p);
            let (rank, count) = (bracket.rank as usize, bracket.count as usize);
            assert!(rank <= from && to <= rank + count);
            for (value, wanted) in bracket.values[..count].iter().zip(&sorted[rank..]) {
                assert_eq!(value.to_bits(), wanted.to_bits(), "{p}");
            }
        }
        search.passes
    }

    #[test]
    fn brackets_agree_with_sorting() {
        let mut seed = 1u64;
        let mut next = || {
            seed = seed
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (seed >> 11) as f64 / (1u64 << 53) as f64
        };
        let few = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
        let many: Vec<f64> = (0..16).map(|i| f64::from(i) / 15.0).collect();
        let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        let ends = [1e300, -1e300, 1e9, -1e-300, 1.0];
        // How many passes each takes, with room for a quarter of it and for much less.
        type Make<'a> = &'a dyn Fn(&mut dyn FnMut() -> f64, usize) -> f64;
        let makes: [(Make, [u32; 2]); 15] = [
            (&|next, _| next(), [2, PASSES]),
            (
                &|next, i| {
                    if next() < 0.02 {
                        odd[i % 3]
                    } else {
                        f64::sin(i as f64)
                    }
                },
                [2, PASSES],
            ),
            (
                &|next, _| (20.0 * (next() + next() + next() - 1.5)).exp(),
                [2, PASSES],
            ),
            (&|next, _| (10.0 * next()).floor(), [1, 1]),
            (&|_, i| i as f64 * 1e-3, [2, PASSES]),
            (&|next, _| 1e9 + next() * 1e-3, [2, PASSES]),
            (
                &|next, _| (next() - 0.5) * 10f64.powf(next() * 600.0 - 300.0),
                [2, PASSES],
            ),
            (
                &|next, _| if next() < 0.4 { 0.0 } else { next() - 0.5 },
                [2, PASSES],
            ),
            (
                &|next, _| [0.0, -0.0, next() - 0.5][(next() * 3.0) as usize],
                [2, PASSES],
            ),
            (&|next, _| (next() * 1000.0).round() / 1000.0, [2, PASSES]),
            (&|_, _| f64::NAN, [1, 1]),
            (
                &|next, _| if next() < 0.5 { odd[2] } else { next() },
                [2, PASSES],
            ),
            (
                &|next, _| f64::from_bits(((next() * 2f64.powi(53)) as u64).wrapping_mul(2049)),
                [2, PASSES],
            ),
            (
                &|next, _| ends[(next() * 5.0) as usize] * (1.0 + 1e-6 * next()),
                [PASSES, PASSES],
            ),
            // No scale tells subnormal values so close to each other apart.
            (
                &|next, _| f64::from_bits((next() * 1e6) as u64),
                [PASSES, PASSES],
            ),
        ];
        for (index, (make, most)) in makes.iter().enumerate() {
            let values: Vec<f64> = (0..40_500).map(|i| make(&mut next, i)).collect();
            for (room, most) in [10, 3].into_iter().zip(most) {
                let passes = check(&values, &few, room * BLOCK);
                assert!(passes <= *most, "column {index} takes {passes} passes");
            }
            check(&values, &many, 10 * BLOCK);
            assert_eq!(check(&values, &[], 3 * BLOCK), 1);
        }
    }
}
