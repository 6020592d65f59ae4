//! Ensures that URLs are sent byte for byte. Which of them may be used is the core's decision.

use ureq::http::Uri;

use crate::net::connect::Place;
use crate::net::failure::Failure;
use graph_upload_core::graph::response::Cause;
use graph_upload_core::graph::url::{Host, Url, default_port, is_loopback_only};

/// Longer ones would not fit into the head buffer beside a token and the other headers.
pub(super) const MAX_URL: usize = 60_000;

/// Refuses a URL that is not allowed or would not be sent unchanged.
pub(super) fn check(text: &str, allow_loopback: bool) -> Result<Uri, Failure> {
    if text.len() > MAX_URL {
        return Err(bad("it is longer than can be sent"));
    }
    let url = Url::parse(text).map_err(bad)?;
    url.check(allow_loopback).map_err(bad)?;
    let tail = url.tail();
    if !tail.starts_with('/') {
        return Err(bad("it has no path"));
    }
    let uri = url.into_uri();
    match uri.path_and_query().is_some_and(|sent| sent.as_str() == tail) {
        true => Ok(uri),
        false => Err(bad("it cannot be sent byte for byte")),
    }
}

/// The parts of a checked URL.
pub(super) fn place(uri: &Uri) -> Result<Place<'_>, Failure> {
    let (https, text) = (uri.scheme_str() == Some("https"), uri.host().unwrap_or_default());
    let host = Host::parse(text).map_err(bad)?;
    let local = is_loopback_only(https, &host);
    Ok(Place { host, text, port: uri.port_u16().unwrap_or(default_port(https)), local })
}

/// The text names the rule; the URL itself is a secret.
fn bad(rule: &str) -> Failure {
    Failure::new(Cause::BadUrl, format!("the URL is refused: {rule}"))
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
        let long = format!("https://example.com/{}", "secret".repeat(MAX_URL / 6));
        for (url, loopback) in [
            ("http://localhost/secret", false),
            ("https://10.0.0.1/secret", true),
            ("https://u:secret@example.com/", false),
            ("https://example.com?secret", false),
            ("https://example.com", false),
            (&long, false),
        ] {
            let failure = check(url, loopback).unwrap_err();
            assert_eq!(failure.why, Cause::BadUrl, "{url}");
            assert!(!failure.detail.contains("secret") && !failure.detail.contains("example"), "{url}");
        }
        assert!(check("http://localhost:8080/a", true).is_ok());
    }

    #[test]
    fn what_must_stay_on_this_machine() {
        for (url, local) in
            [("https://localhost/", false), ("http://localhost/", true), ("https://127.0.0.1/", true)]
        {
            assert_eq!(place(&url.parse().unwrap()).unwrap().local, local, "{url}");
        }
    }
}
