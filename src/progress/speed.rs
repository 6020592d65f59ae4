//! Speed of sending, over the last seconds.

use std::collections::VecDeque;

/// The window of the average, in milliseconds: long enough for a steady number, short enough to
/// follow a link that slows down.
const WINDOW_MS: u64 = 5_000;

/// Shortest time after which a speed is reported, in milliseconds.
const LEAST_MS: u64 = 500;

/// Shortest time between two samples, in milliseconds; bounds how many are kept.
const SPACING_MS: u64 = 100;

/// Counts bytes as they are sent. Times are milliseconds of any monotonic clock.
#[derive(Debug, Default)]
pub(crate) struct Speed {
    moved: u64,
    /// Times, and the bytes sent by then.
    samples: VecDeque<(u64, u64)>,
}

impl Speed {
    /// Adds bytes that were sent.
    pub fn moved(&mut self, now: u64, bytes: u64) {
        if self.samples.is_empty() {
            self.samples.push_back((now, self.moved));
        }
        self.moved += bytes;
        if self.samples.back().is_some_and(|(at, _)| now.saturating_sub(*at) >= SPACING_MS) {
            self.samples.push_back((now, self.moved));
        }
        // One older sample stays, so that the whole window is covered.
        while self.samples.get(1).is_some_and(|(at, _)| now.saturating_sub(*at) >= WINDOW_MS) {
            self.samples.pop_front();
        }
    }

    /// Bytes per second; `None` while too little is known.
    pub fn per_second(&self, now: u64) -> Option<u64> {
        let inside = self.samples.iter().find(|(at, _)| now.saturating_sub(*at) <= WINDOW_MS);
        let Some((since, before)) = inside.copied() else {
            return (!self.samples.is_empty()).then_some(0);
        };
        let time = now.saturating_sub(since);
        if time < LEAST_MS {
            return None;
        }
        u64::try_from(u128::from(self.moved - before) * 1_000 / u128::from(time)).ok()
    }
}

/// How long this many bytes take, in milliseconds; `None` if nothing moves.
pub(crate) fn time_for(bytes: u64, per_second: u64) -> Option<u64> {
    let time = (u128::from(bytes) * 1_000).checked_div(u128::from(per_second))?;
    u64::try_from(time).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_shows_its_speed_and_a_change_within_the_window() {
        let mut speed = Speed::default();
        for now in (0..10_000).step_by(10) {
            speed.moved(now, 1_000);
            if now < 400 {
                assert_eq!(speed.per_second(now), None, "{now}");
            } else if now > 600 {
                let seen = speed.per_second(now).expect("known");
                assert!(seen.abs_diff(100_000) < 3_000, "{now}: {seen}");
            }
        }
        for now in (10_000..16_000).step_by(10) {
            speed.moved(now, 100);
        }
        let seen = speed.per_second(16_000).expect("known");
        assert!(seen.abs_diff(10_000) < 1_000, "{seen}");
        assert!(speed.samples.len() <= 53, "{}", speed.samples.len());
        assert_eq!(speed.per_second(30_000), Some(0), "nothing moves any more");
    }

    #[test]
    fn time_left() {
        assert_eq!(time_for(10_000, 1_000), Some(10_000));
        assert_eq!(time_for(1, 0), None);
        assert_eq!(time_for(u64::MAX, 1), None, "longer than can be said");
    }
}
