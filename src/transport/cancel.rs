//! A flag that can be raised from anywhere and wakes whoever waits on a socket.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::poll::{self, Wake};

/// Ends blocking calls from another thread or from a signal handler.
///
/// Once raised it stays raised: every call that is given it afterwards ends at once. Clones are the same flag.
#[derive(Debug, Clone)]
pub struct Cancel(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    raised: AtomicBool,
    wake: Wake,
}

impl Cancel {
    /// Makes a flag that is not raised. Fails when the process has no file descriptor left.
    pub fn new() -> io::Result<Self> {
        Ok(Self(Arc::new(Inner { raised: AtomicBool::new(false), wake: Wake::new()? })))
    }

    /// Raises the flag and wakes the calls that wait. Async-signal-safe: it stores, writes, and leaves `errno` alone.
    pub fn request(&self) {
        // The flag goes first: whoever is woken must find it set.
        self.0.raised.store(true, Ordering::SeqCst);
        self.0.wake.raise();
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
        while !cancel.is_requested() {
            let Some(rest) = time.checked_sub(begin.elapsed()).filter(|rest| !rest.is_zero()) else { break };
            if poll::wait(None, Some(&cancel.0.wake), rest).is_err() {
                // Out of kernel memory: a plain sleep keeps the caller's pace, in slices that still see the flag.
                std::thread::sleep(rest.min(Duration::from_millis(50)));
            }
        }
        cancel.is_requested()
    }

    pub(super) fn wake(&self) -> &Wake {
        &self.0.wake
    }
}
