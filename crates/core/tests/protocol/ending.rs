//! Discarding, cancelling, and sources that fail.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::{Method, Purpose};
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::graph::source::SourceError;
use graph_upload_core::kinds::{Conflict, DriveItem, Property, drive};
use graph_upload_core::upload::{Input, Output};

use crate::doubt::{BUSINESS, file};
use crate::walk::{URL, Walk, list, response, wants};

#[test]
fn discarding_deletes_the_session() {
    for answer in [204, 200, 404, 410] {
        let mut walk = Walk::created(10, 5);
        walk.piece(0..5);
        walk.response(&wants(5));
        walk.discard();
        let request = walk.expect(Purpose::Discard);
        assert_eq!((request.method, request.url.expose(), request.token), (Method::Delete, URL, true));
        walk.response(&response(answer, ""));
        assert_eq!(walk.next(), Output::Discarded);
    }
}

#[test]
fn a_deletion_that_fails_is_tried_again_and_then_told() {
    let mut walk = Walk::created(10, 5);
    walk.discard();
    walk.expect(Purpose::Discard);
    walk.lose(Cause::Closed, Sent::All);
    walk.expect(Purpose::Discard);
    walk.response(&response(503, ""));
    walk.expect(Purpose::Discard);
    walk.response(&response(403, ""));
    assert_eq!(walk.paused().status(), Status::Denied);
    walk.again();
    walk.deleted();
    assert_eq!(walk.next(), Output::Discarded);
}

#[test]
fn without_a_session_there_is_nothing_to_delete() {
    let mut walk = Walk::new(10, 5);
    walk.discard();
    assert_eq!(walk.next(), Output::Discarded);
}

#[test]
fn after_the_last_piece_it_is_looked_first() {
    for (found, stored) in [(&["new"][..], true), (&[], false)] {
        let mut walk = Walk::created(5, 5);
        walk.piece(0..5);
        walk.lose(Cause::Cancelled, Sent::All);
        let error = walk.paused();
        assert_eq!((error.status(), error.details().in_doubt), (Status::Cancelled, true));
        walk.discard();
        if stored {
            walk.look_up(&list(found));
            assert_eq!(walk.done().id, "new");
            continue;
        }
        for _ in 0..7 {
            walk.look_up(&list(found));
        }
        walk.deleted();
        assert_eq!(walk.next(), Output::Discarded);
    }
}

#[test]
fn a_cancelled_upload_goes_on_when_asked() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.lose(Cause::Cancelled, Sent::Part);
    let error = walk.paused();
    assert_eq!((error.status(), error.details().in_doubt), (Status::Cancelled, false));
    walk.again();
    walk.status(&wants(1));
    walk.piece(1..6);
}

#[test]
fn what_a_call_did_not_fetch_is_not_told_to_the_next() {
    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.lose(Cause::Cancelled, Sent::Part);
    walk.discard();
    walk.deleted();
    assert_eq!(walk.next(), Output::Discarded);
}

#[test]
fn a_source_that_fails_is_told_and_the_session_kept() {
    for (why, status) in [
        (SourceError::Unreadable("x".into()), Status::SourceUnreadable),
        (SourceError::Short { at: 3 }, Status::SourceShort),
        (SourceError::Changed("x".into()), Status::SourceChanged),
        (SourceError::Rewind { to: 0 }, Status::Rewind),
        (SourceError::Stopped, Status::Cancelled),
    ] {
        let mut walk = Walk::created(10, 5);
        walk.piece(0..5);
        walk.lose(Cause::Source(why), Sent::Part);
        assert_eq!(walk.paused().status(), status);
        walk.again();
        walk.status(&wants(0));
        walk.piece(0..5);
    }
}

#[test]
fn certificates_proxies_that_refuse_and_bad_urls_are_not_tried_again() {
    for (why, status) in [(Cause::Certificate, Status::Tls), (Cause::ProxyRefused, Status::Network)] {
        let mut walk = Walk::created(10, 5);
        walk.piece(0..5);
        walk.lose(why, Sent::Nothing);
        let error = walk.paused();
        assert_eq!((error.status(), error.details().retryable), (status, false));
    }

    let mut walk = Walk::created(10, 5);
    walk.piece(0..5);
    walk.lose(Cause::BadUrl, Sent::Nothing);
    walk.deleted();
    assert_eq!(walk.failed().status(), Status::UnexpectedResponse);
}

#[test]
fn the_failure_is_told_even_if_tidying_up_fails() {
    for attempt in 0..3 {
        let mut walk = Walk::created(10, 5);
        walk.piece(0..5);
        walk.response(&response(400, r#"{"error":{"code":"x"}}"#));
        walk.status(&wants(0));
        walk.expect(Purpose::Discard);
        match attempt {
            0 => walk.lose(Cause::Closed, Sent::All),
            1 => walk.response(&response(500, "")),
            _ => walk.response(&response(401, "")),
        }
        assert_eq!(walk.failed().status(), Status::Argument);
    }
}

#[test]
fn whoever_gives_up_while_it_is_looked_for_gets_the_answer() {
    for stored in [true, false] {
        let mut walk = Walk::created(5, 5);
        walk.piece(0..5);
        walk.lose(Cause::Closed, Sent::All);
        walk.status(&response(404, ""));
        walk.look_up(&list(&[]));
        walk.discard();
        if stored {
            walk.look_up(&list(&["new"]));
            assert_eq!(walk.done().id, "new");
            continue;
        }
        for _ in 0..6 {
            walk.look_up(&list(&[]));
        }
        walk.deleted();
        assert_eq!(walk.next(), Output::Discarded);
    }
}

#[test]
fn a_look_that_cannot_be_made_leaves_it_unknown() {
    let mut walk = Walk::created(5, 5);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    walk.expect(Purpose::LookUp);
    walk.lose(Cause::BadUrl, Sent::Nothing);
    let error = walk.paused();
    assert_eq!((error.status(), error.details().in_doubt), (Status::OutcomeUnknown, true));
    walk.again();
    walk.look_up(&list(&["new"]));
    assert_eq!(walk.done().id, "new");
}

#[test]
fn what_is_deleted_is_not_deleted_again() {
    for answer in [204, 404] {
        let target = DriveItem::by_path(None, "n").expect("lawful");
        let mut walk = Walk::to(&target, 15, 5);
        walk.look_up(&response(404, ""));
        walk.create_at("https://contoso.sharepoint.com/upload?guid='1'");
        walk.piece(0..5);
        walk.response(&wants(5));
        walk.piece(5..10);
        walk.response(&response(403, ""));
        walk.status(&response(403, ""));
        walk.expect(Purpose::Discard);
        walk.response(&response(answer, ""));
        walk.expect(Purpose::Create);
        // The old session may lock the name for a while.
        walk.response(&response(409, ""));
        walk.expect(Purpose::Create);
    }
}

#[test]
fn a_session_that_finds_the_question_wrong_ends_it() {
    for (status, means) in
        [(400, Status::Argument), (409, Status::Conflict), (302, Status::UnexpectedResponse)]
    {
        let mut walk = Walk::created(10, 5);
        walk.piece(0..5);
        walk.response(&response(503, ""));
        walk.status(&response(status, ""));
        walk.deleted();
        assert_eq!(walk.failed().status(), means);
    }
}

#[test]
fn a_last_piece_that_failed_at_the_service_stays_in_doubt_while_its_session_lives() {
    for (status, in_doubt) in [(500, true), (429, false)] {
        let mut walk = Walk::created(5, 5);
        walk.piece(0..5);
        walk.response(&response(status, ""));
        walk.status(&wants(0));
        walk.look_up(&list(&[]));
        walk.piece(0..5);
        walk.lose(Cause::Certificate, Sent::Nothing);
        assert_eq!(walk.paused().details().in_doubt, in_doubt, "{status}");
    }
}

/// Where nothing can be looked at, the session is deleted all the same.
#[test]
fn an_adopted_session_can_be_discarded_after_its_last_piece() {
    let mut walk = Walk::adopt(&drive::RULES, BUSINESS, 5, 5).expect("lawful");
    walk.status(&wants(0));
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.discard();
    walk.deleted();
    assert_eq!(walk.next(), Output::Discarded);
}

/// After a session whose file may show late, giving up looks for it before it says that there is none.
#[test]
fn what_an_earlier_session_has_sent_is_looked_for_before_giving_up() {
    let mut walk = Walk::to(&file(&[Property::Conflict(Conflict::Replace)]), 5, 5);
    walk.look_up(&response(404, ""));
    walk.create_at(BUSINESS);
    walk.piece(0..5);
    walk.response(&response(404, ""));
    while let Output::Send(request) = walk.next() {
        match request.purpose {
            Purpose::Create => break,
            Purpose::Discard => walk.lose(Cause::Closed, Sent::All),
            _ => walk.response(&response(404, "")),
        }
    }
    walk.response(&response(503, ""));
    walk.handle(Input::Cancel);
    assert!(walk.paused().details().in_doubt);
    walk.discard();
    assert_eq!(walk.request().purpose, Purpose::LookUp);
    walk.response(&response(200, r#"{"id":"new","name":"n","size":5,"eTag":"2"}"#));
    assert_eq!(walk.done().id, "new");
}
