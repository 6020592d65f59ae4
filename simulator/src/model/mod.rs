//! The service without sockets, clock, threads or randomness: a request and the time in, a response out.
//!
//! One file per kind (`todo`), one per thing that kinds share (`session`, `piece`, `attachments`, …).
//! File bytes are described, not held: see [`content`].

pub mod attachments;
pub mod blobs;
pub mod config;
pub mod content;
pub mod failure;
mod inline;
pub mod kind;
pub mod message;
mod piece;
mod query;
pub mod quickxor;
pub mod session;
mod text;
mod todo;

use attachments::{Attachment, Attachments};
use blobs::{Blob, Blobs};
use config::Config;
use content::Content;
use failure::{Answer, Failure};
use message::{Body, Head, Request, Response, Role};
use session::{SessionView, Sessions};
use todo::TodoTarget;

/// The service's state.
#[derive(Debug)]
pub struct Model {
    config: Config,
    made: u64,
    blobs: Blobs,
    attachments: Attachments,
    todo: Sessions<TodoTarget>,
    violations: Vec<String>,
}

/// A request on its way through the model.
struct Call<'a> {
    now_ms: u64,
    request: &'a Request,
    /// `v1.0` or `beta`.
    version: &'a str,
    /// The path after the version, each segment unescaped once.
    parts: &'a [&'a str],
}

impl Call<'_> {
    fn method(&self) -> &str {
        &self.request.head.method
    }
}

impl Model {
    /// A service in which nothing is stored yet.
    pub fn new(config: Config) -> Model {
        Model {
            config,
            made: 0,
            blobs: Blobs::default(),
            attachments: Attachments::default(),
            todo: Sessions::new(),
            violations: Vec::new(),
        }
    }

    /// What was configured; may be changed between requests.
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// What was configured.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Keeps the bytes of a request's body and names them.
    pub fn add_blob(&mut self, blob: Blob) -> Content {
        self.blobs.add(blob)
    }

    /// The bytes of a content, if they were kept.
    pub fn bytes(&self, content: &Content) -> Option<Vec<u8>> {
        self.blobs.bytes(content)
    }

    /// Answers a request that arrived at `now_ms` (Unix milliseconds; virtual time is fine).
    pub fn handle(&mut self, now_ms: u64, request: &Request) -> Response {
        let answer = self.route(now_ms, request);
        let ended = answer.as_ref().map_or(true, |r| r.status == 204);
        let request_id = self.guid();
        let client_id = request.head.header("client-request-id");
        let mut response =
            answer.unwrap_or_else(|failure| failure.into_response(now_ms, &request_id, client_id));
        response.headers.push(("request-id".into(), request_id.clone()));
        response.headers.push(("client-request-id".into(), client_id.unwrap_or(&request_id).into()));
        response.headers.push(("Date".into(), text::http_date(now_ms)));
        if ended {
            self.forget_unused();
        }
        response
    }

    /// Uses another token from now on; the old one is answered with 401.
    pub fn set_token(&mut self, token: impl Into<String>) {
        self.config.token = token.into();
    }

    /// The open sessions, by kind and id.
    pub fn sessions(&self) -> Vec<SessionView> {
        self.todo.values().map(|session| session.view("todo")).collect()
    }

    /// What the task of a user has attached, the not yet visible included.
    pub fn todo_attachments(&self, user: &str, list: &str, task: &str) -> &[Attachment] {
        self.attachments.of(&self.todo_owner(user, list, task))
    }

    /// What clients did that they must never do, such as sending a token to an upload host.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }

    /// Forgets the session that the head's URL belongs to, as if it had expired.
    pub fn forget_session(&mut self, head: &Head) {
        let found = self.todo_session_id(head);
        found.and_then(|id| self.todo.remove(&id));
        self.forget_unused();
    }

    /// Forgets what the session that the head's URL belongs to holds from `length` on.
    pub fn rewind_session(&mut self, head: &Head, length: u64) {
        if let Some(session) = self.todo_session_id(head).and_then(|id| self.todo.get_mut(&id)) {
            session.content.truncate(length);
        }
    }

    fn route(&mut self, now_ms: u64, request: &Request) -> Answer {
        match request.head.role {
            Role::Graph => self.graph(now_ms, request),
            role => Err(Failure::new(
                404,
                "itemNotFound",
                format!("Nothing is here on the {} host.", role.name()),
            )),
        }
    }

    fn graph(&mut self, now_ms: u64, request: &Request) -> Answer {
        self.check_token(&request.head)?;
        let path = request.head.path().strip_prefix('/').unwrap_or_default();
        let parts: Option<Vec<String>> = path.split('/').map(text::unescape).collect();
        let parts = parts.ok_or_else(|| Failure::bad_request("The URL is not well-formed."))?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (version, parts) = match parts.as_slice() {
            [version @ ("v1.0" | "beta"), parts @ ..] => (*version, parts),
            _ => return Err(Failure::bad_request("Invalid version: use v1.0 or beta.")),
        };
        if parts.contains(&"") {
            return Err(Failure::bad_request("Empty Path Segment encountered in the request URL."));
        }
        let call = Call { now_ms, request, version, parts };
        match parts {
            ["me", "todo", ..] | ["users", _, "todo", ..] => self.todo(&call),
            _ => Err(no_segment(parts)),
        }
    }

    fn check_token(&self, head: &Head) -> Result<(), Failure> {
        let token = head.header("authorization").map(|value| value.split_once(' ').unwrap_or((value, "")));
        match token {
            None => Err(Failure::unauthenticated("Access token is empty.")),
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && token == self.config.token => {
                Ok(())
            }
            Some(_) => Err(Failure::unauthenticated("Lifetime validation failed, the token is expired.")),
        }
    }

    /// The id of the user that a path means.
    fn user_id(&self, name: &str) -> String {
        let User { guid, upn } = &self.config.user;
        if name == "me" || name.eq_ignore_ascii_case(upn) { guid.clone() } else { name.to_owned() }
    }

    fn next_number(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// A number that cannot be guessed from the last one, for ids and secrets: splitmix64 of seed and counter.
    fn next_secret(&mut self) -> u64 {
        let mut z = self.config.seed.wrapping_add(self.next_number().wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn guid(&mut self) -> String {
        let (high, number) = (self.next_secret(), self.made);
        format!("{:08x}-{:04x}-4000-8000-{number:012x}", high >> 32, high & 0xFFFF)
    }

    /// The id of a new attachment: unique, and shaped like Exchange's.
    fn attachment_id(&mut self) -> String {
        let secret = self.next_secret();
        format!("AAMkADY{secret:016x}{:04}{}", self.made, self.config.id_tail)
    }

    fn forget_unused(&mut self) {
        let open = self.todo.values().map(|session| &session.content);
        self.blobs.keep_only(open.chain(self.attachments.contents()));
    }
}

use config::User;

fn no_segment(parts: &[&str]) -> Failure {
    let last = parts.last().copied().unwrap_or_default();
    Failure::bad_request(format!("Resource not found for the segment '{last}'."))
}

/// A request's body as JSON.
fn json_body(request: &Request) -> Result<serde_json::Value, Failure> {
    let content_type = request.head.header("content-type").unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Failure::new(
            415,
            "UnsupportedMediaType",
            "The Content-Type header must be application/json.",
        ));
    }
    let Body::Text(text) = &request.body else {
        return Err(Failure::bad_request("Empty Payload. JSON content expected."));
    };
    serde_json::from_slice(text)
        .map_err(|_| Failure::bad_request("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."))
}
