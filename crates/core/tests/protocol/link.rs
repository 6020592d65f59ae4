//! Pieces that follow the link.

use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::kinds::{DriveItem, TodoTask};
use graph_upload_core::upload::{Output, Window};

use crate::walk::{Walk, response, wants, with_header};

const MIB: u64 = 1 << 20;
const K: u64 = 327_680;

fn drive(size: u64) -> Walk {
    let mut walk = Walk::on_a_link(&DriveItem::by_path(None, "Docs/n").expect("lawful"), size);
    walk.look_up(&response(404, ""));
    walk.create_at("https://contoso-my.sharepoint.com/_api/x/uploadSession?guid='1'&tempauth=e30.x");
    walk
}

/// Sends the next piece, which takes so long, and answers its length.
fn sent(walk: &mut Walk, from: u64, ms: u64) -> u64 {
    let request = walk.request();
    let length = request.body.len();
    walk.now += ms;
    walk.response(&wants(from + length));
    length
}

#[test]
fn pieces_grow_on_a_good_link_and_shrink_on_a_slow_one() {
    let mut walk = drive(1 << 40);
    let mut from = 0;
    for (ms, expected) in
        [(1_000, 10 * MIB), (1_000, 20 * MIB), (16_000, 40 * MIB), (8_000, 20 * MIB), (8_000, 20 * MIB)]
    {
        let length = sent(&mut walk, from, ms);
        assert_eq!(length, expected);
        from += length;
    }
}

#[test]
fn pieces_shrink_after_faults_and_grow_again() {
    let mut walk = drive(1 << 40);
    walk.piece(0..10 * MIB);
    walk.response(&response(504, ""));
    walk.status(&wants(0));
    walk.piece(0..5 * MIB);
    walk.response(&response(429, ""));
    walk.status(&wants(0));
    walk.piece(0..5 * MIB);
    walk.lose(Cause::Connect, Sent::Nothing);
    walk.piece(0..5 * MIB);
    walk.lose(Cause::Timeout("send"), Sent::Part);
    walk.status(&wants(3));
    let small = sent(&mut walk, 3, 100);
    assert!(small < 2 * MIB && small.is_multiple_of(K), "{small}");
    let next = sent(&mut walk, 3 + small, 100);
    assert!(next <= 2 * small, "{next}");
}

#[test]
fn what_is_gathered_stays_small_and_what_is_there_is_used() {
    let size = 1 << 40;
    let mut walk = drive(size);
    walk.window = Window { start: 0, end: 10 * MIB - 1 };
    assert_eq!(walk.next(), Output::Bytes { from: 10 * MIB - 1 });
    walk.window = Window { start: 0, end: size };
    assert_eq!(sent(&mut walk, 0, 10), 10 * MIB);
    walk.window = Window { start: 10 * MIB, end: 20 * MIB - 1 };
    assert_eq!(walk.next(), Output::Bytes { from: 20 * MIB - 1 });
    assert_eq!(walk.upload.piece_bytes(), 10 * MIB, "no more is ever gathered");
    walk.window = Window { start: 10 * MIB, end: 25 * MIB + 1 };
    walk.piece(10 * MIB..25 * MIB);
}

#[test]
fn attachments_have_one_size() {
    let mut walk = Walk::on_a_link(&TodoTask::new(None, "l", "t", "n").expect("lawful"), 20 * MIB);
    walk.look_up(&crate::walk::list(&[]));
    walk.create();
    walk.piece(0..12 * K);
    walk.lose(Cause::Closed, Sent::Part);
    walk.status(&wants(0));
    walk.piece(0..12 * K);
}

#[test]
fn what_says_nothing_about_the_link_changes_no_size() {
    let mut walk = drive(1 << 40);
    // No connection was made, whatever the reason.
    for why in [Cause::Timeout("connect"), Cause::Closed, Cause::NotHttp] {
        walk.piece(0..10 * MIB);
        walk.lose(why, Sent::Nothing);
    }
    // The service asks for time, not for smaller pieces.
    walk.piece(0..10 * MIB);
    walk.response(&with_header(response(503, ""), "Retry-After", "1"));
    walk.status(&wants(0));
    // Only half of the piece was taken, and nobody knows how long that took.
    walk.piece(0..10 * MIB);
    walk.now += 100;
    walk.response(&wants(5 * MIB));
    walk.piece(5 * MIB..15 * MIB);
}

#[test]
fn a_piece_in_the_middle_that_is_too_large_is_halved() {
    let mut walk = drive(1 << 40);
    assert_eq!(sent(&mut walk, 0, 8_000), 10 * MIB);
    walk.piece(10 * MIB..20 * MIB);
    walk.response(&response(413, r#"{"error":{"code":"maxFragmentLengthExceeded"}}"#));
    walk.status(&wants(10 * MIB));
    walk.piece(10 * MIB..15 * MIB);
}

#[test]
fn a_break_after_progress_costs_no_wait() {
    let mut waited = 0;
    for seed in 0..20 {
        let mut walk = drive(1 << 40);
        walk.upload.reseed(seed);
        let mut from = 0;
        for _ in 0..20 {
            from += sent(&mut walk, from, 100);
            let _ = walk.request();
            walk.lose(Cause::Closed, Sent::Part);
            assert_eq!(walk.wait(), 0, "after {from} bytes");
            walk.status(&wants(from));
        }
        // Nothing has passed since.
        for _ in 0..3 {
            let _ = walk.request();
            walk.lose(Cause::Closed, Sent::Part);
            waited += walk.wait();
            walk.status(&wants(from));
        }
    }
    assert!(waited > 20_000, "{waited}");
}
