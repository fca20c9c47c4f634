//! Sums in eight lanes, whose order defines their bits: see `moments`.

use core::array::from_fn;

use crate::pair::Pair;

/// The lanes.
pub const LANES: usize = 8;

/// The pairs that hold them.
pub const PAIRS: usize = LANES / 2;

/// Sums a term of each number, and its square, in eight lanes each; NaN adds +0.
#[inline(always)]
pub fn sums<const ALL: bool>(block: &[f64], term: impl Fn(Pair) -> Pair) -> [f64; 2] {
    let mut first = [Pair::all(0.0); PAIRS];
    let mut second = [Pair::all(0.0); PAIRS];
    rows_of::<ALL>(block, |row| {
        for lane in 0..PAIRS {
            let x = row[lane];
            let term = kept::<ALL>(term(x), x);
            first[lane] = first[lane].plus(term);
            second[lane] = second[lane].plus(term.times(term));
        }
    });
    [total(first), total(second)]
}

/// The terms, or +0 where the value is NaN; with `ALL` none is.
#[inline(always)]
pub fn kept<const ALL: bool>(terms: Pair, values: Pair) -> Pair {
    if ALL {
        terms
    } else {
        terms.where_number(values)
    }
}

/// Walks through values by eight lanes. What the last row lacks is NaN, which adds nothing; with `ALL`
/// it lacks nothing.
#[inline(always)]
pub fn rows_of<const ALL: bool>(values: &[f64], mut take: impl FnMut([Pair; PAIRS])) {
    let pairs = |row: &[f64; LANES]| from_fn(|i| Pair::new(row[2 * i], row[2 * i + 1]));
    let (rows, rest) = values.as_chunks::<LANES>();
    for row in rows {
        take(pairs(row));
    }
    if !ALL && !rest.is_empty() {
        let mut row = [f64::NAN; LANES];
        row[..rest.len()].copy_from_slice(rest);
        take(pairs(&row));
    }
}

/// The least number of the lanes, none of which is NaN.
pub fn least([a, b, c, d]: [Pair; PAIRS]) -> f64 {
    let [x, y] = a.or_less(b).or_less(c.or_less(d)).both();
    if y < x {
        y
    } else {
        x
    }
}

/// The greatest number of the lanes, none of which is NaN.
pub fn greatest([a, b, c, d]: [Pair; PAIRS]) -> f64 {
    let [x, y] = a.or_greater(b).or_greater(c.or_greater(d)).both();
    if y > x {
        y
    } else {
        x
    }
}

/// The sum of the lanes.
pub fn total(lanes: [Pair; PAIRS]) -> f64 {
    let [[l0, l1], [l2, l3], [l4, l5], [l6, l7]] = lanes.map(Pair::both);
    ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7))
}
