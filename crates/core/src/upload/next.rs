//! What a state makes of an input, and the one place where budget, waits and notes are applied to it.

use crate::error::{Error, Status};
use crate::policy::retry::{Millis, Pace};
use crate::upload::context::Context;
use crate::upload::failure::Failure;
use crate::upload::machine::{Call, Machine};
use crate::upload::setback::Setback;
use crate::upload::state::State;
use crate::upload::waits::Wait;

/// What follows an input.
#[derive(Debug)]
pub(super) enum Next {
    /// This state, at once.
    Go(State),
    /// This state after a wait of our own, in milliseconds. It costs no attempt.
    After(Millis, State),
    /// An attempt has failed: this state after a wait, if the budget allows one.
    Retry(State, Setback),
    /// The same, with a wait of our own, in milliseconds, in place of the backoff.
    RetryAfter(Millis, State, Setback),
    /// The call ends with this error; the next one goes on in this state.
    Pause(State, Error),
}

impl<S: Into<State>> From<S> for Next {
    fn from(state: S) -> Self {
        Self::Go(state.into())
    }
}

impl Next {
    /// The call ends.
    pub fn pause(state: impl Into<State>, error: impl Into<Error>) -> Self {
        Self::Pause(state.into(), error.into())
    }

    /// The call ends, as *outcome unknown* where nothing has decided.
    pub fn pause_in_doubt(state: State, error: impl Into<Error>) -> Self {
        let error = error.into();
        if !state.is_undecided() {
            return Self::Pause(state, error);
        }
        let message = format!("the file may or may not be stored, and finishing looks again; {error}");
        let error =
            error.with(|details| (details.message, details.status) = (message, Status::OutcomeUnknown));
        Self::Pause(state, error)
    }

    /// The same after a failed attempt. A call that ends here still ends.
    pub fn retry(self, setback: Setback) -> Self {
        match self {
            Self::Go(state) => Self::Retry(state, setback),
            other => other,
        }
    }

    /// The same after a wait of our own, in milliseconds.
    pub fn after(self, wait: Millis) -> Self {
        match self {
            Self::Go(state) => Self::After(wait, state),
            other => other,
        }
    }
}

impl Machine {
    /// Takes over what follows.
    pub(super) fn apply(&mut self, now: Millis, next: Next) {
        match next {
            Next::Go(state) => self.state = state,
            Next::After(wait, state) => {
                self.context.waits.rest(now, wait);
                self.state = state;
            }
            Next::Retry(state, setback) => {
                let next = self.context.try_again(now, state, setback);
                self.apply(now, next);
            }
            Next::RetryAfter(wait, state, setback) => {
                self.apply(now, Next::Retry(state, setback));
                self.context.waits.rest(now, wait);
            }
            Next::Pause(state, error) => {
                self.state = state;
                let error = self.with_facts(error);
                self.call = Call::Paused(self.context.told(error));
            }
        }
    }
}

impl Context {
    /// After a failed attempt: waits if the budget allows, or else ends the call.
    fn try_again(&mut self, now: Millis, state: State, setback: Setback) -> Next {
        let pace = setback.pace();
        if pace == Pace::Slow && !self.plan.policy.waits_for_locks {
            return state.without_waiting(Failure::from(setback).with(|details| details.retryable = true));
        }
        match self.budget.failed(now, setback.asks_to_wait(), pace) {
            Some(until) => {
                self.waits.until(until, Wait::after(&setback));
                self.note(format!("{setback}; trying again in {} ms", until.saturating_sub(now)));
                Next::Go(state)
            }
            None => self.exhausted(state, setback),
        }
    }

    /// The budget is used up. Where the file may be stored, the target is looked at before that is called unknown.
    fn exhausted(&mut self, state: State, setback: Setback) -> Next {
        let attempts = self.budget.attempts();
        let tried_all = attempts >= self.budget.policy().attempts;
        let throttled = !tried_all && setback.asks_to_wait().is_some();
        let by = match (throttled, setback.is_answered()) {
            (true, _) => Exhausted::Throttled,
            (false, true) => Exhausted::Refused,
            (false, false) => Exhausted::Unanswered,
        };
        let mut why = match tried_all {
            true => format!("gave up after {attempts} attempts without progress: {setback}"),
            false => format!("gave up, as the next attempt would come after the retry time: {setback}"),
        };
        if let Some(refusal) = state.to_settle() {
            why.push_str(&format!("; before that, {refusal}"));
        }
        let failure = Failure::from(setback).with(|details| {
            details.message = why;
            details.status = if throttled { Status::Throttled } else { details.status };
        });
        state.exhausted(self, failure, by)
    }

    /// Repeats what may be a mistake, so often at most without progress; then the refusal holds.
    pub fn repeat_or(
        &mut self,
        most: u32,
        state: impl Into<Next>,
        setback: Setback,
        otherwise: impl FnOnce(&mut Self, Setback) -> Next,
    ) -> Next {
        match self.may_repeat(most, &setback) {
            true => state.into().retry(setback),
            false => otherwise(self, setback),
        }
    }

    /// Whether what may be a mistake may be repeated once more, so often at most without progress.
    pub fn may_repeat(&mut self, most: u32, setback: &Setback) -> bool {
        self.repeats.allow(setback.http_status(), most)
    }
}

/// What has used up the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exhausted {
    /// The service asks for a longer wait than is left.
    Throttled,
    /// The service has refused to the end.
    Refused,
    /// No answer came.
    Unanswered,
}
