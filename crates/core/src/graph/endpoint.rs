//! Where Graph is, and which other hosts may receive bytes.

use http::Uri;
use serde::Serialize;

use crate::error::Error;
use crate::graph::clouds::{self, Cloud};
use crate::graph::words::{MASK, MAX_WORD};
use crate::secret;

/// The version part of Graph's URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// `/v1.0`
    #[default]
    V1,
    /// `/beta`
    Beta,
}

impl Version {
    fn path(self) -> &'static str {
        match self {
            Version::V1 => "/v1.0",
            Version::Beta => "/beta",
        }
    }
}

/// Where requests go: Graph's base URL, its version, and what every request to it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    graph: Origin,
    version: Version,
    user_agent: String,
    cloud: Cloud,
    extra_hosts: Vec<String>,
    allow_loopback: bool,
    immutable_ids: bool,
}

/// Which hosts an upload URL of a kind may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UploadHost {
    /// The very scheme, host and port that the session was created on.
    Graph,
    /// Outlook's hosts.
    Outlook,
    /// The hosts of OneDrive and SharePoint.
    Drive,
    /// Universal Print's host.
    Print,
}

impl Endpoint {
    /// Checks a base URL without version, such as [`clouds::GLOBAL_GRAPH`]. `http` and IP literals need `allow_loopback`,
    /// and a loopback host.
    pub fn new(
        base_url: &str,
        version: Version,
        user_agent: &str,
        allow_loopback: bool,
    ) -> Result<Self, Error> {
        let refuse = |why: &str| Error::argument(format!("base URL: {why}"));
        let base = base_url.trim_end_matches('/');
        let (origin, path) = Origin::split(base).map_err(|why| refuse(&why))?;
        origin.check(allow_loopback).map_err(|why| refuse(&why))?;
        if path.contains(['?', '#']) {
            return Err(refuse("a query or fragment is not allowed"));
        }
        let lower = path.to_ascii_lowercase();
        if lower.ends_with("/v1.0") || lower.ends_with("/beta") {
            return Err(refuse("leave out the version; gu_options_set_api_version() sets it"));
        }
        Ok(Self {
            base: base.to_owned(),
            cloud: Cloud::of_graph_host(&origin.host),
            graph: origin,
            version,
            user_agent: user_agent.to_owned(),
            extra_hosts: Vec::new(),
            allow_loopback,
            immutable_ids: false,
        })
    }

    /// Lets upload URLs name further hosts, in the form of [`clouds::check_host`].
    pub fn with_upload_hosts(mut self, hosts: &[String]) -> Self {
        self.extra_hosts = hosts.to_vec();
        self
    }

    /// Asks for ids that stay when an Outlook item moves (MicrosoftDocs: concepts/outlook-immutable-id.md).
    pub fn with_immutable_ids(mut self, wanted: bool) -> Self {
        self.immutable_ids = wanted;
        self
    }

    /// Whether ids are asked for that stay when an item moves.
    pub fn immutable_ids(&self) -> bool {
        self.immutable_ids
    }

    /// The URL of a Graph path that begins with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}{path}", self.base, self.version.path())
    }

    /// Which version of Graph is used.
    pub fn version(&self) -> Version {
        self.version
    }

    /// What `User-Agent` says.
    pub fn user_agent(&self) -> &str {
        &self.user_agent
    }

    /// Graph's URL, without a version.
    pub fn graph(&self) -> &str {
        &self.base
    }

    /// Whether a URL from a reply leads back to Graph itself.
    pub fn is_graph(&self, url: &str) -> bool {
        Origin::split(url).is_ok_and(|(origin, _)| origin == self.graph)
    }

    /// The scheme, host and port of a URL, empty where it has none, and the path behind.
    pub fn origin_and_path(url: &str) -> (String, &str) {
        match Origin::split(url) {
            Ok((origin, path)) => (origin.to_string(), path),
            Err(_) => (String::new(), ""),
        }
    }

    /// The host of a URL for messages; empty where it has none.
    pub fn shown_host(url: &str) -> String {
        Origin::split(url).map(|(origin, _)| origin.shown_host()).unwrap_or_default()
    }

    /// Checks an upload URL that a reply brought, before anything is sent to it. The error names the rule and at
    /// most the host, since the rest of the URL is a secret.
    pub fn check_upload_url(&self, url: &str, hosts: UploadHost) -> Result<(), String> {
        let (origin, _) = Origin::split(url)?;
        origin.check(self.allow_loopback)?;
        if hosts == UploadHost::Graph {
            return match origin == self.graph {
                true => Ok(()),
                false => Err(format!(
                    "its host is {}, but this kind's upload URLs are on {}, and the token goes nowhere else",
                    origin.shown(),
                    self.graph
                )),
            };
        }
        let local = self.allow_loopback && self.graph.is_loopback() && origin.is_loopback();
        let known = origin.port == 443 && clouds::matches_any(self.cloud.upload_hosts(hosts), &origin.host);
        let added = clouds::matches_any_added(&self.extra_hosts, &origin.host, origin.port);
        match local || known || added {
            true => Ok(()),
            false => {
                let origin = origin.shown();
                Err(format!(
                    "its host {origin} is not a known upload host of this kind; gu_options_add_upload_host() adds it"
                ))
            }
        }
    }

    /// Whether the upload URL belongs to a personal OneDrive, which has its own way to commit.
    pub fn is_personal_drive(&self, url: &str) -> bool {
        Origin::split(url).is_ok_and(|(origin, _)| clouds::matches_any(clouds::PERSONAL_DRIVES, &origin.host))
    }
}

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    https: bool,
    host: String,
    port: u16,
}

impl Origin {
    /// Splits a URL into its origin and the text behind it.
    fn split(url: &str) -> Result<(Self, &str), String> {
        if url.contains('#') {
            return Err("a fragment is not allowed".into());
        }
        if url.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err("it holds a space or control character".into());
        }
        let uri = Uri::from_maybe_shared(secret::shared(url))
            .map_err(|_| "it is not an absolute URL".to_owned())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err("it is not an absolute URL".into());
        };
        if authority.as_str().contains('@') {
            return Err("user information before the host is not allowed".into());
        }
        let https = scheme.eq_ignore_ascii_case("https");
        if !https && !scheme.eq_ignore_ascii_case("http") {
            return Err(format!("its scheme is {scheme}, not https"));
        }
        let port = match authority.port() {
            Some(port) => port.as_u16(),
            None if authority.as_str().ends_with(':') => return Err("the port is empty".into()),
            None => {
                if https {
                    443
                } else {
                    80
                }
            }
        };
        let host = authority.host().to_ascii_lowercase();
        if host.is_empty() {
            return Err("the host is empty".into());
        }
        let start = url.find("://").map_or(0, |at| at + 3) + authority.as_str().len();
        Ok((Self { https, host, port }, &url[start..]))
    }

    /// The origin for a message.
    fn shown(&self) -> String {
        if self.is_showable() { self.to_string() } else { MASK.to_owned() }
    }

    /// The host for a message.
    fn shown_host(&self) -> String {
        if self.is_showable() { self.host.clone() } else { MASK.to_owned() }
    }

    /// What a response names as its host can be the token that the peer was sent, so only what looks like a host is
    /// repeated, and only short ones.
    fn is_showable(&self) -> bool {
        let letter =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'[' | b']');
        self.host.len() <= MAX_WORD && self.host.bytes().all(letter)
    }

    /// https to a named host, or anything on loopback where that is allowed.
    fn check(&self, allow_loopback: bool) -> Result<(), String> {
        if allow_loopback && self.is_loopback() {
            return Ok(());
        }
        if !self.https {
            return Err(
                "http is allowed on loopback hosts alone, and only after gu_options_allow_loopback()".into(),
            );
        }
        if self.address().is_some() {
            return Err("an IP address in place of a host name is not allowed".into());
        }
        Ok(())
    }

    fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.address().is_some_and(|address| address.is_loopback())
    }

    fn address(&self) -> Option<std::net::IpAddr> {
        self.host.trim_start_matches('[').trim_end_matches(']').parse().ok()
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests;
