//! What ends a wait early: the caller's flag, a deadline, or a fork.

use std::time::{Duration, Instant};

use crate::host::{Life, life};
use crate::net::cancel::Cancel;
use crate::net::failure::Failure;
use crate::net::poll::{self, Descriptor, For, Ready, Wake};
use graph_upload_core::graph::response::Cause;

/// The waits of one exchange, on its thread.
pub(crate) struct Waiter {
    cancel: Option<Cancel>,
    /// The deadline of the whole exchange, whatever the other limits say.
    deadline: Option<Instant>,
    /// When it began.
    life: Life,
}

impl Waiter {
    pub(crate) fn new(cancel: Option<Cancel>, deadline: Option<Instant>) -> Self {
        Self { cancel, deadline, life: life() }
    }

    /// The process's life in which the exchange began.
    pub(crate) fn life(&self) -> Life {
        self.life
    }

    /// Fails if the caller has cancelled, the deadline has passed, or a callback has forked and
    /// this is the child, which must not use its parent's connection.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.life != life() {
            return Err(Failure::new(Cause::Closed, "the connection belongs to the parent of this process"));
        }
        match (&self.cancel, self.deadline) {
            (Some(cancel), _) if cancel.is_requested() => Err(Failure::cancelled()),
            (_, Some(deadline)) if Instant::now() >= deadline => {
                Err(Failure::new(Cause::Timeout("exchange"), "the deadline of the exchange has passed"))
            }
            _ => Ok(()),
        }
    }

    /// What wakes it. Check the flag after obtaining it.
    fn wake(&self) -> Result<Option<&Wake>, Failure> {
        let wake = self.cancel.as_ref().map(Cancel::wake).transpose();
        wake.map_err(|error| Failure::io(Cause::Closed, &error))
    }

    /// Waits for a descriptor, for a time at most, and fails if the caller cancels.
    pub(crate) fn wait(&self, on: Descriptor<'_>, what: For, time: Duration) -> Result<Ready, Failure> {
        let wake = self.wake()?;
        let end = Instant::now() + self.at_most(time);
        loop {
            self.check()?;
            let rest = end.saturating_duration_since(Instant::now());
            let ready = poll::wait(Some((on, what)), wake, self.cut(rest))
                .map_err(|error| Failure::io(Cause::Closed, &error))?;
            if ready.woken {
                // Reads the flag: only that makes what was done before raising it visible here.
                self.check()?;
                return Err(Failure::cancelled());
            }
            if ready.is_ready() || self.cut(rest) >= rest {
                return Ok(ready);
            }
        }
    }

    /// Waits until some of the connections succeed or fail, for a time at most; returns which.
    pub(crate) fn wait_any(&self, on: &[Descriptor<'_>], time: Duration) -> Result<Vec<bool>, Failure> {
        let wake = self.wake()?;
        let end = Instant::now() + self.at_most(time);
        loop {
            self.check()?;
            let rest = end.saturating_duration_since(Instant::now());
            let (ready, woken) = poll::wait_any(on, wake, self.cut(rest))
                .map_err(|error| Failure::io(Cause::Connect, &error))?;
            if woken {
                self.check()?;
                return Err(Failure::cancelled());
            }
            if ready.contains(&true) || self.cut(rest) >= rest {
                return Ok(ready);
            }
        }
    }

    /// A wait, cut short where the caller's flag must be checked again.
    fn cut(&self, time: Duration) -> Duration {
        self.cancel.as_ref().map_or(time, |cancel| cancel.cut(time))
    }

    /// A wait, cut short at the deadline.
    fn at_most(&self, time: Duration) -> Duration {
        let rest = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        rest.map_or(time, |rest| rest.min(time))
    }
}
