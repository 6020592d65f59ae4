//! When to give up: the budget of attempts without progress, backoff, and `Retry-After`.

use crate::policy::throttle;

/// Monotonic milliseconds; only differences are meaningful.
pub type Millis = u64;

/// The caller's retry budget and wait times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Number of attempts in a row that may end without a newly confirmed byte.
    pub attempts: u32,
    /// How long such attempts may take together, including waits, in milliseconds.
    pub elapsed_ms: u64,
    /// The first backoff; doubles with each attempt.
    pub backoff_first_ms: u64,
    /// The longest backoff.
    pub backoff_max_ms: u64,
    /// How long to look for a file whose last response was lost before it counts as not stored.
    pub settle_ms: u64,
    /// Whether to wait for an item that someone has locked (423).
    pub waits_for_locks: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempts: 8,
            elapsed_ms: 30 * 60_000,
            backoff_first_ms: 1_000,
            backoff_max_ms: 60_000,
            settle_ms: 60_000,
            waits_for_locks: true,
        }
    }
}

/// When another attempt makes sense if the service does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// A connection broke, and another one may well hold: at once if bytes were newly confirmed since
    /// the last failed attempt, otherwise as `Quick`.
    AtOnce,
    /// The fault may be gone in a second.
    Quick,
    /// Something is locked, by a person or by a session that has to expire: never sooner than half
    /// the longest backoff.
    Slow,
}

/// Counts attempts without progress.
#[derive(Debug, Clone)]
pub struct Budget {
    policy: Policy,
    attempts: u32,
    /// Whether a byte was newly confirmed since the last failed attempt.
    progressed: bool,
    since: Option<Millis>,
    jitter: fastrand::Rng,
}

impl Budget {
    /// A full budget.
    pub fn new(policy: Policy, seed: u64) -> Self {
        Self { policy, attempts: 0, progressed: false, since: None, jitter: fastrand::Rng::with_seed(seed) }
    }

    /// Reseeds the jitter.
    pub fn reseed(&mut self, seed: u64) {
        self.jitter = fastrand::Rng::with_seed(seed);
    }

    /// Attempts in a row without progress.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The caller's retry budget and wait times.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// A byte was newly confirmed.
    pub fn progressed(&mut self) {
        self.renew();
        self.progressed = true;
    }

    /// A byte was newly confirmed, or the caller asked to continue.
    pub fn renew(&mut self) {
        self.attempts = 0;
        self.since = None;
    }

    /// Excludes time from the budget: attempts still count, their time does not.
    pub fn rested(&mut self) {
        self.since = None;
    }

    /// Excludes a wait of this many milliseconds from the time without progress.
    pub fn waits(&mut self, wait_ms: u64) {
        self.since = self.since.map(|since| since.saturating_add(wait_ms));
    }

    /// Counts a failed attempt. Returns when to try again, or `None` if the budget is used up or
    /// would be before the service allows another attempt.
    pub fn failed(&mut self, now: Millis, retry_after_ms: Option<u64>, pace: Pace) -> Option<Millis> {
        self.attempts += 1;
        let progressed = std::mem::take(&mut self.progressed);
        let since = *self.since.get_or_insert(now);
        if self.attempts >= self.policy.attempts {
            return None;
        }
        let until = now.saturating_add(retry_after_ms.unwrap_or_else(|| match pace {
            Pace::AtOnce if progressed => 0,
            pace => self.backoff(pace),
        }));
        (until.saturating_sub(since) <= self.policy.elapsed_ms).then_some(until)
    }

    /// A time a little after `until`, so that clients with the same wait do not return together.
    pub fn spread(&mut self, now: Millis, until: Millis) -> Millis {
        let spread = throttle::spread_ms(until.saturating_sub(now));
        until.saturating_add(self.jitter.u64(0..=spread))
    }

    /// Full jitter: uniform between zero and the doubled limit, so that clients do not return
    /// together.
    fn backoff(&mut self, pace: Pace) -> u64 {
        let longest = self.policy.backoff_max_ms;
        if pace == Pace::Slow {
            return self.jitter.u64(longest / 2..=longest);
        }
        let doublings = self.attempts.saturating_sub(1).min(32);
        let ceiling = self.policy.backoff_first_ms.saturating_mul(1 << doublings);
        self.jitter.u64(0..=ceiling.min(longest))
    }
}

/// How often in a row a possible mistake was repeated without progress. Another refusal may be
/// another mistake, and is counted separately; the budget ends them all.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    status: u16,
    times: u32,
}

impl Repeats {
    /// Whether a refusal with this status may be repeated once more.
    pub fn allow(&mut self, status: u16, most: u32) -> bool {
        if self.status != status {
            *self = Self { status, times: 0 };
        }
        let allowed = self.times < most;
        self.times += u32::from(allowed);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_doubles_to_its_limit_and_is_spread() {
        let mut longest = [0; 8];
        for seed in 0..500 {
            let mut budget = Budget::new(Policy { attempts: 9, ..Policy::default() }, seed);
            for (attempt, longest) in longest.iter_mut().enumerate() {
                let wait = budget.failed(1_000, None, Pace::Quick).expect("within the budget") - 1_000;
                let ceiling = (1_000 << attempt).min(60_000);
                assert!(wait <= ceiling, "attempt {attempt}: {wait}");
                *longest = wait.max(*longest);
            }
        }
        assert!(longest[0] > 900 && longest[7] > 55_000, "{longest:?}");
    }

    #[test]
    fn the_budget_ends_by_count_and_by_time() {
        let mut budget = Budget::new(Policy::default(), 1);
        assert_eq!((0..8).filter(|_| budget.failed(0, None, Pace::Quick).is_some()).count(), 7);
        budget.renew();
        assert_eq!(budget.failed(10, Some(5_000), Pace::Quick), Some(5_010));
        assert_eq!(
            budget.failed(5_010, Some(30 * 60_000), Pace::Quick),
            None,
            "the service asks for longer than the budget"
        );
        budget.renew();
        assert_eq!(budget.failed(5_010, Some(u64::MAX), Pace::Quick), None);
    }

    #[test]
    fn a_break_after_progress_is_retried_at_once_and_the_next_one_is_not() {
        let mut at_once = [0; 3];
        for seed in 0..100 {
            let mut budget = Budget::new(Policy::default(), seed);
            let mut wait = |budget: &mut Budget, which: usize, pace| {
                at_once[which] += u32::from(budget.failed(7, None, pace) == Some(7));
            };
            budget.progressed();
            wait(&mut budget, 0, Pace::AtOnce);
            wait(&mut budget, 1, Pace::AtOnce);
            budget.progressed();
            wait(&mut budget, 1, Pace::Quick);
            wait(&mut budget, 1, Pace::AtOnce);
            // To be asked to continue is no progress.
            budget.renew();
            wait(&mut budget, 2, Pace::AtOnce);
            assert_eq!(budget.attempts(), 1);
        }
        assert_eq!(at_once[0], 100);
        assert!(at_once[1] < 10 && at_once[2] < 10, "{at_once:?}");
    }

    #[test]
    fn what_is_locked_is_tried_again_slowly() {
        let mut budget = Budget::new(Policy { attempts: 500, ..Policy::default() }, 3);
        for _ in 0..499 {
            budget.since = None;
            let wait = budget.failed(0, None, Pace::Slow).expect("within the budget");
            assert!((30_000..=60_000).contains(&wait), "{wait}");
        }
    }
}
