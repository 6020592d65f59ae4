//! Which URLs are sent, and that they are sent byte for byte.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::http::Uri;

use crate::http::call::Failure;
use graph_upload_core::graph::reply::LostWhy;
use graph_upload_core::secret;

/// Longer ones, with a token and the other headers, would not fit into the buffer for a head.
pub(crate) const MAX_URL: usize = 60_000;

/// The host of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host<'a> {
    /// To be resolved.
    Name(&'a str),
    /// Never resolved.
    Literal(IpAddr),
}

impl<'a> Host<'a> {
    /// Reads the host of an authority, brackets and all.
    pub(crate) fn parse(host: &'a str) -> Result<Self, Failure> {
        if let Some(inner) = host.strip_prefix('[') {
            let inner = inner.strip_suffix(']').and_then(|text| text.parse::<Ipv6Addr>().ok());
            return inner
                .map(|ip| Host::Literal(ip.into()))
                .ok_or_else(|| bad("its IPv6 address is malformed"));
        }
        if let Ok(ip) = host.parse::<Ipv4Addr>() {
            return Ok(Host::Literal(ip.into()));
        }
        let name = host.strip_suffix('.').unwrap_or(host);
        let last = name.rsplit('.').next().unwrap_or_default();
        // System resolvers read `127.1`, `0x7f.1` and `2130706433` as addresses, and no top-level domain is a number.
        let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
        let number = last.bytes().all(|b| b.is_ascii_digit())
            || hex.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()));
        if number { Err(bad("its host is neither a name nor an IP address")) } else { Ok(Host::Name(host)) }
    }

    /// Whether it names this machine, by definition (RFC 6761) and whatever a name server says.
    pub(crate) fn is_local(&self) -> bool {
        match self {
            Host::Literal(ip) => is_loopback(*ip),
            Host::Name(name) => {
                let name = name.to_ascii_lowercase();
                name == "localhost" || name.ends_with(".localhost")
            }
        }
    }
}

/// Whether an address is this machine's own, in either notation of IPv4.
pub(crate) fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

/// Whether a URL may only go to loopback addresses: it is not encrypted, or names an address.
pub(crate) fn loopback_only(uri: &Uri, host: &Host<'_>) -> bool {
    uri.scheme_str() != Some("https") || matches!(host, Host::Literal(_))
}

/// Parses a URL, and refuses one that is not allowed or would not be sent as it stands.
pub(crate) fn check(text: &str, allow_loopback: bool) -> Result<Uri, Failure> {
    if text.len() > MAX_URL {
        return Err(bad("it is longer than can be sent"));
    }
    let (scheme, rest) = text.split_once("://").ok_or_else(|| bad("it is not absolute"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        return Err(bad("it holds user information"));
    }
    if tail.contains('#') {
        return Err(bad("it holds a fragment"));
    }
    if !tail.starts_with('/') {
        return Err(bad("it has no path"));
    }
    let uri = Uri::from_maybe_shared(secret::shared(text));
    let uri = uri.map_err(|_| bad("it holds characters that a URL cannot have"))?;
    let kept = uri.path_and_query().is_some_and(|sent| sent.as_str() == tail)
        && uri.authority().is_some_and(|sent| sent.as_str() == authority);
    if !kept {
        return Err(bad("it cannot be sent byte for byte"));
    }
    check_host(&uri, scheme, authority, allow_loopback)?;
    Ok(uri)
}

fn check_host(uri: &Uri, scheme: &str, authority: &str, allow_loopback: bool) -> Result<(), Failure> {
    let plain = allow_loopback && scheme.eq_ignore_ascii_case("http");
    if !plain && !scheme.eq_ignore_ascii_case("https") {
        return Err(bad("its scheme is not https"));
    }
    let text = uri.host().filter(|host| !host.is_empty()).ok_or_else(|| bad("it has no host"))?;
    // A port that is no number would silently become the scheme's own.
    if authority.len() != text.len() && uri.port_u16().is_none_or(|port| port == 0) {
        return Err(bad("its port is not a number from 1 to 65535"));
    }
    let host = Host::parse(text)?;
    if loopback_only(uri, &host) && !(allow_loopback && host.is_local()) {
        return Err(bad("its host is not allowed: an IP address, or one that is not loopback without https"));
    }
    Ok(())
}

/// The text names the rule; the URL itself is a secret.
fn bad(rule: &str) -> Failure {
    Failure::new(LostWhy::BadUrl, format!("the URL is refused: {rule}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_and_odd_urls_are_kept() {
        for url in [
            "https://contoso.sharepoint.com/_api/uploadSession?guid='4ea1'&path='~tmp57_file0.data'&overwrite=True",
            "https://graph.microsoft.com/v1.0/me/drive/root:/a%E6%97%A5(1)@x~y.txt:/createUploadSession",
            "https://api.onedrive.com:443/rup/a!b/c,d;e=f$g*h+i",
        ] {
            let uri = check(url, false).unwrap();
            assert!(url.ends_with(uri.path_and_query().unwrap().as_str()));
        }
    }

    #[test]
    fn other_urls_are_refused_without_being_quoted() {
        for (url, loopback) in [
            ("http://localhost/secret", false),
            ("http://example.com/secret", true),
            ("https://127.0.0.1/secret", false),
            ("https://10.0.0.1/secret", true),
            ("https://[::ffff:10.0.0.1]/secret", true),
            ("https://2130706433/secret", true),
            ("https://127.1/secret", true),
            ("https://0x7f000001/secret", true),
            ("https://u:secret@example.com/", false),
            ("https://example.com/secret#part", false),
            ("https://example.com?secret", false),
            ("https://example.com", false),
            ("https://example.com:99999/secret", false),
            ("https://example.com:/secret", false),
            ("https:///secret", false),
            ("ftp://localhost/secret", true),
            ("/secret", false),
            ("https://example.com/sec ret", false),
            ("https://example.com/sec\r\nret", false),
            ("https://example.com/sec\u{7f}ret", false),
        ] {
            let failure = check(url, loopback).unwrap_err();
            assert_eq!(failure.why, LostWhy::BadUrl, "{url}");
            assert!(!failure.detail.contains("secret") && !failure.detail.contains("example"), "{url}");
        }
    }

    #[test]
    fn loopback_is_allowed_when_asked_for() {
        for url in [
            "http://localhost:8080/a",
            "http://x.localhost/a",
            "https://127.0.0.1/a",
            "http://[::1]:1/a",
            "https://localhost/a",
        ] {
            check(url, true).unwrap();
        }
    }
}
