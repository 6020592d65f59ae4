//! The size of pieces, which adapts to the link.
//!
//! Large pieces save round trips; a piece that is cut off is sent again. So a piece should take a
//! few seconds, and be short compared with the distance between faults.

use crate::kinds::PieceRule;
use crate::policy::retry::Millis;

/// How long a piece should take, in milliseconds.
const AIM_MS: u64 = 8_000;

/// How much longer a piece takes in a hurry, and how much faster pieces grow then: a round trip costs
/// a quarter, and a break four times as much.
const HURRY: u64 = 4;

/// A piece of this part of the mean distance between faults is never too large. With random faults,
/// and pieces of which nothing is kept, a part `x` sends about `x / 2` of all bytes again.
const FAULT_SHARE: f64 = 1.0 / 8.0;

/// Nor is one larger than this part ever worth it.
const LARGEST_SHARE: f64 = 1.0 / 4.0;

/// How much more a byte that is sent again counts than the time it takes: it may be paid for.
const AGAIN: f64 = 5.0;

/// Number of faults in the mean distance: enough not to mistake chance for a bad link, and few
/// enough to forget one.
const FAULT_MEMORY: f64 = 8.0;

/// The lowest plausible limit of an intermediary, in bytes: a smaller one is about the file.
const LEAST_LIMIT: u64 = 64 * 1024;

/// The origin of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection broke, or nothing moved for too long.
    Link,
    /// The service responded with a failure.
    Service,
}

/// The size of the next piece, and the observations that determine it.
#[derive(Debug, Clone, PartialEq)]
pub struct PieceSize {
    rule: PieceRule,
    /// The caller's fixed size.
    wish: Option<u64>,
    /// The limit after the service refused a larger piece.
    limit: u64,
    /// The largest piece accepted so far.
    passed: u64,
    /// The limit for the next piece, after a refusal that may be a mistake.
    caution: Option<u64>,
    /// Whether pieces may exceed the first size.
    grows: bool,
    /// Whether round trips matter more than what a break costs.
    hurry: bool,
    size: u64,
    /// The piece in flight: its start time and length.
    under_way: Option<(Millis, u64)>,
    /// Bytes sent, and faults among them; both decay.
    sent: f64,
    faults: f64,
    /// The start of a request without file bytes, and the least time that one took.
    asked: Option<Millis>,
    round_trip: Option<Millis>,
    /// Bytes that the link carries in a round trip.
    in_round_trip: f64,
}

impl PieceSize {
    /// Starts with the kind's first size. It stays fixed if that is the kind's largest, or if the
    /// caller has set a size.
    pub fn new(rule: PieceRule, wish: Option<u64>) -> Self {
        let limit = rule.max;
        let size = rule.first.min(limit);
        Self {
            rule,
            wish,
            limit,
            passed: 0,
            caution: None,
            grows: false,
            hurry: false,
            size,
            under_way: None,
            sent: 0.0,
            faults: 0.0,
            asked: None,
            round_trip: None,
            in_round_trip: 0.0,
        }
    }

    /// Allows pieces beyond the first size. They may have to be sent again, so the source must be
    /// able to give all of their bytes again.
    pub fn let_grow(&mut self) {
        self.grows = true;
    }

    /// Makes pieces larger and lets them grow faster, or no longer. Returns whether larger ones are
    /// possible.
    pub fn hurry(&mut self, hurry: bool) -> bool {
        self.hurry = hurry;
        let most = if self.grows { self.limit } else { self.limit.min(self.rule.first) };
        self.fixed().is_none() && self.size < most
    }

    /// Number of bytes to gather before a piece is sent. Never more than the kind's first size or
    /// the caller's, so that gathering needs no more memory than that.
    pub fn gathered(&self) -> u64 {
        self.fixed().unwrap_or(self.size.min(self.rule.first)).min(self.most())
    }

    /// The current upper limit of a piece.
    fn most(&self) -> u64 {
        self.caution.unwrap_or(u64::MAX).min(self.limit)
    }

    /// Size of the next piece, if `at_hand` bytes can be given now and `missing` are left in total;
    /// `None` if more have to be gathered first.
    pub fn next(&self, at_hand: u64, missing: u64) -> Option<u64> {
        if at_hand < missing.min(self.gathered()) {
            return None;
        }
        let largest = self.fixed().unwrap_or(self.size).min(self.most());
        if missing <= largest.min(at_hand) {
            return Some(missing);
        }
        // Only the last piece of a file may be another size than a multiple.
        let whole = largest.min(at_hand) / self.rule.multiple * self.rule.multiple;
        let stands = self.fixed().is_some_and(|fixed| fixed <= self.most());
        Some(if stands || whole == 0 { largest } else { whole })
    }

    /// A piece of this length starts.
    pub fn begins(&mut self, now: Millis, length: u64) {
        self.under_way = Some((now, length));
    }

    /// A request without file bytes starts.
    pub fn asks(&mut self, now: Millis) {
        self.asked = Some(now);
    }

    /// It was answered. What it took, each piece takes beside its bytes.
    pub fn answered(&mut self, now: Millis) {
        let Some(asked) = self.asked.take() else { return };
        let took = now.saturating_sub(asked);
        self.round_trip = Some(self.round_trip.map_or(took, |least| least.min(took)));
    }

    /// It was not answered.
    pub fn was_not_answered(&mut self) {
        self.asked = None;
    }

    /// Nothing of the piece was sent.
    pub fn did_not_leave(&mut self) {
        self.under_way = None;
    }

    /// The service holds the whole piece.
    pub fn arrived(&mut self, now: Millis) {
        let Some((began, length)) = self.under_way.take() else { return };
        self.passed = self.passed.max(length);
        self.caution = None;
        self.sent += length as f64;
        let took = u128::from(now.saturating_sub(began).max(1));
        if let Some(round_trip) = self.round_trip {
            // A piece that took hardly longer shows a link that is too fast to tell.
            let (took, round_trip) = (took as f64, round_trip as f64);
            self.in_round_trip = length as f64 * round_trip / (took - round_trip).max(took / 2.0);
        }
        let hurry = if self.hurry { HURRY } else { 1 };
        let aim = u128::from(length) * u128::from(AIM_MS * hurry) / took;
        let aim = u64::try_from(aim).unwrap_or(u64::MAX);
        // A piece that was short because the file or the available bytes were says little about
        // much larger ones.
        let growth = 2 * hurry;
        let most = self.size.max(length.saturating_mul(growth)).min(self.size.saturating_mul(growth));
        self.resize(aim.min(most));
    }

    /// The link or the service failed during the piece. Links fail by the byte; services fail by
    /// the request, and smaller pieces would only make more requests.
    pub fn broke(&mut self, by: Fault) {
        let Some((_, length)) = self.under_way.take() else { return };
        // Where in the piece it broke is unknown.
        self.sent += length as f64 / 2.0;
        let smaller = length.min(self.size);
        match by {
            Fault::Link => {
                let fade = 1.0 - 1.0 / FAULT_MEMORY;
                self.sent *= fade;
                self.faults = (self.faults + 1.0) * fade;
                // The distance between faults decides, not this one.
                self.resize(smaller);
            }
            Fault::Service => self.resize(smaller / 2),
        }
    }

    /// A piece was refused for a reason that may pass. Until one is accepted, the next ones are
    /// each half as large, so that all together cost no more than the first.
    pub fn refused(&mut self) {
        let Some((_, length)) = self.under_way.take() else { return };
        self.caution = Some(self.whole(length / 2)).filter(|smaller| *smaller < length);
    }

    /// The service holds part of the refused piece.
    pub fn passed_after_all(&mut self) {
        self.caution = None;
    }

    /// A piece of this length is too large for an intermediary. Returns whether a smaller one is
    /// worth trying: one of a size accepted before, or half of it.
    pub fn too_large(&mut self, length: u64) -> bool {
        let smaller = if (1..length).contains(&self.passed) { self.passed } else { length / 2 };
        let smaller = self.whole(smaller).max(LEAST_LIMIT);
        if smaller >= length {
            return false;
        }
        self.limit = smaller;
        self.size = self.size.min(self.limit);
        true
    }

    /// The largest multiple within a length, and at least one.
    fn whole(&self, length: u64) -> u64 {
        (length / self.rule.multiple * self.rule.multiple).max(self.rule.multiple)
    }

    /// The size at which round trips and what is sent again cost least together: a piece of `s` bytes
    /// costs a round trip, in which the link carries `R`, and with faults every `D` bytes sends `s / 2D`
    /// of them again. `R / s + s / 2D` is least at `s = sqrt(2 R D)`.
    fn cheapest(&self) -> u64 {
        if self.faults == 0.0 {
            return u64::MAX;
        }
        let distance = self.sent / self.faults;
        let cheapest = (2.0 * self.in_round_trip * distance / AGAIN).sqrt();
        // More than any piece by far, if it exceeds an integer.
        cheapest.clamp(distance * FAULT_SHARE, distance * LARGEST_SHARE) as u64
    }

    fn resize(&mut self, size: u64) {
        let cap = self.cheapest();
        let most = if self.grows { self.limit } else { self.limit.min(self.rule.first) };
        let size = size.min(cap).min(most) / self.rule.multiple * self.rule.multiple;
        self.size = size.max(self.rule.multiple);
    }

    /// The size that is fixed whatever the link does, and whatever `size` it leads to.
    fn fixed(&self) -> Option<u64> {
        match self.wish {
            Some(wish) => Some(wish.min(self.rule.max)),
            None => (self.rule.first == self.rule.max).then_some(self.rule.max),
        }
    }
}

#[cfg(test)]
mod tests;
