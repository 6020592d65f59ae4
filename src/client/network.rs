//! The options that say how bytes travel.

use crate::client::Options;
use crate::error::Error;
use crate::transport::{Bypass, Proxies, Proxy};

/// The part of [`Options`] that this file sets.
#[derive(Clone, Default)]
pub(super) struct Network {
    proxy: ProxyChoice,
    no_proxy: Option<Bypass>,
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
    /// default), `socks5` or `socks5h`. `None` is for no proxy, whatever the environment says.
    pub fn set_proxy(&mut self, url: Option<&str>) -> Result<(), Error> {
        self.network.proxy = match url {
            Some(url) => ProxyChoice::Through(
                Proxy::parse(url).map_err(|what| Error::argument(format!("proxy: {what}")))?,
            ),
            None => ProxyChoice::None,
        };
        Ok(())
    }

    /// Asks the environment for the proxy, as is the default. It is read when the client is made.
    pub fn set_proxy_from_environment(&mut self) {
        self.network.proxy = ProxyChoice::Environment;
    }

    /// Which hosts are reached without the proxy, see [`Bypass`]. `None` leaves it to the environment's `no_proxy` if
    /// the proxy is the environment's, and else to nobody.
    pub fn set_no_proxy(&mut self, hosts: Option<&str>) -> Result<(), Error> {
        let parsed = hosts.map(Bypass::parse).transpose();
        self.network.no_proxy = parsed.map_err(|what| Error::argument(format!("no proxy: {what}")))?;
        Ok(())
    }
}

impl Network {
    pub(super) fn proxies(&self) -> Result<Proxies, Error> {
        let bypass = self.no_proxy.clone();
        match &self.proxy {
            ProxyChoice::Environment => Proxies::from_environment(bypass).map_err(Error::argument),
            ProxyChoice::None => Ok(Proxies::none()),
            ProxyChoice::Through(proxy) => Ok(Proxies::through(proxy.clone(), bypass.unwrap_or_default())),
        }
    }
}
