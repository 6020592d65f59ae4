//! How many bytes may be sent within a sliding window.

use std::collections::VecDeque;

use crate::policy::retry::Millis;

/// Bytes that were sent within this time are counted together, so that a window is a list of bounded length.
const TOGETHER_MS: Millis = 1_000;

/// The bytes sent to one mailbox. Those of a request count from its start until a window after its end, since nobody knows
/// when in between the service counts them.
#[derive(Debug, Default)]
pub(super) struct Window {
    under_way: u64,
    sent: VecDeque<Sent>,
    sum: u64,
}

#[derive(Debug)]
struct Sent {
    begin: Millis,
    end: Millis,
    bytes: u64,
}

impl Window {
    /// A request begins to send.
    pub fn begin(&mut self, bytes: u64) {
        self.under_way += bytes;
    }

    /// It is over. `counts` unless nothing of it can have arrived.
    pub fn end(&mut self, now: Millis, bytes: u64, counts: bool) {
        self.under_way = self.under_way.saturating_sub(bytes);
        if bytes == 0 || !counts {
            return;
        }
        self.sum += bytes;
        match self.sent.back_mut() {
            Some(last) if now < last.begin.saturating_add(TOGETHER_MS) => {
                last.end = last.end.max(now);
                last.bytes += bytes;
            }
            _ => self.sent.push_back(Sent { begin: now, end: now, bytes }),
        }
    }

    /// Forgets what is longer ago than a window.
    pub fn pass(&mut self, now: Millis, window_ms: Millis) {
        while let Some(first) = self.sent.front().filter(|first| first.end.saturating_add(window_ms) <= now) {
            self.sum -= first.bytes;
            self.sent.pop_front();
        }
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.under_way == 0 && self.sent.is_empty()
    }

    /// Whether so many bytes more can be sent now; if not, when they can be at the soonest, where that is known. What
    /// exceeds the limit by itself goes alone.
    pub fn room(&self, now: Millis, bytes: u64, limit: u64, window_ms: Millis) -> Result<(), Option<Millis>> {
        let most = limit.max(bytes);
        let mut sum = self.sum + self.under_way;
        let mut since = now;
        for sent in &self.sent {
            if bytes == 0 || sum + bytes <= most {
                break;
            }
            sum -= sent.bytes;
            since = sent.end.saturating_add(window_ms);
        }
        match bytes == 0 || sum + bytes <= most {
            true if since <= now => Ok(()),
            true => Err(Some(since)),
            false => Err(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends at once.
    fn send(window: &mut Window, now: Millis, bytes: u64) {
        window.begin(bytes);
        window.end(now, bytes, true);
    }

    #[test]
    fn as_much_as_fits_and_the_rest_when_the_first_is_a_window_ago() {
        let mut window = Window::default();
        for (now, bytes) in [(0, 40), (10_000, 40), (20_000, 10)] {
            send(&mut window, now, bytes);
        }
        for (bytes, expected) in [
            (0, Ok(())),
            (10, Ok(())),
            (11, Err(Some(300_000))),
            (50, Err(Some(300_000))),
            (51, Err(Some(310_000))),
            (100, Err(Some(320_000))),
            (1_000, Err(Some(320_000))),
        ] {
            assert_eq!(window.room(20_000, bytes, 100, 300_000), expected, "{bytes}");
        }
        for (now, most) in [(299_999, 10), (300_000, 50), (310_000, 90), (320_000, 100)] {
            let fits = |bytes| window.room(now, bytes, 100, 300_000).is_ok();
            assert!(fits(most) && (most == 100 || !fits(most + 1)), "{now}");
        }
        window.pass(319_999, 300_000);
        assert!(!window.is_empty());
        window.pass(320_000, 300_000);
        assert!(window.is_empty() && window.room(320_000, 1_000, 100, 300_000).is_ok());
    }

    #[test]
    fn what_is_under_way_counts_and_what_did_not_leave_does_not() {
        let mut window = Window::default();
        window.begin(100);
        assert_eq!(window.room(5, 1, 100, 300_000), Err(None));
        window.end(5, 100, false);
        assert_eq!(window.room(5, 100, 100, 300_000), Ok(()));
        assert!(window.is_empty());
    }

    #[test]
    fn many_small_ones_are_few_entries_and_none_ends_too_soon() {
        let mut window = Window::default();
        for now in 0..10_000 {
            send(&mut window, now, 1);
        }
        assert_eq!(window.sent.len(), 10);
        assert_eq!(window.room(10_000, 1, 10_000, 300_000), Err(Some(300_999)));
        window.pass(300_998, 300_000);
        assert_eq!(window.sum, 10_000);
        window.pass(300_999, 300_000);
        assert_eq!(window.sum, 9_000);
    }
}
