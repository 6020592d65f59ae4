//! How responses are read, lawful and not.

use std::io::Write;
use std::net::TcpStream;

use graph_upload_core::graph::response::{BodyEnd, Cause, NoResponse, Response, Sent};

use crate::support::*;

fn response_to(bytes: impl Into<Vec<u8>>) -> Result<Response, NoResponse> {
    let server = answering(bytes);
    let result = run(&transport(|_| {}), &put(server.url("/a"), 10));
    server.end();
    result
}

fn body_of(bytes: impl Into<Vec<u8>>) -> (BodyEnd, Vec<u8>) {
    let response = response_to(bytes).unwrap();
    assert_eq!(response.status, 200);
    (response.end, response.body.clone())
}

#[test]
fn whole_bodies() {
    let whole = (BodyEnd::Whole, b"hello".to_vec());
    assert_eq!(body_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), whole);
    assert_eq!(body_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more"), whole);
    assert_eq!(body_of("HTTP/1.1 200 OK\r\n\r\nhello"), whole);
    assert_eq!(body_of("HTTP/1.0 200 OK\r\n\r\nhello"), whole);
    assert_eq!(
        body_of(
            "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nA: b\r\n\r\n"
        ),
        whole
    );
    assert_eq!(body_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), (BodyEnd::Whole, vec![]));
}

#[test]
fn cut_bodies_keep_what_arrived() {
    let cut = (BodyEnd::Cut, b"hello".to_vec());
    assert_eq!(body_of("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"), cut);
    assert_eq!(body_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), cut);
    let bad = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nnonsense\r\n";
    assert_eq!(body_of(bad).0, BodyEnd::Cut);
}

#[test]
fn long_bodies_end_at_the_limit() {
    for (length, end) in [(Response::MAX_BODY, BodyEnd::Whole), (Response::MAX_BODY + 1, BodyEnd::TooLong)] {
        let mut bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").into_bytes();
        bytes.resize(bytes.len() + length, b'x');
        let (ended, body) = body_of(bytes);
        assert_eq!((ended, body.len()), (end, Response::MAX_BODY));
    }
    let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    endless.resize(3 * Response::MAX_BODY, b'x');
    assert_eq!(body_of(endless).0, BodyEnd::TooLong);
}

#[test]
fn interim_responses_are_skipped() {
    let bytes = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\n\
                 HTTP/1.1 204 No Content\r\nA: b\r\n\r\n";
    let response = response_to(bytes).unwrap();
    assert_eq!((response.status, response.end), (204, BodyEnd::Whole));
    assert_eq!(response.headers, [("A".to_owned(), "b".to_owned())]);
}

#[test]
fn headers_are_kept_as_they_arrived() {
    let bytes = b"HTTP/1.1 302 Found\r\nRetry-After:  7 \r\nLocation: https://elsewhere.example/\r\nX-A: 1\r\nRETRY-after: 8\r\n\
                  x-a: \xff\r\nContent-Length: 0\r\n\r\n";
    let response = response_to(bytes).unwrap();
    assert_eq!((response.status, response.header("retry-after")), (302, Some("7")));
    let names = response.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    assert_eq!(names, ["Retry-After", "Location", "X-A", "RETRY-after", "x-a", "Content-Length"]);
    assert_eq!(response.headers[4].1, "\u{fffd}");
}

#[test]
fn what_is_not_http_is_said_so() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(500));
    let long = format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "x".repeat(70_000));
    let flood = "HTTP/1.1 100 Continue\r\n\r\n".repeat(4000);
    for bytes in [
        "SSH-2.0-x\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nbroken header\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        many.as_str(),
        long.as_str(),
        flood.as_str(),
    ] {
        let lost = response_to(bytes).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::NotHttp, Sent::All), "{}", &bytes[..20.min(bytes.len())]);
    }
}

#[test]
fn a_close_instead_of_a_response_is_a_loss() {
    for bytes in ["", "HTT", "HTTP/1.1 200 OK\r\nContent-"] {
        let lost = response_to(bytes).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::Closed, Sent::All), "{bytes}");
    }
}

/// Serves requests on as few connections as the client makes, and says which connection each came on.
fn counting(responses: &'static [&'static str], after: fn(usize, &mut TcpStream)) -> Server<Vec<usize>> {
    Server::new(move |listener| {
        let mut on = Vec::new();
        let (mut stream, mut connection) = (accept(&listener), 0);
        for (index, response) in responses.iter().enumerate() {
            if index > 0 {
                let mut byte = [0];
                // The end of one connection means that the next request comes on another.
                if !matches!(stream.peek(&mut byte), Ok(1)) {
                    stream = accept(&listener);
                    connection += 1;
                }
            }
            read_request(&mut stream);
            on.push(connection);
            stream.write_all(response.as_bytes()).unwrap();
            after(index, &mut stream);
        }
        on
    })
}

const SHORT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

#[test]
fn connections_are_used_again() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    let server = Box::leak(Box::new([SHORT, chunked, "HTTP/1.1 204 x\r\n\r\n", SHORT]));
    let server = counting(server, |_, _| {});
    let transport = transport(|_| {});
    for _ in 0..4 {
        run(&transport, &put(server.url("/a"), 100_000)).unwrap();
    }
    drop(transport);
    assert_eq!(server.end(), [0, 0, 0, 0]);
}

#[test]
fn connections_that_are_not_clean_are_not_used_again() {
    for first in [
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    ] {
        let server = counting(Box::leak(Box::new([first, SHORT])), |_, _| {});
        let transport = transport(|_| {});
        for _ in 0..2 {
            run(&transport, &get(server.url("/a"))).unwrap();
        }
        assert_eq!(server.end(), [0, 1], "{first}");
    }
}

#[test]
fn a_connection_that_closed_while_idle_is_not_used() {
    let (told, closed) = std::sync::mpsc::channel();
    let server = Server::new(move |listener| {
        let mut stream = accept(&listener);
        read_request(&mut stream);
        ok(&mut stream);
        // The client's side has the end in its queue once this returns.
        drop(stream);
        told.send(()).unwrap();
        let mut stream = accept(&listener);
        read_request(&mut stream);
        ok(&mut stream);
    });
    let transport = transport(|_| {});
    run(&transport, &get(server.url("/a"))).unwrap();
    closed.recv().unwrap();
    assert_eq!(run(&transport, &get(server.url("/a"))).unwrap().status, 200);
    server.end();
}

#[test]
fn a_used_connection_that_breaks_is_reported_not_retried() {
    let server = Server::new(|listener| {
        let mut stream = accept(&listener);
        read_request(&mut stream);
        ok(&mut stream);
        read_request(&mut stream);
        drop(stream);
        listener.set_nonblocking(true).unwrap();
        listener.accept().is_err()
    });
    let transport = transport(|_| {});
    run(&transport, &get(server.url("/a"))).unwrap();
    let lost = run(&transport, &put(server.url("/a"), 1000)).unwrap_err();
    assert_eq!((lost.why, lost.sent), (Cause::Closed, Sent::All));
    assert!(server.end(), "it was sent again");
}

#[test]
fn no_connection_means_nothing_sent() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let lost = run(&transport(|_| {}), &put(format!("http://{gone}/s3cret"), 10)).unwrap_err();
    assert_eq!((lost.why, lost.sent, lost.os_error), (Cause::Connect, Sent::Nothing, libc::ECONNREFUSED));
    assert!(!lost.detail.contains("s3cret"));
}
