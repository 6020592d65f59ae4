//! The system's proxy settings: on Windows those of the user's Internet options, or else those of
//! the machine.
//!
//! The texts are as in INTERNET_PROXY_INFO
//! (<https://learn.microsoft.com/windows/win32/wininet/enabling-internet-functionality>): proxies
//! separated by semicolons or spaces, each for all schemes or preceded by its scheme, and hosts
//! reached directly. Scripts that choose a proxy are not run.

#[cfg(windows)]
mod windows;

use crate::proxy::bypass::Bypass;

/// The system's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    proxies: String,
    direct: String,
}

impl Settings {
    #[cfg(any(windows, test))]
    pub(super) fn new(proxies: impl Into<String>, direct: impl Into<String>) -> Self {
        Self { proxies: proxies.into(), direct: direct.into() }
    }

    /// The current settings, if there are any and they can be read.
    #[cfg(windows)]
    pub(super) fn read() -> Option<Self> {
        windows::of_the_user().or_else(windows::of_the_machine)
    }

    /// Elsewhere the environment holds the settings.
    #[cfg(not(windows))]
    pub(super) fn read() -> Option<Self> {
        None
    }

    /// The proxy for TLS connections, as `Proxy::parse` takes it, if there is one.
    pub(super) fn proxy(&self) -> Option<&str> {
        let entries = || split(&self.proxies);
        let only = entries().find_map(|entry| {
            let (scheme, proxy) = entry.split_once('=')?;
            scheme.eq_ignore_ascii_case("https").then_some(proxy)
        });
        only.or_else(|| entries().find(|entry| !entry.contains('='))).filter(|proxy| !proxy.is_empty())
    }

    /// The hosts reached without it.
    pub(super) fn bypass(&self) -> Bypass {
        Bypass::parse_windows(&self.direct)
    }
}

fn split(list: &str) -> impl Iterator<Item = &str> {
    list.split(|c: char| c == ';' || c.is_ascii_whitespace()).filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies() {
        for (text, proxy) in [
            ("", None),
            ("proxy.example:8080", Some("proxy.example:8080")),
            ("http://proxy.example:8080", Some("http://proxy.example:8080")),
            ("http=a:1;https=b:2;ftp=c:3", Some("b:2")),
            ("HTTPS=b:2", Some("b:2")),
            ("http=a:1;d:4", Some("d:4")),
            ("d:4 https=b:2", Some("b:2")),
            ("http=a:1;ftp=c:3;socks=e:5", None),
            ("https=", None),
            (" ; ", None),
        ] {
            assert_eq!(Settings::new(text, "").proxy(), proxy, "{text}");
        }
    }
}
