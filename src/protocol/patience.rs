//! Waiting: after a failed attempt, for as long as the service asks, and when the patience ends.

use crate::error::{Error, Status};
use crate::protocol::retry::Millis;
use crate::protocol::upload::{State, Upload, may_be_stored};

impl Upload {
    /// Ends this attempt with an error. The upload stays in `state`, so that the caller can go on later.
    pub(super) fn pause_in(&mut self, state: State, error: Error) -> State {
        self.state = state;
        self.paused = Some(self.with_facts(error));
        self.take_state()
    }

    /// A failed attempt, after which the upload is in `state`: wait if the budget allows, else pause.
    pub(super) fn again_later(&mut self, now: Millis, state: State, error: Error) -> State {
        let retry_after = error.details().retry_after_ms;
        if let Some(wait) = retry_after {
            // Kept beyond a pause: the service's wish outlives the caller's patience.
            self.throttled_until = now.saturating_add(wait);
        }
        match self.budget.failed(now, retry_after) {
            Some(until) => {
                self.not_before = until;
                self.note(format!("{error}; trying again in {} ms", until.saturating_sub(now)));
                state
            }
            None => {
                let attempts = self.budget.attempts();
                let doubtful = may_be_stored(&state);
                let unknown = "the file may or may not be stored, and finishing looks again; ";
                let doubt = if doubtful { unknown } else { "" };
                let message = match attempts < self.budget.policy().attempts {
                    true => format!(
                        "{doubt}gave up, as the next attempt would come after the retry time: {error}"
                    ),
                    false => format!("{doubt}gave up after {attempts} attempts without progress: {error}"),
                };
                let error = error.with(|details| {
                    details.message = message;
                    details.status = if doubtful { Status::OutcomeUnknown } else { details.status };
                });
                self.pause_in(state, error)
            }
        }
    }

    /// Rests for as long as the service asks for, or else for a time of our own.
    pub(super) fn rest(&mut self, now: Millis, asked_for: Option<u64>, otherwise: u64) {
        match asked_for {
            Some(wait) => self.throttled_until = now.saturating_add(wait),
            None => self.not_before = now.saturating_add(otherwise),
        }
    }

    pub(super) fn rest_is_over(&mut self) {
        self.not_before = 0;
        self.throttled_until = 0;
    }

    pub(super) fn resting_until(&self) -> Millis {
        self.not_before.max(self.throttled_until)
    }

    pub(super) fn wait_is_too_long(&self, now: Millis) -> bool {
        self.throttled_until.saturating_sub(now) > self.plan.policy.elapsed_ms
    }

    pub(super) fn still_throttled(&self, now: Millis) -> Error {
        let wait = self.throttled_until.saturating_sub(now);
        let message =
            format!("the service asked to wait another {wait} ms, which is longer than the retry budget");
        self.with_facts(Error::new(Status::Throttled, message).with(|details| {
            details.retry_after_ms = Some(wait);
        }))
    }
}
