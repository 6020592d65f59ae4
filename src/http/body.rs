//! The body of a request, and how its bytes are sent.
//!
//! The HTTP client reads a body chunk by chunk into its output buffer and has the connection
//! transmit each chunk. Here reading a chunk sends it as well, and the transmit that follows finds
//! it delivered: sending must report progress, and the callback for that, like the source, is
//! borrowed for one exchange, which a pooled connection cannot hold. No lock is held while either
//! is called.

use std::io::{self, Read};
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::host::life;
use crate::http::call::Call;
use crate::http::link::{Link, SharedLink, Step};
use crate::http::parts::Parts;
use crate::net::failure::Failure;
use crate::net::pipe::Then;
use crate::net::rate::Limiter;
use crate::net::tls::TLS_BUFFER;
use crate::source::Source;
use graph_upload_core::graph::request::Body;
use graph_upload_core::graph::response::Cause;

/// Interval for checking the system's send queue while a body is being sent: each check is a system
/// call.
const REPORT_INTERVAL: Duration = Duration::from_millis(5);

/// Reads a body for the HTTP client and sends it.
pub(super) struct BodyReader<'a> {
    call: Rc<Call>,
    /// Put aside while some of them are sent.
    parts: Option<Parts<'a>>,
    on_sent: &'a mut dyn FnMut(u64) -> bool,
    limiter: Option<&'a Limiter>,
    length: u64,
    /// Bytes given to the client.
    given: u64,
    /// Bytes of them that the connection took.
    taken: u64,
    /// The same without what the TLS layer may still hold: the kernel has had at least these.
    flushed: u64,
    reported: u64,
    /// When progress was last checked.
    looked: Option<Instant>,
    /// Whether the peer has responded already, so that nothing more is sent.
    answered: bool,
}

impl<'a> BodyReader<'a> {
    pub(super) fn new(
        call: Rc<Call>,
        body: &'a Body,
        source: &'a mut dyn Source,
        on_sent: &'a mut dyn FnMut(u64) -> bool,
        limiter: Option<&'a Limiter>,
    ) -> Self {
        let length = body.len();
        Self {
            call,
            parts: Some(Parts::new(body, source)),
            on_sent,
            limiter,
            length,
            given: 0,
            taken: 0,
            flushed: 0,
            reported: 0,
            looked: None,
            answered: false,
        }
    }

    fn send_next(&mut self, out: &mut [u8]) -> Result<usize, Failure> {
        let link = self.call.link().ok_or_else(|| Failure::new(Cause::Bug, "a body without a connection"))?;
        if !self.answered {
            self.answered = link.lock().cut_short()?;
        }
        if self.answered {
            // The client reads the response only after the body, so it is given bytes that go
            // nowhere.
            let rest = self.length - self.given;
            return Ok(usize::try_from(rest).unwrap_or(usize::MAX).min(out.len()));
        }
        let missing = || Failure::new(Cause::Bug, "the body is shorter than announced");
        let mut parts = self.parts.take().ok_or_else(missing)?;
        // Bytes in memory are sent from where they are: what the client has in `out` goes nowhere.
        let call = Rc::clone(&self.call);
        let bytes = parts.next(&call, out)?;
        let count = bytes.len();
        if count == 0 {
            // The client would loop for ever.
            return Err(missing());
        }
        self.send(&link, bytes)?;
        self.parts = Some(parts);
        Ok(count)
    }

    fn send(&mut self, link: &SharedLink, bytes: &[u8]) -> Result<(), Failure> {
        link.lock().restart_clock();
        let mut rest = bytes;
        while !rest.is_empty() && !self.answered {
            let mut reserved = self.limiter.map(|limiter| limiter.reserve(rest.len()));
            if let Some(reserved) = &reserved {
                self.await_turn(link, reserved.from)?;
            }
            let allowed = reserved.as_ref().map_or(rest.len(), |reserved| reserved.count);
            let taken = if self.answered { 0 } else { self.send_some(link, &rest[..allowed])? };
            rest = &rest[taken..];
            if let Some(reserved) = &mut reserved {
                reserved.count -= taken;
            }
        }
        if self.taken == self.length && !self.answered { self.settle(link) } else { Ok(()) }
    }

    /// Sends as many of the bytes as it can, or waits a little; returns how many were sent.
    fn send_some(&mut self, link: &SharedLink, bytes: &[u8]) -> Result<usize, Failure> {
        let then = if self.taken + bytes.len() as u64 == self.length { Then::End } else { Then::More };
        let mut held = link.lock();
        let step = held.send(&self.call, bytes, then)?;
        let taken = match step {
            Step::Took(count) => count,
            Step::Waited => 0,
            Step::Response => {
                self.answered = true;
                0
            }
        };
        self.taken += taken as u64;
        self.note_flushed(&held);
        drop(held);
        if taken == 0 || self.looked.is_none_or(|looked| looked.elapsed() >= REPORT_INTERVAL) {
            self.report(link)?;
        }
        Ok(taken)
    }

    /// Waits until the rate limit allows more.
    fn await_turn(&mut self, link: &SharedLink, from: Instant) -> Result<(), Failure> {
        while !self.answered && Instant::now() < from {
            let step = link.lock().pause(&self.call, from)?;
            self.answered = step == Step::Response;
            self.report(link)?;
        }
        Ok(())
    }

    /// Waits until the last byte has been sent: through the TLS layer, then out of the kernel's
    /// queue.
    fn settle(&mut self, link: &SharedLink) -> Result<(), Failure> {
        loop {
            let step = link.lock().finish(&self.call, Then::End)?;
            match step {
                Step::Took(_) => break,
                Step::Waited => self.report(link)?,
                Step::Response => return Ok(()),
            }
        }
        loop {
            let step = link.lock().drain(&self.call)?;
            self.report(link)?;
            if step != Step::Waited {
                return Ok(());
            }
        }
    }

    fn note_flushed(&mut self, link: &Link) {
        let held = if link.is_flushed() { 0 } else { TLS_BUFFER as u64 };
        self.flushed = self.flushed.max(self.taken.saturating_sub(held));
    }

    /// Reports the bytes that have left the kernel's queue. Whatever else is in the queue is
    /// counted as body.
    fn report(&mut self, link: &SharedLink) -> Result<(), Failure> {
        self.looked = Some(Instant::now());
        let mut held = link.lock();
        self.note_flushed(&held);
        let sent = self.flushed.saturating_sub(held.unsent());
        drop(held);
        if sent <= self.reported {
            return Ok(());
        }
        self.reported = sent;
        if !(self.on_sent)(sent) {
            return Err(Failure::new(Cause::Stopped, ""));
        }
        if self.call.waiter.life() == life() { Ok(()) } else { self.call.waiter.check() }
    }
}

impl Read for BodyReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.send_next(out) {
            Ok(count) => {
                self.given += count as u64;
                self.call.set_delivered();
                Ok(count)
            }
            Err(failure) => Err(self.call.fail(failure)),
        }
    }
}
