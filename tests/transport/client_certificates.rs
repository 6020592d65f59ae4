//! Servers that want a certificate from their clients.

use std::io::Read;
use std::sync::Arc;

use graph_upload::net::Identity;
use graph_upload_core::graph::request::Request;
use graph_upload_core::graph::response::{Cause, NoResponse, Response};
use rcgen::{CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, SupportedProtocolVersion};

use crate::support::*;
use crate::tls::{Stream, https, pki_with, trusting_with};

/// RSA, as PKCS#1; it guards nothing but these tests.
const RSA: &str = include_str!("rsa_key.pem");

static VERSIONS: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS13, &rustls::version::TLS12];

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn issuer(name: &str) -> Issuer {
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A client's certificate as PEM.
fn certificate(issuer: &Issuer, key: &KeyPair, change: impl FnOnce(&mut CertificateParams)) -> String {
    let mut params = CertificateParams::new(vec![]).unwrap();
    change(&mut params);
    params.signed_by(key, issuer).unwrap().pem()
}

fn identity(issuer: &Issuer, change: impl FnOnce(&mut CertificateParams)) -> Identity {
    let key = KeyPair::generate().unwrap();
    let chain = certificate(issuer, &key, change);
    Identity::from_pem(chain.as_bytes(), key.serialize_pem().as_bytes()).unwrap()
}

/// Asks a server that wants a certificate of this issuer.
fn ask(
    issuer: &Issuer,
    version: &'static SupportedProtocolVersion,
    identity: Option<Identity>,
    request: impl FnOnce(String) -> Request,
) -> Result<Response, NoResponse> {
    let mut roots = RootCertStore::empty();
    roots.add(issuer.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
    let pki = pki_with("127.0.0.1", &[version], verifier, |_| {});
    let server = crate::tls::server(&pki, |mut stream: Stream| {
        // A client that is refused is told by the handshake, which reading makes.
        if stream.read(&mut [0; 0]).is_ok() && stream.conn.complete_io(&mut stream.sock).is_ok() {
            read_request(&mut stream);
            ok(&mut stream);
        }
    });
    let transport = trusting_with(&[&pki], |settings| settings.identity = identity);
    let result = run(&transport, &request(https(&server)));
    server.end();
    result
}

#[test]
fn it_is_shown_to_a_server_that_asks() {
    let issuer = issuer("clients");
    for version in VERSIONS {
        let response = ask(&issuer, version, Some(identity(&issuer, |_| {})), |url| put(url, 100_000));
        assert_eq!(response.unwrap().body, b"ok", "{version:?}");
    }
}

#[test]
fn what_the_server_says_against_it_is_told() {
    let issuer = issuer("clients");
    let other = self::issuer("others");
    for version in VERSIONS {
        let expired = |params: &mut CertificateParams| params.not_after = date_time_ymd(2001, 1, 1);
        for (identity, word) in [
            (None, "wants a client certificate"),
            (Some(identity(&other, |_| {})), "its issuer is unknown"),
            (Some(identity(&issuer, expired)), "expired"),
        ] {
            let lost = ask(&issuer, version, identity, |url| put(url, 1 << 24)).unwrap_err();
            assert_eq!(lost.why, Cause::Certificate, "{version:?}: {}", lost.detail);
            assert!(lost.detail.contains(word), "{version:?}: {}", lost.detail);
        }
    }
}

#[test]
fn every_form_of_key_is_taken() {
    let issuer = issuer("clients");
    let key = KeyPair::generate().unwrap();
    let chain = certificate(&issuer, &key, |_| {});
    let pkcs8 = key.serialize_der();
    // The last element of PKCS#8 is the octet string with the SEC1 key (RFC 5958), here of P-256.
    let sec1 = &pkcs8[pkcs8.len() - 109..];
    let rsa = PrivateKeyDer::from_pem_slice(RSA.as_bytes()).unwrap();
    let rsa = PrivatePkcs8KeyDer::from(wrapped(rsa.secret_der()));
    let rsa_key = KeyPair::try_from(&rsa).unwrap();
    let rsa_chain = certificate(&issuer, &rsa_key, |_| {});
    for (chain, key) in [
        (&chain, key.serialize_pem()),
        (&chain, pem("EC PRIVATE KEY", sec1)),
        (&rsa_chain, RSA.to_owned()),
        (&rsa_chain, pem("PRIVATE KEY", rsa.secret_pkcs8_der())),
    ] {
        let both = format!("{key}{chain}{}", issuer.pem());
        for (chain, key) in [(chain, &key), (&both, &both)] {
            let identity = Identity::from_pem(chain.as_bytes(), key.as_bytes()).unwrap();
            let response = ask(&issuer, VERSIONS[0], Some(identity), get);
            assert_eq!(response.unwrap().status, 200);
        }
    }
}

/// A PKCS#1 key as PKCS#8.
fn wrapped(pkcs1: &[u8]) -> Vec<u8> {
    let length = |count: usize| [(count >> 8) as u8, count as u8];
    let algorithm = b"\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    let mut der = vec![0x30, 0x82];
    der.extend(length(algorithm.len() + 4 + pkcs1.len()));
    der.extend(algorithm);
    der.extend([0x04, 0x82]);
    der.extend(length(pkcs1.len()));
    der.extend(pkcs1);
    der
}

fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine;
    let text = base64::prelude::BASE64_STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}

#[test]
fn what_cannot_be_used_is_told_and_not_quoted() {
    let issuer = issuer("clients");
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let chain = certificate(&issuer, &key, |_| {});
    let (key, other) = (key.serialize_pem(), other.serialize_pem());
    let body = "c2VjcmV0";
    let encrypted =
        format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{body}\n-----END ENCRYPTED PRIVATE KEY-----\n");
    let older = format!(
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n{body}\n\
         -----END RSA PRIVATE KEY-----\n"
    );
    let damaged = pem("PRIVATE KEY", b"secret");
    let broken = "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n";
    let no_certificate = pem("CERTIFICATE", b"secret");
    for (chain, key, word) in [
        ("", key.as_str(), "no certificate"),
        (&key, &key, "no certificate"),
        (&no_certificate, &key, "certificate is damaged"),
        (&chain, "", "no private key"),
        (&chain, &chain, "no private key"),
        (&chain, &other, "does not belong"),
        (&chain, &encrypted, "encrypted"),
        (&chain, &older, "encrypted"),
        (&chain, &damaged, "damaged or of a kind"),
        (&chain, broken, "not PEM"),
    ] {
        let told = Identity::from_pem(chain.as_bytes(), key.as_bytes()).unwrap_err();
        assert!(told.contains(word) && !told.contains(body), "{told}");
    }
}
