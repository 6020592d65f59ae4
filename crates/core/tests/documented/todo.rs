//! To Do: task file attachments.

use graph_upload_core::graph::endpoint::Version;
use graph_upload_core::kinds::TodoTask;

use crate::{Replay, edited};

/// microsoftgraph/microsoft-graph-docs-contrib: api-reference/v1.0/api/taskfileattachment-createuploadsession.md
const CREATE_V1: &str = r#"POST https://graph.microsoft.com/v1.0/me/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=/attachments/createUploadSession
Content-Type: application/json

{
  "attachmentInfo": {
    "attachmentType": "file",
    "name": "flower",
    "size": 3483322
  }
}"#;

const CREATED_V1: &str = r#"HTTP/1.1 200 OK
Content-Type: application/json

{
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.uploadSession",
    "uploadUrl": "https://graph.microsoft.com/v1.0/users/6f9a2a92-8527-4d64-837e-b5312852f36d/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=/attachmentSessions/AAMkADliMm=",
    "expirationDateTime": "2022-06-09T10:45:27.4324526Z",
    "nextExpectedRanges": [
        "0-"
    ]
}"#;

/// microsoftgraph/microsoft-graph-docs-contrib: concepts/todo-attachments.md, from here on.
const CREATE: &str = r#"POST https://graph.microsoft.com/beta/me/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=/attachments/createUploadSession
Content-Type: application/json

{
  "attachmentInfo": {
    "@odata.type": "microsoft.graph.attachmentInfo",
    "attachmentType": "file",
    "name": "flower",
    "size": 3483322
  }
}"#;

const CREATED: &str = r#"HTTP/1.1 200 OK
Content-Type: application/json

{
    "@odata.context": "https://graph.microsoft.com/beta/$metadata#microsoft.graph.uploadSession",
    "uploadUrl": "https://graph.microsoft.com/beta/users/6f9a2a92-8527-4d64-837e-b5312852f36d/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=/attachmentSessions/AAMkADliMm=",
    "expirationDateTime": "2022-06-09T10:45:27.4324526Z",
    "nextExpectedRanges": [
        "0-"
    ]
}"#;

const FIRST: &str = r#"PUT https://graph.microsoft.com/beta/users/6f9a2a92-8527-4d64-837e-b5312852f36d/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=/attachmentSessions/AAMkADliMm=/content
Content-Type: application/octet-stream
Content-Length: 2097152
Content-Range: bytes 0-2097151/3483322

{
  <bytes 0-2097151 of the file to be attached, in binary format>
}"#;

const PROGRESS: &str = r#"HTTP/1.1 200 OK
Content-type: application/json

{
  "ExpirationDateTime":"2022-06-09T10:45:27.4324526Z",
  "NextExpectedRanges":["2097152"]
}"#;

const LAST: &str = r#"PUT https://graph.microsoft.com/beta/users/6f9a2a92-8527-4d64-837e-b5312852f36d/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=/attachmentSessions/AAMkADliMm=/content
Content-Type: application/octet-stream
Content-Length: 1386170
Content-Range: bytes 2097152-3483321/3483322

{
  <bytes 2097152-3483321 of the file to be attached, in binary format>
}"#;

const STORED: &str = r#"HTTP/1.1 201 Created

Location: https://graph.microsoft.com/beta/users/6f9a2a92-8527-4d64-837e-b5312852f36d/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=/Attachments/AAMkADI5MAAIT3drCAAABEgAQANAqbAe7qaROhYdTnUQwXm0=
Content-Length: 0"#;

const DELETE: &str = "DELETE https://graph.microsoft.com/beta/users/6f9a2a92-8527-4d64-837e-b5312852f36d/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=/attachmentSessions/AAMkADliMm=";

const DELETED: &str = "HTTP/1.1 204 No content";

const ID: &str = "AAMkADI5MAAIT3drCAAABEgAQANAqbAe7qaROhYdTnUQwXm0=";

fn flower(version: Version) -> Replay {
    let flower = TodoTask::new(None, "AAMDiFkfh=", "AAMkADliMm=", "flower").expect("lawful");
    let mut replay = Replay::new(flower, version, 3_483_322, 2_097_152);
    replay.nothing_there();
    replay
}

#[test]
fn create_v1() {
    let mut replay = flower(Version::V1);
    replay.sends_with_token(CREATE_V1);
    replay.answers(CREATED_V1);
    assert_eq!(replay.upload.expires(), Some("2022-06-09T10:45:27.4324526Z"));
    // The page ends here; the bytes go where those of the other page go.
    replay.sends_with_token(&edited(FIRST, &[("/beta/", "/v1.0/")]));
}

#[test]
fn walkthrough() {
    // The prose says 201 for the creation, the example 200.
    for created in [CREATED, &edited(CREATED, &[("200 OK", "201 Created")])] {
        let mut replay = flower(Version::Beta);
        replay.sends_with_token(CREATE);
        replay.answers(created);
        // The examples of the PUTs show no token; the table above them requires it.
        replay.sends_with_token(FIRST);
        replay.answers(PROGRESS);
        replay.sends_with_token(LAST);
        // The page has an empty line before the headers.
        replay.answers(&edited(STORED, &[("\n\n", "\n")]));
        assert_eq!(replay.id(), ID);
    }
}

#[test]
fn cancel() {
    let mut replay = flower(Version::Beta);
    replay.sends_with_token(CREATE);
    replay.answers(CREATED);
    // The example shows no token, but it shows none for the PUT on the same URL either, which needs one.
    replay.is_discarded(DELETE, true, DELETED);
}

/// The revision of 2022 (microsoftgraph/microsoft-graph-docs:
/// api-reference/beta/api/taskFileAttachment-createuploadsession.md): the bare URL for bytes, and an id in quotes.
/// Today's URL is tried first, so the replay begins with the refusal of a service that does not know it yet.
#[test]
fn as_documented_in_2022() {
    let mut replay = flower(Version::Beta);
    // That revision also has `Content-length: 85`, which is not the length of the body below it.
    replay.sends_with_token(CREATE);
    replay.answers(CREATED);
    replay.sends_with_token(FIRST);
    replay.answers("HTTP/1.1 404 Not Found");
    replay.sends_with_token(&edited(FIRST, &[("/content\n", "\n")]));
    replay.answers(PROGRESS);
    replay.sends_with_token(&edited(LAST, &[("/content\n", "\n")]));
    let quoted = format!("('{ID}')");
    replay.answers(&edited(STORED, &[("\n\n", "\n"), (&format!("/{ID}"), &quoted)]));
    assert_eq!(replay.id(), ID);
}
