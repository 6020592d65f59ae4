//! Options for the network.

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

/// Which proxy to use.
#[derive(Clone, Default)]
enum ProxyChoice {
    #[default]
    Environment,
    None,
    Through(Proxy),
}

impl Options {
    /// Sets the proxy for all connections: `[scheme://][name:password@]host[:port]`, where the
    /// scheme is `http` (the default), `socks5` or `socks5h`. `None` for no proxy, whatever the
    /// environment and the system say.
    pub fn set_proxy(&mut self, url: Option<&str>) -> Result<(), Error> {
        self.network.proxy = match url {
            Some(url) => ProxyChoice::Through(
                Proxy::parse(url).map_err(|what| Error::argument(format!("proxy: {what}")))?,
            ),
            None => ProxyChoice::None,
        };
        Ok(())
    }

    /// Uses the proxy of the environment or else of the system (the default). Read when the client
    /// is created.
    pub fn set_proxy_from_environment(&mut self) {
        self.network.proxy = ProxyChoice::Environment;
    }

    /// Sets the hosts that are reached without the proxy, see [`Bypass`]. `None` for the list of
    /// the environment or the system if the proxy comes from there, otherwise for none.
    pub fn set_no_proxy(&mut self, hosts: Option<&str>) -> Result<(), Error> {
        let parsed = hosts.map(Bypass::parse).transpose();
        self.network.no_proxy = parsed.map_err(|what| Error::argument(format!("no proxy: {what}")))?;
        Ok(())
    }

    /// Sets the certificate for servers that request one, as PEM: the certificate, followed by its
    /// issuers, and its key (PKCS#8, PKCS#1 or SEC1, not encrypted).
    pub fn set_client_certificate(&mut self, chain: &[u8], key: &[u8]) -> Result<(), Error> {
        let identity = Identity::from_pem(chain, key)
            .map_err(|what| Error::argument(format!("client certificate: {what}")))?;
        self.network.identity = Some(identity);
        Ok(())
    }

    /// The same from files, which are read now; both may be the same file.
    pub fn set_client_certificate_files(&mut self, chain: &str, key: &str) -> Result<(), Error> {
        let read = |what: &str, path: &str| {
            let bytes = fs::read(path).map(Zeroizing::new);
            bytes.map_err(|error| Error::argument(format!("client {what} file: cannot be read ({error})")))
        };
        self.set_client_certificate(&read("certificate", chain)?, &read("key", key)?)
    }

    /// Sets the IP version of connections, including those to a proxy. A host without an address of
    /// this version cannot be reached; a proxy that resolves names chooses on its own.
    pub fn set_ip_version(&mut self, version: IpVersion) {
        self.network.ip_version = version;
    }

    /// Limits the bytes of file content per second over all uploads of a client: [`MIN_RATE`] to
    /// [`MAX_RATE`], or `None` for no limit.
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
