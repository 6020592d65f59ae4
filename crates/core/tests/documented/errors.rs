//! Refusals, and the responses that other clients test themselves with.

use graph_upload_core::error::Status;
use graph_upload_core::graph::endpoint::Version;
use graph_upload_core::graph::request::Purpose;
use graph_upload_core::kinds::drive::RULES;
use graph_upload_core::kinds::{DriveItem, OutlookItem};
use graph_upload_core::upload::{Input, Output, TokenAnswer, WaitsFor};

use crate::{Replay, edited};

/// microsoftgraph/microsoft-graph-docs: concepts/throttling.md, in the revisions that have a sample.
const THROTTLED: &str = r#"HTTP/1.1 429 Too Many Requests
Content-Type: application/json
Retry-After: 2.128

{
  "error": {
    "code": "TooManyRequests",
    "innerError": {
      "code": "429",
      "date": "2020-08-18T12:51:51",
      "message": "Please retry after",
      "request-id": "94fb3b52-452a-4535-a601-69e0a90e3aa2",
      "status": "429"
    },
    "message": "Please retry again later"
  }
}"#;

/// OneDrive/onedrive-api-docs: docs/rest-api/concepts/errors.md. The page gives the body alone; its table has one status
/// for "The specified byte range is invalid or unavailable", which is also what it says of the code.
const OVERLAP: &str = r#"HTTP/1.1 416 Requested Range Not Satisfiable

{
  "error": {
    "code": "invalidRange",
    "message": "Uploaded fragment overlaps with existing data",
    "innererror": {
      "code": "fragmentOverlap"
    }
  }
}"#;

/// The same in microsoftgraph/microsoft-graph-docs-contrib: concepts/errors.md, without an inner code.
const OVERLAP_ON_GRAPH: &str = r#"HTTP/1.1 416 Requested Range Not Satisfiable

{
  "error": {
    "code": "invalidRange",
    "message": "Uploaded fragment overlaps with existing data",
    "innerError": {
      "request-id": "request-id",
      "date": "date-time"
    }
  }
}"#;

/// The responses of microsoftgraph/msgraph-sdk-dotnet-core:
/// tests/Microsoft.Graph.DotnetCore.Core.Test/Requests/Upload/UploadResponseHandlerTests.cs, from here on.
const ITEM: &str = r#"HTTP/1.1 201 Created
Content-Type: application/json; charset=utf-8

{
    "id": "912310013A123",
    "name": "largeFile.vhd",
    "size": 33
}"#;

const LOCATION: &str = "HTTP/1.1 201 Created\nLocation: http://localhost";

const TWO_RANGES: &str = r#"HTTP/1.1 200 OK
Content-Type: application/json; charset=utf-8

{
  "expirationDateTime": "2015 - 01 - 29T09: 21:55.523Z",
  "nextExpectedRanges": [
  "12345-55232",
  "77829-99375"
  ]
}"#;

const UNAUTHORIZED: &str = r#"HTTP/1.1 401 Unauthorized
Content-Type: application/json; charset=utf-8

{
  "error": {
    "code": "InvalidAuthenticationToken",
    "message": "Access token is empty.",
    "innerError": {
                "request-id": "0e4cbf06-018b-4596-8614-50d5f7eef218",
                "date": "2019-11-21T13:57:37"
            }
        }
    }"#;

/// The fixture whose first brace is missing.
fn malformed() -> String {
    edited(UNAUTHORIZED, &[("{\n  \"error\"", "\"error\"")])
}

/// A file in a drive, whose session the documents of these responses do not show.
fn drive(size: u64, piece: u64) -> Replay {
    let file = DriveItem::by_path(None, "largeFile.vhd").expect("lawful");
    let mut replay = Replay::new(file, Version::V1, size, piece);
    replay.left_out("HTTP/1.1 404 Not Found");
    replay
}

fn drive_session(size: u64, piece: u64) -> Replay {
    let mut replay = drive(size, piece);
    replay.left_out("HTTP/1.1 200 OK\n\n{\"uploadUrl\":\"https://sn3302.up.1drv.com/up/fe69\"}");
    replay
}

fn wants(start: u64) -> String {
    format!("HTTP/1.1 202 Accepted\n\n{{\"nextExpectedRanges\":[\"{start}-\"]}}")
}

#[test]
fn decimal_seconds_to_wait() {
    let mut replay = drive(128, 26);
    replay.left_out(THROTTLED);
    assert_waits(&replay.step(), 2_128);
    assert_eq!(replay.next().purpose, Purpose::Create);

    let mut replay = drive_session(128, 26);
    replay.left_out(THROTTLED);
    assert_waits(&replay.step(), 2_128);
    assert_eq!(replay.next().purpose, Purpose::Status, "the piece may have been taken all the same");

    let mut replay = drive(128, 26);
    for _ in 0..8 {
        replay.left_out(THROTTLED);
    }
    let error = replay.paused();
    assert_eq!((error.status(), error.details().retry_after_ms), (Status::Throttled, Some(2_128)));
    assert_eq!(error.details().service_code(), "429");
    assert!(error.to_string().contains("Please retry again later"), "{error}");
}

#[test]
fn the_most_specific_code() {
    for (refusal, code) in [(OVERLAP, "fragmentOverlap"), (OVERLAP_ON_GRAPH, "invalidRange")] {
        let mut replay = drive_session(128, 26);
        replay.left_out(&wants(26));
        // The service refuses what it asks for, again and again.
        for _ in 0..8 {
            assert_eq!(replay.next_bytes(), 26..52);
            replay.answers(refusal);
            assert_eq!(replay.left_out(&wants(26)).purpose, Purpose::Status);
        }
        let error = replay.paused();
        assert_eq!((error.details().http_status, error.details().service_code()), (416, code));
        assert!(error.to_string().contains("Uploaded fragment overlaps with existing data"), "{error}");
    }
}

#[test]
fn an_item_that_ends_an_upload() {
    for stored in [ITEM, &edited(ITEM, &[("201 Created", "200 OK")])] {
        let mut replay = drive_session(33, 33);
        replay.left_out(stored);
        let item = replay.done();
        assert_eq!(
            (item.id.as_str(), item.name.as_str(), item.size),
            ("912310013A123", "largeFile.vhd", Some(33))
        );
    }
}

/// That client reports a success without an id. The `Location` holds none, so here the id is looked for.
#[test]
fn a_location_without_an_id() {
    let mut replay = drive_session(33, 33);
    replay.left_out(LOCATION);
    assert_eq!(replay.left_out("HTTP/1.1 404 Not Found").purpose, Purpose::Status);
    assert_eq!(replay.left_out(&edited(ITEM, &[("201 Created", "200 OK")])).purpose, Purpose::LookUp);
    let item = replay.done();
    assert_eq!((item.id.as_str(), item.recovered), ("912310013A123", true));

    let message = OutlookItem::message(None, None, "M", "n").expect("lawful");
    let mut replay = Replay::new(message, Version::V1, 3_483_322, 3_483_322);
    replay.nothing_there();
    replay.left_out("HTTP/1.1 201 Created\n\n{\"uploadUrl\":\"https://outlook.office.com/api/v2.0/S\"}");
    replay.left_out(LOCATION);
    assert_eq!(replay.left_out("HTTP/1.1 404 Not Found").purpose, Purpose::Status);
    let look = replay.left_out("HTTP/1.1 200 OK\n\n{\"value\":[{\"id\":\"I\",\"name\":\"n\"}]}");
    assert_eq!((look.purpose, replay.id().as_str()), (Purpose::LookUp, "I"));
}

/// Its time is no time at all, which is no reason to stop.
#[test]
fn progress_with_two_ranges() {
    let mut replay = drive_session(99_376, 99_376);
    replay.left_out(TWO_RANGES);
    assert_eq!(replay.upload.position().confirmed, 12_345);
    assert_eq!(replay.next_bytes(), 12_345..99_376);
}

#[test]
fn a_token_that_is_refused() {
    // On Graph, another token is asked for each time; after three refusals of those the caller is told.
    let mut replay = drive(33, 33);
    for _ in 0..3 {
        assert_eq!(replay.left_out(UNAUTHORIZED).purpose, Purpose::Create);
        assert!(matches!(replay.step(), Output::Token { rejected: true, .. }));
        replay.handle(Input::Token(TokenAnswer::Ready));
        assert_eq!(replay.left_out(UNAUTHORIZED).purpose, Purpose::Create);
    }
    let error = replay.paused();
    let code = "InvalidAuthenticationToken";
    assert_eq!((error.status(), error.details().service_code()), (Status::SignIn, code));

    // On an upload URL no token was sent, so none is asked for. The session is, and refuses too.
    let mut replay = drive_session(99, 33);
    replay.left_out(UNAUTHORIZED);
    assert_eq!(replay.left_out(UNAUTHORIZED).purpose, Purpose::Status);
    assert_eq!(replay.left_out("HTTP/1.1 204 No Content").purpose, Purpose::Discard);
    let error = replay.failed();
    assert_eq!((error.status(), error.details().http_status), (Status::Denied, 401));
    assert_eq!(error.details().service_code(), code);

    // What is no JSON is not the service's word, neither about the token nor about the URL.
    let mut replay = drive(33, 33);
    for _ in 0..3 {
        assert_eq!(replay.left_out(&malformed()).purpose, Purpose::Create);
    }
    let error = replay.failed();
    assert_eq!((error.status(), error.details().http_status), (Status::UnexpectedResponse, 401));
}

/// Where the response should be an item, malformed JSON proves nothing: the file is looked for.
#[test]
fn malformed_json_in_a_last_response() {
    let mut replay = drive_session(33, 33);
    replay.left_out(&edited(&malformed(), &[("401 Unauthorized", "200 OK")]));
    assert_eq!(replay.left_out("HTTP/1.1 404 Not Found").purpose, Purpose::Status);
    assert_eq!(replay.left_out(&edited(ITEM, &[("201 Created", "200 OK")])).purpose, Purpose::LookUp);
    assert_eq!(replay.id(), "912310013A123");
}

/// oxalica/onedrive-api: onedrive-api-test/tests/real_test/main.rs, `test_file_upload_session`, made against the live
/// service: of 8 bytes 0-1 are taken, the session then wants 2 and on, 6-7 are refused with 416, and 2-7 end the upload.
/// Bytes out of order are never sent here, so the refusal comes to 2-7. That test goes on with another size of piece
/// and asks for the session anew; so does this, as a second life of the upload.
#[test]
fn order_against_the_live_service() {
    let mut replay = drive_session(8, 2);
    assert_eq!(replay.next_bytes(), 0..2);
    replay.answers(&wants(2));
    assert_eq!(replay.next_bytes(), 2..4, "not 6-7");

    // The test takes both ends for the file's: none, and the size.
    for stands in [wants(2), edited(&wants(2), &[("2-", "2-8")])] {
        let stands = edited(&stands, &[("202 Accepted", "200 OK")]);
        let mut replay = Replay::adopt(&RULES, "https://sn3302.up.1drv.com/up/fe69", 8, 6);
        assert_eq!(replay.left_out(&stands).purpose, Purpose::Status);
        assert_eq!(replay.next_bytes(), 2..8);
        replay.answers("HTTP/1.1 416 Requested Range Not Satisfiable");
        assert_eq!(replay.left_out(&stands).purpose, Purpose::Status);
        assert_eq!(replay.upload.position().confirmed, 2);
        assert_eq!(replay.next_bytes(), 2..8);
        replay.answers(&edited(ITEM, &[("33", "8")]));
        assert_eq!(replay.id(), "912310013A123");
    }
}

/// The service has asked for this wait.
fn assert_waits(output: &Output, due: u64) {
    let Output::Wait { until, why } = output else { panic!("{output:?}") };
    assert_eq!((*until, why.reason), (due, WaitsFor::Throttled));
}
