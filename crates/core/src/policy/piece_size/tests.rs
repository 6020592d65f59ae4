mod breaks;

use super::*;
use crate::kinds::{drive, print, todo};

const MIB: u64 = 1 << 20;
const K: u64 = 327_680;

fn drive_pieces() -> PieceSize {
    let mut size = PieceSize::new(drive::RULES.piece, None);
    size.let_grow();
    size
}

#[test]
fn a_link_that_holds_gets_the_largest_pieces() {
    let mut size = drive_pieces();
    let mut seen = Vec::new();
    for _ in 0..5 {
        let piece = size.next(u64::MAX, u64::MAX).expect("all is at hand");
        seen.push(piece);
        size.begins(0, piece);
        size.arrived(1_000);
    }
    assert_eq!(seen, [10 * MIB, 20 * MIB, 40 * MIB, 62_586_880, 62_586_880]);
    assert_eq!(breaks::sent(1 << 30, 100_000_000, None, 1), (1 << 30, 19));
}

#[test]
fn a_piece_takes_some_seconds() {
    for per_second in [40_000, 200_000, 1_000_000, 5_000_000] {
        let mut size = drive_pieces();
        let mut now = 0;
        let mut took = 0;
        for _ in 0..12 {
            let piece = size.next(u64::MAX, u64::MAX).expect("all is at hand");
            size.begins(now, piece);
            took = piece * 1_000 / per_second;
            now += took;
            size.arrived(now);
        }
        // The smallest piece takes a little longer than that on the slowest of these links.
        assert!((6_000..=8_200).contains(&took), "{per_second}: {took}");
    }
}

#[test]
fn one_fault_is_forgotten() {
    let mut size = drive_pieces();
    size.begins(0, 10 * MIB);
    size.broke(Fault::Link);
    let small = size.next(u64::MAX, u64::MAX).expect("all is at hand");
    assert!(small < 2 * MIB, "{small}");
    let mut sent = 0;
    while size.next(u64::MAX, u64::MAX) < Some(40 * MIB) {
        let piece = size.next(u64::MAX, u64::MAX).expect("all is at hand");
        size.begins(0, piece);
        size.arrived(100);
        sent += piece;
    }
    assert!(sent < 400 * MIB, "{sent}");
}

#[test]
fn what_left_of_a_broken_piece_counts_by_half() {
    let mut size = drive_pieces();
    size.begins(0, 10 * MIB);
    size.arrived(8_000);
    size.begins(8_000, 10 * MIB);
    size.broke(Fault::Link);
    // An eighth of 15 MiB.
    assert_eq!(size.next(u64::MAX, u64::MAX), Some(6 * K));
}

#[test]
fn a_link_that_has_got_better_is_believed() {
    let mut size = drive_pieces();
    for (pieces, faults) in [(0, 10), (10, 10)] {
        for _ in 0..faults {
            for _ in 0..pieces {
                size.begins(0, 10 * MIB);
                size.arrived(8_000);
            }
            size.begins(0, 2 * MIB);
            size.broke(Fault::Link);
        }
    }
    size.begins(0, 10 * MIB);
    size.arrived(1_000);
    let cap = size.sent / size.faults / MIB as f64;
    // Of faults every 1 and then every 101 MiB, with the last eight in mind.
    assert!((70.0..101.0).contains(&cap), "{cap}");
}

#[test]
fn a_piece_that_did_not_leave_has_not_failed() {
    let mut size = drive_pieces();
    size.begins(0, 10 * MIB);
    size.did_not_leave();
    size.broke(Fault::Link);
    size.arrived(1);
    assert_eq!(size.next(u64::MAX, u64::MAX), Some(10 * MIB));
}

#[test]
fn a_service_that_fails_halves_and_no_more() {
    let mut size = drive_pieces();
    for expected in [16, 8, 4, 2, 1, 1] {
        size.begins(0, size.next(u64::MAX, u64::MAX).expect("all is at hand"));
        size.broke(Fault::Service);
        assert_eq!(size.next(u64::MAX, u64::MAX), Some(expected * K));
    }
    for expected in [2, 4, 8] {
        size.begins(0, size.next(u64::MAX, u64::MAX).expect("all is at hand"));
        size.arrived(1);
        assert_eq!(size.next(u64::MAX, u64::MAX), Some(expected * K));
    }
}

#[test]
fn no_more_is_gathered_than_the_first_size() {
    let mut size = drive_pieces();
    for _ in 0..4 {
        size.begins(0, size.next(u64::MAX, u64::MAX).expect("all is at hand"));
        size.arrived(1);
    }
    let first = 10 * MIB;
    assert_eq!(size.gathered(), first);
    for (at_hand, missing, next) in [
        (first - 1, u64::MAX, None),
        (first, u64::MAX, Some(first)),
        (first + K - 1, u64::MAX, Some(first)),
        (first + K, u64::MAX, Some(first + K)),
        (100 * MIB, u64::MAX, Some(62_586_880)),
        (7, 7, Some(7)),
        (6, 7, None),
        (40 * MIB + 1, 40 * MIB + 1, Some(40 * MIB + 1)),
    ] {
        assert_eq!(size.next(at_hand, missing), next, "{at_hand} of {missing}");
    }
    let mut size = PieceSize::new(drive::RULES.piece, None);
    size.begins(0, first);
    size.arrived(1);
    assert_eq!(size.next(u64::MAX, u64::MAX), Some(first), "growing has to be allowed");
}

#[test]
fn some_sizes_stand() {
    let wish = PieceSize::new(drive::RULES.piece, Some(2 * K));
    let own = PieceSize::new(todo::RULES.piece, None);
    for (mut size, expected) in [(wish, 2 * K), (own, 12 * K)] {
        size.let_grow();
        for fault in [true, false] {
            size.begins(0, expected);
            if fault {
                size.broke(Fault::Link)
            } else {
                size.arrived(1)
            }
            assert_eq!((size.next(u64::MAX, u64::MAX), size.gathered()), (Some(expected), expected));
        }
    }
}

#[test]
fn a_piece_that_is_too_large_is_halved_until_it_is_the_smallest() {
    let mut size = drive_pieces();
    assert!(size.too_large(4 * K + 1));
    assert_eq!((size.next(u64::MAX, u64::MAX), size.gathered()), (Some(2 * K), 2 * K));
    size.begins(0, 2 * K);
    size.arrived(1);
    assert_eq!(size.next(u64::MAX, u64::MAX), Some(2 * K), "the limit stays");
    assert!(size.too_large(2 * K));
    assert_eq!(size.next(u64::MAX, u64::MAX), Some(K));
    assert!(!size.too_large(K));
}

#[test]
fn where_any_length_is_lawful_halving_ends_all_the_same() {
    let mut size = PieceSize::new(print::RULES.piece, None);
    let mut length = 4 * MIB;
    let mut tries = 0;
    while size.too_large(length) {
        length = size.next(u64::MAX, u64::MAX).expect("all is at hand");
        tries += 1;
    }
    assert_eq!((tries, length), (6, 64 * 1024));
}

#[test]
fn what_has_passed_is_gone_back_to() {
    let mut size = drive_pieces();
    for _ in 0..2 {
        let piece = size.next(u64::MAX, u64::MAX).expect("all is at hand");
        size.begins(0, piece);
        size.arrived(1_000);
    }
    assert_eq!(size.next(u64::MAX, u64::MAX), Some(40 * MIB));
    assert!(size.too_large(40 * MIB));
    for _ in 0..3 {
        assert_eq!(size.next(u64::MAX, u64::MAX), Some(20 * MIB), "it is remembered");
        size.begins(0, 20 * MIB);
        size.arrived(1_000);
    }
}

#[test]
fn in_a_hurry_pieces_grow_faster_and_further() {
    let seen = |hurry: bool| -> Vec<u64> {
        let mut size = drive_pieces();
        size.hurry(hurry);
        let piece = |size: &mut PieceSize, now| {
            let piece = size.next(u64::MAX, u64::MAX).expect("all is at hand");
            size.begins(now, piece);
            // 640 KiB per second, beside what each piece costs.
            size.arrived(now + piece * 1_000 / (2 * K));
            piece
        };
        (0..4).map(|at| piece(&mut size, at * 1_000_000)).collect()
    };
    assert_eq!(seen(false), [32 * K, 16 * K, 16 * K, 16 * K]);
    assert_eq!(seen(true), [32 * K, 64 * K, 64 * K, 64 * K]);
    let mut fixed = PieceSize::new(drive::RULES.piece, Some(K));
    fixed.let_grow();
    assert!(!fixed.hurry(true), "the caller has decided");
    assert!(!PieceSize::new(todo::RULES.piece, None).hurry(true), "the kind has");
    assert!(!PieceSize::new(drive::RULES.piece, None).hurry(true), "the source cannot give more again");
    assert!(drive_pieces().hurry(true));
}
