//! Responses that tempt a client to lose a file, to double it, or to report one that is not there.

use graph_upload_core::error::Status;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::kinds::{
    Commit, Conflict, DriveItem, OutlookItem, PrintDocument, Property, Target, TodoTask, drive, todo,
};
use graph_upload_core::policy::retry::Policy;
use graph_upload_core::upload::Output;
use graph_upload_core::upload::{Machine, Plan, Window};

use crate::walk::{URL, Walk, cut, list, response, wants};

pub const BUSINESS: &str = "https://contoso-my.sharepoint.com/_api/x/uploadSession?guid='1'&tempauth=e30.x";
pub const PERSONAL: &str = "https://sn3302.up.1drv.com/up/fe69";
pub const OUTLOOK: &str =
    "https://outlook.office.com/api/v2.0/Users('a@b')/AttachmentSessions('S=')?authtoken=x";
pub const PRINT: &str = "https://print.print.microsoft.com/uploadSessions/1?tempauthtoken=x";

pub fn file(properties: &[Property]) -> DriveItem {
    let mut item = DriveItem::by_path(None, "Docs/n.txt").expect("lawful");
    for p in properties {
        item.set(p.clone()).expect("drives have it");
    }
    item
}

pub fn drive(properties: &[Property], size: u64, url: &str) -> Walk {
    let mut walk = Walk::to(&file(properties), size, 5);
    let rename = properties.contains(&Property::Conflict(Conflict::Rename));
    walk.look_up(&if rename { response(200, r#"{"value":[]}"#) } else { response(404, "") });
    walk.create_at(url);
    walk
}

pub fn item(id: &str, etag: &str, size: u64) -> String {
    format!(r#"{{"id":"{id}","name":"n.txt","size":{size},"eTag":"{etag}"}}"#)
}

#[test]
fn url_refused_after_lost_last_piece_looks_first() {
    for status in [401, 403] {
        let mut walk = drive(&[Property::Conflict(Conflict::Rename)], 10, BUSINESS);
        walk.piece(0..5);
        walk.response(&wants(5));
        walk.piece(5..10);
        walk.lose(Cause::Closed, Sent::All);
        walk.status(&response(status, ""));
        walk.expect(Purpose::LookUp);
    }
}

#[test]
fn url_refused_on_resend_of_the_last_piece_looks_first() {
    let mut walk = drive(&[Property::Conflict(Conflict::Rename)], 10, BUSINESS);
    walk.piece(0..5);
    walk.response(&wants(5));
    walk.piece(5..10);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&wants(5));
    walk.piece(5..10);
    walk.response(&response(401, ""));
    walk.status(&response(401, ""));
    walk.expect(Purpose::LookUp);
}

#[test]
fn a_dead_outlook_url_after_the_last_piece_looks_first() {
    let mut walk = Walk::to(&OutlookItem::message(None, None, "M", "n").expect("lawful"), 5 << 20, 3_932_160);
    walk.look_up(&list(&[]));
    walk.create_at(OUTLOOK);
    walk.piece(0..3_932_160);
    walk.response(&wants(3_932_160));
    walk.piece(3_932_160..5 << 20);
    walk.response(&response(504, ""));
    walk.status(&response(401, ""));
    walk.expect(Purpose::LookUp);
}

#[test]
fn a_page_that_is_missing_is_not_an_empty_folder() {
    let mut walk = Walk::to(&file(&[Property::Conflict(Conflict::Rename)]), 5, 5);
    let old = item("OLD", "e", 5);
    walk.look_up(&response(
        200,
        &format!(r#"{{"value":[{old}],"@odata.nextLink":"https://graph.microsoft.com/v1.0/next"}}"#),
    ));
    walk.look_up(&response(404, ""));
    walk.create_at(BUSINESS);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    // the file was never stored, only the old one is there
    walk.look_up(&response(200, &format!(r#"{{"value":[{old}]}}"#)));
    if let Output::Done(item) = walk.next() {
        panic!("reported as stored: {}", item.id)
    }
}

#[test]
fn an_etag_that_the_session_bumped_is_no_evidence() {
    let page = |etag: &str, ctag: &str| {
        response(
            200,
            &format!(
                r#"{{"id":"I","name":"n.txt","size":5,"eTag":"{etag}","cTag":"{ctag}","file":{{"hashes":{{"quickXorHash":"old"}}}},"lastModifiedDateTime":"2020-01-01T00:00:00Z"}}"#
            ),
        )
    };
    let mut walk = Walk::to(&file(&[Property::Conflict(Conflict::Replace)]), 5, 5);
    walk.look_up(&page("{A},1", "c:{A},1"));
    walk.create_at(BUSINESS);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    walk.look_up(&page("{A},2", "c:{A},1"));
    if let Output::Done(item) = walk.next() {
        panic!("the old content is reported as the new: {}", item.json.expose())
    }
}

#[test]
fn graph_refusing_the_commit_does_not_throw_all_bytes_away() {
    let mut walk = drive(&[Property::Commit(Commit::ByHost)], 5, PERSONAL);
    walk.finish();
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    let commit = walk.expect(Purpose::Commit);
    assert!(commit.token);
    walk.response(&response(403, r#"{"error":{"code":"accessDenied"}}"#));
    walk.look_up(&response(404, ""));
    match walk.next() {
        Output::Paused(e) | Output::Failed(e) => assert_eq!(e.status(), Status::Denied),
        Output::Send(r) => panic!("{:?} {}", r.purpose, r.url.expose()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_huge_file_never_goes_inline() {
    let size = 250u64 << 30;
    let mut walk = Walk::to(&file(&[]), size, 327_680);
    walk.finish();
    walk.window = Window { start: 0, end: 0 };
    walk.look_up(&response(404, ""));
    walk.expect(Purpose::Create);
    walk.response(&response(
        400,
        r#"{"error":{"code":"ErrorAttachmentSizeShouldNotBeLessThanMinimumSize"}}"#,
    ));
    let step = walk.next();
    assert!(
        walk.upload.piece_bytes() < 1 << 30,
        "{step:?}, and the put buffer reserves {} bytes",
        walk.upload.piece_bytes()
    );
}

#[test]
fn a_late_file_of_our_own_takes_the_name() {
    let mut walk = drive(&[], 5, BUSINESS);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    for _ in 0..7 {
        walk.look_up(&response(404, ""));
    }
    walk.deleted();
    loop {
        match walk.next() {
            Output::Send(r) if r.purpose == Purpose::Create => {
                walk.response(&response(409, r#"{"error":{"code":"nameAlreadyExists"}}"#))
            }
            Output::Send(r) => {
                assert_eq!(r.purpose, Purpose::LookUp);
                break;
            }
            Output::Paused(e) | Output::Failed(e) => {
                panic!("{:?} in_doubt={} {e}", e.status(), e.details().in_doubt)
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_late_inline_file_takes_the_name() {
    let mut walk = Walk::to(&file(&[]), 0, 5);
    walk.finish();
    walk.look_up(&response(404, ""));
    walk.expect(Purpose::Inline);
    walk.lose(Cause::Closed, Sent::All);
    for _ in 0..7 {
        walk.look_up(&response(404, ""));
    }
    walk.expect(Purpose::Inline);
    walk.response(&response(409, r#"{"error":{"code":"nameAlreadyExists"}}"#));
    match walk.next() {
        Output::Send(r) => assert_eq!(r.purpose, Purpose::LookUp),
        Output::Failed(e) => panic!("{:?} in_doubt={}", e.status(), e.details().in_doubt),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_412_after_an_unanswered_last_piece_is_looked_into() {
    let mut walk =
        Walk::to(&file(&[Property::Conflict(Conflict::Replace), Property::IfMatch("a".into())]), 5, 5);
    walk.look_up(&response(200, &item("I", "a", 5)));
    walk.create_at(BUSINESS);
    walk.piece(0..5);
    walk.lose(Cause::Timeout("response"), Sent::All);
    walk.status(&wants(0)); // still being assembled
    walk.piece(0..5);
    walk.response(&response(412, r#"{"error":{"code":"resourceModified"}}"#));
    walk.status(&wants(0));
    walk.look_up(&response(200, &item("I", "b", 5)));
    assert!(walk.done().recovered);
}

#[test]
fn an_inline_post_is_not_repeated_before_the_settle_time() {
    let mut walk = Walk::to(&OutlookItem::message(None, None, "M", "n").expect("lawful"), 5, 5);
    walk.look_up(&list(&[]));
    walk.expect(Purpose::Inline);
    walk.response(&response(504, ""));
    walk.look_up(&list(&[]));
    let begin = walk.now;
    loop {
        let step = walk.next();
        match step {
            Output::Send(r) if r.purpose == Purpose::LookUp => walk.response(&list(&[])),
            Output::Send(r) => {
                assert!(
                    walk.now - begin >= 59_000,
                    "{:?} again after {} ms of looking",
                    r.purpose,
                    walk.now - begin
                );
                break;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_adopted_session_that_is_gone_may_be_the_file() {
    let mut walk = Walk::adopt(&drive::RULES, BUSINESS, 10, 5).expect("lawful");
    walk.status(&response(404, r#"{"error":{"code":"itemNotFound"}}"#));
    match walk.next() {
        Output::Failed(e) | Output::Paused(e) => assert!(e.details().in_doubt, "{:?}: {e}", e.status()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_adopted_todo_session_tries_the_other_form() {
    for status in [404, 405] {
        let mut walk = Walk::adopt(&todo::RULES, URL, 10, 5).expect("lawful");
        walk.status(&wants(0));
        walk.piece(0..5);
        walk.response(&response(status, ""));
        let again = walk.piece(0..5);
        assert_eq!(again.url.expose(), URL);
    }
}

fn small_budget(elapsed_ms: u64) -> Walk {
    let mut walk = Walk::new(5, 5);
    let target = TodoTask::new(None, "l", "t", "n").expect("lawful");
    let endpoint = graph_upload_core::graph::endpoint::Endpoint::new(
        graph_upload_core::graph::clouds::GLOBAL_GRAPH,
        graph_upload_core::graph::endpoint::Version::V1,
        "t",
        false,
    )
    .expect("lawful");
    walk.upload = Machine::new(Plan {
        target: target.share(),
        endpoint: endpoint.into(),
        size: 5,
        policy: Policy { elapsed_ms, ..Policy::default() },
        piece: Some(5),
        round_trips: graph_upload_core::policy::baseline::RoundTrips::ALL,
        seed: 7,
    });
    walk
}

#[test]
fn looking_is_no_throttling() {
    let mut walk = small_budget(10_000);
    walk.look_up(&list(&[]));
    walk.create();
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    for n in 0..7 {
        match walk.next() {
            Output::Send(r) if r.purpose == Purpose::LookUp => walk.response(&list(&[])),
            Output::Paused(e) => panic!("look {n}: {:?}: {e}", e.status()),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_session_that_shows_late_is_no_throttling() {
    let mut walk = small_budget(2_000);
    walk.look_up(&list(&[]));
    walk.create();
    walk.piece(0..5);
    walk.response(&response(404, ""));
    walk.look_up(&list(&[]));
    walk.piece(0..5);
    walk.response(&response(404, ""));
    walk.status(&response(404, ""));
    for _ in 0..7 {
        walk.look_up(&list(&[]));
    }
    if let Output::Paused(error) = walk.next() {
        assert_ne!(error.status(), Status::Throttled, "{error}");
    }
}

#[test]
fn a_closed_range_does_not_make_the_rest_held() {
    let mut walk = drive(&[Property::Commit(Commit::UploadUrl)], 10, BUSINESS);
    walk.finish();
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":["2-3"]}"#));
    match walk.next() {
        Output::Send(r) => assert!(
            matches!(&r.purpose, Purpose::Piece { last: false, .. }),
            "{:?} is called the last piece",
            r.purpose
        ),
        other => panic!("{other:?}"),
    }
}
#[test]
fn a_closed_range_leads_to_a_commit_of_half_a_file() {
    let mut walk = drive(&[Property::Commit(Commit::UploadUrl)], 10, BUSINESS);
    walk.finish();
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":["2-3"]}"#));
    let _ = walk.request();
    walk.response(&response(202, "{}"));
    walk.status(&response(200, "{}"));
    match walk.next() {
        Output::Send(r) => assert_ne!(
            r.purpose,
            Purpose::Commit,
            "bytes 5-9 were never sent, confirmed says {}",
            walk.upload.position().confirmed
        ),
        other => panic!("{other:?}"),
    }
}
#[test]
fn print_claims_of_bytes_never_sent_are_not_believed() {
    let mut walk = Walk::to(&PrintDocument::of_printer("p", "j", "d", "n").expect("lawful"), 10, 5);
    walk.look_up(&response(404, ""));
    walk.create_at(PRINT);
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":["3-4"]}"#));
    match walk.next() {
        Output::Send(r) if matches!(&r.purpose, Purpose::Piece { last: true, .. }) => {
            walk.response(&response(201, r#"{"id":"d"}"#));
            panic!("{:?}, though bytes 5-9 never left", walk.next());
        }
        _ => {}
    }
}

#[test]
fn print_without_a_time_is_unknown() {
    let mut walk = Walk::to(&PrintDocument::of_printer("p", "j", "d", "n").expect("lawful"), 5, 5);
    let document = |size: u64| response(200, &format!(r#"{{"id":"d","size":{size}}}"#));
    walk.look_up(&document(0));
    walk.create_at(PRINT);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    for _ in 0..7 {
        if let Output::Send(r) = walk.next()
            && r.purpose == Purpose::LookUp
        {
            walk.response(&document(5));
        }
    }
    match walk.next() {
        Output::Paused(e) => assert_eq!(e.status(), Status::OutcomeUnknown),
        Output::Send(r) => panic!("starts over: {:?}", r.purpose),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_parent_that_is_not_visible_is_no_absence() {
    let mut walk = Walk::new(5, 5);
    walk.look_up(&list(&[]));
    walk.create();
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    for _ in 0..7 {
        if let Output::Send(r) = walk.next()
            && r.purpose == Purpose::LookUp
        {
            walk.response(&response(404, ""));
        }
    }
    match walk.next() {
        Output::Paused(e) => assert_eq!(e.status(), Status::OutcomeUnknown),
        Output::Send(r) => panic!("starts over: {:?}", r.purpose),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_cut_look_is_asked_again() {
    let cut = cut(response(200, r#"{"val"#));
    let mut walk = Walk::created(5, 5);
    walk.piece(0..5);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    walk.look_up(&cut);
    walk.look_up(&list(&["new"]));
    walk.done();
}
#[test]
fn a_cut_baseline_is_asked_again() {
    let cut = cut(response(200, r#"{"val"#));
    let mut walk = Walk::new(5, 5);
    walk.look_up(&cut);
    walk.expect(Purpose::LookUp);
}

#[test]
fn debug_of_requests_hides_upload_urls() {
    let mut walk = drive(&[Property::Commit(Commit::SourceUrl)], 5, PERSONAL);
    walk.finish();
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    let commit = walk.expect(Purpose::Commit);
    assert!(!format!("{commit:?}").contains("sn3302"), "{commit:?}");
}

#[test]
fn a_202_with_ranges_is_no_commit() {
    let mut walk = drive(&[Property::Commit(Commit::UploadUrl)], 5, BUSINESS);
    walk.finish();
    walk.piece(0..5);
    walk.response(&response(202, r#"{"nextExpectedRanges":[]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":[]}"#));
    walk.expect(Purpose::Commit);
    walk.response(&response(202, r#"{"id":"x","nextExpectedRanges":["0-"]}"#));
    if let Output::Done(_) = walk.next() {
        panic!("202 with ranges was taken for success")
    }
}

#[test]
fn a_wrong_method_is_terminal_but_for_to_do() {
    let mut walk = drive(&[], 5, BUSINESS);
    walk.piece(0..5);
    walk.response(&response(405, r#"{"error":{"code":"x"}}"#));
    walk.status(&wants(0));
    walk.look_up(&response(404, ""));
    walk.deleted();
    assert_eq!(walk.failed().status(), Status::Argument);
}

#[test]
fn the_cut_of_a_message_is_not_in_the_middle_of_a_secret() {
    let token = "EwBgA8l6BAAUkj1NuJYtTVha+Mogk+HEiPbQo04AAe".repeat(40);
    let mut walk = drive(&[], 10, BUSINESS);
    walk.piece(0..5);
    walk.response(&response(
        400,
        &format!(r#"{{"error":{{"code":"x","message":"{}{token}"}}}}"#, "word ".repeat(48)),
    ));
    walk.status(&wants(0));
    walk.deleted();
    let e = walk.failed();
    assert!(!e.to_string().contains("EwBgA8l6BAAU"), "{e}");
}
