//! Options of a client.

use std::fmt;
use std::time::Duration;

use crate::client::log::LogCallback;
use crate::client::network::Network;
use crate::credentials::TokenSource;
use crate::http::Settings;
use crate::net::{Roots, roots};
use graph_upload_core::error::Error;
use graph_upload_core::graph::clouds::{self, Cloud};
use graph_upload_core::graph::endpoint::{Endpoint, Version};
use graph_upload_core::policy::baseline::RoundTrips;
use graph_upload_core::policy::retry::Policy;

/// Longest user agent, in bytes.
const MAX_USER_AGENT: usize = 512;

/// Number of idle connections a client keeps.
const IDLE_CONNECTIONS: usize = 64;

/// Options of a client. Setters validate; after an error the old value stays.
#[derive(Clone)]
pub struct Options {
    pub(super) token: TokenSource,
    pub(super) base_url: String,
    pub(super) upload_hosts: Vec<String>,
    pub(super) version: Version,
    pub(super) user_agent: String,
    pub(super) certificates: Vec<Vec<u8>>,
    pub(super) platform_roots: bool,
    pub(super) loopback: bool,
    pub(super) immutable_ids: bool,
    pub(super) network: Network,
    pub(super) connect_limit: Duration,
    pub(super) stall_limit: Duration,
    pub(super) response_limit: Duration,
    pub(super) commit_response_limit: Duration,
    pub(super) policy: Policy,
    pub(super) piece: Option<u64>,
    pub(super) round_trips: RoundTrips,
    pub(super) log: Option<LogCallback>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            token: TokenSource::None,
            base_url: clouds::GLOBAL_GRAPH.to_owned(),
            upload_hosts: Vec::new(),
            version: Version::V1,
            // NONISV|Company|App/Version is how SharePoint wants traffic to name itself; undecorated traffic is
            // slowed first (SharePoint/sp-dev-docs: how-to-avoid-getting-throttled-or-blocked).
            user_agent: concat!("NONISV|graph-upload|graph-upload/", env!("CARGO_PKG_VERSION")).to_owned(),
            certificates: Vec::new(),
            platform_roots: true,
            loopback: false,
            immutable_ids: false,
            network: Network::default(),
            connect_limit: Duration::from_secs(15),
            stall_limit: Duration::from_secs(60),
            response_limit: Duration::from_secs(120),
            commit_response_limit: Duration::from_secs(300),
            policy: Policy::default(),
            piece: None,
            round_trips: RoundTrips::default(),
            log: None,
        }
    }
}

impl Options {
    /// The defaults: Microsoft Graph of the global cloud, v1.0, without a token.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the source of tokens.
    pub fn set_token(&mut self, token: TokenSource) {
        self.token = token;
    }

    /// Sets Graph's base URL without a version. Validated again when the client is created, because
    /// validity depends on [`Options::set_loopback`].
    pub fn set_base_url(&mut self, url: &str) -> Result<(), Error> {
        // Checked with loopback allowed: what fails now fails in any case.
        Endpoint::new(url, self.version, &self.user_agent, true)?;
        self.base_url = url.to_owned();
        Ok(())
    }

    /// Uses Graph of a national cloud.
    pub fn set_cloud(&mut self, cloud: Cloud) {
        self.base_url = cloud.graph().to_owned();
    }

    /// Adds a host that upload URLs may name: a name, optionally with `*.` in front and `:port`
    /// behind.
    pub fn add_upload_host(&mut self, host: &str) -> Result<(), Error> {
        self.upload_hosts.push(clouds::check_host(host)?);
        Ok(())
    }

    /// Sets the version of Graph.
    pub fn set_version(&mut self, version: Version) {
        self.version = version;
    }

    /// Sets whether ids in results stay the same when an Outlook item moves.
    pub fn set_immutable_ids(&mut self, wanted: bool) {
        self.immutable_ids = wanted;
    }

    /// Sets the `User-Agent`.
    pub fn set_user_agent(&mut self, text: &str) -> Result<(), Error> {
        let printable = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        if text.trim().is_empty() || text.len() > MAX_USER_AGENT || !printable {
            let message =
                format!("user agent: must be 1 to {MAX_USER_AGENT} visible ASCII characters and spaces");
            return Err(Error::argument(message));
        }
        self.user_agent = text.to_owned();
        Ok(())
    }

    /// Adds trusted certificates from a PEM text. If one of them is invalid, none is added.
    pub fn add_ca_pem(&mut self, pem: &[u8]) -> Result<(), Error> {
        let certificates = roots::from_pem(pem);
        let certificates =
            certificates.map_err(|what| Error::argument(format!("CA certificates: {what}")))?;
        self.certificates.extend(certificates);
        Ok(())
    }

    /// Adds trusted certificates from a PEM file. If one of them is invalid, none is added.
    pub fn add_ca_file(&mut self, path: &str) -> Result<(), Error> {
        let pem = std::fs::read(path)
            .map_err(|error| Error::argument(format!("CA file {path}: cannot be read ({error})")))?;
        let certificates = roots::from_pem(&pem);
        let certificates = certificates.map_err(|what| Error::argument(format!("CA file {path}: {what}")))?;
        self.certificates.extend(certificates);
        Ok(())
    }

    /// Sets whether the operating system's certificate authorities are trusted.
    pub fn set_platform_roots(&mut self, trusted: bool) {
        self.platform_roots = trusted;
    }

    /// Allows http and IP literals on loopback addresses, for tests.
    pub fn set_loopback(&mut self, allowed: bool) {
        self.loopback = allowed;
    }

    /// Sets the log callback.
    pub fn set_log(&mut self, log: Option<LogCallback>) {
        self.log = log;
    }

    /// The network settings of a transport.
    pub(super) fn settings(&self) -> Result<Settings, Error> {
        let roots = match (self.platform_roots, self.certificates.is_empty()) {
            (true, true) => Roots::Platform,
            (true, false) => Roots::PlatformAnd(self.certificates.clone()),
            (false, false) => Roots::Only(self.certificates.clone()),
            (false, true) => {
                return Err(Error::argument(
                    "platform roots: switched off without a CA certificate in their place",
                ));
            }
        };
        Ok(Settings {
            roots,
            identity: self.network.identity(),
            proxies: self.network.proxies()?,
            rate: self.network.rate(),
            ip_version: self.network.ip_version(),
            connect_limit: self.connect_limit,
            stall_limit: self.stall_limit,
            response_limit: self.response_limit,
            commit_response_limit: self.commit_response_limit,
            allow_loopback: self.loopback,
            idle_connections: IDLE_CONNECTIONS,
        })
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("base_url", &self.base_url)
            .field("version", &self.version)
            .field("token", &self.token)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
