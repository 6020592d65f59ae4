//! What the server has taken, which is also how a run is checked: a program that failed must not count as a fast one.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// What came since the last time it was asked for.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Connections accepted.
    pub connections: u64,
    /// Requests whose head arrived.
    pub requests: u64,
    /// Bytes of files, in whatever requests.
    pub content_bytes: u64,
    /// Files that are whole.
    pub files: u64,
    /// When the first request arrived, in nanoseconds of the system's monotonic clock.
    pub first_request_ns: Option<u64>,
    /// User and system time that the server took.
    pub cpu_s: Option<f64>,
    /// The cipher suite of the last TLS connection.
    pub suite: Option<String>,
    /// What clients did wrong, and connections that broke.
    pub faults: Vec<String>,
}

/// The counts of all connections together.
#[derive(Default)]
pub struct Shared(Mutex<Counts>);

/// User and system time of this process or of others of its.
pub fn cpu_s(whose: UsageWho) -> io::Result<f64> {
    let usage = getrusage(whose)?;
    Ok((usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6)
}

impl Shared {
    pub fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The counts, which begin anew.
    pub fn take(&self) -> Counts {
        std::mem::take(&mut *self.lock())
    }

    pub fn request(&self) {
        let mut counts = self.lock();
        counts.requests += 1;
        counts.first_request_ns.get_or_insert_with(now_ns);
    }

    pub fn fault(&self, what: String) {
        self.lock().faults.push(what);
    }
}

/// The clock that all processes of a machine share.
pub fn now_ns() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    // It counts from the machine's start.
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}
