//! When this upload began, by the service's clock, and what of the things at the target is older.
//!
//! Nothing is asked for it before the upload. Each response brings the service's time (`Date`), that to a look after a lost
//! response at the latest; less what has passed since the first request that could make anything, that is the earliest
//! time at which our file can have been stored.

use crate::graph::item::Item;
use crate::graph::json::Wiped;
use crate::graph::{json, time};
use crate::policy::retry::Millis;

/// How far the service's clocks may be apart, in milliseconds: those of the server that answers and of the one that stored
/// an item, each of which also leaves out parts of a second.
const SKEW_MS: u64 = 15_000;

/// What is known of when this upload began.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Since {
    began: Began,
    /// By how much more the time of the world has moved on than the upload's own.
    lag: Millis,
    /// The earliest time at which something of this upload can have been stored, by the service's clock, in milliseconds
    /// since 1970.
    earliest: Option<u64>,
}

/// When the first request left that could make anything.
#[derive(Debug, Clone, Copy, Default)]
enum Began {
    #[default]
    NotYet,
    /// At this time, with this lag.
    At(Millis, Millis),
    /// In an earlier life, whose clock nobody knows.
    Earlier,
}

/// Whether something was stored before this upload began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    Before,
    Since,
    Unknown,
}

impl Since {
    /// Of an upload with an earlier life, which may have heard when it began.
    pub fn of_past(earliest: Option<u64>) -> Self {
        Self { began: Began::Earlier, earliest, ..Self::default() }
    }

    /// The earliest time at which something of this upload can have been stored, by the service's clock.
    pub fn earliest(&self) -> Option<u64> {
        self.earliest
    }

    /// Whether it began in an earlier life.
    pub fn is_of_past(&self) -> bool {
        matches!(self.began, Began::Earlier)
    }

    pub fn set_lag(&mut self, lag: Millis) {
        self.lag = self.lag.max(lag);
    }

    /// A request leaves that can make something.
    pub fn leaves(&mut self, now: Millis) {
        if matches!(self.began, Began::NotYet) {
            self.began = Began::At(now, self.lag);
        }
    }

    /// The service has sent a response at this time, by its own clock. Of several that do not agree the earliest counts.
    pub fn hears(&mut self, now: Millis, date: Option<u64>) {
        let (Began::At(began, lag), Some(date)) = (self.began, date) else { return };
        let passed = now.saturating_sub(began).saturating_add(self.lag.saturating_sub(lag));
        let earliest = date.saturating_sub(passed);
        self.earliest = Some(self.earliest.map_or(earliest, |known| known.min(earliest)));
    }

    /// Whether something at the target was stored before this upload began.
    pub fn age(&self, seen: &Item) -> Age {
        match (self.earliest, modified_ms(seen)) {
            (Some(earliest), Some(stored)) if stored.saturating_add(SKEW_MS) < earliest => Age::Before,
            (Some(_), Some(_)) => Age::Since,
            _ => Age::Unknown,
        }
    }
}

/// When an item was last changed, by the service's clock, in milliseconds since 1970.
fn modified_ms(seen: &Item) -> Option<u64> {
    let value = Wiped::from(serde_json::from_str::<serde_json::Value>(seen.json.expose()).ok()?);
    json::text(&value, "lastModifiedDateTime").and_then(time::unix_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(at: &str) -> Item {
        let value = serde_json::json!({ "id": "1", "lastModifiedDateTime": at });
        Item::from_json(&value).expect("an id")
    }

    /// The ages of items that were stored so many seconds after 1970.
    fn ages(since: Since, seconds: [u64; 3]) -> [Age; 3] {
        seconds.map(|seconds| {
            since.age(&stored(&format!("1970-01-01T00:{:02}:{:02}Z", seconds / 60, seconds % 60)))
        })
    }

    #[test]
    fn the_elapsed_time_bounds_when_it_began() {
        use Age::{Before, Since as After};
        let mut since = Since::default();
        since.hears(0, Some(1_000_000));
        since.leaves(5_000);
        since.leaves(50_000);
        assert_eq!(since.age(&stored("1970-01-01T00:01:00Z")), Age::Unknown, "no look has come yet");
        since.hears(65_000, Some(600_000));
        // It began at 540 s, and clocks may be 15 s apart.
        assert_eq!(ages(since, [524, 525, 3_000]), [Before, After, After]);
        assert_eq!(since.age(&stored("soon")), Age::Unknown);
        since.hears(66_000, None);
        since.hears(66_000, Some(1_600_000));
        assert_eq!(
            ages(since, [524, 525, 3_000]),
            [Before, After, After],
            "a clock that jumps on is not believed"
        );
        since.hears(66_000, Some(500_000));
        assert_eq!(ages(since, [423, 424, 524]), [Before, After, After]);
    }

    #[test]
    fn sleep_counts() {
        let mut since = Since::default();
        since.set_lag(7_000);
        since.leaves(0);
        since.set_lag(300_000 + 7_000);
        since.set_lag(0);
        since.hears(1_000, Some(601_000));
        assert_eq!(ages(since, [284, 285, 601]), [Age::Before, Age::Since, Age::Since]);
    }

    #[test]
    fn an_earlier_life_has_another_clock() {
        let heard = |earliest| {
            let mut since = Since::of_past(earliest);
            since.leaves(0);
            since.hears(1_000, Some(601_000));
            ages(since, [1, 284, 601])
        };
        assert_eq!(heard(None), [Age::Unknown; 3]);
        assert_eq!(
            heard(Some(300_000)),
            [Age::Before, Age::Before, Age::Since],
            "it may have heard the service"
        );
    }
}
