//! TLS: whom to trust, the handshake, and what goes wrong in it.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use once_cell::sync::OnceCell;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{AlertDescription, CertificateError, ClientConfig, ClientConnection, RootCertStore};
use rustls_platform_verifier::Verifier;
use socket2::Socket;

use super::call::{Call, Failure};
use super::pipe::Counted;
use super::poll::{self, For};
use super::{Identity, Roots, SetUpError};
use crate::protocol::reply::LostWhy;

/// The system's authorities are read from hundreds of files on some systems, so once a process and when first needed.
static PLATFORM: OnceCell<Arc<Verifier>> = OnceCell::new();

/// Bounds what rustls holds back when the socket takes no more, and so how many records go out in one system call.
pub(super) const TLS_BUFFER: usize = 64 * 1024;

/// Makes TLS connections under one set of roots.
#[derive(Debug)]
pub(super) struct Tls {
    roots: Roots,
    identity: Option<Identity>,
    config: OnceCell<Arc<ClientConfig>>,
}

impl Tls {
    /// Checks the caller's certificates; the system's are not looked at yet.
    pub(super) fn new(roots: Roots, identity: Option<Identity>) -> Result<Self, SetUpError> {
        if let Roots::PlatformAnd(extra) | Roots::Only(extra) = &roots {
            store(extra)
                .map_err(|error| SetUpError::new(format!("a root certificate is not valid: {error}")))?;
        }
        if matches!(&roots, Roots::Only(none) if none.is_empty()) {
            return Err(SetUpError::new("no root certificate is given, so no server could be trusted"));
        }
        Ok(Self { roots, identity, config: OnceCell::new() })
    }

    /// Shakes hands over a connected socket.
    pub(super) fn connect(
        &self,
        call: &Call,
        socket: &Socket,
        host: &str,
        deadline: Instant,
    ) -> Result<ClientConnection, Failure> {
        let config = self.config.get_or_try_init(|| self.build()).map_err(|error| failure(&error))?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare.to_owned()).map_err(|_| {
            Failure::new(LostWhy::BadUrl, "the URL's host cannot be the name of a certificate")
        })?;
        let mut tls = ClientConnection::new(Arc::clone(config), name).map_err(|error| failure(&error))?;
        tls.set_buffer_limit(Some(TLS_BUFFER));
        shake(call, &mut tls, socket, deadline)?;
        Ok(tls)
    }

    fn build(&self) -> Result<Arc<ClientConfig>, rustls::Error> {
        let provider = Arc::new(ring::default_provider());
        let verifier = verifier(&self.roots, &provider)?;
        let versions = [&rustls::version::TLS13, &rustls::version::TLS12];
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&versions)?
            .dangerous() // The name of the door for verifiers that are not rustls' own; these do verify.
            .with_custom_certificate_verifier(verifier);
        let mut config = match &self.identity {
            Some(identity) => builder.with_client_cert_resolver(identity.resolver()),
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn store(certificates: &[Vec<u8>]) -> Result<RootCertStore, rustls::Error> {
    let mut store = RootCertStore::empty();
    for der in certificates {
        store.add(CertificateDer::from(der.as_slice()).into_owned())?;
    }
    Ok(store)
}

fn verifier(
    roots: &Roots,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    match roots {
        Roots::Platform => {
            let shared = PLATFORM.get_or_try_init(|| Verifier::new(Arc::clone(provider)).map(Arc::new))?;
            Ok(Arc::clone(shared) as _)
        }
        Roots::PlatformAnd(extra) => {
            let extra = extra.iter().map(|der| CertificateDer::from(der.clone()));
            Ok(Arc::new(Verifier::new_with_extra_roots(extra, Arc::clone(provider))?))
        }
        Roots::Only(certificates) => {
            let store = Arc::new(store(certificates)?);
            let built = WebPkiServerVerifier::builder_with_provider(store, Arc::clone(provider)).build();
            Ok(built.map_err(|error| rustls::Error::General(error.to_string()))?)
        }
    }
}

fn shake(call: &Call, tls: &mut ClientConnection, socket: &Socket, deadline: Instant) -> Result<(), Failure> {
    let broken = |error: &io::Error| Failure::io(LostWhy::Tls, error);
    loop {
        while tls.wants_write() {
            match tls.write_tls(&mut Counted::new(socket)) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(broken(&error)),
            }
        }
        if !tls.is_handshaking() && !tls.wants_write() {
            return Ok(());
        }
        let what = if tls.wants_write() { For::Both } else { For::Read };
        let rest = deadline.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            return Err(Failure::new(LostWhy::Timeout("handshake"), "the TLS handshake did not end in time"));
        }
        if !call.wait(poll::of(socket), what, rest)?.read {
            continue;
        }
        match tls.read_tls(&mut &*socket) {
            Ok(0) => return Err(Failure::new(LostWhy::Tls, "the peer closed during the TLS handshake")),
            Ok(_) => {}
            Err(error) if retry(&error) => continue,
            Err(error) => return Err(broken(&error)),
        }
        if let Err(error) = tls.process_new_packets() {
            // Tells the peer why; the connection is lost whether or not that arrives.
            let _ = tls.write_tls(&mut Counted::new(socket));
            return Err(failure(&error));
        }
    }
}

fn retry(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

/// Puts a TLS error into words, without what it quotes.
pub(super) fn failure(error: &rustls::Error) -> Failure {
    use rustls::Error as E;
    let certificate = |text: &str| Failure::new(LostWhy::Certificate, text);
    match error {
        E::InvalidCertificate(reason) => certificate(certificate_text(reason)),
        E::NoCertificatesPresented => certificate("the server showed no certificate"),
        E::PeerIncompatible(_) => {
            certificate("the server offers neither TLS 1.2 nor 1.3, or none of their ciphers")
        }
        E::AlertReceived(AlertDescription::ProtocolVersion) => {
            certificate("the server accepts neither TLS 1.2 nor 1.3")
        }
        E::AlertReceived(alert) => match client_certificate_text(*alert) {
            Some(text) => certificate(text),
            None => Failure::new(LostWhy::Tls, format!("the server refused: TLS alert {alert:?}")),
        },
        E::General(_) | E::Other(_) => certificate("the certificate authorities could not be loaded"),
        E::InvalidMessage(_) => Failure::new(LostWhy::Tls, "what the server sent is not TLS"),
        _ => Failure::new(LostWhy::Tls, "the server broke the rules of TLS"),
    }
}

/// The same for an error behind the handshake, which breaks a connection that was there. In TLS 1.3 it may be about the
/// handshake all the same: a server judges the client's certificate when the client may be sending already.
pub(super) fn failure_later(error: &rustls::Error) -> Failure {
    let told = failure(error);
    let judged =
        matches!(error, rustls::Error::AlertReceived(alert) if client_certificate_text(*alert).is_some());
    if judged { told } else { Failure { why: LostWhy::Closed, ..told } }
}

/// The alerts that a server sends about the client's certificate (RFC 8446, section 6.2).
fn client_certificate_text(alert: AlertDescription) -> Option<&'static str> {
    use AlertDescription as A;
    Some(match alert {
        A::CertificateRequired | A::NoCertificate => "the server wants a client certificate",
        A::CertificateExpired => "the server refuses the client certificate, as it has expired",
        A::CertificateRevoked => "the server refuses the client certificate, as it was revoked",
        A::UnknownCA => "the server refuses the client certificate, as it does not know its issuer",
        A::UnsupportedCertificate => {
            "the server refuses the client certificate, as it is not of the kind it wants"
        }
        A::BadCertificate | A::CertificateUnknown => "the server refuses the client certificate",
        A::AccessDenied => "the server accepts the client certificate, but denies it access",
        _ => return None,
    })
}

fn certificate_text(reason: &CertificateError) -> &'static str {
    use CertificateError as C;
    match reason {
        C::Expired | C::ExpiredContext { .. } => "the server's certificate has expired",
        C::NotValidYet | C::NotValidYetContext { .. } => "the server's certificate is not valid yet",
        C::Revoked => "the server's certificate was revoked",
        C::UnknownIssuer => {
            "the server's certificate has an unknown issuer: it is self-signed, or its authority is not trusted"
        }
        C::NotValidForName | C::NotValidForNameContext { .. } => {
            "the server's certificate is for another name"
        }
        C::BadSignature => "the server's certificate has a wrong signature",
        C::BadEncoding => "the server's certificate is malformed",
        C::InvalidPurpose | C::InvalidPurposeContext { .. } => {
            "the server's certificate is not meant for servers"
        }
        _ => "the server's certificate is not acceptable",
    }
}
