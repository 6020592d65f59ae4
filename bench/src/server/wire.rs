//! A connection as the service sees it: heads of requests in, responses out, and bodies that are passed over.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use rustix::net::{RecvFlags, recv};

/// A connection, plain or not.
pub trait Wire {
    /// Adds what comes next; `false` when the client has ended the connection.
    fn read(&mut self, into: &mut Vec<u8>) -> io::Result<bool>;

    /// Passes over so many bytes that come next.
    fn skip(&mut self, count: u64) -> io::Result<()>;

    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// How much of a head is read at once.
const HEAD: usize = 16 << 10;
/// How much is passed over in one call.
const SKIPPED: usize = 1 << 20;

/// With MSG_TRUNC the kernel of Linux drops the bytes of a TCP socket without copying them (tcp(7)).
#[cfg(target_os = "linux")]
const DROPPED: RecvFlags = RecvFlags::TRUNC;
#[cfg(not(target_os = "linux"))]
const DROPPED: RecvFlags = RecvFlags::empty();

/// Drops what comes next, at most as much as there is room for; says how much it was.
pub fn drop_some(stream: &TcpStream, room: &mut [u8]) -> io::Result<usize> {
    let (_, dropped) = recv(stream, room, DROPPED)?;
    if dropped == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(dropped) }
}

/// A connection without TLS.
pub struct Plain {
    stream: TcpStream,
    /// Room that nothing is written to where the kernel drops the bytes: it wants to know that there is some.
    room: Vec<u8>,
}

impl Plain {
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, room: vec![0; SKIPPED] }
    }
}

impl Wire for Plain {
    fn read(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        let old = into.len();
        into.resize(old + HEAD, 0);
        let count = self.stream.read(&mut into[old..])?;
        into.truncate(old + count);
        Ok(count > 0)
    }

    fn skip(&mut self, mut count: u64) -> io::Result<()> {
        while count > 0 {
            let most = usize::try_from(count).unwrap_or(SKIPPED).min(SKIPPED);
            count -= drop_some(&self.stream, &mut self.room[..most])? as u64;
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }
}
