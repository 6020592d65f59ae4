//! Proxies that do what a script says: CONNECT, and what goes wrong with any proxy.

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use graph_upload::http::Transport;
use graph_upload::proxy::{Bypass, Proxies, Proxy};
use graph_upload_core::graph::response::{Cause, NoResponse, Sent};
use graph_upload_core::secret::Secret;

use crate::support::*;
use crate::tls;

/// Nothing listens there, so it is reached through a proxy or not at all.
pub const FAR: &str = "http://127.0.0.1:9/s3cret";

/// A transport that goes through this proxy.
pub fn through(url: &str) -> Transport {
    transport(|settings| settings.proxies = proxies(url, ""))
}

fn proxies(url: &str, bypass: &str) -> Proxies {
    Proxies::through(Proxy::parse(url).unwrap(), Bypass::parse(bypass).unwrap())
}

fn at(scheme: &str, address: SocketAddr) -> String {
    format!("{scheme}://{address}")
}

/// How an exchange through a proxy with this script is lost.
fn lost(user: &str, script: impl FnOnce(TcpStream) + Send + 'static) -> NoResponse {
    let server = Server::once(script);
    let proxy = format!("{}: ", server.address);
    let lost = run(&through(&format!("http://{user}{}", server.address)), &get(FAR)).unwrap_err();
    server.end();
    assert_eq!(lost.sent, Sent::Nothing);
    let said = lost.detail.strip_prefix(&proxy).expect("the proxy is named");
    assert!(!said.contains("s3cret") && !said.contains("127.0.0.1"), "{said}");
    lost
}

/// Answers CONNECT with these bytes and closes.
fn answering(user: &str, answer: impl Into<Vec<u8>>) -> NoResponse {
    let answer = answer.into();
    lost(user, move |mut stream| {
        read_head(&mut stream);
        // The client may have heard enough before the end.
        let _ = stream.write_all(&answer);
    })
}

#[test]
fn a_tunnel_is_asked_for_and_used_again() {
    let server = Server::once(|mut stream| {
        let asked = read_head(&mut stream);
        stream.write_all(b"HTTP/1.0 200 Connection established\r\nA: b\r\n\r\n").unwrap();
        let mut heads = vec![asked];
        for _ in 0..2 {
            let (head, body) = read_request(&mut stream);
            assert!(body.iter().enumerate().all(|(index, &byte)| byte == pattern(index as u64)));
            heads.push(head);
            ok(&mut stream);
        }
        heads
    });
    let transport = through(&format!("http://Aladdin:open%20sesame@{}", server.address));
    for _ in 0..2 {
        let mut attempt = Try::new(&transport);
        attempt.token = Some(Secret::new("t0ken"));
        let mut request = put(FAR, 100_000);
        request.token = true;
        assert_eq!(attempt.run(&request).unwrap().status, 200);
    }
    let heads = server.end();
    let credentials = "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n";
    assert_eq!(heads[0], format!("CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: 127.0.0.1:9\r\n{credentials}\r\n"));
    assert!(heads[1].contains("t0ken") && !heads[1].to_lowercase().contains("proxy"), "{}", heads[1]);
}

#[test]
fn names_are_left_to_the_proxy_and_tls_goes_through_it() {
    let pki = tls::pki("graph.example", |_| {});
    let config = pki.config();
    let server = Server::once(move |mut stream| {
        let asked = read_head(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let mut stream = tls::shake(stream, &config);
        read_request(&mut stream);
        ok(&mut stream);
        asked
    });
    let url = at("http", server.address);
    let transport = tls::trusting_with(&[&pki], |settings| settings.proxies = proxies(&url, ""));
    assert_eq!(run(&transport, &put("https://graph.example/s3cret", 100_000)).unwrap().body, b"ok");
    assert_eq!(server.end(), "CONNECT graph.example:443 HTTP/1.1\r\nHost: graph.example:443\r\n\r\n");
}

#[test]
fn what_follows_the_proxys_answer_belongs_to_the_tunnel() {
    let server = Server::once(|mut stream| {
        read_head(&mut stream);
        let interim = "HTTP/1.1 102 Processing\r\n\r\n";
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n";
        let early = "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy";
        stream.write_all(format!("{interim}{answer}{early}").as_bytes()).unwrap();
        read_rest(&mut stream);
    });
    let transport = through(&at("http", server.address));
    let response = run(&transport, &put(FAR, 1 << 28)).unwrap();
    assert_eq!(
        (response.status, response.header("retry-after"), &*response.body),
        (503, Some("7"), &b"busy"[..])
    );
    drop(transport);
    server.end();
}

#[test]
fn what_the_proxy_says_is_told() {
    for (user, status, why, word) in [
        ("", 407, Cause::ProxyRefused, "requires a name and password"),
        ("me:pa55@", 407, Cause::ProxyRefused, "rejected the name and password"),
        ("", 401, Cause::ProxyRefused, "requires a name and password"),
        ("", 403, Cause::ProxyRefused, "403"),
        ("", 404, Cause::ProxyRefused, "404"),
        ("", 302, Cause::ProxyRefused, "302"),
        ("", 501, Cause::ProxyRefused, "501"),
        ("", 429, Cause::Proxy, "429"),
        ("", 500, Cause::Proxy, "500"),
        ("", 502, Cause::Proxy, "502"),
        ("", 503, Cause::Proxy, "503"),
        ("", 504, Cause::Proxy, "504"),
    ] {
        let lost = answering(user, format!("HTTP/1.1 {status} s3cret\r\nX: s3cret\r\n\r\ns3cret"));
        assert_eq!(lost.why, why, "{status}");
        assert!(lost.detail.contains(word) && !lost.detail.contains("pa55"), "{}", lost.detail);
    }
}

#[test]
fn ways_of_signing_in_that_are_not_supported_are_named() {
    for user in ["", "me:pa55@"] {
        let answer =
            "HTTP/1.1 407 s3cret\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n";
        let lost = answering(user, answer);
        assert_eq!(lost.why, Cause::ProxyRefused);
        assert!(
            lost.detail.contains("offers NTLM and Negotiate") && lost.detail.contains("only Basic"),
            "{lost:?}"
        );
        assert!(!lost.detail.contains("rejected the name") && !lost.detail.contains("pa55"), "{lost:?}");
    }
    let lost = answering("me:pa55@", "HTTP/1.1 407 x\r\nProxy-Authenticate: NTLM, Basic realm=\"a\"\r\n\r\n");
    assert!(lost.detail.contains("rejected the name and password"), "{lost:?}");
}

#[test]
fn what_is_no_answer_of_a_proxy() {
    let endless = format!("HTTP/1.1 200 OK\r\n{}", "X: y\r\n".repeat(20_000));
    for (answer, why) in [
        ("", Cause::Proxy),
        ("HTTP/1.1 200 OK\r\nX: s3cret\r\n", Cause::Proxy),
        ("SSH-2.0-s3cret", Cause::ProxyRefused),
        ("<html>s3cret", Cause::ProxyRefused),
        ("HTTP/2 200\r\n\r\n", Cause::ProxyRefused),
        ("HTTP/1.1 101 Switching\r\n\r\n", Cause::ProxyRefused),
        (&endless, Cause::ProxyRefused),
        (&"HTTP/1.1 100 Continue\r\n\r\n".repeat(4000), Cause::ProxyRefused),
    ] {
        let begin = &answer[..answer.len().min(20)];
        let lost = answering("", answer);
        // What is left unread resets the connection, which may overtake the answer.
        let reset = answer.len() > 1000 && lost.why == Cause::Proxy;
        assert!(lost.why == why || reset, "{begin}: {lost:?}");
    }
}

#[test]
fn a_socks_proxy_is_no_http_proxy() {
    let lost = lost("", |mut stream| {
        read_head(&mut stream);
        stream.write_all(&[5, 0xff]).unwrap();
        read_rest(&mut stream);
    });
    assert_eq!(lost.why, Cause::ProxyRefused);
}

#[test]
fn a_proxy_that_is_down() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for scheme in ["http", "socks5", "socks5h"] {
        let lost = run(&through(&at(scheme, gone)), &get(FAR)).unwrap_err();
        assert_eq!((lost.why, lost.os_error), (Cause::Proxy, libc::ECONNREFUSED));
        assert!(lost.detail.contains("cannot be reached"), "{}", lost.detail);
    }
}

#[test]
fn a_silent_proxy_is_not_awaited_for_ever() {
    for scheme in ["http", "socks5", "socks5h"] {
        let server = Server::once(|mut stream| read_rest(&mut stream));
        let transport = transport(|settings| {
            settings.proxies = proxies(&at(scheme, server.address), "");
            settings.connect_limit = Duration::from_millis(100);
        });
        let lost = run(&transport, &get(FAR)).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::Timeout("connect"), Sent::Nothing));
        assert!(lost.detail.contains("proxy"), "{}", lost.detail);
        server.end();
    }
}

#[test]
fn listed_hosts_are_reached_without_it() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = Server::once(|mut stream| {
        read_request(&mut stream);
        ok(&mut stream);
    });
    let listed = format!("example.com,127.0.0.1:{}", server.address.port());
    let transport = transport(|settings| settings.proxies = proxies(&at("http", gone), &listed));
    assert_eq!(run(&transport, &get(server.url("/a"))).unwrap().status, 200);
    assert_eq!(run(&transport, &get(FAR)).unwrap_err().why, Cause::Proxy);
    server.end();
}

/// What may only go to this machine must not leave it in the clear, which it would on the way to the proxy.
#[test]
fn loopback_hosts_need_a_proxy_on_loopback() {
    for scheme in ["http", "socks5", "socks5h"] {
        // An address for documentation (RFC 5737), which nothing is sent to.
        for url in [FAR, "http://localhost:9/a", "https://127.0.0.1:9/a"] {
            let lost = run(&through(&format!("{scheme}://192.0.2.1")), &get(url)).unwrap_err();
            assert_eq!((lost.why, lost.sent), (Cause::BadUrl, Sent::Nothing), "{}", lost.detail);
        }
    }
    let strict = transport(|settings| {
        settings.proxies = proxies("http://127.0.0.1:9", "");
        settings.allow_loopback = false;
    });
    for url in [FAR, "http://graph.example/a", "https://127.0.0.1:9/a"] {
        assert_eq!(run(&strict, &get(url)).unwrap_err().why, Cause::BadUrl);
    }
}
