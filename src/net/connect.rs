//! From a host and port to a connected socket.

use std::net::SocketAddr;
use std::time::Instant;

use socket2::Socket;

use crate::net::failure::Failure;
use crate::net::origin::Hosts;
use crate::net::resolve::resolve;
use crate::net::waiter::Waiter;
use crate::net::{IpVersion, race};
use graph_upload_core::graph::response::Cause;
use graph_upload_core::graph::url::{Host, is_loopback};
use graph_upload_core::graph::words::{MASK, MAX_WORD};

/// What an exchange connects with.
#[derive(Clone, Copy)]
pub(crate) struct Way<'a> {
    pub(crate) waiter: &'a Waiter,
    pub(crate) ip_version: IpVersion,
    pub(crate) hosts: &'a Hosts,
}

/// The destination of a URL.
pub(crate) struct Place<'a> {
    pub(crate) host: Host<'a>,
    /// The host as it stands in the URL, including brackets.
    pub(crate) text: &'a str,
    pub(crate) port: u16,
    /// Whether it must be on this machine.
    pub(crate) local: bool,
}

impl Place<'_> {
    /// The name was checked before, but the system's configuration decides what it resolves to.
    pub(crate) fn check(&self, addresses: &[SocketAddr]) -> Result<(), Failure> {
        if self.local && !addresses.iter().all(|address| is_loopback(address.ip())) {
            return Err(Failure::new(Cause::BadUrl, "the host is not loopback, which http requires"));
        }
        Ok(())
    }
}

/// Adds the host that could not be reached. A host named by a response can be the token that the
/// peer was sent, so long ones are left out, as in other messages.
pub(crate) fn named(failure: Failure, host: &str, port: u16) -> Failure {
    use Cause::{Certificate, Connect, IpVersion, Proxy, ProxyRefused, Resolve, Timeout, Tls};
    let host = if host.len() <= MAX_WORD { host } else { MASK };
    match failure.why {
        Certificate | Connect | IpVersion | Proxy | ProxyRefused | Resolve | Timeout(_) | Tls => {
            Failure { detail: format!("{host}:{port}: {}", failure.detail), ..failure }
        }
        _ => failure,
    }
}

impl Way<'_> {
    /// Connects to the host itself.
    pub(crate) fn connect(&self, place: &Place<'_>, deadline: Instant) -> Result<Socket, Failure> {
        let direct = || {
            let addresses = self.addresses(&place.host, place.text, place.port, deadline)?;
            place.check(&addresses)?;
            self.first_of(place.text, &addresses, deadline)
        };
        direct().map_err(|failure| named(failure, place.text, place.port))
    }

    /// The addresses of a host in the order of attempts. `text` is the key under which it is
    /// remembered.
    pub(crate) fn addresses(
        &self,
        host: &Host<'_>,
        text: &str,
        port: u16,
        deadline: Instant,
    ) -> Result<Vec<SocketAddr>, Failure> {
        let mut addresses = match host {
            Host::Literal(ip) => vec![SocketAddr::new(*ip, port)],
            Host::Name(name) => resolve(self.waiter, name, port, deadline)?,
        };
        let version = self.ip_version;
        addresses.retain(|address| match version {
            IpVersion::Any => true,
            IpVersion::V4 => address.is_ipv4(),
            IpVersion::V6 => address.is_ipv6(),
        });
        if addresses.is_empty() {
            return Err(no_address(host, version));
        }
        Ok(race::order(addresses, self.hosts.address(text)))
    }

    /// Connects to the first address that accepts, and remembers it.
    pub(crate) fn first_of(
        &self,
        text: &str,
        addresses: &[SocketAddr],
        deadline: Instant,
    ) -> Result<Socket, Failure> {
        let (socket, ip) = race::first_of(self.waiter, addresses, deadline)?;
        self.hosts.note_address(text, ip);
        Ok(socket)
    }
}

fn no_address(host: &Host<'_>, version: IpVersion) -> Failure {
    let wanted = if version == IpVersion::V6 { "IPv6" } else { "IPv4" };
    let detail = match host {
        Host::Literal(_) => format!("only {wanted} is enabled, and the URL has another kind of address"),
        Host::Name(_) => format!("only {wanted} is enabled, and the name has no such address"),
    };
    Failure::new(Cause::IpVersion, detail)
}
