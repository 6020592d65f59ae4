//! Progress of an upload, reported while it runs.

mod speed;
mod spooling;

use std::ffi::CStr;
use std::fmt;
use std::time::{Duration, Instant};

use crate::host::calling_back;
use graph_upload_core::upload::{Wait, WaitsFor};
use speed::{Speed, time_for};
pub(crate) use spooling::Spooling;

/// Shortest time between two reports.
const INTERVAL: Duration = Duration::from_millis(100);

/// Interval of reports during a wait.
pub(crate) const WAIT_INTERVAL: Duration = Duration::from_secs(1);

/// Progress of an upload, in bytes of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes that have left the kernel's send queue. Bytes sent again do not count again, so this
    /// only falls when the service discards bytes it had confirmed.
    pub sent: u64,
    /// Bytes that the service has confirmed.
    pub confirmed: u64,
    /// Total size; 0 while a stream is read, whose size is known at its end.
    pub total: u64,
    /// How many bytes of a stream were read, while it is read; 0 otherwise.
    pub spooled: u64,
    /// Bytes per second over the last seconds, including those sent again; `None` while too little
    /// is known.
    pub bytes_per_second: Option<u64>,
    /// Time left at that speed, in milliseconds; `None` while it cannot be estimated.
    pub time_left_ms: Option<u64>,
    /// How long nothing will be sent because the service asked to wait or a retry is pending, in
    /// milliseconds; `None` if not waiting.
    pub waits_ms: Option<u64>,
    /// The reason for the wait.
    pub waits_for: WaitsFor,
    /// The service's code for it, empty if there is none.
    pub code: Code,
    /// By how much the upload session expires before the rest of the file is sent, at the speed of the last minutes,
    /// in milliseconds: 0 if in time, `None` while too little is known.
    pub late_by_ms: Option<u64>,
}

/// A service's code, short enough to be copied with the numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code([u8; Code::ROOM]);

impl Code {
    /// Longest code including the NUL, in bytes. The longest known ones have some 50.
    const ROOM: usize = 64;

    /// The code, truncated if too long.
    pub fn new(text: &str) -> Self {
        let mut end = text.len().min(Self::ROOM - 1);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut code = [0; Self::ROOM];
        code[..end].copy_from_slice(&text.as_bytes()[..end]);
        Self(code)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.as_c_str().to_str().unwrap_or_default()
    }

    /// The text, NUL-terminated.
    pub fn as_c_str(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.0).unwrap_or_default()
    }
}

impl Default for Code {
    fn default() -> Self {
        Self([0; Self::ROOM])
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Progress {
    /// The byte counts; the other numbers change with time alone.
    fn bytes(&self) -> [u64; 2] {
        [self.sent, self.confirmed]
    }

    /// How long the rest takes at this speed.
    fn time_left(&self) -> Option<u64> {
        let rest = time_for(self.total.saturating_sub(self.sent), self.bytes_per_second?)?;
        // In line, how long it takes is not known: what is told is a bound.
        let waits = self.waits_ms.filter(|_| self.waits_for != WaitsFor::InLine);
        Some(rest.saturating_add(waits.unwrap_or(0)))
    }

    /// Whether there is something new since an earlier report.
    fn is_news_after(&self, last: &Progress) -> bool {
        self.bytes() != last.bytes() || self.waits_ms.is_some() || last.waits_ms.is_some()
    }
}

/// Receives reports; returns whether to go on.
pub type ProgressCallback = Box<dyn FnMut(Progress) -> bool + Send>;

/// Measures progress and reports it, at most ten times a second and when the upload ends.
pub(crate) struct Meter {
    now: Progress,
    speed: Speed,
    started: Instant,
    /// The end of what the current request has sent.
    moved_to: u64,
    reported: Option<(Instant, Progress)>,
    callback: Option<ProgressCallback>,
}

impl Meter {
    pub fn new(total: u64) -> Self {
        Self {
            now: Progress { total, ..Progress::default() },
            speed: Speed::default(),
            started: Instant::now(),
            moved_to: 0,
            reported: None,
            callback: None,
        }
    }

    /// Replaces the callback, and returns the old one.
    pub fn set_callback(&mut self, callback: Option<ProgressCallback>) -> Option<ProgressCallback> {
        std::mem::replace(&mut self.callback, callback)
    }

    /// A request begins that sends the bytes from `start` on.
    pub fn begin(&mut self, start: u64) {
        self.moved_to = start;
        self.speed.moved(self.clock(), 0);
    }

    /// All bytes of the current request before `end` have been sent.
    pub fn sent(&mut self, end: u64) -> bool {
        let end = end.min(self.now.total);
        let moved = end.saturating_sub(self.moved_to);
        self.moved_to = self.moved_to.max(end);
        self.speed.moved(self.clock(), moved);
        self.now.sent = self.now.sent.max(end);
        self.report()
    }

    /// Sets the confirmed offset. If it falls, bytes sent beyond it no longer count.
    pub fn confirmed(&mut self, confirmed: u64) -> bool {
        // If the file has shrunk meanwhile, it may have been stored as it was before.
        let confirmed = confirmed.min(self.now.total);
        let sent = if confirmed < self.now.confirmed { confirmed } else { self.now.sent };
        self.now.sent = sent.max(confirmed);
        self.now.confirmed = confirmed;
        self.report()
    }

    /// Sets by how much the session expires too early. It is told with the next report.
    pub fn late_by(&mut self, ms: Option<u64>) {
        self.now.late_by_ms = ms;
    }

    /// Nothing will be sent for this time, at most.
    pub fn waits(&mut self, time: Duration, why: &Wait) -> bool {
        self.now.waits_ms = Some(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        (self.now.waits_for, self.now.code) = (why.reason, Code::new(&why.code));
        let go_on = self.report();
        self.now.waits_ms = None;
        (self.now.waits_for, self.now.code) = (WaitsFor::Nothing, Code::default());
        go_on
    }

    /// A wait is over.
    pub fn goes_on(&mut self) -> bool {
        self.report()
    }

    /// Whether there is a callback.
    pub fn is_watched(&self) -> bool {
        self.callback.is_some()
    }

    fn clock(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn report(&mut self) -> bool {
        let clock = self.clock();
        let Some(callback) = &mut self.callback else { return true };
        let due = match self.reported {
            None => true,
            Some((_, last)) if !self.now.is_news_after(&last) => false,
            Some((at, last)) => {
                let end = self.now.confirmed == self.now.total && last.confirmed != last.total;
                end || at.elapsed() >= INTERVAL
            }
        };
        if !due {
            return true;
        }
        self.now.bytes_per_second = self.speed.per_second(clock);
        self.now.time_left_ms = self.now.time_left();
        self.reported = Some((Instant::now(), self.now));
        calling_back(None, || callback(self.now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    fn watched(total: u64) -> (Meter, Arc<Mutex<Vec<Progress>>>) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let mut meter = Meter::new(total);
        let _none = meter.set_callback(Some(Box::new(move |progress| {
            sink.lock().expect("not poisoned").push(progress);
            true
        })));
        (meter, seen)
    }

    #[test]
    fn reports_are_few_and_the_last_one_comes() {
        let (mut meter, seen) = watched(1_000_000);
        let started = Instant::now();
        for end in 0..=1_000_000 {
            meter.sent(end);
        }
        let most = 2 + started.elapsed().as_millis() as usize / 100;
        meter.confirmed(1_000_000);
        let seen = seen.lock().expect("not poisoned");
        assert!(seen.len() <= most, "{} reports", seen.len());
        assert_eq!(seen.last().map(|last| (last.bytes(), last.total)), Some(([1_000_000; 2], 1_000_000)));
    }

    #[test]
    fn only_the_service_takes_progress_back() {
        let mut meter = Meter::new(100);
        let told = |meter: &Meter| meter.now.bytes();
        meter.begin(0);
        meter.sent(40);
        meter.confirmed(0);
        assert_eq!(told(&meter), [40, 0], "a piece that was lost is sent again, not for the first time");
        meter.begin(0);
        meter.sent(20);
        assert_eq!(told(&meter), [40, 0]);
        meter.sent(300);
        assert_eq!(told(&meter), [100, 0], "never above the total");
        meter.confirmed(60);
        assert_eq!(told(&meter), [100, 60]);
        meter.confirmed(20);
        assert_eq!(told(&meter), [20, 20], "the service has let go of what it had");
    }

    #[test]
    fn a_wait_counts_as_time_left_where_its_end_is_known() {
        for (speed, waits_ms, waits_for, expected) in [
            (Some(10), None, WaitsFor::Nothing, Some(9_000)),
            (Some(10), Some(5_000), WaitsFor::Throttled, Some(14_000)),
            (Some(10), Some(300_000), WaitsFor::InLine, Some(9_000)),
            (Some(0), Some(5_000), WaitsFor::Throttled, None),
            (None, None, WaitsFor::Nothing, None),
        ] {
            let progress = Progress {
                total: 100,
                sent: 10,
                bytes_per_second: speed,
                waits_ms,
                waits_for,
                ..Progress::default()
            };
            assert_eq!(progress.time_left(), expected, "{waits_for:?}");
        }
    }

    #[test]
    fn waits_are_told_though_no_byte_moves() {
        let (mut meter, seen) = watched(100);
        meter.confirmed(10);
        meter.reported = None;
        meter.waits(Duration::from_secs(7), &Wait::default());
        meter.reported = None;
        meter.confirmed(20);
        let seen = seen.lock().expect("not poisoned");
        let waits: Vec<_> = seen.iter().map(|progress| progress.waits_ms).collect();
        assert_eq!(waits, [None, Some(7_000), None]);
        drop(seen);
        meter.waits(Duration::from_secs(1), &Wait::default());
        assert_eq!(meter.reported.map(|(_, last)| last.waits_ms), Some(None), "too soon after the last");
        meter.reported = meter.reported.map(|(at, last)| (at - INTERVAL, last));
        meter.waits(Duration::from_secs(1), &Wait::default());
        meter.reported = meter.reported.map(|(at, last)| (at - INTERVAL, last));
        meter.goes_on();
        let last = meter.reported.map(|(_, last)| (last.waits_ms, last.confirmed));
        assert_eq!(last, Some((None, 20)), "the end of a wait is told though nothing has moved");
    }
}
