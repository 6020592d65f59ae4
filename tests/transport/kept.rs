//! Connections that are kept for the next request, and end before it is answered.

use std::io::Write;
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use graph_upload::http::Settings;
use graph_upload_core::graph::request::Request;
use graph_upload_core::graph::response::{Cause, Sent};

use crate::support::{
    Server, accept, get, narrow, ok, put, read_head, read_request, read_rest, run, transport,
};

/// What became of the second request on a connection, and whether it counts as the fault of keeping it.
fn second(
    change: impl FnOnce(&mut Settings),
    request: impl FnOnce(String) -> Request,
    script: impl FnOnce(TcpStream, Receiver<()>) + Send + 'static,
) -> (Cause, Sent, bool) {
    let (release, released) = channel();
    let server = Server::on(narrow(), move |listener| {
        let mut stream = accept(&listener);
        read_request(&mut stream);
        ok(&mut stream);
        script(stream, released);
    });
    let transport = transport(change);
    run(&transport, &get(server.url("/a"))).unwrap();
    let lost = run(&transport, &request(server.url("/b"))).unwrap_err();
    drop(release);
    server.end();
    (lost.why, lost.sent, lost.reused)
}

fn reset(stream: TcpStream) {
    socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
}

#[test]
fn a_kept_connection_that_ends_unanswered_is_told() {
    let closes = |mut stream: TcpStream, _| drop(read_request(&mut stream));
    let resets = |mut stream: TcpStream, _| {
        read_request(&mut stream);
        reset(stream);
    };
    assert_eq!(second(|_| {}, get, closes), (Cause::Closed, Sent::All, true));
    assert_eq!(second(|_| {}, |url| put(url, 1000), closes), (Cause::Closed, Sent::All, true));
    assert_eq!(second(|_| {}, get, resets), (Cause::Closed, Sent::All, true));
    let in_the_middle = |mut stream: TcpStream, _| {
        read_head(&mut stream);
        reset(stream);
    };
    assert_eq!(second(|_| {}, |url| put(url, 8 << 20), in_the_middle), (Cause::Closed, Sent::Part, true));
}

#[test]
fn a_kept_connection_that_stalls_is_told() {
    let silent = |_stream: TcpStream, released: Receiver<()>| assert!(released.recv().is_err());
    let stall = |settings: &mut Settings| settings.stall_limit = Duration::from_millis(100);
    assert_eq!(second(stall, |url| put(url, 8 << 20), silent), (Cause::Timeout("send"), Sent::Part, true));
    let response = |settings: &mut Settings| settings.response_limit = Duration::from_millis(100);
    let reads = |mut stream: TcpStream, _| assert!(read_rest(&mut stream) > 0);
    assert_eq!(second(response, get, reads), (Cause::Timeout("response"), Sent::All, true));
}

#[test]
fn what_was_answered_in_part_was_no_dead_connection() {
    for begin in ["H", "HTTP/1.1 20", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-"] {
        let script = move |mut stream: TcpStream, _| {
            read_request(&mut stream);
            stream.write_all(begin.as_bytes()).unwrap();
        };
        assert_eq!(second(|_| {}, get, script), (Cause::Closed, Sent::All, false), "{begin}");
    }
}

#[test]
fn a_fresh_connection_is_not_a_kept_one() {
    let server = Server::once(|mut stream| drop(read_request(&mut stream)));
    let lost = run(&transport(|_| {}), &get(server.url("/a"))).unwrap_err();
    assert_eq!((lost.why, lost.reused), (Cause::Closed, false));
    server.end();
}

/// As after sleep or with another network: all kept connections are silent from then on.
#[test]
fn connections_that_die_together_cost_one_attempt() {
    const KEPT: usize = 8;
    let (release, released) = channel::<()>();
    let server = Server::new(move |listener| {
        let mut kept: Vec<_> = (0..KEPT).map(|_| accept(&listener)).collect();
        kept.iter_mut().for_each(|stream| {
            read_request(stream);
        });
        kept.iter_mut().for_each(ok);
        let mut fresh = accept(&listener);
        for _ in 0..KEPT {
            read_request(&mut fresh);
            ok(&mut fresh);
        }
        assert!(released.recv().is_err());
    });
    let transport = transport(|settings| {
        settings.idle_connections = KEPT;
        settings.response_limit = Duration::from_secs(1);
    });
    std::thread::scope(|scope| {
        for _ in 0..KEPT {
            scope.spawn(|| run(&transport, &get(server.url("/a"))).unwrap());
        }
    });
    let lost = run(&transport, &get(server.url("/b"))).unwrap_err();
    assert!(lost.reused && lost.why == Cause::Timeout("response"), "{lost:?}");
    for _ in 0..KEPT {
        assert_eq!(run(&transport, &get(server.url("/c"))).unwrap().status, 200);
    }
    drop(release);
    server.end();
}
