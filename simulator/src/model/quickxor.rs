//! QuickXorHash, as `OneDrive/onedrive-api-docs:docs/code-snippets/quickxorhash.md` defines it in its C# sample.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The ring has 160 bits, and each byte lands 11 bits further on.
const BITS: usize = 160;
const SHIFT: usize = 11;

/// The state of a hash: a cell for each of the 160 positions of a byte, XORed together, and the
/// length.
///
/// Cells instead of the ring itself: byte `i` belongs to cell `i mod 160`, so a long input is XORed
/// block by block, and the states of two adjacent segments can be joined by rotating the second.
#[derive(Debug, Clone)]
pub struct Ring {
    cells: [u8; BITS],
    length: u64,
}

impl Default for Ring {
    fn default() -> Ring {
        Ring { cells: [0; BITS], length: 0 }
    }
}

impl Ring {
    /// Adds bytes.
    pub fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let cell = (self.length % BITS as u64) as usize;
            let (now, rest) = bytes.split_at(bytes.len().min(BITS - cell));
            for (cell, byte) in self.cells[cell..].iter_mut().zip(now) {
                *cell ^= byte;
            }
            self.length += now.len() as u64;
            bytes = rest;
        }
    }

    /// Continues with the bytes that `next` has hashed from its own start.
    pub fn join(&mut self, next: &Ring) {
        let turn = (self.length % BITS as u64) as usize;
        for (i, byte) in next.cells.iter().enumerate() {
            self.cells[(i + turn) % BITS] ^= byte;
        }
        self.length += next.length;
    }

    /// The hash in base64.
    pub fn finish(&self) -> String {
        let mut ring = [0u8; BITS / 8];
        for (i, byte) in self.cells.iter().enumerate() {
            for bit in 0..8 {
                if byte >> bit & 1 == 1 {
                    let place = (i * SHIFT + bit) % BITS;
                    ring[place / 8] ^= 1 << (place % 8);
                }
            }
        }
        for (cell, byte) in ring[12..].iter_mut().zip(self.length.to_le_bytes()) {
            *cell ^= byte;
        }
        STANDARD.encode(ring)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(bytes: &[u8]) -> String {
        let mut ring = Ring::default();
        for part in bytes.chunks(65_537) {
            ring.update(part);
        }
        ring.finish()
    }

    #[test]
    fn known_vectors() {
        let counting = |n: usize| (0..n).map(|j| (j % 251) as u8).collect::<Vec<_>>();
        for (bytes, expected) in [
            (Vec::new(), "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            (b"abc".to_vec(), "YRDDGAAAAAAAAAAAAwAAAAAAAAA="),
            (b"The quick brown fox jumps over the lazy dog".to_vec(), "bMSlbysmxJL6S75XwfMcQZOpcr4="),
            (counting(20), "4AmQiIZEpgIY4AAIXIACFsCABjg="),
            (counting(159), "/+EGLlnQi0dVs5OEknWhEnz5Ih0="),
            (counting(160), "/+EGLlnQi0dVs5OErXWhEnz5wg4="),
            (counting(161), "X+EGLlnQi0dVs5OErHWhEnz5wg4="),
            (counting(327_680), "dVxjLVlWbbPTEZb19aiSkx+BLpI="),
            (counting(1_000_003), "DVm6DZEtWr3VHJPlF5tbLXBwV0c="),
            (vec![0xFF; 160], "AAAAAAAAAAAAAAAAoAAAAAAAAAA="),
            (vec![0; 1 << 20], "AAAAAAAAAAAAAAAAAAAQAAAAAAA="),
        ] {
            assert_eq!(hash(&bytes), expected, "{} bytes", bytes.len());
        }
    }

    #[test]
    fn joined_stretches_hash_like_the_whole() {
        let bytes: Vec<u8> = (0..5000u32).map(|i| (i * 7 % 253) as u8).collect();
        for cut in [0, 1, 159, 160, 161, 4999, 5000] {
            let (mut first, mut second) = (Ring::default(), Ring::default());
            first.update(&bytes[..cut]);
            second.update(&bytes[cut..]);
            first.join(&second);
            assert_eq!(first.finish(), hash(&bytes));
        }
    }
}
