//! Giving up, and what renews the patience.

use graph_upload::error::Status;
use graph_upload::protocol::Step;
use graph_upload::protocol::reply::{LostWhy, Sent};

use graph_upload::protocol::retry::Policy;
use graph_upload::target::TodoTask;

use crate::walk::{Walk, reply, wants, with_header};

#[test]
fn eight_attempts_without_progress_end_the_call_but_not_the_upload() {
    let mut walk = Walk::created(10, 5);
    for _ in 0..7 {
        walk.piece(0..5);
        walk.lose(LostWhy::Connect, Sent::Nothing);
    }
    walk.piece(0..5);
    walk.lose(LostWhy::Connect, Sent::Nothing);
    let error = walk.paused();
    assert_eq!((error.status(), error.details().attempts), (Status::Network, 8));
    assert!(error.details().retryable && !error.details().in_doubt);
    walk.upload.go_on();
    walk.piece(0..5);
}

#[test]
fn any_confirmed_byte_renews_the_patience() {
    let mut walk = Walk::created(100, 5);
    for start in 0..30 {
        walk.piece(start..start + 5);
        walk.reply(&reply(503, ""));
        walk.status(&wants(start + 1));
    }
}

#[test]
fn the_same_bytes_again_are_no_progress() {
    let mut walk = Walk::created(100, 5);
    walk.piece(0..5);
    walk.reply(&wants(5));
    let mut attempts = 0;
    loop {
        attempts += 1;
        walk.piece(5..10);
        walk.reply(&wants(0));
        if let Step::Paused(error) = walk.step_after_status(&wants(0)) {
            assert_eq!(error.status(), Status::Server);
            break;
        }
        walk.piece(0..5);
        walk.reply(&wants(5));
        assert!(attempts < 20, "a service that rewinds for ever must end the call");
    }
    assert_eq!(attempts, 8);
}

#[test]
fn our_own_waits_are_not_laid_at_the_services_door() {
    let impatient = Policy { elapsed_ms: 5_000, ..Policy::default() };
    let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
    let mut walk = Walk::with_policy(&target, 5, 5, impatient);
    walk.look_up(&crate::walk::list(&[]));
    walk.create();
    walk.piece(0..5);
    walk.lose(LostWhy::Closed, Sent::All);
    walk.status(&reply(404, ""));
    // Longer than the patience for attempts in a row, and yet no failed attempt at all.
    for _ in 0..7 {
        walk.look_up(&crate::walk::list(&[]));
    }
    walk.deleted();
}

#[test]
fn discarding_does_not_wait() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.reply(&with_header(reply(503, ""), "Retry-After", "600"));
    assert_eq!(walk.wait(), 600_000);
    walk.upload.discard();
    assert_eq!(walk.wait(), 0);
    walk.deleted();
}

#[test]
fn a_wait_longer_than_the_patience_is_told_at_once() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.reply(&with_header(reply(429, ""), "Retry-After", "3600"));
    let error = walk.paused();
    assert_eq!((error.status(), error.details().retry_after_ms), (Status::Throttled, Some(3_600_000)));
    walk.upload.go_on();
    walk.now += 1_000_000;
    let error = walk.paused();
    assert_eq!(error.details().retry_after_ms, Some(2_600_000), "the wish outlives the call");
    walk.now += 1_000_000;
    walk.upload.go_on();
    walk.status(&wants(0));
}
