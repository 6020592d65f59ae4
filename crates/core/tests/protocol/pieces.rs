use graph_upload_core::error::Status;
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::request::{Body, Purpose};
use graph_upload_core::graph::response::{BodyEnd, Cause, Sent};
use graph_upload_core::upload::{Input, Output, Window};

use crate::walk::{URL, Walk, list, response, stored, wants, with_header};

#[test]
fn a_file_goes_in_order_and_ends_with_its_id() {
    let mut walk = Walk::created(12, 5);
    for range in [0..5, 5..10] {
        let end = range.end;
        let request = walk.piece(range.clone());
        assert_eq!(request.body, Body::Bytes(range));
        walk.response(&wants(end));
    }
    let last = walk.piece(10..12);
    assert_eq!(last.url.expose(), format!("{URL}/content"));
    assert!(last.token);
    for (name, value) in [
        ("Content-Length", "2"),
        ("Content-Range", "bytes 10-11/12"),
        ("Content-Type", "application/octet-stream"),
    ] {
        assert_eq!(last.header(name), Some(value));
    }
    walk.response(&stored());
    assert_eq!(walk.done().id, "id=");
    assert!(!walk.done().recovered);
}

#[test]
fn the_service_decides_where_to_go_on() {
    // (asked for next after bytes 5..10 of 20 were sent, then sent)
    for (next, sent) in [(7, 7..12), (5, 5..10), (2, 2..7), (0, 0..5), (10, 10..15)] {
        let mut walk = Walk::created(20, 5);
        walk.piece(0..5);
        walk.response(&wants(5));
        walk.piece(5..10);
        walk.response(&wants(next));
        if next <= 5 {
            walk.status(&wants(next));
        }
        walk.piece(sent);
    }
}

#[test]
fn nothing_is_taken_for_the_stored_file_that_is_not() {
    let cut = |mut response: graph_upload_core::graph::response::Response| {
        response.end = BodyEnd::Cut;
        response
    };
    for answer in [
        response(200, ""),
        response(200, r#"{"id":"x","name":"n"}"#),
        response(202, r#"{"nextExpectedRanges":[]}"#),
        response(204, ""),
        response(201, ""),
        with_header(response(201, ""), "Location", "https://graph.microsoft.com/"),
        with_header(response(200, ""), "Location", "https://graph.microsoft.com/Attachments('x')"),
        cut(response(200, r#"{"nextExpectedRanges":["#)),
    ] {
        let mut walk = Walk::created(5, 5);
        walk.piece(0..5);
        walk.response(&answer);
        walk.status(&response(404, ""));
        walk.look_up(&list(&["mine"]));
        assert_eq!(walk.done(), Item { recovered: true, ..walk.done() }, "{answer:?}");
        assert_eq!(walk.done().id, "mine");
    }
}

#[test]
fn a_created_in_the_middle_of_the_file_is_not_believed() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&stored());
    walk.status(&wants(5));
    walk.piece(5..10);
}

#[test]
fn a_progress_response_without_a_position_is_asked_about() {
    let mut walk = Walk::created(15, 5);
    walk.piece(0..5);
    walk.response(&response(200, "{}"));
    walk.status(&response(200, "{}"));
    walk.piece(5..10);
    walk.response(&response(200, "not JSON"));
    walk.status(&wants(8));
    walk.piece(8..13);
}

#[test]
fn after_a_fault_the_service_is_asked_before_bytes_go_again() {
    for status in [429, 500, 502, 503, 504, 509] {
        let mut walk = Walk::created(10, 5);
        walk.piece(0..5);
        walk.response(&response(status, "<html>"));
        walk.status(&wants(3));
        walk.piece(3..8);
    }
    for sent in [Sent::Part, Sent::All] {
        let mut walk = Walk::created(10, 5);
        walk.piece(0..5);
        walk.lose(Cause::Closed, sent);
        walk.status(&wants(2));
        walk.piece(2..7);
    }
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.lose(Cause::Connect, Sent::Nothing);
    walk.piece(0..5);
}

#[test]
fn retry_after_is_waited_for() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&with_header(response(429, ""), "retry-after", "2.128"));
    assert_eq!(walk.wait(), 2_128);
    walk.status(&with_header(response(503, ""), "Retry-After", "7"));
    assert_eq!(walk.wait(), 7_000);
    walk.status(&wants(0));
    walk.piece(0..5);
}

#[test]
fn the_other_form_of_the_url_is_tried_once() {
    for refusal in [404, 405] {
        let mut walk = Walk::created(10, 5);
        assert_eq!(walk.piece(0..5).url.expose(), format!("{URL}/content"));
        walk.response(&response(refusal, ""));
        assert_eq!(walk.piece(0..5).url.expose(), URL);
        walk.response(&wants(5));
        assert_eq!(walk.piece(5..10).url.expose(), URL, "what worked is kept");
        walk.lose(Cause::Closed, Sent::All);
        assert_eq!(walk.expect(Purpose::Status).url.expose(), URL);
    }
}

#[test]
fn a_session_that_is_found_under_neither_url_is_made_anew() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&response(404, ""));
    walk.piece(0..5);
    walk.response(&response(404, ""));
    assert_eq!(walk.wait(), 2_000);
    walk.status(&response(404, ""));
    walk.create();
    assert_eq!(walk.piece(0..5).url.expose(), format!("{URL}/content"));
}

#[test]
fn content_is_not_appended_twice_and_stands_before_a_query() {
    for (given, used) in [
        ("https://graph.microsoft.com/s/content", "https://graph.microsoft.com/s/content"),
        ("https://graph.microsoft.com/s/content?a=b", "https://graph.microsoft.com/s/content?a=b"),
        ("https://graph.microsoft.com/s?a='b'&c=%E6", "https://graph.microsoft.com/s/content?a='b'&c=%E6"),
    ] {
        let mut walk = Walk::new(10, 5);
        walk.look_up(&list(&[]));
        walk.expect(Purpose::Create);
        walk.response(&response(200, &format!(r#"{{"uploadUrl":"{given}"}}"#)));
        assert_eq!(walk.piece(0..5).url.expose(), used);
    }
}

#[test]
fn a_session_that_is_gone_in_the_middle_is_made_anew() {
    for status in [401, 403, 404, 410] {
        let mut walk = Walk::created(15, 5);
        walk.piece(0..5);
        walk.response(&wants(5));
        walk.piece(5..10);
        if status == 401 {
            // Here a token is rejected, not the URL; see the tests of the token.
            continue;
        }
        walk.response(&response(status, ""));
        walk.status(&response(status, ""));
        if status == 403 {
            walk.deleted();
        }
        walk.create();
        // After a refusal that may be a mistake smaller pieces go until one gets through.
        walk.piece(if status == 403 { 0..2 } else { 0..5 });
    }
}

#[test]
fn a_url_that_never_worked_is_denied() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&response(403, ""));
    walk.status(&response(403, ""));
    walk.deleted();
    assert_eq!(walk.failed().status(), Status::Denied);
}

#[test]
fn starting_over_ends() {
    let mut walk = Walk::created(15, 5);
    for session in 0..4 {
        if session > 0 {
            walk.create();
        }
        walk.piece(0..5);
        walk.response(&wants(5));
        walk.piece(5..10);
        walk.response(&response(404, r#"{"error":{"code":"itemNotFound","message":"It is gone."}}"#));
        walk.status(&response(404, ""));
    }
    let error = walk.failed();
    assert_eq!((error.status(), error.details().http_status), (Status::Expired, 404));
    assert_eq!(error.details().service_code(), "itemNotFound");
    assert!(error.to_string().starts_with("while sending bytes 5-9, "), "{error}");
}

#[test]
fn a_refused_range_is_asked_about_and_ends_without_progress() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&response(416, ""));
    walk.status(&wants(5));
    let mut waits = 0;
    for _ in 0..8 {
        waits += walk.wait();
        walk.piece(5..10);
        walk.response(&response(416, ""));
        walk.status(&wants(5));
        if walk.upload.interrupted().details().attempts < 8 {
            waits += walk.wait();
            walk.look_up(&list(&[]));
        }
    }
    assert!(waits > 1_000, "nothing is repeated without a pause: {waits}");
    for _ in 0..7 {
        walk.look_up(&list(&[]));
    }
    walk.deleted();
    let error = walk.failed();
    assert_eq!((error.status(), error.details().http_status), (Status::UnexpectedResponse, 416));
}

#[test]
fn a_bad_request_ends_unless_the_session_has_moved() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&response(409, r#"{"error":{"code":"resourceModified"}}"#));
    walk.status(&wants(5));
    walk.piece(5..10);
    walk.response(&response(400, r#"{"error":{"code":"uploadSessionFailed","message":"m"}}"#));
    walk.status(&wants(5));
    walk.look_up(&list(&[]));
    walk.deleted();
    let error = walk.failed();
    assert_eq!((error.status(), error.details().service_code()), (Status::Argument, "uploadSessionFailed"));
    assert_eq!(error.details().offset, 5);
}

#[test]
fn refusals_that_waiting_does_not_mend_end_the_session() {
    for (status, expected) in [
        (302, Status::UnexpectedResponse),
        (307, Status::UnexpectedResponse),
        (411, Status::Argument),
        (415, Status::Argument),
        (422, Status::Argument),
        (501, Status::Server),
        (505, Status::Server),
    ] {
        let mut walk = Walk::created(10, 5);
        walk.piece(0..5);
        walk.response(&response(status, r#"{"error":{"code":"x"}}"#));
        walk.status(&wants(0));
        walk.deleted();
        assert_eq!(walk.failed().status(), expected, "{status}");
    }
}

#[test]
fn a_full_mailbox_keeps_the_session() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.response(&response(507, ""));
    walk.status(&wants(0));
    let error = walk.paused();
    assert_eq!((error.status(), error.details().retryable), (Status::Quota, false));
    walk.again();
    walk.status(&wants(0));
    walk.piece(0..5);
}

#[test]
fn bytes_that_were_never_sent_are_not_held() {
    let mut walk = Walk::created(20, 5);
    walk.piece(0..5);
    walk.response(&wants(11));
    walk.status(&wants(11));
    walk.deleted();
    assert_eq!(walk.failed().status(), Status::UnexpectedResponse);

    let mut walk = Walk::created(20, 5);
    walk.piece(0..5);
    walk.response(&wants(11));
    walk.status(&wants(5));
    walk.piece(5..10);
}

#[test]
fn a_session_that_does_not_answer_gets_its_range_once_more() {
    let mut walk = Walk::created(15, 5);
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.piece(5..10);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(405, ""));
    walk.piece(5..10);
    walk.response(&response(416, ""));
    walk.status(&response(405, ""));
    walk.deleted();
    walk.create();
    walk.piece(0..5);
}

#[test]
fn the_window_of_the_source_is_respected() {
    let mut walk = Walk::created(20, 5);
    walk.window = Window { start: 0, end: 4 };
    assert_eq!(walk.next(), Output::Bytes { from: 4 });
    walk.window = Window { start: 0, end: 12 };
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.piece(5..10);
    walk.response(&wants(10));
    walk.window = Window { start: 10, end: 12 };
    assert_eq!(walk.next(), Output::Bytes { from: 12 });
    walk.handle(Input::Refresh);
    walk.status(&wants(7));
    assert_eq!(walk.next(), Output::Rewind { to: 7 });
}

#[test]
fn a_last_response_that_lists_what_is_missing_is_none() {
    let ended = |list: &str| with_header(response(201, list), "Location", "https://h/Attachments('id=')");
    let mut walk = Walk::created(5, 5);
    walk.piece(0..5);
    walk.response(&ended(r#"{"nextExpectedRanges":[]}"#));
    assert_eq!(walk.done().id, "id=");

    let mut walk = Walk::created(5, 5);
    walk.piece(0..5);
    walk.response(&ended(r#"{"nextExpectedRanges":["3-"]}"#));
    walk.piece(3..5);
}
