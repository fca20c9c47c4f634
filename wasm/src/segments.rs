//! The segments of a column's order that wanted ranks fall into.

use crate::place::{neighbours, Ranks};
use crate::sift::{sift, BATCH};
use crate::span::{key_of, value_of, Span};
use crate::table::{fill, raw_of, top_of, Sums, Table, CHUNK, TOP};

/// The most quantiles of one search.
pub const WANTED: usize = 16;

/// The bits that a later pass counts by.
pub const DEEP: u32 = 11;

/// The values whose keys lie between two bounds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Segment {
    /// The least key, and the greatest.
    pub low: u64,
    high: u64,
    /// The rank of the first value, and how many there are.
    pub rank: u64,
    /// How many values there are.
    pub count: u64,
    /// The bits that are set in any key.
    pub any: u64,
    /// The bits that are set in all keys.
    pub all: u64,
    /// Where the next value goes among the gathered.
    pub next: u64,
}

impl Segment {
    /// Whether the values are not known to be equal.
    #[inline(always)]
    pub fn is_open(&self) -> bool {
        self.low < self.high
    }

    /// The values with the least key and the greatest.
    pub fn bounds(&self) -> [f64; 2] {
        [value_of(self.low), value_of(self.high)]
    }

    /// One more than the last rank.
    pub fn end(&self) -> u64 {
        self.rank + self.count
    }

    /// The highest eleven bits of a key among those that differ.
    #[inline(always)]
    pub fn digit_of(&self, key: u64) -> usize {
        (key >> self.shift()) as usize & ((1 << DEEP) - 1)
    }

    #[inline(always)]
    fn shift(&self) -> u32 {
        (64 - (self.any & !self.all).leading_zeros()).saturating_sub(DEEP)
    }
}

/// The segments of one search, ascending.
#[repr(C)]
pub struct Segments {
    wanted: u64,
    probabilities: [f64; WANTED],
    finite: u64,
    used: u64,
    /// Behind the used ones lies one that no key reaches.
    segments: [Segment; 2 * WANTED + 1],
}

impl Segments {
    /// Forgets what was before.
    pub fn begin(&mut self, probabilities: &[f64]) {
        self.wanted = probabilities.len() as u64;
        self.probabilities[..probabilities.len()].copy_from_slice(probabilities);
        self.finite = 0;
        self.used = 0;
    }

    /// How many finite values the column has.
    pub fn finite(&self) -> usize {
        self.finite as usize
    }

    /// One of the probabilities.
    pub fn probability(&self, index: usize) -> Option<f64> {
        self.probabilities.get(index).copied()
    }

    /// The segments in use.
    pub fn list(&self) -> &[Segment] {
        &self.segments[..self.used as usize]
    }

    /// How many values are still to be told apart.
    pub fn open(&self) -> u64 {
        let open = self.list().iter().filter(|segment| segment.is_open());
        open.map(|segment| segment.count).sum()
    }

    /// The wanted ranks within a segment, counted from its first, and how many ranges they are.
    pub fn wanted_in(&self, segment: &Segment, reach: usize) -> ([Ranks; WANTED], usize) {
        let mut wanted = [Ranks { from: 0, to: 0 }; WANTED];
        let mut used = 0;
        let (first, end) = (segment.rank as usize, segment.end() as usize);
        for index in 0..self.wanted as usize {
            let Ranks { from, to } = self.ranks(index, reach);
            if from < end && to > first {
                wanted[used] = Ranks {
                    from: from.max(first) - first,
                    to: to.min(end) - first,
                };
                used += 1;
            }
        }
        (wanted, used)
    }

    /// Finds the segments in the table of counts; with a reach, bins that follow each other are one.
    pub fn find(&mut self, table: &Table, sums: &Sums, reach: usize) {
        self.finite = sums.iter().map(|&sum| u64::from(sum)).sum();
        self.used = 0;
        let mut rank = 0;
        for chunk in 0..sums.len() {
            let sum = u64::from(sums[raw_of(chunk, sums.len())]);
            if sum == 0 || !self.wants(rank, sum, reach) {
                rank += sum;
                continue;
            }
            for bin in chunk * CHUNK..(chunk + 1) * CHUNK {
                let count = u64::from(table[raw_of(bin, table.len())]);
                let low = (bin as u64) << (64 - TOP);
                self.cover(low, low | (u64::MAX >> TOP), rank, count, reach);
                rank += count;
            }
        }
    }

    /// Draws the bounds closer, after the bits of all keys were seen.
    pub fn tighten(&mut self) {
        for segment in &mut self.segments[..self.used as usize] {
            if segment.any == segment.all {
                segment.low = segment.any;
                segment.high = segment.any;
            }
        }
    }

    /// Replaces each segment by the parts of it that are wanted, after its keys were counted.
    pub fn split(&mut self, counts: &Table) {
        let before = self.segments;
        let used = self.used as usize;
        self.used = 0;
        for (index, segment) in before[..used].iter().enumerate() {
            let Segment {
                low,
                high,
                mut rank,
                count,
                ..
            } = *segment;
            if !segment.is_open() {
                self.cover(low, high, rank, count, 0);
                continue;
            }
            let shift = segment.shift();
            let base = segment.all >> (shift + DEEP) << (shift + DEEP);
            for digit in 0..1 << DEEP {
                let count = u64::from(counts[index << DEEP | digit]);
                let low = base | (digit as u64) << shift;
                self.cover(low, low | ((1 << shift) - 1), rank, count, 0);
                rank += count;
            }
        }
    }

    /// Enters the segments into an empty table: each bin names the first that reaches into it.
    pub fn link(&mut self, links: &mut Table) {
        let used = self.used as usize;
        let mut next = 0;
        for index in (0..used).rev() {
            let Segment { low, high, .. } = self.segments[index];
            fill(
                links,
                low >> (64 - TOP),
                high >> (64 - TOP),
                index as u32 + 1,
            );
        }
        for segment in &mut self.segments[..used] {
            segment.next = next;
            next += if segment.is_open() { segment.count } else { 0 };
        }
        self.segments[used] = Segment {
            low: u64::MAX,
            high: u64::MAX,
            ..self.segments[used]
        };
    }

    /// Whether a wanted value may lie in a block.
    pub fn reach(&self, span: &Span) -> bool {
        let mut list = self.list().iter();
        list.any(|segment| segment.low <= span.high && segment.high >= span.low)
    }

    /// Calls `hit` with the segment and the key of each value that lies in one.
    #[inline(always)]
    pub fn each(
        &mut self,
        links: &Table,
        values: &[f64],
        mut hit: impl FnMut(usize, &mut Segment, u64),
    ) {
        let mut linked = [0.0; BATCH];
        for batch in values.chunks(BATCH) {
            let count = sift(links, batch, &mut linked);
            for &value in &linked[..count] {
                let key = key_of(value);
                let mut index = links[top_of(value)] as usize - 1;
                while self.segments[index].high < key {
                    index += 1;
                }
                let segment = &mut self.segments[index];
                if segment.low <= key {
                    hit(index, segment, key);
                }
            }
        }
    }

    #[inline(never)]
    fn ranks(&self, index: usize, reach: usize) -> Ranks {
        let finite = self.finite();
        let Ranks { from, to } = neighbours(finite, self.probabilities[index]);
        Ranks {
            from: from.saturating_sub(reach),
            to: (to + reach).min(finite),
        }
    }

    #[inline(never)]
    fn wants(&self, rank: u64, count: u64, reach: usize) -> bool {
        (0..self.wanted as usize).any(|index| {
            let Ranks { from, to } = self.ranks(index, reach);
            (from as u64) < rank + count && to as u64 > rank
        })
    }

    #[inline(never)]
    fn cover(&mut self, low: u64, high: u64, rank: u64, count: u64, reach: usize) {
        if count == 0 || !self.wants(rank, count, reach) {
            return;
        }
        let used = self.used as usize;
        if let Some(last) = self.segments[..used].last_mut() {
            if reach > 0 && last.end() == rank {
                last.high = high;
                last.count += count;
                return;
            }
        }
        self.segments[used] = Segment {
            low,
            high,
            rank,
            count,
            any: 0,
            all: u64::MAX,
            next: 0,
        };
        self.used += 1;
    }
}
