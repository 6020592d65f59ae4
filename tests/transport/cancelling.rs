//! Cancelling, in every phase. The bound is generous; a wait that is not woken would take half a minute.

use std::io::{Read, Write};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use graph_upload::http::Transport;
use graph_upload::net::Cancel;
use graph_upload_core::graph::request::Request;
use graph_upload_core::graph::response::{Cause, NoResponse, Sent};

use crate::limits::silent;
use crate::proxies::{FAR, through};
use crate::support::*;

fn cancelled(cancel: &Cancel, request: &Request) -> NoResponse {
    cancelled_on(&transport(|_| {}), cancel, request)
}

fn cancelled_on(transport: &Transport, cancel: &Cancel, request: &Request) -> NoResponse {
    let mut attempt = Try::new(transport);
    attempt.cancel = Some(cancel.clone());
    let begin = Instant::now();
    let lost = attempt.run(request).unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(10), "not woken: {:?}", begin.elapsed());
    assert_eq!(lost.why, Cause::Cancelled);
    lost
}

/// Cancels after the script, and holds the connection open until the client is gone.
fn after(scheme: &str, length: u64, script: impl FnOnce(&mut std::net::TcpStream) + Send + 'static) -> Sent {
    let cancel = Cancel::new().unwrap();
    let theirs = cancel.clone();
    let (release, wait) = mpsc::channel::<()>();
    let server = Server::on(narrow(), move |listener| {
        let mut stream = accept(&listener);
        script(&mut stream);
        theirs.request();
        let _ = wait.recv();
    });
    let url = format!("{scheme}://{}/a", server.address);
    let lost = cancelled(&cancel, &put(url, length));
    drop(release);
    server.end();
    lost.sent
}

#[test]
fn before_anything() {
    let cancel = Cancel::new().unwrap();
    cancel.request();
    assert!(cancel.is_requested());
    for _ in 0..2 {
        let lost = cancelled(&cancel, &get("http://127.0.0.1:1/a"));
        assert_eq!(lost.sent, Sent::Nothing);
    }
}

#[test]
fn while_connecting() {
    let (_listener, _fill, address) = silent();
    let cancel = Cancel::new().unwrap();
    let theirs = cancel.clone();
    let thread = std::thread::spawn(move || {
        // Nobody can see that a connection is being tried; should this be too early, it is cancelled all the same.
        std::thread::sleep(Duration::from_millis(50));
        theirs.request();
    });
    assert_eq!(cancelled(&cancel, &get(format!("http://{address}/a"))).sent, Sent::Nothing);
    thread.join().unwrap();
}

#[test]
fn while_a_proxy_is_silent() {
    for (scheme, heard, said) in [
        ("http", 40, &b"HTTP/1.1 2"[..]),
        ("socks5", 3, &[][..]),
        ("socks5", 3, &[5][..]),
        ("socks5h", 3, &[5, 0][..]),
        ("socks5h", 3, &[5, 0, 5, 0, 0][..]),
    ] {
        let cancel = Cancel::new().unwrap();
        let theirs = cancel.clone();
        let server = Server::once(move |mut stream| {
            stream.read_exact(&mut vec![0; heard]).unwrap();
            stream.write_all(said).unwrap();
            theirs.request();
            read_rest(&mut stream);
        });
        let transport = through(&format!("{scheme}://{}", server.address));
        assert_eq!(cancelled_on(&transport, &cancel, &get(FAR)).sent, Sent::Nothing);
        server.end();
    }
}

#[test]
fn while_shaking_hands() {
    let sent = after("https", 10, |stream| stream.read_exact(&mut [0; 100]).unwrap());
    assert_eq!(sent, Sent::Nothing);
}

#[test]
fn while_sending() {
    let sent = after("http", 1 << 40, |stream| stream.read_exact(&mut [0; 1000]).unwrap());
    assert_eq!(sent, Sent::Part);
}

#[test]
fn while_the_kernel_sends() {
    let sent = after("http", 600_000, |stream| {
        read_head(stream);
        // The client has given away all of it long before that much has come through.
        stream.read_exact(&mut vec![0; 200_000]).unwrap();
    });
    assert!(sent >= Sent::Part);
}

#[test]
fn while_awaiting_the_response() {
    let sent = after("http", 10, |stream| drop(read_request(stream)));
    assert_eq!(sent, Sent::All);
}

#[test]
fn while_reading_the_body() {
    let sent = after("http", 10, |stream| {
        read_request(stream);
        // More than the queues of both ends hold, so the client has read past the head when all of it is written.
        socket2::SockRef::from(&*stream).set_send_buffer_size(4096).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 260000\r\n\r\n").unwrap();
        stream.write_all(&[b'x'; 255_000]).unwrap();
    });
    assert_eq!(sent, Sent::All);
}

#[test]
fn a_response_that_is_there_is_delivered_all_the_same() {
    let (told, there) = mpsc::channel();
    let server = Server::once(move |mut stream| {
        read_request(&mut stream);
        ok(&mut stream);
        told.send(()).unwrap();
        read_rest(&mut stream);
    });
    let cancel = Cancel::new().unwrap();
    let transport = transport(|_| {});
    let mut attempt = Try::new(&transport);
    attempt.cancel = Some(cancel.clone());
    attempt.on_sent = Box::new(move |sent| {
        if sent == 10 {
            there.recv().unwrap();
            cancel.request();
        }
        true
    });
    assert_eq!(attempt.run(&put(server.url("/a"), 10)).unwrap().body, b"ok");
    drop(transport);
    server.end();
}

#[test]
fn while_waiting_between_attempts() {
    let begin = Instant::now();
    assert!(!Cancel::wait(None, Duration::from_millis(10)));
    let cancel = Cancel::new().unwrap();
    assert!(!Cancel::wait(Some(&cancel), Duration::from_millis(10)));
    assert!(begin.elapsed() >= Duration::from_millis(20));
    let theirs = cancel.clone();
    let thread = std::thread::spawn(move || theirs.request());
    assert!(Cancel::wait(Some(&cancel), LONG));
    assert!(Cancel::wait(Some(&cancel), LONG), "it does not stay raised");
    assert!(begin.elapsed() < Duration::from_secs(10));
    thread.join().unwrap();
}

static FROM_SIGNAL: OnceLock<Cancel> = OnceLock::new();

extern "C" fn on_signal(_: libc::c_int) {
    if let Some(cancel) = FROM_SIGNAL.get() {
        cancel.request();
    }
}

#[test]
fn from_a_signal_handler() {
    let cancel = FROM_SIGNAL.get_or_init(|| Cancel::new().unwrap());
    let handler = on_signal as extern "C" fn(libc::c_int);
    // SAFETY: the handler only does what a handler may, which is what is tested.
    unsafe { libc::signal(libc::SIGUSR1, handler as libc::sighandler_t) };
    let server = Server::once(|mut stream| {
        read_request(&mut stream);
        // SAFETY: the handler is installed.
        unsafe { libc::kill(libc::getpid(), libc::SIGUSR1) };
        read_rest(&mut stream);
    });
    assert_eq!(cancelled(cancel, &put(server.url("/a"), 10)).sent, Sent::All);
    server.end();
}
