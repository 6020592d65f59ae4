//! The hosts reached without the proxy.

use graph_upload_core::graph::url::Host;
use std::net::IpAddr;

/// A list of hosts, as in `NO_PROXY`.
///
/// Entries are separated by commas or spaces. Each is `*` for every host; a name, which matches
/// itself and all names below it, with or without a leading dot or `*.`; or an IP address or
/// network (`10.0.0.0/8`), which matches addresses only: names are not resolved. A name or address
/// may be followed by a port; IPv6 addresses are then in brackets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bypass(Vec<Entry>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    what: What,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    All,
    /// In lower case, without a dot at either end.
    Name(String),
    /// The number of leading bits that count.
    Network(IpAddr, u8),
    /// In lower case, with `*` for any characters, as in Windows.
    Pattern(String),
    /// Names without a dot.
    Local,
}

impl Bypass {
    /// Parses a list; an entry that could never match is an error, which gives its number.
    pub fn parse(list: &str) -> Result<Self, String> {
        let entries = split(list).enumerate().map(|(index, entry)| {
            Entry::parse(entry)
                .ok_or_else(|| format!("entry {} is neither a host name nor an IP address", index + 1))
        });
        Ok(Self(entries.collect::<Result<_, _>>()?))
    }

    /// Parses a list shared with other programs, each with its own extensions: unknown entries are
    /// skipped.
    pub(super) fn parse_shared(list: &str) -> Self {
        Self(split(list).filter_map(Entry::parse).collect())
    }

    /// Parses a list from the settings of Windows: each entry is one host, or a pattern with `*`
    /// for any characters, optionally followed by a port or preceded by a scheme; `<local>` stands
    /// for names without a dot.
    pub(super) fn parse_windows(list: &str) -> Self {
        let split = |c: char| c == ';' || c.is_ascii_whitespace();
        Self(list.split(split).filter(|entry| !entry.is_empty()).map(Entry::parse_windows).collect())
    }

    pub(super) fn covers(&self, host: &Host<'_>, port: u16) -> bool {
        self.0.iter().any(|entry| entry.covers(host, port))
    }
}

fn split(list: &str) -> impl Iterator<Item = &str> {
    list.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|entry| !entry.is_empty())
}

impl Entry {
    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self { what: What::All, port: None });
        }
        if let Some(what) = network(text) {
            return Some(Self { what, port: None });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok().filter(|&port| port > 0)?)),
            None => (text, None),
        };
        let what = match network(host) {
            Some(network) => network,
            None => What::Name(name(host)?),
        };
        Some(Self { what, port })
    }

    fn parse_windows(text: &str) -> Self {
        if text.eq_ignore_ascii_case("<local>") {
            return Self { what: What::Local, port: None };
        }
        let bare = text.split_once("://").map_or(text, |(_, bare)| bare);
        let port = bare.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
        let (host, port) = port.map_or((bare, None), |(host, port)| (host, Some(port)));
        Self { what: What::Pattern(host.to_ascii_lowercase()), port }
    }

    fn covers(&self, host: &Host<'_>, port: u16) -> bool {
        let fits = match (&self.what, host) {
            (What::All, _) => true,
            (What::Name(name), Host::Name(host)) => {
                let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
                let above = host.strip_suffix(name.as_str());
                above.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            (What::Network(network, bits), Host::Literal(ip)) => same_network(*network, *ip, *bits),
            (What::Pattern(pattern), Host::Name(host)) => is_like(&host.to_ascii_lowercase(), pattern),
            (What::Pattern(pattern), Host::Literal(ip)) => {
                is_like(&ip.to_string(), pattern.trim_matches(['[', ']']))
            }
            (What::Local, Host::Name(host)) => !host.contains('.'),
            _ => false,
        };
        fits && self.port.is_none_or(|only| only == port)
    }
}

/// An address, optionally in brackets, optionally with a prefix length.
fn network(text: &str) -> Option<What> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
        None => (text, None),
    };
    let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
    let ip = bare.parse::<IpAddr>().ok()?;
    let all = if ip.is_ipv4() { 32 } else { 128 };
    let bits = bits.unwrap_or(all);
    (bits <= all).then_some(What::Network(ip, bits))
}

fn name(text: &str) -> Option<String> {
    let bare = text.strip_prefix("*.").or_else(|| text.strip_prefix('.')).unwrap_or(text);
    let bare = bare.strip_suffix('.').unwrap_or(bare);
    let lawful = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    bare.split('.').all(lawful).then(|| bare.to_ascii_lowercase())
}

/// Whether a text matches a pattern in which `*` stands for any characters, or none.
fn is_like(text: &str, pattern: &str) -> bool {
    let Some((first, pattern)) = pattern.split_once('*') else { return text == pattern };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let (between, last) = pattern.rsplit_once('*').unwrap_or(("", pattern));
    for part in between.split('*') {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn same_network(network: IpAddr, ip: IpAddr, bits: u8) -> bool {
    let shift = |all: u8| u32::from(all - bits);
    match (network, ip) {
        (IpAddr::V4(a), IpAddr::V4(b)) => {
            (a.to_bits() ^ b.to_bits()).checked_shr(shift(32)).unwrap_or(0) == 0
        }
        (IpAddr::V6(a), IpAddr::V6(b)) => {
            (a.to_bits() ^ b.to_bits()).checked_shr(shift(128)).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_lists() {
        for (list, host, covered) in [
            ("", "graph.microsoft.com", false),
            ("*", "graph.microsoft.com", true),
            ("*", "127.0.0.1", true),
            ("microsoft.com", "microsoft.com", true),
            ("microsoft.com", "graph.microsoft.com", true),
            ("microsoft.com", "graph.microsoft.com.", true),
            ("microsoft.com", "notmicrosoft.com", false),
            ("microsoft.com", "microsoft.com.example", false),
            (".microsoft.com", "graph.microsoft.com", true),
            (".microsoft.com", "microsoft.com", true),
            ("*.microsoft.com", "graph.microsoft.com", true),
            ("Microsoft.COM.", "GRAPH.microsoft.com", true),
            ("a.example, b.example\tc.example", "c.example", true),
            (",, ,b.example,", "b.example", true),
            ("graph.microsoft.com:443", "graph.microsoft.com", true),
            ("graph.microsoft.com:8443", "graph.microsoft.com", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1:443", "127.0.0.1", true),
            ("127.0.0.1:80", "127.0.0.1", false),
            ("127.0.0.0/8", "127.255.0.9", true),
            ("127.0.0.0/8", "128.0.0.1", false),
            ("0.0.0.0/0", "9.9.9.9", true),
            ("0.0.0.0/0", "localhost", false),
            ("::1", "[::1]", true),
            ("[::1]", "[::1]", true),
            ("[::1]:443", "[::1]", true),
            ("fe80::/10", "[febf::1]", true),
            ("fe80::/10", "[fec0::1]", false),
            ("::/0", "[fec0::1]", true),
            ("::/0", "127.0.0.1", false),
        ] {
            let bypass = Bypass::parse(list).unwrap();
            assert_eq!(bypass.covers(&Host::parse(host).unwrap(), 443), covered, "{list} {host}");
        }
    }

    #[test]
    fn lists_of_windows() {
        for (list, host, covered) in [
            ("", "graph.microsoft.com", false),
            ("*", "graph.microsoft.com", true),
            ("*.microsoft.com", "graph.microsoft.com", true),
            ("*.microsoft.com", "microsoft.com", false),
            ("*microsoft.com", "notmicrosoft.com", true),
            ("microsoft.com", "graph.microsoft.com", false),
            ("Graph.*", "graph.microsoft.com", true),
            ("https://*.microsoft.com", "graph.microsoft.com", true),
            ("*.microsoft.com:443", "graph.microsoft.com", true),
            ("*.microsoft.com:8443", "graph.microsoft.com", false),
            ("g*.m*t.com", "graph.microsoft.com", true),
            ("g*.m*t.com", "graph.microsoft.net", false),
            ("<local>", "intranet", true),
            ("<local>", "graph.microsoft.com", false),
            ("<local>;a.example  b.example", "b.example", true),
            ("10.*", "10.1.2.3", true),
            ("10.*", "110.1.2.3", false),
            ("192.168.*;172.16.0.1", "172.16.0.1", true),
            ("[fe80::*]", "[fe80::1]", true),
        ] {
            let bypass = Bypass::parse_windows(list);
            assert_eq!(bypass.covers(&Host::parse(host).unwrap(), 443), covered, "{list} {host}");
        }
    }

    #[test]
    fn entries_that_mean_nothing() {
        for entry in
            ["10.0.0.0/33", "::1/129", "<local>", "host:0", "host:x", "a..b", "-/-", "a/b", "größe.example"]
        {
            let list = format!("a.example,{entry}");
            let told = Bypass::parse(&list).unwrap_err();
            assert!(told.contains("entry 2") && !told.contains(entry), "{told}");
            assert_eq!(Bypass::parse_shared(&list), Bypass::parse("a.example").unwrap());
        }
    }
}
