//! The exchanges of the service's own documents, replayed as text: the requests that the library makes equal the
//! documented ones field by field, and the documented responses lead to the documented ids and positions.
//!
//! Requests and responses stand here as their pages print them. Where a page has a placeholder or errs, [`edited`] changes
//! that very place, and the comment beside it says why. The core is asked for its steps directly, so nothing between it
//! and the documents can hide a difference. What the documents leave out of every example is checked once, in
//! `REQUIRED_EVERYWHERE`.

mod drive;
mod errors;
mod outlook;
mod print;
mod todo;

use std::ops::Range;
use std::sync::Arc;

use graph_upload_core::error::Error;
use graph_upload_core::graph::clouds::GLOBAL_GRAPH;
use graph_upload_core::graph::endpoint::{Endpoint, Version};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::request::{Body, Purpose, Request};
use graph_upload_core::graph::response::{BodyEnd, Cause, NoResponse, Response, Sent};
use graph_upload_core::kinds::{Adopted, Rules, Target};
use graph_upload_core::policy::baseline::RoundTrips;
use graph_upload_core::policy::retry::{Millis, Policy};
use graph_upload_core::upload::{Grant, Input, Machine, Output, Plan, TokenAnswer, Window};
use serde_json::Value;

/// Headers that the examples leave out and the pages around them ask for.
const REQUIRED_EVERYWHERE: [&str; 4] = ["Accept", "Accept-Encoding", "User-Agent", "client-request-id"];

/// Plays both sides' documented parts.
struct Replay {
    upload: Machine,
    size: u64,
    now: Millis,
}

impl Replay {
    /// An upload in pieces of the size that the document sends.
    fn new(target: impl Target + 'static, version: Version, size: u64, piece: u64) -> Self {
        let mut upload = Machine::new(plan(target, version, size, piece));
        upload.handle(0, Input::Finish);
        Self { upload, size, now: 0 }
    }

    /// Goes on with a session that the document does not create.
    fn adopt(rules: &'static Rules, url: &str, size: u64, piece: u64) -> Self {
        let plan = plan(Adopted(rules), Version::V1, size, piece);
        Self { upload: Machine::adopt(plan, url).expect("a lawful upload URL"), size, now: 0 }
    }

    fn handle(&mut self, input: Input<'_>) {
        self.upload.handle(self.now, input);
    }

    /// What the library does next, waits included.
    fn step(&mut self) -> Output {
        self.handle(Input::Offer(Window { start: 0, end: self.size }));
        loop {
            let answer = match self.upload.poll(self.now) {
                Output::Event(_) => continue,
                Output::Permit(_) => Input::Permit(Grant::Now),
                Output::Token { rejected: false, .. } => Input::Token(TokenAnswer::Ready),
                Output::Persist => Input::Persisted(Ok(())),
                output => return output,
            };
            self.handle(answer);
        }
    }

    /// The next request, after the wait for it.
    fn next(&mut self) -> Request {
        match self.step() {
            Output::Wait { until, .. } => {
                self.now = until;
                self.next()
            }
            Output::Send(request) => request,
            other => panic!("a request was due, not {other:?}"),
        }
    }

    /// The bytes of the next request, which no document shows.
    fn next_bytes(&mut self) -> Range<u64> {
        match &self.next().body {
            Body::Bytes(range) => range.clone(),
            other => panic!("bytes were due, not {other:?}"),
        }
    }

    /// Passes over an exchange that the document leaves out.
    fn left_out(&mut self, response: &str) -> Request {
        let request = self.next();
        self.answers(response);
        request
    }

    /// Passes over the look at what stands at the target, which no document shows.
    fn nothing_there(&mut self) {
        self.left_out("HTTP/1.1 200 OK\n\n{\"value\":[]}");
    }

    /// Passes over what follows a refused last piece: the session is asked, and the file looked for.
    fn holds_all_and_is_not_there(&mut self, absent: &str) {
        let asked = self.left_out("HTTP/1.1 200 OK\n\n{\"nextExpectedRanges\":[]}");
        let looked = self.left_out(absent);
        assert_eq!((asked.purpose, looked.purpose), (Purpose::Status, Purpose::LookUp));
    }

    /// The next request is the documented one, and the Graph token goes along.
    fn sends_with_token(&mut self, documented: &str) {
        self.sends_what(documented, true);
    }

    /// The next request is the documented one, and the Graph token does not go along.
    fn sends(&mut self, documented: &str) {
        self.sends_what(documented, false);
    }

    fn sends_what(&mut self, documented: &str, token: bool) {
        let request = self.next();
        let (line, headers, body) = parse(documented);
        assert_eq!(format!("{} {}", request.method.as_str(), request.url.expose()), line);
        assert_eq!(request.token, token, "{line}: the token");
        for name in REQUIRED_EVERYWHERE {
            // The last one is Graph's; other hosts have no use for it.
            let due = name != "client-request-id" || line.contains(GLOBAL_GRAPH);
            assert_eq!(request.header(name).is_some_and(|value| !value.is_empty()), due, "{line}: {name}");
        }
        compare_headers(&request, headers, line);
        compare_bodies(&request, body, line);
    }

    /// The documented response comes.
    fn answers(&mut self, documented: &str) {
        let (line, headers, body) = parse(documented);
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let response = Response { status, headers, body: body.into(), end: BodyEnd::Whole, early: false };
        self.handle(Input::Response(&response));
    }

    /// No response comes to a request that has left whole.
    fn is_silent(&mut self) {
        let lost = NoResponse::new(Cause::Closed, Sent::All);
        self.handle(Input::NoResponse(&lost));
    }

    fn done(&mut self) -> Item {
        match self.step() {
            Output::Done(item) => item,
            other => panic!("the upload was to be done, not {other:?}"),
        }
    }

    fn id(&mut self) -> String {
        self.done().id
    }

    fn failed(&mut self) -> Error {
        match self.step() {
            Output::Failed(error) => error,
            other => panic!("the upload was to fail, not {other:?}"),
        }
    }

    fn paused(&mut self) -> Error {
        match self.step() {
            Output::Paused(error) => error,
            other => panic!("the upload was to pause, not {other:?}"),
        }
    }

    /// The caller discards the upload, with the documented request and response.
    fn is_discarded(&mut self, request: &str, token: bool, response: &str) {
        self.handle(Input::Discard);
        self.sends_what(request, token);
        self.answers(response);
        assert_eq!(self.step(), Output::Discarded);
    }
}

fn plan(target: impl Target + 'static, version: Version, size: u64, piece: u64) -> Plan {
    Plan {
        target: Arc::new(target),
        endpoint: Arc::new(Endpoint::new(GLOBAL_GRAPH, version, "test", false).expect("lawful")),
        size,
        policy: Policy::default(),
        piece: Some(piece),
        round_trips: RoundTrips::ALL,
        seed: 1,
    }
}

/// Changes places of a document's text. Each must be there, and only once.
fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (old, new)| {
        assert_eq!(text.matches(old).count(), 1, "{old} in {text}");
        text.replace(old, new)
    })
}

/// The drive and print pages send bytes without `Content-Type`, which they do not forbid. The library sends the one that
/// the pages of the other kinds require
/// (microsoftgraph/microsoft-graph-docs-contrib: concepts/outlook-large-attachments.md, concepts/todo-attachments.md).
fn typed(put: &str) -> String {
    edited(put, &[("Content-Length:", "Content-Type: application/octet-stream\nContent-Length:")])
}

/// The first line, the headers, and what follows the empty line.
fn parse(text: &str) -> (&str, Vec<(&str, &str)>, &str) {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
    let headers = headers.lines().map(|line| line.split_once(": ").expect("a header"));
    (line, headers.collect(), body)
}

/// Names are equal in any case, and their order means nothing (RFC 9110 sections 5.1 and 5.3); the pages vary in both.
fn compare_headers(request: &Request, documented: Vec<(&str, &str)>, line: &str) {
    let sorted = |headers: Vec<(&str, &str)>| {
        let mut headers: Vec<_> =
            headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), (*value).to_owned())).collect();
        headers.sort();
        headers
    };
    let ours = request.headers.iter().map(|(name, value)| (*name, value.as_str()));
    let ours = ours.filter(|(name, _)| !REQUIRED_EVERYWHERE.contains(name)).collect();
    let mut theirs = documented;
    let length = request.body.len().to_string();
    if let Body::Text(_) = request.body {
        // The examples give no length for JSON.
        theirs.push(("Content-Length", &length));
    }
    assert_eq!(sorted(ours), sorted(theirs), "{line}");
}

fn compare_bodies(request: &Request, documented: &str, line: &str) {
    match &request.body {
        Body::Empty => assert_eq!(documented, "", "{line}"),
        Body::Text(ours) => {
            let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON").to_string();
            assert_eq!(parse(ours), parse(documented), "members and their order: {line}");
        }
        Body::Bytes(range) => {
            // The pages name the bytes in angle brackets, some of them within braces.
            let name = documented.trim_matches(|c: char| "{}<>".contains(c) || c.is_whitespace());
            let bytes = format!("bytes {}-{}", range.start, range.end - 1);
            assert!(name.starts_with(&bytes) || name.starts_with("final bytes"), "{line}: {name}");
            let header = request.header("Content-Range").expect("a range");
            assert!(header.starts_with(&format!("{bytes}/")), "{line}: {header} for {bytes}");
        }
        other => panic!("{line}: a kind of body that no document shows: {other:?}"),
    }
}
