//! Between hyper and the model: reads bodies, applies outcomes.

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
    /// The host it reached.
    pub role: Role,
    /// The number of the connection.
    pub number: u64,
    /// Whether it is the first request of the connection.
    pub first: bool,
}

/// Responds to a request, or closes its connection with an error.
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
    let _under_way = UnderWay { shared: shared.clone(), head: head.clone() };
    let outcome = match plan.action {
        Action::Early { hold, .. } => {
            let outcome = decide(&shared, number, Request { head, body: request::Body::Empty }, &plan);
            if hold {
                // Leaked: an unread body keeps the connection open.
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

/// A request until its response is ready, or its connection is gone: then this is dropped.
struct UnderWay {
    shared: Arc<Shared>,
    head: Head,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.shared.left(&self.head);
    }
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
            // In one step: another request in between would drop what nothing refers to yet.
            let body = request::Body::Content(state.service.model.add_blob(blob));
            Some(state.answer(number, &Request { head, body }, plan))
        }),
    };
    // If the client's side broke, nobody waits for a response.
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
    let response = outcome.and_then(|outcome| outcome.response);
    shared.ended(number, response.as_ref());
    let response = response.ok_or(io::ErrorKind::ConnectionAborted)?;
    write(response, truncated).map_err(io::Error::other)
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
    /// Whether the connection ended before the body.
    broken: bool,
}

/// Reads a body of up to `limit` bytes.
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

fn write(response: Response, truncated: Option<usize>) -> Result<hyper::Response<Body>, hyper::http::Error> {
    let mut builder = hyper::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    let length = response.body.len() as u64;
    let mut bytes = Bytes::from(response.body);
    if let Some(truncated) = truncated {
        bytes.truncate(truncated);
    }
    let breaks = (bytes.len() as u64) < length;
    let length = (!response.chunked).then_some(length);
    builder.body(ResponseBody { breaks, bytes: Some(bytes), length, pauses: 2 }.boxed_unsync())
}

/// The body of a response, which may break off before its announced end.
struct ResponseBody {
    bytes: Option<Bytes>,
    /// Announced length; `None` for a chunked body.
    length: Option<u64>,
    breaks: bool,
    pauses: u8,
}

impl hyper::body::Body for ResponseBody {
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
            // Pending output is flushed when the body is not ready; an error would discard it.
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
