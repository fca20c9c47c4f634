//! Which values of a batch may be wanted.

use crate::table::{top_of, Table};

/// So many values are sifted together.
pub const BATCH: usize = 256;

/// Moves the values that a segment may hold to the front, without a branch: they are few, and nobody
/// can foretell which.
#[inline(never)]
pub fn sift(links: &Table, batch: &[f64], linked: &mut [f64; BATCH]) -> usize {
    let mut count = 0;
    let mut take = |value: f64| {
        linked[count % BATCH] = value;
        count += usize::from(links[top_of(value)] != 0);
    };
    let (fours, rest) = batch.as_chunks::<4>();
    for &[a, b, c, d] in fours {
        let link = |value: f64| links[top_of(value)];
        if link(a) | link(b) | link(c) | link(d) != 0 {
            take(a);
            take(b);
            take(c);
            take(d);
        }
    }
    for &value in rest {
        take(value);
    }
    count
}
