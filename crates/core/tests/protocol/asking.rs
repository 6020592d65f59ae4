//! What every request has, what is needed before it can be made, and what it is called in an error.

use std::collections::HashSet;

use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::kinds::{Commit, OutlookItem, Property, Target, TodoTask};
use graph_upload_core::upload::{Input, Output, Window};

use crate::doubt::{BUSINESS, drive};
use crate::walk::{Walk, list, response, wants};

fn task() -> TodoTask {
    TodoTask::new(None, "l", "t", "n").expect("lawful")
}

/// The id of the first request of an upload with this seed.
fn first_id(seed: u64) -> String {
    let request = Walk::seeded(&task(), seed).request();
    request.header("client-request-id").expect("Graph gets one").to_owned()
}

#[test]
fn every_request_to_graph_has_an_id_of_its_own() {
    let ids: Vec<String> = (0..200).map(first_id).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    for id in &ids {
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
    }
    // RFC 9562 section 5.4: a version, two bits of a variant, and chance.
    let digits = |at: usize| ids.iter().map(|id| id.as_bytes()[at]).collect::<HashSet<_>>();
    for at in 0..36 {
        let allowed: &[u8] = match at {
            8 | 13 | 18 | 23 => b"-",
            14 => b"4",
            19 => b"89ab",
            _ => b"0123456789abcdef",
        };
        let seen = digits(at);
        assert!(seen.iter().all(|digit| allowed.contains(digit)), "digit {at}");
        assert!(seen.len() >= allowed.len().min(4), "digit {at} is no chance");
    }
}

#[test]
fn a_file_in_one_request_needs_all_of_its_bytes_at_hand() {
    let message = OutlookItem::message(None, None, "m", "n").expect("lawful");
    let mut walk = Walk::to(&message as &dyn Target, 10, 5);
    walk.look_up(&list(&[]));
    walk.window = Window { start: 0, end: 7 };
    assert_eq!(walk.next(), Output::Bytes { from: 7 });
    walk.window = Window { start: 3, end: 10 };
    assert_eq!(walk.next(), Output::Rewind { to: 0 });
    walk.window = Window { start: 0, end: 10 };
    walk.expect(Purpose::Inline);
}

/// Loses the next request for as long as it is tried, and answers what the error says.
fn what_was_lost(walk: &mut Walk) -> String {
    loop {
        match walk.next() {
            Output::Send(_) => walk.lose(Cause::Connect, Sent::Nothing),
            Output::Paused(error) => return error.to_string(),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_error_says_what_was_being_done() {
    let looking = Walk::new(10, 5);
    let mut creating = Walk::new(10, 5);
    creating.look_up(&list(&[]));
    let sending = Walk::created(10, 5);
    let mut asking = Walk::created(10, 5);
    asking.piece(0..5);
    asking.response(&response(503, ""));
    let mut deleting = Walk::created(10, 5);
    deleting.discard();
    let mut inline = Walk::new(0, 5);
    inline.look_up(&list(&[]));
    for (mut walk, doing) in [
        (looking, "looking at what is stored at the target"),
        (creating, "creating the upload session"),
        (sending, "sending bytes 0-4"),
        (asking, "asking the upload session where it stands"),
        (deleting, "deleting the upload session"),
        (inline, "sending the file in one request"),
    ] {
        let error = what_was_lost(&mut walk);
        assert!(error.contains(&format!("while {doing}, no connection could be made")), "{error}");
    }
    let mut committing = crate::commit::all_held();
    let error = what_was_lost(&mut committing);
    assert!(error.contains("while committing the upload session, "), "{error}");
}

#[test]
fn what_is_asked_for_before_the_window_is_fetched_again() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.window = Window { start: 6, end: 10 };
    assert_eq!(walk.next(), Output::Rewind { to: 5 });
}

/// A session that holds all bytes and waits for its commit may have lost them.
#[test]
fn a_refresh_asks_a_session_that_waits_for_its_commit() {
    let mut walk = drive(&[Property::Commit(Commit::UploadUrl)], 5, BUSINESS);
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    assert!(matches!(walk.next(), Output::Bytes { .. }));
    walk.handle(Input::Refresh);
    walk.expect(Purpose::Status);
}
