//! What a request looks like on the wire, and which are refused.

use std::cell::Cell;
use std::io::{Read, Write};

use graph_upload::source::{Source, SourceError};
use graph_upload_core::graph::request::{Body, Method, Request};
use graph_upload_core::graph::response::{Cause, Sent};
use graph_upload_core::secret::Secret;

use crate::support::*;

/// The request that a server got, once answered.
fn seen(request: impl FnOnce(String) -> Request, token: Option<&str>) -> (String, Vec<u8>) {
    let server = Server::once(|mut stream| {
        let request = read_request(&mut stream);
        ok(&mut stream);
        request
    });
    let transport = transport(|_| {});
    let mut attempt = Try::new(&transport);
    attempt.token = token.map(Secret::new);
    let response = attempt.run(&request(server.url(""))).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (200, b"ok".as_slice()));
    server.end()
}

#[test]
fn urls_arrive_byte_for_byte() {
    let long = format!("/rup/{}?tempauth={}", "a".repeat(4096), "e%6A".repeat(1024));
    for path in [
        "/_api/uploadSession?guid='4ea1-b0'&path='~tmp57_file0.data'&overwrite=True&rename=False&dc=0",
        "/v1.0/me/drive/root:/a%E6%97%A5b%2f(1)@x~y;c.txt:/createUploadSession?x=a|b&y={z}[w]^`",
        "/a//b/../c/./d?&&==?/",
        &long,
    ] {
        let (head, _) = seen(|base| get(base + path), None);
        assert_eq!(head.lines().next().unwrap(), format!("GET {path} HTTP/1.1"));
    }
}

#[test]
fn nothing_is_added_but_the_host() {
    let (head, body) = seen(|base| get(base + "/a"), None);
    assert!(head.starts_with("GET /a HTTP/1.1\r\nhost: 127.0.0.1:"), "{head}");
    assert_eq!((head.lines().count(), body.len()), (3, 0), "{head}");
}

#[test]
fn a_post_without_a_body_says_so() {
    let (head, _) = seen(|base| Request { method: Method::Post, ..get(base + "/a") }, None);
    assert!(head.contains("content-length: 0\r\n") && !head.contains("transfer-encoding"), "{head}");
    let (head, _) = seen(|base| Request { method: Method::Delete, ..get(base + "/a") }, None);
    assert!(!head.contains("content-length"), "{head}");
}

#[test]
fn the_token_goes_where_it_is_wanted_alone() {
    let (head, _) = seen(|base| Request { token: true, ..get(base + "/a") }, Some("t0ken.x"));
    assert!(head.contains("authorization: Bearer t0ken.x\r\n"), "{head}");
    let (head, _) = seen(|base| get(base + "/a"), Some("t0ken.x"));
    assert!(!head.contains("authorization"), "{head}");
}

#[test]
fn bodies_of_every_kind_are_whole() {
    let (_, body) = seen(|base| with_body(base + "/a", Body::Text("{\"a\":1}".into())), None);
    assert_eq!(body, b"{\"a\":1}");
    let (_, body) = seen(|base| with_body(base + "/a", Body::Text(String::new())), None);
    assert_eq!(body, b"");
    let (_, body) = seen(|base| with_body(base + "/a", Body::Bytes(7..1_000_007)), None);
    assert!(body.iter().enumerate().all(|(index, &byte)| byte == pattern(index as u64 + 7)));
    for length in [0, 1, 2, 3, 49_149, 49_150, 200_000] {
        let range = 5..5 + length;
        let body = Body::Base64 { prefix: "{\"b\":\"".into(), range: range.clone(), suffix: "\"}".into() };
        let (_, body) = seen(|base| with_body(base + "/a", body), None);
        let raw = range.map(pattern).collect::<Vec<_>>();
        let text = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, raw);
        assert_eq!(String::from_utf8(body).unwrap(), format!("{{\"b\":\"{text}\"}}"));
    }
}

/// A server that must not hear of the request.
fn refused(request: impl FnOnce(String) -> Request, token: Option<&str>) -> Cause {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let transport = transport(|_| {});
    let mut attempt = Try::new(&transport);
    attempt.token = token.map(Secret::new);
    let lost = attempt.run(&request(base)).unwrap_err();
    assert!(listener.accept().is_err(), "a connection was made");
    assert_eq!(lost.sent, Sent::Nothing);
    assert!(!lost.detail.contains("127.0.0.1") && !lost.detail.contains("s3cret"), "{}", lost.detail);
    lost.why
}

#[test]
fn bad_requests_are_refused_before_anything_is_sent() {
    let bug = Cause::Bug;
    assert_eq!(refused(|base| Request { token: true, ..get(base + "/a") }, None), bug);
    assert_eq!(refused(|base| Request { token: true, ..get(base + "/a") }, Some("s3cret\r\nx: y")), bug);
    let header = |name, value: &str| (name, value.to_owned());
    for bad in [header("x", "s3cret\n"), header("authorization", "s3cret"), header("Host", "s3cret")] {
        assert_eq!(refused(|base| Request { headers: vec![bad], ..get(base + "/a") }, None), bug);
    }
    let wrong = |base| Request { headers: vec![header("Content-Length", "3")], ..put(base + "/a", 4) };
    assert_eq!(refused(wrong, None), bug);
}

#[test]
fn bad_urls_are_refused_before_anything_is_sent() {
    for tail in ["", "?a", "/a#b", "/a b", "/a\u{7f}", "/a?b=\"c\"", "/a\r\nx: y"] {
        assert_eq!(refused(|base| get(base + tail), None), Cause::BadUrl, "{tail:?}");
    }
    assert_eq!(refused(|base| get(base.replace("//", "//s3cret@") + "/a"), None), Cause::BadUrl);
    assert_eq!(refused(|_| get("http://example.com/s3cret"), None), Cause::BadUrl);
    assert_eq!(refused(|_| get("https://10.1.2.3/s3cret"), None), Cause::BadUrl);
    let strict = transport(|settings| settings.allow_loopback = false);
    for url in ["http://localhost/a", "https://127.0.0.1/a"] {
        assert_eq!(run(&strict, &get(url)).unwrap_err().why, Cause::BadUrl);
    }
}

#[test]
fn localhost_is_resolved_and_all_its_addresses_are_tried() {
    // The listener has the IPv4 address alone, whatever the name gives first.
    let server = answering("HTTP/1.1 204 No Content\r\n\r\n");
    let url = format!("http://localhost:{}/", server.address.port());
    assert_eq!(run(&transport(|_| {}), &get(url)).unwrap().status, 204);
    server.end();
}

#[test]
fn a_name_that_does_not_resolve_is_told_without_being_quoted() {
    // No label may have more than 63 characters, so no name server is asked.
    let name = "s3cret".repeat(11);
    let lost = run(&transport(|_| {}), &get(format!("https://{name}/a"))).unwrap_err();
    assert_eq!((lost.why, lost.sent), (Cause::Resolve, Sent::Nothing));
    assert!(!lost.detail.contains("s3cret"), "{}", lost.detail);
}

#[test]
fn threads_share_a_transport() {
    let server = Server::new(|listener| {
        let serve = |mut stream| {
            for _ in 0..3 {
                let (head, body) = read_request(&mut stream);
                assert!(head.contains(&format!("/{} ", body.len())), "{head}");
                ok(&mut stream);
            }
        };
        let (one, other) = (accept(&listener), accept(&listener));
        std::thread::scope(|scope| {
            scope.spawn(|| serve(one));
            serve(other);
        });
    });
    let transport = transport(|_| {});
    // Both are connected before either goes on, so that each has a connection of its own.
    let both = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        for length in [100_001, 200_002] {
            let (server, transport, both) = (&server, &transport, &both);
            scope.spawn(move || {
                for round in 0..3 {
                    let mut attempt = Try::new(transport);
                    let mut met = round > 0;
                    attempt.on_sent = Box::new(move |_| {
                        if !std::mem::replace(&mut met, true) {
                            both.wait();
                        }
                        true
                    });
                    let request = put(server.url(&format!("/{length}")), length);
                    assert_eq!(attempt.run(&request).unwrap().status, 200);
                    both.wait();
                }
            });
        }
    });
    server.end();
}

/// Gives a hundred bytes, then what the test says.
struct Failing<'a>(&'a dyn Fn(&mut [u8]) -> Result<usize, SourceError>);

impl Source for Failing<'_> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        if offset < 100 {
            Pattern.read_at(offset, &mut buffer[..100 - offset as usize])
        } else {
            (self.0)(buffer)
        }
    }
}

#[test]
fn a_failing_source_ends_the_exchange_and_the_connection() {
    let unreadable = SourceError::Unreadable("disk".into());
    let fail = |_: &mut [u8]| Err(SourceError::Unreadable("disk".into()));
    let end = |_: &mut [u8]| Ok(0);
    let room = Cell::new(0);
    let lie = |buffer: &mut [u8]| {
        room.set(buffer.len());
        Ok(buffer.len() + 1)
    };
    type Reading<'a> = &'a dyn Fn(&mut [u8]) -> Result<usize, SourceError>;
    let short = SourceError::Short { at: 100 };
    let cases: [(Reading, Option<SourceError>); 3] =
        [(&fail, Some(unreadable)), (&end, Some(short)), (&lie, None)];
    for (reading, expected) in cases {
        let server = Server::once(|mut stream| {
            // Up to the reset, which may take the head with it where that waits for the body to share its segment.
            let mut arrived = Vec::new();
            let ended = stream.read_to_end(&mut arrived);
            (arrived, ended.is_err())
        });
        let transport = transport(|_| {});
        let mut attempt = Try::new(&transport);
        attempt.source = Box::new(Failing(reading));
        let lost = attempt.run(&put(server.url("/a"), 1_000_000)).unwrap_err();
        let too_much = || format!("it gave {} bytes for a buffer of {}", room.get() + 1, room.get());
        let expected = expected.unwrap_or_else(|| SourceError::Unreadable(too_much()));
        assert_eq!((lost.why, lost.sent), (Cause::Source(expected), Sent::Part));
        let (arrived, reset) = server.end();
        assert!(
            arrived.is_empty() || arrived.ends_with(b"\r\n\r\n"),
            "bytes of an unfinished bite: {arrived:?}"
        );
        assert!(reset, "the connection was ended in order");
    }
}

#[test]
fn a_callback_may_start_another_exchange() {
    let inner = answering("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    let outer = answering("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    let transport = transport(|_| {});
    let (url, calls) = (inner.url("/inner"), Cell::new(0));
    let mut attempt = Try::new(&transport);
    attempt.on_sent = Box::new(|_| {
        if calls.replace(calls.get() + 1) == 0 {
            assert_eq!(run(&transport, &put(url.as_str(), 500_000)).unwrap().status, 201);
        }
        true
    });
    assert_eq!(attempt.run(&put(outer.url("/outer"), 500_000)).unwrap().status, 202);
    assert!(calls.get() > 0);
    inner.end();
    outer.end();
}

#[test]
fn a_panicking_callback_leaves_the_thread_usable() {
    let server = Server::once(|mut stream| read_rest(&mut stream));
    let transport = transport(|_| {});
    let url = server.url("/a");
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut attempt = Try::new(&transport);
        attempt.on_sent = Box::new(|_| std::panic::panic_any("the caller's"));
        attempt.run(&put(url, 100_000))
    }));
    assert!(result.is_err());
    server.end();
    let next = Server::once(|mut stream| {
        read_request(&mut stream);
        stream.write_all(b"HTTP/1.1 204 x\r\n\r\n").unwrap();
    });
    assert_eq!(run(&transport, &get(next.url("/a"))).unwrap().status, 204);
    next.end();
}
