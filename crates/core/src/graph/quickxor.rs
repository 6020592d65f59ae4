//! `QuickXorHash`, the only hash that every drive reports.
//!
//! Defined by the C# sample of `OneDrive/onedrive-api-docs:docs/code-snippets/quickxorhash.md`; the
//! prose of that page describes one step more than the sample, and the service agrees with the
//! sample.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The bits of the ring that bytes are XORed into.
const RING_BITS: usize = 160;
const RING_BYTES: usize = RING_BITS / 8;
/// Distance in bits between the positions of adjacent bytes.
const SHIFT: usize = 11;
/// 11 times this is 1 modulo 160: the position of a bit, times this, is the byte that starts there.
const UNSHIFT: usize = 131;
/// The positions repeat after this many bytes, because 11 and 160 have no common divisor.
const BLOCK: usize = 160;
const WORDS: usize = BLOCK / 8;

/// A running `QuickXorHash`: takes pieces of any length, and can be saved and continued at any
/// offset.
///
/// It detects damage, not attacks: anyone can make bytes with a given hash.
///
/// ```
/// use graph_upload_core::graph::quickxor::QuickXorHash;
///
/// let mut hash = QuickXorHash::new();
/// hash.update(b"hello ");
/// let mut resumed = QuickXorHash::from_state(&hash.state());
/// resumed.update(b"world");
/// assert_eq!(resumed.to_base64(), "aCgDG9jwBhDc4Q1yawMZAAAAAAA=");
/// ```
#[derive(Debug, Clone)]
pub struct QuickXorHash {
    /// The bytes so far, XORed block by block. Converting them to the ring is deferred until
    /// needed, so that most of the work is an XOR of words.
    cells: [u8; BLOCK],
    length: u64,
}

impl Default for QuickXorHash {
    fn default() -> Self {
        Self::new()
    }
}

impl QuickXorHash {
    /// The length of [`state`](Self::state).
    pub const STATE_BYTES: usize = RING_BYTES + 8;

    /// The hash of no bytes.
    pub fn new() -> Self {
        Self { cells: [0; BLOCK], length: 0 }
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let cell = (self.length % BLOCK as u64) as usize;
        // A saved length may be arbitrary.
        self.length = self.length.wrapping_add(bytes.len() as u64);
        let (head, rest) = bytes.split_at(bytes.len().min((BLOCK - cell) % BLOCK));
        xor(&mut self.cells[cell..], head);
        let (blocks, tail) = rest.as_chunks::<BLOCK>();
        if !blocks.is_empty() {
            xor(&mut self.cells, &fold(blocks));
        }
        xor(&mut self.cells, tail);
    }

    /// Number of bytes added.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The hash of the bytes so far; more can be added afterwards.
    pub fn finish(&self) -> [u8; 20] {
        let mut ring = self.ring();
        xor(&mut ring[RING_BYTES - 8..], &self.length.to_le_bytes());
        ring
    }

    /// The hash in the service's form, base64.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.finish())
    }

    /// The state to continue from: the ring, and the length as a little-endian number. It depends
    /// only on the bytes, not on how they were split.
    pub fn state(&self) -> [u8; Self::STATE_BYTES] {
        let mut state = [0; Self::STATE_BYTES];
        state[..RING_BYTES].copy_from_slice(&self.ring());
        state[RING_BYTES..].copy_from_slice(&self.length.to_le_bytes());
        state
    }

    /// Continues from a [`state`](Self::state).
    pub fn from_state(state: &[u8; Self::STATE_BYTES]) -> Self {
        let (ring, length) = state.split_at(RING_BYTES);
        let mut hash = Self::new();
        // Any cells that yield this ring will do: each of its bytes goes to the one cell that
        // starts exactly there.
        for (place, byte) in ring.iter().enumerate() {
            hash.cells[place * 8 * UNSHIFT % BLOCK] = *byte;
        }
        for (place, byte) in length.iter().enumerate() {
            hash.length |= u64::from(*byte) << (8 * place);
        }
        hash
    }

    /// The cells, each XORed in at its position.
    fn ring(&self) -> [u8; RING_BYTES] {
        let mut ring = [0; RING_BYTES];
        for (i, cell) in self.cells.iter().enumerate() {
            let place = i * SHIFT % RING_BITS;
            let [low, high] = (u16::from(*cell) << (place % 8)).to_le_bytes();
            ring[place / 8] ^= low;
            ring[(place / 8 + 1) % RING_BYTES] ^= high;
        }
        ring
    }
}

fn xor(into: &mut [u8], bytes: &[u8]) {
    for (cell, byte) in into.iter_mut().zip(bytes) {
        *cell ^= byte;
    }
}

/// All blocks XORed together. In local words, so that they stay in registers over the whole loop.
fn fold(blocks: &[[u8; BLOCK]]) -> [u8; BLOCK] {
    let mut words = [0u64; WORDS];
    for block in blocks {
        for (word, bytes) in words.iter_mut().zip(block.as_chunks::<8>().0) {
            *word ^= u64::from_ne_bytes(*bytes);
        }
    }
    let mut folded = [0; BLOCK];
    for (bytes, word) in folded.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *bytes = word.to_ne_bytes();
    }
    folded
}
