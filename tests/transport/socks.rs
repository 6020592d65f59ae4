//! SOCKS5 proxies that do what a script says.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};

use graph_upload_core::graph::response::{Cause, NoResponse, Sent};

use crate::proxies::{FAR, through};
use crate::support::*;

/// 127.0.0.1:9 as a destination.
const FAR_AWAY: &[u8] = &[5, 1, 0, 1, 127, 0, 0, 1, 0, 9];

const DONE: &[u8] = &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

fn hear(stream: &mut TcpStream, expected: &[u8]) {
    let mut bytes = vec![0; expected.len()];
    stream.read_exact(&mut bytes).unwrap();
    assert_eq!(bytes, expected);
}

fn serve(mut stream: TcpStream) {
    read_request(&mut stream);
    ok(&mut stream);
}

/// Serves behind this conversation: what is heard, and what is said to it.
fn served(user: &str, scheme: &str, url: &str, talk: Vec<(Vec<u8>, Vec<u8>)>) {
    let server = Server::once(move |mut stream| {
        for (heard, said) in talk {
            hear(&mut stream, &heard);
            stream.write_all(&said).unwrap();
        }
        serve(stream);
    });
    let transport = through(&format!("{scheme}://{user}{}", server.address));
    assert_eq!(run(&transport, &put(url, 100_000)).unwrap().body, b"ok");
    server.end();
}

/// How an exchange is lost after this conversation.
fn lost(user: &str, talk: &'static [(&[u8], &[u8])]) -> NoResponse {
    let server = Server::once(move |mut stream| {
        for (heard, said) in talk {
            hear(&mut stream, heard);
            stream.write_all(said).unwrap();
        }
    });
    let lost = run(&through(&format!("socks5h://{user}{}", server.address)), &get(FAR)).unwrap_err();
    server.end();
    assert_eq!(lost.sent, Sent::Nothing);
    assert!(!lost.detail.contains("pa55"), "{}", lost.detail);
    lost
}

#[test]
fn without_and_with_a_name() {
    for scheme in ["socks5", "socks5h"] {
        let request = || (FAR_AWAY.to_vec(), DONE.to_vec());
        served("", scheme, FAR, vec![(vec![5, 1, 0], vec![5, 0]), request()]);
        // A proxy that asks for no name is not told it.
        served("me:pa55@", scheme, FAR, vec![(vec![5, 2, 0, 2], vec![5, 0]), request()]);
        let sign_in = (b"\x01\x02me\x04pa55".to_vec(), vec![1, 0]);
        served("me:pa55@", scheme, FAR, vec![(vec![5, 2, 0, 2], vec![5, 2]), sign_in, request()]);
    }
}

#[test]
fn every_form_of_the_proxys_own_address_is_skipped() {
    let mut name = vec![5, 0, 0, 3, 5];
    name.extend(b"proxy\x00\x50");
    let mut ipv6 = vec![5, 0, 0, 4];
    ipv6.extend([0; 18]);
    for done in [name, ipv6] {
        served("", "socks5h", FAR, vec![(vec![5, 1, 0], vec![5, 0]), (FAR_AWAY.to_vec(), done)]);
    }
}

#[test]
fn socks5h_leaves_names_to_the_proxy() {
    let mut request = vec![5, 1, 0, 3, 11];
    request.extend(b"x.localhost\x00\x09");
    let talk = vec![(vec![5, 1, 0], vec![5, 0]), (request, DONE.to_vec())];
    served("", "socks5h", "http://x.localhost:9/a", talk);
}

#[test]
fn socks5_resolves_here_and_tries_every_address() {
    let all = ("localhost", 9).to_socket_addrs().unwrap().collect::<Vec<_>>();
    let count = all.len();
    let server = Server::new(move |listener| {
        for (index, address) in all.iter().enumerate() {
            let mut stream = accept(&listener);
            hear(&mut stream, &[5, 1, 0]);
            stream.write_all(&[5, 0]).unwrap();
            let mut request = vec![5, 1, 0];
            match address.ip() {
                std::net::IpAddr::V4(ip) => {
                    request.push(1);
                    request.extend(ip.octets());
                }
                std::net::IpAddr::V6(ip) => {
                    request.push(4);
                    request.extend(ip.octets());
                }
            }
            request.extend([0, 9]);
            hear(&mut stream, &request);
            if index + 1 == count {
                stream.write_all(DONE).unwrap();
                return serve(stream);
            }
            stream.write_all(&[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
        }
    });
    let transport = through(&format!("socks5://{}", server.address));
    assert_eq!(run(&transport, &get("http://localhost:9/a")).unwrap().status, 200);
    server.end();
}

#[test]
fn refusals_are_put_into_words() {
    const HELLO: &[u8] = &[5, 1, 0];
    const NAMED: &[u8] = &[5, 2, 0, 2];
    const SIGN_IN: &[u8] = b"\x01\x02me\x04pa55";
    type Talk = &'static [(&'static [u8], &'static [u8])];
    let cases: [(&str, Talk, Cause, &str); 17] = [
        ("", &[(HELLO, &[5, 0xff])], Cause::ProxyRefused, "requires a name and password"),
        ("", &[(HELLO, &[5, 2])], Cause::ProxyRefused, "requires a name and password"),
        ("me:pa55@", &[(NAMED, &[5, 0xff])], Cause::ProxyRefused, "authentication method"),
        ("me:pa55@", &[(NAMED, &[5, 2]), (SIGN_IN, &[1, 1])], Cause::ProxyRefused, "rejected the name"),
        ("me:pa55@", &[(NAMED, &[5, 2]), (SIGN_IN, &[])], Cause::Proxy, "closed"),
        ("", &[(HELLO, &[0, 90])], Cause::ProxyRefused, "SOCKS5"),
        ("", &[(HELLO, b"HTTP/1.1 400 Bad Request\r\n\r\n")], Cause::ProxyRefused, "SOCKS5"),
        ("", &[(HELLO, &[])], Cause::Proxy, "closed"),
        ("", &[(HELLO, &[5, 0]), (FAR_AWAY, &[5, 0, 0, 3, 200])], Cause::Proxy, "closed"),
        ("", &[(HELLO, &[5, 0]), (FAR_AWAY, &[5, 0, 0, 9])], Cause::ProxyRefused, "violates SOCKS5"),
        ("", &[(HELLO, &[5, 0]), (FAR_AWAY, &[5, 1])], Cause::Proxy, "general"),
        ("", &[(HELLO, &[5, 0]), (FAR_AWAY, &[5, 2])], Cause::ProxyRefused, "rules do not allow"),
        ("", &[(HELLO, &[5, 0]), (FAR_AWAY, &[5, 4])], Cause::Proxy, "host unreachable"),
        ("", &[(HELLO, &[5, 0]), (FAR_AWAY, &[5, 5])], Cause::Proxy, "refused"),
        ("", &[(HELLO, &[5, 0]), (FAR_AWAY, &[5, 6])], Cause::Proxy, "TTL"),
        ("", &[(HELLO, &[5, 0]), (FAR_AWAY, &[5, 7])], Cause::ProxyRefused, "command"),
        ("", &[(HELLO, &[5, 0]), (FAR_AWAY, &[5, 99])], Cause::ProxyRefused, "99"),
    ];
    for (user, talk, why, word) in cases {
        let lost = lost(user, talk);
        assert!(lost.why == why && lost.detail.contains(word), "{talk:?}: {lost:?}");
    }
}
