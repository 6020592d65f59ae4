//! A last response that was lost: stored, not stored, or not known.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{BodyEnd, Cause, Sent};

use crate::walk::{Walk, list, response, stored, wants};

/// An upload whose last piece left and was not answered; `before` are the ids that were there.
fn last_response_lost(before: &[&str]) -> Walk {
    let mut walk = Walk::new(5, 5);
    walk.look_up(&list(before));
    walk.create();
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk
}

#[test]
fn one_new_attachment_is_ours() {
    for before in [&[][..], &["old"], &["old", "older"]] {
        let mut walk = last_response_lost(before);
        walk.status(&response(404, ""));
        let mut after = before.to_vec();
        after.push("new");
        walk.look_up(&list(&after));
        let item = walk.done();
        assert_eq!((item.id.as_str(), item.recovered), ("new", true));
    }
}

#[test]
fn none_after_honest_waiting_means_a_new_session() {
    let mut walk = last_response_lost(&["old"]);
    walk.status(&response(404, ""));
    let begin = walk.now;
    for _ in 0..7 {
        walk.look_up(&list(&["old"]));
    }
    assert_eq!(walk.now - begin, 60_000);
    walk.deleted();
    walk.create();
    walk.piece(0..5);
    walk.response(&stored());
    walk.done();
}

#[test]
fn one_that_shows_late_is_still_ours() {
    let mut walk = last_response_lost(&[]);
    walk.status(&response(404, ""));
    for _ in 0..6 {
        walk.look_up(&list(&[]));
    }
    walk.look_up(&list(&["late"]));
    assert_eq!(walk.done().id, "late");
}

#[test]
fn several_new_ones_mean_unknown_and_the_next_call_looks_again() {
    let mut walk = last_response_lost(&[]);
    walk.status(&response(404, ""));
    walk.look_up(&list(&["a", "b"]));
    let error = walk.paused();
    assert_eq!((error.status(), error.details().in_doubt), (Status::OutcomeUnknown, true));
    walk.again();
    walk.look_up(&list(&["a"]));
    assert_eq!(walk.done().id, "a");
}

#[test]
fn without_a_list_from_before_nothing_is_proven() {
    let mut walk = Walk::new(5, 5);
    walk.look_up(&response(403, ""));
    walk.create();
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    walk.look_up(&list(&["a"]));
    assert_eq!(walk.paused().status(), Status::OutcomeUnknown);
}

#[test]
fn what_proves_nothing_is_unknown_and_never_absent() {
    for status in [400, 403, 302, 405] {
        let mut walk = last_response_lost(&[]);
        walk.status(&response(404, ""));
        walk.look_up(&response(status, ""));
        assert_eq!(walk.paused().status(), Status::OutcomeUnknown, "{status}");
    }
}

#[test]
fn a_busy_service_is_asked_again_and_in_the_end_unknown() {
    let mut walk = last_response_lost(&[]);
    walk.status(&response(404, ""));
    for _ in 0..7 {
        walk.look_up(&response(503, ""));
    }
    let error = walk.paused();
    assert_eq!((error.status(), error.details().in_doubt), (Status::OutcomeUnknown, true));
}

#[test]
fn a_last_piece_that_is_still_missing_goes_again() {
    let mut walk = last_response_lost(&[]);
    walk.status(&wants(2));
    walk.piece(2..5);
    walk.response(&stored());
    walk.done();
}

#[test]
fn a_last_piece_that_did_not_leave_whole_cannot_be_stored() {
    let mut walk = Walk::created(5, 5);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::Part);
    walk.status(&wants(0));
    walk.piece(0..5);
}

#[test]
fn a_last_piece_that_is_refused_after_an_unanswered_one_is_looked_for() {
    let mut walk = last_response_lost(&[]);
    walk.status(&wants(0));
    walk.piece(0..5);
    walk.response(&response(404, ""));
    walk.look_up(&list(&["first"]));
    assert_eq!(walk.done().id, "first", "the first one had arrived after all");
}

#[test]
fn created_without_a_name_is_never_sent_again() {
    let mut walk = Walk::created(5, 5);
    walk.piece(0..5);
    walk.response(&response(201, ""));
    walk.status(&response(404, ""));
    for _ in 0..7 {
        walk.look_up(&list(&[]));
    }
    assert_eq!(walk.paused().status(), Status::OutcomeUnknown);
    walk.again();
    walk.expect(Purpose::LookUp);
}

#[test]
fn all_bytes_held_and_no_file_is_looked_for() {
    let mut walk = last_response_lost(&[]);
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.look_up(&list(&["new"]));
    assert_eq!(walk.done().id, "new");
}

#[test]
fn other_names_are_not_ours() {
    let mut walk = last_response_lost(&[]);
    walk.status(&response(404, ""));
    walk.look_up(&response(
        200,
        r#"{"value":[{"id":"x","name":"N"},{"id":"y","name":"n x"},{"name":"n"},{"id":"z","name":"n"}]}"#,
    ));
    assert_eq!(walk.done().id, "z");
}

#[test]
fn without_a_list_from_before_an_empty_one_proves_that_it_is_not_there() {
    let mut walk = Walk::new(5, 5);
    walk.look_up(&response(403, ""));
    walk.create();
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    for _ in 0..7 {
        walk.look_up(&list(&[]));
    }
    walk.deleted();
    walk.create();
}

#[test]
fn a_list_is_followed_over_ten_pages_and_a_thousand_of_the_name() {
    let page = |ids: &[&str]| {
        let next = r#""@odata.nextLink":"https://graph.microsoft.com/v1.0/next","#;
        let mut page = list(ids);
        page.body.splice(1..1, next.bytes());
        page
    };
    let mut walk = Walk::new(5, 5);
    for _ in 0..10 {
        walk.look_up(&page(&[]));
    }
    walk.create();

    for (full, followed) in [(1_000, true), (1_001, false)] {
        let mut walk = Walk::new(5, 5);
        walk.look_up(&page(&vec!["i"; full]));
        if followed {
            walk.look_up(&list(&[]));
        }
        walk.create();
    }
}

#[test]
fn a_look_that_cannot_be_read_is_told_as_what_it_is() {
    let mut walk = Walk::new(5, 5);
    let mut cut = list(&[]);
    cut.end = BodyEnd::Cut;
    for _ in 0..8 {
        walk.look_up(&cut);
    }
    let error = walk.paused();
    assert_eq!(error.status(), Status::Network);
    assert!(error.to_string().ends_with("the response of graph.microsoft.com broke off"), "{error}");

    let mut walk = last_response_lost(&[]);
    walk.status(&response(404, ""));
    walk.look_up(&response(200, "[]"));
    let error = walk.paused();
    assert_eq!(error.status(), Status::OutcomeUnknown);
    assert!(
        error.to_string().contains("answered 200 with something that is not the service's answer"),
        "{error}"
    );
}
