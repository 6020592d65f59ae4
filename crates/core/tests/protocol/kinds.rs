//! Outlook, print, adopted URLs, and a kind that someone adds.

use std::sync::Arc;

use graph_upload_core::error::Status;
use graph_upload_core::graph::endpoint::{UploadHost, Version};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::request::{Body, Method, Purpose};
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::kinds::Evidence;
use graph_upload_core::kinds::Family;
use graph_upload_core::kinds::{
    Call, DriveItem, KINDS, LastResponse, Order, OutlookItem, Permission, PieceRule, PrintDocument, Property,
    Rules, SavedTarget, Target, TodoTask, check_size, drive, outlook, print, todo,
};
use graph_upload_core::upload::Output;
use serde_json::{Value, json};

use crate::walk::{Walk, list, response, stored, wants};

const OUTLOOK: &str =
    "https://outlook.office.com/api/v2.0/Users('a@b')/Messages('M=')/AttachmentSessions('S=')?authtoken=x";
const PRINT: &str = "https://print.print.microsoft.com/uploadSessions/1?tempauthtoken=x";
const MIB: u64 = 1024 * 1024;

fn message() -> OutlookItem {
    let mut message = OutlookItem::message(None, None, "M=", "n").expect("lawful");
    message.set(Property::Inline(true)).expect("messages have it");
    message.set(Property::ContentId("logo@x".into())).expect("messages have it");
    message
}

#[test]
fn outlook_by_session() {
    let size = 5 * MIB;
    let mut walk = Walk::to(&message(), size, 3_932_160);
    walk.look_up(&list(&[]));
    let create = walk.create_at(OUTLOOK);
    let body = format!(
        r#"{{"AttachmentItem":{{"attachmentType":"file","name":"n","size":{size},"isInline":true,"contentId":"logo@x"}}}}"#
    );
    assert_eq!(create.body, Body::Text(body));
    assert_eq!(
        create.url.expose(),
        "https://graph.microsoft.com/v1.0/me/messages/M=/attachments/createUploadSession"
    );
    let piece = walk.piece(0..3_932_160);
    assert_eq!((piece.url.expose(), piece.token), (OUTLOOK, false));
    walk.response(&wants(3_932_160));
    walk.piece(3_932_160..size);
    walk.response(&stored());
    assert_eq!(walk.done().id, "id=");
}

#[test]
fn outlook_below_three_megabytes_in_one_request() {
    for size in [0, 1, 2_999_999] {
        let mut walk = Walk::to(&message(), size, 3_932_160);
        walk.finish();
        walk.look_up(&list(&[]));
        let post = walk.expect(Purpose::Inline);
        assert!(matches!(&post.body, Body::Base64 { prefix, range, .. }
            if prefix.contains(r##""@odata.type":"#microsoft.graph.fileAttachment""##) && *range == (0..size)));
        walk.response(&response(201, r#"{"id":"I"}"#));
        walk.done();
    }
}

#[test]
fn outlook_where_the_two_limits_meet() {
    let too_small =
        response(400, r#"{"error":{"code":"ErrorAttachmentSizeShouldNotBeLessThanMinimumSize"}}"#);
    for size in [3_000_000, 3_139_584] {
        let mut walk = Walk::to(&message(), size, 3_932_160);
        walk.look_up(&list(&[]));
        walk.expect(Purpose::Create);
        walk.response(&too_small);
        walk.expect(Purpose::Inline);
        walk.response(&response(413, ""));
        walk.look_up(&list(&[]));
        // The first refusal is what has decided, and the second is told behind it.
        let error = walk.failed();
        assert_eq!((error.status(), error.details().http_status), (Status::TooSmall, 400));
        assert!(error.to_string().contains("the other way did not work either: "), "{error}");
        assert!(error.to_string().contains("answered 413"), "{error}");
    }
    // What no single request takes does not go in one.
    let mut walk = Walk::to(&message(), 3_139_585, 3_932_160);
    walk.look_up(&list(&[]));
    walk.expect(Purpose::Create);
    walk.response(&too_small);
    assert_eq!(walk.failed().status(), Status::TooSmall);

    let mut walk = Walk::to(&message(), 2_999_999, 3_932_160);
    walk.look_up(&list(&[]));
    walk.expect(Purpose::Inline);
    walk.response(&response(413, ""));
    walk.look_up(&list(&[]));
    walk.create_at(OUTLOOK);
    walk.piece(0..2_999_999);
}

/// However long name, type and content id are, and whatever has to be escaped in them.
#[test]
fn a_request_with_a_whole_attachment_never_exceeds_four_mebibytes() {
    let longest = "\\".repeat(1_020);
    let mut message = OutlookItem::message(None, None, "M", &longest).expect("lawful");
    message.set(Property::ContentType(format!("a/{}", "b".repeat(1_000)))).expect("lawful");
    message.set(Property::ContentId(longest.clone())).expect("lawful");
    let mut task = TodoTask::new(None, "l", "t", &longest).expect("lawful");
    task.set(Property::ContentType(format!("a/{}", "b".repeat(1_000)))).expect("lawful");
    for target in [&message as &dyn Target, &task] {
        let most = target.rules().inline_max.expect("attachments go in one request");
        let body = target.inline(most).expect("as small ones do").body;
        assert!(body.len() <= 4 * MIB && body.len() > 4 * MIB - 8_192, "{}", body.len());
    }
}

#[test]
fn outlook_addresses() {
    let path = |item: Result<OutlookItem, _>| item.expect("lawful").look().expect("a list").path;
    for (item, expected) in [
        (
            OutlookItem::message(Some("u@x"), Some("inbox"), "M", "n"),
            "/users/u@x/mailFolders/inbox/messages/M",
        ),
        (OutlookItem::event(None, None, "E", "n"), "/me/events/E"),
        (OutlookItem::event(Some("u"), Some("C"), "E", "n"), "/users/u/calendars/C/events/E"),
        (OutlookItem::group_post("G", "T", "P", "n"), "/groups/G/threads/T/posts/P"),
        (OutlookItem::group_event("G", false, "E/=", "n"), "/groups/G/events/E%2F="),
        (OutlookItem::group_event("G", true, "E", "n"), "/groups/G/calendar/events/E"),
        (
            OutlookItem::group_post_in_reply_to("G", None, "T", "P", "n"),
            "/groups/G/threads/T/posts/P/inReplyTo",
        ),
        (
            OutlookItem::group_post_in_reply_to("G", Some("C"), "T", "P", "n"),
            "/groups/G/conversations/C/threads/T/posts/P/inReplyTo",
        ),
    ] {
        let path = path(item);
        assert!(path.starts_with(&format!("{expected}/attachments?")), "{path}");
    }
    for (item, argument) in [
        (OutlookItem::group_event("..", false, "E", "n"), "group"),
        (OutlookItem::group_event("G", true, "", "n"), "event"),
        (OutlookItem::group_post_in_reply_to("G", Some(""), "T", "P", "n"), "conversation"),
        (OutlookItem::group_post_in_reply_to("G", None, "T", "P", ""), "name"),
    ] {
        assert!(item.expect_err(argument).to_string().starts_with(&format!("{argument}: ")));
    }
}

/// MicrosoftDocs: the permissions of api/attachment-createuploadsession.md, api/post-post-attachments.md,
/// api/driveitem-createuploadsession.md, api/shares-get.md, api/taskfileattachment-createuploadsession.md and
/// api/printdocument-createuploadsession.md. No token without a user has a `/me`.
#[test]
fn what_the_token_needs_for_each_place() {
    let outlook = |item: Result<OutlookItem, _>| item.expect("lawful").permission();
    let drive = |item: Result<DriveItem, _>| item.expect("lawful").permission();
    let print = |item: Result<PrintDocument, _>| item.expect("lawful").permission();
    let files = |name, application| Permission { delegated: name, application };
    for (permission, expected) in [
        (
            TodoTask::new(Some("u"), "l", "t", "n").expect("lawful").permission(),
            Permission::delegated("Tasks.ReadWrite"),
        ),
        (outlook(OutlookItem::message(None, None, "M", "n")), Permission::delegated("Mail.ReadWrite")),
        (outlook(OutlookItem::message(Some("u"), None, "M", "n")), Permission::of_both("Mail.ReadWrite")),
        (outlook(OutlookItem::event(None, None, "E", "n")), Permission::delegated("Calendars.ReadWrite")),
        (outlook(OutlookItem::event(Some("u"), None, "E", "n")), Permission::of_both("Calendars.ReadWrite")),
        (
            outlook(OutlookItem::group_event("G", true, "E", "n")),
            Permission::delegated("Group.ReadWrite.All"),
        ),
        (outlook(OutlookItem::group_post("G", "T", "P", "n")), Permission::delegated("Group.ReadWrite.All")),
        (drive(DriveItem::by_path(None, "n")), Permission::delegated("Files.ReadWrite")),
        (
            drive(DriveItem::in_special(None, "approot", "n")),
            Permission::delegated("Files.ReadWrite.AppFolder"),
        ),
        (
            drive(DriveItem::by_id(Some("/sites/s/drive"), "I")),
            files("Files.ReadWrite.All", Some("Sites.ReadWrite.All")),
        ),
        (drive(DriveItem::shared("u!x")), Permission::of_both("Files.ReadWrite.All")),
        (
            print(PrintDocument::of_printer("P", "J", "D", "n")),
            files("PrintJob.Create", Some("PrintJob.ReadWrite.All")),
        ),
        (print(PrintDocument::of_share("S", "J", "D", "n")), Permission::delegated("PrintJob.Create")),
    ] {
        assert_eq!(permission, expected);
    }
    for rules in KINDS {
        assert!(!rules.permission.delegated.is_empty(), "{}", rules.kind);
    }
}

#[test]
fn a_refused_outlook_token_url_is_denied_at_first_and_dead_later() {
    let mut walk = Walk::to(&message(), 5 * MIB, 3_932_160);
    walk.look_up(&list(&[]));
    walk.create_at(OUTLOOK);
    walk.piece(0..3_932_160);
    walk.response(&response(401, ""));
    walk.status(&response(401, ""));
    walk.deleted();
    assert_eq!(walk.failed().status(), Status::Denied);

    let mut walk = Walk::to(&message(), 5 * MIB, 3_932_160);
    walk.look_up(&list(&[]));
    walk.create_at(OUTLOOK);
    walk.piece(0..3_932_160);
    walk.response(&wants(3_932_160));
    walk.piece(3_932_160..5 * MIB);
    walk.response(&response(401, ""));
    walk.status(&response(401, ""));
    for _ in 0..7 {
        walk.look_up(&list(&[]));
    }
    walk.deleted();
    walk.create_at(OUTLOOK);
    // Smaller ones until one gets through.
    walk.piece(0..655_360);
}

fn document() -> PrintDocument {
    PrintDocument::of_printer("P", "J", "D", "n").expect("lawful")
}

#[test]
fn print_fills_the_holes_that_are_listed() {
    let mut walk = Walk::to(&document(), 100, 30);
    walk.look_up(&response(200, r#"{"id":"D","size":0}"#));
    let create = walk.create_at(PRINT);
    let body = r#"{"properties":{"documentName":"n","contentType":"application/octet-stream","size":100}}"#;
    assert_eq!(create.body, Body::Text(body.into()));
    assert!(!walk.piece(0..30).token);
    walk.response(&response(202, r#"{"nextExpectedRanges":["30-100"]}"#));
    walk.piece(30..60);
    walk.response(&response(202, r#"{"nextExpectedRanges":["10-19","60-99"]}"#));
    walk.status(&response(200, r#"{"nextExpectedRanges":["10-19","60-99"]}"#));
    walk.piece(10..20);
    walk.response(&response(202, r#"{"nextExpectedRanges":["60-99"]}"#));
    walk.piece(60..90);
    walk.response(&response(202, r#"{"nextExpectedRanges":["70-74","90-99"]}"#));
    walk.piece(70..75);
    walk.response(&response(202, r#"{"nextExpectedRanges":["90-99"]}"#));
    walk.piece(90..100);
    walk.response(&response(201, r#"{"id":"D","size":100}"#));
    assert_eq!(walk.done().id, "D");
}

#[test]
fn a_print_document_shows_when_it_was_uploaded() {
    let mut walk = Walk::to(&document(), 10, 30);
    walk.look_up(&response(200, r#"{"id":"D","size":0}"#));
    walk.create_at(PRINT);
    walk.piece(0..10);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    walk.look_up(&response(200, r#"{"id":"D","size":10}"#));
    walk.look_up(&response(200, r#"{"id":"D","size":10,"uploadedDateTime":"2026-01-01T00:00:00Z"}"#));
    assert!(walk.done().recovered);
}

#[test]
fn an_adopted_url_goes_on_where_the_service_stands() {
    let mut walk = Walk::adopt(&drive::RULES, "https://c.sharepoint.com/u?a='b'", 10, 5).expect("lawful");
    walk.status(&wants(5));
    walk.piece(5..10);
    walk.response(&response(201, r#"{"id":"I"}"#));
    assert_eq!(walk.done().id, "I");
}

#[test]
fn an_adopted_url_that_does_not_tell_its_position_begins_at_the_start() {
    let mut walk = Walk::adopt(&outlook::RULES, OUTLOOK, 4 * MIB, 3_932_160).expect("lawful");
    walk.status(&response(405, ""));
    walk.piece(0..3_932_160);
}

#[test]
fn an_adopted_url_that_ends_is_expired_and_a_lost_end_unknown() {
    let mut walk = Walk::adopt(&drive::RULES, "https://c.sharepoint.com/u", 10, 5).expect("lawful");
    walk.status(&response(401, ""));
    walk.deleted();
    assert_eq!(walk.failed().status(), Status::Expired);

    // The service answers 404 for sessions that have ended and for those that have become their file.
    let mut walk = Walk::adopt(&drive::RULES, "https://c.sharepoint.com/u", 10, 5).expect("lawful");
    walk.status(&response(404, ""));
    let error = walk.paused();
    assert_eq!((error.status(), error.details().in_doubt), (Status::OutcomeUnknown, true));

    let mut walk = Walk::adopt(&drive::RULES, "https://c.sharepoint.com/u", 10, 10).expect("lawful");
    walk.status(&wants(0));
    walk.piece(0..10);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    assert_eq!(walk.paused().status(), Status::OutcomeUnknown);
    walk.again();
    walk.status(&wants(0));
    walk.piece(0..10);
}

#[test]
fn adopted_urls_are_checked() {
    for (rules, url) in [
        (&drive::RULES, "https://evil.example/"),
        (&drive::RULES, "http://c.sharepoint.com/"),
        (&todo::RULES, "https://outlook.office.com/"),
        (&outlook::RULES, "https://graph.microsoft.com/"),
    ] {
        let error = Walk::adopt(rules, url, 10, 5).err().expect("refused");
        assert_eq!(error.status(), Status::Argument, "{url}");
    }
}

#[test]
fn sizes_are_checked_before_anything_is_sent() {
    for (rules, size, status) in [
        (&todo::RULES, 25 * MIB, None),
        (&todo::RULES, 25 * MIB + 1, Some(Status::TooLarge)),
        (&outlook::RULES, 0, None),
        (&outlook::RULES, 150 * MIB, None),
        (&outlook::RULES, 150 * MIB + 1, Some(Status::TooLarge)),
        (&drive::RULES, 250 * 1024 * MIB, None),
        (&drive::RULES, 250 * 1024 * MIB + 1, Some(Status::TooLarge)),
        (&print::RULES, 0, Some(Status::TooSmall)),
        (&print::RULES, 1, None),
    ] {
        let outcome = check_size(rules, size);
        assert_eq!(outcome.as_ref().err().map(|error| error.status()), status, "{} {size}", rules.kind);
        if let Err(error) = outcome {
            assert!(error.to_string().contains("size"), "{error}");
        }
    }
}

/// A kind that nobody has: one row, one target, nothing else.
static DIARY: Rules = Rules {
    kind: "diary-page",
    family: Family::Drive,
    title: "a page of a diary",
    token_on_upload_url: true,
    upload_host: UploadHost::Graph,
    bytes_suffix: None,
    order: Order::Strict,
    piece: PieceRule { max: 4, multiple: 2, first: 4 },
    size_max: 20,
    session_min: 3,
    inline_max: Some(2),
    last_response: LastResponse::Item,
    evidence: Evidence::EncodedSize,
    status_documented: true,
    shows_late: false,
    absence_is_known: true,
    look_before: graph_upload_core::kinds::LookBefore::Large,
    immutable_ids: false,
    permission: Permission::delegated("Diary.ReadWrite"),
};

#[derive(Debug, Clone)]
struct DiaryPage(&'static str);

impl Target for DiaryPage {
    fn rules(&self) -> &'static Rules {
        &DIARY
    }

    fn create(&self, size: u64, _version: Version) -> Option<Call> {
        Some(Call::json(
            Method::Post,
            format!("/me/diary/{}/createUploadSession", self.0),
            &json!({ "size": size }),
        ))
    }

    fn inline(&self, size: u64) -> Option<Call> {
        Some(Call::new(Method::Put, format!("/me/diary/{}/ink", self.0), "text/ink", Body::Bytes(0..size)))
    }

    fn look(&self) -> Option<Call> {
        Some(Call::get(format!("/me/diary/{}", self.0)))
    }

    fn candidates(&self, page: &Value) -> Vec<Item> {
        Item::from_json(page).into_iter().collect()
    }

    fn saved(&self) -> SavedTarget {
        panic!("a job of a saved queue, and the library cannot restore a kind that it does not have")
    }

    fn share(&self) -> Arc<dyn Target> {
        Arc::new(self.clone())
    }
}

#[test]
fn a_kind_is_one_row_and_one_target() {
    let mut walk = Walk::to(&DiaryPage("may"), 10, 100);
    walk.look_up(&response(404, ""));
    walk.create_at("https://graph.microsoft.com/s");
    for range in [0..4, 4..8] {
        let end = range.end;
        walk.piece(range);
        walk.response(&response(202, &format!(r#"{{"nextExpectedRanges":["{end}-"]}}"#)));
    }
    walk.piece(8..10);
    walk.lose(Cause::Closed, Sent::All);
    walk.status(&response(404, ""));
    walk.look_up(&response(200, r#"{"id":"p"}"#));
    assert!(walk.done().recovered);

    let mut walk = Walk::to(&DiaryPage("june"), 2, 100);
    walk.look_up(&response(404, ""));
    assert_eq!(walk.expect(Purpose::Inline).body, Body::Bytes(0..2));
    walk.response(&response(201, r#"{"id":"p"}"#));
    assert!(matches!(walk.next(), Output::Done(_)));
    assert_eq!(check_size(&DIARY, 21).map_err(|error| error.status()), Err(Status::TooLarge));
}

/// The numbers of the pages that describe the kinds; README shows some of them.
#[test]
fn the_limits_of_each_kind() {
    let limits = KINDS.map(|rules| {
        let piece = rules.piece;
        (rules.kind, rules.session_min, rules.size_max, rules.inline_max, piece.max, piece.multiple)
    });
    assert_eq!(
        limits,
        [
            ("todo-task", 1, 26_214_400, Some(3_139_584), 3_932_160, 1),
            ("outlook-attachment", 3_000_000, 157_286_400, Some(3_139_584), 3_932_160, 1),
            ("drive-item", 1, 268_435_456_000, Some(0), 62_586_880, 327_680),
            ("print-document", 1, 9_223_372_036_854_775_807, None, 9_830_400, 1),
        ]
    );
}
