//! What an exchange allocates, counted on its thread.

use std::io::{Read, Write};

use crate::heap::peak_of;
use crate::support::*;
use crate::tls;

fn peak(transport: &graph_upload::http::Transport, url: &str, length: u64) -> isize {
    peak_of(|| assert_eq!(run(transport, &put(url, length)).unwrap().status, 200))
}

/// Serves a small body, a large one and a small one.
fn serve(mut stream: impl Read + Write) {
    for length in LENGTHS {
        read_head(&mut stream);
        let mut body = Read::take(&mut stream, length);
        assert_eq!(std::io::copy(&mut body, &mut std::io::sink()).unwrap(), length);
        ok(&mut stream);
    }
}

const LENGTHS: [u64; 3] = [1 << 20, 32 << 20, 1 << 20];

#[test]
fn memory_does_not_grow_with_the_body() {
    let server = Server::once(serve);
    let transport = transport(|_| {});
    let peaks = LENGTHS.map(|length| peak(&transport, &server.url("/a"), length));
    server.end();
    assert!(peaks.iter().all(|&peak| peak < 208 * 1024), "{peaks:?}");
}

#[test]
fn memory_does_not_grow_with_the_body_under_tls() {
    let pki = tls::pki("127.0.0.1", |_| {});
    let server = tls::server(&pki, serve);
    let transport = tls::trusting(&[&pki]);
    let peaks = LENGTHS.map(|length| peak(&transport, &tls::https(&server), length));
    server.end();
    assert!(peaks.iter().all(|&peak| peak < 256 * 1024), "{peaks:?}");
}
