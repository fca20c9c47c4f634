//! The values around a quantile.

use crate::place::Ranks;

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

impl Bracket {
    /// Reaches beyond the ranks in question, as far as others are known, and gives the ranks.
    pub fn reach(&mut self, below: u32, upto: u32, Ranks { from, to }: Ranks) -> Ranks {
        let from = from.saturating_sub(REACH).max(below as usize);
        let to = (to + REACH).min(upto as usize);
        self.rank = from as f64;
        self.count = (to - from) as f64;
        Ranks { from, to }
    }
}
