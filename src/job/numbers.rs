//! How far a whole queue is.

use crate::progress::Progress;
use crate::upload::Outcome;

/// How far all jobs of a queue are, those that have ended included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueProgress {
    /// Jobs that wait for their turn.
    pub waiting: u64,
    /// Jobs that run.
    pub running: u64,
    /// Jobs that are paused.
    pub paused: u64,
    /// Jobs whose file is stored.
    pub stored: u64,
    /// Jobs that ended with an error, cancelled ones included.
    pub failed: u64,
    /// Bytes that have left, as [`Progress::sent`] counts them.
    pub sent: u64,
    /// Bytes that the service has confirmed.
    pub confirmed: u64,
    /// Bytes of all files whose size is known.
    pub total: u64,
    /// The speeds of the jobs that run, added up; `None` while none is known.
    pub bytes_per_second: Option<u64>,
    /// How long the rest takes at that speed, in milliseconds; `None` while that cannot be said.
    pub time_left_ms: Option<u64>,
}

/// What the jobs that have ended leave in the numbers of their queue.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ended {
    stored: u64,
    failed: u64,
    sent: u64,
    confirmed: u64,
}

impl Ended {
    pub fn count(&mut self, outcome: &Outcome, last: Option<&Progress>, total: Option<u64>) {
        if outcome.item.is_some() {
            // One that was stored by an earlier run has sent nothing in this one.
            let all = total.or(last.map(|last| last.total)).unwrap_or(0);
            self.stored += 1;
            self.sent += all;
            self.confirmed += all;
        } else {
            self.failed += 1;
            self.sent += last.map_or(0, |last| last.sent);
            self.confirmed += last.map_or(0, |last| last.confirmed);
        }
    }

    /// The numbers without the jobs that have not ended.
    pub fn progress(&self, total: u64) -> QueueProgress {
        let Self { stored, failed, sent, confirmed } = *self;
        QueueProgress { stored, failed, sent, confirmed, total, ..QueueProgress::default() }
    }
}

impl QueueProgress {
    /// Adds what a job has done.
    pub(super) fn add(&mut self, progress: &Progress) {
        self.sent += progress.sent;
        self.confirmed += progress.confirmed;
        if let Some(speed) = progress.bytes_per_second {
            self.bytes_per_second = Some(self.bytes_per_second.unwrap_or(0) + speed);
        }
    }

    /// Says how long the rest takes.
    pub(super) fn estimate(mut self) -> Self {
        let rest = self.total.saturating_sub(self.sent);
        let speed = self.bytes_per_second.filter(|speed| *speed > 0);
        self.time_left_ms = speed.map(|speed| rest.saturating_mul(1_000).div_ceil(speed));
        self
    }
}
