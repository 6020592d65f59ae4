//! A response, or the lack of one.

use std::fmt;

use zeroize::Zeroize;

use crate::graph::source::SourceError;

/// A response as it arrived. Never an interim (1xx) one.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// All headers in order, names as they arrived. Values that are not UTF-8 are converted lossily.
    pub headers: Vec<(String, String)>,
    /// The body, or as much of it as arrived.
    pub body: Vec<u8>,
    /// How the body ended.
    pub end: BodyEnd,
    /// Whether it began before the whole request was sent, so that it cannot be about all of it.
    pub early: bool,
}

/// How the body of a response ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEnd {
    /// It is complete.
    Whole,
    /// The connection broke, stalled or violated HTTP before the end.
    Cut,
    /// It was longer than [`Response::MAX_BODY`]; the rest was not read.
    TooLong,
}

impl Response {
    /// Longest response body that is read, in bytes. The largest valid ones are lists of
    /// attachments and drive items, a few hundred bytes an entry.
    pub const MAX_BODY: usize = 256 * 1024;

    /// The first value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a header, by its name in any case.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

/// Bodies and `Location` headers can contain upload URLs, so only the shape is shown.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

/// Both can contain upload URLs.
impl Drop for Response {
    fn drop(&mut self) {
        self.body.zeroize();
        self.headers.iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

/// An exchange that ended without a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoResponse {
    /// What went wrong.
    pub why: Cause,
    /// How much of the request may have reached the service.
    pub sent: Sent,
    /// The text of the system or the TLS library. Contains no URL, header or token.
    pub detail: String,
    /// The operating system's error number, 0 if there is none.
    pub os_error: i32,
    /// Whether the connection had served an earlier request and then ended or stalled before a byte
    /// of this response arrived, as kept connections do when the peer or the network has dropped
    /// them. Says nothing about `sent`: the request may have been processed all the same.
    pub reused: bool,
}

impl NoResponse {
    /// A failure on a new connection, without further details.
    pub fn new(why: Cause, sent: Sent) -> Self {
        Self { why, sent, detail: String::new(), os_error: 0, reused: false }
    }
}

/// How much of a request may have arrived if there was no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sent {
    /// Nothing of the request was given to the kernel.
    Nothing,
    /// Some of it, but never the whole.
    Part,
    /// All of it.
    All,
}

/// Why there was no response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The host name could not be resolved.
    Resolve,
    /// No connection could be made.
    Connect,
    /// The proxy could not be reached, broke off, or could not reach the host.
    Proxy,
    /// The proxy refuses the host or the caller, or is not a proxy. Retrying does not help.
    ProxyRefused,
    /// The TLS handshake broke off.
    Tls,
    /// One end does not accept the other's certificate or TLS version. Retrying does not help.
    Certificate,
    /// A time limit passed in the named phase: connect, handshake, send, response, exchange.
    Timeout(&'static str),
    /// The connection was closed or reset.
    Closed,
    /// The response is not HTTP, or its head is too long.
    NotHttp,
    /// The process or the machine lacks something that a connection needs: descriptors, threads,
    /// ports or system memory. Nothing was sent.
    Resources,
    /// No memory for a buffer.
    Memory,
    /// The host has no address of the requested IP version. Retrying does not help.
    IpVersion,
    /// The URL cannot be sent unchanged, or its host or scheme is not allowed.
    BadUrl,
    /// The caller's cancel flag was raised.
    Cancelled,
    /// The progress callback asked to stop.
    Stopped,
    /// The source could not give the bytes.
    Source(SourceError),
    /// A defect of this library.
    Bug,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_shape_is_shown() {
        let response = Response {
            status: 200,
            headers: vec![("Location".into(), "https://secret".into())],
            body: b"secret".to_vec(),
            end: BodyEnd::Whole,
            early: false,
        };
        assert_eq!(format!("{response:?}"), "Response { status: 200, body_bytes: 6, end: Whole, .. }");
    }

    /// Other limits and figures in the header depend on it.
    #[test]
    fn the_longest_body() {
        assert_eq!(Response::MAX_BODY, 262_144);
    }
}
