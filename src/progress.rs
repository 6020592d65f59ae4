//! How far an upload is, told while it runs.

use std::time::{Duration, Instant};

/// The shortest time between two reports.
const INTERVAL: Duration = Duration::from_millis(100);

/// How far an upload is, in bytes of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// How many have left the kernel's send queue.
    pub sent: u64,
    /// How many the service has confirmed.
    pub confirmed: u64,
    /// How many there are.
    pub total: u64,
}

/// Takes reports; answers whether to go on.
pub type ProgressCallback = Box<dyn FnMut(Progress) -> bool + Send>;

/// Measures progress and reports it, at most ten times a second and whenever the end is reached.
pub(crate) struct Meter {
    now: Progress,
    reported: Option<(Instant, Progress)>,
    callback: Option<ProgressCallback>,
}

impl Meter {
    pub fn new(total: u64) -> Self {
        Self { now: Progress { total, ..Progress::default() }, reported: None, callback: None }
    }

    /// Replaces who is told.
    pub fn set_callback(&mut self, callback: Option<ProgressCallback>) {
        self.callback = callback;
    }

    /// All bytes before `end` have left, as far as they are wanted.
    pub fn sent(&mut self, end: u64) -> bool {
        self.now.sent = end.min(self.now.total);
        self.report()
    }

    /// The service stands here. What was sent beyond is lost if the service does not count it.
    pub fn confirmed(&mut self, confirmed: u64) -> bool {
        self.now.confirmed = confirmed;
        self.now.sent = confirmed;
        self.report()
    }

    fn report(&mut self) -> bool {
        let Some(callback) = &mut self.callback else { return true };
        let due = match self.reported {
            None => true,
            Some((_, last)) if last == self.now => false,
            Some((at, _)) => self.now.confirmed == self.now.total || at.elapsed() >= INTERVAL,
        };
        if !due {
            return true;
        }
        self.reported = Some((Instant::now(), self.now));
        callback(self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[test]
    fn reports_are_few_and_the_last_one_comes() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let mut meter = Meter::new(1_000_000);
        meter.set_callback(Some(Box::new(move |progress| {
            sink.lock().expect("not poisoned").push(progress);
            true
        })));
        let started = Instant::now();
        for end in 0..=1_000_000 {
            meter.sent(end);
        }
        let most = 2 + started.elapsed().as_millis() as usize / 100;
        meter.confirmed(1_000_000);
        let seen = seen.lock().expect("not poisoned");
        assert!(seen.len() <= most, "{} reports", seen.len());
        let end = Progress { sent: 1_000_000, confirmed: 1_000_000, total: 1_000_000 };
        assert_eq!(seen.last(), Some(&end));
    }
}
