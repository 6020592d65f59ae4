//! Responses that come before the body is sent.

use std::cell::Cell;
use std::io::{Read, Write};
use std::sync::mpsc;

use graph_upload::source::{Source, SourceError};
use graph_upload_core::graph::response::{Cause, Sent};

use crate::support::*;

const HUGE: u64 = 1 << 40;
const BUSY: &[u8] = b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy";

/// Counts how often it is read.
struct Counting<'a>(&'a Cell<u64>);

impl Source for Counting<'_> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        self.0.set(self.0.get() + buffer.len() as u64);
        Pattern.read_at(offset, buffer)
    }
}

#[test]
fn a_response_before_a_reset_is_delivered() {
    // SAFETY: restores the default, under which a write that raises SIGPIPE ends this process.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    let server = Server::once(|mut stream| {
        read_head(&mut stream);
        let mut some = [0; 1000];
        stream.read_exact(&mut some).unwrap();
        stream.write_all(BUSY).unwrap();
        // Unread bytes make the closing a reset.
    });
    let transport = transport(|_| {});
    let response = run(&transport, &put(server.url("/a"), 1 << 26)).unwrap();
    assert_eq!(
        (response.status, response.header("retry-after"), response.body.as_slice()),
        (503, Some("7"), &b"busy"[..])
    );
    server.end();
}

#[test]
fn a_peer_that_answers_and_stops_reading_does_not_hang_us() {
    let (done, wait) = mpsc::channel::<()>();
    let server = Server::on(narrow(), move |listener| {
        let mut stream = accept(&listener);
        read_head(&mut stream);
        stream.write_all(BUSY).unwrap();
        let _ = wait.recv();
        // Then another connection for another request.
        let mut stream = accept(&listener);
        read_request(&mut stream);
        ok(&mut stream);
    });
    let transport = transport(|_| {});
    let read = Cell::new(0);
    let mut attempt = Try::new(&transport);
    attempt.source = Box::new(Counting(&read));
    // A body that could not be sent in the life of this test, nor be swallowed by reading it.
    let response = attempt.run(&put(server.url("/a"), HUGE >> 8)).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (503, &b"busy"[..]));
    assert!(read.get() < 64 << 20, "the source was read on: {}", read.get());
    drop(done);
    assert_eq!(run(&transport, &get(server.url("/b"))).unwrap().status, 200);
    server.end();
}

#[test]
fn a_response_in_pieces_is_delivered() {
    let server = Server::once(|mut stream| {
        read_head(&mut stream);
        for byte in BUSY {
            stream.write_all(std::slice::from_ref(byte)).unwrap();
        }
        read_rest(&mut stream);
    });
    let response = run(&transport(|_| {}), &put(server.url("/a"), 1 << 28)).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (503, &b"busy"[..]));
    server.end();
}

#[test]
fn interim_responses_do_not_stop_the_body() {
    let server = Server::once(|mut stream| {
        let head = read_head(&mut stream);
        stream
            .write_all(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
            .unwrap();
        let mut body = vec![0; 8 << 20];
        stream.read_exact(&mut body[..4 << 20]).unwrap();
        stream.write_all(b"HTTP/1.1 102 Processing\r\n\r\n").unwrap();
        stream.read_exact(&mut body[4 << 20..]).unwrap();
        ok(&mut stream);
        assert!(head.contains("content-length: 8388608\r\n"));
        body.iter().enumerate().all(|(index, &byte)| byte == pattern(index as u64))
    });
    assert_eq!(run(&transport(|_| {}), &put(server.url("/a"), 8 << 20)).unwrap().status, 200);
    assert!(server.end());
}

#[test]
fn a_flood_of_interim_responses_ends_the_sending() {
    let server = Server::once(|mut stream| {
        read_head(&mut stream);
        while stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_ok() {}
    });
    let lost = run(&transport(|_| {}), &put(server.url("/a"), HUGE)).unwrap_err();
    assert_eq!((lost.why, lost.sent), (Cause::NotHttp, Sent::Part));
    server.end();
}

#[test]
fn a_close_without_a_response_is_a_loss() {
    for reset in [true, false] {
        let server = Server::once(move |mut stream| {
            read_head(&mut stream);
            if !reset {
                stream.shutdown(std::net::Shutdown::Write).unwrap();
                read_rest(&mut stream);
            }
        });
        let lost = run(&transport(|_| {}), &put(server.url("/a"), HUGE)).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::Closed, Sent::Part));
        server.end();
    }
}

#[test]
fn a_response_that_breaks_off_early_is_a_loss() {
    let server = Server::once(|mut stream| {
        read_head(&mut stream);
        stream.write_all(b"HTTP/1.1 503 Busy\r\nRetry-").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        read_rest(&mut stream);
    });
    let lost = run(&transport(|_| {}), &put(server.url("/a"), HUGE >> 8)).unwrap_err();
    assert_eq!((lost.why, lost.sent), (Cause::Closed, Sent::Part));
    server.end();
}

/// All of it was taken, but nobody says that it was read.
#[test]
fn a_refused_body_ends_its_connection() {
    let server = Server::new(|listener| {
        let mut first = accept(&listener);
        let head = read_head(&mut first);
        first.write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n").unwrap();
        let mut second = accept(&listener);
        for _ in 0..2 {
            read_request(&mut second);
            second.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
        head
    });
    let transport = transport(|_| {});
    assert_eq!(run(&transport, &put(server.url("/a"), 1000)).unwrap().status, 503);
    for _ in 0..2 {
        assert_eq!(run(&transport, &get(server.url("/b"))).unwrap().status, 404);
    }
    server.end();
}
