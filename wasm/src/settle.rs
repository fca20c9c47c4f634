//! From what a pass of a search found to the values around each quantile.

use crate::block::BLOCK;
use crate::bracket::Bracket;
use crate::guess::{guess, Sought};
use crate::key::{key_of, value_of};
use crate::place::{neighbours, place_in, Bin, Ranks};
use crate::search::Search;
use crate::sieve::{Sieve, WANTED};

/// Where the values of each number are counted.
pub type Bins = [Bin; 1 << 16];

/// Fewer values than this are no sample.
const FEW: usize = 64;

/// Room to work in.
pub struct Room<'a> {
    /// What was gathered, in room for some blocks.
    pub gathered: &'a mut [f64],
    /// As much room for numbers.
    pub numbers: &'a mut [[i16; BLOCK]],
    /// Bins.
    pub bins: &'a mut Bins,
    /// Values.
    pub spare: &'a mut [f64],
}

/// A key, and how many finite values lie below it.
type Cut = (u64, usize);

impl Search {
    /// Ends a pass: writes the brackets that were found, and tells the next pass where to look.
    pub fn turn(&mut self, room: Room, brackets: &mut [Bracket]) {
        let finite = self.known.all.finite;
        let Room {
            gathered,
            numbers,
            bins,
            spare,
        } = room;
        let taken = self.sieve.taken as usize;
        for (block, numbers) in gathered
            .as_chunks()
            .0
            .iter()
            .zip(&mut *numbers)
            .take(taken.div_ceil(BLOCK))
        {
            self.sieve.scale.block(block, numbers);
        }
        let Some((gathered, numbers)) = gathered
            .get_mut(..taken)
            .zip(numbers.as_flattened().get(..taken))
        else {
            return;
        };
        let mut wanted = [Ranks { from: 0, to: 0 }; WANTED];
        let list = self.sought.iter_mut().zip(&mut *brackets);
        for ((one, bracket), placed) in list.zip(&mut wanted) {
            bracket.finite = finite;
            if finite == 0.0 {
                one.found = 1;
            } else if one.due > 0 {
                let ranks = neighbours(finite as usize, one.probability);
                let value = self.sieve.value(ranks);
                if let Some(guess) = value {
                    bracket.values.fill(value_of(guess.first));
                    bracket.reach(guess.below, guess.upto, ranks);
                    one.found = 1;
                } else if let Some((below, upto, at)) = self.sieve.run(ranks) {
                    let Ranks { from, to } = bracket.reach(below, upto, ranks);
                    *placed = Ranks {
                        from: from - below as usize + at,
                        to: to - below as usize + at,
                    };
                    one.found = 1;
                } else {
                    narrow(
                        &self.sieve,
                        finite as usize,
                        one,
                        ranks,
                        gathered,
                        bins,
                        spare,
                    );
                }
            }
        }
        let all = &self.known.all;
        let [least, most] = [all.min, all.max].map(|x| self.sieve.scale.number(x));
        let stretches = self.sieve.stretches();
        let bounds = [
            stretches.first().map_or(least, |one| one.first.max(least)),
            stretches.last().map_or(least, |one| one.last.min(most)),
        ];
        sort(gathered, numbers, bounds, &wanted, bins, spare);
        for (bracket, ranks) in brackets.iter_mut().zip(wanted) {
            let values = gathered.get(ranks.from..ranks.to).unwrap_or(&[]);
            for (to, from) in bracket.values.iter_mut().zip(values) {
                *to = *from;
            }
        }
        self.look();
    }
}

/// Draws the range of a quantile as close as the pass allows.
#[inline(never)]
fn narrow(
    sieve: &Sieve,
    finite: usize,
    one: &mut Sought,
    Ranks { from, to }: Ranks,
    gathered: &[f64],
    bins: &mut Bins,
    spare: &mut [f64],
) {
    let mut low: Cut = (key_of(f64::MIN), 0);
    let mut high: Cut = (key_of(f64::MAX) + 1, finite);
    let mut cut = |key: u64, rank: u32| {
        let rank = rank as usize;
        if rank <= from && key > low.0 {
            low = (key, rank);
        }
        if rank >= to && key < high.0 {
            high = (key, rank);
        }
    };
    for guess in sieve.stretches() {
        cut(sieve.scale.least_key(guess.first.into()), guess.below);
        cut(sieve.scale.least_key(i32::from(guess.last) + 1), guess.upto);
    }
    for guess in sieve.values() {
        cut(guess.first, guess.below);
        cut(guess.first + 1, guess.upto);
    }
    let within = |x: &&f64| (low.0..high.0).contains(&key_of(**x));
    let mut count = 0;
    for (place, x) in spare.iter_mut().zip(gathered.iter().filter(within)) {
        *place = *x;
        count += 1;
    }
    let part = (from - low.1) as f64 / (high.1 - low.1) as f64;
    let mut next = [Sought::new(part)];
    next[0].range = [value_of(low.0), value_of(high.0 - 1)];
    next[0].heavy = [u32::from(high.0 - low.0 == 1); 2];
    if let (true, Some(bins)) = (count >= FEW, bins.first_chunk_mut()) {
        let sample = spare.get_mut(..count).unwrap_or_default();
        guess(sample, &mut next, bins, &mut []);
    }
    (one.range, one.heavy) = (next[0].range, next[0].heavy);
}

/// Brings the values of the wanted ranks to their places, by numbers, which lie between bounds.
fn sort(
    values: &mut [f64],
    numbers: &[i16],
    [least, most]: [i16; 2],
    wanted: &[Ranks],
    bins: &mut Bins,
    spare: &mut [f64],
) {
    let bin_of = |number: i16| number.wrapping_sub(least) as u16 as usize;
    let bins = bins.get_mut(..=bin_of(most)).unwrap_or_default();
    bins.fill([0, 0]);
    for &number in numbers {
        bins[bin_of(number)][0] += 1;
    }
    place_in(values, |at, _| bin_of(numbers[at]), wanted, bins, spare);
}
