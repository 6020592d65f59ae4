//! Uploads a file with an HTTP client of its own: a plain TCP connection for each request. `host()` is all that the core
//! needs; a real one adds TLS, a saved state and better timeouts. Try it against the simulator:
//!
//! ```sh
//! cargo run -p graph-upload-simulator -- --plain         # prints its base URL and a token
//! cargo run --example tcp_host -- http://localhost:PORT TOKEN FILE Documents/name.bin
//! ```

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use graph_upload::core::graph::endpoint::{Endpoint, Version};
use graph_upload::core::graph::item::Item;
use graph_upload::core::graph::request::{Body, Request};
use graph_upload::core::graph::response::{BodyEnd, Cause, NoResponse, Response, Sent};
use graph_upload::core::kinds::DriveItem;
use graph_upload::core::policy::baseline::RoundTrips;
use graph_upload::core::policy::retry::Policy;
use graph_upload::core::{Grant, Input, Machine, Output, Plan, TokenAnswer, Window};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("usage: tcp_host BASE_URL TOKEN FILE PATH_IN_DRIVE");
    let (graph, token, file, path) = (next()?, next()?, fs::read(next()?)?, next()?);
    let item = upload(graph.trim_end_matches("/v1.0"), &token, &file, &path)?;
    println!("stored as {}", item.id);
    Ok(())
}

/// Puts a file into the drive of the signed-in user.
pub fn upload(graph: &str, token: &str, file: &[u8], path: &str) -> Result<Item, Box<dyn Error>> {
    let plan = Plan {
        target: Arc::new(DriveItem::by_path(None, path)?),
        endpoint: Arc::new(Endpoint::new(graph, Version::V1, "tcp-host/1", true)?),
        size: file.len() as u64,
        policy: Policy::default(),
        piece: None,
        // It computes no hash by which the file could be told from others, so what is there is looked at first.
        round_trips: RoundTrips::ALL,
        seed: u64::from(std::process::id()),
    };
    host(&mut Machine::new(plan), token, file)
}

/// Gives the machine what it wants until the file is stored or the upload has failed.
fn host(machine: &mut Machine, token: &str, file: &[u8]) -> Result<Item, Box<dyn Error>> {
    let start = Instant::now();
    let now = || start.elapsed().as_millis() as u64;
    machine.handle(now(), Input::Offer(Window { start: 0, end: file.len() as u64 }));
    machine.handle(now(), Input::Finish);
    loop {
        match machine.poll(now()) {
            Output::Event(event) => eprintln!("{event:?}"),
            // Another upload of this program may have to go first.
            Output::Permit(_) => machine.handle(now(), Input::Permit(Grant::Now)),
            Output::Token { rejected: false, .. } => machine.handle(now(), Input::Token(TokenAnswer::Ready)),
            Output::Token { .. } => machine.handle(now(), Input::Token(TokenAnswer::NoOther)),
            // machine.save() is what another process could go on from.
            Output::Persist => machine.handle(now(), Input::Persisted(Ok(()))),
            Output::Send(request) => match exchange(&request, token, file) {
                Ok(response) => machine.handle(now(), Input::Response(&response)),
                Err(lost) => machine.handle(now(), Input::NoResponse(&lost)),
            },
            Output::Wait { until, .. } => sleep(Duration::from_millis(until.saturating_sub(now()))),
            Output::Done(item) => return Ok(item),
            Output::Paused(error) | Output::Failed(error) => return Err(error.into()),
            other => return Err(format!("a file that is there whole, and {other:?}").into()),
        }
    }
}

/// Sends one request and reads the response to its end.
fn exchange(request: &Request, token: &str, file: &[u8]) -> Result<Response, NoResponse> {
    let url =
        request.url.expose().strip_prefix("http://").ok_or(NoResponse::new(Cause::BadUrl, Sent::Nothing))?;
    let (host, path) = url.split_at(url.find('/').unwrap_or(url.len()));
    let mut stream = TcpStream::connect(host).map_err(|_| NoResponse::new(Cause::Connect, Sent::Nothing))?;
    let lost = |_| NoResponse::new(Cause::Closed, Sent::All);
    stream.set_read_timeout(Some(Duration::from_secs(60))).map_err(lost)?;
    // A server must not answer HTTP/1.0 in chunks (RFC 9112 section 6.1), so the end of the connection ends the body.
    let mut message = format!("{} {path} HTTP/1.0\r\nHost: {host}\r\n", request.method.as_str());
    for (name, value) in &request.headers {
        message.push_str(&format!("{name}: {value}\r\n"));
    }
    if request.token {
        message.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    message.push_str("Connection: close\r\n\r\n");
    let body = match &request.body {
        Body::Empty => &[],
        Body::Text(text) => text.as_bytes(),
        Body::Bytes(range) => &file[range.start as usize..range.end as usize],
        // Small attachments go so; drives have none.
        Body::Base64 { .. } => return Err(NoResponse::new(Cause::Bug, Sent::Nothing)),
    };
    let mut received = Vec::new();
    stream.write_all(&[message.as_bytes(), body].concat()).map_err(lost)?;
    stream.read_to_end(&mut received).map_err(lost)?;
    let why = if received.is_empty() { Cause::Closed } else { Cause::NotHttp };
    response(&received).ok_or(NoResponse::new(why, Sent::All))
}

/// A response that ends with its connection.
fn response(received: &[u8]) -> Option<Response> {
    let end = received.windows(4).position(|four| four == b"\r\n\r\n")?;
    let mut lines = std::str::from_utf8(&received[..end]).ok()?.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers = lines.filter_map(header).collect();
    let body = received[end + 4..].to_vec();
    let mut response = Response { status, headers, body, end: BodyEnd::Whole, early: false };
    let whole = response.header("Content-Length").and_then(|length| length.parse().ok());
    if whole.is_some_and(|whole: usize| whole != response.body.len()) {
        response.end = BodyEnd::Cut;
    }
    Some(response)
}
