//! Time limits. Each test lowers one and leaves the others where only a hang would reach them.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::time::Duration;

use graph_upload_core::graph::request::{Purpose, Request};
use graph_upload_core::graph::response::{BodyEnd, Cause, Sent};

use crate::support::*;

const BRIEF: Duration = Duration::from_millis(100);

/// A server that holds its connection for as long as the result lives.
fn holding(
    script: impl FnOnce(std::net::TcpStream) -> std::net::TcpStream + Send + 'static,
) -> (Server<()>, mpsc::Sender<()>) {
    let (release, wait) = mpsc::channel::<()>();
    let server = Server::on(narrow(), move |listener| {
        let stream = script(accept(&listener));
        let _ = wait.recv();
        drop(stream);
    });
    (server, release)
}

/// A listener that answers no connection: its queue is full.
pub fn silent() -> (TcpListener, Vec<socket2::Socket>, SocketAddr) {
    let new = || socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let socket = new();
    socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
    socket.listen(0).unwrap();
    let address = socket.local_addr().unwrap();
    let fill = (0..4).map(|_| {
        let one = new();
        one.set_nonblocking(true).unwrap();
        let _ = one.connect(&address);
        one
    });
    let fill = fill.collect();
    (socket.into(), fill, address.as_socket().unwrap())
}

#[test]
fn connecting() {
    let (_listener, _fill, address) = silent();
    let transport = transport(|settings| settings.connect_limit = BRIEF);
    let lost = run(&transport, &get(format!("http://{address}/a"))).unwrap_err();
    assert_eq!((lost.why, lost.sent), (Cause::Timeout("connect"), Sent::Nothing));
}

#[test]
fn shaking_hands() {
    let (server, release) = holding(|stream| stream);
    let transport = transport(|settings| settings.connect_limit = Duration::from_millis(300));
    let lost = run(&transport, &get(format!("https://{}/a", server.address))).unwrap_err();
    assert_eq!((lost.why, lost.sent), (Cause::Timeout("handshake"), Sent::Nothing));
    drop(release);
    server.end();
}

#[test]
fn sending() {
    // The first does not fit into the kernel, the second does; then the queue must be seen to stand still.
    let fits = if cfg!(target_os = "linux") { &[(600_000, Sent::All)][..] } else { &[] };
    for &(length, sent) in [(1 << 40, Sent::Part)].iter().chain(fits) {
        let (server, release) = holding(|mut stream| {
            read_head(&mut stream);
            stream
        });
        let transport = transport(|settings| settings.stall_limit = BRIEF);
        let lost = run(&transport, &put(server.url("/a"), length)).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::Timeout("send"), sent));
        drop(release);
        server.end();
    }
}

#[test]
fn awaiting_the_response() {
    for begin in ["", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nA: "] {
        let (server, release) = holding(move |mut stream| {
            read_request(&mut stream);
            stream.write_all(begin.as_bytes()).unwrap();
            stream
        });
        let transport = transport(|settings| settings.response_limit = BRIEF);
        let lost = run(&transport, &put(server.url("/a"), 1000)).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::Timeout("response"), Sent::All));
        drop(release);
        server.end();
    }
}

#[test]
fn a_committing_request_has_its_own() {
    let server = Server::once(|mut stream| {
        read_request(&mut stream);
        std::thread::sleep(4 * BRIEF);
        ok(&mut stream);
    });
    let transport = transport(|settings| settings.response_limit = BRIEF);
    let purpose = Purpose::Piece { range: 0..1000, last: true };
    assert_eq!(run(&transport, &Request { purpose, ..put(server.url("/a"), 1000) }).unwrap().status, 200);
    server.end();
}

#[test]
fn receiving_the_body() {
    let (server, release) = holding(|mut stream| {
        read_request(&mut stream);
        stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\nhello").unwrap();
        stream
    });
    let transport = transport(|settings| settings.stall_limit = Duration::from_millis(300));
    let response = run(&transport, &put(server.url("/a"), 1000)).unwrap();
    assert_eq!((response.status, response.end, response.body.as_slice()), (201, BodyEnd::Cut, &b"hello"[..]));
    drop(release);
    server.end();
}
