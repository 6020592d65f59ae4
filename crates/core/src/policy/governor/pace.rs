//! The `RateLimit` headers, by which SharePoint says how much is left before it throttles.
//!
//! They come once 80 % are used, and are advice: who slows down then is not stopped for the rest of the minute
//! (<https://learn.microsoft.com/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online>,
//! draft-ietf-httpapi-ratelimit-headers-03).

use crate::graph::response::Response;
use crate::policy::retry::Millis;

/// Little remains when it is this part of the limit or less.
const LITTLE: u64 = 5;

/// A reset that lies further ahead is not taken for one: the documented windows have a minute.
const LATEST_RESET_MS: Millis = 10 * 60_000;

/// Requests are spread over the time until the service counts anew.
#[derive(Debug, Default)]
pub(super) struct Pace {
    reset: Millis,
    /// How many requests are left until then.
    left: u64,
    /// When the last one went.
    last: Millis,
}

impl Pace {
    /// Takes over what a response says, while so many other requests are under way, which it may not have counted.
    pub fn heard(&mut self, now: Millis, response: &Response, others: u32, units_per_request: u64) {
        let number = |name: &str| response.header(name).and_then(leading_number);
        let (Some(units), Some(seconds)) = (number("RateLimit-Remaining"), number("RateLimit-Reset")) else {
            return;
        };
        let ms = seconds.saturating_mul(1_000);
        let plenty = number("RateLimit-Limit").is_some_and(|limit| units.saturating_mul(LITTLE) > limit);
        if plenty || ms > LATEST_RESET_MS {
            self.reset = 0;
            return;
        }
        self.reset = now.saturating_add(ms);
        self.left = (units / units_per_request.max(1)).saturating_sub(others.into());
    }

    /// A request goes.
    pub fn goes(&mut self, now: Millis) {
        self.last = now;
        self.left = self.left.saturating_sub(1);
    }

    /// It did not go after all.
    pub fn stays(&mut self) {
        self.left = self.left.saturating_add(1);
    }

    /// When the next request may go, if not now.
    pub fn next(&self, now: Millis) -> Option<Millis> {
        if now >= self.reset {
            return None;
        }
        let next = match self.left {
            0 => self.reset,
            // Evenly from the last one to the reset.
            left => self.last.saturating_add((self.reset - self.last.min(self.reset)) / (left + 1)),
        };
        (next > now).then_some(next)
    }

    /// Whether requests are spread now.
    pub fn is_over(&self, now: Millis) -> bool {
        now >= self.reset
    }
}

/// The number that a value begins with; `1200, 1200;w=60` is 1200.
fn leading_number(value: &str) -> Option<u64> {
    let value = value.trim();
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::response::BodyEnd;

    fn response(limit: &str, remaining: &str, reset: &str) -> Response {
        let headers =
            [("ratelimit-limit", limit), ("RateLimit-Remaining", remaining), ("RateLimit-Reset", reset)];
        let headers = headers.iter().filter(|(_, value)| !value.is_empty());
        let headers = headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Response { status: 200, headers, body: Vec::new(), end: BodyEnd::Whole, early: false }
    }

    #[test]
    fn what_is_left_is_spread_over_the_time_to_the_reset() {
        // (limit, remaining, reset, others under way, when the next may go)
        for (limit, remaining, reset, others, next) in [
            ("1200", "240", "60", 0, Some(1_495)),
            ("1200", "240", "60", 20, Some(1_594)),
            ("1200", "241", "60", 0, None),
            ("1200, 1200;w=60", "2", "60", 0, Some(31_000)),
            ("1200", "1", "60", 0, Some(61_000)),
            ("1200", "0", "60", 0, Some(61_000)),
            ("1200", "4", "60", 9, Some(61_000)),
            ("", "0", "60", 0, Some(61_000)),
            ("1200", "", "60", 0, None),
            ("1200", "0", "", 0, None),
            ("1200", "0", "0", 0, None),
            ("1200", "0", "601", 0, None),
            ("1200", "0", "1700000000", 0, None),
            ("1200", "0", "99999999999999999999", 0, None),
            ("1200", "-1", "60", 0, None),
        ] {
            let mut pace = Pace { last: 1_000, ..Pace::default() };
            pace.heard(1_000, &response(limit, remaining, reset), others, 2);
            assert_eq!(pace.next(1_000), next, "{limit} {remaining} {reset} {others}");
        }
    }

    #[test]
    fn each_one_takes_its_part_and_the_reset_ends_it() {
        let mut pace = Pace::default();
        pace.heard(0, &response("1200", "8", "10"), 0, 2);
        let mut went = Vec::new();
        while let Some(next) = pace.next(went.last().copied().unwrap_or(0)) {
            if !pace.is_over(next) {
                pace.goes(next);
            }
            went.push(next);
        }
        assert_eq!(went, [2_000, 4_000, 6_000, 8_000, 10_000]);
        assert!(pace.is_over(10_000) && pace.next(10_000).is_none());
    }

    #[test]
    fn a_later_response_corrects_an_earlier_one() {
        let mut pace = Pace::default();
        pace.heard(0, &response("1200", "0", "10"), 0, 2);
        assert_eq!(pace.next(0), Some(10_000));
        pace.heard(0, &response("1200", "1000", "60"), 0, 2);
        assert_eq!(pace.next(0), None);
        pace.heard(0, &response("", "", ""), 0, 2);
        assert_eq!(pace.next(0), None);
    }
}
