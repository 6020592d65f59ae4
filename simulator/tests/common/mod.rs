//! A tiny client for the model, and one for the listeners.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod drive;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use graph_upload_simulator::model::Model;
use graph_upload_simulator::model::config::Config;
use graph_upload_simulator::model::content::Content;
use graph_upload_simulator::model::message::{Body, Head, Request, Response, Role};
use serde_json::Value;

/// The moment at which tests begin.
pub const START: u64 = 1_700_000_000_000;
/// The source that files come from.
pub const SOURCE: u64 = 7;

/// Builds a request.
pub fn request(method: &str, url: &str) -> Builder {
    let bases = Config::default().hosts;
    let role = Role::ALL.into_iter().find(|role| url.starts_with(bases.base(*role))).unwrap_or(Role::Graph);
    let target = url.strip_prefix(bases.base(role)).unwrap_or(url).to_owned();
    let head = Head { role, method: method.into(), target, headers: Vec::new() };
    Builder(Request { head, body: Body::Empty })
}

pub struct Builder(pub Request);

impl Builder {
    pub fn with(mut self, name: &str, value: &str) -> Builder {
        self.0.head.headers.push((name.into(), value.into()));
        self
    }

    pub fn token(self) -> Builder {
        self.with("Authorization", "Bearer simulator-token")
    }

    pub fn json(mut self, text: &str) -> Builder {
        self.0.body = Body::Text(text.as_bytes().to_vec());
        let length = text.len().to_string();
        self.with("Content-Type", "application/json").with("Content-Length", &length)
    }

    /// The piece `start..end` of a file of `total` bytes, out of `SOURCE`.
    pub fn piece(self, start: u64, end: u64, total: u64) -> Builder {
        let range = format!("bytes {start}-{}/{total}", end - 1);
        self.content(start, end).with("Content-Range", &range)
    }

    pub fn content(mut self, start: u64, end: u64) -> Builder {
        self.0.body = Body::Content(Content::from_source(SOURCE, start, end - start));
        let length = (end - start).to_string();
        self.with("Content-Type", "application/octet-stream").with("Content-Length", &length)
    }

    /// Changes or removes a header.
    pub fn header(mut self, name: &str, value: Option<&str>) -> Builder {
        self.0.head.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub fn send(self, model: &mut Model) -> Response {
        model.handle(START, &self.0)
    }

    pub fn send_at(self, now_ms: u64, model: &mut Model) -> Response {
        model.handle(now_ms, &self.0)
    }
}

/// The codes of an error response, outermost first, joined by a slash.
pub fn codes(response: &Response) -> String {
    let body = response.value();
    let error = &body["error"];
    let inner = error["innererror"]["code"].as_str().or_else(|| error["innerError"]["code"].as_str());
    let inner = inner.map(|code| format!("/{code}"));
    format!("{} {}{}", response.status, error["code"].as_str().unwrap_or("-"), inner.unwrap_or_default())
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// What came back over a socket.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Reads a response; `None` when the connection ended before it was whole.
pub fn read_response(stream: impl Read) -> Option<Answer> {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
        Some(line.trim_end().to_owned())
    };
    let status = line()?.split(' ').nth(1)?.parse().ok()?;
    let mut headers = Vec::new();
    loop {
        let line = line()?;
        let Some((name, value)) = line.split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let find = |wanted: &str| headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let body = match find("transfer-encoding") {
        Some(_) => read_chunks(&mut reader)?,
        None => {
            read_bytes(&mut reader, find("content-length").map_or(0, |(_, value)| value.parse().unwrap()))?
        }
    };
    Some(Answer { status, headers, body })
}

fn read_bytes(reader: &mut impl Read, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// Reads a body in chunks up to its end; `None` when that does not come.
fn read_chunks(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
        let length = usize::from_str_radix(line.trim_end(), 16).unwrap();
        body.extend(read_bytes(reader, length)?);
        assert_eq!(read_bytes(reader, 2)?, b"\r\n");
        if length == 0 {
            return Some(body);
        }
    }
}

/// Sends a request over a plain connection of its own.
pub fn send(url: &str, head: &str, body: &[u8]) -> Option<Answer> {
    let (mut stream, target) = connect(url);
    let (method, headers) = head.split_once('\n').unwrap_or((head, ""));
    let headers = headers.replace('\n', "\r\n");
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n{headers}{}\r\n",
        host(url),
        body.len(),
        if headers.is_empty() { "" } else { "\r\n" }
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The peer may close before it has read everything.
    let _ = stream.write_all(body);
    read_response(stream)
}

/// Host and port of a URL.
pub fn host(url: &str) -> &str {
    url.split('/').nth(2).unwrap()
}

/// Connects to the host of a URL, and returns the rest of it.
pub fn connect(url: &str) -> (TcpStream, String) {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, target) = rest.split_at(rest.find('/').unwrap());
    (TcpStream::connect(host.replace("localhost", "127.0.0.1")).unwrap(), target.to_owned())
}
