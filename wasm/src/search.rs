//! Exact quantiles of a long column of float64 that passes by in windows, several times.
//!
//! The first pass counts the values by their top 18 bits, which tells the bins that the wanted ranks
//! fall into; the last gathers what these bins hold. Where that is too much (equal values, few
//! values, very long columns), passes in between look which bits of a bin's values differ, and count
//! by the next eleven of those, until a bin is one value repeated or small. Memory stays bounded.
//!
//! Beside the values that a quantile lies between come their neighbours in the order, so that the
//! caller can follow the quantile while a few more values come.

use crate::block::BLOCK;
use crate::moments::{Known, Moments};
use crate::place::{neighbours, place, Ranks, BINS};
use crate::quantiles::ascend;
use crate::segments::{Segments, DEEP};
use crate::span::{value_of, Span};
use crate::table::{merge, top_of, Table};

/// How many values each bracket holds below and above the ones in question, where there are as many.
pub const REACH: usize = 256;

/// The values around one quantile.
#[repr(C)]
pub struct Bracket {
    /// How many finite values the column has.
    pub finite: f64,
    /// The rank of the first value here.
    pub rank: f64,
    /// How many values are here.
    pub count: f64,
    /// The values, ascending.
    pub values: [f64; 2 * REACH + 2],
}

const DONE: u64 = 0;
const COUNT: u64 = 1;
const PROBE: u64 = 2;
const SPLIT: u64 = 3;
const GATHER: u64 = 4;

/// A search under way.
#[repr(C)]
pub struct Search {
    /// What the windows of this pass are for; 0 when the brackets are written.
    stage: u64,
    /// The moments of the windows of the first pass.
    known: Known,
    segments: Segments,
}

impl Search {
    /// Begins. The probabilities ascend and lie in 0…1.
    ///
    /// # Errors
    /// `None` where they do not, or are too many.
    pub fn begin(&mut self, tables: &mut [Table; 2], probabilities: &[f64]) -> Option<()> {
        if !ascend(probabilities) {
            return None;
        }
        tables.as_flattened_mut().fill(0);
        self.stage = COUNT;
        self.known = Known::NOTHING;
        self.segments.begin(probabilities);
        Some(())
    }

    /// Takes one window of this pass, with what the first learned of its blocks.
    pub fn window(
        &mut self,
        values: &[f64],
        spans: &mut [Span],
        tables: &mut [Table; 2],
        gathered: &mut [f64],
    ) {
        if self.stage == COUNT {
            let mut spans = spans.iter_mut();
            return self.known.take(values, |block, moments| {
                count(block, moments, tables);
                if let Some(span) = spans.next() {
                    *span = Span::of(moments);
                }
            });
        }
        for (block, span) in values.chunks(BLOCK).zip(spans) {
            if self.segments.reach(span) {
                self.block(block, span, tables, gathered);
            }
        }
    }

    fn block(&mut self, block: &[f64], span: &Span, tables: &mut [Table; 2], room: &mut [f64]) {
        let [links, counts] = tables;
        match self.stage {
            PROBE => {
                let one = [span.value()];
                let values = if span.is_one() { &one } else { block };
                self.segments.each(links, values, |_, segment, key| {
                    // A bit is seen for the first time seldom: no value waits for the one before.
                    if key & !segment.any | !key & segment.all != 0 {
                        segment.any |= key;
                        segment.all &= key;
                    }
                });
            }
            SPLIT => self.segments.each(links, block, |index, segment, key| {
                if segment.is_open() {
                    counts[index << DEEP | segment.digit_of(key)] += 1;
                }
            }),
            _ => self.segments.each(links, block, |_, segment, key| {
                if segment.is_open() {
                    if let Some(place) = room.get_mut(segment.next as usize) {
                        *place = value_of(key);
                        segment.next += 1;
                    }
                }
            }),
        }
    }

    /// Ends this pass: prepares the next, or writes a bracket a probability.
    pub fn turn(
        &mut self,
        tables: &mut [Table; 2],
        gathered: &mut [f64],
        spare: &mut [f64],
        brackets: &mut [Bracket],
    ) {
        let [links, counts] = tables;
        let room = gathered.len() as u64;
        let segments = &mut self.segments;
        match self.stage {
            COUNT => {
                let sums = merge(links, counts);
                segments.find(links, &sums, REACH);
                if segments.open() > room {
                    segments.find(links, &sums, 0);
                }
                self.stage = if segments.open() > room {
                    PROBE
                } else {
                    GATHER
                };
            }
            PROBE => {
                segments.tighten();
                self.stage = if segments.open() > room {
                    SPLIT
                } else {
                    GATHER
                };
            }
            SPLIT => {
                segments.split(counts);
                self.stage = if segments.open() > room {
                    PROBE
                } else {
                    GATHER
                };
            }
            GATHER => self.stage = DONE,
            _ => return,
        }
        if self.stage == GATHER && segments.open() == 0 {
            self.stage = DONE;
        }
        if self.stage == DONE {
            return self.finish(counts, gathered, spare, brackets);
        }
        links.fill(0);
        counts.fill(0);
        segments.link(links);
    }

    fn finish(
        &mut self,
        counts: &mut Table,
        gathered: &mut [f64],
        spare: &mut [f64],
        brackets: &mut [Bracket],
    ) {
        let Some(bins) = counts.as_chunks_mut().0.first_chunk_mut::<BINS>() else {
            return;
        };
        let mut rest = &mut *gathered;
        for segment in self.segments.list() {
            if segment.is_open() {
                let (part, after) = rest.split_at_mut(segment.count as usize);
                let (wanted, used) = self.segments.wanted_in(segment, REACH);
                place(part, segment.bounds(), &wanted[..used], bins, spare);
                rest = after;
            }
        }
        for (index, bracket) in brackets.iter_mut().enumerate() {
            self.write(index, gathered, bracket);
        }
    }

    fn write(&self, index: usize, gathered: &[f64], bracket: &mut Bracket) {
        let finite = self.segments.finite();
        bracket.finite = finite as f64;
        bracket.rank = 0.0;
        bracket.count = 0.0;
        let Some(probability) = self.segments.probability(index) else {
            return;
        };
        if finite == 0 {
            return;
        }
        let Ranks { from, to } = neighbours(finite, probability);
        let mut start = 0;
        let mut at = 0;
        for segment in self.segments.list() {
            let (first, end) = (segment.rank as usize, segment.end() as usize);
            // The two ranks can lie in two segments, which then follow each other.
            if first < to && end > from {
                let low = from.saturating_sub(REACH).max(first);
                if at == 0 {
                    bracket.rank = low as f64;
                }
                for rank in low..end.min(to + REACH) {
                    if let Some(value) = bracket.values.get_mut(at) {
                        *value = if segment.is_open() {
                            gathered[start + rank - first]
                        } else {
                            value_of(segment.low)
                        };
                        at += 1;
                    }
                }
            }
            if segment.is_open() {
                start += segment.count as usize;
            }
        }
        bracket.count = at as f64;
    }
}

/// Counts a block. Two tables take turns, since a count waits for the store of the one before it.
fn count(block: &[f64], moments: &Moments, [even, odd]: &mut [Table; 2]) {
    let (low, high) = (top_of(moments.min), top_of(moments.max));
    if low == high && moments.finite == moments.count && moments.min * moments.max != 0.0 {
        even[low] += block.len() as u32;
        return;
    }
    let (pairs, rest) = block.as_chunks::<2>();
    for &[a, b] in pairs {
        even[top_of(a)] += 1;
        odd[top_of(b)] += 1;
    }
    for &a in rest {
        even[top_of(a)] += 1;
    }
}
