//! Streaming SHA-256 (FIPS 180-4, section 6.2).

use crate::compress::{compress, BLOCK, INITIAL};
use crate::lanes::LANES;

/// The bytes of a digest.
pub const DIGEST: usize = 32;

/// A hash under way: 104 bytes that the caller keeps between calls, so that hashes interleave.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Sha256 {
    hash: [u32; 8],
    block: [u8; BLOCK],
    /// Bytes taken so far; the low six bits say how much of `block` is filled. Two words, low
    /// first, so that the state needs no more than the alignment of a u32.
    length: [u32; 2],
}

impl Sha256 {
    /// A hash that has taken nothing yet.
    pub const fn new() -> Self {
        Sha256 {
            hash: INITIAL,
            block: [0; BLOCK],
            length: [0; 2],
        }
    }

    /// Takes more of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        let before = self.taken();
        let after = before.wrapping_add(bytes.len() as u64);
        self.length = [after as u32, (after >> 32) as u32];
        let filled = before as usize % BLOCK;
        let mut rest = bytes;
        if filled > 0 {
            let free = BLOCK - filled;
            let Some((head, tail)) = rest.split_at_checked(free) else {
                self.block[filled..filled + rest.len()].copy_from_slice(rest);
                return;
            };
            self.block[filled..].copy_from_slice(head);
            compress(&mut self.hash, &[self.block]);
            rest = tail;
        }
        let (blocks, tail) = rest.as_chunks::<BLOCK>();
        for blocks in blocks.chunks(LANES) {
            compress(&mut self.hash, blocks);
        }
        self.block[..tail.len()].copy_from_slice(tail);
    }

    /// Pads the message and writes its digest. The state is used up (FIPS 180-4, section 5.1.1).
    pub fn end(&mut self, digest: &mut [u8; DIGEST]) {
        let length = self.taken();
        let filled = length as usize % BLOCK;
        self.block[filled] = 0x80;
        self.block[filled + 1..].fill(0);
        if filled >= BLOCK - 8 {
            compress(&mut self.hash, &[self.block]);
            self.block.fill(0);
        }
        let bits = length.wrapping_mul(8).to_be_bytes();
        self.block[BLOCK - 8..].copy_from_slice(&bits);
        compress(&mut self.hash, &[self.block]);
        for (out, word) in digest.as_chunks_mut::<4>().0.iter_mut().zip(self.hash) {
            *out = word.to_be_bytes();
        }
    }

    fn taken(&self) -> u64 {
        u64::from(self.length[1]) << 32 | u64::from(self.length[0])
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

/// The digest of one message.
pub fn sha256(message: &[u8]) -> [u8; DIGEST] {
    let mut digest = [0; DIGEST];
    let mut state = Sha256::new();
    state.update(message);
    state.end(&mut digest);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn official_vectors() {
        let vectors: [(&[u8], &str); 4] = [
            (
                b"",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                b"abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
            (
                b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
            ),
        ];
        for (message, digest) in vectors {
            assert_eq!(hex(&sha256(message)), digest);
        }
    }

    #[test]
    fn a_million_letters_in_odd_pieces() {
        let mut state = Sha256::default();
        let letters = [b'a'; 1000];
        let mut left = 1_000_000;
        let mut piece = 1;
        while left > 0 {
            let take = piece.min(left);
            state.update(&letters[..take]);
            left -= take;
            piece = piece % 997 + 1;
        }
        let mut digest = [0; DIGEST];
        state.end(&mut digest);
        assert_eq!(
            hex(&digest),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        );
    }

    #[test]
    fn any_split_gives_the_same_digest() {
        let message: Vec<u8> = (0..200u8).collect();
        let whole = sha256(&message);
        for at in 0..=message.len() {
            let mut state = Sha256::new();
            state.update(&message[..at]);
            state.update(&message[at..]);
            let mut digest = [0; DIGEST];
            state.end(&mut digest);
            assert_eq!(digest, whole);
        }
    }

    #[test]
    fn the_state_is_104_bytes() {
        assert_eq!(size_of::<Sha256>(), 104);
        assert_eq!(align_of::<Sha256>(), 4);
    }
}
