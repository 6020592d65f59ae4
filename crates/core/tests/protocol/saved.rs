//! Saved at every stage and resumed in another life, which believes the service alone.

use std::sync::Arc;

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::kinds::{Commit, Conflict, DriveItem, OutlookItem, Property, Target, TodoTask, drive};
use graph_upload_core::upload::{Output, Plan, SavedUpload};

use crate::walk::{URL, Walk, list, response, stored, wants};

const SIZE: u64 = 12;
const PIECE: u64 = 5;

fn todo() -> TodoTask {
    TodoTask::new(None, "l", "t", "n").expect("lawful")
}

/// Through the text that is kept.
fn text(saved: &SavedUpload) -> String {
    serde_json::to_string(saved).expect("serialises")
}

/// The same upload in its next life, at any time.
fn reborn(walk: &Walk, target: &dyn Target) -> Walk {
    let saved = walk.upload.save().expect("there is something to save");
    let saved = serde_json::from_str(&text(&saved)).expect("reads back");
    Walk::resume(target, walk.size(), PIECE, &saved).expect("resumed")
}

#[test]
fn before_the_first_change_and_after_the_end_there_is_nothing_to_save() {
    let mut walk = Walk::new(SIZE, PIECE);
    assert_eq!(walk.upload.save(), None);
    walk.look_up(&list(&[]));
    assert!(walk.upload.save().is_some());
    walk.create();
    for range in [0..5, 5..10, 10..12] {
        let last = range.end == SIZE;
        walk.piece(range.clone());
        walk.response(&if last { stored() } else { wants(range.end) });
    }
    walk.done();
    assert_eq!(walk.upload.save(), None);
}

#[test]
fn what_is_saved_knows_its_size_and_whose_it_is() {
    let saved = Walk::created(SIZE, PIECE).upload.save().expect("a session");
    assert_eq!((saved.size(), saved.adopted()), (SIZE, None));
    assert!(saved.is_of(&Walk::plan(&todo(), SIZE, PIECE)));
    let other = TodoTask::new(None, "l", "other", "n").expect("lawful");
    assert!(!saved.is_of(&Walk::plan(&other, SIZE, PIECE)));
    assert!(!saved.is_of(&Walk::plan(&todo(), SIZE + 1, PIECE)));

    let url = "https://contoso.sharepoint.com/up";
    let adopted = Walk::adopt(&drive::RULES, url, SIZE, PIECE).expect("lawful");
    let saved = adopted.upload.save().expect("a session");
    assert_eq!((saved.size(), saved.adopted()), (SIZE, Some(&drive::RULES)));
}

/// Version 0.1 sent attachments below 3 MiB in one request. Such an upload goes on as it was begun.
#[test]
fn an_upload_of_0_1_between_the_two_limits_goes_on_in_one_request() {
    const SIZE: u64 = 3_100_000;
    let message = OutlookItem::message(None, None, "m", "n").expect("lawful");
    let saved = format!(
        concat!(
            r#"{{"kind":"outlook-attachment","graph":"https://graph.microsoft.com","target":"/me/messages/m/attachments/createUploadSession {}","#,
            r#""size":{},"before":[],"creation_unseen":false,"rerouted":false,"given_up_looking":false,"ended":[],"older":null,"stage":"inline"}}"#,
        ),
        format!(r#"{{"AttachmentItem":{{"attachmentType":"file","name":"n","size":{SIZE}}}}}"#)
            .replace('"', "\\\""),
        SIZE,
    );
    let saved: SavedUpload = serde_json::from_str(&saved).expect("reads back");
    let mut walk = Walk::resume(&message, SIZE, 3_932_160, &saved).expect("resumed");
    assert_eq!(walk.upload.piece_bytes(), SIZE, "all of it is gathered for one request");
    for _ in 0..7 {
        walk.look_up(&list(&[]));
    }
    walk.expect(Purpose::Inline);
    walk.response(&response(201, r#"{"id":"I"}"#));
    assert_eq!(walk.done().id, "I");
}

/// Ids of the two kinds cannot be compared, so what stood there before is of no use to the other.
#[test]
fn an_upload_goes_on_with_the_same_kind_of_ids_only() {
    let message = OutlookItem::message(None, None, "m", "n").expect("lawful");
    let file = DriveItem::by_path(None, "n").expect("lawful");
    for (target, matters) in [(&todo() as &dyn Target, true), (&message, true), (&file, false)] {
        let with = |wanted: bool| {
            let plan = Walk::plan(target, 5_000_000, PIECE);
            let endpoint = plan.endpoint.as_ref().clone().with_immutable_ids(wanted);
            Plan { endpoint: Arc::new(endpoint), ..plan }
        };
        for wanted in [false, true] {
            let mut walk = Walk::of(with(wanted), 5_000_000);
            walk.look_up(&response(404, ""));
            let saved = walk.upload.save_ahead().expect("it was begun");
            assert!(saved.is_of(&with(wanted)));
            assert_eq!(saved.is_of(&with(!wanted)), !matters, "{target:?}");
        }
    }
}

#[test]
fn a_caller_who_saves_once_has_what_may_follow_counted_as_sent() {
    let mut target = DriveItem::by_path(None, "n").expect("lawful");
    target.set(Property::Conflict(Conflict::Fail)).expect("lawful");
    let mut walk = Walk::to(&target, SIZE, PIECE);
    assert_eq!(walk.upload.save_ahead(), None);
    walk.look_up(&response(404, ""));
    let (now, ahead) = (walk.upload.save(), walk.upload.save_ahead());
    assert!(now.is_some() && ahead.is_some() && now != ahead);
    walk.expect(Purpose::Create);
    assert_eq!(walk.upload.save(), ahead);
}

#[test]
fn a_session_goes_on_where_the_service_says() {
    for (says, next) in [(3, 3..8), (5, 5..10), (0, 0..5), (11, 11..12)] {
        let mut walk = Walk::created(SIZE, PIECE);
        walk.piece(0..5);
        walk.response(&wants(5));
        walk.piece(5..10);
        let mut again = reborn(&walk, &todo());
        again.status(&wants(says));
        again.piece(next);
    }
}

#[test]
fn what_stood_there_before_is_still_known() {
    let mut walk = Walk::new(SIZE, PIECE);
    walk.look_up(&list(&["old"]));
    walk.create();
    let mut again = reborn(&walk, &todo());
    again.status(&response(404, ""));
    again.look_up(&list(&["old", "new"]));
    let item = again.done();
    assert_eq!((item.id.as_str(), item.recovered), ("new", true));
    let mut again = reborn(&walk, &todo());
    again.status(&response(404, ""));
    for _ in 0..7 {
        again.look_up(&list(&["old"]));
    }
    again.piece(0..5);
}

#[test]
fn an_inline_request_counts_as_sent() {
    let target = OutlookItem::message(None, None, "m", "n").expect("lawful");
    let mut walk = Walk::to(&target, SIZE, PIECE);
    walk.look_up(&list(&["old"]));
    // It may have been sent after it was saved, so that it makes no difference when that was.
    for handed_out in [false, true] {
        if handed_out {
            walk.expect(Purpose::Inline);
        }
        let mut again = reborn(&walk, &target);
        again.look_up(&list(&["old", "new"]));
        assert_eq!(again.done().id, "new");
        let mut again = reborn(&walk, &target);
        for _ in 0..7 {
            again.look_up(&list(&["old"]));
        }
        again.expect(Purpose::Inline);
    }
}

#[test]
fn a_creation_that_was_handed_out_may_have_made_a_session() {
    let mut target = DriveItem::by_path(None, "n").expect("lawful");
    target.set(Property::Conflict(Conflict::Fail)).expect("lawful");
    for asked in [false, true] {
        let mut walk = Walk::to(&target, SIZE, PIECE);
        walk.look_up(&response(404, ""));
        if asked {
            walk.expect(Purpose::Create);
        }
        let mut again = reborn(&walk, &target);
        again.expect(Purpose::Create);
        again.response(&response(409, r#"{"error":{"code":"nameAlreadyExists"}}"#));
        match again.next() {
            // The name may be locked by the session that nobody has seen.
            Output::Send(request) => assert!(asked && request.purpose == Purpose::Create),
            Output::Failed(error) => assert!(!asked && error.status() == Status::Conflict, "{error}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_last_piece_that_was_handed_out_is_in_doubt() {
    let mut walk = Walk::created(SIZE, SIZE);
    walk.piece(0..12);
    let again = reborn(&walk, &todo());
    let error = again.upload.interrupted();
    assert!(error.details().in_doubt, "{error}");
    // It may also have been sent after it was saved, until the service says what it has.
    let mut again = reborn(&Walk::created(SIZE, SIZE), &todo());
    assert!(again.upload.interrupted().details().in_doubt);
    again.status(&wants(5));
    assert!(!again.upload.interrupted().details().in_doubt);
}

#[test]
fn the_form_of_the_upload_url_is_kept() {
    let mut walk = Walk::created(SIZE, PIECE);
    walk.piece(0..5);
    walk.response(&response(404, ""));
    let bare = walk.piece(0..5);
    assert_eq!(bare.url.expose(), URL);
    walk.response(&wants(5));
    let mut again = reborn(&walk, &todo());
    again.status(&wants(5));
    assert_eq!(again.piece(5..10).url.expose(), URL);
}

#[test]
fn a_session_that_has_died_is_replaced_and_the_old_life_counts() {
    let mut walk = Walk::created(SIZE, PIECE);
    for _ in 0..3 {
        walk.piece(0..5);
        walk.response(&wants(5));
        let mut again = reborn(&walk, &todo());
        dies(&mut again);
        again.create();
        walk = again;
    }
    walk.piece(0..5);
    walk.response(&wants(5));
    let mut again = reborn(&walk, &todo());
    dies(&mut again);
    let error = again.failed();
    assert_eq!(error.status(), Status::Expired, "{error}");
}

#[test]
fn a_session_that_could_not_be_deleted_is_deleted_before_the_name_is_waited_for() {
    let mut target = DriveItem::by_path(None, "n").expect("lawful");
    target.set(Property::Conflict(Conflict::Replace)).expect("lawful");
    let url = "https://contoso.sharepoint.com/upload?guid='1'";
    let mut walk = Walk::to(&target, SIZE, PIECE);
    walk.look_up(&response(404, ""));
    walk.create_at(url);
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.piece(5..10);
    walk.response(&response(403, ""));
    walk.status(&response(403, ""));
    walk.expect(Purpose::Discard);
    walk.response(&response(503, ""));
    let mut again = reborn(&walk, &target);
    again.expect(Purpose::Create);
    again.response(&response(409, r#"{"error":{"code":"nameAlreadyExists"}}"#));
    assert_eq!(again.expect(Purpose::Discard).url.expose(), url);
}

#[test]
fn what_is_looked_for_is_looked_for_again() {
    // A session that is gone after its last piece, and its file not there: the last look is for late files.
    let mut walk = Walk::created(SIZE, SIZE);
    walk.piece(0..12);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    for _ in 0..7 {
        walk.look_up(&list(&[]));
    }
    walk.expect(Purpose::Discard);
    walk.response(&response(404, ""));
    let mut again = reborn(&walk, &todo());
    again.look_up(&list(&["new"]));
    assert_eq!(again.done().id, "new");
    let mut again = reborn(&walk, &todo());
    for _ in 0..7 {
        again.look_up(&list(&[]));
    }
    again.expect(Purpose::Create);
}

#[test]
fn what_the_service_called_stored_is_not_sent_again() {
    let mut walk = Walk::created(SIZE, SIZE);
    walk.piece(0..12);
    walk.response(&response(201, ""));
    for step in 0..2 {
        let mut again = reborn(&walk, &todo());
        for _ in 0..7 {
            again.look_up(&list(&[]));
        }
        let error = again.paused();
        assert_eq!(error.status(), Status::OutcomeUnknown, "{error}");
        if step == 0 {
            walk.status(&response(404, ""));
        }
    }
}

#[test]
fn a_commit_that_may_have_been_sent_is_looked_for() {
    let mut target = DriveItem::by_path(None, "n").expect("lawful");
    target.set(Property::Conflict(Conflict::Replace)).expect("lawful");
    target.set(Property::Commit(Commit::UploadUrl)).expect("lawful");
    let mut walk = Walk::to(&target, SIZE, SIZE);
    walk.finish();
    walk.look_up(&response(404, ""));
    walk.create_at("https://contoso.sharepoint.com/upload?guid='1'");
    walk.piece(0..12);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.expect(Purpose::Commit);
    let mut again = reborn(&walk, &target);
    again.finish();
    assert!(again.upload.interrupted().details().in_doubt);
    again.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    again.look_up(&response(200, r#"{"id":"1","name":"n","size":12,"eTag":"e"}"#));
    assert_eq!(again.done().id, "1");
    let mut again = reborn(&walk, &target);
    again.finish();
    again.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    for _ in 0..7 {
        again.look_up(&response(404, ""));
    }
    again.expect(Purpose::Commit);
}

#[test]
fn a_session_that_is_being_deleted_is_remembered_as_older() {
    let mut walk = Walk::created(SIZE, PIECE);
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.discard();
    walk.expect(Purpose::Discard);
    let saved = text(&walk.upload.save().expect("not gone yet"));
    assert!(saved.contains(r#""stage":"creating""#) && saved.contains(URL), "{saved}");
}

#[test]
fn a_refused_last_piece_is_in_doubt_when_the_caller_stops() {
    let mut walk = Walk::created(SIZE, SIZE);
    walk.piece(0..12);
    walk.response(&response(500, ""));
    walk.status(&wants(0));
    walk.look_up(&list(&[]));
    assert!(walk.upload.interrupted().details().in_doubt, "the service may still make the file of it");
}

/// Its URL is refused, and the file is not there either.
fn dies(walk: &mut Walk) {
    walk.status(&response(403, ""));
    for _ in 0..7 {
        walk.look_up(&list(&[]));
    }
    walk.deleted();
}

#[test]
fn other_targets_sizes_and_hosts_are_refused() {
    let walk = Walk::created(SIZE, PIECE);
    let saved = walk.upload.save().expect("begun");
    let other = TodoTask::new(None, "l", "t", "other").expect("lawful");
    let drive = DriveItem::by_path(None, "n").expect("lawful");
    for (target, size, status) in [
        (&other as &dyn Target, SIZE, Status::SavedState),
        (&drive, SIZE, Status::SavedState),
        (&todo(), SIZE + 1, Status::SourceChanged),
    ] {
        let error = Walk::resume(target, size, PIECE, &saved).err().expect("refused");
        assert_eq!(error.status(), status, "{error}");
    }
    let elsewhere =
        text(&saved).replace("https://graph.microsoft.com/v1.0/users", "https://evil.example/v1.0/users");
    assert_ne!(elsewhere, text(&saved));
    let forged = serde_json::from_str(&elsewhere).expect("well formed");
    let error = Walk::resume(&todo(), SIZE, PIECE, &forged).err().expect("refused");
    assert_eq!(error.status(), Status::SavedState);
    assert!(!error.to_string().contains("attachmentSessions"), "{error}");
}

#[test]
fn of_a_session_that_someone_else_made_and_that_is_given_up_nothing_is_saved() {
    let url = "https://contoso-my.sharepoint.com/upload?guid='1'";
    let mut walk = Walk::adopt(&drive::RULES, url, SIZE, PIECE).expect("lawful");
    assert!(walk.upload.save().is_some());
    walk.discard();
    assert_eq!(walk.upload.save(), None);
}
