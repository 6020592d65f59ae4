//! The rate of a link.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::rules::LinkRules;

/// When the link is free for the next bytes.
pub(super) struct Pace {
    rate: Option<u64>,
    free: Arc<Mutex<Option<Instant>>>,
}

impl Pace {
    pub(super) fn new(rules: &LinkRules, common: &Arc<Mutex<Option<Instant>>>) -> Pace {
        let free = if rules.shared { common.clone() } else { Arc::default() };
        Pace { rate: rules.bytes_per_second, free }
    }

    fn free(&self) -> MutexGuard<'_, Option<Instant>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the link is free.
    pub(super) async fn ready(&self) {
        loop {
            let free = *self.free();
            match free.filter(|free| *free > Instant::now()) {
                Some(free) => sleep_until(free).await,
                None => return,
            }
        }
    }

    /// When the last of these bytes has passed. Unless the link was idle, they follow the previous
    /// ones without a gap, however late the timer was.
    pub(super) fn pass(&self, bytes: usize, idle: bool) -> Instant {
        let now = Instant::now();
        let Some(rate) = self.rate else { return now };
        let mut free = self.free();
        let begin = free.map_or(now, |free| if idle { free.max(now) } else { free });
        let end = begin + Duration::from_secs_f64(bytes as f64 / rate.max(1) as f64);
        *free = Some(end);
        end
    }
}
