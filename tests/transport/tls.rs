//! TLS: the same promises under it, and what goes wrong with certificates.

use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, mpsc};

use graph_upload::http::{Settings, Transport};
use graph_upload::net::{Cancel, Roots};
use graph_upload_core::graph::response::{BodyEnd, Cause, Sent};
use rcgen::{CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{HandshakeKind, ServerConfig, ServerConnection, StreamOwned};

use crate::support::*;

pub type Stream = StreamOwned<ServerConnection, TcpStream>;

/// An authority and a server certificate of its making.
pub struct Pki {
    root: Vec<u8>,
    config: Arc<ServerConfig>,
}

impl Pki {
    pub fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

pub fn pki(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Pki {
    let versions = [&rustls::version::TLS13, &rustls::version::TLS12];
    pki_with(name, &versions, WebPkiClientVerifier::no_client_auth(), change)
}

fn with_versions(name: &str, versions: &[&'static rustls::SupportedProtocolVersion]) -> Pki {
    pki_with(name, versions, WebPkiClientVerifier::no_client_auth(), |_| {})
}

/// The same for versions of TLS, with what clients have to show.
pub fn pki_with(
    name: &str,
    versions: &[&'static rustls::SupportedProtocolVersion],
    clients: Arc<dyn ClientCertVerifier>,
    change: impl FnOnce(&mut CertificateParams),
) -> Pki {
    let key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::new(vec![]).unwrap();
    ca.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    // No two authorities share a name, as a wrong signature would be found instead of an unknown issuer.
    ca.distinguished_name.push(rcgen::DnType::CommonName, format!("{:?}", key.public_key_raw()));
    let issuer = CertifiedIssuer::self_signed(ca, KeyPair::generate().unwrap()).unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    change(&mut params);
    let certificate = params.signed_by(&key, &issuer).unwrap();
    Pki {
        root: issuer.der().to_vec(),
        config: config(vec![certificate.der().clone()], &key, versions, clients),
    }
}

fn config(
    chain: Vec<CertificateDer<'static>>,
    key: &KeyPair,
    versions: &[&'static rustls::SupportedProtocolVersion],
    clients: Arc<dyn ClientCertVerifier>,
) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let builder = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let builder = builder.with_protocol_versions(versions).unwrap().with_client_cert_verifier(clients);
    let mut config = builder.with_single_cert(chain, key).unwrap();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

pub fn shake(stream: TcpStream, config: &Arc<ServerConfig>) -> Stream {
    StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), stream)
}

pub fn server<T: Send + 'static>(pki: &Pki, script: impl FnOnce(Stream) -> T + Send + 'static) -> Server<T> {
    let config = Arc::clone(&pki.config);
    Server::once(move |stream| script(shake(stream, &config)))
}

pub fn trusting(roots: &[&Pki]) -> Transport {
    trusting_with(roots, |_| {})
}

pub fn trusting_with(roots: &[&Pki], change: impl FnOnce(&mut Settings)) -> Transport {
    transport(|settings| {
        settings.roots = Roots::Only(roots.iter().map(|pki| pki.root.clone()).collect());
        change(settings);
    })
}

pub fn https<T>(server: &Server<T>) -> String
where
    T: Send + 'static,
{
    server.url("/s3cret").replacen("http", "https", 1)
}

#[test]
fn a_body_goes_through_and_the_connection_is_used_again() {
    let pki = pki("127.0.0.1", |_| {});
    let server = server(&pki, |mut stream| {
        let mut all = true;
        for _ in 0..3 {
            let (_, body) = read_request(&mut stream);
            all &= body.iter().enumerate().all(|(index, &byte)| byte == pattern(index as u64));
            ok(&mut stream);
        }
        (all, stream.conn.protocol_version(), stream.conn.alpn_protocol() == Some(b"http/1.1"))
    });
    let transport = trusting(&[&pki]);
    let last = Cell::new(0);
    for _ in 0..3 {
        let mut attempt = Try::new(&transport);
        last.set(0);
        attempt.on_sent = Box::new(|sent| sent > last.replace(sent));
        let response = attempt.run(&put(https(&server), 3_000_001)).unwrap();
        assert_eq!((response.status, response.end, last.get()), (200, BodyEnd::Whole, 3_000_001));
    }
    assert_eq!(server.end(), (true, Some(rustls::ProtocolVersion::TLSv1_3), true));
}

#[test]
fn progress_follows_a_slow_link() {
    const STRETCH: u64 = 1 << 20;
    // What TLS holds back, and what a record has beside its bytes.
    const BEHIND: u64 = 128 << 10;
    let pki = pki("127.0.0.1", |_| {});
    let config = pki.config();
    let (told, tellings) = mpsc::channel();
    let server = Server::on(narrow(), move |listener| {
        let mut stream = shake(accept(&listener), &config);
        read_head(&mut stream);
        for stretch in 1..=8 {
            std::io::copy(&mut Read::take(&mut stream, STRETCH), &mut std::io::sink()).unwrap();
            // Nothing more is read before the client knows of what has been.
            while stretch < 8 && tellings.recv_timeout(LONG).unwrap() + BEHIND < stretch * STRETCH {}
        }
        ok(&mut stream);
    });
    let transport = trusting(&[&pki]);
    let mut attempt = Try::new(&transport);
    attempt.on_sent = Box::new(|sent| told.send(sent).is_ok() || sent == 8 * STRETCH);
    assert_eq!(attempt.run(&put(https(&server), 8 * STRETCH)).unwrap().status, 200);
    server.end();
}

#[test]
fn tls_1_2_is_enough() {
    let pki = with_versions("localhost", &[&rustls::version::TLS12]);
    let server = server(&pki, |mut stream| {
        read_request(&mut stream);
        ok(&mut stream);
        stream.conn.protocol_version()
    });
    let url = format!("https://localhost:{}/a", server.address.port());
    assert_eq!(run(&trusting(&[&pki]), &put(url, 100_000)).unwrap().status, 200);
    assert_eq!(server.end(), Some(rustls::ProtocolVersion::TLSv1_2));
}

#[test]
fn early_responses_and_resets_are_delivered() {
    let pki = pki("127.0.0.1", |_| {});
    let server = server(&pki, |mut stream| {
        read_head(&mut stream);
        stream.write_all(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy").unwrap();
        stream.flush().unwrap();
    });
    let response = run(&trusting(&[&pki]), &put(https(&server), 1 << 28)).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (503, &b"busy"[..]));
    server.end();
}

#[test]
fn an_end_without_close_notify_cuts_the_body() {
    let pki = pki("127.0.0.1", |_| {});
    for (polite, end) in [(true, BodyEnd::Whole), (false, BodyEnd::Cut)] {
        let server = server(&pki, move |mut stream| {
            read_request(&mut stream);
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nhello").unwrap();
            if polite {
                stream.conn.send_close_notify();
            }
            stream.flush().unwrap();
        });
        let response = run(&trusting(&[&pki]), &get(https(&server))).unwrap();
        assert_eq!((response.end, response.body.as_slice()), (end, &b"hello"[..]));
        server.end();
    }
}

#[test]
fn cancel_works_while_sending() {
    let pki = pki("127.0.0.1", |_| {});
    let cancel = Cancel::new().unwrap();
    let theirs = cancel.clone();
    let server = server(&pki, move |mut stream| {
        read_head(&mut stream);
        theirs.request();
        read_rest(&mut stream);
    });
    let transport = trusting(&[&pki]);
    let mut attempt = Try::new(&transport);
    attempt.cancel = Some(cancel);
    let lost = attempt.run(&put(https(&server), 1 << 40)).unwrap_err();
    assert_eq!((lost.why, lost.sent), (Cause::Cancelled, Sent::Part));
    server.end();
}

/// The text that a handshake with this server ends with.
fn refused(pki: &Pki, transport: &Transport) -> (Cause, String) {
    let server = server(pki, |mut stream| drop(stream.read(&mut [0; 10])));
    let lost = run(transport, &get(https(&server))).unwrap_err();
    server.end();
    assert_eq!(lost.sent, Sent::Nothing);
    assert!(!lost.detail.contains("s3cret") && !lost.detail.contains("http"), "{}", lost.detail);
    (lost.why, lost.detail)
}

#[test]
fn bad_certificates_are_named() {
    let good = pki("127.0.0.1", |_| {});
    let other = pki("127.0.0.2", |_| {});
    let old = pki("127.0.0.1", |params| params.not_after = date_time_ymd(2001, 1, 1));
    let early = pki("127.0.0.1", |params| params.not_before = date_time_ymd(2900, 1, 1));
    for (shown, trusted, word) in [
        (&old, &old, "expired"),
        (&early, &early, "not valid yet"),
        (&other, &other, "another name"),
        (&good, &other, "unknown issuer"),
    ] {
        let (why, detail) = refused(shown, &trusting(&[trusted]));
        assert_eq!(why, Cause::Certificate);
        assert!(detail.contains(word), "{detail}");
    }
    let authority =
        pki("127.0.0.1", |params| params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained));
    let client =
        pki("127.0.0.1", |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    for (shown, word) in [(&authority, "CA:TRUE"), (&client, "not meant for servers")] {
        let (why, detail) = refused(shown, &trusting(&[shown]));
        assert!(why == Cause::Certificate && detail.contains(word), "{detail}");
        // The platform's verifier puts it into types of its own.
        let beside = transport(|settings| settings.roots = Roots::PlatformAnd(vec![shown.root.clone()]));
        let (why, detail) = refused(shown, &beside);
        assert!(why == Cause::Certificate && detail.contains(word), "{detail}");
    }
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    let config = config(
        vec![own.der().clone()],
        &key,
        &[&rustls::version::TLS13],
        WebPkiClientVerifier::no_client_auth(),
    );
    let (why, detail) = refused(&Pki { root: vec![], config }, &trusting(&[&good]));
    assert!(why == Cause::Certificate && detail.contains("self-signed"), "{detail}");
    let (why, _) = refused(&good, &transport(|_| {}));
    assert_eq!(why, Cause::Certificate, "the platform trusts it, or has no certificates");
}

#[test]
fn roots_beside_the_platforms_are_trusted() {
    let pki = pki("127.0.0.1", |_| {});
    let server = server(&pki, |mut stream| {
        read_request(&mut stream);
        ok(&mut stream);
    });
    let transport = transport(|settings| settings.roots = Roots::PlatformAnd(vec![pki.root.clone()]));
    assert_eq!(run(&transport, &get(https(&server))).unwrap().status, 200);
    server.end();
}

#[test]
fn unusable_roots_are_told_at_once() {
    let build = |roots| {
        let mut settings = settings();
        settings.roots = roots;
        Transport::new(settings)
    };
    assert!(build(Roots::Only(vec![])).is_err());
    assert!(build(Roots::Only(vec![b"no certificate".to_vec()])).is_err());
    assert!(build(Roots::PlatformAnd(vec![b"no certificate".to_vec()])).is_err());
    assert!(build(Roots::PlatformAnd(vec![])).is_ok());
}

#[test]
fn a_server_without_tls_and_one_that_closes_are_told_apart_from_certificates() {
    let plain = Server::once(|mut stream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        read_rest(&mut stream);
    });
    let closing = Server::once(|mut stream| stream.read_exact(&mut [0; 100]).unwrap());
    for url in [https(&plain), https(&closing)] {
        let lost = run(&transport(|settings| settings.roots = Roots::Platform), &get(url)).unwrap_err();
        assert_eq!((lost.why, lost.sent), (Cause::Tls, Sent::Nothing), "{}", lost.detail);
    }
    plain.end();
    closing.end();
}

/// A client that connects again resumes: a round trip less with TLS 1.2, and no certificates with either.
#[test]
fn a_new_connection_resumes_the_session_of_an_earlier_one() {
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let pki = with_versions("127.0.0.1", &[version]);
        let config = pki.config();
        let server = Server::new(move |listener| {
            let connections = (0..4).map(|_| {
                let mut stream = shake(accept(&listener), &config);
                read_request(&mut stream);
                ok(&mut stream);
                stream.conn.handshake_kind()
            });
            connections.collect::<Vec<_>>()
        });
        let transport = trusting_with(&[&pki], |settings| settings.idle_connections = 0);
        for _ in 0..4 {
            assert_eq!(run(&transport, &get(https(&server))).unwrap().status, 200);
        }
        let kinds: Vec<_> =
            server.end().into_iter().map(|kind| kind == Some(HandshakeKind::Resumed)).collect();
        assert_eq!(kinds, [false, true, true, true], "{version:?}");
    }
}
