//! Commits that are refused: what they leave, and what the next call does.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::{Method, Purpose};
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::kinds::{Commit, DriveItem, Property, Target};
use graph_upload_core::upload::Output;

use crate::walk::{Walk, list, response, wants};

const URL: &str = "https://contoso-my.sharepoint.com/_api/x/uploadSession?guid='1'&tempauth=e30.x";

fn deferred() -> DriveItem {
    let mut item = DriveItem::by_path(None, "Docs/n.txt").expect("lawful");
    item.set(Property::Commit(Commit::UploadUrl)).expect("drives have it");
    item
}

/// A session that holds all five bytes, and may be committed.
pub fn all_held() -> Walk {
    let mut walk = Walk::to(&deferred(), 5, 5);
    walk.finish();
    walk.look_up(&response(404, ""));
    walk.create_at(URL);
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk
}

#[test]
fn a_full_drive_is_asked_in_the_same_way_again_and_a_taken_name_in_the_other() {
    for (status, means, method) in [(507, Status::Quota, Method::Post), (409, Status::Conflict, Method::Put)]
    {
        let mut walk = all_held();
        assert_eq!(walk.expect(Purpose::Commit).method, Method::Post);
        walk.response(&response(status, ""));
        walk.look_up(&response(404, ""));
        assert_eq!(walk.paused().status(), means);
        walk.finish();
        if status == 507 {
            walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
        }
        assert_eq!(walk.expect(Purpose::Commit).method, method, "{status}");
    }
}

#[test]
fn an_upload_url_that_refuses_the_commit_has_died() {
    for status in [401, 403] {
        let mut walk = all_held();
        walk.expect(Purpose::Commit);
        walk.response(&response(status, ""));
        for _ in 0..7 {
            walk.look_up(&response(404, ""));
        }
        walk.deleted();
        walk.create_at(URL);
    }
}

#[test]
fn a_resumed_session_that_is_gone_at_its_commit_may_be_the_file() {
    let saved = all_held().upload.save().expect("begun");
    for lost_bytes in [false, true] {
        let mut walk = Walk::resume(&deferred(), 5, 5, &saved).expect("lawful");
        walk.finish();
        if lost_bytes {
            walk.status(&wants(0));
            walk.piece(0..5);
            walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
        }
        walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
        for _ in 0..7 {
            walk.look_up(&response(404, ""));
        }
        walk.expect(Purpose::Commit);
        walk.response(&response(404, ""));
        walk.look_up(&response(200, r#"{"id":"1","name":"n.txt","size":5,"eTag":"e"}"#));
        assert!(walk.done().recovered);
    }
}

/// It may have expired while the upload was paused. What an unanswered commit may have made is looked for first.
#[test]
fn a_session_that_is_gone_after_an_unanswered_commit_is_started_over() {
    let mut walk = all_held();
    walk.expect(Purpose::Commit);
    walk.lose(Cause::Closed, Sent::All);
    for _ in 0..7 {
        walk.look_up(&response(404, ""));
    }
    walk.expect(Purpose::Commit);
    walk.response(&response(404, ""));
    for _ in 0..7 {
        walk.look_up(&response(404, ""));
    }
    walk.deleted();
    walk.create_at(URL);
}

#[test]
fn giving_up_after_an_unanswered_commit_looks_first() {
    let mut walk = all_held();
    walk.expect(Purpose::Commit);
    walk.lose(Cause::Closed, Sent::All);
    for _ in 0..7 {
        walk.look_up(&response(404, ""));
    }
    walk.discard();
    walk.look_up(&response(200, r#"{"id":"1","name":"n.txt","size":5,"eTag":"e"}"#));
    assert!(walk.done().recovered);
}

#[test]
fn a_refused_last_piece_that_proves_nothing_leaves_the_session_to_be_asked() {
    let mut walk = Walk::to(&DriveItem::by_path(None, "n.txt").expect("lawful"), 5, 5);
    walk.look_up(&response(404, ""));
    walk.create_at(URL);
    walk.piece(0..5);
    walk.response(&response(409, ""));
    walk.status(&response(200, "{}"));
    walk.look_up(&response(404, ""));
    assert_eq!(walk.paused().status(), Status::Conflict);
    walk.again();
    walk.status(&wants(0));
    walk.look_up(&response(404, ""));
    walk.piece(0..5);
}

#[test]
fn refusals_of_pieces_that_mean_the_upload() {
    // (the piece, the refusal, where the session stands then): in the middle a conflict, at the end a bad request.
    for (from, status, means) in [(0, 409, Status::Conflict), (5, 400, Status::Argument)] {
        let mut walk = Walk::to(&DriveItem::by_path(None, "n.txt").expect("lawful"), 10, 5);
        walk.look_up(&response(404, ""));
        walk.create_at(URL);
        if from > 0 {
            walk.piece(0..5);
            walk.response(&wants(5));
        }
        walk.piece(from..from + 5);
        walk.response(&response(status, r#"{"error":{"code":"x"}}"#));
        walk.status(&wants(from));
        if from > 0 {
            walk.look_up(&response(404, ""));
        }
        walk.deleted();
        let error = walk.failed();
        assert_eq!((error.status(), error.details().http_status), (means, status));
    }
}

#[test]
fn a_method_that_is_refused_in_the_middle_ends_it() {
    let mut walk = Walk::to(&DriveItem::by_path(None, "n.txt").expect("lawful"), 15, 5);
    walk.look_up(&response(404, ""));
    walk.create_at(URL);
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.piece(5..10);
    walk.response(&response(405, r#"{"error":{"code":"x"}}"#));
    walk.status(&wants(5));
    walk.deleted();
    assert_eq!(walk.failed().status(), Status::Argument);
    assert!(matches!(walk.next(), Output::Failed(_)));
}

#[test]
fn a_drive_that_was_full_in_the_middle_makes_the_file_of_the_last_piece() {
    let mut walk = Walk::to(&DriveItem::by_path(None, "n.txt").expect("lawful"), 10, 5);
    walk.look_up(&response(404, ""));
    walk.create_at(URL);
    walk.piece(0..5);
    walk.response(&response(507, ""));
    walk.status(&wants(0));
    assert_eq!(walk.paused().status(), Status::Quota);
    walk.again();
    walk.status(&wants(0));
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.piece(5..10);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.expect(Purpose::LookUp);
}

#[test]
fn a_full_mailbox_leaves_nothing_to_commit() {
    let mut walk = Walk::created(5, 5);
    walk.finish();
    walk.piece(0..5);
    walk.response(&response(507, ""));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.look_up(&list(&[]));
    assert_eq!(walk.paused().status(), Status::Quota);
    walk.again();
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.expect(Purpose::LookUp);
}

#[test]
fn a_refused_last_piece_of_which_some_was_kept_goes_on_from_there() {
    let mut walk = Walk::to(&DriveItem::by_path(None, "n.txt").expect("lawful"), 10, 5);
    walk.look_up(&response(404, ""));
    walk.create_at(URL);
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.piece(5..10);
    walk.response(&response(409, ""));
    walk.status(&wants(8));
    walk.piece(8..10);
}
