//! From a URL to a connected socket.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use socket2::{Domain, Protocol, Socket, Type};
use ureq::http::Uri;

use super::call::{Call, Failure};
use super::poll::{self, For, SEND_BUFFER};
use super::proxies::Proxies;
use super::resolve::resolve;
use super::tunnel;
use super::url::{self, Host};
use crate::protocol::reply::LostWhy;

/// Where a URL points to.
pub(super) struct Place<'a> {
    pub(super) host: Host<'a>,
    /// The host as it stands in the URL, brackets and all.
    pub(super) text: &'a str,
    pub(super) port: u16,
    /// Whether it must be on this machine.
    pub(super) local: bool,
}

impl<'a> Place<'a> {
    fn of(uri: &'a Uri) -> Result<Self, Failure> {
        let text = uri.host().unwrap_or_default();
        let host = Host::parse(text)?;
        let default = if uri.scheme_str() == Some("http") { 80 } else { 443 };
        let local = url::loopback_only(uri, &host);
        Ok(Self { host, text, port: uri.port_u16().unwrap_or(default), local })
    }

    /// The name was checked before, but what it stands for is up to the system's configuration.
    pub(super) fn check(&self, addresses: &[SocketAddr]) -> Result<(), Failure> {
        if self.local && !addresses.iter().all(|address| url::is_loopback(address.ip())) {
            return Err(Failure::new(
                LostWhy::BadUrl,
                "the host is not loopback, as it must be without https",
            ));
        }
        Ok(())
    }
}

/// Connects to the host of a URL, by way of a proxy if there is one.
pub(super) fn connect(
    call: &Call,
    proxies: &Proxies,
    uri: &Uri,
    deadline: Instant,
) -> Result<Socket, Failure> {
    let place = Place::of(uri)?;
    if let Some(proxy) = proxies.on_the_way_to(&place.host, place.port) {
        return tunnel::connect(call, proxy, &place, deadline);
    }
    let addresses = addresses(call, &place.host, place.port, deadline)?;
    place.check(&addresses)?;
    first_of(call, &addresses, deadline)
}

pub(super) fn addresses(
    call: &Call,
    host: &Host<'_>,
    port: u16,
    deadline: Instant,
) -> Result<Vec<SocketAddr>, Failure> {
    match host {
        Host::Literal(ip) => Ok(vec![SocketAddr::new(*ip, port)]),
        Host::Name(name) => resolve(call, name, port, deadline),
    }
}

/// The first address that accepts. Each gets an equal share of the time left, so a dead one cannot take it all.
pub(super) fn first_of(call: &Call, addresses: &[SocketAddr], deadline: Instant) -> Result<Socket, Failure> {
    let mut last = Failure::new(LostWhy::Connect, "the host has no address");
    for (index, address) in addresses.iter().enumerate() {
        let now = Instant::now();
        let share = deadline.saturating_duration_since(now) / (addresses.len() - index) as u32;
        match attempt(call, *address, now + share) {
            Ok(socket) => return Ok(socket),
            Err(failure) if failure.why == LostWhy::Cancelled => return Err(failure),
            // A refusal says more than silence.
            Err(failure) if failure.why == LostWhy::Connect || index == 0 => last = failure,
            Err(_) => {}
        }
    }
    Err(last)
}

fn attempt(call: &Call, address: SocketAddr, until: Instant) -> Result<Socket, Failure> {
    let failed = |error: io::Error| Failure::io(LostWhy::Connect, &error);
    let socket = open(address).map_err(failed)?;
    match socket.connect(&address.into()) {
        Ok(()) => return Ok(socket),
        Err(error) if poll::in_progress(&error) => {}
        Err(error) => return Err(failed(error)),
    }
    loop {
        let rest = until.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            return Err(Failure::new(LostWhy::Timeout("connect"), "no connection was made in time"));
        }
        if call.wait(poll::of(&socket), For::Write, rest)?.write {
            return match socket.take_error().map_err(failed)? {
                None => Ok(socket),
                Some(error) => Err(failed(error)),
            };
        }
    }
}

fn open(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    // Heads and last bites are sent at once; whole bites fill segments anyway.
    socket.set_tcp_nodelay(true)?;
    if let Some(size) = SEND_BUFFER {
        socket.set_send_buffer_size(size)?;
    }
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_dead_address_leaves_time_for_the_next() {
        let alive = TcpListener::bind("127.0.0.1:0").unwrap();
        let (silent, _full) = silent_listener();
        let call = Call::new(None, Duration::from_secs(60), Duration::from_secs(60), false);
        let deadline = Instant::now() + Duration::from_millis(400);
        let both = [silent.local_addr().unwrap(), alive.local_addr().unwrap()];
        let socket = first_of(&call, &both, deadline).unwrap();
        assert_eq!(socket.peer_addr().unwrap().as_socket().unwrap(), both[1]);
        let lost = first_of(&call, &both[..1], Instant::now() + Duration::from_millis(30)).unwrap_err();
        assert_eq!(lost.why, LostWhy::Timeout("connect"));
    }

    /// A listener whose queue is full: further connections get no answer at all.
    fn silent_listener() -> (TcpListener, Vec<Socket>) {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
        socket.listen(0).unwrap();
        let address = socket.local_addr().unwrap();
        let waiting = (0..4).map(|_| {
            let one = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
            one.set_nonblocking(true).unwrap();
            let _ = one.connect(&address);
            one
        });
        let waiting = waiting.collect();
        (socket.into(), waiting)
    }
}
