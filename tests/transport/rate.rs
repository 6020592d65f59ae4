//! The limit on the rate, where it meets sockets. That it is smooth is shown beside it, in virtual time.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use graph_upload::http::Transport;
use graph_upload::net::Cancel;
use graph_upload_core::graph::response::{Cause, Sent};

use crate::support::*;
use crate::tls;

fn limited(bytes_per_second: u64) -> Transport {
    transport(|settings| settings.rate = Some(bytes_per_second))
}

/// Reads requests until the client closes, and checks their bodies.
fn serve(mut stream: impl Read + Write, requests: usize) {
    for _ in 0..requests {
        let (_, body) = read_request(&mut stream);
        assert!(body.iter().enumerate().all(|(index, &byte)| byte == pattern(index as u64)));
        ok(&mut stream);
    }
}

#[test]
fn a_body_takes_its_time() {
    const RATE: u64 = 400_000;
    let pki = tls::pki("127.0.0.1", |_| {});
    let plain = Server::once(|stream| serve(stream, 2));
    let secured = tls::server(&pki, |stream| serve(stream, 2));
    let trusting = tls::trusting_with(&[&pki], |settings| settings.rate = Some(RATE));
    for (transport, url) in [(&limited(RATE), plain.url("/a")), (&trusting, tls::https(&secured))] {
        let begin = Instant::now();
        for _ in 0..2 {
            assert_eq!(run(transport, &put(url.clone(), RATE / 4)).unwrap().body, b"ok");
        }
        // Half a second's bytes, of which 7.5 % of a second's may go at once.
        assert!(begin.elapsed() >= Duration::from_millis(400), "{:?}", begin.elapsed());
    }
    plain.end();
    secured.end();
}

#[test]
fn uploads_share_the_rate_and_none_counts_as_stalled() {
    const UPLOADS: u64 = 8;
    let server = Server::new(|listener| {
        let served = (0..UPLOADS).map(|_| {
            let stream = accept(&listener);
            std::thread::spawn(|| serve(stream, 1))
        });
        served.collect::<Vec<_>>().into_iter().for_each(|thread| thread.join().unwrap());
    });
    // Each waits for its turn longer than a peer may be silent.
    let transport = transport(|settings| {
        settings.rate = Some(1024);
        settings.stall_limit = Duration::from_millis(100);
    });
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..UPLOADS {
            scope.spawn(|| assert_eq!(run(&transport, &put(server.url("/a"), 100)).unwrap().status, 200));
        }
    });
    assert!(begin.elapsed() >= Duration::from_millis(650), "{:?}", begin.elapsed());
    server.end();
}

/// Sends an endless body slowly to a server that runs a script behind the head.
fn slowly(cancel: Option<Cancel>, script: impl FnOnce(&mut TcpStream) + Send + 'static) -> (Cause, Sent) {
    let (release, wait) = mpsc::channel::<()>();
    let server = Server::on(narrow(), move |listener| {
        let mut stream = accept(&listener);
        read_head(&mut stream);
        script(&mut stream);
        let _ = wait.recv();
    });
    let transport = transport(|settings| {
        settings.rate = Some(10_000_000);
        settings.stall_limit = Duration::from_millis(300);
    });
    let mut attempt = Try::new(&transport);
    attempt.cancel = cancel;
    let begin = Instant::now();
    let lost = attempt.run(&put(server.url("/a"), 1 << 40)).unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    drop(release);
    server.end();
    (lost.why, lost.sent)
}

#[test]
fn a_peer_that_stalls_is_seen_all_the_same() {
    assert_eq!(slowly(None, |_| {}), (Cause::Timeout("send"), Sent::Part));
}

#[test]
fn cancel_ends_the_wait() {
    let cancel = Cancel::new().unwrap();
    let theirs = cancel.clone();
    let script = move |stream: &mut TcpStream| {
        stream.read_exact(&mut [0; 100_000]).unwrap();
        theirs.request();
    };
    assert_eq!(slowly(Some(cancel), script), (Cause::Cancelled, Sent::Part));
}

#[test]
fn an_early_response_ends_the_wait() {
    let server = Server::once(|mut stream| {
        read_head(&mut stream);
        stream.read_exact(&mut [0; 100]).unwrap();
        stream.write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n").unwrap();
        read_rest(&mut stream);
    });
    let transport = limited(1024);
    let begin = Instant::now();
    // It would take a quarter of an hour.
    assert_eq!(run(&transport, &put(server.url("/a"), 1_000_000)).unwrap().status, 503);
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    drop(transport);
    server.end();
}
