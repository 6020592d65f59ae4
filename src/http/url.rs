//! Which URLs are sent, and that they are sent byte for byte.

use ureq::http::Uri;

use crate::net::connect::Place;
use crate::net::failure::Failure;
use graph_upload_core::graph::reply::LostWhy;
use graph_upload_core::graph::url::Host;
use graph_upload_core::secret;

/// Longer ones, with a token and the other headers, would not fit into the buffer for a head.
pub(super) const MAX_URL: usize = 60_000;

/// Whether a URL may only go to loopback addresses: it is not encrypted, or names an address.
fn loopback_only(uri: &Uri, host: &Host<'_>) -> bool {
    uri.scheme_str() != Some("https") || matches!(host, Host::Literal(_))
}

/// Where a URL that was checked leads to.
pub(super) fn place(uri: &Uri) -> Result<Place<'_>, Failure> {
    let text = uri.host().unwrap_or_default();
    let host = Host::parse(text).map_err(bad)?;
    let default = if uri.scheme_str() == Some("http") { 80 } else { 443 };
    let local = loopback_only(uri, &host);
    Ok(Place { host, text, port: uri.port_u16().unwrap_or(default), local })
}

/// Parses a URL, and refuses one that is not allowed or would not be sent as it stands.
pub(super) fn check(text: &str, allow_loopback: bool) -> Result<Uri, Failure> {
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
    let host = Host::parse(text).map_err(bad)?;
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
