//! What is kept of a session: all that its next life cannot ask the service for.

use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::kinds::{Commit, Conflict, DriveItem, OutlookItem, Property, Target, TodoTask};
use serde_json::Value;

use crate::walk::{URL, Walk, list, response, wants};

const SIZE: u64 = 12;
const PIECE: u64 = 5;
const UPLOAD_URL: &str = "https://contoso.sharepoint.com/upload?guid='1'";

fn todo() -> TodoTask {
    TodoTask::new(None, "l", "t", "n").expect("lawful")
}

fn drive(conflict: Conflict) -> DriveItem {
    let mut target = DriveItem::by_path(None, "n").expect("lawful");
    target.set(Property::Conflict(conflict)).expect("lawful");
    target
}

fn saved(walk: &Walk) -> Value {
    serde_json::to_value(walk.upload.save().expect("there is something to save")).expect("serialises")
}

fn reborn(walk: &Walk, target: &dyn Target) -> Walk {
    let saved = serde_json::from_value(saved(walk)).expect("reads back");
    Walk::resume(target, walk.size(), PIECE, &saved).expect("resumed")
}

/// What was sent of the last piece, and whether it may have made the file.
fn last_piece(walk: &Walk) -> (bool, bool) {
    let session = &saved(walk)["stage"]["session"];
    let flag = |name: &str| session[name].as_bool().expect("a flag");
    (flag("completing_sent"), flag("in_doubt"))
}

/// Nothing that was saved is lost by living once more, but that anything may have been sent meanwhile.
fn assert_kept(walk: &Walk, target: &dyn Target, what: &[(&str, Value)]) {
    let mut first = saved(walk);
    for (name, value) in what {
        assert_eq!(first["stage"]["session"][name], *value, "{name}: nothing would be seen");
    }
    first["stage"]["session"]["in_doubt"] = true.into();
    assert_eq!(saved(&reborn(walk, target)), first);
}

#[test]
fn a_last_piece_that_was_handed_out_counts_as_sent() {
    let mut walk = Walk::created(SIZE, PIECE);
    assert_eq!(last_piece(&walk), (false, false));
    for range in [0..5, 5..10] {
        walk.piece(range.clone());
        assert_eq!(last_piece(&walk), (false, false), "{range:?}");
        walk.response(&wants(range.end));
    }
    walk.piece(10..12);
    assert_eq!(last_piece(&walk), (true, true));
    walk.response(&wants(11));
    assert_eq!(last_piece(&walk), (true, false), "the session has not all of it");
}

#[test]
fn a_last_piece_makes_no_file_where_the_commit_does() {
    let mut target = drive(Conflict::Replace);
    target.set(Property::Commit(Commit::UploadUrl)).expect("lawful");
    let mut walk = Walk::to(&target, SIZE, SIZE);
    walk.finish();
    walk.look_up(&response(404, ""));
    walk.create_at(UPLOAD_URL);
    walk.piece(0..12);
    assert_eq!(last_piece(&walk), (false, false));
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.expect(Purpose::Commit);
    assert_eq!(last_piece(&walk), (false, true));
    assert_kept(&walk, &target, &[("deferred", true.into()), ("held", SIZE.into())]);
}

#[test]
fn how_far_it_is_and_when_it_ends_is_kept() {
    let mut walk = Walk::new(SIZE, PIECE);
    walk.look_up(&list(&[]));
    walk.expect(Purpose::Create);
    let created = format!(r#"{{"uploadUrl":"{URL}","expirationDateTime":"2026-01-01T00:00:00Z"}}"#);
    walk.response(&response(200, &created));
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.piece(5..10);
    walk.response(&wants(10));
    walk.piece(10..12);
    let expected =
        [("expires", "2026-01-01T00:00:00Z".into()), ("held", 10.into()), ("completing_sent", true.into())];
    assert_kept(&walk, &todo(), &expected);
}

#[test]
fn when_it_ends_moves_on_with_a_response() {
    let mut walk = Walk::created(SIZE, PIECE);
    walk.piece(0..5);
    walk.response(&response(
        202,
        r#"{"nextExpectedRanges":["5-"],"expirationDateTime":"2026-02-02T00:00:00Z"}"#,
    ));
    assert_eq!(saved(&walk)["stage"]["session"]["expires"], "2026-02-02T00:00:00Z");
}

#[test]
fn the_forms_of_the_url_that_were_refused_are_kept() {
    let mut walk = Walk::created(SIZE, PIECE);
    walk.piece(0..5);
    walk.response(&response(404, ""));
    walk.piece(0..5);
    assert_kept(&walk, &todo(), &[("bare_url", true.into()), ("both_forms_tried", true.into())]);
}

#[test]
fn a_name_that_is_taken_still_has_to_be_settled() {
    let target = drive(Conflict::Fail);
    let mut walk = Walk::to(&target, PIECE, PIECE);
    walk.look_up(&response(404, ""));
    walk.create_at(UPLOAD_URL);
    walk.piece(0..5);
    walk.response(&response(409, r#"{"error":{"code":"nameAlreadyExists"}}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.look_up(&response(404, ""));
    walk.paused();
    assert_kept(&walk, &target, &[("needs_commit", true.into())]);
}

#[test]
fn what_told_the_old_file_from_others_is_kept() {
    let target = drive(Conflict::Replace);
    let mut walk = Walk::to(&target, SIZE, PIECE);
    walk.look_up(&response(200, r#"{"id":"I","name":"n","size":1,"eTag":"e","cTag":"c"}"#));
    walk.create_at(UPLOAD_URL);
    assert_eq!(saved(&walk)["before"][0], serde_json::json!({"id": "I", "etag": "e", "content_tag": "c"}));
    assert_kept(&walk, &target, &[]);
}

#[test]
fn a_service_that_does_not_say_where_it_stands_is_sent_what_follows() {
    let mut walk = Walk::created(SIZE, PIECE);
    walk.piece(0..5);
    walk.response(&wants(5));
    let mut again = reborn(&walk, &todo());
    again.status(&response(200, "{}"));
    for _ in 0..7 {
        again.look_up(&list(&[]));
    }
    again.piece(5..10);
}

#[test]
fn a_last_piece_of_an_earlier_life_may_still_make_the_file() {
    let mut walk = Walk::created(SIZE, SIZE);
    walk.piece(0..12);
    let mut again = reborn(&walk, &todo());
    again.status(&wants(0));
    again.piece(0..5);
    again.response(&response(507, ""));
    again.status(&wants(0));
    let error = again.paused();
    assert!(error.details().in_doubt, "{error}");
}

#[test]
fn one_request_stays_one_request_when_its_caller_has_given_up() {
    let target = OutlookItem::message(None, None, "m", "n").expect("lawful");
    let mut walk = Walk::to(&target, SIZE, PIECE);
    walk.look_up(&list(&[]));
    walk.expect(Purpose::Inline);
    walk.lose(Cause::Closed, Sent::All);
    walk.discard();
    let mut again = reborn(&walk, &target);
    for _ in 0..7 {
        again.look_up(&list(&[]));
    }
    again.expect(Purpose::Inline);
}
