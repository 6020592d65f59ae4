//! Servers that offer nothing newer than TLS 1.1, which nothing here can speak: their first bytes, made by hand.

use std::io::{Read, Write};

use graph_upload_core::graph::response::{Cause, Sent};

use crate::support::*;

/// Reads the client's hello, which is one record (RFC 8446, section 5.1).
fn read_hello(stream: &mut impl Read) {
    let mut head = [0; 5];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(head[0], 22);
    let length = u16::from_be_bytes([head[3], head[4]]);
    stream.read_exact(&mut vec![0; length.into()]).unwrap();
}

/// A server's hello that chooses a version (RFC 4346, section 7.4.1.3), in a record of that version.
fn hello(version: [u8; 2]) -> Vec<u8> {
    let mut hello = version.to_vec();
    hello.extend([7; 32]);
    // No session id; TLS_RSA_WITH_AES_128_CBC_SHA; no compression.
    hello.extend([0, 0x00, 0x2f, 0]);
    let mut record = vec![22, version[0], version[1], 0, hello.len() as u8 + 4];
    record.extend([2, 0, 0, hello.len() as u8]);
    record.extend(hello);
    record
}

#[test]
fn versions_below_1_2_are_refused() {
    let protocol_version = vec![21, 3, 1, 0, 2, 2, 70];
    for answer in [hello([3, 0]), hello([3, 1]), hello([3, 2]), protocol_version] {
        let shown = format!("{answer:?}");
        let server = Server::once(move |mut stream| {
            read_hello(&mut stream);
            stream.write_all(&answer).unwrap();
            read_rest(&mut stream);
        });
        let url = server.url("/s3cret").replacen("http", "https", 1);
        let lost = run(&transport(|_| {}), &get(url)).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::Certificate, Sent::Nothing), "{shown}: {}", lost.detail);
        assert!(lost.detail.contains("neither TLS 1.2 nor 1.3"), "{}", lost.detail);
        server.end();
    }
}

/// The alerts of servers that find nothing in common (RFC 8446, section 6.2).
#[test]
fn servers_without_a_common_cipher_are_final() {
    for alert in [40, 71] {
        let server = Server::once(move |mut stream| {
            read_hello(&mut stream);
            stream.write_all(&[21, 3, 3, 0, 2, 2, alert]).unwrap();
            read_rest(&mut stream);
        });
        let lost = run(&transport(|_| {}), &get(server.url("/a").replacen("http", "https", 1))).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::Certificate, Sent::Nothing), "{}", lost.detail);
        assert!(lost.detail.contains("no cipher"), "{}", lost.detail);
        server.end();
    }
}
