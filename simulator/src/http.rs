//! Between hyper and the model: bodies in, outcomes out.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body as _, Bytes, Frame, Incoming, SizeHint};
use sha2::{Digest, Sha256};

use crate::control;
use crate::faults::{Action, Plan};
use crate::model::blobs::Blob;
use crate::model::kind::Kind;
use crate::model::message::{self as request, Head, Request, Response, Role};
use crate::model::text::hex;
use crate::service::Outcome;
use crate::shared::Shared;

/// The body of any response.
pub type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Where a request came from.
pub struct Connection {
    /// The host that it reached.
    pub role: Role,
    /// The number of the connection.
    pub number: u64,
    /// Whether this is its first request.
    pub first: bool,
}

/// Answers a request, or closes its connection by an error.
pub async fn answer(
    request: hyper::Request<Incoming>,
    connection: Connection,
    shared: Arc<Shared>,
) -> io::Result<hyper::Response<Body>> {
    if connection.role == Role::Graph && control::owns(request.uri().path(), shared.about.has_page) {
        return Ok(control::answer(request, connection.first, &shared).await);
    }
    let (parts, body) = request.into_parts();
    let head = head(&parts, connection.role);
    let (plan, number) = shared.arrived(&head, connection.number);
    let outcome = match plan.action {
        Action::Early { hold, .. } => {
            let outcome = decide(&shared, number, Request { head, body: request::Body::Empty }, &plan);
            if hold {
                // Held for ever: a body that nobody reads keeps the connection open and unread.
                tokio::spawn(async move {
                    std::future::pending::<()>().await;
                    drop(body);
                });
            }
            outcome
        }
        _ => read_and_decide(head, body, number, &shared, &plan).await,
    };
    finish(outcome, number, &shared).await
}

async fn read_and_decide(
    head: Head,
    mut body: Incoming,
    number: u64,
    shared: &Shared,
    plan: &Plan,
) -> Option<Outcome> {
    let none = body.is_end_stream() && head.header("content-length").is_none();
    let limit = match plan.action {
        Action::Cut { after, .. } | Action::Stall(after) => after,
        _ => u64::MAX,
    };
    let received = receive(&head, &mut body, number, shared, limit).await;
    if let Action::Stall(_) = plan.action {
        // The body is not dropped, so the connection stays open and unread.
        std::future::pending::<()>().await;
    }
    let is_file = matches!(received.body, Received::Blob(_));
    if received.broken && !(shared.keep_broken && is_file) {
        return None;
    }
    let outcome = match received.body {
        _ if none => decide(shared, number, Request { head, body: request::Body::Empty }, plan),
        Received::Text(text) => {
            decide(shared, number, Request { head, body: request::Body::Text(text) }, plan)
        }
        Received::Blob(blob) => shared.change(|state| {
            // One step: what nothing refers to yet would be let go by another request in between.
            let body = request::Body::Content(state.service.model.add_blob(blob));
            Some(state.answer(number, &Request { head, body }, plan))
        }),
    };
    // Nobody is there to be answered when the client's side broke.
    outcome.filter(|_| !received.broken)
}

fn decide(shared: &Shared, number: u64, request: Request, plan: &Plan) -> Option<Outcome> {
    Some(shared.change(|state| state.answer(number, &request, plan)))
}

async fn finish(outcome: Option<Outcome>, number: u64, shared: &Shared) -> io::Result<hyper::Response<Body>> {
    let delay_ms = outcome.as_ref().map_or(0, |outcome| outcome.delay_ms);
    if delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(delay_ms)).await;
    }
    let truncated = outcome.as_ref().and_then(|outcome| outcome.truncated);
    let reply = outcome.and_then(|outcome| outcome.reply);
    shared.ended(number, reply.as_ref());
    let reply = reply.ok_or(io::ErrorKind::ConnectionAborted)?;
    write(reply, truncated).map_err(io::Error::other)
}

fn head(parts: &hyper::http::request::Parts, role: Role) -> Head {
    let value = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Head {
        role,
        method: parts.method.as_str().to_owned(),
        target: parts.uri.to_string(),
        headers: parts.headers.iter().map(|(name, v)| (name.as_str().to_owned(), value(v))).collect(),
    }
}

enum Received {
    Text(Vec<u8>),
    Blob(Blob),
}

struct Arrived {
    body: Received,
    /// Whether the connection ended before the body did.
    broken: bool,
}

/// Reads a body up to `limit` bytes.
async fn receive(head: &Head, body: &mut Incoming, number: u64, shared: &Shared, limit: u64) -> Arrived {
    let expected = body.size_hint().exact().unwrap_or(0).min(limit);
    let is_file = head.method == "PUT" && matches!(Kind::of(head), Kind::Piece | Kind::Inline);
    let capacity = if shared.keep_bytes { expected } else { 0 };
    let mut received =
        if is_file { Received::Blob(Blob::with_capacity(capacity)) } else { Received::Text(Vec::new()) };
    let mut hash = Sha256::new();
    let (mut left, mut broken) = (limit, false);
    while left > 0 {
        let data = match body.frame().await {
            None => break,
            Some(Err(_)) => {
                broken = true;
                break;
            }
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
        };
        let data = &data[..data.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
        left -= data.len() as u64;
        match &mut received {
            Received::Blob(blob) => blob.push(data, shared.keep_bytes),
            Received::Text(text) => text.extend_from_slice(data),
        }
        if shared.hash_bodies {
            hash.update(data);
        }
        shared.update(number, |recorded| recorded.body_length += data.len() as u64);
    }
    if shared.hash_bodies && !broken {
        shared.update(number, |recorded| recorded.body_sha256 = hex(&hash.finalize()));
    }
    Arrived { body: received, broken }
}

fn write(reply: Response, truncated: Option<usize>) -> Result<hyper::Response<Body>, hyper::http::Error> {
    let mut response = hyper::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    let length = reply.body.len() as u64;
    let mut bytes = Bytes::from(reply.body);
    if let Some(truncated) = truncated {
        bytes.truncate(truncated);
    }
    let breaks = (bytes.len() as u64) < length;
    let length = (!reply.chunked).then_some(length);
    response.body(ReplyBody { breaks, bytes: Some(bytes), length, pauses: 2 }.boxed_unsync())
}

/// The body of a reply, which may break off before its announced end.
struct ReplyBody {
    bytes: Option<Bytes>,
    /// How long it is said to be; `None` for a body in chunks.
    length: Option<u64>,
    breaks: bool,
    pauses: u8,
}

impl hyper::body::Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(bytes) = self.bytes.take().filter(|bytes| !bytes.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if !self.breaks {
            return Poll::Ready(None);
        }
        if self.pauses > 0 {
            // What was written so far is flushed when the body has nothing ready; an error would discard it.
            self.pauses -= 1;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none() && !self.breaks
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
