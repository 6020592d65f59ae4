//! Connects to one of several addresses, as in Happy Eyeballs (RFC 8305): the families alternate,
//! another attempt starts while earlier ones are pending, and the first connection wins.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};

use crate::net::failure::Failure;
use crate::net::poll::{self, SEND_BUFFER};
use crate::net::resources;
use crate::net::waiter::Waiter;
use graph_upload_core::graph::response::Cause;

/// How long an attempt may be pending before the next starts beside it (RFC 8305, section 8).
const DELAY: Duration = Duration::from_millis(250);

/// Largest number of concurrent attempts; the oldest makes room. Windows waits for 64 objects at
/// most.
const MOST_AT_ONCE: usize = 32;

/// Largest number of addresses tried per host. It bounds the work; no sound configuration reaches
/// it.
const MAX_ADDRESSES: usize = 256;

/// Sorts addresses into the order of attempts (RFC 8305, section 4): the one that worked last comes
/// first, then the families alternate, starting with its family or else that of the system's first
/// choice.
pub(crate) fn order(addresses: Vec<SocketAddr>, worked: Option<IpAddr>) -> Vec<SocketAddr> {
    let Some(first) = worked.or_else(|| addresses.first().map(SocketAddr::ip)) else { return addresses };
    let (mut leading, mut other): (VecDeque<_>, VecDeque<_>) =
        addresses.into_iter().partition(|address| address.is_ipv4() == first.is_ipv4());
    if let Some(at) = leading.iter().position(|address| address.ip() == first) {
        let found = leading.remove(at);
        found.into_iter().for_each(|address| leading.push_front(address));
    }
    let mut ordered = Vec::with_capacity(leading.len() + other.len());
    while !leading.is_empty() || !other.is_empty() {
        ordered.extend(leading.pop_front());
        ordered.extend(other.pop_front());
    }
    ordered.truncate(MAX_ADDRESSES);
    ordered
}

/// Connects to the first address that accepts. All are tried before the deadline.
pub(crate) fn first_of(
    waiter: &Waiter,
    addresses: &[SocketAddr],
    deadline: Instant,
) -> Result<(Socket, IpAddr), Failure> {
    let mut race = Race { open: VecDeque::new(), failure: None };
    // All have started by half of the time, so that the last one has the other half.
    let (mut waiting, mut next) = (addresses.iter(), Instant::now());
    let half = deadline.saturating_duration_since(next) / 2;
    let delay = DELAY.min(half / (addresses.len() as u32).max(1));
    loop {
        let now = Instant::now();
        if now >= deadline {
            return Err(race.failure.unwrap_or_else(late));
        }
        if race.open.is_empty() || now >= next {
            if let Some(address) = waiting.next() {
                match race.begin(*address) {
                    Begun::Connected(socket) => return Ok((socket, address.ip())),
                    // Counted from the time that was due, not from now: one delay must not delay
                    // all others.
                    Begun::Open => next += delay,
                    Begun::Failed => next = now,
                }
                continue;
            }
            if race.open.is_empty() {
                let none = || Failure::new(Cause::Resolve, "the host has no address");
                return Err(race.failure.unwrap_or_else(none));
            }
        }
        let until = if waiting.len() > 0 { next.min(deadline) } else { deadline };
        let sockets: Vec<_> = race.open.iter().map(|(socket, _)| poll::of(socket)).collect();
        let ready = waiter.wait_any(&sockets, until.saturating_duration_since(Instant::now()))?;
        let before = race.open.len();
        if let Some(won) = race.settle(&ready) {
            return Ok(won);
        }
        if race.open.len() < before {
            next = Instant::now();
        }
    }
}

fn late() -> Failure {
    Failure::new(Cause::Timeout("connect"), "no connection was made in time")
}

/// The pending attempts; dropping them closes those that lost.
struct Race {
    open: VecDeque<(Socket, IpAddr)>,
    failure: Option<Failure>,
}

enum Begun {
    Connected(Socket),
    Open,
    Failed,
}

impl Race {
    fn begin(&mut self, address: SocketAddr) -> Begun {
        let begun = open(address).and_then(|socket| match socket.connect(&address.into()) {
            Ok(()) => Ok(Begun::Connected(socket)),
            Err(error) if poll::in_progress(&error) => {
                if self.open.len() >= MOST_AT_ONCE {
                    self.open.pop_front();
                }
                self.open.push_back((socket, address.ip()));
                Ok(Begun::Open)
            }
            Err(error) => Err(error),
        });
        begun.unwrap_or_else(|error| {
            let why = resources::no_ports(&error, address);
            self.note(why.unwrap_or_else(|| Failure::io(Cause::Connect, &error)));
            Begun::Failed
        })
    }

    /// Checks the attempts. Removes those that failed, and the first that is connected.
    fn settle(&mut self, ready: &[bool]) -> Option<(Socket, IpAddr)> {
        let mut ready = ready.iter();
        let attempts = std::mem::take(&mut self.open);
        let mut won = None;
        for (socket, ip) in attempts {
            if won.is_some() || !ready.next().copied().unwrap_or(false) {
                self.open.push_back((socket, ip));
                continue;
            }
            match socket.take_error() {
                Ok(None) => won = Some((socket, ip)),
                Ok(Some(error)) | Err(error) => self.note(Failure::io(Cause::Connect, &error)),
            }
        }
        won
    }

    /// A lack of local resources says more than the failure of other addresses; otherwise the last
    /// failure counts.
    fn note(&mut self, failure: Failure) {
        if self.failure.as_ref().is_none_or(|noted| noted.why != Cause::Resources) {
            self.failure = Some(failure);
        }
    }
}

fn open(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    // Heads and last chunks are sent at once; full chunks fill segments anyway.
    socket.set_tcp_nodelay(true)?;
    if let Some(size) = SEND_BUFFER {
        socket.set_send_buffer_size(size)?;
    }
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::net::Cancel;

    const FAR: Duration = Duration::from_secs(60);

    fn waiter(cancel: Option<&Cancel>) -> Waiter {
        Waiter::new(cancel.cloned(), None)
    }

    /// A listener whose queue is full: further connections get no answer at all.
    struct Silent {
        address: SocketAddr,
        _listener: Socket,
        _waiting: Vec<Socket>,
    }

    fn silent() -> Silent {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        listener.bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let waiting = (0..4).map(|_| {
            let one = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
            one.set_nonblocking(true).unwrap();
            let _ = one.connect(&address);
            one
        });
        let waiting = waiting.collect();
        Silent { address: address.as_socket().unwrap(), _listener: listener, _waiting: waiting }
    }

    fn alive() -> (TcpListener, SocketAddr) {
        let alive = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = alive.local_addr().unwrap();
        (alive, address)
    }

    fn refusing() -> SocketAddr {
        alive().1
    }

    fn peer(result: Result<(Socket, IpAddr), Failure>) -> SocketAddr {
        result.unwrap().0.peer_addr().unwrap().as_socket().unwrap()
    }

    #[test]
    fn a_silent_address_is_overtaken() {
        let (silent, (_alive, address)) = (silent(), alive());
        let begin = Instant::now();
        assert_eq!(peer(first_of(&waiter(None), &[silent.address, address], begin + FAR)), address);
        assert!(begin.elapsed() < Duration::from_secs(5), "it waited for its share of the minute");
    }

    #[test]
    fn all_addresses_are_tried_within_the_limit() {
        let (silent, (_alive, address)) = (silent(), alive());
        let mut addresses = vec![silent.address; 2 * MOST_AT_ONCE];
        addresses.push(address);
        let deadline = Instant::now() + Duration::from_secs(5);
        assert_eq!(peer(first_of(&waiter(None), &addresses, deadline)), address);
    }

    #[test]
    fn a_refusal_starts_the_next_at_once_and_says_more_than_silence() {
        let (silent, (_alive, address)) = (silent(), alive());
        let refused = vec![refusing(); 100];
        let addresses: Vec<_> = refused.iter().copied().chain([address]).collect();
        let begin = Instant::now();
        assert_eq!(peer(first_of(&waiter(None), &addresses, begin + FAR)), address);
        assert!(begin.elapsed() < 50 * DELAY, "it waited after a refusal");
        let soon = Instant::now() + Duration::from_millis(200);
        let failure = first_of(&waiter(None), &[silent.address, refused[0]], soon).unwrap_err();
        assert_eq!(failure.why, Cause::Connect);
        let soon = Instant::now() + Duration::from_millis(30);
        let failure = first_of(&waiter(None), &[silent.address], soon).unwrap_err();
        assert_eq!(failure.why, Cause::Timeout("connect"));
    }

    #[test]
    fn cancelling_ends_all_attempts() {
        let (silent, cancel) = (silent(), Cancel::new().unwrap());
        let other = cancel.clone();
        let raise = std::thread::spawn(move || other.request());
        let begin = Instant::now();
        let failure = first_of(&waiter(Some(&cancel)), &[silent.address; 3], begin + FAR).unwrap_err();
        assert_eq!(failure.why, Cause::Cancelled);
        assert!(begin.elapsed() < Duration::from_secs(5));
        raise.join().unwrap();
    }

    #[test]
    fn families_take_turns() {
        let all = |texts: &[&str]| -> Vec<SocketAddr> {
            texts.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 443)).collect()
        };
        let order = |texts: &[&str], worked: Option<&str>| {
            order(all(texts), worked.map(|text| text.parse().unwrap()))
        };
        let mixed = ["::1", "::2", "::3", "1.1.1.1", "1.1.1.2"];
        assert_eq!(order(&mixed, None), all(&["::1", "1.1.1.1", "::2", "1.1.1.2", "::3"]));
        assert_eq!(order(&mixed, Some("1.1.1.2")), all(&["1.1.1.2", "::1", "1.1.1.1", "::2", "::3"]));
        assert_eq!(order(&mixed, Some("9.9.9.9")), all(&["1.1.1.1", "::1", "1.1.1.2", "::2", "::3"]));
        assert_eq!(order(&[], Some("9.9.9.9")), []);
        let many: Vec<_> = (0..300).map(|at| format!("::{at:x}")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).chain(["1.1.1.1"]).collect();
        assert_eq!((order(&many, None)[1], order(&many, None).len()), (all(&["1.1.1.1"])[0], MAX_ADDRESSES));
    }
}
