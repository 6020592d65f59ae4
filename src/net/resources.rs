//! A lack of local resources, as failed system calls report it. None of it is the network's fault,
//! and waiting rarely helps.

use std::io;
use std::net::{SocketAddr, UdpSocket};

use socket2::{Domain, Socket, Type};

use crate::net::failure::Failure;
use graph_upload_core::graph::response::Cause;

/// The lack that an error reports, if any.
pub(crate) fn lacking(error: &io::Error) -> Option<Failure> {
    let code = error.raw_os_error()?;
    system::lacking(code).map(|detail| failure(detail, code))
}

/// Whether this machine lacks something by now, for errors that hide their cause, such as those of
/// name resolution and of reading certificates: they come from libraries that open files and
/// sockets.
pub(crate) fn probe() -> Option<Failure> {
    Socket::new(Domain::IPV4, Type::DGRAM, None).err().as_ref().and_then(lacking)
}

/// A thread that could not be started.
pub(crate) fn no_thread(error: &io::Error) -> Failure {
    let code = error.raw_os_error().unwrap_or(0);
    lacking(error).unwrap_or_else(|| failure("the process cannot start another thread", code))
}

/// A connection that failed for want of a local address. If another protocol gets a local address
/// for the same destination, the machine has one, so the ports for connections are used up.
pub(crate) fn no_ports(error: &io::Error, address: SocketAddr) -> Option<Failure> {
    if error.kind() != io::ErrorKind::AddrNotAvailable {
        return None;
    }
    let any = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    // Connecting a datagram socket sends nothing.
    UdpSocket::bind(any).and_then(|socket| socket.connect(address)).ok()?;
    Some(failure("no local port is left for a connection (EADDRNOTAVAIL)", error.raw_os_error().unwrap_or(0)))
}

fn failure(detail: &str, os_error: i32) -> Failure {
    Failure { why: Cause::Resources, detail: detail.to_owned(), os_error }
}

#[cfg(unix)]
mod system {
    pub(crate) fn lacking(code: i32) -> Option<&'static str> {
        Some(match code {
            libc::EMFILE => "the process has no file descriptors left (EMFILE)",
            libc::ENFILE => "the system has no file descriptors left (ENFILE)",
            libc::ENOMEM => "the system has no memory left for it (ENOMEM)",
            libc::ENOBUFS => "the system has no network buffers left (ENOBUFS)",
            _ => return None,
        })
    }
}

#[cfg(windows)]
mod system {
    use windows_sys::Win32::Foundation::{
        ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY, ERROR_TOO_MANY_OPEN_FILES,
    };
    use windows_sys::Win32::Networking::WinSock::{WSA_NOT_ENOUGH_MEMORY, WSAEMFILE, WSAENOBUFS};

    pub(crate) fn lacking(code: i32) -> Option<&'static str> {
        const NO_MEMORY: &str = "the system has no memory left for it";
        match code {
            WSAEMFILE => return Some("the process has no sockets left (WSAEMFILE)"),
            WSAENOBUFS => return Some("the system has no network buffers or ports left (WSAENOBUFS)"),
            WSA_NOT_ENOUGH_MEMORY => return Some(NO_MEMORY),
            _ => {}
        }
        match u32::try_from(code).ok()? {
            ERROR_TOO_MANY_OPEN_FILES => Some("the process has no handles left"),
            ERROR_NOT_ENOUGH_MEMORY | ERROR_OUTOFMEMORY => Some(NO_MEMORY),
            _ => None,
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_lacking_is_named_whatever_was_tried() {
        for (code, name) in [(libc::EMFILE, "EMFILE"), (libc::ENFILE, "ENFILE"), (libc::ENOMEM, "ENOMEM")] {
            for why in [Cause::Resolve, Cause::Connect, Cause::Closed] {
                let told = Failure::io(why, &io::Error::from_raw_os_error(code));
                assert!(told.why == Cause::Resources && told.os_error == code, "{told:?}");
                assert!(told.detail.contains(name), "{told:?}");
            }
        }
        let told = no_thread(&io::Error::from_raw_os_error(libc::EAGAIN));
        assert!(told.detail.contains("thread") && told.os_error == libc::EAGAIN, "{told:?}");
        assert_eq!(lacking(&io::Error::from_raw_os_error(libc::ECONNREFUSED)), None);
        assert_eq!(probe(), None);
    }

    /// An address with a route, and one without: no address has this scope.
    #[test]
    fn ports_are_told_from_addresses() {
        let error = io::Error::from_raw_os_error(libc::EADDRNOTAVAIL);
        let told = no_ports(&error, "127.0.0.1:9".parse().unwrap()).unwrap();
        assert!(told.detail.contains("port") && told.os_error == libc::EADDRNOTAVAIL, "{told:?}");
        assert_eq!(no_ports(&error, "[fe80::1%4000000000]:9".parse().unwrap()), None);
        let refused = io::Error::from_raw_os_error(libc::ECONNREFUSED);
        assert_eq!(no_ports(&refused, "127.0.0.1:9".parse().unwrap()), None);
    }
}
