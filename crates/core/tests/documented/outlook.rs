//! Outlook: attachments of messages and events.

use graph_upload_core::graph::endpoint::Version;
use graph_upload_core::kinds::{OutlookItem, Property, Target};

use crate::{Replay, edited};

/// microsoftgraph/microsoft-graph-docs-contrib: concepts/outlook-large-attachments.md, and this request also in
/// api-reference/v1.0/api/attachment-createuploadsession.md
const CREATE: &str = r#"POST https://graph.microsoft.com/v1.0/me/messages/AAMkADI5MAAIT3drCAAA=/attachments/createUploadSession
Content-type: application/json

{
  "AttachmentItem": {
    "attachmentType": "file",
    "name": "flower",
    "size": 3483322
  }
}"#;

const CREATED: &str = r#"HTTP/1.1 201 Created
Content-type: application/json

{
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.uploadSession",
    "uploadUrl": "https://outlook.office.com/api/v2.0/Users('a8e8e219-4931-95c1-b73d-62626fd79c32@72aa88bf-76f0-494f-91ab-2d7cd730db47')/Messages('AAMkADI5MAAIT3drCAAA=')/AttachmentSessions('AAMkADI5MAAIT3k0tAAA=')?authtoken=eyJhbGciOiJSUzI1NiIsImtpZCI6IktmYUNIUlN6bllHMmNI",
    "expirationDateTime": "2019-09-25T01:09:30.7671707Z",
    "nextExpectedRanges": [
        "0-"
    ]
}"#;

const FIRST: &str = r#"PUT https://outlook.office.com/api/v2.0/Users('a8e8e219-4931-95c1-b73d-62626fd79c32@72aa88bf-76f0-494f-91ab-2d7cd730db47')/Messages('AAMkADI5MAAIT3drCAAA=')/AttachmentSessions('AAMkADI5MAAIT3k0tAAA=')?authtoken=eyJhbGciOiJSUzI1NiIsImtpZCI6IktmYUNIUlN6bllHMmNI
Content-Type: application/octet-stream
Content-Length: 2097152
Content-Range: bytes 0-2097151/3483322

{
  <bytes 0-2097151 of the file to be attached, in binary format>
}"#;

const PROGRESS: &str = r#"HTTP/1.1 200 OK
Content-type: application/json

{
  "@odata.context":"https://outlook.office.com/api/v2.0/$metadata#Users('a8e8e219-4931-95c1-b73d-62626fd79c32%4072aa88bf-76f0-494f-91ab-2d7cd730db47')/Messages('AAMkADI5MAAIT3drCAAA%3D')/AttachmentSessions/$entity",
  "ExpirationDateTime":"2019-09-25T01:09:30.7671707Z",
  "nextExpectedRanges":["2097152"]
}"#;

const LAST: &str = r#"PUT https://outlook.office.com/api/v2.0/Users('a8e8e219-4931-95c1-b73d-62626fd79c32@72aa88bf-76f0-494f-91ab-2d7cd730db47')/Messages('AAMkADI5MAAIT3drCAAA=')/AttachmentSessions('AAMkADI5MAAIT3k0tAAA=')?authtoken=eyJhbGciOiJSUzI1NiIsImtpZCI6IktmYUNIUlN6bllHMmNI
Content-Type: application/octet-stream
Content-Length: 1386170
Content-Range: bytes 2097152-3483321/3483322

{
  <bytes 2097152-3483321 of the file to be attached, in binary format>
}"#;

const STORED: &str = r#"HTTP/1.1 201 Created

Location: https://outlook.office.com/api/v2.0/Users('a8e8e219-4931-95c1-b73d-62626fd79c32@72aa88bf-76f0-494f-91ab-2d7cd730db47')/Messages('AAMkADI5MAAIT3drCAAA=')/Attachments('AAMkADI5MAAIT3drCAAABEgAQANAqbAe7qaROhYdTnUQwXm0=')
Content-Length: 0"#;

const DELETE: &str = "DELETE https://outlook.office.com/api/v2.0/Users('a8e8e219-4931-95c1-b73d-62626fd79c32@72aa88bf-76f0-494f-91ab-2d7cd730db47')/Messages('AAMkADI5MAAIT3drCAAA=')/AttachmentSessions('AAMkADI5MAAIT3k0tAAA=')?authtoken=eyJhbGciOiJSUzI1NiIsImtpZCI6IktmYUNIUlN6bllHMmNI";

const DELETED: &str = "HTTP/1.1 204 No content";

/// The body of the response to the page's request for the attachment's metadata.
const METADATA: &str = r##"{
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users('a8e8e219-4931-95c1-b73d-62626fd79c32%4072aa88bf-76f0-494f-91ab-2d7cd730db47')/messages('AAMkADI5MAAIT3drCAAA%3D')/attachments/$entity",
    "@odata.type": "#microsoft.graph.fileAttachment",
    "@odata.mediaContentType": "image/jpeg",
    "id": "AAMkADI5MAAIT3drCAAABEgAQANAqbAe7qaROhYdTnUQwXm0=",
    "lastModifiedDateTime": "2019-09-24T23:27:43Z",
    "name": "flower",
    "contentType": "image/jpeg",
    "size": 3640066,
    "isInline": false
}"##;

const EVENT_CREATE: &str = r#"POST https://graph.microsoft.com/v1.0/me/events/AAMkADU5CCmSAAA=/attachments/createUploadSession
Content-type: application/json

{
  "AttachmentItem": {
    "attachmentType": "file",
    "name": "flower",
    "size": 3483322
  }
}"#;

const EVENT_CREATED: &str = r#"HTTP/1.1 201 Created
Content-type: application/json

{
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.uploadSession",
    "uploadUrl": "https://outlook.office.com/api/v2.0/Users('d3b9214b-dd8b-441d-b7dc-c446c9fa0e69@98a79ebe-74bf-4e07-a017-7b410848cb32')/Events('AAMkADU5CCmSAAA=')/AttachmentSessions('AAMkADU5RpAACJlCs8AAA=')?authtoken=eyJhbGciOiJSUzI1NiIsImtpZCI6IktmYUNIBtw",
    "expirationDateTime": "2020-02-22T02:46:56.7410786Z",
    "nextExpectedRanges": [
        "0-"
    ]
}"#;

const EVENT_FIRST: &str = r#"PUT https://outlook.office.com/api/v2.0/Users('d3b9214b-dd8b-441d-b7dc-c446c9fa0e69@98a79ebe-74bf-4e07-a017-7b410848cb32')/Events('AAMkADU5CCmSAAA=')/AttachmentSessions('AAMkADU5RpAACJlCs8AAA=')?authtoken=eyJhbGciOiJSUzI1NiIsImtpZCI6IktmYUNIBtw
Content-Type: application/octet-stream
Content-Length: 2097152
Content-Range: bytes 0-2097151/3483322

{
  <bytes 0-2097151 of the file to be attached, in binary format>
}"#;

const EVENT_PROGRESS: &str = r#"HTTP/1.1 200 OK
Content-type: application/json

{
    "@odata.context":"https://outlook.office.com/api/v2.0/$metadata#Users('d3b9214b-dd8b-441d-b7dc-c446c9fa0e69%4098a79ebe-74bf-4e07-a017-7b410848cb32')/Events('AAMkADU5CCmSAAA%3D')/AttachmentSessions/$entity",
    "ExpirationDateTime":"2020-02-22T02:46:56.7410786Z",
    "nextExpectedRanges":["2097152"]
}"#;

const EVENT_LAST: &str = r#"PUT https://outlook.office.com/api/v2.0/Users('d3b9214b-dd8b-441d-b7dc-c446c9fa0e69@98a79ebe-74bf-4e07-a017-7b410848cb32')/Events('AAMkADU5CCmSAAA=')/AttachmentSessions('AAMkADU5RpAACJlCs8AAA=')?authtoken=eyJhbGciOiJSUzI1NiIsImtpZCI6IktmYUNIBtw
Content-Type: application/octet-stream
Content-Length: 1386170
Content-Range: bytes 2097152-3483321/3483322

{
  <bytes 2097152-3483321 of the file to be attached, in binary format>
}"#;

const EVENT_STORED: &str = r#"HTTP/1.1 201 Created

Location: https://outlook.office.com/api/v2.0/Users('d3b9214b-dd8b-441d-b7dc-c446c9fa0e69@98a79ebe-74bf-4e07-a017-7b410848cb32')/Events('AAMkADU5CCmSAAA=')/Attachments('AAMkADU5CCmSAAANZAlYPeyQByv7Y=')
Content-Length: 0"#;

const ID: &str = "AAMkADI5MAAIT3drCAAABEgAQANAqbAe7qaROhYdTnUQwXm0=";

fn replay(item: OutlookItem) -> Replay {
    let mut replay = Replay::new(item, Version::V1, 3_483_322, 2_097_152);
    replay.nothing_there();
    replay
}

fn message() -> Replay {
    replay(OutlookItem::message(None, None, "AAMkADI5MAAIT3drCAAA=", "flower").expect("lawful"))
}

/// microsoftgraph/microsoft-graph-docs-contrib: api-reference/v1.0/api/attachment-createuploadsession.md, example 1. Its
/// upload URL has another version and another session than the walk-through's.
#[test]
fn create() {
    let edits = [("/api/v2.0/", "/api/v1.0/"), ("IT3k0tAAA", "IT3k0uAAA")];
    let mut replay = message();
    replay.sends_with_token(CREATE);
    replay.answers(&edited(CREATED, &edits));
    assert_eq!(replay.upload.expires(), Some("2019-09-25T01:09:30.7671707Z"));
    replay.sends(&edited(FIRST, &edits));
}

/// The same page, example 2.
#[test]
fn create_for_an_inline_attachment() {
    let mut item = OutlookItem::message(None, None, "AAMkAGUwNjQ4ZjIxLTQ3Y2YtNDViMi1iZjc4LTMA=", "scenary")
        .expect("lawful");
    item.set(Property::Inline(true)).expect("messages have it");
    item.set(Property::ContentId("my_inline_picture".into())).expect("messages have it");
    let mut replay = Replay::new(item, Version::V1, 7_208_534, 2_097_152);
    replay.nothing_there();
    replay.sends_with_token(
        r#"POST https://graph.microsoft.com/v1.0/me/messages/AAMkAGUwNjQ4ZjIxLTQ3Y2YtNDViMi1iZjc4LTMA=/attachments/createUploadSession
Content-type: application/json

{
  "AttachmentItem": {
    "attachmentType": "file",
    "name": "scenary", 
    "size": 7208534,
    "isInline": true,
    "contentId": "my_inline_picture"
  }
}"#,
    );
    replay.answers(
        r#"HTTP/1.1 201 Created
Content-type: application/json

{
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.uploadSession",
    "uploadUrl": "https://outlook.office.com/api/gv1.0/users('a8e8e219-4931-95c1-b73d-62626fd79c32@72aa88bf-76f0-494f-91ab-2d7cd730db47')/messages('AAMkAGUwNjQ4ZjIxLTQ3Y2YtNDViMi1iZjc4LTMA=')/AttachmentSessions('AAMkAGUwNjQ4ZjIxLTAAA=')?authtoken=eyJhbGciOiJSUzI1NiIsImtpZCI6IjFTeXQ1bXdXYVh5UFJ",
    "expirationDateTime": "2021-12-27T14:20:12.9708933Z",
    "nextExpectedRanges": [
        "0-"
    ]
}"#,
    );
    assert_eq!(replay.upload.expires(), Some("2021-12-27T14:20:12.9708933Z"));
    // The page ends here.
    let put = replay.next();
    let url = "https://outlook.office.com/api/gv1.0/users('a8e8e219-4931-95c1-b73d-62626fd79c32@72aa88bf-76f0-494f-91ab-2d7cd730db47')/messages('AAMkAGUwNjQ4ZjIxLTQ3Y2YtNDViMi1iZjc4LTMA=')/AttachmentSessions('AAMkAGUwNjQ4ZjIxLTAAA=')?authtoken=eyJhbGciOiJSUzI1NiIsImtpZCI6IjFTeXQ1bXdXYVh5UFJ";
    assert_eq!((put.url.expose(), put.token), (url, false));
}

#[test]
fn walkthrough_with_a_message() {
    let mut replay = message();
    replay.sends_with_token(CREATE);
    replay.answers(CREATED);
    replay.sends(FIRST);
    replay.answers(PROGRESS);
    assert_eq!(replay.upload.position().confirmed, 2_097_152);
    replay.sends(LAST);
    // The page has an empty line before the headers.
    replay.answers(&edited(STORED, &[("\n\n", "\n")]));
    let item = replay.done();
    assert_eq!(item.id, ID);
    assert!(STORED.contains(&format!("Location: {}\n", item.location)));
}

#[test]
fn walkthrough_with_an_event() {
    let mut replay = replay(OutlookItem::event(None, None, "AAMkADU5CCmSAAA=", "flower").expect("lawful"));
    replay.sends_with_token(EVENT_CREATE);
    replay.answers(EVENT_CREATED);
    assert_eq!(replay.upload.expires(), Some("2020-02-22T02:46:56.7410786Z"));
    replay.sends(EVENT_FIRST);
    replay.answers(EVENT_PROGRESS);
    replay.sends(EVENT_LAST);
    replay.answers(&edited(EVENT_STORED, &[("\n\n", "\n")]));
    assert_eq!(replay.id(), "AAMkADU5CCmSAAANZAlYPeyQByv7Y=");
}

#[test]
fn cancel() {
    let mut replay = message();
    replay.sends_with_token(CREATE);
    replay.answers(CREATED);
    replay.is_discarded(DELETE, false, DELETED);
}

/// The page asks for the metadata of an attachment whose id it has. The library looks only when it has none, so it asks
/// for the list, and finds there what the page shows: a size that is not the file's.
#[test]
fn the_size_in_the_metadata_is_no_mismatch() {
    let mut replay = message();
    replay.sends_with_token(CREATE);
    replay.answers(CREATED);
    replay.sends(FIRST);
    replay.answers(PROGRESS);
    replay.sends(LAST);
    replay.is_silent();
    replay.left_out("HTTP/1.1 404 Not Found");
    let look = replay.left_out(&format!("HTTP/1.1 200 OK\n\n{{\"value\":[{METADATA}]}}"));
    assert_eq!(
        look.url.expose(),
        "https://graph.microsoft.com/v1.0/me/messages/AAMkADI5MAAIT3drCAAA=/attachments?$select=id,name,size,lastModifiedDateTime"
    );
    let item = replay.done();
    assert_eq!((item.id.as_str(), item.size, item.recovered), (ID, Some(3_640_066), true));
}
