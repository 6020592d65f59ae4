//! The location of Graph, and the other hosts that may receive bytes.

use serde::Serialize;

use crate::error::Error;
use crate::graph::clouds::{self, Cloud};
use crate::graph::url::Url;
use crate::graph::words::{MASK, MAX_WORD};

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

/// The destination of requests: Graph's base URL, its version, and the headers of every request.
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

/// The allowed hosts of a kind's upload URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UploadHost {
    /// The scheme, host and port that the session was created on.
    Graph,
    /// Outlook's hosts.
    Outlook,
    /// The hosts of OneDrive and SharePoint.
    Drive,
    /// Universal Print's host.
    Print,
}

impl Endpoint {
    /// Checks a base URL without version, such as [`clouds::GLOBAL_GRAPH`]. `http` and IP literals
    /// require `allow_loopback` and a loopback host.
    pub fn new(
        base_url: &str,
        version: Version,
        user_agent: &str,
        allow_loopback: bool,
    ) -> Result<Self, Error> {
        let refuse = |why: &str| Error::argument(format!("base URL: {why}"));
        let base = base_url.trim_end_matches('/');
        let url = Url::parse(base).map_err(refuse)?;
        url.check(allow_loopback).map_err(refuse)?;
        if url.tail().contains('?') {
            return Err(refuse("a query is not allowed"));
        }
        let lower = url.tail().to_ascii_lowercase();
        if lower.ends_with("/v1.0") || lower.ends_with("/beta") {
            return Err(refuse("leave out the version; gu_options_set_api_version() sets it"));
        }
        let graph = Origin::of(&url);
        Ok(Self {
            base: base.to_owned(),
            cloud: Cloud::of_graph_host(&graph.host),
            graph,
            version,
            user_agent: user_agent.to_owned(),
            extra_hosts: Vec::new(),
            allow_loopback,
            immutable_ids: false,
        })
    }

    /// Allows further hosts in upload URLs, in the form of [`clouds::check_host`].
    pub fn with_upload_hosts(mut self, hosts: &[String]) -> Self {
        self.extra_hosts = hosts.to_vec();
        self
    }

    /// Requests ids that stay the same when an Outlook item moves (MicrosoftDocs:
    /// concepts/outlook-immutable-id.md).
    pub fn with_immutable_ids(mut self, wanted: bool) -> Self {
        self.immutable_ids = wanted;
        self
    }

    /// Whether ids that stay the same when an item moves are requested.
    pub fn immutable_ids(&self) -> bool {
        self.immutable_ids
    }

    /// The URL of a Graph path, which starts with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}{path}", self.base, self.version.path())
    }

    /// The version of Graph.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The `User-Agent`.
    pub fn user_agent(&self) -> &str {
        &self.user_agent
    }

    /// Graph's URL, without a version.
    pub fn graph(&self) -> &str {
        &self.base
    }

    /// Whether a URL from a response leads back to Graph itself.
    pub fn is_graph(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| Origin::of(&url) == self.graph)
    }

    /// The scheme, host and port of a URL, empty if it has none, and the path after them.
    pub fn origin_and_path(url: &str) -> (String, &str) {
        match Url::parse(url) {
            Ok(url) => (Origin::of(&url).to_string(), url.tail()),
            Err(_) => (String::new(), ""),
        }
    }

    /// The host of a URL for messages; empty if it has none.
    pub fn shown_host(url: &str) -> String {
        Url::parse(url).map(|url| Origin::of(&url).shown_host()).unwrap_or_default()
    }

    /// Checks an upload URL from a response, before anything is sent to it. The error names the
    /// rule and at most the host, because the rest of the URL is a secret.
    pub fn check_upload_url(&self, url: &str, hosts: UploadHost) -> Result<(), String> {
        let url = Url::parse(url)?;
        url.check(self.allow_loopback)?;
        let origin = Origin::of(&url);
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
        let local = self.allow_loopback && self.graph.local && origin.local;
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

    /// Whether the upload URL belongs to a personal OneDrive, which commits differently.
    pub fn is_personal_drive(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| clouds::matches_any(clouds::PERSONAL_DRIVES, &Origin::of(&url).host))
    }
}

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    https: bool,
    host: String,
    port: u16,
    /// Whether the host is this machine.
    local: bool,
}

impl Origin {
    fn of(url: &Url<'_>) -> Self {
        let host = url.host_text().to_ascii_lowercase();
        Self { https: url.is_https(), host, port: url.port(), local: url.host().is_local() }
    }

    /// The origin for a message.
    fn shown(&self) -> String {
        if self.is_showable() { self.to_string() } else { MASK.to_owned() }
    }

    /// The host for a message.
    fn shown_host(&self) -> String {
        if self.is_showable() { self.host.clone() } else { MASK.to_owned() }
    }

    /// A host named by a response can be the token that the peer was sent, so only short texts that
    /// look like a host are repeated.
    fn is_showable(&self) -> bool {
        let letter =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'[' | b']');
        self.host.len() <= MAX_WORD && self.host.bytes().all(letter)
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
