//! The options that say how bytes travel.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection};

use super::*;

/// A proxy that refuses, and the head that it is asked with.
fn refusing_proxy() -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            assert_eq!(stream.read(&mut byte).expect("it is open"), 1);
            head.push(byte[0]);
        }
        stream.write_all(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n").expect("it is open");
        String::from_utf8(head).expect("ASCII")
    });
    (port, asked)
}

#[test]
fn a_proxy_is_asked_with_its_password() {
    let service = service(&[]);
    let (port, asked) = refusing_proxy();
    let url = format!("http://me:pa55@127.0.0.1:{port}");
    // SAFETY: the options are alive.
    let set =
        |options| unsafe { assert_eq!(gu_options_set_proxy(options, c(&url).as_ptr(), NO_ERROR), GU_OK) };
    upload(&service, 10, set, |status, _, error| {
        // SAFETY: the error is alive.
        let (message, retryable) = unsafe { (text(gu_error_message(error)), gu_error_is_retryable(error)) };
        assert_eq!((status, retryable), (GU_ERR_NETWORK, 0));
        assert!(message.contains("name and password (407)") && !message.contains("pa55"), "{message}");
    });
    assert!(asked.join().expect("no panic").contains("Proxy-Authorization: Basic bWU6cGE1NQ=="));
    assert_eq!(service.connections(), 0);
}

#[test]
fn hosts_without_a_proxy_and_no_proxy_at_all_are_reached_directly() {
    for listed in [true, false] {
        let service = service(&[]);
        let set = |options| {
            // SAFETY: the options are alive.
            unsafe {
                assert_eq!(
                    gu_options_set_proxy(options, c("socks5h://127.0.0.1:9").as_ptr(), NO_ERROR),
                    GU_OK
                );
                let status = match listed {
                    true => gu_options_set_no_proxy(options, c("localhost").as_ptr(), NO_ERROR),
                    false => gu_options_set_proxy(options, ptr::null(), NO_ERROR),
                };
                assert_eq!(status, GU_OK);
            }
        };
        upload(&service, 10, set, |status, _, _| assert_eq!(status, GU_OK));
    }
}

#[test]
fn a_useless_proxy_is_refused_without_being_quoted() {
    let mut options = ptr::null_mut();
    let (mut client, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: every handle is used before it is freed, and freed once.
    unsafe {
        assert_eq!(gu_options_new(&mut options, NO_ERROR), GU_OK);
        assert_eq!(
            gu_options_set_proxy(options, c("https://me:pa55@h").as_ptr(), &mut error),
            GU_ERR_ARGUMENT
        );
        let message = text(gu_error_message(error));
        assert!(message.starts_with("proxy: ") && !message.contains("pa55"), "{message}");
        gu_error_free(error);
        assert_eq!(gu_options_set_no_proxy(options, c("a,b/c").as_ptr(), NO_ERROR), GU_ERR_ARGUMENT);
        assert_eq!(gu_client_new(options, &mut client, NO_ERROR), GU_ERR_ARGUMENT);
        assert_eq!(gu_options_set_no_proxy(options, ptr::null(), NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_proxy(options, ptr::null(), NO_ERROR), GU_OK);
        assert_eq!(gu_options_set_proxy_from_environment(options, NO_ERROR), GU_OK);
        assert_eq!(gu_client_new(options, &mut client, NO_ERROR), GU_OK);
        gu_client_free(client);
        gu_options_free(options);
    }
}

/// A certificate authority, and a certificate and key that are good for both ends of a connection.
fn pki() -> (String, String, KeyPair, ServerConfig) {
    let mut params = CertificateParams::new(vec![]).expect("no names");
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "an authority");
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("lawful");
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, &issuer).expect("lawful");
    let mut roots = RootCertStore::empty();
    roots.add(issuer.der().clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let private = PrivateKeyDer::try_from(key.serialize_der()).expect("PKCS#8");
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("there are some")
        .with_client_cert_verifier(clients.build().expect("a root is there"))
        .with_single_cert(vec![certificate.der().clone()], private)
        .expect("they match");
    (issuer.pem(), certificate.pem(), key, config)
}

#[test]
fn client_certificates_are_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    for from_files in [true, false] {
        let (authority, certificate, key, config) = pki();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = format!("https://localhost:{}", listener.local_addr().expect("it is bound").port());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut tls = ServerConnection::new(Arc::new(config)).expect("lawful");
            tls.complete_io(&mut stream).expect("the certificate is accepted");
            tls.peer_certificates().map_or(0, <[_]>::len)
        });
        let key = key.serialize_pem();
        let set = |options| {
            // SAFETY: the options are alive.
            unsafe {
                assert_eq!(gu_options_set_base_url(options, c(&base).as_ptr(), NO_ERROR), GU_OK);
                assert_eq!(gu_options_set_platform_roots(options, 0, NO_ERROR), GU_OK);
                assert_eq!(gu_options_set_retry_budget(options, 1, 0, NO_ERROR), GU_OK);
                let (pem, length) = (authority.as_ptr(), authority.len() as u64);
                assert_eq!(gu_options_add_ca_pem(options, pem, length, NO_ERROR), GU_OK);
                let status = if from_files {
                    let (chain_path, key_path) = (folder.path().join("chain"), folder.path().join("key"));
                    std::fs::write(&chain_path, &certificate).expect("the folder can be written");
                    std::fs::write(&key_path, &key).expect("the folder can be written");
                    let (chain, key) = (c(&chain_path.to_string_lossy()), c(&key_path.to_string_lossy()));
                    gu_options_set_client_certificate_files(options, chain.as_ptr(), key.as_ptr(), NO_ERROR)
                } else {
                    let (chain, length) = (certificate.as_ptr(), certificate.len() as u64);
                    let (key, key_length) = (key.as_ptr(), key.len() as u64);
                    gu_options_set_client_certificate_pem(options, chain, length, key, key_length, NO_ERROR)
                };
                assert_eq!(status, GU_OK);
            }
        };
        // The server has seen enough after the handshake.
        upload(&service(&[]), 10, set, |status, _, _| assert_eq!(status, GU_ERR_NETWORK));
        assert_eq!(server.join().expect("no panic"), 1);
    }
}

#[test]
fn a_client_key_that_does_not_fit_is_refused() {
    let ((_, certificate, ..), (.., other, _)) = (pki(), pki());
    let key = other.serialize_pem();
    let (mut options, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: every handle is used before it is freed, and freed once.
    unsafe {
        assert_eq!(gu_options_new(&mut options, NO_ERROR), GU_OK);
        let (chain, length) = (certificate.as_ptr(), certificate.len() as u64);
        let (key, key_length) = (key.as_ptr(), key.len() as u64);
        let status =
            gu_options_set_client_certificate_pem(options, chain, length, key, key_length, &mut error);
        assert_eq!(status, GU_ERR_ARGUMENT);
        let message = text(gu_error_message(error));
        assert_eq!(message, "client certificate: the key does not belong to the first certificate");
        gu_error_free(error);
        let nowhere = c("/nowhere/at/all");
        let status =
            gu_options_set_client_certificate_files(options, nowhere.as_ptr(), nowhere.as_ptr(), &mut error);
        assert_eq!(status, GU_ERR_ARGUMENT);
        assert!(text(gu_error_message(error)).contains("cannot be read"));
        gu_error_free(error);
        gu_options_free(options);
    }
}

#[test]
fn only_the_chosen_ip_version_is_used() {
    let service = service(&[]);
    let choose = |version: gu_ip_version| {
        move |options| {
            // SAFETY: the options are alive.
            unsafe { assert_eq!(gu_options_set_ip_version(options, version, NO_ERROR), GU_OK) }
        }
    };
    upload(&service, 10, choose(GU_IP_V6), |status, _, error| {
        // SAFETY: the error is alive.
        let (message, retryable) = unsafe { (text(gu_error_message(error)), gu_error_is_retryable(error)) };
        assert_eq!((status, retryable), (GU_ERR_NETWORK, 0));
        assert!(message.contains("only IPv6"), "{message}");
    });
    assert_eq!(service.connections(), 0);
    for version in [GU_IP_V4, GU_IP_ANY] {
        let service = self::service(&[]);
        upload(&service, 10, choose(version), |status, _, _| assert_eq!(status, GU_OK));
    }
}

#[test]
fn a_rate_limit_slows_uploads() {
    let service = service(&[]);
    let set = |options| {
        // SAFETY: the options are alive.
        unsafe {
            assert_eq!(gu_options_set_rate_limit(options, 1023, NO_ERROR), GU_ERR_ARGUMENT);
            assert_eq!(gu_options_set_rate_limit(options, (1 << 40) + 1, NO_ERROR), GU_ERR_ARGUMENT);
            assert_eq!(gu_options_set_rate_limit(options, 200_000, NO_ERROR), GU_OK);
        }
    };
    let begin = Instant::now();
    upload(&service, 100_000, set, |status, _, _| assert_eq!(status, GU_OK));
    assert!(begin.elapsed() >= Duration::from_millis(400), "{:?}", begin.elapsed());
}
