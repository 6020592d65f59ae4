//! Universal Print: documents of print jobs.

use graph_upload_core::graph::endpoint::Version;
use graph_upload_core::kinds::{PrintDocument, Property, Target};

use crate::{Replay, edited, typed};

/// microsoftgraph/microsoft-graph-docs-contrib: api-reference/v1.0/api/printdocument-createuploadsession.md
const CREATE: &str = r#"POST https://graph.microsoft.com/v1.0/print/printers/{printerId}/jobs/{printJobId}/documents/{printDocumentId}/createUploadSession
Content-Type: application/json

{
  "properties": {
    "documentName": "TestFile.pdf",
    "contentType": "application/pdf", 
    "size": 4533322
  }
}"#;

/// The placeholder for the token in the URL stays: an upload URL is opaque, and that one is lawful.
const CREATED: &str = r#"HTTP/1.1 200 OK
Content-Type: application/json

{
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.uploadSession",
    "uploadUrl": "https://print.print.microsoft.com/uploadSessions/5400be13-5a4e-4c20-be70-90c85bfe5d6e?tempauthtoken={token}",
    "expirationDateTime": "2020-10-25T02:19:38.1694207Z",
    "nextExpectedRanges": [
        "0-4533321"
    ]
}"#;

/// microsoftgraph/microsoft-graph-docs-contrib: concepts/upload-data-to-upload-session.md, from here on.
const FIRST: &str = r#"PUT https://print.print.microsoft.com/uploadSessions/5400be13-5a4e-4c20-be70-90c85bfe5d6e?tempauthtoken={token}
Content-Range: bytes=0-72796/4533322
Content-Length: 72797

<bytes 0-72796 of the file>
"#;

const PROGRESS: &str = r#"HTTP/1.1 202 Accepted
Content-Type: application/json

{
  "expirationDateTime": "2020-10-25T02:19:38.1694207Z",
  "nextExpectedRanges": ["72797-4533321"]
}"#;

const TWO_RANGES: &str = r#"HTTP/1.1 202 Accepted
Content-Type: application/json

{
  "expirationDateTime": "2020-10-25T02:19:38.1694207Z",
  "nextExpectedRanges": [
  "72797-72897",
  "78929-4533322"
  ]
}"#;

const LAST: &str = r#"PUT https://print.print.microsoft.com/uploadSessions/5400be13-5a4e-4c20-be70-90c85bfe5d6e?tempauthtoken={token}
Content-Length: 10
Content-Range: bytes 4533312-4533321/4533322

<final bytes of the file>
"#;

const STORED: &str = r#"HTTP/1.1 201 Created
Content-Type: application/json

{
   "id": "9001bcd9-e36a-4f51-bfc6-140c3ad7f9f7",
   "documentName": "TestFile.pdf",
   "contentType": "application/pdf", 
   "size": 4533322
}"#;

const STATUS: &str = "GET https://print.print.microsoft.com/uploadSessions/5400be13-5a4e-4c20-be70-90c85bfe5d6e?tempauthtoken={token}";

const STANDS: &str = r#"HTTP/1.1 200 OK
Content-Type: application/json

{
  "expirationDateTime": "2020-10-25T02:19:38.1694207Z",
  "nextExpectedRanges": [
  "72797-72897",
  "78929-4533322"
  ]
}"#;

const DELETE: &str = "DELETE https://print.print.microsoft.com/uploadSessions/5400be13-5a4e-4c20-be70-90c85bfe5d6e?tempauthtoken={token}";

const DELETED: &str = "HTTP/1.1 204 No Content";

fn create(printers: &str) -> String {
    edited(
        CREATE,
        &[
            ("printers/{printerId}", &format!("{printers}/P")),
            ("{printJobId}", "J"),
            ("{printDocumentId}", "D"),
        ],
    )
}

/// The typo in the first PUT: the table above it and the last PUT have a space there (RFC 9110 section 14.4).
fn first() -> String {
    typed(&edited(FIRST, &[("bytes=0", "bytes 0")]))
}

fn session(piece: u64) -> Replay {
    let mut document = PrintDocument::of_printer("P", "J", "D", "TestFile.pdf").expect("lawful");
    document.set(Property::ContentType("application/pdf".into())).expect("documents have it");
    let mut replay = Replay::new(document, Version::V1, 4_533_322, piece);
    replay.nothing_there();
    replay.sends_with_token(&create("printers"));
    replay.answers(CREATED);
    assert_eq!(replay.upload.expires(), Some("2020-10-25T02:19:38.1694207Z"));
    replay
}

/// The page gives the address of a share beside that of a printer, without an example.
#[test]
fn create_on_a_share() {
    let mut document = PrintDocument::of_share("P", "J", "D", "TestFile.pdf").expect("lawful");
    document.set(Property::ContentType("application/pdf".into())).expect("documents have it");
    let mut replay = Replay::new(document, Version::V1, 4_533_322, 72_797);
    replay.nothing_there();
    replay.sends_with_token(&create("shares"));
}

#[test]
fn first_bytes() {
    let mut replay = session(72_797);
    replay.sends(&first());
    replay.answers(PROGRESS);
    assert_eq!(replay.upload.position().confirmed, 72_797);
    assert_eq!(replay.next_bytes(), 72_797..2 * 72_797);
}

/// The end of the second range is the size of the file, one byte too many.
#[test]
fn two_ranges() {
    for by_status in [false, true] {
        let mut replay = session(4_533_322 - 78_929);
        if by_status {
            assert_eq!(replay.next_bytes(), 0..4_454_393);
            replay.is_silent();
            replay.sends(STATUS);
            replay.answers(STANDS);
        } else {
            replay.left_out(TWO_RANGES);
        }
        assert_eq!(replay.next_bytes(), 72_797..72_898);
        replay.answers(&edited(PROGRESS, &[("72797-4533321", "78929-4533322")]));
        assert_eq!(replay.next_bytes(), 78_929..4_533_322, "the end of the file, not one byte beyond");
    }
}

#[test]
fn last_bytes() {
    let mut replay = session(4_533_312);
    replay.left_out(&edited(PROGRESS, &[("72797-4533321", "4533312-4533321")]));
    replay.sends(&typed(LAST));
    replay.answers(STORED);
    let item = replay.done();
    assert_eq!(item.id, "9001bcd9-e36a-4f51-bfc6-140c3ad7f9f7");
    assert_eq!(item.size, Some(4_533_322));
}

#[test]
fn cancel() {
    let mut replay = session(72_797);
    replay.sends(&first());
    replay.answers(PROGRESS);
    replay.is_discarded(DELETE, false, DELETED);
}
