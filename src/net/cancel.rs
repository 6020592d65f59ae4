//! A flag that can be raised from anywhere and wakes whoever waits on a socket.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::host::{PerLife, watch};
use crate::net::poll::{self, Wake};

/// Ends blocking calls from another thread or from a signal handler.
///
/// Once raised it stays raised: every call that is given it afterwards ends at once. Clones are the same flag.
#[derive(Debug, Clone)]
pub struct Cancel(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    raised: AtomicBool,
    /// A child that was forked has its own, so that neither process wakes the other.
    wake: PerLife<Wake>,
}

impl Cancel {
    /// Makes a flag that is not raised. Fails when the process has no file descriptor left.
    pub fn new() -> io::Result<Self> {
        watch()?;
        Ok(Self(Arc::new(Inner { raised: AtomicBool::new(false), wake: PerLife::new(Wake::new()?) })))
    }

    /// Raises the flag and wakes the calls that wait. Async-signal-safe: it stores, writes, and leaves `errno` alone.
    pub fn request(&self) {
        // The flag goes first: whoever is woken must find it set.
        self.0.raised.store(true, Ordering::SeqCst);
        if let Some(wake) = self.0.wake.get() {
            wake.raise();
        }
    }

    /// Whether the flag was raised.
    pub fn is_requested(&self) -> bool {
        self.0.raised.load(Ordering::SeqCst)
    }

    /// Waits for a time, or until the flag is raised; answers whether it is. Without a flag it just waits.
    pub fn wait(cancel: Option<&Cancel>, time: Duration) -> bool {
        let Some(cancel) = cancel else {
            std::thread::sleep(time);
            return false;
        };
        let begin = Instant::now();
        // Before the flag is looked at, or it could be raised between the two and wake nobody.
        let wake = cancel.wake();
        while !cancel.is_requested() {
            let Some(rest) = time.checked_sub(begin.elapsed()).filter(|rest| !rest.is_zero()) else { break };
            let waited = wake.as_ref().map(|wake| poll::wait(None, Some(wake), rest));
            if !matches!(waited, Ok(Ok(_))) {
                // Out of kernel memory or descriptors: a plain sleep keeps the caller's pace, in slices that still see the flag.
                std::thread::sleep(rest.min(Duration::from_millis(50)));
            }
        }
        cancel.is_requested()
    }

    /// What wakes this process. The flag has to be looked at after it was asked for. Fails in a child that was forked and
    /// has no file descriptor left.
    pub(crate) fn wake(&self) -> io::Result<&Wake> {
        self.0.wake.get_or_try_make(Wake::new)
    }
}
