//! A flag that can be raised from anywhere and wakes whoever waits on a socket.

use std::cell::Cell;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::host::{PerLife, calling_back, watch};
use crate::net::poll::{self, Wake};

/// Longest wait before the caller's poll is called again.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

thread_local! {
    /// The flag whose poll this thread called last, and when by that flag's clock. Needs no
    /// destructor, so that it exists until the thread ends.
    static POLLED: Cell<(usize, u64)> = const { Cell::new((0, 0)) };
}

/// No deadline.
const NEVER: u64 = u64::MAX;

/// Ends blocking calls: from another thread, a signal handler, a deadline, or the caller's poll.
///
/// Once raised it stays raised: every call that is given it afterwards ends at once. Clones are the
/// same flag.
#[derive(Debug, Clone)]
pub struct Cancel(Arc<Inner>);

/// Called on the thread of a blocking call at intervals; returns whether to go on.
pub type PollCallback = Arc<dyn Fn() -> bool + Send + Sync>;

struct Inner {
    raised: AtomicBool,
    /// The origin of its times.
    epoch: Instant,
    /// The deadline, in milliseconds.
    deadline: AtomicU64,
    /// Whether there is a poll, so that the lock is taken only if there is.
    is_polled: AtomicBool,
    poll: Mutex<Option<PollCallback>>,
    /// A forked child has its own, so that neither process wakes the other.
    wake: PerLife<Wake>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cancel").field("raised", &self.raised).finish_non_exhaustive()
    }
}

impl Cancel {
    /// Creates a flag that is not raised. Fails if the process has no file descriptor left.
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

    /// Sets the deadline, from now; `None` for none. A call that already waits notices at the end
    /// of that wait.
    pub fn set_deadline(&self, after: Option<Duration>) {
        let at = after.map_or(NEVER, |after| self.ms().saturating_add(millis(after)));
        self.0.deadline.store(at, Ordering::SeqCst);
    }

    /// Sets a callback for every wait, on the waiting thread, at least every 100 ms.
    pub fn set_poll(&self, poll: Option<PollCallback>) {
        let is_polled = poll.is_some();
        let replaced =
            std::mem::replace(&mut *self.0.poll.lock().unwrap_or_else(PoisonError::into_inner), poll);
        self.0.is_polled.store(is_polled, Ordering::SeqCst);
        // What it owns may call back into the library.
        drop(replaced);
    }

    /// Raises the flag and wakes the waiting calls. Async-signal-safe: it stores, writes, and
    /// preserves `errno`.
    pub fn request(&self) {
        // The flag goes first: whoever wakes must find it set.
        self.0.raised.store(true, Ordering::SeqCst);
        if let Some(wake) = self.0.wake.get() {
            wake.raise();
        }
    }

    /// Whether the flag was raised, or its deadline has passed.
    pub fn is_raised(&self) -> bool {
        if !self.0.raised.load(Ordering::SeqCst) && self.ms() >= self.0.deadline.load(Ordering::SeqCst) {
            self.0.raised.store(true, Ordering::SeqCst);
        }
        self.0.raised.load(Ordering::SeqCst)
    }

    /// The same for a blocking call, which also calls the caller's poll when it is due.
    pub fn is_requested(&self) -> bool {
        if self.0.is_polled.load(Ordering::SeqCst) && !self.is_raised() && self.is_poll_due() {
            let poll = self.0.poll.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if poll.is_some_and(|poll| !calling_back(None, || poll())) {
                self.request();
            }
        }
        self.is_raised()
    }

    /// Whether the poll is due on this thread: each waiting thread has its own schedule.
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

    /// A wait, cut short where the flag must be checked again.
    pub(crate) fn cut(&self, time: Duration) -> Duration {
        let rest = self.0.deadline.load(Ordering::SeqCst).saturating_sub(self.ms());
        let time = time.min(Duration::from_millis(rest));
        if self.0.is_polled.load(Ordering::SeqCst) { time.min(POLL_INTERVAL) } else { time }
    }

    fn ms(&self) -> u64 {
        millis(self.0.epoch.elapsed())
    }

    /// Waits for a time or until the flag is raised; returns whether it is. Without a flag it only
    /// waits.
    pub fn wait(cancel: Option<&Cancel>, time: Duration) -> bool {
        let Some(cancel) = cancel else {
            std::thread::sleep(time);
            return false;
        };
        let begin = Instant::now();
        // Before the flag is checked, or it could be raised between the two and wake nobody.
        let wake = cancel.wake();
        while !cancel.is_requested() {
            let Some(rest) = time.checked_sub(begin.elapsed()).filter(|rest| !rest.is_zero()) else { break };
            let rest = cancel.cut(rest);
            let waited = wake.as_ref().map(|wake| poll::wait(None, Some(wake), rest));
            if !matches!(waited, Ok(Ok(_))) {
                // Out of kernel memory or descriptors: sleeps in short steps that still check the
                // flag.
                std::thread::sleep(rest.min(Duration::from_millis(50)));
            }
        }
        cancel.is_requested()
    }

    /// The descriptor that wakes this process. Check the flag after obtaining it. Fails in a forked
    /// child that has no file descriptor left.
    pub(crate) fn wake(&self) -> io::Result<&Wake> {
        self.0.wake.get_or_try_make(Wake::new)
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
