//! Parsing and checking URLs, in this place only, whether they come from callers or responses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::secret;

/// An absolute URL of http or https. Errors never quote it, because it may be a secret.
pub struct Url<'a> {
    uri: Uri,
    https: bool,
    host: Host<'a>,
    host_text: &'a str,
    port: u16,
    tail: &'a str,
}

impl<'a> Url<'a> {
    /// Parses a URL. The error names the rule that it breaks.
    pub fn parse(text: &'a str) -> Result<Self, &'static str> {
        if text.contains('#') {
            return Err("a fragment is not allowed");
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err("it holds a space or control character");
        }
        let (scheme, rest) = text.split_once("://").ok_or("it is not an absolute URL")?;
        let https = scheme.eq_ignore_ascii_case("https");
        if !https && !scheme.eq_ignore_ascii_case("http") {
            return Err("its scheme is neither https nor http");
        }
        let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err("user information before the host is not allowed");
        }
        let uri = Uri::from_maybe_shared(secret::shared(text));
        let uri = uri.map_err(|_| "it holds characters that a URL cannot have")?;
        let host_text = &authority[..uri.host().map_or(0, str::len)];
        if host_text.is_empty() {
            return Err("the host is empty");
        }
        let port = match uri.port_u16() {
            // An invalid port would silently become the scheme's own.
            None if authority.len() == host_text.len() => default_port(https),
            port => port.filter(|port| *port > 0).ok_or("its port is not a number from 1 to 65535")?,
        };
        Ok(Self { uri, https, host: Host::parse(host_text)?, host_text, port, tail })
    }

    /// Whether it may be used: it is https to a named host, or is on loopback and that is allowed.
    pub fn check(&self, allow_loopback: bool) -> Result<(), &'static str> {
        if allow_loopback && self.host.is_local() {
            return Ok(());
        }
        if !self.https {
            return Err(
                "http is allowed on loopback hosts alone, and only after gu_options_allow_loopback()",
            );
        }
        match self.host {
            Host::Literal(_) => Err("an IP address in place of a host name is not allowed"),
            Host::Name(_) => Ok(()),
        }
    }

    /// Whether its scheme is https.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Its host.
    pub fn host(&self) -> &Host<'a> {
        &self.host
    }

    /// Its host in the original spelling, including brackets.
    pub fn host_text(&self) -> &'a str {
        self.host_text
    }

    /// Its port, or that of its scheme.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its path and query in the original spelling; empty if it has none.
    pub fn tail(&self) -> &'a str {
        self.tail
    }

    /// The same for an HTTP client.
    pub fn into_uri(self) -> Uri {
        self.uri
    }
}

impl fmt::Debug for Url<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[URL]")
    }
}

/// The default port of a scheme.
pub fn default_port(https: bool) -> u16 {
    if https { 443 } else { 80 }
}

/// The host of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host<'a> {
    /// A name to be resolved.
    Name(&'a str),
    /// An address.
    Literal(IpAddr),
}

impl<'a> Host<'a> {
    /// Parses the host of an authority, including brackets.
    pub fn parse(host: &'a str) -> Result<Self, &'static str> {
        if let Some(inner) = host.strip_prefix('[') {
            let inner = inner.strip_suffix(']').and_then(|text| text.parse::<Ipv6Addr>().ok());
            return inner.map(|ip| Host::Literal(ip.into())).ok_or("its IPv6 address is malformed");
        }
        if let Ok(ip) = host.parse::<Ipv4Addr>() {
            return Ok(Host::Literal(ip.into()));
        }
        let name = host.strip_suffix('.').unwrap_or(host);
        let last = name.rsplit('.').next().unwrap_or_default();
        // System resolvers read `127.1`, `0x7f.1` and `2130706433` as addresses, and no top-level
        // domain is a number.
        let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
        let number = last.bytes().all(|b| b.is_ascii_digit())
            || hex.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()));
        if number { Err("its host is neither a name nor an IP address") } else { Ok(Host::Name(host)) }
    }

    /// Whether it is this machine by definition (RFC 6761), whatever a name server says.
    pub fn is_local(&self) -> bool {
        match self {
            Host::Literal(ip) => is_loopback(*ip),
            Host::Name(name) => {
                let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
                name == "localhost" || name.ends_with(".localhost")
            }
        }
    }
}

/// Whether an address is this machine's own, in either notation of IPv4.
pub fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

/// Whether a URL is limited to loopback addresses, whatever its host resolves to: it is not
/// encrypted, or contains an address.
pub fn is_loopback_only(https: bool, host: &Host<'_>) -> bool {
    !https || matches!(host, Host::Literal(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_url() {
        for (text, https, host, port, tail) in [
            ("https://h.example:8443/a?b", true, "h.example", 8443, "/a?b"),
            ("HTTP://H", false, "H", 80, ""),
            ("https://h?x", true, "h", 443, "?x"),
            ("https://[::1]/", true, "[::1]", 443, "/"),
            ("http://[::1]:8080/a", false, "[::1]", 8080, "/a"),
            ("https://h/a%E6%97%A5(1)@x~y.txt:/b", true, "h", 443, "/a%E6%97%A5(1)@x~y.txt:/b"),
        ] {
            let url = Url::parse(text).unwrap();
            let parts = (url.is_https(), url.host_text(), url.port(), url.tail());
            assert_eq!(parts, (https, host, port, tail), "{text}");
        }
    }

    #[test]
    fn other_urls_are_refused_without_being_quoted() {
        for text in [
            "https://127.1/secret",
            "https://2130706433/secret",
            "https://0x7f000001/secret",
            "https://u:secret@example.com/",
            "https://example.com/secret#part",
            "https://example.com:99999/secret",
            "https://example.com:0/secret",
            "https://example.com:/secret",
            "https://[::g]/secret",
            "https:///secret",
            "ftp://localhost/secret",
            "/secret",
            "//example.com/secret",
            "https://example.com/sec ret",
            "https://example.com/sec\r\nret",
            "https://example.com/sec\u{7f}ret",
            "https://exa<mple.com/secret",
        ] {
            let told = Url::parse(text).unwrap_err();
            assert!(!told.contains("secret") && !told.contains("example"), "{text}: {told}");
        }
    }

    #[test]
    fn plain_http_and_addresses_are_for_loopback_that_is_allowed() {
        for (text, loopback, lawful) in [
            ("https://example.com/", false, true),
            ("https://localhost/", false, true),
            ("http://localhost/", false, false),
            ("http://example.com/", true, false),
            ("https://127.0.0.1/", false, false),
            ("https://10.0.0.1/", true, false),
            ("https://[::ffff:10.0.0.1]/", true, false),
            ("http://localhost.example.com/", true, false),
            ("http://localhost:8080/", true, true),
            ("http://x.LOCALHOST./", true, true),
            ("https://127.9.9.9/", true, true),
            ("http://[::1]:1/", true, true),
            ("http://[::ffff:127.0.0.1]/", true, true),
        ] {
            assert_eq!(Url::parse(text).unwrap().check(loopback).is_ok(), lawful, "{text}");
        }
    }
}
