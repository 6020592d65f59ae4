//! The exchanges of the service's own documents, replayed as text: the requests that the library makes equal the
//! documented ones field by field, and the documented replies lead to the documented ids.
//!
//! The core is asked for its steps directly, so nothing between it and the documents can hide a difference. What the
//! documents leave out of every example is checked once, in `REQUIRED_EVERYWHERE`.

use std::sync::Arc;

use graph_upload::protocol::clouds::GLOBAL_GRAPH;
use graph_upload::protocol::endpoint::{Endpoint, Version};
use graph_upload::protocol::reply::{BodyEnd, Reply};
use graph_upload::protocol::request::{Body, Request};
use graph_upload::protocol::retry::Policy;
use graph_upload::protocol::{Plan, Step, Upload, Window};
use graph_upload::target::{Target, TodoTask};
use serde_json::Value;

/// Headers that the examples leave out and the pages around them ask for.
const REQUIRED_EVERYWHERE: [&str; 3] = ["Accept", "User-Agent", "client-request-id"];

const SESSION: &str = "users/6f9a2a92-8527-4d64-837e-b5312852f36d/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=";

/// A documented request: request line, headers, and a JSON body or the range of bytes that it stands for.
struct Documented {
    line: String,
    headers: Vec<(&'static str, String)>,
    body: DocumentedBody,
    token: bool,
}

enum DocumentedBody {
    None,
    Json(&'static str),
    Bytes(std::ops::Range<u64>),
}

/// Plays both sides' documented parts.
struct Replay {
    upload: Upload,
    size: u64,
}

impl Replay {
    fn new(target: impl Target + 'static, version: Version, size: u64) -> Self {
        let plan = Plan {
            target: Arc::new(target),
            endpoint: Arc::new(Endpoint::new(GLOBAL_GRAPH, version, "test", false).expect("lawful")),
            size,
            policy: Policy::default(),
            // The documents send 2 MiB first.
            piece: Some(2_097_152),
            seed: 1,
        };
        Self { upload: Upload::new(plan), size }
    }

    fn next(&mut self) -> Request {
        match self.upload.step(0, Window { start: 0, end: self.size }) {
            Step::Request(request) => request,
            other => panic!("a request was due, not {other:?}"),
        }
    }

    /// Answers the look at what stands at the target, which no document shows.
    fn nothing_there(&mut self) {
        self.next();
        self.reply(200, &[], r#"{"value":[]}"#);
    }

    fn expect(&mut self, documented: Documented) {
        let request = self.next();
        let line = format!("{} {}", request.method.as_str(), request.url.expose());
        assert_eq!(line, documented.line);
        assert_eq!(request.token, documented.token, "{line}");
        let ours: Vec<_> = request
            .headers
            .iter()
            .filter(|(name, _)| !REQUIRED_EVERYWHERE.contains(name))
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        let mut theirs = documented.headers;
        if let (DocumentedBody::Json(_), Body::Text(text)) = (&documented.body, &request.body) {
            // The examples give no length for JSON, or one that is not that of the body shown.
            theirs.push(("Content-Length", text.len().to_string()));
        }
        assert_eq!(ours, theirs, "{line}");
        for name in REQUIRED_EVERYWHERE {
            assert!(request.header(name).is_some_and(|value| !value.is_empty()), "{line}: {name}");
        }
        match (documented.body, request.body) {
            (DocumentedBody::None, Body::Empty) => {}
            (DocumentedBody::Json(theirs), Body::Text(ours)) => {
                let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
                assert_eq!(
                    parse(&ours).to_string(),
                    parse(theirs).to_string(),
                    "members and their order: {line}"
                );
            }
            (DocumentedBody::Bytes(theirs), Body::Bytes(ours)) => assert_eq!(ours, theirs, "{line}"),
            (_, ours) => panic!("{line}: another kind of body: {ours:?}"),
        }
    }

    fn reply(&mut self, status: u16, headers: &[(&str, &str)], body: &str) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let reply = Reply { status, headers, body: body.as_bytes().to_vec(), end: BodyEnd::Whole };
        self.upload.on_reply(0, &reply);
    }

    fn id(&mut self) -> String {
        match self.upload.step(0, Window { start: 0, end: self.size }) {
            Step::Done(item) => item.id,
            other => panic!("the upload was to be done, not {other:?}"),
        }
    }
}

fn flower() -> TodoTask {
    TodoTask::new(None, "AAMDiFkfh=", "AAMkADliMm=", "flower").expect("lawful")
}

fn create(version: &str, body: &'static str) -> Documented {
    Documented {
        line: format!(
            "POST https://graph.microsoft.com/{version}/me/todo/lists/AAMDiFkfh=/tasks/AAMkADliMm=/attachments/createUploadSession"
        ),
        headers: vec![("Content-Type", "application/json".into())],
        body: DocumentedBody::Json(body),
        token: true,
    }
}

fn put(url: String, range: std::ops::Range<u64>, total: u64) -> Documented {
    Documented {
        line: format!("PUT {url}"),
        headers: vec![
            ("Content-Type", "application/octet-stream".into()),
            ("Content-Length", (range.end - range.start).to_string()),
            ("Content-Range", format!("bytes {}-{}/{total}", range.start, range.end - 1)),
        ],
        body: DocumentedBody::Bytes(range),
        token: true,
    }
}

/// The reply of both pages that show a creation; they differ in the version alone.
fn created(version: &str) -> String {
    format!(
        r#"{{
    "@odata.context": "https://graph.microsoft.com/{version}/$metadata#microsoft.graph.uploadSession",
    "uploadUrl": "https://graph.microsoft.com/{version}/{SESSION}/attachmentSessions/AAMkADliMm=",
    "expirationDateTime": "2022-06-09T10:45:27.4324526Z",
    "nextExpectedRanges": [
        "0-"
    ]
}}"#
    )
}

const PROGRESS: &str = r#"{
  "ExpirationDateTime":"2022-06-09T10:45:27.4324526Z",
  "NextExpectedRanges":["2097152"]
}"#;

const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];

/// microsoftgraph/microsoft-graph-docs-contrib: api-reference/v1.0/api/taskfileattachment-createuploadsession.md
#[test]
fn to_do_create_v1() {
    let mut replay = Replay::new(flower(), Version::V1, 3_483_322);
    replay.nothing_there();
    replay.expect(create(
        "v1.0",
        r#"{ "attachmentInfo": { "attachmentType": "file", "name": "flower", "size": 3483322 } }"#,
    ));
    replay.reply(200, JSON, &created("v1.0"));
    assert_eq!(replay.upload.expires(), Some("2022-06-09T10:45:27.4324526Z"));
    let session =
        format!("https://graph.microsoft.com/v1.0/{SESSION}/attachmentSessions/AAMkADliMm=/content");
    replay.expect(put(session, 0..2_097_152, 3_483_322));
}

const BETA_BODY: &str = r#"{ "attachmentInfo": { "@odata.type": "microsoft.graph.attachmentInfo",
    "attachmentType": "file", "name": "flower", "size": 3483322 } }"#;

/// microsoftgraph/microsoft-graph-docs-contrib: concepts/todo-attachments.md. Its prose says 201 for the creation, its
/// example 200; both are played.
#[test]
fn to_do_walkthrough() {
    for status in [200, 201] {
        let session =
            format!("https://graph.microsoft.com/beta/{SESSION}/attachmentSessions/AAMkADliMm=/content");
        let mut replay = Replay::new(flower(), Version::Beta, 3_483_322);
        replay.nothing_there();
        replay.expect(create("beta", BETA_BODY));
        replay.reply(status, JSON, &created("beta"));
        replay.expect(put(session.clone(), 0..2_097_152, 3_483_322));
        replay.reply(200, &[("Content-type", "application/json")], PROGRESS);
        replay.expect(put(session, 2_097_152..3_483_322, 3_483_322));
        let location = format!(
            "https://graph.microsoft.com/beta/{SESSION}/Attachments/AAMkADI5MAAIT3drCAAABEgAQANAqbAe7qaROhYdTnUQwXm0="
        );
        replay.reply(201, &[("Location", &location), ("Content-Length", "0")], "");
        assert_eq!(replay.id(), "AAMkADI5MAAIT3drCAAABEgAQANAqbAe7qaROhYdTnUQwXm0=");
    }
}

/// The same page: cancelling.
#[test]
fn to_do_cancel() {
    let mut replay = Replay::new(flower(), Version::Beta, 3_483_322);
    replay.nothing_there();
    replay.expect(create("beta", BETA_BODY));
    replay.reply(200, JSON, &created("beta"));
    replay.upload.discard();
    replay.expect(Documented {
        line: format!("DELETE https://graph.microsoft.com/beta/{SESSION}/attachmentSessions/AAMkADliMm="),
        headers: vec![],
        body: DocumentedBody::None,
        // The example shows no token, but says of the PUT on the same URL that it needs one.
        token: true,
    });
    replay.reply(204, &[], "");
    assert_eq!(replay.upload.step(0, Window { start: 0, end: 0 }), Step::Discarded);
}

/// The page's revision of 2022 (microsoftgraph/microsoft-graph-docs:
/// api-reference/beta/api/taskFileAttachment-createuploadsession.md): the bare URL for bytes, and an id in quotes.
/// Today's URL is tried first, so the replay begins with the refusal of a service that does not know it yet.
#[test]
fn to_do_as_documented_in_2022() {
    let session = format!("https://graph.microsoft.com/beta/{SESSION}/attachmentSessions/AAMkADliMm=");
    let mut replay = Replay::new(flower(), Version::Beta, 3_483_322);
    replay.nothing_there();
    replay.expect(create("beta", BETA_BODY));
    replay.reply(200, JSON, &created("beta"));
    replay.expect(put(format!("{session}/content"), 0..2_097_152, 3_483_322));
    replay.reply(404, &[], "");
    replay.expect(put(session.clone(), 0..2_097_152, 3_483_322));
    replay.reply(200, JSON, PROGRESS);
    replay.expect(put(session, 2_097_152..3_483_322, 3_483_322));
    let location = format!(
        "https://graph.microsoft.com/beta/{SESSION}/Attachments('AAMkADI5MAAIT3drCAAABEgAQANAqbAe7qaROhYdTnUQwXm0=')"
    );
    replay.reply(201, &[("Location", &location), ("Content-Length", "0")], "");
    assert_eq!(replay.id(), "AAMkADI5MAAIT3drCAAABEgAQANAqbAe7qaROhYdTnUQwXm0=");
}
