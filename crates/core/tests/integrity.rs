//! The running hash: known values, and that neither pieces nor pauses change them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use graph_upload_core::graph::quickxor::QuickXorHash;
use graph_upload_simulator::model::quickxor::Ring;
use proptest::prelude::*;

fn hash(bytes: &[u8]) -> String {
    in_blocks(bytes, bytes.len().max(1)).to_base64()
}

fn in_blocks(bytes: &[u8], block: usize) -> QuickXorHash {
    let mut hash = QuickXorHash::new();
    for block in bytes.chunks(block) {
        hash.update(block);
    }
    hash
}

/// The simulator's hash, which was written apart from the library's.
fn other(bytes: &[u8]) -> String {
    let mut ring = Ring::default();
    ring.update(bytes);
    ring.finish()
}

#[test]
fn known_values() {
    let counting = |n: usize| (0..n).map(|j| (j % 251) as u8).collect::<Vec<_>>();
    for (bytes, expected) in [
        (Vec::new(), "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        (b"a".to_vec(), "YQAAAAAAAAAAAAAAAQAAAAAAAAA="),
        (b"abc".to_vec(), "YRDDGAAAAAAAAAAAAwAAAAAAAAA="),
        (b"hello world".to_vec(), "aCgDG9jwBhDc4Q1yawMZAAAAAAA="),
        (b"The quick brown fox jumps over the lazy dog".to_vec(), "bMSlbysmxJL6S75XwfMcQZOpcr4="),
        (counting(20), "4AmQiIZEpgIY4AAIXIACFsCABjg="),
        (counting(159), "/+EGLlnQi0dVs5OEknWhEnz5Ih0="),
        (counting(160), "/+EGLlnQi0dVs5OErXWhEnz5wg4="),
        (counting(161), "X+EGLlnQi0dVs5OErHWhEnz5wg4="),
        (counting(320), "/lGbdfQargIk2mCyTIA3pIJtLgI="),
        (counting(65_536), "QXB5kWN93cxdszFlycj0AHeT63Q="),
        (counting(327_680), "dVxjLVlWbbPTEZb19aiSkx+BLpI="),
        (counting(1_000_003), "DVm6DZEtWr3VHJPlF5tbLXBwV0c="),
        (vec![0xFF; 160], "AAAAAAAAAAAAAAAAoAAAAAAAAAA="),
        (vec![0; 1 << 20], "AAAAAAAAAAAAAAAAAAAQAAAAAAA="),
    ] {
        assert_eq!(hash(&bytes), expected, "{} bytes", bytes.len());
    }
}

#[test]
fn public_vectors_in_blocks_of_all_sizes() {
    let vectors: Vec<_> = include_str!("data/quickxor.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once(' ').expect("data and hash"))
        .collect();
    assert_eq!(vectors.len(), 70);
    for (data, expected) in vectors {
        let bytes = STANDARD.decode(data.trim_start_matches('-')).expect("base64");
        for block in [1, 2, 7, 8, 11, 64, 159, 160, 161, 1000] {
            assert_eq!(in_blocks(&bytes, block).to_base64(), expected, "{data} in blocks of {block}");
        }
    }
}

#[test]
fn the_state_is_the_ring_and_the_length() {
    assert_eq!(QuickXorHash::new().state(), [0; QuickXorHash::STATE_BYTES]);
    let mut hash = QuickXorHash::new();
    hash.update(b"a");
    let mut expected = [0; QuickXorHash::STATE_BYTES];
    (expected[0], expected[20]) = (b'a', 1);
    assert_eq!(hash.state(), expected);
    let far = QuickXorHash::from_state(&[0xA5; QuickXorHash::STATE_BYTES]);
    assert_eq!((far.length(), far.state()), (0xA5A5_A5A5_A5A5_A5A5, [0xA5; QuickXorHash::STATE_BYTES]));
    let mut farthest = QuickXorHash::from_state(&[0xFF; QuickXorHash::STATE_BYTES]);
    farthest.update(b"ab");
    assert_eq!(farthest.length(), 1);
}

/// Bytes, and lengths of the pieces they are cut into.
fn pieces() -> impl Strategy<Value = (Vec<u8>, Vec<usize>)> {
    (prop::collection::vec(any::<u8>(), 0..4000), prop::collection::vec(0usize..700, 0..20))
}

proptest! {
    #[test]
    fn neither_pieces_nor_pauses_matter((bytes, lengths) in pieces()) {
        let (mut hash, mut rest) = (QuickXorHash::new(), &bytes[..]);
        for length in lengths {
            let (piece, later) = rest.split_at(length.min(rest.len()));
            hash.update(piece);
            let resumed = QuickXorHash::from_state(&hash.state());
            prop_assert_eq!(resumed.state(), hash.state());
            (hash, rest) = (resumed, later);
        }
        hash.update(rest);
        prop_assert_eq!(hash.length(), bytes.len() as u64);
        prop_assert_eq!(hash.to_base64(), other(&bytes));
        prop_assert_eq!(hash.state(), in_blocks(&bytes, 160).state());
    }
}
