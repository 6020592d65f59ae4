//! What later calls make of an upload: finishing too early, giving up, asking again.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::kinds::{Commit, Conflict, OutlookItem, Property, drive as kind};
use graph_upload_core::upload::{Input, Output, Window};

use crate::doubt::{BUSINESS, OUTLOOK, drive, file, item};
use crate::walk::{Walk, list, response, wants, with_header};

#[test]
fn leave_to_commit_ends_with_the_call() {
    let mut walk = drive(&[Property::Commit(Commit::UploadUrl)], 5, BUSINESS);
    walk.window = Window { start: 0, end: 0 };
    walk.finish(); // gu_finish() too early: GU_ERR_STATE
    assert_eq!(walk.next(), Output::Bytes { from: 0 });
    walk.window = Window { start: 0, end: 5 };
    walk.again(); // gu_put_chunk()
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    assert_eq!(walk.next(), Output::Bytes { from: 5 });
}

#[test]
fn a_commit_whose_session_is_gone_is_looked_for() {
    let mut walk = drive(&[Property::Commit(Commit::UploadUrl)], 5, BUSINESS);
    walk.finish();
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.expect(Purpose::Commit);
    walk.response(&response(404, ""));
    // There is no session to delete, and the commit may have made the file.
    walk.look_up(&response(404, ""));
}

#[test]
fn discard_ends_although_something_else_changed() {
    let mut walk = Walk::to(&file(&[Property::Conflict(Conflict::Replace)]), 5, 5);
    walk.look_up(&response(200, &item("I", "a", 9)));
    walk.create_at(BUSINESS);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&wants(0)); // the service itself says: nothing held, so nothing stored
    walk.discard();
    for round in 0..3 {
        for _ in 0..7 {
            match walk.next() {
                Output::Send(r) if r.purpose == Purpose::LookUp => {
                    walk.response(&response(200, &item("I", "b", 9)))
                }
                Output::Send(r) => {
                    assert_eq!(r.purpose, Purpose::Discard);
                    return;
                }
                Output::Paused(e) => panic!("round {round}: {:?} {e}", e.status()),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn an_adopted_session_can_be_asked_again() {
    let mut walk = Walk::adopt(&kind::RULES, BUSINESS, 5, 5).expect("lawful");
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    assert_eq!(walk.paused().status(), Status::OutcomeUnknown);
    walk.again();
    match walk.next() {
        Output::Send(_) => {}
        other => panic!("finish: {other:?}"),
    }
}
#[test]
fn an_adopted_session_can_be_discarded() {
    let mut walk = Walk::adopt(&kind::RULES, BUSINESS, 5, 5).expect("lawful");
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.paused();
    walk.discard();
    match walk.next() {
        Output::Send(_) => {}
        other => panic!("discard: {other:?}"),
    }
}
#[allow(dead_code)]
#[test]
fn asking_twice_does_not_throw_the_session_away() {
    let mut walk = Walk::to(&OutlookItem::message(None, None, "M", "n").expect("lawful"), 5 << 20, 1 << 20);
    walk.look_up(&list(&[]));
    walk.create_at(OUTLOOK);
    walk.piece(0..1 << 20);
    walk.response(&wants(1 << 20));
    for _ in 0..2 {
        walk.handle(Input::Refresh);
        walk.status(&response(405, ""));
    }
    walk.piece(1 << 20..2 << 20);
}
#[test]
fn two_losses_in_a_row_do_not_start_over() {
    let mut walk = Walk::to(&OutlookItem::message(None, None, "M", "n").expect("lawful"), 5 << 20, 1 << 20);
    walk.look_up(&list(&[]));
    walk.create_at(OUTLOOK);
    walk.piece(0..1 << 20);
    walk.response(&wants(1 << 20));
    for _ in 0..2 {
        walk.piece(1 << 20..2 << 20);
        walk.lose(Cause::Closed, Sent::Part);
        walk.status(&response(405, ""));
    }
    walk.piece(1 << 20..2 << 20);
}
#[test]
fn discard_is_not_kept_waiting_by_another_request() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&with_header(response(503, ""), "Retry-After", "99999999999999999999"));
    walk.paused();
    walk.now += 1_000_000_000_000;
    walk.discard();
    match walk.next() {
        Output::Send(r) => assert_eq!(r.purpose, Purpose::Discard),
        other => panic!("{other:?}"),
    }
}
#[test]
fn the_first_error_survives_a_bad_url_while_tidying_up() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&response(400, r#"{"error":{"code":"x"}}"#));
    walk.status(&wants(0));
    walk.expect(Purpose::Discard);
    walk.lose(Cause::BadUrl, Sent::Nothing);
    assert_eq!(walk.failed().status(), Status::Argument);
}
#[test]
fn a_first_hole_that_ends_off_the_multiple() {
    let k = 327_680u64;
    let mut walk = Walk::to(&file(&[]), 4 * k, k);
    walk.look_up(&response(404, ""));
    walk.create_at(BUSINESS);
    walk.piece(0..k);
    walk.response(&response(202, r#"{"nextExpectedRanges":["100000-199999","500000-"]}"#));
    match walk.next() {
        Output::Send(r) => match r.purpose {
            Purpose::Piece { range, .. } => assert_eq!((range.end - range.start) % k, 0, "{range:?}"),
            p => panic!("{p:?}"),
        },
        o => panic!("{o:?}"),
    }
}
