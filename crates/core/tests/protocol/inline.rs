//! Files that go in one request: the empty one.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::{Body, Method, Purpose};
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::upload::{Output, TokenAnswer};

use crate::walk::{Walk, list, response};

fn empty_file() -> Walk {
    let mut walk = Walk::new(0, 5);
    walk.look_up(&list(&["old"]));
    walk
}

#[test]
fn an_empty_file_is_posted() {
    let mut walk = empty_file();
    let request = walk.expect(Purpose::Inline);
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url.expose(), "https://graph.microsoft.com/v1.0/me/todo/lists/l/tasks/t/attachments");
    let prefix = r##"{"@odata.type":"#microsoft.graph.taskFileAttachment","name":"n","contentType":"application/octet-stream","contentBytes":""##;
    let body = Body::Base64 { prefix: prefix.into(), range: 0..0, suffix: r#""}"#.into() };
    assert_eq!(request.header("Content-Length"), Some(body.len().to_string().as_str()));
    assert_eq!(request.body, body);
    walk.response(&response(201, r#"{"id":"new","name":"n","size":0}"#));
    let item = walk.done();
    assert_eq!((item.id.as_str(), item.size, item.recovered), ("new", Some(0), false));
}

/// Microsoft Graph's front end refuses a token before it passes a request on, so that nothing can be stored: no look, which
/// the token would not pass either, and no doubt.
#[test]
fn a_token_that_is_refused_at_the_door_leaves_no_doubt() {
    let mut walk = empty_file();
    let refusal = response(401, r#"{"error":{"code":"InvalidAuthenticationToken"}}"#);
    for _ in 0..3 {
        walk.expect(Purpose::Inline);
        walk.response(&refusal);
        walk.token(TokenAnswer::NoOther);
    }
    let error = walk.paused();
    assert_eq!((error.status(), error.details().in_doubt), (Status::SignIn, false));
    walk.again();
    assert_eq!(walk.next(), Output::Bytes { from: 0 });
    walk.finish();
    walk.expect(Purpose::Inline);
}

#[test]
fn an_empty_file_waits_for_the_callers_word() {
    let mut walk = Walk::without_leave(0, 5);
    walk.look_up(&list(&[]));
    assert_eq!(walk.next(), Output::Bytes { from: 0 });
    walk.finish();
    walk.expect(Purpose::Inline);
}

#[test]
fn a_lost_response_is_looked_for_before_it_is_posted_again() {
    let mut walk = empty_file();
    walk.expect(Purpose::Inline);
    walk.lose(Cause::Closed, Sent::All);
    walk.look_up(&list(&["old", "new"]));
    assert_eq!(walk.done().id, "new");

    let mut walk = empty_file();
    walk.expect(Purpose::Inline);
    walk.response(&response(502, ""));
    for _ in 0..7 {
        walk.look_up(&list(&["old"]));
    }
    walk.expect(Purpose::Inline);
}

#[test]
fn what_did_not_leave_goes_again_at_once_and_what_was_refused_after_a_look() {
    let mut walk = empty_file();
    walk.expect(Purpose::Inline);
    walk.lose(Cause::Closed, Sent::Part);
    walk.expect(Purpose::Inline);

    for found in [&["old"][..], &["old", "new"]] {
        let mut walk = empty_file();
        walk.expect(Purpose::Inline);
        walk.response(&response(429, ""));
        walk.look_up(&list(found));
        match found.len() {
            1 => drop(walk.expect(Purpose::Inline)),
            _ => assert!(walk.done().recovered),
        }
    }
}

#[test]
fn created_without_an_id_is_not_posted_again() {
    let mut walk = empty_file();
    walk.expect(Purpose::Inline);
    walk.response(&response(201, ""));
    for _ in 0..7 {
        walk.look_up(&list(&["old"]));
    }
    assert_eq!(walk.paused().status(), Status::OutcomeUnknown);
}

#[test]
fn a_refusal_ends_it() {
    let mut walk = empty_file();
    walk.expect(Purpose::Inline);
    walk.response(&response(403, ""));
    walk.look_up(&list(&["old"]));
    assert_eq!(walk.failed().status(), Status::Denied);
    assert_eq!(walk.next(), Output::Failed(walk.failed()));
}

#[test]
fn an_empty_file_that_is_too_large_goes_by_no_session() {
    let mut walk = empty_file();
    walk.expect(Purpose::Inline);
    walk.response(&response(413, ""));
    walk.look_up(&list(&["old"]));
    assert_eq!(walk.failed().status(), Status::TooLarge);
}
