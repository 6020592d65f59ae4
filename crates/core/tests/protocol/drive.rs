//! Files in drives: names, conflicts, deferred commits.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::{Body, Method, Purpose};
use graph_upload_core::graph::response::{Cause, Response, Sent};
use graph_upload_core::kinds::{Commit, Conflict, DriveItem, Property, Target};
use graph_upload_core::upload::Output;

use crate::doubt::file;
use crate::walk::{Walk, response, wants};

const BUSINESS: &str = "https://contoso-my.sharepoint.com/_api/x/uploadSession?guid='1'&tempauth=e30.x";
const PERSONAL: &str = "https://sn3302.up.1drv.com/up/fe69";

/// A walk to a file that does not exist yet.
fn walk(properties: &[Property], size: u64, url: &str) -> Walk {
    let mut walk = Walk::to(&file(properties), size, 5);
    let absent = if properties.contains(&Property::Conflict(Conflict::Rename)) {
        children(&[])
    } else {
        response(404, "")
    };
    walk.look_up(&absent);
    walk.create_at(url);
    walk
}

fn item(id: &str, etag: &str, size: u64) -> String {
    format!(r#"{{"id":"{id}","name":"n.txt","size":{size},"eTag":"{etag}","webUrl":"https://w"}}"#)
}

fn stored(status: u16) -> Response {
    response(status, &item("I", "e", 5))
}

fn children(entries: &[String]) -> Response {
    response(200, &format!(r#"{{"value":[{}]}}"#, entries.join(",")))
}

/// All bytes are accepted, and there is no file yet.
fn all_held(walk: &mut Walk) {
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
}

#[test]
fn a_file_goes_without_token_and_ends_with_its_item() {
    for status in [200, 201] {
        let mut walk = walk(&[], 8, BUSINESS);
        let piece = walk.piece(0..5);
        assert_eq!((piece.url.expose(), piece.token), (BUSINESS, false));
        assert_eq!(piece.header("client-request-id"), None, "that is Graph's");
        walk.response(&response(202, r#"{"nextExpectedRanges":["5-7"]}"#));
        walk.piece(5..8);
        walk.response(&stored(status));
        let item = walk.done();
        assert_eq!((item.id.as_str(), item.etag.as_str(), item.web_url.as_str()), ("I", "e", "https://w"));
    }
}

#[test]
fn what_creation_says() {
    let all = [
        Property::Modified(1_654_771_527_432),
        Property::Created(0),
        Property::Description("d".into()),
        Property::SpaceCheck(true),
        Property::Source("teams".into(), "x".into()),
        Property::MediaCategory("meeting".into()),
        Property::Commit(Commit::ByHost),
        Property::Conflict(Conflict::Replace),
        Property::IfMatch("e".into()),
    ];
    let mut walk = Walk::to(&file(&all), 9, 5);
    walk.look_up(&response(404, ""));
    let create = walk.create_at(BUSINESS);
    assert_eq!(
        create.url.expose(),
        "https://graph.microsoft.com/v1.0/me/drive/root:/Docs/n.txt:/createUploadSession"
    );
    assert_eq!(create.header("If-Match"), Some("\"e\""));
    let body = r#"{"item":{"@microsoft.graph.conflictBehavior":"replace","name":"n.txt","description":"d",
        "driveItemSource":{"application":"teams","externalId":"x"},"mediaSource":{"contentCategory":"meeting"},
        "fileSystemInfo":{"lastModifiedDateTime":"2022-06-09T10:45:27.432Z","createdDateTime":"1970-01-01T00:00:00Z"},
        "fileSize":9},"deferCommit":true}"#;
    let compact: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(create.body, Body::Text(compact.to_string()));
}

#[test]
fn the_last_condition_of_each_sort_holds() {
    let conditions = ["a", "b", "c"].map(str::to_owned);
    let [a, b, c] = conditions;
    let mut walk =
        Walk::to(&file(&[Property::IfMatch(a), Property::IfNoneMatch(b), Property::IfMatch(c)]), 9, 5);
    walk.look_up(&response(404, ""));
    let create = walk.create_at(BUSINESS);
    let values = |name: &str| {
        let named = create.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(values("If-Match"), ["\"c\""]);
    assert_eq!(values("If-None-Match"), ["\"b\""]);
}

#[test]
fn an_empty_file_is_put() {
    let mut item = file(&[Property::Conflict(Conflict::Rename)]);
    item.set(Property::ContentType("text/plain".into())).expect_err("a drive finds out by itself");
    let mut walk = Walk::to(&item, 0, 5);
    walk.finish();
    walk.look_up(&children(&[]));
    let put = walk.expect(Purpose::Inline);
    assert_eq!(put.method, Method::Put);
    let url = "https://graph.microsoft.com/v1.0/me/drive/root:/Docs/n.txt:/content?@microsoft.graph.conflictBehavior=rename";
    assert_eq!((put.url.expose(), put.header("Content-Length")), (url, Some("0")));
    walk.response(&response(201, &self::item("I", "e", 0)));
    assert_eq!(walk.done().id, "I");
}

#[test]
fn a_2xx_that_is_not_final_is_no_success() {
    let mut walk = walk(&[], 5, BUSINESS);
    walk.piece(0..5);
    walk.response(&response(202, r#"{"id":"x","nextExpectedRanges":["0-"]}"#));
    walk.status(&wants(0));
    walk.piece(0..5);
}

#[test]
fn a_lost_last_response_is_found_by_id_etag_and_size() {
    // (before, after, what follows)
    let old = item("I", "old", 7);
    for (before, after, recovered) in [
        (response(404, ""), response(200, &item("I", "e", 5)), true),
        (response(200, &old), response(200, &item("I", "new", 5)), true),
        (response(200, &old), response(200, &item("J", "old", 5)), true),
        (response(404, ""), response(200, &item("I", "e", 6)), false),
    ] {
        let mut walk = Walk::to(&file(&[Property::Conflict(Conflict::Replace)]), 5, 5);
        walk.look_up(&before);
        walk.create_at(BUSINESS);
        walk.piece(0..5);
        walk.lose(Cause::Closed, Sent::All);
        walk.status(&response(404, ""));
        if recovered {
            walk.look_up(&after);
            assert!(walk.done().recovered);
            continue;
        }
        for _ in 0..7 {
            walk.look_up(&after);
        }
        let error = walk.paused();
        assert_eq!((error.status(), error.details().in_doubt), (Status::OutcomeUnknown, true));
    }
}

/// An item is there before anything is sent to it by its id: one that was not found has been overlooked, so that what
/// stands there later proves nothing.
#[test]
fn an_item_that_is_not_found_by_its_id_is_no_baseline() {
    let mut walk = Walk::to(&DriveItem::by_id(None, "I").expect("lawful"), 5, 5);
    walk.look_up(&response(404, ""));
    walk.create_at(BUSINESS);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    walk.look_up(&response(200, &item("I", "e", 5)));
    let error = walk.paused();
    assert_eq!((error.status(), error.details().in_doubt), (Status::OutcomeUnknown, true));
}

#[test]
fn an_unchanged_file_is_not_ours() {
    let old = response(200, &item("I", "old", 5));
    let mut walk = Walk::to(&file(&[Property::Conflict(Conflict::Replace)]), 5, 5);
    walk.look_up(&old);
    walk.create_at(BUSINESS);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    for _ in 0..7 {
        walk.look_up(&old);
    }
    walk.deleted();
    walk.create_at(BUSINESS);
}

#[test]
fn a_file_under_another_name_is_ours() {
    let named = |id: &str, name: &str, size: u64| {
        format!(r#"{{"id":"{id}","name":"{name}","size":{size},"eTag":"e"}}"#)
    };
    let mut walk = Walk::to(&file(&[Property::Conflict(Conflict::Rename)]), 5, 5);
    let look = walk.expect(Purpose::LookUp);
    assert!(look.url.expose().contains("/root:/Docs:/children?"), "{}", look.url.expose());
    walk.response(&children(&[named("A", "n.txt", 5), named("B", "other", 5)]));
    walk.create_at(BUSINESS);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    walk.look_up(&children(&[named("A", "n.txt", 5), named("C", "n 1.txt", 5), named("D", "new", 5)]));
    assert_eq!((walk.done().id, walk.done().name), ("C".into(), "n 1.txt".into()));
}

#[test]
fn a_locked_name_is_waited_for_and_a_taken_one_is_a_conflict() {
    for (conflict, waits) in [(Conflict::Replace, true), (Conflict::Rename, true), (Conflict::Fail, false)] {
        let mut walk = Walk::to(&file(&[Property::Conflict(conflict)]), 5, 5);
        walk.look_up(&if conflict == Conflict::Rename { children(&[]) } else { response(404, "") });
        walk.expect(Purpose::Create);
        walk.response(&response(409, r#"{"error":{"code":"nameAlreadyExists"}}"#));
        match waits {
            true => drop(walk.create_at(BUSINESS)),
            false => assert_eq!(walk.failed().status(), Status::Conflict),
        }
    }
}

#[test]
fn a_name_that_an_unseen_session_of_ours_locks_is_waited_for() {
    let mut walk = Walk::to(&file(&[]), 5, 5);
    walk.look_up(&response(404, ""));
    walk.expect(Purpose::Create);
    walk.lose(Cause::Closed, Sent::All);
    walk.expect(Purpose::Create);
    walk.response(&response(409, ""));
    walk.create_at(BUSINESS);
}

#[test]
fn a_new_session_may_show_late() {
    let mut late = walk(&[], 10, BUSINESS);
    late.piece(0..5);
    late.response(&response(404, ""));
    for wait in [2_000, 2_000] {
        assert_eq!(late.wait(), wait);
        late.status(&response(404, ""));
    }
    assert_eq!(late.wait(), 4_000);
    late.status(&wants(0));
    late.piece(0..5);

    let mut walk = walk(&[], 5, BUSINESS);
    walk.piece(0..5);
    walk.response(&response(404, ""));
    assert_eq!(walk.wait(), 2_000);
    walk.status(&response(404, ""));
    // The piece is the whole file, and something between may have sent it twice.
    walk.look_up(&response(404, ""));
    walk.deleted();
    walk.create_at(BUSINESS);
}

#[test]
fn a_piece_that_is_too_large_is_halved_until_it_is_the_smallest() {
    let mut walk = Walk::to(&file(&[]), 4 * 327_680, 4 * 327_680);
    walk.look_up(&response(404, ""));
    walk.create_at(BUSINESS);
    walk.piece(0..4 * 327_680);
    walk.response(&response(
        413,
        r#"{"error":{"code":"x","innererror":{"code":"maxFragmentLengthExceeded"}}}"#,
    ));
    walk.status(&wants(0));
    walk.look_up(&response(404, ""));
    walk.piece(0..2 * 327_680);
    walk.response(&response(413, r#"{"error":{"code":"maxFragmentLengthExceeded"}}"#));
    walk.status(&wants(0));
    walk.piece(0..327_680);
    walk.response(&response(413, r#"{"error":{"code":"maxFragmentLengthExceeded"}}"#));
    walk.status(&wants(0));
    walk.look_up(&response(404, ""));
    walk.deleted();
    assert_eq!(walk.failed().status(), Status::TooLarge);
}

#[test]
fn a_deferred_commit_waits_for_the_caller() {
    for (commit, url, by_graph) in [
        (Commit::ByHost, BUSINESS, false),
        (Commit::ByHost, PERSONAL, true),
        (Commit::UploadUrl, PERSONAL, false),
        (Commit::SourceUrl, BUSINESS, true),
    ] {
        let mut walk = walk(&[Property::Commit(commit)], 5, url);
        all_held(&mut walk);
        walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
        assert_eq!(walk.next(), Output::Bytes { from: 5 });
        assert_eq!(walk.upload.position().confirmed, 5);
        walk.finish();
        let commit = walk.expect(Purpose::Commit);
        if by_graph {
            assert_eq!((commit.method, commit.token), (Method::Put, true));
            assert_eq!(commit.url.expose(), "https://graph.microsoft.com/v1.0/me/drive/root:/Docs/n.txt");
            let body = format!(
                r#"{{"@microsoft.graph.conflictBehavior":"fail","@microsoft.graph.sourceUrl":"{url}","name":"n.txt"}}"#
            );
            assert_eq!(commit.body, Body::Text(body));
        } else {
            assert_eq!((commit.method, commit.token, commit.url.expose()), (Method::Post, false, url));
            assert_eq!((commit.header("Content-Length"), &commit.body), (Some("0"), &Body::Empty));
        }
        walk.response(&stored(201));
        assert_eq!(walk.done().id, "I");
    }
}

#[test]
fn a_lost_commit_is_looked_for_before_it_is_repeated() {
    let mut walk = walk(&[Property::Commit(Commit::ByHost)], 5, BUSINESS);
    walk.finish();
    all_held(&mut walk);
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.expect(Purpose::Commit);
    walk.lose(Cause::Closed, Sent::All);
    for _ in 0..7 {
        walk.look_up(&response(404, ""));
    }
    walk.expect(Purpose::Commit);
    walk.response(&response(404, ""));
    walk.look_up(&stored(200));
    assert!(walk.done().recovered, "the refusal of the second was the success of the first");
}

#[test]
fn a_deferred_upload_can_be_discarded() {
    let mut walk = walk(&[Property::Commit(Commit::ByHost)], 5, BUSINESS);
    all_held(&mut walk);
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.discard();
    walk.deleted();
    assert_eq!(walk.next(), Output::Discarded);
}

#[test]
fn a_name_that_is_taken_at_the_end_is_settled_without_sending_bytes_again() {
    for code in ["nameAlreadyExists", "upload_name_conflict"] {
        let mut walk = walk(&[Property::Conflict(Conflict::Rename)], 5, BUSINESS);
        walk.finish();
        walk.piece(0..5);
        walk.response(&response(409, &format!(r#"{{"error":{{"code":"{code}"}}}}"#)));
        walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
        walk.look_up(&children(&[]));
        let commit = walk.expect(Purpose::Commit);
        assert!(matches!(&commit.body, Body::Text(text) if text.contains(r#""rename""#)));
        walk.response(&stored(201));
        walk.done();
    }
}

#[test]
fn a_name_that_may_not_be_changed_is_a_conflict_and_the_session_is_kept() {
    let mut walk = walk(&[], 5, BUSINESS);
    walk.finish();
    walk.piece(0..5);
    walk.response(&response(409, r#"{"error":{"code":"nameAlreadyExists"}}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.look_up(&response(200, &item("J", "e", 9)));
    assert_eq!(walk.paused().status(), Status::Conflict);
    walk.again();
    assert_eq!(walk.next(), Output::Bytes { from: 5 }, "each call has to be allowed to commit");
    walk.finish();
    walk.expect(Purpose::Commit);
    walk.response(&response(409, ""));
    walk.look_up(&response(200, &item("J", "e", 9)));
    assert_eq!(walk.paused().status(), Status::Conflict);
    walk.discard();
    walk.deleted();
}

#[test]
fn a_full_drive_keeps_what_it_holds() {
    let mut walk = walk(&[], 5, BUSINESS);
    walk.finish();
    walk.piece(0..5);
    walk.response(&response(507, ""));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.look_up(&response(404, ""));
    assert_eq!(walk.paused().status(), Status::Quota);
    walk.finish();
    walk.expect(Purpose::Commit);
    walk.response(&stored(201));
    walk.done();
}

#[test]
fn a_conflict_that_is_not_about_the_name_proves_nothing_about_the_bytes() {
    let mut walk = walk(&[], 5, BUSINESS);
    walk.piece(0..5);
    walk.response(&response(409, r#"{"error":{"code":"resourceModified"}}"#));
    walk.status(&wants(0));
    walk.look_up(&response(404, ""));
    assert_eq!(walk.paused().status(), Status::Conflict);
    walk.again();
    walk.status(&wants(0));
    walk.look_up(&response(404, ""));
    walk.piece(0..5);
}

#[test]
fn a_name_that_is_taken_by_our_own_lost_attempt_is_ours() {
    let mut walk = walk(&[], 5, BUSINESS);
    walk.finish();
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&wants(0));
    walk.piece(0..5);
    walk.response(&response(409, r#"{"error":{"code":"nameAlreadyExists"}}"#));
    walk.status(&response(404, ""));
    walk.look_up(&stored(200));
    assert!(walk.done().recovered);
}

#[test]
fn upload_urls_on_strange_hosts_are_refused() {
    for url in [
        "https://contoso.sharepoint.com.evil.example/x",
        "https://outlook.office.com/x",
        "https://graph.microsoft.com/x",
    ] {
        let mut walk = Walk::to(&file(&[]), 5, 5);
        walk.look_up(&response(404, ""));
        walk.create_at(url);
        assert_eq!(walk.failed().status(), Status::UnexpectedResponse, "{url}");
    }
}
