//! The hashes of a Merkle tree, many at a time (RFC 6962, section 2.1; RFC 9162, section 2.1.1).

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
    for (end, digest) in ends.iter().zip(out) {
        let end = end.checked_sub(base)? as usize;
        hash(LEAF, packed.get(start..end)?, digest);
        start = end;
    }
    Some(())
}

/// Hashes adjacent pairs of hashes as inner nodes: SHA-256(0x01 ‖ left ‖ right).
pub fn nodes(pairs: &[[u8; 2 * DIGEST]], out: &mut [[u8; DIGEST]]) {
    for (pair, digest) in pairs.iter().zip(out) {
        hash(NODE, pair, digest);
    }
}

fn hash(prefix: u8, message: &[u8], digest: &mut [u8; DIGEST]) {
    let mut state = Sha256::new();
    state.update(&[prefix]);
    state.update(message);
    state.end(digest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sha256::sha256;

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
