//! When bytes count as sent.

use std::cell::{Cell, RefCell};
use std::io::Read;

use graph_upload_core::graph::response::{Cause, Sent};

use crate::support::*;

#[test]
fn progress_grows_to_exactly_the_length() {
    let server = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let transport = transport(|_| {});
    let seen = RefCell::new(Vec::new());
    let mut attempt = Try::new(&transport);
    attempt.on_sent = Box::new(|sent| {
        seen.borrow_mut().push(sent);
        true
    });
    attempt.run(&put(server.url("/a"), 5_000_001)).unwrap();
    server.end();
    let seen = seen.into_inner();
    assert!(seen.is_sorted_by(|a, b| a < b) && seen[0] > 0, "{seen:?}");
    assert_eq!(seen.last(), Some(&5_000_001));
}

#[test]
fn a_request_without_a_body_reports_nothing() {
    let server = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let transport = transport(|_| {});
    let mut attempt = Try::new(&transport);
    attempt.on_sent = Box::new(|_| panic!("called"));
    attempt.run(&get(server.url("/a"))).unwrap();
    server.end();
}

/// The kernel takes the whole body at once, the peer next to nothing of it until it is told to.
#[cfg(target_os = "linux")]
#[test]
fn what_the_kernel_holds_is_not_sent_and_starts_no_clock() {
    const LENGTH: u64 = 600_000;
    let server = Server::on(narrow(), move |listener| {
        let mut stream = accept(&listener);
        read_head(&mut stream);
        // Longer than the limit for the response, whose clock must not run yet.
        std::thread::sleep(std::time::Duration::from_millis(1200));
        let mut body = vec![0; LENGTH as usize];
        stream.read_exact(&mut body).unwrap();
        ok(&mut stream);
    });
    let transport = transport(|settings| settings.response_limit = std::time::Duration::from_millis(1000));
    let (mut before, begin) = (0, std::time::Instant::now());
    let last = Cell::new(0);
    let mut attempt = Try::new(&transport);
    attempt.on_sent = Box::new(|sent| {
        if begin.elapsed().as_millis() < 1000 {
            before = sent;
        }
        last.set(sent);
        true
    });
    assert_eq!(attempt.run(&put(server.url("/a"), LENGTH)).unwrap().status, 200);
    assert!(before < 100_000, "{before} bytes counted as sent that nobody had taken");
    assert_eq!(last.get(), LENGTH);
    server.end();
}

#[test]
fn the_callback_can_stop_the_sending() {
    let server = Server::once(|mut stream| {
        read_head(&mut stream);
        read_rest(&mut stream)
    });
    let transport = transport(|_| {});
    let mut attempt = Try::new(&transport);
    attempt.on_sent = Box::new(|sent| sent < 1_000_000);
    let lost = attempt.run(&put(server.url("/a"), 1 << 40)).unwrap_err();
    assert_eq!((lost.why, lost.sent), (Cause::Stopped, Sent::Part));
    server.end();
}

/// The callback must know what has left for the peer to know what cannot follow.
#[cfg(target_os = "linux")]
#[test]
fn what_was_given_up_does_not_go_on_arriving() {
    let (stopped, wait) = std::sync::mpsc::channel();
    let server = Server::on(narrow(), move |listener| {
        let mut stream = accept(&listener);
        read_head(&mut stream);
        let mut some = vec![0; 60_000];
        stream.read_exact(&mut some).unwrap();
        wait.recv().unwrap();
        read_rest(&mut stream)
    });
    let transport = transport(|_| {});
    let mut attempt = Try::new(&transport);
    // No more is taken than was read and what the narrow window holds, so this is neither early nor late.
    attempt.on_sent = Box::new(|sent| sent < 60_000);
    attempt.run(&put(server.url("/a"), 2_000_000)).unwrap_err();
    stopped.send(()).unwrap();
    assert!(server.end() < 30_000, "the kernel went on sending");
}
