//! TLS: trust, the handshake, and its errors.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use once_cell::race::OnceBox;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{AlertDescription, CertificateError, ClientConfig, ClientConnection, PeerIncompatible};
use socket2::Socket;

use crate::net::failure::Failure;
use crate::net::pipe::Counted;
use crate::net::poll::{self, For};
use crate::net::waiter::Waiter;
use crate::net::{Identity, Roots, SetUpError, roots};
use graph_upload_core::graph::response::Cause;

/// Bounds what rustls buffers when the socket takes no more, and so how many records go out in one
/// system call.
pub(crate) const TLS_BUFFER: usize = 64 * 1024;

/// Creates TLS connections under one set of roots.
#[derive(Debug)]
pub(crate) struct Tls {
    roots: Roots,
    identity: Option<Identity>,
    config: OnceBox<Arc<ClientConfig>>,
}

impl Tls {
    /// Checks the caller's certificates and loads the system's, if they are trusted. If that fails,
    /// each connection tries again: the first one can report the error.
    pub(crate) fn new(roots: Roots, identity: Option<Identity>) -> Result<Self, SetUpError> {
        if let Roots::PlatformAnd(extra) | Roots::Only(extra) = &roots {
            roots::store(extra).map_err(SetUpError::new)?;
        }
        if matches!(&roots, Roots::Only(none) if none.is_empty()) {
            return Err(SetUpError::new("no root certificate is given, so no server can be trusted"));
        }
        let tls = Self { roots, identity, config: OnceBox::new() };
        drop(tls.config());
        Ok(tls)
    }

    fn config(&self) -> Result<&Arc<ClientConfig>, Failure> {
        self.config.get_or_try_init(|| self.build().map(Box::new))
    }

    /// Performs the handshake over a connected socket.
    pub(crate) fn connect(
        &self,
        waiter: &Waiter,
        socket: &Socket,
        host: &str,
        deadline: Instant,
    ) -> Result<ClientConnection, Failure> {
        let config = self.config()?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare.to_owned())
            .map_err(|_| Failure::new(Cause::BadUrl, "the URL's host cannot be the name of a certificate"))?;
        let mut tls = ClientConnection::new(Arc::clone(config), name).map_err(|error| failure(&error))?;
        tls.set_buffer_limit(Some(TLS_BUFFER));
        shake(waiter, &mut tls, socket, deadline)?;
        Ok(tls)
    }

    fn build(&self) -> Result<Arc<ClientConfig>, Failure> {
        let provider = Arc::new(ring::default_provider());
        let verifier = roots::verifier(&self.roots, &provider)?;
        let versions = [&rustls::version::TLS13, &rustls::version::TLS12];
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&versions)
            .map_err(|error| failure(&error))?
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

fn shake(
    waiter: &Waiter,
    tls: &mut ClientConnection,
    socket: &Socket,
    deadline: Instant,
) -> Result<(), Failure> {
    let broken = |error: &io::Error| Failure::io(Cause::Tls, error);
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
            return Err(Failure::new(Cause::Timeout("handshake"), "the TLS handshake did not end in time"));
        }
        if !waiter.wait(poll::of(socket), what, rest)?.read {
            continue;
        }
        match tls.read_tls(&mut &*socket) {
            Ok(0) => return Err(Failure::new(Cause::Tls, "the peer closed during the TLS handshake")),
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

const NO_VERSION: &str = "the server accepts neither TLS 1.2 nor 1.3";
const NO_CIPHER: &str =
    "the server and this library have no cipher, key exchange or signature algorithm in common";

/// What the two ends cannot agree on.
fn incompatible_text(reason: &PeerIncompatible) -> &'static str {
    use PeerIncompatible as P;
    match reason {
        P::ServerDoesNotSupportTls12Or13
        | P::ServerTlsVersionIsDisabledByOurConfig
        | P::Tls12NotOffered
        | P::Tls12NotOfferedOrEnabled
        | P::SupportedVersionsExtensionRequired => NO_VERSION,
        P::NoCertificateRequestSignatureSchemesInCommon => {
            "the server accepts no signature algorithm of the client certificate's key"
        }
        _ => NO_CIPHER,
    }
}

/// Describes a TLS error without what it quotes.
pub(crate) fn failure(error: &rustls::Error) -> Failure {
    use rustls::Error as E;
    let certificate = |text: &str| Failure::new(Cause::Certificate, text);
    match error {
        E::InvalidCertificate(reason) => certificate(certificate_text(reason)),
        E::NoCertificatesPresented => certificate("the server sent no certificate"),
        E::PeerIncompatible(reason) => certificate(incompatible_text(reason)),
        E::AlertReceived(AlertDescription::ProtocolVersion) => certificate(NO_VERSION),
        E::AlertReceived(AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity) => {
            certificate(NO_CIPHER)
        }
        E::AlertReceived(AlertDescription::UnrecognisedName) => {
            certificate("the server does not know this host name")
        }
        E::AlertReceived(AlertDescription::NoApplicationProtocol) => {
            certificate("the server does not speak HTTP/1.1")
        }
        E::AlertReceived(alert) => match client_certificate_text(*alert) {
            Some(text) => certificate(text),
            None => Failure::new(Cause::Tls, format!("the server refused: TLS alert {alert:?}")),
        },
        E::General(_) | E::Other(_) => certificate("the server's certificate could not be verified"),
        E::InvalidMessage(_) => Failure::new(Cause::Tls, "the server does not speak TLS"),
        _ => Failure::new(Cause::Tls, "the server violated the TLS protocol"),
    }
}

/// The same for an error after the handshake, which breaks an existing connection. In TLS 1.3 it
/// may still be about the handshake: a server verifies the client's certificate when the client may
/// be sending already.
pub(crate) fn failure_later(error: &rustls::Error) -> Failure {
    let told = failure(error);
    let judged =
        matches!(error, rustls::Error::AlertReceived(alert) if client_certificate_text(*alert).is_some());
    if judged { told } else { Failure { why: Cause::Closed, ..told } }
}

/// The alerts that a server sends about the client's certificate (RFC 8446, section 6.2).
fn client_certificate_text(alert: AlertDescription) -> Option<&'static str> {
    use AlertDescription as A;
    Some(match alert {
        A::CertificateRequired | A::NoCertificate => "the server wants a client certificate",
        A::CertificateExpired => "the server refuses the client certificate: it has expired",
        A::CertificateRevoked => "the server refuses the client certificate: it was revoked",
        A::UnknownCA => "the server refuses the client certificate: its issuer is unknown",
        A::UnsupportedCertificate => "the server refuses the client certificate: it is of the wrong type",
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
        C::InvalidPurpose | C::InvalidPurposeContext { .. } => NOT_FOR_SERVERS,
        C::UnsupportedSignatureAlgorithmContext { .. }
        | C::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "the server's certificate has an unsupported signature algorithm"
        }
        C::Other(error) => other_text(&format!("{error:?}")),
        _ => "the server's certificate is not acceptable",
    }
}

const NOT_FOR_SERVERS: &str = "the server's certificate is not meant for servers (its extended key usage says so), perhaps for clients only";

/// Errors that the verifiers report in their own types, which are not dependencies of this library.
fn other_text(debug: &str) -> &'static str {
    match debug {
        _ if debug.contains("CaUsedAsEndEntity") => {
            "the server's certificate is that of a certificate authority (CA:TRUE), which no server may use as its own"
        }
        _ if debug.contains("EkuError") => NOT_FOR_SERVERS,
        _ if debug.contains("UnsupportedCertVersion") => "the server's certificate is not of X.509 version 3",
        _ if debug.contains("UnsupportedCriticalExtension") => {
            "the server's certificate has a critical extension that is not supported"
        }
        _ if debug.contains("PathLenConstraintViolated") || debug.contains("NameConstraintViolation") => {
            "an authority of the server's certificate is not allowed to issue it (path length or name constraint)"
        }
        _ => "the server's certificate is not acceptable",
    }
}
