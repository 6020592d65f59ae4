//! One connection during its requests: the steps of sending and receiving, and their limits.
//!
//! Each step does what it can at once and otherwise waits a little, so that its caller can check
//! for other things in between. Cancelling stops sending and every wait, but not reading a response
//! that has already arrived: it may say that the file is stored.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustls::ClientConnection;
use socket2::Socket;
use zeroize::Zeroize;

use crate::host::Life;
use crate::http::call::Call;
use crate::http::kept::Kept;
use crate::http::wipe;
use crate::net::failure::Failure;
use crate::net::head::{HeadScan, Seen};
use crate::net::origin::Origin;
use crate::net::pipe::{Pipe, Pulled, Then};
use crate::net::poll::For;
use graph_upload_core::graph::response::{Cause, Sent};

/// Size of a read.
pub(super) const INPUT: usize = 16 * 1024;

/// Size of a read while waiting for a head: more than most heads have, and little to clear. It is
/// attempted before each chunk of a body, mostly in vain.
const HEAD: usize = 2 * 1024;

/// Longest wait in one step of sending. The kernel reports no event when its queue shrinks.
const TICK: Duration = Duration::from_millis(50);

/// A connection shared by the HTTP client's connection object and the body reader, used by one
/// thread at a time.
#[derive(Clone)]
pub(super) struct SharedLink(Arc<Mutex<Link>>);

impl SharedLink {
    pub(super) fn new(link: Link) -> Self {
        Self(Arc::new(Mutex::new(link)))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Link> {
        // Nothing panics while it is held, and a half-done step would show as a broken connection
        // anyway.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See the module.
pub(super) struct Link {
    pipe: Pipe,
    /// What arrived up to the end of the response head.
    pub(super) arrived: Vec<u8>,
    scan: HeadScan,
    /// What the kernel had taken when the request began.
    written_before: u64,
    /// What it had taken and queued at the last check, and when a byte last moved.
    written: u64,
    queue: u64,
    moved: Instant,
    /// Whether a response began before the kernel had the whole request; the rest is then not sent.
    cut: bool,
    /// Whether the whole request was sent and not refused; otherwise the connection serves no
    /// other.
    orderly: bool,
    kept: Kept,
}

/// Result of a step of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The kernel or the TLS layer took this many bytes.
    Took(usize),
    /// Nothing could be sent; it waited.
    Waited,
    /// A final response has begun to arrive.
    Response,
}

impl Link {
    pub(super) fn new(
        socket: Socket,
        tls: Option<ClientConnection>,
        origin: Arc<Origin>,
        life: Life,
    ) -> Self {
        Self {
            pipe: Pipe::new(socket, tls),
            arrived: Vec::new(),
            scan: HeadScan::default(),
            written_before: 0,
            written: 0,
            queue: 0,
            moved: Instant::now(),
            cut: false,
            orderly: true,
            kept: Kept::new(origin, life),
        }
    }

    pub(super) fn is_tls(&self) -> bool {
        self.pipe.is_tls()
    }

    /// Prepares for a request.
    pub(super) fn begin(&mut self) {
        self.arrived.zeroize();
        self.scan = HeadScan::default();
        self.written_before = self.pipe.written();
        (self.cut, self.orderly) = (false, false);
        self.kept.begin();
    }

    /// Records that an exchange has failed, see [`Kept::note_end`].
    pub(super) fn note_end(&self, why: &Cause) -> bool {
        self.kept.note_end(why)
    }

    /// Whether the process may send another request: nothing is left over, the peer has not closed,
    /// and no connection like it was found dead since it was last known to be alive. Another
    /// process's connection is not even read, because its data belongs to that process.
    pub(super) fn is_idle(&mut self, life: Life) -> bool {
        if !self.kept.is_trusted(life) {
            return false;
        }
        let mut byte = [0];
        // Through TLS rather than below it: session tickets may arrive late and are no reason to
        // close.
        self.orderly && self.arrived.is_empty() && matches!(self.pipe.pull(&mut byte), Ok(Pulled::Nothing))
    }

    /// Checks for a response in the middle of a request, which ends the sending.
    pub(super) fn cut_short(&mut self) -> Result<bool, Failure> {
        self.cut |= self.response_began()?;
        Ok(self.cut)
    }

    /// Restarts the stall clock: the time before was the caller's.
    pub(super) fn restart_clock(&mut self) {
        self.moved = Instant::now();
    }

    /// Sends as many of the bytes as it can, or waits a little. At least one byte must be given.
    pub(super) fn send(&mut self, call: &Call, bytes: &[u8], then: Then) -> Result<Step, Failure> {
        call.waiter.check()?;
        let pushed = self.pipe.push(bytes, then);
        self.note(call, then == Then::End && matches!(pushed, Ok(count) if count == bytes.len()));
        match pushed {
            Ok(0) => self.wait_cut_short(call),
            Ok(count) => Ok(Step::Took(count)),
            Err(error) => self.rescue(&error),
        }
    }

    /// Waits a little, at most until a time chosen by the caller; this does not count as a stall of
    /// the peer.
    pub(super) fn pause(&mut self, call: &Call, until: Instant) -> Result<Step, Failure> {
        if self.cut_short()? {
            return Ok(Step::Response);
        }
        let begin = Instant::now();
        self.pipe.wait(&call.waiter, For::Read, until.saturating_duration_since(begin).min(TICK))?;
        // Not restarted: between many pauses a peer may well have stalled.
        self.moved += begin.elapsed();
        Ok(Step::Waited)
    }

    /// Flushes the TLS layer to the kernel; returns `Took` once it is empty.
    pub(super) fn finish(&mut self, call: &Call, then: Then) -> Result<Step, Failure> {
        let flushed = self.pipe.flush(then);
        self.note(call, then == Then::End);
        match flushed {
            Ok(true) => Ok(Step::Took(0)),
            Ok(false) => self.wait_cut_short(call),
            Err(error) => self.rescue(&error),
        }
    }

    /// Waits a little for the kernel's queue to drain; returns `Took` once it is empty.
    pub(super) fn drain(&mut self, call: &Call) -> Result<Step, Failure> {
        let began = self.response_began()?;
        if self.cut {
            return Ok(Step::Response);
        }
        // In this order: a response acknowledges the request.
        if self.unsent() == 0 {
            self.orderly = true;
            return Ok(Step::Took(0));
        }
        if began { Ok(Step::Response) } else { self.wait_moving(call, For::Read).map(|_| Step::Waited) }
    }

    /// Whether a final response has begun. A closed connection is an error, because nothing can
    /// follow.
    fn response_began(&mut self) -> Result<bool, Failure> {
        loop {
            if self.scan.look(&mut self.arrived)? != Seen::Nothing {
                return Ok(true);
            }
            match self.pull_head()? {
                Pulled::Bytes(_) => {}
                Pulled::Nothing => return Ok(false),
                Pulled::End => return Err(Failure::closed()),
            }
        }
    }

    /// Waits for the complete head of the final response and returns its length.
    pub(super) fn await_head(&mut self, call: &Call) -> Result<usize, Failure> {
        let begin = Instant::now();
        loop {
            if let Seen::Whole(length) = self.scan.look(&mut self.arrived)? {
                self.kept.note_alive();
                return Ok(length);
            }
            let rest = call.response_limit.saturating_sub(begin.elapsed());
            if rest.is_zero() {
                return Err(Failure::new(Cause::Timeout("response"), "no response in time"));
            }
            match self.pull_head()? {
                Pulled::Bytes(_) => {}
                Pulled::Nothing => drop(self.pipe.wait(&call.waiter, For::Read, rest)?),
                Pulled::End => return Err(Failure::closed()),
            }
        }
    }

    /// Waits for bytes of the response body; none means that the peer has ended it.
    pub(super) fn await_body(
        &mut self,
        call: &Call,
        into: &mut [u8],
        until: Instant,
    ) -> Result<usize, Failure> {
        let begin = Instant::now();
        loop {
            match self.pipe.pull(into)? {
                Pulled::Bytes(count) => return Ok(count),
                Pulled::End => return Ok(0),
                Pulled::Nothing => {}
            }
            let rest = call.stall_limit.saturating_sub(begin.elapsed());
            let rest = rest.min(until.saturating_duration_since(Instant::now()));
            if rest.is_zero() {
                return Err(Failure::new(Cause::Timeout("response"), "the response stalled"));
            }
            self.pipe.wait(&call.waiter, For::Read, rest)?;
        }
    }

    /// Bytes that the kernel holds or that the peer has not acknowledged. Updates the stall clock
    /// as well.
    pub(super) fn unsent(&mut self) -> u64 {
        let (written, queue) = (self.pipe.written(), self.pipe.unsent());
        if written > self.written || queue < self.queue {
            self.moved = Instant::now();
        }
        (self.written, self.queue) = (written, queue);
        queue
    }

    pub(super) fn is_flushed(&self) -> bool {
        self.pipe.is_flushed()
    }

    /// Keeps the connection from serving another request. A peer that refuses a body need not read
    /// it, even if a proxy or the peer's system has taken all of it; the next request would wait
    /// behind it for ever.
    pub(super) fn spoil(&mut self) {
        self.orderly = false;
    }

    /// Makes the system discard unsent bytes when the connection is closed: those of an abandoned
    /// request must not keep arriving beside those of the next. Another process's connection is
    /// left alone.
    pub(super) fn abandon(&self) {
        if !self.orderly && self.kept.is_own() {
            self.pipe.discard_on_close();
        }
    }

    /// Records what the kernel has of the request, before anything else can fail: a request that
    /// was sent completely must never count as less. `taken` says that the TLS layer, if not the
    /// kernel, has the last byte.
    fn note(&self, call: &Call, taken: bool) {
        if self.pipe.written() > self.written_before {
            call.note_sent(if taken && self.pipe.is_flushed() { Sent::All } else { Sent::Part });
        }
    }

    fn wait_cut_short(&mut self, call: &Call) -> Result<Step, Failure> {
        let readable = self.wait_moving(call, For::Both)?;
        if readable && self.cut_short()? { Ok(Step::Response) } else { Ok(Step::Waited) }
    }

    /// Waits for one tick on a connection that must move; returns whether there is something to
    /// read.
    fn wait_moving(&mut self, call: &Call, what: For) -> Result<bool, Failure> {
        self.unsent();
        let rest = call.stall_limit.saturating_sub(self.moved.elapsed());
        if rest.is_zero() {
            return Err(Failure::new(Cause::Timeout("send"), "the peer stopped taking bytes"));
        }
        Ok(self.pipe.wait(&call.waiter, what, rest.min(TICK))?.read)
    }

    /// After a failed write: a peer that responds and closes makes writes fail before its response
    /// is read.
    fn rescue(&mut self, error: &io::Error) -> Result<Step, Failure> {
        match self.cut_short() {
            Ok(true) => Ok(Step::Response),
            Err(failure) if matches!(failure.why, Cause::NotHttp | Cause::Certificate) => Err(failure),
            _ => Err(Failure::io(Cause::Closed, error)),
        }
    }

    fn pull_head(&mut self) -> Result<Pulled, Failure> {
        let mut read = [0; HEAD];
        let pulled = self.pipe.pull(&mut read)?;
        if let Pulled::Bytes(count) = pulled {
            if count > 0 {
                self.kept.hear();
            }
            // The scan refuses a head before it grows without end.
            wipe::append(&mut self.arrived, &read[..count]);
            read[..count].zeroize();
        }
        Ok(pulled)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.arrived.zeroize();
    }
}
