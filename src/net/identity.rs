//! The client certificate.

use std::fmt;
use std::sync::Arc;

use rustls::Error;
use rustls::InconsistentKeys;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use zeroize::Zeroize;

/// A client certificate with its chain and key.
#[derive(Clone)]
pub struct Identity(Arc<CertifiedKey>);

impl Identity {
    /// Parses the certificates and the key from PEM texts; both may be the same text. The key is
    /// PKCS#8, PKCS#1 or SEC1 and not encrypted. The error quotes nothing.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, &'static str> {
        let chain = CertificateDer::pem_slice_iter(chain).collect::<Result<Vec<_>, _>>();
        let chain = chain.map_err(|_| "the certificate is not PEM")?;
        if chain.is_empty() {
            return Err("no certificate in the PEM text");
        }
        let mut key = key_in(key)?;
        let signing = any_supported_type(&key);
        // The signing key's own memory cannot be wiped.
        key.zeroize();
        let signing = signing.map_err(|_| {
            "the key is damaged or of a kind that is not supported (RSA, ECDSA P-256 and P-384, and Ed25519 are)"
        })?;
        let identity = CertifiedKey::new(chain, signing);
        match identity.keys_match() {
            Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)) => Ok(Self(Arc::new(identity))),
            Err(Error::InconsistentKeys(_)) => Err("the key does not belong to the first certificate"),
            Err(_) => Err("the first certificate is damaged"),
        }
    }

    /// Shows it to every server that requests one.
    pub(crate) fn resolver(&self) -> Arc<SingleCertAndKey> {
        Arc::new(SingleCertAndKey::from(Arc::clone(&self.0)))
    }
}

fn key_in(text: &[u8]) -> Result<PrivateKeyDer<'static>, &'static str> {
    // PKCS#8 (RFC 5958) has its own label for encrypted keys, the older forms a header (RFC 1421,
    // section 4.6.1.1).
    const MARKS: [&[u8]; 2] = [b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"Proc-Type: 4,ENCRYPTED"];
    if MARKS.iter().any(|mark| text.windows(mark.len()).any(|window| window == *mark)) {
        return Err("the key is encrypted, which is not supported; decrypt it first");
    }
    PrivateKeyDer::from_pem_slice(text).map_err(|error| match error {
        pem::Error::NoItemsFound => "no private key in the PEM text",
        _ => "the key is not PEM",
    })
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({} certificates)", self.0.cert.len())
    }
}
