//! Access to the control API: for programs on this machine and the simulator's own page, not for pages of other sites.
//!
//! A web page can send requests to loopback, but cannot omit `Host` and `Origin`: the first reveals a host name that
//! resolves to loopback (DNS rebinding), the second the origin of the page
//! (`whatwg/fetch:fetch.bs`, "Origin header").

use hyper::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::http::request::Parts;

use super::answer::Refusal;
use crate::model::config::Hosts;
use crate::model::message::Role;

const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Refuses requests that come from elsewhere.
pub fn check(parts: &Parts, hosts: &Hosts) -> Result<(), Refusal> {
    let base = hosts.base(Role::Graph);
    let (scheme, own) = base.split_once("://").unwrap_or(("https", base));
    let host = parts.uri.authority().map(|authority| authority.as_str());
    let host = host.or_else(|| text(&parts.headers, HOST)).unwrap_or_default();
    if !is_own(host, own, scheme) {
        return Err(Refusal::new(403, format!("Host is {host:?}, but must be {own:?}")));
    }
    match text(&parts.headers, ORIGIN) {
        Some(origin) if !origin.eq_ignore_ascii_case(&format!("{scheme}://{host}")) => Err(Refusal::new(
            403,
            format!("Origin is {origin:?}, but pages of other origins than {base} may not use control"),
        )),
        _ => check_site(&parts.headers),
    }
}

/// Checks the fetch metadata, if the browser sends any; navigation by a link is harmless
/// (`w3c/webappsec-fetch-metadata:index.bs`).
fn check_site(headers: &HeaderMap) -> Result<(), Refusal> {
    let site = text(headers, HeaderName::from_static("sec-fetch-site")).unwrap_or("none");
    let mode = text(headers, HeaderName::from_static("sec-fetch-mode")).unwrap_or_default();
    if matches!(site, "none" | "same-origin") || mode == "navigate" {
        return Ok(());
    }
    Err(Refusal::new(
        403,
        format!("Sec-Fetch-Site is {site:?}, but pages of other sites may not use control"),
    ))
}

/// Whether `Host` names this machine and the port of the listener.
fn is_own(host: &str, own: &str, scheme: &str) -> bool {
    let default = if scheme == "http" { "80" } else { "443" };
    let port = own.rsplit_once(':').map_or(default, |(_, port)| port);
    NAMES.iter().any(|name| {
        host.eq_ignore_ascii_case(&format!("{name}:{port}"))
            || port == default && host.eq_ignore_ascii_case(name)
    })
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    // A value that is not text is neither our host nor our origin.
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(headers: &[(&str, &str)]) -> bool {
        let bases = ["https://localhost:8443", "a", "b", "c", "d"].map(str::to_owned);
        let mut request = hyper::Request::builder().uri("/_control/state");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(&request.body(()).unwrap().into_parts().0, &Hosts::new(bases)).is_ok()
    }

    #[test]
    fn hosts() {
        for host in ["localhost:8443", "LOCALHOST:8443", "127.0.0.1:8443", "[::1]:8443"] {
            assert!(allowed(&[("host", host)]), "{host}");
        }
        for host in [
            "localhost",
            "localhost:8444",
            "example.com:8443",
            "localhost.example.com:8443",
            "example.com",
            "[::1]",
            "",
            "localhost:8443:8443",
            "[::1]x:8443",
        ] {
            assert!(!allowed(&[("host", host)]), "{host}");
        }
        assert!(!allowed(&[]));
    }

    #[test]
    fn origins() {
        let host = ("host", "127.0.0.1:8443");
        assert!(allowed(&[host, ("origin", "https://127.0.0.1:8443")]));
        for origin in ["https://localhost:8443", "http://127.0.0.1:8443", "https://127.0.0.1:1", "null", ""] {
            assert!(!allowed(&[host, ("origin", origin)]), "{origin}");
        }
        assert!(allowed(&[host, ("sec-fetch-site", "same-origin")]));
        assert!(allowed(&[host, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")]));
        assert!(!allowed(&[host, ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "no-cors")]));
    }
}
