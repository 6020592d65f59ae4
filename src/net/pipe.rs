//! Bytes in and out of one connection, through TLS if the URL requires it, never blocking.

use std::io::{self, Read, Write};
use std::time::Duration;

use rustls::ClientConnection;
use socket2::Socket;

use crate::net::failure::Failure;
use crate::net::poll::{self, For, MORE_FLAG, Ready, SEND_FLAGS};
use crate::net::tls;
use crate::net::waiter::Waiter;
use graph_upload_core::graph::response::Cause;

/// See the module.
pub(crate) struct Pipe {
    socket: Socket,
    tls: Option<ClientConnection>,
    written: u64,
}

/// What follows the bytes being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// A body, at once.
    Body,
    /// More of the body, when the source gives it.
    More,
    /// Nothing: they end the request.
    End,
}

/// Result of a read.
pub(crate) enum Pulled {
    Bytes(usize),
    Nothing,
    End,
}

impl Pipe {
    pub(crate) fn new(socket: Socket, tls: Option<ClientConnection>) -> Self {
        Self { socket, tls, written: 0 }
    }

    pub(crate) fn is_tls(&self) -> bool {
        self.tls.is_some()
    }

    /// Bytes that the kernel has taken since the handshake.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// Bytes that the kernel holds or that the peer has not acknowledged; 0 if the system cannot
    /// tell.
    pub(crate) fn unsent(&self) -> u64 {
        poll::unsent(poll::of(&self.socket)).unwrap_or(0)
    }

    /// Whether the TLS layer holds nothing back.
    pub(crate) fn is_flushed(&self) -> bool {
        self.tls.as_ref().is_none_or(|tls| !tls.wants_write())
    }

    pub(crate) fn wait(&self, waiter: &Waiter, what: For, time: Duration) -> Result<Ready, Failure> {
        waiter.wait(poll::of(&self.socket), what, time)
    }

    /// Makes the system discard unsent bytes when the connection is closed.
    pub(crate) fn discard_on_close(&self) {
        let _ = self.socket.set_linger(Some(Duration::ZERO));
    }

    /// Gives bytes to the kernel, or to the TLS layer in front of it; returns how many it took.
    pub(crate) fn push(&mut self, bytes: &[u8], then: Then) -> io::Result<usize> {
        if !self.flush(Then::More)? {
            return Ok(0);
        }
        let Some(tls) = &mut self.tls else {
            let mut out = Counted::before(&self.socket, then);
            let result = again(|| out.write(bytes));
            self.written += out.count;
            return result;
        };
        let count = tls.writer().write(bytes)?;
        // What the socket does not take now, the next flush sends.
        self.flush(if count < bytes.len() { Then::More } else { then })?;
        Ok(count)
    }

    /// Flushes the TLS layer to the kernel; returns whether it took everything.
    pub(crate) fn flush(&mut self, then: Then) -> io::Result<bool> {
        let Some(tls) = &mut self.tls else { return Ok(true) };
        let mut out = Counted::before(&self.socket, then);
        let mut result = Ok(true);
        while tls.wants_write() {
            match again(|| tls.write_tls(&mut out)) {
                Ok(0) => result = Ok(false),
                Ok(_) => continue,
                Err(error) => result = Err(error),
            }
            break;
        }
        self.written += out.count;
        result
    }

    /// Reads what is there, decrypted.
    pub(crate) fn pull(&mut self, into: &mut [u8]) -> Result<Pulled, Failure> {
        let Some(tls) = &mut self.tls else {
            let result = (&self.socket).read(into);
            return pulled(result);
        };
        loop {
            match tls.reader().read(into) {
                Ok(count) => return pulled(Ok(count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => {
                    return Err(Failure::new(Cause::Closed, "the connection ended without TLS saying so"));
                }
            }
            match tls.read_tls(&mut &self.socket) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return pulled(Err(error)),
            }
            if let Err(error) = tls.process_new_packets() {
                return Err(tls::failure_later(&error));
            }
        }
    }
}

fn pulled(result: io::Result<usize>) -> Result<Pulled, Failure> {
    match result {
        Ok(0) => Ok(Pulled::End),
        Ok(count) => Ok(Pulled::Bytes(count)),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {
            Ok(Pulled::Nothing)
        }
        Err(error) => Err(Failure::io(Cause::Closed, &error)),
    }
}

/// Repeats what a signal interrupted; 0 stands for "would block".
fn again(mut write: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match write() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(0),
            result => return result,
        }
    }
}

/// Writes to a socket without SIGPIPE, and counts.
pub(crate) struct Counted<'a> {
    socket: &'a Socket,
    flags: i32,
    count: u64,
}

impl<'a> Counted<'a> {
    pub(crate) fn new(socket: &'a Socket) -> Self {
        Self::before(socket, Then::End)
    }

    fn before(socket: &'a Socket, then: Then) -> Self {
        let flags = SEND_FLAGS | if then == Then::Body { MORE_FLAG } else { 0 };
        Self { socket, flags, count: 0 }
    }
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.socket.send_with_flags(bytes, self.flags)?;
        self.count += count as u64;
        Ok(count)
    }

    fn write_vectored(&mut self, parts: &[io::IoSlice<'_>]) -> io::Result<usize> {
        let count = self.socket.send_vectored_with_flags(parts, self.flags)?;
        self.count += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
