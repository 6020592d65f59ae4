//! A proxy: its protocol, address and credentials.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use zeroize::{Zeroize, Zeroizing};

use graph_upload_core::graph::url::Host;
use graph_upload_core::secret::Secret;

/// Longest name or password: the limit of SOCKS (RFC 1929, section 2).
const MAX_CREDENTIAL: usize = 255;

/// Longest host name (RFC 1035, section 2.3.4).
const MAX_HOST: usize = 253;

/// Protocol of a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// CONNECT (RFC 9110, section 9.3.6).
    Http,
    /// SOCKS5 (RFC 1928). The proxy gets addresses resolved here (`socks5`), or names (`socks5h`).
    Socks { names: bool },
}

/// A proxy. Its credentials are never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    pub(super) scheme: Scheme,
    /// With brackets around an IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) credentials: Option<Credentials>,
}

/// Credentials for a proxy.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Credentials {
    pub(super) name: Secret,
    pub(super) password: Secret,
}

impl Proxy {
    /// Parses `[scheme://][name:password@]host[:port][/]`. The scheme is `http` (the default),
    /// `socks5` or `socks5h`; the default port is 80 or 1080. Name and password are
    /// percent-encoded. The error quotes nothing.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "socks5" => Scheme::Socks { names: false },
            "socks5h" => Scheme::Socks { names: true },
            "https" => return Err("TLS to the proxy itself (https) is not supported".to_owned()),
            _ => return Err("its scheme is none of http, socks5 and socks5h".to_owned()),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#']) {
            return Err("it has more than a host and a port".to_owned());
        }
        // The last one: a password may hold unencoded ones.
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        let (host, port) = place_of(place, if scheme == Scheme::Http { 80 } else { 1080 })?;
        let credentials = user.map(|user| Credentials::parse(user, scheme)).transpose()?;
        Ok(Self { scheme, host: host.to_owned(), port, credentials })
    }
}

/// Shows its address without credentials.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({:?} {}:{})", self.scheme, self.host, self.port)
    }
}

fn place_of(text: &str, default: u16) -> Result<(&str, u16), String> {
    let colon = text.rfind(':').filter(|at| !text[*at..].contains(']'));
    let (host, port) = match colon {
        Some(at) => (&text[..at], text[at + 1..].parse().ok().filter(|&port| port > 0)),
        None => (text, Some(default)),
    };
    let port = port.ok_or("its port is not a number from 1 to 65535")?;
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    match Host::parse(host) {
        Ok(Host::Literal(_)) => Ok((host, port)),
        Ok(Host::Name(name)) if !name.is_empty() && name.len() <= MAX_HOST && name.bytes().all(letter) => {
            Ok((host, port))
        }
        _ => Err("its host is neither a name nor an IP address".to_owned()),
    }
}

impl Credentials {
    fn parse(user: &str, scheme: Scheme) -> Result<Self, String> {
        let (name, password) = user.split_once(':').unwrap_or((user, ""));
        let (name, password) = (decoded(name)?, decoded(password)?);
        let longest = name.expose().len().max(password.expose().len());
        if longest > MAX_CREDENTIAL {
            return Err(format!("its name or password is longer than {MAX_CREDENTIAL} bytes"));
        }
        match scheme {
            // RFC 7617, section 2.
            Scheme::Http if name.expose().contains(':') => Err("its name holds a colon".to_owned()),
            // RFC 1929, section 2: each has at least one byte.
            Scheme::Socks { .. } if name.expose().is_empty() || password.expose().is_empty() => {
                Err("SOCKS5 needs both a name and a password, or neither".to_owned())
            }
            _ => Ok(Self { name, password }),
        }
    }

    /// The value of `Proxy-Authorization` (RFC 7617), wiped when dropped.
    pub(super) fn basic(&self) -> Zeroizing<String> {
        let pair = Zeroizing::new(format!("{}:{}", self.name.expose(), self.password.expose()));
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(pair.as_bytes()));
        Zeroizing::new(format!("Basic {}", encoded.as_str()))
    }
}

fn decoded(text: &str) -> Result<Secret, String> {
    // Never longer than the text, so that growing leaves no copies.
    let mut bytes = Vec::with_capacity(text.len());
    bytes.extend(percent_decode_str(text));
    let text = String::from_utf8(bytes).map_err(|error| {
        error.into_bytes().zeroize();
        "its name or password is not UTF-8".to_owned()
    })?;
    let secret = Secret::new(text);
    if secret.expose().chars().any(char::is_control) {
        return Err("its name or password holds a control character".to_owned());
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTTP: Scheme = Scheme::Http;
    const NAMES: Scheme = Scheme::Socks { names: true };
    const ADDRESSES: Scheme = Scheme::Socks { names: false };

    #[test]
    fn urls_of_proxies() {
        for (text, scheme, host, port, user) in [
            ("proxy", HTTP, "proxy", 80, None),
            ("proxy.example:3128", HTTP, "proxy.example", 3128, None),
            ("HTTP://proxy:3128/", HTTP, "proxy", 3128, None),
            ("http://10.0.0.1", HTTP, "10.0.0.1", 80, None),
            ("http://[::1]:8080", HTTP, "[::1]", 8080, None),
            ("socks5://[::1]", ADDRESSES, "[::1]", 1080, None),
            ("socks5h://h:9", NAMES, "h", 9, None),
            ("http://me@h", HTTP, "h", 80, Some(("me", ""))),
            ("http://me:p%40ss%3A%2F@h:1", HTTP, "h", 1, Some(("me", "p@ss:/"))),
            ("me:a@b:c@h:1", HTTP, "h", 1, Some(("me", "a@b:c"))),
            ("socks5://n%C3%A4me:pw@h", ADDRESSES, "h", 1080, Some(("näme", "pw"))),
        ] {
            let proxy = Proxy::parse(text).unwrap();
            assert_eq!((proxy.scheme, proxy.host.as_str(), proxy.port), (scheme, host, port), "{text}");
            let credentials = proxy.credentials.as_ref();
            assert_eq!(credentials.map(|c| (c.name.expose(), c.password.expose())), user, "{text}");
            let shown = format!("{proxy:?}");
            assert!(user.is_none_or(|(_, password)| password.is_empty() || !shown.contains(password)));
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_being_quoted() {
        let long = format!("socks5://{}:s3cret@h", "x".repeat(256));
        for (text, word) in [
            ("", "host"),
            ("http://", "host"),
            ("http://u:s3cret@:1", "host"),
            ("http://a b", "host"),
            ("http://[::g]:1", "host"),
            ("http://1.2.3", "host"),
            ("https://u:s3cret@h", "https"),
            ("socks4://u:s3cret@h", "scheme"),
            ("http://h:0", "port"),
            ("http://h:", "port"),
            ("http://u:s3cret@h:65536", "port"),
            ("http://h/path", "more than"),
            ("http://h?s3cret", "more than"),
            ("http://u%3Av:s3cret@h", "colon"),
            ("http://u:s3cret%0D%0A@h", "control"),
            ("http://u:s3cret%FF@h", "UTF-8"),
            ("socks5://u@h", "both"),
            ("socks5h://:s3cret@h", "both"),
            (&long, "255"),
        ] {
            let told = Proxy::parse(text).unwrap_err();
            assert!(told.contains(word) && !told.contains("s3cret"), "{text}: {told}");
        }
    }

    #[test]
    fn basic_credentials_as_in_rfc_7617() {
        let proxy = Proxy::parse("http://Aladdin:open%20sesame@h").unwrap();
        assert_eq!(proxy.credentials.unwrap().basic().as_str(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}
