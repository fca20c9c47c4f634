//! The compression function of SHA-256 (FIPS 180-4, section 6.2.2), of one message or of four.

use core::array::from_fn;

use crate::lanes::{words_of, Lanes, LANES};

/// The bytes of a block.
pub const BLOCK: usize = 64;

/// The initial hash value (FIPS 180-4, section 5.3.3).
pub const INITIAL: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/// The round constants, by sixteen (FIPS 180-4, section 4.2.2).
const ROUNDS: [[u32; 16]; 4] = [
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174,
    ],
    [
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc,
        0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
        0x06ca6351, 0x14292967,
    ],
    [
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
        0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624,
        0xf40e3585, 0x106aa070,
    ],
    [
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
        0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb,
        0xbef9a3f7, 0xc67178f2,
    ],
];

/// What a word of the hash can do: one u32, or one of each of four messages.
pub trait Word: Copy {
    /// The same word in every message.
    fn all(word: u32) -> Self;
    /// The sum modulo 2³².
    fn plus(self, other: Self) -> Self;
    /// Exclusive or.
    fn xor(self, other: Self) -> Self;
    /// And.
    fn and(self, other: Self) -> Self;
    /// Shifted right.
    fn shift(self, by: u32) -> Self;
    /// Rotated right.
    fn rotate(self, by: u32) -> Self;
}

impl Word for u32 {
    #[inline(always)]
    fn all(word: u32) -> Self {
        word
    }
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }
    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        self ^ other
    }
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        self & other
    }
    #[inline(always)]
    fn shift(self, by: u32) -> Self {
        self >> by
    }
    #[inline(always)]
    fn rotate(self, by: u32) -> Self {
        self.rotate_right(by)
    }
}

/// One round of the compression function, on a word of the schedule with its constant.
///
/// The sums are in the order that both engines keep in registers best: what waits for no other
/// round first, and each half of the hash as soon as it can be. Other orders cost V8 up to a sixth
/// and JavaScriptCore a quarter.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $word:expr) => {
        $h = $h.plus($word).plus($g.xor($e.and($f.xor($g))));
        $d = $d.plus($h);
        let s1 = $e.rotate(6).xor($e.rotate(11)).xor($e.rotate(25));
        $d = $d.plus(s1);
        let majority = $b.xor($a.xor($b).and($b.xor($c)));
        let s0 = $a.rotate(2).xor($a.rotate(13)).xor($a.rotate(22));
        $h = $h.plus(s1).plus(majority).plus(s0);
    };
}

/// Eight rounds, which bring the letters back to their places; `word!(i)` gives the words.
macro_rules! eight {
    ($word:ident, $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {
        round!($a $b $c $d $e $f $g $h, $word!(0));
        round!($h $a $b $c $d $e $f $g, $word!(1));
        round!($g $h $a $b $c $d $e $f, $word!(2));
        round!($f $g $h $a $b $c $d $e, $word!(3));
        round!($e $f $g $h $a $b $c $d, $word!(4));
        round!($d $e $f $g $h $a $b $c, $word!(5));
        round!($c $d $e $f $g $h $a $b, $word!(6));
        round!($b $c $d $e $f $g $h $a, $word!(7));
    };
}

/// Compresses blocks of one message, up to four, whose schedules are made side by side.
#[inline(never)]
pub fn compress(hash: &mut [u32; 8], blocks: &[[u8; BLOCK]]) {
    let mut w = words_of(from_fn(|lane| &blocks[lane.min(blocks.len() - 1)]));
    let mut words = [[Lanes::all(0); LANES]; 16];
    for (turn, (words, k)) in words
        .as_chunks_mut::<4>()
        .0
        .iter_mut()
        .zip(&ROUNDS)
        .enumerate()
    {
        if turn > 0 {
            schedule(&mut w);
        }
        for (i, words) in words.iter_mut().enumerate() {
            *words = Lanes::transpose(from_fn(|j| w[4 * i + j].plus(Lanes::all(k[4 * i + j]))));
        }
    }
    for lane in 0..blocks.len().min(LANES) {
        rounds(hash, &words, lane);
    }
}

/// The rounds of one block; `words` holds its words with their constants in one of the lanes, four
/// at a time.
#[inline(never)]
fn rounds(hash: &mut [u32; 8], words: &[[Lanes; LANES]; 16], lane: usize) {
    let lane = lane % LANES;
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *hash;
    for words in words.as_chunks::<2>().0 {
        let words = [words[0][lane].words(), words[1][lane].words()];
        macro_rules! word {
            ($i:literal) => {
                words[$i / 4][$i % 4]
            };
        }
        eight!(word, a b c d e f g h);
    }
    for (word, value) in hash.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.plus(value);
    }
}

/// Compresses one block of each of four messages, given as its words, which are used up.
///
/// The schedule stays in memory, sixteen words at a time: beside the hash in locals it costs
/// JavaScriptCore half of its speed, which runs out of registers, and gains V8 a tenth.
#[inline(never)]
pub fn compress_lanes(hash: &mut [Lanes; 8], w: &mut [Lanes; 16]) {
    let before = *hash;
    for (turn, k) in ROUNDS.iter().enumerate() {
        if turn > 0 {
            schedule(w);
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *hash;
        for (w, k) in w.as_chunks::<8>().0.iter().zip(k.as_chunks::<8>().0) {
            macro_rules! word {
                ($i:literal) => {
                    w[$i].plus(Lanes::all(k[$i]))
                };
            }
            eight!(word, a b c d e f g h);
        }
        *hash = [a, b, c, d, e, f, g, h];
    }
    for (word, value) in hash.iter_mut().zip(before) {
        *word = word.plus(value);
    }
}

/// The next sixteen words of the schedule; each replaces the one sixteen before.
#[inline(never)]
fn schedule(w: &mut [Lanes; 16]) {
    macro_rules! next {
        ($($i:literal)*) => { $(
            let early = w[($i + 1) & 15];
            let late = w[($i + 14) & 15];
            let s0 = early.rotate(7).xor(early.rotate(18)).xor(early.shift(3));
            let s1 = late.rotate(17).xor(late.rotate(19)).xor(late.shift(10));
            w[$i] = w[$i].plus(s0).plus(w[($i + 9) & 15]).plus(s1);
        )* };
    }
    next!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
}
