//! An address where nobody answers: connections to it are neither taken nor refused.

use std::io;
use std::net::{Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::net::{AddressFamily, SocketType, bind, listen, socket};

/// Holds such an address until it is dropped.
pub struct Dead {
    _listener: OwnedFd,
    /// What has filled the listener's queue; the kernel drops later attempts without a word.
    _queued: Vec<TcpStream>,
}

impl Dead {
    /// At a port of ::1, which a client of localhost tries first.
    pub fn at(port: u16) -> io::Result<Self> {
        let address = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        let listener = socket(AddressFamily::INET6, SocketType::STREAM, None)?;
        bind(&listener, &address)?;
        listen(&listener, 0)?;
        let mut queued = Vec::new();
        while queued.len() < MOST {
            match TcpStream::connect_timeout(&address, PATIENCE) {
                Ok(stream) => queued.push(stream),
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    return Ok(Self { _listener: listener, _queued: queued });
                }
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("this system takes any number of connections"))
    }
}

/// More than the queue of a listener without one can hold.
const MOST: usize = 16;
/// A connection on loopback is made at once, or not at all.
const PATIENCE: Duration = Duration::from_millis(300);

/// Whether this machine has ::1.
pub fn is_possible() -> bool {
    TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_neither_takes_nor_refuses() {
        if !is_possible() {
            return;
        }
        let free = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let dead = Dead::at(free.port()).unwrap();
        let refused = TcpStream::connect_timeout(&free, PATIENCE).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::TimedOut);
        drop(dead);
        let refused = TcpStream::connect_timeout(&free, PATIENCE).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    }
}
