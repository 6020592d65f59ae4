//! Hosts of URLs, and what is loopback.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The host of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host<'a> {
    /// To be resolved.
    Name(&'a str),
    /// Never resolved.
    Literal(IpAddr),
}

impl<'a> Host<'a> {
    /// Reads the host of an authority, brackets and all.
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
        // System resolvers read `127.1`, `0x7f.1` and `2130706433` as addresses, and no top-level domain is a number.
        let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
        let number = last.bytes().all(|b| b.is_ascii_digit())
            || hex.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()));
        if number { Err("its host is neither a name nor an IP address") } else { Ok(Host::Name(host)) }
    }

    /// Whether it names this machine, by definition (RFC 6761) and whatever a name server says.
    pub fn is_local(&self) -> bool {
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
pub fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}
