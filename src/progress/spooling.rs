//! How much of a stream was read, told before its size is known.

use std::time::{Duration, Instant};

use crate::host::calling_back;
use crate::progress::{INTERVAL, Progress, ProgressCallback, WAIT_INTERVAL};
use graph_upload_core::upload::WaitsFor;

/// Reports the reading of a stream: at most ten times a second while bytes come, and once a second while none do.
pub(crate) struct Spooling {
    reported: Option<(Instant, u64)>,
    callback: Option<ProgressCallback>,
}

impl Spooling {
    pub fn new(callback: Option<ProgressCallback>) -> Self {
        Self { reported: None, callback }
    }

    /// So many bytes were read by now; answers whether to go on.
    pub fn read(&mut self, bytes: u64) -> bool {
        let Some(callback) = &mut self.callback else { return true };
        if self.reported.is_some_and(|(at, last)| at.elapsed() < interval(bytes, last)) {
            return true;
        }
        self.reported = Some((Instant::now(), bytes));
        let now = Progress { spooled: bytes, waits_for: WaitsFor::Source, ..Progress::default() };
        calling_back(None, || callback(now))
    }

    /// How long a wait may last before a report is due, when so many bytes were read.
    pub fn rest(&self, bytes: u64) -> Duration {
        self.reported.map_or(WAIT_INTERVAL, |(at, last)| interval(bytes, last).saturating_sub(at.elapsed()))
    }
}

fn interval(bytes: u64, last: u64) -> Duration {
    if bytes == last { WAIT_INTERVAL } else { INTERVAL }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[test]
    fn reports_are_few_and_come_though_no_byte_does() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let mut spooling = Spooling::new(Some(Box::new(move |progress| {
            let mut seen = sink.lock().expect("not poisoned");
            seen.push((progress.spooled, progress.waits_for, progress.total));
            seen.len() < 3
        })));
        let earlier = |spooling: &mut Spooling, time| {
            spooling.reported = spooling.reported.map(|(at, bytes)| (at - time, bytes));
        };
        assert!(spooling.read(0) && spooling.read(1), "the second is too soon to be told");
        earlier(&mut spooling, INTERVAL);
        assert!(spooling.read(0), "nothing has come");
        assert!(spooling.read(5));
        earlier(&mut spooling, WAIT_INTERVAL);
        assert_eq!(spooling.rest(5), Duration::ZERO);
        assert!(!spooling.read(5), "the third is answered so");
        let told = seen.lock().expect("not poisoned").clone();
        assert_eq!(told, [0, 5, 5].map(|bytes| (bytes, WaitsFor::Source, 0)));
    }
}
