//! What random schedules of faults have found (`crates/core/tests/faults/`), each as the shortest conversation that shows it.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{Cause, Response, Sent};
use graph_upload_core::kinds::{Commit, Conflict, DriveItem, Property, Target, TodoTask, outlook};
use graph_upload_core::upload::{Input, Output};

use crate::walk::{URL, Walk, cut, list, response, wants, with_header};

const DRIVE: &str = "https://contoso-my.sharepoint.com/_api/x/uploadSession?guid='1'&tempauth=e30.x";
const OUTLOOK: &str = "https://outlook.office.com/api/v2.0/Users('u')/x/AttachmentSessions('s')?authtoken=a";

fn file(properties: &[Property]) -> DriveItem {
    let mut item = DriveItem::by_path(None, "n").expect("lawful");
    for property in properties {
        item.set(property.clone()).expect("drives have it");
    }
    item
}

/// A session for a file of five bytes that goes in one piece.
fn one_piece() -> Walk {
    let mut walk = Walk::to(&file(&[]), 5, 5);
    walk.look_up(&response(404, ""));
    walk.create_at(DRIVE);
    walk
}

fn ours() -> Response {
    response(200, r#"{"id":"I","name":"n","size":5,"eTag":"e"}"#)
}

#[test]
fn a_status_response_that_breaks_off_says_nothing() {
    let mut walk = Walk::created(12, 5);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&cut(wants(5)));
    walk.status(&wants(5));
    walk.piece(5..10);
}

#[test]
fn not_found_may_be_the_answer_to_the_double_of_a_whole_file() {
    let gone = |walk: &mut Walk| {
        walk.piece(0..5);
        walk.response(&response(404, ""));
    };
    // It lives after all, and wants the piece; the file is looked for before each that is sent.
    let again = |walk: &mut Walk| {
        gone(walk);
        walk.status(&wants(0));
        walk.look_up(&response(404, ""));
        walk.piece(0..5);
    };
    let mut refused = one_piece();
    again(&mut refused);
    refused.response(&response(401, ""));
    refused.status(&response(401, ""));
    refused.look_up(&ours());
    assert_eq!(refused.done().id, "I");

    let mut asked = one_piece();
    again(&mut asked);
    asked.response(&response(429, ""));
    asked.status(&response(404, ""));
    asked.look_up(&ours());
    assert_eq!(asked.done().id, "I");

    let mut found = one_piece();
    gone(&mut found);
    found.status(&wants(0));
    found.look_up(&ours());
    assert_eq!(found.done().id, "I");

    let mut unwanted = one_piece();
    gone(&mut unwanted);
    unwanted.discard();
    unwanted.look_up(&ours());
    assert_eq!(unwanted.done().id, "I");

    let mut lives = one_piece();
    again(&mut lives);
    lives.response(&response(507, ""));
    lives.status(&wants(0));
    lives.look_up(&response(404, ""));
    assert!(!lives.paused().details().in_doubt, "a session that answers has not become the file");
}

#[test]
fn a_lost_last_piece_may_still_arrive() {
    let mut walk = one_piece();
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&wants(0));
    walk.piece(0..5);
    walk.response(&with_header(response(429, ""), "Retry-After", "7200"));
    let error = walk.paused();
    assert_eq!((error.status(), error.details().in_doubt), (Status::Throttled, true));
}

#[test]
fn a_piece_that_was_refused_will_not_arrive() {
    let mut walk = one_piece();
    walk.piece(0..5);
    walk.response(&with_header(response(429, ""), "Retry-After", "7200"));
    assert!(!walk.paused().details().in_doubt);
}

#[test]
fn rename_settles_a_conflict_at_the_commit() {
    let properties = [Property::Conflict(Conflict::Rename), Property::Commit(Commit::UploadUrl)];
    let mut walk = Walk::to(&file(&properties), 5, 5);
    walk.finish();
    walk.look_up(&list(&[]));
    walk.create_at(DRIVE);
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.expect(Purpose::Commit);
    walk.response(&response(409, ""));
    walk.look_up(&list(&[]));
    assert!(walk.expect(Purpose::Commit).token, "by the form that can say what to do about the name");
}

/// A To Do upload that goes on from what was saved right after its session was created.
fn resumed() -> Walk {
    let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
    let saved = Walk::created(12, 5).upload.save().expect("under way");
    Walk::resume(&target, 12, 5, &saved).expect("the same")
}

#[test]
fn what_was_saved_may_be_older_than_the_last_piece() {
    let mut unanswered = resumed();
    unanswered.expect(Purpose::Status);
    unanswered.response(&with_header(response(503, ""), "Retry-After", "7200"));
    assert!(unanswered.paused().details().in_doubt);
}

#[test]
fn what_was_saved_may_be_older_than_the_form_of_the_url() {
    let mut walk = resumed();
    walk.status(&wants(5));
    assert_eq!(walk.piece(5..10).url.expose(), format!("{URL}/content"));
    walk.response(&response(405, ""));
    assert_eq!(walk.piece(5..10).url.expose(), URL);
}

#[test]
fn a_session_that_someone_else_made_and_that_is_gone_may_be_the_file() {
    let adopted = || {
        let mut walk = Walk::adopt(&outlook::RULES, OUTLOOK, 4_000_000, 3_500_000).expect("lawful");
        walk.status(&response(404, ""));
        walk.piece(0..3_500_000);
        walk
    };
    let mut walk = adopted();
    walk.response(&response(404, ""));
    walk.status(&response(404, ""));
    assert_eq!(walk.paused().status(), Status::OutcomeUnknown);
    walk.again();
    walk.expect(Purpose::Status);
    walk.response(&with_header(response(503, ""), "Retry-After", "7200"));
    assert!(walk.paused().details().in_doubt, "asking again has told nothing");
}

#[test]
fn a_resumed_session_that_cannot_be_looked_at_may_be_the_file() {
    let adopted = Walk::adopt(&outlook::RULES, OUTLOOK, 4_000_000, 3_500_000).expect("lawful");
    let saved = adopted.upload.save().expect("under way");
    let target = graph_upload_core::kinds::Adopted(&outlook::RULES);
    let mut walk = Walk::resume(&target, 4_000_000, 3_500_000, &saved).expect("the same");
    walk.status(&response(404, ""));
    walk.piece(0..3_500_000);
    walk.response(&response(401, ""));
    walk.status(&response(401, ""));
    match walk.next() {
        Output::Paused(error) => assert_eq!(error.status(), Status::OutcomeUnknown),
        step => panic!("not unknown but {step:?}"),
    }
}

#[test]
fn not_found_twice_may_be_the_answer_to_the_double_too() {
    let mut walk = Walk::created(5, 5);
    walk.piece(0..5);
    walk.response(&response(404, ""));
    walk.look_up(&list(&[]));
    walk.handle(Input::Refresh);
    walk.status(&response(404, ""));
    walk.look_up(&list(&["mine"]));
    assert!(walk.done().recovered);
}
