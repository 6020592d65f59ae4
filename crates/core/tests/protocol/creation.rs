use graph_upload_core::error::Status;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{BodyEnd, Cause, Sent};
use graph_upload_core::kinds::{Conflict, DriveItem, Property, Target};
use graph_upload_core::policy::retry::Policy;

use crate::walk::{Walk, list, response, wants};

#[test]
fn what_stands_there_is_listed_before_the_session_is_created() {
    let mut walk = Walk::new(10, 5);
    let look = walk.expect(Purpose::LookUp);
    let url = "https://graph.microsoft.com/v1.0/me/todo/lists/l/tasks/t/attachments?$select=id,name,size,lastModifiedDateTime";
    assert_eq!(look.url.expose(), url);
    walk.response(&list(&["old"]));
    walk.create();
    walk.piece(0..5);
}

#[test]
fn a_list_of_several_pages_is_followed_on_graph_alone() {
    let mut walk = Walk::new(10, 5);
    walk.look_up(&response(200, r#"{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/next"}"#));
    assert_eq!(walk.expect(Purpose::LookUp).url.expose(), "https://graph.microsoft.com/v1.0/next");
    walk.response(&response(200, r#"{"value":[],"@odata.nextLink":"https://evil.example/v1.0/next"}"#));
    walk.expect(Purpose::Create);
}

#[test]
fn an_upload_goes_on_without_a_list() {
    for unusable in [response(403, ""), response(404, ""), response(200, "[]"), response(301, "")] {
        let mut walk = Walk::new(10, 5);
        walk.look_up(&unusable);
        walk.create();
        walk.piece(0..5);
        walk.response(&wants(5));
        walk.piece(5..10);
        walk.lose(Cause::Closed, Sent::All);
        walk.status(&response(404, ""));
        walk.look_up(&list(&["someone's"]));
        assert_eq!(walk.paused().status(), Status::OutcomeUnknown, "{unusable:?}: it may be anyone's");
    }
}

#[test]
fn responses_that_make_no_session() {
    let url = |url: &str| format!(r#"{{"uploadUrl":"{url}","nextExpectedRanges":["0-"]}}"#);
    for (response, status) in [
        (response(200, ""), Status::UnexpectedResponse),
        (response(200, "{}"), Status::UnexpectedResponse),
        (response(200, r#"{"uploadUrl":""}"#), Status::UnexpectedResponse),
        (response(200, r#"{"uploadUrl":7}"#), Status::UnexpectedResponse),
        (response(200, &url("https://evil.example/s")), Status::UnexpectedResponse),
        (response(200, &url("http://graph.microsoft.com/s")), Status::UnexpectedResponse),
        (response(200, &url("https://graph.microsoft.com:444/s")), Status::UnexpectedResponse),
        (response(200, &url("https://u:p@graph.microsoft.com/s")), Status::UnexpectedResponse),
        (response(302, ""), Status::UnexpectedResponse),
        (response(422, ""), Status::Argument),
        (response(400, ""), Status::Argument),
        (response(403, ""), Status::Denied),
        (response(409, ""), Status::Conflict),
        (response(413, ""), Status::TooLarge),
        (response(507, ""), Status::Quota),
    ] {
        let mut walk = Walk::new(10, 5);
        walk.look_up(&list(&[]));
        walk.expect(Purpose::Create);
        walk.response(&response);
        let error = walk.failed();
        assert_eq!(error.status(), status, "{response:?}");
        assert!(!error.to_string().contains("evil.example/s"), "{error}");
        assert_eq!(error.details().http_status, response.status);
        assert!(!error.details().in_doubt);
    }
}

#[test]
fn a_target_that_is_not_found_is_given_some_seconds_to_show() {
    let mut walk = Walk::new(10, 5);
    walk.look_up(&list(&[]));
    for wait in [0, 2_000, 6_000] {
        assert_eq!(walk.wait(), wait);
        walk.expect(Purpose::Create);
        walk.response(&response(404, ""));
    }
    assert_eq!(walk.failed().status(), Status::NotFound);
}

#[test]
fn a_creation_response_that_is_cut_short_is_asked_for_again() {
    let mut walk = Walk::new(10, 5);
    walk.look_up(&list(&[]));
    walk.expect(Purpose::Create);
    let mut cut = response(200, r#"{"uploadUrl":"https://graph.microsoft.com/s"}"#);
    cut.end = BodyEnd::Cut;
    walk.response(&cut);
    walk.create();
    walk.piece(0..5);
}

#[test]
fn a_lost_or_busy_creation_is_tried_again() {
    let mut walk = Walk::new(10, 5);
    walk.look_up(&list(&[]));
    for attempt in 0..3 {
        walk.expect(Purpose::Create);
        match attempt {
            0 => walk.lose(Cause::Closed, Sent::All),
            1 => walk.response(&response(503, "")),
            _ => walk.response(&response(429, "")),
        }
    }
    walk.create();
    walk.piece(0..5);
}

#[test]
fn every_documented_form_of_a_new_session() {
    for ranges in [
        "",
        r#","nextExpectedRanges":["0-"]"#,
        r#","NextExpectedRanges":["0"]"#,
        r#","nextExpectedRanges":null"#,
    ] {
        let mut walk = Walk::new(10, 5);
        walk.look_up(&list(&[]));
        walk.expect(Purpose::Create);
        let url = crate::walk::URL;
        walk.response(&response(
            201,
            &format!(r#"{{"UploadUrl":"{url}","expirationDateTime":"e"{ranges}}}"#),
        ));
        walk.piece(0..5);
        assert_eq!(walk.upload.expires(), Some("e"));
    }
}

#[test]
fn a_new_session_that_claims_to_hold_bytes_is_asked_once_more() {
    let mut walk = Walk::new(10, 5);
    walk.look_up(&list(&[]));
    walk.expect(Purpose::Create);
    walk.response(&response(
        200,
        &format!(r#"{{"uploadUrl":"{}","nextExpectedRanges":["4-"]}}"#, crate::walk::URL),
    ));
    walk.status(&wants(4));
    walk.deleted();
    assert_eq!(walk.failed().status(), Status::UnexpectedResponse);
}

fn replacing() -> DriveItem {
    let mut target = DriveItem::by_path(None, "n").expect("lawful");
    target.set(Property::Conflict(Conflict::Replace)).expect("drives have it");
    target
}

/// Waits for what comes next, and answers for how long.
fn waited(walk: &mut Walk) -> u64 {
    let begin = walk.now;
    walk.expect(Purpose::Create);
    walk.now - begin
}

#[test]
fn a_session_that_never_showed_is_waited_for_until_it_expires_or_the_patience_ends() {
    for (elapsed_ms, wait) in [(30 * 60_000, 200_000), (200_001, 200_000), (100_000, 100_000)] {
        for shown in [response(503, ""), response(500, "")] {
            let policy = Policy { elapsed_ms, ..Policy::default() };
            let mut walk = Walk::with_policy(&replacing(), 10, 5, policy);
            walk.look_up(&response(404, ""));
            walk.expect(Purpose::Create);
            walk.response(&shown);
            // A refusal says nothing about what came before it.
            waited(&mut walk);
            walk.response(&response(429, ""));
            waited(&mut walk);
            walk.response(&response(409, ""));
            assert_eq!(waited(&mut walk), wait, "{elapsed_ms}");
        }
    }
}

#[test]
fn a_name_that_someone_else_locks_is_asked_for_slowly() {
    let mut walk = Walk::to(&replacing(), 10, 5);
    walk.look_up(&response(404, ""));
    walk.expect(Purpose::Create);
    walk.response(&response(429, ""));
    waited(&mut walk);
    for _ in 0..6 {
        walk.response(&response(409, ""));
        let wait = waited(&mut walk);
        assert!((30_000..=60_000).contains(&wait), "{wait}");
    }
    walk.response(&response(409, ""));
    let error = walk.paused();
    assert_eq!((error.status(), error.details().attempts), (Status::Conflict, 8), "{error}");
    assert!(!error.details().in_doubt);
    walk.again();
    walk.create_at("https://contoso.sharepoint.com/upload?guid='1'");
}
