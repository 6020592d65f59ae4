//! Files in drives.

use graph_upload_core::error::Status;
use graph_upload_core::graph::endpoint::Version;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::kinds::drive::RULES;
use graph_upload_core::kinds::{Commit, Conflict, DriveItem, Property, Target};

use crate::{Replay, edited, typed};

/// microsoftgraph/microsoft-graph-docs-contrib: api-reference/v1.0/api/driveitem-createuploadsession.md, from here on.
/// What api-reference/beta/api/driveitem-createuploadsession.md and OneDrive/onedrive-api-docs:
/// docs/rest-api/api/driveitem_createuploadsession.md have otherwise is said where it is replayed.
const CREATE: &str = r#"POST /me/drive/items/{itemID}:/{item-path}:/createUploadSession
Content-Type: application/json

{
  "item": {
    "@microsoft.graph.conflictBehavior": "rename",
    "name": "largefile.dat"
  }
}"#;

const CREATED: &str = r#"HTTP/1.1 200 OK
Content-Type: application/json

{
  "uploadUrl": "https://sn3302.up.1drv.com/up/fe6987415ace7X4e1eF866337",
  "expirationDateTime": "2015-01-29T09:21:55.523Z"
}"#;

/// The body of the page's example of a deferred commit; there is no request line with it.
const DEFERRED: &str = r#"{
  "item": {
    "@microsoft.graph.conflictBehavior": "rename"
  },
  "deferCommit": true
}"#;

const FIRST: &str = r#"PUT https://sn3302.up.1drv.com/up/fe6987415ace7X4e1eF866337
Content-Length: 26
Content-Range: bytes 0-25/128

<bytes 0-25 of the file>"#;

const PROGRESS: &str = r#"HTTP/1.1 202 Accepted
Content-Type: application/json

{
  "expirationDateTime": "2015-01-29T09:21:55.523Z",
  "nextExpectedRanges": ["26-"]
}"#;

const TWO_RANGES: &str = r#"HTTP/1.1 202 Accepted
Content-Type: application/json

{
  "expirationDateTime": "2015-01-29T09:21:55.523Z",
  "nextExpectedRanges": [
  "12345-55232",
  "77829-99375"
  ]
}"#;

const LAST: &str = r#"PUT https://sn3302.up.1drv.com/up/fe6987415ace7X4e1eF866337
Content-Length: 21
Content-Range: bytes 101-127/128

<final bytes of the file>"#;

const STORED: &str = r#"HTTP/1.1 201 Created
Content-Type: application/json

{
  "id": "912310013A123",
  "name": "largefile.vhd",
  "size": 128,
  "file": { }
}"#;

const COMMIT: &str = r#"POST https://sn3302.up.1drv.com/up/fe6987415ace7X4e1eF866337
Content-Length: 0"#;

const NAME_TAKEN: &str = r#"HTTP/1.1 409 Conflict
Content-Type: application/json

{
  "error":
  {
    "code": "nameAlreadyExists",
    "message": "Another file exists with the same name as the uploaded session. You can redirect the upload session to use a new filename by calling PUT with the new metadata and @microsoft.graph.sourceUrl attribute.",
  }
}"#;

const DELETE: &str = "DELETE https://sn3302.up.1drv.com/up/fe6987415ace7X4e1eF866337";

const DELETED: &str = "HTTP/1.1 204 No Content";

const STATUS: &str =
    "GET https://sn3302.up.1drv.com/up/fe6987415ace7X4e1eF86633784148bb98a1zjcUhf7b0mpUadahs";

const STANDS: &str = r#"HTTP/1.1 200 OK
Content-Type: application/json

{
  "expirationDateTime": "2015-01-29T09:21:55.523Z",
  "nextExpectedRanges": ["12345-"]
}"#;

const COMMIT_BY_NAME: &str = r#"PUT https://graph.microsoft.com/v1.0/me/drive/root:/{path_to_parent}
Content-Type: application/json
If-Match: {etag or ctag}

{
  "name": "largefile.vhd",
  "@microsoft.graph.conflictBehavior": "rename",
  "@microsoft.graph.sourceUrl": "{upload session URL}"
}"#;

const URL: &str = "https://sn3302.up.1drv.com/up/fe6987415ace7X4e1eF866337";

const ID: &str = "912310013A123";

/// The request line of the pages is relative and holds placeholders.
fn create(version: &str) -> String {
    let base = format!("POST https://graph.microsoft.com/{version}/me");
    edited(CREATE, &[("POST /me", &base), ("{itemID}", "A1"), ("{item-path}", "largefile.dat")])
}

fn renamed(mut file: DriveItem) -> DriveItem {
    file.set(Property::Conflict(Conflict::Rename)).expect("drives have it");
    file
}

/// The session of the examples, in version 1.0.
fn session(size: u64, piece: u64) -> Replay {
    let file = renamed(DriveItem::in_folder(None, "A1", "largefile.dat").expect("lawful"));
    let mut replay = Replay::new(file, Version::V1, size, piece);
    replay.nothing_there();
    replay.sends_with_token(&create("v1.0"));
    replay.answers(CREATED);
    replay
}

/// An upload to `/me/drive/root:/largefile.vhd` up to the refusal of its last piece.
fn name_is_taken(conflict: Conflict, refusal: &str) -> Replay {
    let mut file = DriveItem::by_path(None, "largefile.vhd").expect("lawful");
    file.set(Property::Conflict(conflict)).expect("drives have it");
    let mut replay = Replay::new(file, Version::V1, 128, 128);
    replay.nothing_there();
    replay.left_out(CREATED);
    replay.left_out(refusal);
    replay
}

#[test]
fn create_and_first_bytes() {
    for (version, path) in [(Version::V1, "v1.0"), (Version::Beta, "beta")] {
        let file = renamed(DriveItem::in_folder(None, "A1", "largefile.dat").expect("lawful"));
        let mut replay = Replay::new(file, version, 128, 26);
        replay.nothing_there();
        replay.sends_with_token(&create(path));
        // This response names no ranges; a new session wants all bytes.
        replay.answers(CREATED);
        assert_eq!(replay.upload.expires(), Some("2015-01-29T09:21:55.523Z"));
        replay.sends(&typed(FIRST));
        replay.answers(PROGRESS);
        assert_eq!(replay.upload.position().confirmed, 26);
        assert_eq!(replay.next_bytes(), 26..52);
    }
}

/// The page of OneDrive's own API. Its path has no user before the drive, which Graph's has.
///
/// Its body names the type of `item`. That member is not sent: 400 was reported for it
/// (microsoftgraph/microsoft-graph-docs issue 10585), and the pages of Graph have dropped it.
#[test]
fn create_as_on_onedrives_page() {
    let page = edited(
        CREATE,
        &[
            ("POST /me/drive/items/{itemID}", "POST /drive/root"),
            (
                "\"item\": {",
                "\"item\": {\n    \"@odata.type\": \"microsoft.graph.driveItemUploadableProperties\",",
            ),
        ],
    );
    let file = renamed(DriveItem::by_path(None, "largefile.dat").expect("lawful"));
    let mut replay = Replay::new(file, Version::V1, 128, 26);
    replay.nothing_there();
    replay.sends_with_token(&edited(
        &page,
        &[
            ("POST /drive", "POST https://graph.microsoft.com/v1.0/me/drive"),
            ("{item-path}", "largefile.dat"),
            ("\n    \"@odata.type\": \"microsoft.graph.driveItemUploadableProperties\",", ""),
        ],
    ));
    replay.answers(CREATED);
    replay.sends(&typed(FIRST));
}

#[test]
fn two_ranges() {
    // A file as large as the response implies, of which the service has kept parts of the first piece.
    let mut replay = session(99_376, 99_376);
    assert_eq!(replay.next_bytes(), 0..99_376);
    replay.answers(TWO_RANGES);
    assert_eq!(replay.upload.position().confirmed, 12_345);
    // The first range is enough, as the page says; behind it everything goes again, in order and in lawful lengths.
    assert_eq!(replay.next_bytes(), 12_345..99_376);
    replay.answers(STORED);
    assert_eq!(replay.id(), ID);
}

#[test]
fn last_bytes() {
    // 200 is what a file that was replaced ends with.
    for stored in [STORED, &edited(STORED, &[("201 Created", "200 OK")])] {
        let mut replay = session(128, 101);
        replay.left_out(&edited(PROGRESS, &[("26-", "101-")]));
        // 101-127 are 27 bytes, not 21.
        replay.sends(&typed(&edited(LAST, &[("Content-Length: 21", "Content-Length: 27")])));
        replay.answers(stored);
        let item = replay.done();
        assert_eq!((item.id.as_str(), item.name.as_str(), item.size), (ID, "largefile.vhd", Some(128)));
    }
}

/// The pages show the POST to a personal drive's URL, and say that personal drives do not have it; so it is asked for
/// by its own name here, and what follows from the host is the other way.
#[test]
fn deferred_commit() {
    for (form, to_upload_url) in [(Commit::UploadUrl, true), (Commit::ByHost, false)] {
        let mut file = renamed(DriveItem::by_id(None, "A1").expect("lawful"));
        file.set(Property::Commit(form)).expect("drives have it");
        let mut replay = Replay::new(file, Version::V1, 128, 128);
        replay.nothing_there();
        replay.sends_with_token(&format!(
            "POST https://graph.microsoft.com/v1.0/me/drive/items/A1/createUploadSession\nContent-Type: application/json\n\n{DEFERRED}"
        ));
        replay.answers(CREATED);
        // The page does not show how the last piece of a deferred upload is answered: 202, and nothing is missing.
        replay.left_out(&edited(PROGRESS, &[("\"26-\"", "")]));
        replay.left_out(&edited(STANDS, &[("\"12345-\"", "")]));
        if to_upload_url {
            replay.sends(COMMIT);
        } else {
            replay.sends_with_token(&edited(
                COMMIT_BY_NAME,
                &[
                    ("root:/{path_to_parent}", "items/A1"),
                    ("If-Match: {etag or ctag}\n", ""),
                    // An item that is addressed by its id keeps its name.
                    ("\n  \"name\": \"largefile.vhd\",", ""),
                    ("{upload session URL}", URL),
                ],
            ));
        }
        replay.answers(STORED);
        assert_eq!(replay.id(), ID);
    }
}

/// The trailing comma after the message makes the response no JSON, so it is played as printed and as meant. The code of
/// the other two pages is `upload_name_conflict`.
#[test]
fn a_name_that_is_taken_at_the_end() {
    let meant = edited(NAME_TAKEN, &[("attribute.\",", "attribute.\"")]);
    let elsewhere = edited(&meant, &[("nameAlreadyExists", "upload_name_conflict")]);
    for (refusal, code) in [(&meant, "nameAlreadyExists"), (&elsewhere, "upload_name_conflict")] {
        let mut replay = name_is_taken(Conflict::Fail, refusal);
        replay.holds_all_and_is_not_there("HTTP/1.1 404 Not Found");
        let error = replay.paused();
        assert_eq!((error.status(), error.details().http_status), (Status::Conflict, 409));
        assert_eq!(error.details().service_code(), code);
        assert!(replay.upload.position().has_session, "the session is preserved");
        replay.is_discarded(DELETE, false, DELETED);
    }
    // As printed, with a comma too many, it is no JSON. Without a code it may be about anything, so the session is asked.
    assert_eq!(name_is_taken(Conflict::Fail, NAME_TAKEN).next().purpose, Purpose::Status);
}

#[test]
fn commit_under_another_name() {
    let edits = [
        // The page of version 1.0 has the parent's path here, the other two have the file's: `{path_to_file}`.
        ("{path_to_parent}", "largefile.vhd"),
        // Optional; the upload has no condition.
        ("If-Match: {etag or ctag}\n", ""),
        ("{upload session URL}", URL),
        // The name goes last: annotations behind other members are refused
        // (microsoftgraph/microsoft-graph-docs issue 17072).
        ("\n  \"name\": \"largefile.vhd\",", ""),
        ("F866337\"\n", "F866337\",\n  \"name\": \"largefile.vhd\"\n"),
    ];
    let meant = edited(NAME_TAKEN, &[("attribute.\",", "attribute.\"")]);
    let elsewhere = edited(&meant, &[("nameAlreadyExists", "upload_name_conflict")]);
    for refusal in [&meant, &elsewhere] {
        let mut replay = name_is_taken(Conflict::Rename, refusal);
        replay.holds_all_and_is_not_there("HTTP/1.1 200 OK\n\n{\"value\":[]}");
        replay.sends_with_token(&edited(COMMIT_BY_NAME, &edits));
        replay.answers(STORED);
        assert_eq!(replay.id(), ID);
    }
}

#[test]
fn cancel() {
    let mut replay = session(128, 26);
    replay.sends(&typed(FIRST));
    replay.answers(PROGRESS);
    replay.is_discarded(DELETE, false, DELETED);
}

#[test]
fn resume() {
    let url = STATUS.strip_prefix("GET ").expect("a GET");
    let mut replay = Replay::adopt(&RULES, url, 99_376, 327_680);
    replay.sends(STATUS);
    replay.answers(STANDS);
    assert_eq!(replay.upload.position().confirmed, 12_345);
    assert_eq!(replay.upload.expires(), Some("2015-01-29T09:21:55.523Z"));
    assert_eq!(replay.next_bytes(), 12_345..99_376);
}

/// The examples show the same time throughout. With business drives each piece moves it on
/// (OneDrive/onedrive-api-docs issue 1260).
#[test]
fn a_later_end_of_the_session() {
    let mut replay = session(128, 26);
    replay.left_out(&edited(PROGRESS, &[("09:21:55", "09:36:55")]));
    assert_eq!(replay.upload.expires(), Some("2015-01-29T09:36:55.523Z"));
}
