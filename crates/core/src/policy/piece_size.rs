//! How large pieces are: they follow the link.
//!
//! Large pieces save round trips; what is cut off in the middle is sent again. So a piece is aimed at a few seconds,
//! and kept small against the distance between faults.

use crate::kinds::PieceRule;
use crate::policy::retry::Millis;

/// How long a piece should take, in milliseconds.
const AIM_MS: u64 = 8_000;

/// What part of the mean distance between faults a piece may have. With faults at random, and pieces of which nothing is
/// kept, a part `x` costs about `x / 2` of all bytes again.
const FAULT_SHARE: f64 = 1.0 / 8.0;

/// How many faults back the mean distance looks: long enough not to take chance for a bad link, and short enough to
/// forget one.
const FAULT_MEMORY: f64 = 8.0;

/// No limit on the way is believed to be lower than this, in bytes: what refuses less means the file.
const LEAST_LIMIT: u64 = 64 * 1024;

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection broke, or nothing moved for too long.
    Link,
    /// The service answered that it failed.
    Service,
}

/// The size of the next piece, and what it follows from.
#[derive(Debug, Clone, PartialEq)]
pub struct PieceSize {
    rule: PieceRule,
    /// The caller's wish, which stands.
    wish: Option<u64>,
    /// What the service's refusal of a larger piece has left.
    limit: u64,
    /// The largest piece that has passed.
    passed: u64,
    /// What the next piece may have at most, after a refusal that may be a mistake.
    caution: Option<u64>,
    /// Whether more than the first size is worth having.
    grows: bool,
    size: u64,
    /// The piece under way: when it began, and its length.
    under_way: Option<(Millis, u64)>,
    /// Bytes sent, and faults among them; both fade.
    sent: f64,
    faults: f64,
}

impl PieceSize {
    /// Begins with the kind's first size. It is kept where that is the kind's largest, and where the caller has a wish.
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
            size,
            under_way: None,
            sent: 0.0,
            faults: 0.0,
        }
    }

    /// Allows pieces beyond the first size. They may have to be sent again, so whoever feeds the upload must be able to
    /// give all of their bytes again.
    pub fn let_grow(&mut self) {
        self.grows = true;
    }

    /// The most bytes that are waited for before a piece is sent. Never more than the kind's first size or the caller's
    /// wish, so that gathering them costs no more memory than that.
    pub fn gathered(&self) -> u64 {
        self.fixed().unwrap_or(self.size.min(self.rule.first)).min(self.most())
    }

    /// What no piece exceeds now.
    fn most(&self) -> u64 {
        self.caution.unwrap_or(u64::MAX).min(self.limit)
    }

    /// How many bytes the next piece has, of which `at_hand` can be given now and `missing` are wanted at all; `None`
    /// when more have to be gathered first.
    pub fn next(&self, at_hand: u64, missing: u64) -> Option<u64> {
        if at_hand < missing.min(self.gathered()) {
            return None;
        }
        let largest = self.fixed().unwrap_or(self.size).min(self.most());
        if missing <= largest.min(at_hand) {
            return Some(missing);
        }
        // Only the last piece of a file may be no multiple.
        let whole = largest.min(at_hand) / self.rule.multiple * self.rule.multiple;
        let stands = self.fixed().is_some_and(|fixed| fixed <= self.most());
        Some(if stands || whole == 0 { largest } else { whole })
    }

    /// A piece of this length begins to leave.
    pub fn begins(&mut self, now: Millis, length: u64) {
        self.under_way = Some((now, length));
    }

    /// Nothing of the piece has left.
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
        let aim = u128::from(length) * u128::from(AIM_MS) / took;
        let aim = u64::try_from(aim).unwrap_or(u64::MAX);
        // A piece that was short because the file or the bytes at hand were says little about much larger ones.
        let most = self.size.max(length.saturating_mul(2)).min(self.size.saturating_mul(2));
        self.resize(aim.min(most));
    }

    /// The link or the service failed while the piece was under way. Links fail by the byte; services fail by the
    /// request, and smaller pieces would only make more of those.
    pub fn broke(&mut self, by: Fault) {
        let Some((_, length)) = self.under_way.take() else { return };
        // Where in the piece it broke is not known.
        self.sent += length as f64 / 2.0;
        if by == Fault::Link {
            let fade = 1.0 - 1.0 / FAULT_MEMORY;
            self.sent *= fade;
            self.faults = (self.faults + 1.0) * fade;
        }
        self.resize(length.min(self.size) / 2);
    }

    /// A piece was refused for a reason that may pass. Until one gets through, those that follow are half as large, so
    /// that all of them together cost no more than the first.
    pub fn refused(&mut self) {
        let Some((_, length)) = self.under_way.take() else { return };
        self.caution = Some(self.whole(length / 2)).filter(|smaller| *smaller < length);
    }

    /// The service holds some of the piece that was refused.
    pub fn passed_after_all(&mut self) {
        self.caution = None;
    }

    /// A piece of this length is too large for something on the way. Answers whether a smaller one is worth trying: one
    /// that has passed, or half of it.
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

    /// The whole multiples in a length, and at least one.
    fn whole(&self, length: u64) -> u64 {
        (length / self.rule.multiple * self.rule.multiple).max(self.rule.multiple)
    }

    fn resize(&mut self, size: u64) {
        let cap = match self.faults > 0.0 {
            // More than any piece has by far, where it exceeds what an integer holds.
            true => (self.sent / self.faults * FAULT_SHARE) as u64,
            false => u64::MAX,
        };
        let most = if self.grows { self.limit } else { self.limit.min(self.rule.first) };
        let size = size.min(cap).min(most) / self.rule.multiple * self.rule.multiple;
        self.size = size.max(self.rule.multiple);
    }

    /// The size that stands whatever the link does, and whatever `size` follows it to.
    fn fixed(&self) -> Option<u64> {
        match self.wish {
            Some(wish) => Some(wish.min(self.rule.max)),
            None => (self.rule.first == self.rule.max).then_some(self.rule.max),
        }
    }
}

#[cfg(test)]
mod tests;
