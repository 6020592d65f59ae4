//! The HTTP client: its configuration, its requests, and the meaning of its responses and errors.

use std::io::Read;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::config::AutoHeaderValue;
use ureq::http::{
    HeaderMap, HeaderName, HeaderValue, Request as HttpRequest, Response as HttpResponse, Uri, header,
};
use ureq::{Agent, AsSendBody, SendBody};
use zeroize::Zeroizing;

use crate::http::body::BodyReader;
use crate::http::call::Call;
use crate::http::link::INPUT;
use crate::http::wire::{Dial, NoResolver};
use crate::http::{Exchange, Own, Settings, Transport, url, wipe};
use crate::net::after;
use crate::net::failure::Failure;
use crate::net::head::MAX_HEAD;
use crate::net::tls::Tls;
use crate::net::waiter::Waiter;
use graph_upload_core::graph::request::{Body, Method, Request};
use graph_upload_core::graph::response::{BodyEnd, Cause, NoResponse, Response, Sent};
use graph_upload_core::secret::{self, Secret};

/// Below the idle limits of common front ends, so that a connection rarely closes just as it is
/// reused.
const MAX_IDLE: Duration = Duration::from_secs(45);

/// Largest size of a header line besides its name and value.
const LINE: usize = 64;

/// Creates the client. It sets no limits, adds no headers, follows no redirects and reads no
/// environment variable.
pub(super) fn agent(settings: &Arc<Settings>, tls: &Arc<Tls>) -> Agent {
    let config = Agent::config_builder()
        .proxy(None)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(AutoHeaderValue::None)
        .accept(AutoHeaderValue::None)
        .accept_encoding(AutoHeaderValue::None)
        .max_response_header_size(MAX_HEAD)
        .max_idle_connections(settings.idle_connections)
        .max_idle_connections_per_host(settings.idle_connections)
        .max_idle_age(MAX_IDLE)
        .build();
    Agent::with_parts(config, Dial::new(Arc::clone(settings), Arc::clone(tls)), NoResolver)
}

/// Sends a request and reads the response.
pub(super) fn exchange(transport: &Transport, exchange: Exchange<'_>) -> Result<Response, NoResponse> {
    let settings = &transport.settings;
    let response_limit = match exchange.request.purpose.commits() {
        true => settings.commit_response_limit,
        false => settings.response_limit,
    };
    let has_body = !exchange.request.body.is_empty();
    let deadline = exchange.time_limit.map(|limit| after(Instant::now(), limit));
    let waiter = Waiter::new(exchange.cancel.cloned(), deadline);
    let mut call = Call::new(waiter, settings.stall_limit, response_limit, has_body);
    let (head, body) = (head_room(exchange.request, exchange.token), exchange.request.body.len());
    call.room = head + body;
    call.secret = if matches!(exchange.request.body, Body::Bytes(_)) { head } else { call.room };
    let call = Rc::new(call);
    let _entered = call.enter();
    run(transport, &call, exchange).map_err(|failure| call.no_response(failure))
}

/// Largest size of a request's head; the client adds `Host` itself.
fn head_room(request: &Request, token: Option<&Secret>) -> u64 {
    let headers = request.headers.iter().map(|(name, value)| name.len() + value.len() + LINE);
    let token = token.map_or(0, |token| token.expose().len() + LINE);
    (2 * request.url.expose().len() + headers.sum::<usize>() + token + 4 * LINE) as u64
}

fn run(transport: &Transport, call: &Rc<Call>, exchange: Exchange<'_>) -> Result<Response, Failure> {
    call.waiter.check()?;
    let Own { agent, limiter } = transport.own();
    let request = exchange.request;
    let uri = url::check(request.url.expose(), transport.settings.allow_loopback)?;
    let headers = headers(request, exchange.token)?;
    let mut reader =
        BodyReader::new(Rc::clone(call), &request.body, exchange.source, exchange.on_sent, limiter.as_ref());
    let result = match &request.body {
        Body::Empty => agent.run(build(request.method, uri, headers, ())?),
        _ => agent.run(build(request.method, uri, headers, SendBody::from_reader(&mut reader))?),
    };
    match (result, call.take_failure()) {
        (Ok(response), None) => read_response(call, response),
        (_, Some(failure)) => Err(failure),
        (Err(error), None) => Err(translate(call, &error)),
    }
}

fn build<B: AsSendBody>(
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: B,
) -> Result<HttpRequest<B>, Failure> {
    let request = HttpRequest::builder().method(method.as_str()).uri(uri).body(body);
    let mut request = request.map_err(|_| bug("the request cannot be built"))?;
    *request.headers_mut() = headers;
    Ok(request)
}

fn headers(request: &Request, token: Option<&Secret>) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, text) in &request.headers {
        let name = HeaderName::try_from(*name).map_err(|_| bug("a header has no valid name"))?;
        if [header::HOST, header::AUTHORIZATION, header::TRANSFER_ENCODING, header::EXPECT].contains(&name) {
            return Err(bug(&format!("the header {name} is not the caller's to set")));
        }
        let value =
            HeaderValue::try_from(text).map_err(|_| bug(&format!("the value of {name} is not valid")))?;
        headers.append(name, value);
    }
    if request.token {
        let token = token.ok_or_else(|| bug("the request needs a token and there is none"))?;
        let text = Zeroizing::new(format!("Bearer {}", token.expose()));
        let value = HeaderValue::from_maybe_shared(secret::shared(&text));
        let mut value = value.map_err(|_| bug("the token holds characters that a header cannot have"))?;
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }
    check_length(request, &mut headers)?;
    Ok(headers)
}

fn check_length(request: &Request, headers: &mut HeaderMap) -> Result<(), Failure> {
    let announced = headers.get_all(header::CONTENT_LENGTH).iter().collect::<Vec<_>>();
    let length = request.body.len();
    match announced.as_slice() {
        [one] if one.as_bytes() == length.to_string().as_bytes() => Ok(()),
        [] if request.body == Body::Empty => {
            // RFC 9110, section 8.6: these methods declare an empty body, and some servers respond
            // with 411 if not.
            if matches!(request.method, Method::Post | Method::Put) {
                headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            Ok(())
        }
        _ => Err(bug("Content-Length is not the length of the body")),
    }
}

/// Reads the body. Once there is a status, only cancelling turns the response into an error.
fn read_response(call: &Call, received: HttpResponse<ureq::Body>) -> Result<Response, Failure> {
    // Whole from the beginning, because a response wipes what it holds.
    let (status, headers) = (received.status().as_u16(), call.take_headers());
    let mut response = Response { status, headers, body: Vec::new(), end: BodyEnd::Whole, early: false };
    let announced = received.body().content_length();
    let reader = received.into_body().into_reader().take(Response::MAX_BODY as u64 + 1);
    let result = read_to_end(reader, announced, &mut response.body);
    match call.take_failure() {
        Some(failure) if failure.why == Cause::Cancelled => return Err(failure),
        Some(failure) => drop(call.note_end(&failure)),
        None => {}
    }
    response.end = match result {
        _ if response.body.len() > Response::MAX_BODY => BodyEnd::TooLong,
        Ok(()) => BodyEnd::Whole,
        Err(_) => BodyEnd::Cut,
    };
    response.body.truncate(Response::MAX_BODY);
    response.early = call.sent() != Sent::All;
    Ok(response)
}

/// Reads to the end. A body can hold an upload URL, so growing the buffer leaves no copies. All of
/// it is cleared and wiped, so a body of announced length gets room for that and for one read that
/// finds its end.
fn read_to_end(mut reader: impl Read, announced: Option<u64>, body: &mut Vec<u8>) -> std::io::Result<()> {
    let first =
        announced.map_or(INPUT, |length| usize::try_from(length).map_or(INPUT, |it| it.min(INPUT)) + 1);
    loop {
        let old = body.len();
        let more = if old == 0 { first } else { INPUT };
        let length = if old < body.capacity() { body.capacity() } else { old + more };
        wipe::lengthen(body, length);
        let read = reader.read(&mut body[old..]);
        body.truncate(old + read.as_ref().copied().unwrap_or(0));
        match read {
            Ok(0) => return Ok(()),
            Err(error) if error.kind() != std::io::ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
    }
}

/// Translates an error of the client. Its text can quote URLs and headers, so it is not shown.
fn translate(call: &Call, error: &ureq::Error) -> Failure {
    match error {
        _ if call.sent() == Sent::Nothing => bug("the HTTP client refused the request"),
        ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => {
            Failure::new(Cause::NotHttp, "the response head violates HTTP/1.1")
        }
        ureq::Error::Io(error) => Failure::io(Cause::Closed, error),
        _ => bug("unexpected error of the HTTP client"),
    }
}

fn bug(detail: &str) -> Failure {
    Failure::new(Cause::Bug, detail)
}
