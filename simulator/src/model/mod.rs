//! The service without sockets, clock, threads or randomness: takes a request and the time, returns
//! a response.
//!
//! One file per kind (`todo`, `outlook`, `drive`, `print`), one per concept that kinds share
//! (`session`, `piece`, `attachments`, …). File bytes are described, not held: see [`content`].

mod address;
mod attached;
pub mod attachments;
pub mod blobs;
mod changes;
pub mod config;
pub mod content;
mod content_range;
mod date_time;
pub mod drive;
mod entity_types;
pub mod failure;
mod files;
pub mod forms;
pub(crate) mod ids;
mod inline;
pub mod kind;
mod limits;
pub mod message;
mod others;
pub mod outlook;
mod piece;
pub mod print;
mod query;
pub mod quickxor;
pub mod rules;
pub mod session;
mod settle;
mod tempauth;
pub(crate) mod text;
mod throttle;
pub mod todo;
mod tolerated;

mod upload_info;

use address::{CREATE, Path};
use attachments::{Attachment, Attachments};
use blobs::{Blob, Blobs};
use changes::Changes;
use config::{Config, User};
use content::Content;
use drive::{DriveTarget, Drives};
use failure::{Answer, Failure};
pub use files::FileView;
use message::{Body, Head, Request, Response, Role};
use outlook::OutlookTarget;
use print::{Print, PrintTarget};
use session::{Session, SessionView, Sessions, Target};
use todo::TodoTarget;

/// The service's state.
#[derive(Debug, Clone)]
pub struct Model {
    config: Config,
    made: u64,
    blobs: Blobs,
    attachments: Attachments,
    todo: Sessions<TodoTarget>,
    outlook: Sessions<OutlookTarget>,
    drives: Drives,
    print: Print,
    changes: Changes,
    violations: Vec<String>,
    commit_takes_ms: Option<u64>,
    windows: Vec<throttle::Window>,
    used: limits::Used,
}

/// A request being handled.
struct Call<'a> {
    now_ms: u64,
    request: &'a Request,
    /// `v1.0` or `beta`.
    version: &'a str,
    /// The segments after the version; none for a path into a drive.
    parts: &'a [&'a str],
}

impl Call<'_> {
    fn method(&self) -> &str {
        &self.request.head.method
    }
}

impl Model {
    /// A service without stored files.
    pub fn new(config: Config) -> Model {
        Model {
            config,
            made: 0,
            blobs: Blobs::default(),
            attachments: Attachments::default(),
            todo: Sessions::new(),
            outlook: Sessions::new(),
            drives: Drives::default(),
            print: Print::default(),
            changes: Changes::default(),
            violations: Vec::new(),
            commit_takes_ms: None,
            windows: Vec::new(),
            used: limits::Used::default(),
        }
    }

    /// The configuration; may be changed between requests.
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Stores the bytes of a request's body and describes them.
    pub fn add_blob(&mut self, blob: Blob) -> Content {
        self.blobs.add(blob)
    }

    /// The bytes of a content, if they were kept.
    pub fn bytes(&self, content: &Content) -> Option<Vec<u8>> {
        self.blobs.bytes(content)
    }

    /// Handles a request that arrived at `now_ms` (Unix milliseconds; virtual time is fine).
    pub fn handle(&mut self, now_ms: u64, request: &Request) -> Response {
        self.settle(now_ms);
        let answer = self.route(now_ms, request);
        self.commit_takes_ms = None;
        let ended = answer.as_ref().map_or(true, |r| r.status == 204);
        let request_id = self.guid();
        let client_id = request.head.header("client-request-id");
        let mut response =
            answer.unwrap_or_else(|failure| failure.into_response(now_ms, &request_id, client_id));
        response.headers.push(("request-id".into(), request_id.clone()));
        response.headers.push(("client-request-id".into(), client_id.unwrap_or(&request_id).into()));
        self.tell_units(now_ms, &request.head, &mut response);
        let date_ms = now_ms.saturating_add_signed(self.config.date_shift_ms);
        response.headers.push(("Date".into(), text::http_date(date_ms)));
        if ended {
            self.forget_unused();
        }
        response
    }

    /// Replaces the token; the old one is then refused with 401.
    pub fn set_token(&mut self, token: impl Into<String>) {
        self.config.token = token.into();
    }

    /// The open sessions, by kind and id.
    pub fn sessions(&self) -> Vec<SessionView> {
        let todo = self.todo.values().map(Session::view);
        let outlook = self.outlook.values().map(Session::view);
        let drive = self.drives.sessions.values().map(Session::view);
        let print = self.print.sessions.values().map(Session::view);
        todo.chain(outlook).chain(drive).chain(print).collect()
    }

    /// The attachments of a user's task, including those not yet visible.
    pub fn todo_attachments(&self, user: &str, list: &str, task: &str) -> &[Attachment] {
        self.attachments.of(&self.todo_owner(user, list, task))
    }

    /// What clients did that they must never do, such as sending the token to an upload host.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }

    /// The kind and the id of the session of the head's URL.
    pub fn session_at(&self, head: &Head) -> Option<(&'static str, String)> {
        match head.role {
            Role::Graph => self.todo_session_id(head).map(|id| (TodoTarget::KIND, id)),
            Role::Outlook => self.outlook_session_id(head).map(|id| (OutlookTarget::KIND, id)),
            Role::Print => self.print_session_id(head).map(|id| (PrintTarget::KIND, id)),
            Role::SharePoint | Role::Personal => {
                self.drive_session_id(head).map(|id| (DriveTarget::KIND, id))
            }
        }
    }

    /// Forgets the session of the head's URL, as if it had expired.
    pub fn forget_session(&mut self, head: &Head) {
        match head.role {
            Role::Graph => drop(self.todo_session_id(head).map(|id| self.todo.remove(&id))),
            Role::Outlook => drop(self.outlook_session_id(head).map(|id| self.outlook.remove(&id))),
            Role::Print => drop(self.print_session_id(head).map(|id| self.print.sessions.remove(&id))),
            Role::SharePoint | Role::Personal => {
                drop(self.drive_session_id(head).map(|id| self.drives.sessions.remove(&id)));
            }
        }
        self.forget_unused();
    }

    /// Drops the bytes from `length` on in the session of the head's URL.
    pub fn rewind_session(&mut self, head: &Head, length: u64) {
        let content = match head.role {
            Role::Graph => {
                self.todo_session_id(head).and_then(|id| Some(&mut self.todo.get_mut(&id)?.content))
            }
            Role::Outlook => {
                self.outlook_session_id(head).and_then(|id| Some(&mut self.outlook.get_mut(&id)?.content))
            }
            Role::Print => self
                .print_session_id(head)
                .and_then(|id| Some(&mut self.print.sessions.get_mut(&id)?.content)),
            Role::SharePoint | Role::Personal => self
                .drive_session_id(head)
                .and_then(|id| Some(&mut self.drives.sessions.get_mut(&id)?.content)),
        };
        if let Some(content) = content {
            content.truncate(length);
        }
    }

    fn route(&mut self, now_ms: u64, request: &Request) -> Answer {
        self.check_throttled(now_ms, &request.head)?;
        self.check_limits(now_ms, &request.head)?;
        if request.head.role != Role::Graph {
            self.check_no_token(&request.head)?;
        }
        match request.head.role {
            Role::Graph => self.graph(now_ms, request),
            Role::Outlook => self.outlook_host(now_ms, request),
            Role::SharePoint | Role::Personal => self.drive_host(now_ms, request),
            Role::Print => self.print_host(now_ms, request),
        }
    }

    /// Upload URLs carry their own secret; Graph's token must never be sent to their hosts
    /// (`microsoftgraph/msgraph-sdk-java-core:issues/445`).
    fn check_no_token(&mut self, head: &Head) -> Result<(), Failure> {
        if head.header("authorization").is_none() {
            return Ok(());
        }
        if carries_its_own_token(head) {
            self.tolerate(head, "the token of the upload URL in an Authorization header");
            return Ok(());
        }
        self.violations.push(format!("{} with a token on the {} host", head.method, head.role.name()));
        if self.config.drive.takes_tokens && matches!(head.role, Role::SharePoint | Role::Personal) {
            return Ok(());
        }
        let message = "The audience claim value is invalid for current resource.";
        Err(match head.role {
            Role::Outlook => Failure::exchange(401, "InvalidAudienceForResource", message),
            _ => Failure::new(401, "InvalidAuthenticationToken", message).inner("invalidAudience"),
        }
        .challenged(
            &self.config.user.tenant,
            "3001000;reason=\"This access token is not valid on this endpoint\";category=\"invalid_client\"",
        ))
    }

    fn graph(&mut self, now_ms: u64, request: &Request) -> Answer {
        self.check_token(&request.head)?;
        let Path { version, parts, drive, action, mut tolerated } = Path::read(request.head.path())?;
        let query = request.head.query().filter(|query| !query.is_empty());
        if let Some(query) = query.filter(|_| action == CREATE) {
            tolerated.note(format!("the query {query} of a creation, which has no effect"));
        }
        self.report(&request.head, tolerated);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let call = Call { now_ms, request, version: &version, parts: &parts };
        if let Some(address) = drive {
            return self.drive(&call, &address?);
        }
        match parts.as_slice() {
            ["me", "todo", ..] | ["users", _, "todo", ..] => self.todo(&call),
            ["print", ..] => self.print(&call),
            _ if Self::is_outlook(&parts) => self.outlook(&call),
            _ => Err(no_segment(&parts)),
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

    /// The complete URL of a request.
    fn asked_url(&self, head: &Head) -> String {
        format!("{}{}", self.config.hosts.base(head.role), head.target)
    }

    /// Refuses ids that are configured as missing.
    fn check_exists<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
        let missing = ids.into_iter().any(|id| self.config.missing.iter().any(|missing| missing == id));
        if missing { Err(Failure::no_such_item()) } else { Ok(()) }
    }

    /// The `@odata.context` of a creation.
    fn session_context(&self, call: &Call) -> String {
        let base = self.config.hosts.base(Role::Graph);
        format!("{base}/{}/$metadata#microsoft.graph.uploadSession", call.version)
    }

    /// The id of the user named in a path.
    fn user_id(&self, name: &str) -> String {
        let User { guid, upn, .. } = &self.config.user;
        if name == "me" || name.eq_ignore_ascii_case(upn) { guid.clone() } else { name.to_owned() }
    }

    /// Drops received bytes that nothing refers to any more.
    pub fn forget_unused(&mut self) {
        let todo = self.todo.values().map(|session| &session.content);
        let outlook = self.outlook.values().map(|session| &session.content);
        let files = self.attachments.contents().chain(self.drives.contents()).chain(self.print.contents());
        self.blobs.keep_only(todo.chain(outlook).chain(files));
    }
}

/// Whether a request on Outlook's upload host also has the token of its URL as a bearer token. A
/// client in use sends it with every piece
/// (`vgrem/Office365-REST-Python-Client:office365/outlook/mail/attachments/collection.py`).
fn carries_its_own_token(head: &Head) -> bool {
    let bearer = head.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let mut pairs = head.query().unwrap_or_default().split('&');
    let own = pairs.find_map(|pair| pair.strip_prefix("authtoken="));
    head.role == Role::Outlook && own.is_some() && own == bearer
}

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
