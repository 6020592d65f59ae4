//! The options that say how bytes travel.

use std::fs;

use zeroize::Zeroizing;

use crate::client::limits::in_range;
use crate::client::options::Options;
use crate::net::{Identity, IpVersion, MAX_RATE, MIN_RATE};
use crate::proxy::{Bypass, Proxies, Proxy};
use graph_upload_core::error::Error;

/// The part of [`Options`] that this file sets.
#[derive(Clone, Default)]
pub(super) struct Network {
    proxy: ProxyChoice,
    no_proxy: Option<Bypass>,
    identity: Option<Identity>,
    rate: Option<u64>,
    ip_version: IpVersion,
}

/// Which proxy is used.
#[derive(Clone, Default)]
enum ProxyChoice {
    #[default]
    Environment,
    None,
    Through(Proxy),
}

impl Options {
    /// Sends everything through a proxy: `[scheme://][name:password@]host[:port]`, where the scheme is `http` (the
    /// default), `socks5` or `socks5h`. `None` is for none, whatever environment
    /// and system say.
    pub fn set_proxy(&mut self, url: Option<&str>) -> Result<(), Error> {
        self.network.proxy = match url {
            Some(url) => ProxyChoice::Through(
                Proxy::parse(url).map_err(|what| Error::argument(format!("proxy: {what}")))?,
            ),
            None => ProxyChoice::None,
        };
        Ok(())
    }

    /// Asks the environment for the proxy, or else the system, as is the default. It is read when the client is made.
    pub fn set_proxy_from_environment(&mut self) {
        self.network.proxy = ProxyChoice::Environment;
    }

    /// Which hosts are reached without the proxy, see [`Bypass`]. `None` leaves it to the environment or
    /// the system if the proxy is theirs, and else to nobody.
    pub fn set_no_proxy(&mut self, hosts: Option<&str>) -> Result<(), Error> {
        let parsed = hosts.map(Bypass::parse).transpose();
        self.network.no_proxy = parsed.map_err(|what| Error::argument(format!("no proxy: {what}")))?;
        Ok(())
    }

    /// Shows a certificate to servers that ask for one: PEM texts with the certificate, its issuers behind it, and its
    /// key (PKCS#8, PKCS#1 or SEC1, not encrypted).
    pub fn set_client_certificate(&mut self, chain: &[u8], key: &[u8]) -> Result<(), Error> {
        let identity = Identity::from_pem(chain, key)
            .map_err(|what| Error::argument(format!("client certificate: {what}")))?;
        self.network.identity = Some(identity);
        Ok(())
    }

    /// The same from files, which are read now; both may be the same one.
    pub fn set_client_certificate_files(&mut self, chain: &str, key: &str) -> Result<(), Error> {
        let read = |what: &str, path: &str| {
            let bytes = fs::read(path).map(Zeroizing::new);
            bytes.map_err(|error| Error::argument(format!("client {what} file: cannot be read ({error})")))
        };
        self.set_client_certificate(&read("certificate", chain)?, &read("key", key)?)
    }

    /// Which version of IP connections use, those to a proxy included. A host that has no address of it cannot be
    /// reached, and one that a proxy resolves is the proxy's to choose for.
    pub fn set_ip_version(&mut self, version: IpVersion) {
        self.network.ip_version = version;
    }

    /// How many bytes of files all uploads of a client together may send in a second: [`MIN_RATE`] to [`MAX_RATE`], or
    /// `None` for as many as the network takes.
    pub fn set_rate_limit(&mut self, bytes: Option<u64>) -> Result<(), Error> {
        if let Some(bytes) = bytes {
            in_range("rate limit in bytes per second", bytes, MIN_RATE, MAX_RATE)?;
        }
        self.network.rate = bytes;
        Ok(())
    }
}

impl Network {
    pub(super) fn ip_version(&self) -> IpVersion {
        self.ip_version
    }

    pub(super) fn rate(&self) -> Option<u64> {
        self.rate
    }

    pub(super) fn identity(&self) -> Option<Identity> {
        self.identity.clone()
    }

    pub(super) fn proxies(&self) -> Result<Proxies, Error> {
        let bypass = self.no_proxy.clone();
        match &self.proxy {
            ProxyChoice::Environment => Proxies::from_environment(bypass).map_err(Error::argument),
            ProxyChoice::None => Ok(Proxies::none()),
            ProxyChoice::Through(proxy) => Ok(Proxies::through(proxy.clone(), bypass.unwrap_or_default())),
        }
    }
}
