//! From a URL to a connected socket through a proxy: connecting to it, and HTTP CONNECT (RFC 9110,
//! section 9.3.6).
//!
//! The proxy's response is read up to its end and no further. Whatever follows belongs to the
//! tunnel and stays in the kernel for the next reader.

use std::fmt::Write as _;
use std::io::{self, Read, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use socket2::Socket;
use zeroize::{Zeroize, Zeroizing};

use crate::net::connect::{Place, Way, named};
use crate::net::failure::Failure;
use crate::net::head::{self, HeadScan, Seen};
use crate::net::pipe::Counted;
use crate::net::poll::{self, For};
use crate::net::waiter::Waiter;
use crate::proxy::challenge;
use crate::proxy::server::{Credentials, Proxy, Scheme};
use crate::proxy::socks::{self, Destination};
use graph_upload_core::graph::response::Cause;
use graph_upload_core::graph::url::{Host, is_loopback};

/// Room for the longest request to a proxy, so that growing leaves no copy of the password.
const ROOM: usize = 2048;

/// How long a SOCKS proxy may be silent about one of several addresses before the next is tried.
const BRIEF: Duration = Duration::from_secs(1);

/// Connects to a place through a proxy.
pub(super) fn connect(
    way: &Way<'_>,
    proxy: &Proxy,
    place: &Place<'_>,
    deadline: Instant,
) -> Result<Socket, Failure> {
    let (credentials, port) = (proxy.credentials.as_ref(), place.port);
    let destination = match (proxy.scheme, &place.host) {
        (Scheme::Http, _) => {
            let socket = reach(way, proxy, place, deadline)?;
            let talk = Talk { waiter: way.waiter, socket: &socket, until: deadline };
            http(&talk, credentials, place).map_err(|failure| named(failure, &proxy.host, proxy.port))?;
            return Ok(socket);
        }
        (_, Host::Literal(ip)) => Destination::Address(SocketAddr::new(*ip, port)),
        (Scheme::Socks { names: true }, Host::Name(name)) => Destination::Name(name, port),
        (Scheme::Socks { names: false }, Host::Name(_)) => {
            return by_address(way, proxy, place, deadline);
        }
    };
    by_socks(way, proxy, place, destination, deadline)
}

/// Resolves the host here and has the proxy try its addresses in turn: each briefly at first, so
/// that a silent one does not use up the time of the others, and then the silent ones with an equal
/// share of the time left.
fn by_address(way: &Way<'_>, proxy: &Proxy, place: &Place<'_>, deadline: Instant) -> Result<Socket, Failure> {
    let mut addresses = way
        .addresses(&place.host, place.text, place.port, deadline)
        .map_err(|failure| named(failure, place.text, place.port))?;
    place.check(&addresses)?;
    let mut last = Failure::new(Cause::Connect, "the host has no address");
    let rounds: &[Duration] = if addresses.len() > 1 { &[BRIEF, Duration::MAX] } else { &[Duration::MAX] };
    for (round, &longest) in rounds.iter().enumerate() {
        let mut silent = Vec::new();
        for (index, &address) in addresses.iter().enumerate() {
            let now = Instant::now();
            let turns = (rounds.len() - round) * (addresses.len() - index);
            let share = deadline.saturating_duration_since(now) / turns as u32;
            match by_socks(way, proxy, place, Destination::Address(address), now + share.min(longest)) {
                Ok(socket) => {
                    way.hosts.note_address(place.text, address.ip());
                    return Ok(socket);
                }
                Err(failure) if matches!(failure.why, Cause::Timeout("connect")) => {
                    silent.push(address);
                    last = failure;
                }
                Err(failure) if failure.why == Cause::Proxy => last = failure,
                Err(failure) => return Err(failure),
            }
        }
        addresses = silent;
    }
    Err(last)
}

fn by_socks(
    way: &Way<'_>,
    proxy: &Proxy,
    place: &Place<'_>,
    destination: Destination<'_>,
    until: Instant,
) -> Result<Socket, Failure> {
    let socket = reach(way, proxy, place, until)?;
    let talk = Talk { waiter: way.waiter, socket: &socket, until };
    socks::shake(&talk, proxy.credentials.as_ref(), destination)
        .map_err(|failure| named(failure, &proxy.host, proxy.port))?;
    Ok(socket)
}

/// Connects to the proxy itself.
fn reach(way: &Way<'_>, proxy: &Proxy, place: &Place<'_>, deadline: Instant) -> Result<Socket, Failure> {
    let own = |failure: Failure| {
        let what = match failure.why {
            Cause::Resolve => "its name could not be resolved",
            Cause::Connect => "it cannot be reached",
            Cause::Timeout("connect") => "the proxy was not reached in time",
            _ => return named(failure, &proxy.host, proxy.port),
        };
        let failure = match failure.why {
            Cause::Timeout(_) => Failure { detail: what.to_owned(), ..failure },
            _ => Failure { why: Cause::Proxy, detail: format!("{what}: {}", failure.detail), ..failure },
        };
        named(failure, &proxy.host, proxy.port)
    };
    let host = Host::parse(&proxy.host).map_err(|what| Failure::new(Cause::Bug, what))?;
    let addresses = way.addresses(&host, &proxy.host, proxy.port, deadline).map_err(own)?;
    // A loopback request would leave this machine on the way to the proxy, unencrypted.
    if place.local && !addresses.iter().all(|address| is_loopback(address.ip())) {
        let detail =
            "a loopback host is reached directly or through a proxy on loopback, and this one is elsewhere";
        return Err(Failure::new(Cause::BadUrl, detail));
    }
    way.first_of(&proxy.host, &addresses, deadline).map_err(own)
}

fn http(talk: &Talk<'_>, credentials: Option<&Credentials>, place: &Place<'_>) -> Result<(), Failure> {
    let mut head = Zeroizing::new(String::with_capacity(ROOM));
    let Place { text, port, .. } = place;
    // Writing to a String cannot fail.
    let _ = write!(head, "CONNECT {text}:{port} HTTP/1.1\r\nHost: {text}:{port}\r\n");
    if let Some(credentials) = credentials {
        head.push_str("Proxy-Authorization: ");
        head.push_str(&credentials.basic());
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    talk.say(head.as_bytes());
    let (status, head) = hear_head(talk)?;
    let answered = |why| Err(Failure::new(why, format!("it responded with {status}")));
    match status {
        200..=299 => Ok(()),
        // Some proxies, such as tinyproxy, send 401 instead of 407.
        401 | 407 => {
            let mut headers = head::headers(&head);
            let what = challenge::refusal(&headers, credentials.is_some());
            // A proxy can repeat what it was sent.
            for (name, value) in &mut headers {
                name.zeroize();
                value.zeroize();
            }
            Err(refused(&format!("{what} ({status})")))
        }
        408 | 429 | 500 | 502.. => answered(Cause::Proxy),
        _ => answered(Cause::ProxyRefused),
    }
}

/// Reads the head of the proxy's response, and not a byte more. Returns its status and the head.
fn hear_head(talk: &Talk<'_>) -> Result<(u16, Zeroizing<Vec<u8>>), Failure> {
    let (mut scan, mut arrived) = (HeadScan::default(), Zeroizing::new(Vec::with_capacity(ROOM)));
    let unusable = |failure: Failure| refused(&format!("its response is not a proxy's: {}", failure.detail));
    loop {
        arrived.push(talk.hear::<1>()?[0]);
        if let Seen::Whole(_) = scan.look(&mut arrived).map_err(unusable)? {
            let status = head::status(&arrived).map_err(unusable)?.unwrap_or_default();
            return Ok((status, arrived));
        }
    }
}

/// A refusal that retries do not change. `what` is about the proxy: "it …".
pub(super) fn refused(what: &str) -> Failure {
    Failure::new(Cause::ProxyRefused, what)
}

/// The exchange with a proxy.
pub(super) struct Talk<'a> {
    waiter: &'a Waiter,
    socket: &'a Socket,
    until: Instant,
}

impl Talk<'_> {
    /// Sends bytes. A proxy that responds and closes makes this fail before its response is read,
    /// so [`Talk::hear`] reports.
    pub(super) fn say(&self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            match Counted::new(self.socket).write(rest) {
                Ok(count) => rest = &rest[count..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if self.wait(For::Both).is_err() {
                        return;
                    }
                }
                Err(_) => return,
            }
        }
    }

    /// Reads exactly this many bytes.
    pub(super) fn hear<const COUNT: usize>(&self) -> Result<[u8; COUNT], Failure> {
        let mut bytes = [0; COUNT];
        let mut have = 0;
        while have < COUNT {
            let mut socket = self.socket;
            match socket.read(&mut bytes[have..]) {
                Ok(0) => return Err(Failure::new(Cause::Proxy, "it closed the connection")),
                Ok(count) => have += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait(For::Read)?,
                Err(error) => return Err(Failure::io(Cause::Proxy, &error)),
            }
            // Bounds a proxy that sends one byte at a time.
            self.waiter.check()?;
        }
        Ok(bytes)
    }

    fn wait(&self, what: For) -> Result<(), Failure> {
        let rest = self.until.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            return Err(Failure::new(Cause::Timeout("connect"), "the proxy did not respond in time"));
        }
        self.waiter.wait(poll::of(self.socket), what, rest).map(drop)
    }
}
