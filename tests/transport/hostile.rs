//! Peers that are out to harm: whatever they send, and however slowly, the exchange ends within bounds of time and memory.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::time::Duration;

use graph_upload_core::graph::response::{BodyEnd, Cause, NoResponse, Response, Sent};

use crate::heap::peak_of;
use crate::support::*;

/// What a peer without end sends at most, so that a client which would take all of it shows.
const MOST: usize = 64 << 20;

/// What an exchange may need for a response: the longest body in a buffer that doubles, the longest head, and its own.
const HEAP: isize = 3 * Response::MAX_BODY as isize + 256 * 1024;

/// Puts ten bytes and shows what came of it. No exchange needs more memory than is allowed.
fn put_ten(server: &Server<bool>, response_limit: Duration) -> Result<Response, NoResponse> {
    let transport = transport(|settings| settings.response_limit = response_limit);
    let request = put(server.url("/a"), 10);
    let mut result = None;
    let peak = peak_of(|| result = Some(run(&transport, &request)));
    assert!(peak < HEAP, "{peak} bytes");
    result.expect("it ran")
}

/// Sends one text, and then another one again and again; answers whether the client had enough of it.
fn endless(begin: &'static str, again: &'static str) -> Server<bool> {
    Server::once(move |mut stream| {
        read_request(&mut stream);
        let block = again.repeat(65_536 / again.len());
        let blocks = std::iter::repeat_n(block.as_str(), MOST / block.len());
        std::iter::once(begin).chain(blocks).any(|bytes| stream.write_all(bytes.as_bytes()).is_err())
    })
}

#[test]
fn heads_without_an_end() {
    for (begin, again) in [
        ("", "\r\n"),
        ("HTTP/1.1 200 ", "x"),
        ("HTTP/1.1 200 OK\r\n", "A: b\r\n"),
        ("HTTP/1.1 200 OK\r\nA: ", "x"),
        ("HTTP/1.1 200 OK\r\n", "x"),
        ("HTTP/1.1 100 Continue\r\nA: ", "x"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("", "HTTP/1.1 199 x\r\nA: b\r\n\r\n"),
    ] {
        let server = endless(begin, again);
        let lost = put_ten(&server, LONG).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::NotHttp, Sent::All), "{begin}{again}");
        assert!(server.end(), "all was taken: {begin}{again}");
    }
}

#[test]
fn bodies_without_an_end() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let join = |end: &str| -> &'static str { Box::leak(format!("{chunked}{end}").into_boxed_str()) };
    for (begin, again, end) in [
        ("HTTP/1.1 200 OK\r\n\r\n", "x", BodyEnd::TooLong),
        ("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n", "x", BodyEnd::TooLong),
        (join("ffffffffffffffff\r\n"), "x", BodyEnd::TooLong),
        (chunked, "8\r\n01234567\r\n", BodyEnd::TooLong),
        (chunked, "1;a=b\r\nx\r\n", BodyEnd::TooLong),
        (join("1;"), "x", BodyEnd::Cut),
        (join("1"), "0", BodyEnd::Cut),
        (join("2\r\nok\r\n0\r\n"), "A: b\r\n", BodyEnd::Cut),
        (join("2\r\nok\r\n0\r\nA: "), "x", BodyEnd::Cut),
    ] {
        let server = endless(begin, again);
        let response = put_ten(&server, LONG).unwrap();
        assert_eq!((response.status, response.end), (200, end), "{begin}{again}");
        assert!(server.end(), "all was taken: {begin}{again}");
    }
}

/// Sends one text at once, and another one again and again, a byte every few milliseconds; answers whether the client had
/// enough of it.
fn dripping(begin: &'static str, again: &'static str) -> Server<bool> {
    fn has_gone(stream: &TcpStream) -> bool {
        match stream.peek(&mut [0]) {
            Ok(_) => true,
            Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        }
    }
    Server::once(move |mut stream| {
        read_request(&mut stream);
        stream.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
        stream.write_all(begin.as_bytes()).unwrap();
        let mut bytes = again.bytes().cycle().take(4_000);
        bytes.any(|byte| has_gone(&stream) || stream.write_all(&[byte]).is_err())
    })
}

/// Short, and yet far longer than what is between two bytes that drip.
const BRIEF: Duration = Duration::from_secs(1);

#[test]
fn heads_byte_by_byte() {
    for (begin, again) in [
        ("", "\r\n"),
        ("HTTP/1.1 200 OK\r\n", "A: b\r\n"),
        ("HTTP/1.1 200 OK\r\nA: ", "x"),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
    ] {
        let server = dripping(begin, again);
        let lost = put_ten(&server, BRIEF).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::Timeout("response"), Sent::All), "{begin}{again}");
        assert!(server.end(), "it was waited for: {begin}{again}");
    }
}

#[test]
fn bodies_byte_by_byte() {
    for (begin, again) in [
        ("HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n", "x"),
        ("HTTP/1.1 201 Created\r\n\r\n", "x"),
        ("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
        ("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n"),
    ] {
        let server = dripping(begin, again);
        let response = put_ten(&server, BRIEF).unwrap();
        assert_eq!((response.status, response.end), (201, BodyEnd::Cut), "{begin}{again}");
        assert!(server.end(), "it was waited for: {begin}{again}");
    }
}

/// The response to these header lines and this body, after which the peer closes; `None` where they are not HTTP.
fn framed(headers: &str, body: &str) -> Option<(BodyEnd, String)> {
    let server = answering(format!("HTTP/1.1 200 OK\r\n{headers}\r\n{body}"));
    let result = run(&transport(|_| {}), &put(server.url("/a"), 10));
    server.end();
    match result {
        Ok(response) => Some((response.end, String::from_utf8(response.body.clone()).unwrap())),
        Err(lost) => {
            assert_eq!((lost.why, lost.sent), (Cause::NotHttp, Sent::All), "{headers}");
            None
        }
    }
}

#[test]
fn lengths_that_contradict_each_other_or_are_none() {
    for headers in [
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5, 6\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 5.0\r\n",
        "Content-Length: 1e999\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length: 18446744073709551616\r\n",
        "Content-Length: 5 5\r\n",
        "Content-Length:\r\n",
    ] {
        assert_eq!(framed(headers, "hello"), None, "{headers}");
    }
    // The same length twice is one length (RFC 9110, section 8.6), and chunks outweigh it (RFC 9112, section 6.3).
    let hello = Some((BodyEnd::Whole, "hello".to_owned()));
    assert_eq!(framed("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), hello);
    assert_eq!(framed("Content-Length: 007\r\n", "hello!!"), Some((BodyEnd::Whole, "hello!!".to_owned())));
    let both = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n";
    assert_eq!(framed(both, "5\r\nhello\r\n0\r\n\r\n"), hello);
}

#[test]
fn chunks_that_are_none() {
    for body in [
        "hello",
        "5hello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "5.0\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        "; x\r\nhello\r\n0\r\n\r\n",
        "10000000000000000\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello!\r\n0\r\n\r\n",
        "5\r\nhell\r\n0\r\n\r\n",
        "5\r\nhello\r\n0",
        "5\r\nhello\r\n",
    ] {
        let (end, _) = framed("Transfer-Encoding: chunked\r\n", body).unwrap();
        assert_eq!(end, BodyEnd::Cut, "{body:?}");
    }
}

#[test]
fn codings_that_nobody_asked_for_are_not_undone() {
    for coding in ["gzip", "deflate", "br", "x-unknown", "identity, gzip"] {
        let headers = format!("Content-Encoding: {coding}\r\nContent-Length: 5\r\n");
        assert_eq!(framed(&headers, "hello"), Some((BodyEnd::Whole, "hello".to_owned())));
    }
}
