//! Certificate authorities: the caller's and the system's.

use std::sync::Arc;

use once_cell::race::OnceBox;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};
use rustls::{CertificateError, Error, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::net::failure::Failure;
use crate::net::{Roots, resources};
use graph_upload_core::graph::response::Cause;

/// The system's authorities are read from hundreds of files on some systems, so once per process.
/// Concurrent callers read them as well instead of waiting: after a fork they would wait for a
/// thread that does not exist.
static PLATFORM: OnceBox<Arc<Verifier>> = OnceBox::new();

const NONE: &str = "the system has no CA certificates, so that no server can be trusted; install them (the package is \
                    mostly called ca-certificates) or set SSL_CERT_FILE or SSL_CERT_DIR, or give some to \
                    gu_options_add_ca_file() or gu_options_add_ca_pem()";

/// Parses certificates to be added to the trusted ones from a PEM text. All are checked; if one is
/// invalid, none is used. The error gives its number, counted from 1, and quotes nothing.
pub(crate) fn from_pem(text: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let mut ders = Vec::new();
    for (index, der) in CertificateDer::pem_slice_iter(text).enumerate() {
        let number = index + 1;
        let der = der.map_err(|error| match error {
            pem::Error::MissingSectionEnd { .. } => "a part of the PEM text has no end".to_owned(),
            _ => format!("certificate {number} is not valid base64"),
        })?;
        add(&mut RootCertStore::empty(), &der)
            .map_err(|what| format!("certificate {number} is not valid: {what}"))?;
        ders.push(der.to_vec());
    }
    if ders.is_empty() { Err("no certificate in the PEM text".to_owned()) } else { Ok(ders) }
}

/// Creates a store of certificates. The error says which one is invalid.
pub(crate) fn store(certificates: &[Vec<u8>]) -> Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    for (index, der) in certificates.iter().enumerate() {
        add(&mut store, der)
            .map_err(|what| format!("root certificate {} is not valid: {what}", index + 1))?;
    }
    Ok(store)
}

fn add(store: &mut RootCertStore, der: &[u8]) -> Result<(), String> {
    store.add(CertificateDer::from(der).into_owned()).map_err(|error| match error {
        Error::InvalidCertificate(CertificateError::BadEncoding) => "it is damaged or not X.509".to_owned(),
        other => other.to_string(),
    })
}

/// The verifier of server certificates.
pub(crate) fn verifier(
    roots: &Roots,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Failure> {
    let platform = |result: Result<Verifier, Error>| result.map_err(|_| no_roots());
    match roots {
        Roots::Platform => {
            let load = || platform(Verifier::new(Arc::clone(provider))).map(|it| Box::new(Arc::new(it)));
            Ok(Arc::clone(PLATFORM.get_or_try_init(load)?) as _)
        }
        Roots::PlatformAnd(extra) => {
            let extra = extra.iter().map(|der| CertificateDer::from(der.clone()));
            Ok(Arc::new(platform(Verifier::new_with_extra_roots(extra, Arc::clone(provider)))?))
        }
        Roots::Only(certificates) => {
            let unusable = |what: String| Failure::new(Cause::Certificate, what);
            let store = Arc::new(store(certificates).map_err(unusable)?);
            let built = WebPkiServerVerifier::builder_with_provider(store, Arc::clone(provider)).build();
            Ok(built.map_err(|error| unusable(error.to_string()))?)
        }
    }
}

/// The error when the system's authorities cannot be loaded. The reader silently skips files that
/// it cannot open, so that a lack of descriptors looks like a lack of certificates.
fn no_roots() -> Failure {
    let none = if cfg!(any(windows, target_vendor = "apple")) {
        "the certificate authorities of the system could not be loaded"
    } else {
        NONE
    };
    resources::probe().unwrap_or_else(|| Failure::new(Cause::Certificate, none))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        rcgen::CertificateParams::new(vec!["x".to_owned()]).unwrap().self_signed(&key).unwrap().pem()
    }

    #[test]
    fn a_bad_certificate_is_told_by_its_number() {
        let (good, key) = (pem(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let no_base64 = "-----BEGIN CERTIFICATE-----\n!s3cret!\n-----END CERTIFICATE-----\n";
        let no_end = "-----BEGIN CERTIFICATE-----\nAAAA\n";
        assert_eq!(from_pem(format!("x\n{good}{key}{good}y").as_bytes()).unwrap().len(), 2);
        for (text, words) in [
            (format!("{good}{key}{damaged}{good}"), "certificate 2 is not valid: it is damaged"),
            (format!("{damaged}{good}"), "certificate 1 is not valid"),
            (format!("{good}{good}{no_base64}"), "certificate 3 is not valid base64"),
            (format!("{good}{no_end}"), "no end"),
            (key.to_owned(), "no certificate"),
            (String::new(), "no certificate"),
        ] {
            let told = from_pem(text.as_bytes()).unwrap_err();
            assert!(told.contains(words) && !told.contains("s3cret"), "{told}");
        }
    }
}
