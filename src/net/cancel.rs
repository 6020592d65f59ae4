//! A flag that can be raised from anywhere and wakes whoever waits on a socket.

use std::cell::Cell;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::host::{PerLife, calling_back, watch};
use crate::net::poll::{self, Wake};

/// How long a wait lasts at most before the caller's poll is called again.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

thread_local! {
    /// Which flag's poll this thread has called last, and when by that flag's clock. Needs no destructor, so that it is
    /// there to the end of the thread.
    static POLLED: Cell<(usize, u64)> = const { Cell::new((0, 0)) };
}

/// No deadline.
const NEVER: u64 = u64::MAX;

/// Ends blocking calls from another thread or from a signal handler, at a deadline, or when a poll of the caller's says so.
///
/// Once raised it stays raised: every call that is given it afterwards ends at once. Clones are the same flag.
#[derive(Debug, Clone)]
pub struct Cancel(Arc<Inner>);

/// Called on the thread of a blocking call, every now and then; answers whether to go on.
pub type PollCallback = Arc<dyn Fn() -> bool + Send + Sync>;

struct Inner {
    raised: AtomicBool,
    /// From when on times are counted.
    epoch: Instant,
    /// When it raises itself, in milliseconds.
    deadline: AtomicU64,
    /// Whether there is a poll, so that nobody takes a lock where there is none.
    is_polled: AtomicBool,
    poll: Mutex<Option<PollCallback>>,
    /// A child that was forked has its own, so that neither process wakes the other.
    wake: PerLife<Wake>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel").field("raised", &self.raised).finish_non_exhaustive()
    }
}

impl Cancel {
    /// Makes a flag that is not raised. Fails when the process has no file descriptor left.
    pub fn new() -> io::Result<Self> {
        watch()?;
        Ok(Self(Arc::new(Inner {
            raised: AtomicBool::new(false),
            epoch: Instant::now(),
            deadline: AtomicU64::new(NEVER),
            is_polled: AtomicBool::new(false),
            poll: Mutex::new(None),
            wake: PerLife::new(Wake::new()?),
        })))
    }

    /// Raises the flag by itself after this time; `None` for not at all. A call that waits already takes notice at the
    /// end of that wait.
    pub fn set_deadline(&self, after: Option<Duration>) {
        let at = after.map_or(NEVER, |after| self.ms().saturating_add(millis(after)));
        self.0.deadline.store(at, Ordering::SeqCst);
    }

    /// Has this called in every wait, on the thread that waits, at least every 100 ms.
    pub fn set_poll(&self, poll: Option<PollCallback>) {
        let is_polled = poll.is_some();
        let replaced =
            std::mem::replace(&mut *self.0.poll.lock().unwrap_or_else(PoisonError::into_inner), poll);
        self.0.is_polled.store(is_polled, Ordering::SeqCst);
        // What it owns may call back into the library.
        drop(replaced);
    }

    /// Raises the flag and wakes the calls that wait. Async-signal-safe: it stores, writes, and leaves `errno` alone.
    pub fn request(&self) {
        // The flag goes first: whoever is woken must find it set.
        self.0.raised.store(true, Ordering::SeqCst);
        if let Some(wake) = self.0.wake.get() {
            wake.raise();
        }
    }

    /// Whether the flag was raised, or its deadline is over.
    pub fn is_raised(&self) -> bool {
        if !self.0.raised.load(Ordering::SeqCst) && self.ms() >= self.0.deadline.load(Ordering::SeqCst) {
            self.0.raised.store(true, Ordering::SeqCst);
        }
        self.0.raised.load(Ordering::SeqCst)
    }

    /// The same for a blocking call, on whose thread the caller's poll is due now and then.
    pub fn is_requested(&self) -> bool {
        if self.0.is_polled.load(Ordering::SeqCst) && !self.is_raised() && self.is_poll_due() {
            let poll = self.0.poll.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if poll.is_some_and(|poll| !calling_back(None, || poll())) {
                self.request();
            }
        }
        self.is_raised()
    }

    /// Whether the poll is due on this thread: each that waits has its own turn.
    fn is_poll_due(&self) -> bool {
        let (flag, now) = (Arc::as_ptr(&self.0).addr(), self.ms());
        POLLED.with(|polled| {
            let (last_flag, last) = polled.get();
            let due = last_flag != flag || now.saturating_sub(last) >= millis(POLL_INTERVAL);
            if due {
                polled.set((flag, now));
            }
            due
        })
    }

    /// A time to wait, cut where this has to be looked at again.
    pub(crate) fn cut(&self, time: Duration) -> Duration {
        let rest = self.0.deadline.load(Ordering::SeqCst).saturating_sub(self.ms());
        let time = time.min(Duration::from_millis(rest));
        if self.0.is_polled.load(Ordering::SeqCst) { time.min(POLL_INTERVAL) } else { time }
    }

    fn ms(&self) -> u64 {
        millis(self.0.epoch.elapsed())
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
            let rest = cancel.cut(rest);
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

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
