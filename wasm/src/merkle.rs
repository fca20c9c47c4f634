//! The hashes of a Merkle tree, many at a time (RFC 6962, section 2.1; RFC 9162, section 2.1.1).

use core::array::from_fn;

use crate::compress::{compress_lanes, Word, BLOCK, INITIAL};
use crate::lanes::{digests, joined, words_of, Lanes, LANES};
use crate::sha256::{Sha256, DIGEST};

/// The prefix of a leaf.
const LEAF: u8 = 0x00;

/// The prefix of an inner node.
const NODE: u8 = 0x01;

/// Hashes many messages as leaves: SHA-256(0x00 ‖ message).
///
/// The messages lie one after another in `packed`; `ends` says where each of them ends, counted
/// from `base` before the first of these bytes. One digest a message goes into `out`.
///
/// # Errors
/// `None` where an end lies before its predecessor or beyond `packed`; `out` is unspecified then.
pub fn leaves(packed: &[u8], base: u32, ends: &[u32], out: &mut [[u8; DIGEST]]) -> Option<()> {
    let mut start = 0;
    for (ends, out) in ends.chunks(LANES).zip(out.chunks_mut(LANES)) {
        let mut messages: [&[u8]; LANES] = [&[]; LANES];
        for (end, message) in ends.iter().zip(&mut messages) {
            let end = end.checked_sub(base)? as usize;
            *message = packed.get(start..end)?;
            start = end;
        }
        leaves_of(&messages[..ends.len()], out);
    }
    Some(())
}

/// Hashes up to four messages: side by side where that pays, for it takes as long as two alone.
fn leaves_of(messages: &[&[u8]], out: &mut [[u8; DIGEST]]) {
    let blocks = messages.iter().map(|message| blocks_of(message));
    let most = blocks.clone().max().unwrap_or(0);
    if blocks.sum::<usize>() < 2 * most {
        for (message, digest) in messages.iter().zip(out) {
            leaf(message, digest);
        }
        return;
    }
    let mut hash = INITIAL.map(Lanes::all);
    for at in 0..most {
        let blocks = from_fn(|lane| {
            let message = messages.get(lane).copied().unwrap_or_default();
            block_at(message, at)
        });
        compress_lanes(&mut hash, &mut words_of(blocks.each_ref()));
        for ((message, digest), now) in messages.iter().zip(&mut *out).zip(digests(hash)) {
            if at + 1 == blocks_of(message) {
                *digest = now;
            }
        }
    }
}

/// How many blocks prefix, message and padding fill.
fn blocks_of(message: &[u8]) -> usize {
    (message.len() + 1 + 8) / BLOCK + 1
}

/// One block of the prefix, a message and the padding (FIPS 180-4, section 5.1.1).
fn block_at(message: &[u8], at: usize) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let begin = at * BLOCK;
    let end = message.len() + 1;
    let prefixed = usize::from(at == 0);
    block[0] = if at == 0 { LEAF } else { 0 };
    if begin < end {
        let length = (end - begin).min(BLOCK);
        let from = begin + prefixed - 1;
        block[prefixed..length].copy_from_slice(&message[from..from + length - prefixed]);
    }
    if begin <= end && end < begin + BLOCK {
        block[end - begin] = 0x80;
    }
    if at + 1 == blocks_of(message) {
        let bits = (end as u64 * 8).to_be_bytes();
        block[BLOCK - 8..].copy_from_slice(&bits);
    }
    block
}

/// Hashes adjacent pairs of hashes as inner nodes: SHA-256(0x01 ‖ left ‖ right).
pub fn nodes(pairs: &[[u8; 2 * DIGEST]], out: &mut [[u8; DIGEST]]) {
    for (pairs, out) in pairs.chunks(LANES).zip(out.chunks_mut(LANES)) {
        let four = nodes_of(from_fn(|lane| &pairs[lane.min(pairs.len() - 1)]));
        out.copy_from_slice(&four[..out.len()]);
    }
}

/// The hashes of four pairs. All but the last byte of a pair fill one block with the prefix.
fn nodes_of(pairs: [&[u8; 2 * DIGEST]; LANES]) -> [[u8; DIGEST]; LANES] {
    let mut words = words_of(pairs);
    let mut before = Lanes::all(u32::from(NODE));
    for word in &mut words {
        let here = *word;
        *word = joined(before, here, 8);
        before = here;
    }
    let mut hash = INITIAL.map(Lanes::all);
    compress_lanes(&mut hash, &mut words);
    let mut words = [Lanes::all(0); 16];
    words[0] = joined(before, Lanes::all(0x8000_0000), 8);
    words[15] = Lanes::all(8 * (1 + 2 * DIGEST as u32));
    compress_lanes(&mut hash, &mut words);
    digests(hash)
}

fn leaf(message: &[u8], digest: &mut [u8; DIGEST]) {
    let mut state = Sha256::new();
    state.update(&[LEAF]);
    state.update(message);
    state.end(digest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sha256::sha256;

    #[test]
    fn leaves_of_any_lengths_side_by_side() {
        let message: Vec<u8> = (0..=255).cycle().take(400).collect();
        let lengths = [
            0, 1, 54, 55, 62, 63, 64, 118, 119, 126, 127, 128, 190, 191, 400,
        ];
        for (i, first) in lengths.iter().enumerate() {
            for count in 1..=9 {
                let near = |k: usize| lengths[(i + k * count) % lengths.len()].max(first / 2);
                let messages: Vec<&[u8]> = (0..count)
                    .map(|k| &message[k..][..near(k).min(390)])
                    .collect();
                let mut end = 0;
                let ends: Vec<u32> = messages
                    .iter()
                    .map(|m| {
                        end += m.len() as u32;
                        end
                    })
                    .collect();
                let mut out = vec![[0; DIGEST]; count];
                assert_eq!(leaves(&messages.concat(), 0, &ends, &mut out), Some(()));
                for (message, digest) in messages.iter().zip(out) {
                    assert_eq!(digest, sha256(&[&[LEAF], *message].concat()));
                }
            }
        }
    }

    #[test]
    fn a_leaf_is_the_digest_of_prefix_and_message() {
        let packed: Vec<u8> = (0..=255).collect();
        let ends = [10, 10, 11, 74, 138, 256].map(|end| end + 1000 - 10);
        let mut out = [[0; DIGEST]; 6];
        assert_eq!(leaves(&packed, 990, &ends, &mut out), Some(()));
        let mut start = 0;
        for (end, digest) in ends.iter().zip(out) {
            let end = *end as usize - 990;
            let message: Vec<u8> = [&[0], &packed[start..end]].concat();
            assert_eq!(digest, sha256(&message));
            start = end;
        }
    }

    #[test]
    fn ends_that_fall_or_overrun_are_refused() {
        let mut out = [[0; DIGEST]; 2];
        assert_eq!(leaves(&[0; 4], 0, &[3, 2], &mut out), None);
        assert_eq!(leaves(&[0; 4], 0, &[3, 5], &mut out), None);
        assert_eq!(leaves(&[0; 4], 4, &[3], &mut out), None);
    }

    #[test]
    fn a_node_is_the_digest_of_prefix_and_pair() {
        let pairs = [[1; 64], [2; 64]];
        let mut out = [[0; DIGEST]; 2];
        nodes(&pairs, &mut out);
        for (pair, digest) in pairs.iter().zip(out) {
            let message: Vec<u8> = [&[1], &pair[..]].concat();
            assert_eq!(digest, sha256(&message));
        }
    }
}
