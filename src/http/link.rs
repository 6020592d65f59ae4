//! One connection during its requests: the steps of sending and receiving, and the limits on them.
//!
//! Each step does what can be done at once and otherwise waits a little, so its caller can look around in between.
//! Cancelling stops further sending and every wait, but not the reading of a reply that is already there: it may say
//! that the file is stored.

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

/// How much is read at once.
pub(super) const INPUT: usize = 16 * 1024;

/// How much is read at once while a head is awaited: more than most have, and little to clear. It is looked for before
/// each stretch of a body, mostly in vain.
const HEAD: usize = 2 * 1024;

/// The longest wait in one step of sending. The queue of the kernel has no event for becoming shorter.
const TICK: Duration = Duration::from_millis(50);

/// A connection as the HTTP client's connection object and the body reader share it, on one thread at a time.
#[derive(Clone)]
pub(super) struct SharedLink(Arc<Mutex<Link>>);

impl SharedLink {
    pub(super) fn new(link: Link) -> Self {
        Self(Arc::new(Mutex::new(link)))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Link> {
        // Nothing panics while it is held, and a half-made step would show as a broken connection anyway.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See the module.
pub(super) struct Link {
    pipe: Pipe,
    /// What arrived up to the end of the reply's head.
    pub(super) arrived: Vec<u8>,
    scan: HeadScan,
    /// What the kernel had taken when the request began.
    written_before: u64,
    /// What it had taken and what it held when last looked at, and when a byte last moved.
    written: u64,
    queue: u64,
    moved: Instant,
    /// Whether a reply began before the whole request was given to the kernel; no more of it is sent then.
    cut: bool,
    /// Whether the whole request has left and was not refused; if not, the connection serves no other.
    orderly: bool,
    kept: Kept,
}

/// What came of a step of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The kernel or the TLS layer took this many bytes.
    Took(usize),
    /// Nothing could be done but to wait.
    Waited,
    /// A final reply has begun to arrive.
    Reply,
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

    /// Makes ready for a request.
    pub(super) fn begin(&mut self) {
        self.arrived.zeroize();
        self.scan = HeadScan::default();
        self.written_before = self.pipe.written();
        (self.cut, self.orderly) = (false, false);
        self.kept.begin();
    }

    /// Notes that an exchange has failed, see [`Kept::note_end`].
    pub(super) fn note_end(&self, why: &Cause) -> bool {
        self.kept.note_end(why)
    }

    /// Whether another request may be sent by this process: nothing is left over, the peer has not closed, and no
    /// connection like it was found dead since it was last seen to live. One of another process is not even looked at,
    /// as what arrives there is not for this one.
    pub(super) fn is_idle(&mut self, life: Life) -> bool {
        if !self.kept.is_trusted(life) {
            return false;
        }
        let mut byte = [0];
        // Through TLS rather than past it: session tickets may come late and are no reason to close.
        self.orderly && self.arrived.is_empty() && matches!(self.pipe.pull(&mut byte), Ok(Pulled::Nothing))
    }

    /// Looks for a reply in the middle of a request, which ends the sending.
    pub(super) fn cut_short(&mut self) -> Result<bool, Failure> {
        self.cut |= self.reply_began()?;
        Ok(self.cut)
    }

    /// Starts the stall clock anew: what passed before was the caller's time.
    pub(super) fn restart_clock(&mut self) {
        self.moved = Instant::now();
    }

    /// Sends of these bytes what can be sent, or waits a little for that. At least one byte must be given.
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

    /// Waits a little, at most until a time that the caller has chosen, which is no stalling of the peer's.
    pub(super) fn pause(&mut self, call: &Call, until: Instant) -> Result<Step, Failure> {
        if self.cut_short()? {
            return Ok(Step::Reply);
        }
        let begin = Instant::now();
        self.pipe.wait(&call.waiter, For::Read, until.saturating_duration_since(begin).min(TICK))?;
        // Not started anew: between many pauses a peer may well have stalled.
        self.moved += begin.elapsed();
        Ok(Step::Waited)
    }

    /// Gives the kernel what the TLS layer still holds; answers with `Took` when that is nothing any more.
    pub(super) fn finish(&mut self, call: &Call, then: Then) -> Result<Step, Failure> {
        let flushed = self.pipe.flush(then);
        self.note(call, then == Then::End);
        match flushed {
            Ok(true) => Ok(Step::Took(0)),
            Ok(false) => self.wait_cut_short(call),
            Err(error) => self.rescue(&error),
        }
    }

    /// Waits a little for the kernel's queue to empty; answers with `Took` when it is empty.
    pub(super) fn drain(&mut self, call: &Call) -> Result<Step, Failure> {
        let began = self.reply_began()?;
        if self.cut {
            return Ok(Step::Reply);
        }
        // In this order: a reply acknowledges what it answers.
        if self.unsent() == 0 {
            self.orderly = true;
            return Ok(Step::Took(0));
        }
        if began { Ok(Step::Reply) } else { self.wait_moving(call, For::Read).map(|_| Step::Waited) }
    }

    /// Whether a final reply has begun. A closed connection is an error, as nothing can follow.
    fn reply_began(&mut self) -> Result<bool, Failure> {
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

    /// Waits for the whole head of the final reply and says how long it is.
    pub(super) fn await_head(&mut self, call: &Call) -> Result<usize, Failure> {
        let begin = Instant::now();
        loop {
            if let Seen::Whole(length) = self.scan.look(&mut self.arrived)? {
                self.kept.note_alive();
                return Ok(length);
            }
            let rest = call.reply_limit.saturating_sub(begin.elapsed());
            if rest.is_zero() {
                return Err(Failure::new(Cause::Timeout("reply"), "no reply came in time"));
            }
            match self.pull_head()? {
                Pulled::Bytes(_) => {}
                Pulled::Nothing => drop(self.pipe.wait(&call.waiter, For::Read, rest)?),
                Pulled::End => return Err(Failure::closed()),
            }
        }
    }

    /// Waits for bytes of the reply's body; none means that the peer has ended it.
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
                return Err(Failure::new(Cause::Timeout("reply"), "the reply stopped arriving"));
            }
            self.pipe.wait(&call.waiter, For::Read, rest)?;
        }
    }

    /// Bytes that the kernel holds or that the peer has not acknowledged. Keeps the stall clock by the way.
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

    /// Keeps the connection from serving another request. Who refuses a body need not read it, though a proxy or the
    /// peer's system may have taken all of it; the next request would wait behind it for ever.
    pub(super) fn spoil(&mut self) {
        self.orderly = false;
    }

    /// Lets the system discard what it has not sent when the connection is closed: bytes of a request that was given
    /// up must not go on arriving beside those of the next. The connection of another process is left as it is.
    pub(super) fn abandon(&self) {
        if !self.orderly && self.kept.is_own() {
            self.pipe.discard_on_close();
        }
    }

    /// Notes what the kernel has of the request, before anything else can fail: a request of which all went out must
    /// never be taken for less. `taken` says that the TLS layer, if not the kernel, has the last byte.
    fn note(&self, call: &Call, taken: bool) {
        if self.pipe.written() > self.written_before {
            call.note_sent(if taken && self.pipe.is_flushed() { Sent::All } else { Sent::Part });
        }
    }

    fn wait_cut_short(&mut self, call: &Call) -> Result<Step, Failure> {
        let readable = self.wait_moving(call, For::Both)?;
        if readable && self.cut_short()? { Ok(Step::Reply) } else { Ok(Step::Waited) }
    }

    /// Waits for one tick of a connection that must move; answers whether there is something to read.
    fn wait_moving(&mut self, call: &Call, what: For) -> Result<bool, Failure> {
        self.unsent();
        let rest = call.stall_limit.saturating_sub(self.moved.elapsed());
        if rest.is_zero() {
            return Err(Failure::new(Cause::Timeout("send"), "the peer stopped taking bytes"));
        }
        Ok(self.pipe.wait(&call.waiter, what, rest.min(TICK))?.read)
    }

    /// After a failed write: a peer that answers and closes makes writing fail before its answer is read.
    fn rescue(&mut self, error: &io::Error) -> Result<Step, Failure> {
        match self.cut_short() {
            Ok(true) => Ok(Step::Reply),
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
