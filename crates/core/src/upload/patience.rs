//! Waiting: after a failed attempt, for as long as the service asks, and when the patience ends.

use crate::defect::{Defect, is_made};
use crate::error::{Error, Status};
use crate::policy::retry::{Millis, Pace};
use crate::upload::absent::{Absent, Again};
use crate::upload::ending::After;
use crate::upload::look_up::Looking;
use crate::upload::machine::Upload;
use crate::upload::state::State;
use crate::upload::status::Doubt;

/// Why nothing is sent for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WaitsFor {
    /// Nothing is waited for.
    #[default]
    Nothing,
    /// The service has asked to slow down.
    Throttled,
    /// The item, or its name, is locked by someone or by an upload session.
    Locked,
    /// There is no connection.
    Offline,
    /// The service has failed or refused, and is asked again.
    Retrying,
    /// What was stored may show late.
    Settling,
    /// Another upload of the same client is at the same message.
    InLine,
}

/// What is waited for, and what the service called it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wait {
    /// Why.
    pub reason: WaitsFor,
    /// The service's code, empty when there is none.
    pub code: String,
}

impl Wait {
    /// What an error is waited out for.
    fn after(error: &Error) -> Self {
        let details = error.details();
        let reason = match details.http_status {
            0 => WaitsFor::Offline,
            409 | 423 => WaitsFor::Locked,
            429 | 509 => WaitsFor::Throttled,
            503 if details.retry_after_ms.is_some() => WaitsFor::Throttled,
            _ => WaitsFor::Retrying,
        };
        Self { reason, code: details.service_code.clone() }
    }

    /// A wait that no response is the reason of.
    pub(super) fn of(reason: WaitsFor) -> Self {
        Self { reason, code: String::new() }
    }
}

impl Upload {
    /// Ends this attempt with an error. The upload stays in `state`, so that the caller can go on later.
    pub(super) fn pause_in(&mut self, state: State, error: Error) -> State {
        self.state = state;
        self.paused = Some(self.with_facts(error));
        self.take_state()
    }

    /// A failed attempt, after which the upload is in `state`: wait if the budget allows, else end the attempt.
    pub(super) fn again_later(&mut self, now: Millis, state: State, error: Error) -> State {
        let retry_after = error.details().retry_after_ms.filter(|_| !is_made(Defect::RetryAfterIgnored));
        let pace = match error.details().http_status {
            409 | 423 if is_lock(&error) => Pace::Slow,
            _ => Pace::Quick,
        };
        if pace == Pace::Slow && !self.plan.policy.waits_for_locks {
            return self.locked(state, error);
        }
        match self.budget.failed(now, retry_after, pace) {
            Some(until) => {
                self.waiting = Wait::after(&error);
                self.not_before = until;
                self.note(format!("{error}; trying again in {} ms", until.saturating_sub(now)));
                state
            }
            None => self.out_of_patience(state, error),
        }
    }

    /// Repeats what may be a mistake, so often at most without progress; then the refusal holds.
    pub(super) fn repeat_or(
        &mut self,
        now: Millis,
        most: u32,
        state: State,
        error: Error,
        otherwise: impl FnOnce(&mut Self, Error) -> State,
    ) -> State {
        match self.repeats.allow(error.details().http_status, most) {
            true => self.again_later(now, state, error),
            false => otherwise(self, error),
        }
    }

    /// The budget is used up. Where the file may be stored, the target is looked at before that is called unknown.
    fn out_of_patience(&mut self, state: State, error: Error) -> State {
        let attempts = self.budget.attempts();
        let tried_all = attempts >= self.budget.policy().attempts;
        let throttled = !tried_all && error.details().retry_after_ms.is_some();
        let answered = error.details().http_status != 0;
        let mut why = match tried_all {
            true => format!("gave up after {attempts} attempts without progress: {error}"),
            false => format!("gave up, as the next attempt would come after the retry time: {error}"),
        };
        if let Some(refusal) = refusal_before(&state) {
            why.push_str(&format!("; before that, {refusal}"));
        }
        let error = error.with(|details| {
            details.message = why;
            details.status = if throttled { Status::Throttled } else { details.status };
        });
        self.give_up_waiting(state, error, answered, throttled)
    }

    fn give_up_waiting(&mut self, state: State, error: Error, answered: bool, throttled: bool) -> State {
        let looks = answered && !throttled && self.can_look();
        match state {
            // The service has refused the last piece to the end: whoever calls again has to start anew.
            State::Asking(session, _) if looks && session.completion.was_wanted_again() => {
                let error = error.with(|details| details.retryable = false);
                self.look_up(Absent::Fail(Some(session), error))
            }
            State::Looking(Looking {
                absent:
                    Absent::Resend(session)
                    | Absent::ResendUntold(session)
                    | Absent::Later(Again::Piece(session), _),
                ..
            }) if looks => {
                let error = error.with(|details| details.retryable = false);
                self.look_up(Absent::Fail(Some(session), error))
            }
            State::Looking(Looking {
                absent:
                    Absent::Resend(session)
                    | Absent::ResendUntold(session)
                    | Absent::Later(Again::Piece(session), _),
                ..
            }) => self.pause_in_doubt(State::Asking(session, Doubt::default()), error),
            State::Looking(Looking {
                refused: true,
                absent: Absent::Inline | Absent::Later(Again::Inline, _),
                ..
            }) if looks => self.look_up(Absent::Fail(None, error)),
            State::Asking(session, _)
                if session.completion.may_be_stored() && !throttled && self.can_look() =>
            {
                self.look_up(Absent::Unreachable(session, error))
            }
            // It was merely turned away, so that it is not stored; the session is good for another call.
            State::Asking(session, _) if looks && session.completion.was_sent() && !session.has_past() => {
                self.look_up(Absent::Keep(session, error))
            }
            state => self.pause_in_doubt(state, error),
        }
    }

    /// Something is locked, and the caller does not want to wait for it.
    fn locked(&mut self, state: State, error: Error) -> State {
        let error = error.with(|details| details.retryable = true);
        match state {
            State::Looking(Looking { absent: Absent::Resend(session), .. }) => {
                State::Looking(Looking::after_refusal(Absent::Keep(session, error)))
            }
            State::Looking(Looking { refused: true, absent: Absent::Inline, .. }) => {
                State::Looking(Looking::after_refusal(Absent::Fail(None, error)))
            }
            state => self.pause_in(state, error),
        }
    }

    /// Ends this attempt with an error, which is *outcome unknown* where the file may be stored.
    pub(super) fn pause_in_doubt(&mut self, state: State, error: Error) -> State {
        if !state.is_undecided() {
            return self.pause_in(state, error);
        }
        let message = format!("the file may or may not be stored, and finishing looks again; {error}");
        let error = error.with(|details| {
            details.message = message;
            details.status = Status::OutcomeUnknown;
        });
        self.pause_in(state, error)
    }

    /// Rests for a time of our own; what the service asks for may be longer.
    pub(super) fn rest(&mut self, now: Millis, wait: u64) {
        self.waiting = Wait::of(WaitsFor::Settling);
        self.not_before = now.saturating_add(wait);
    }

    /// Rests for so many first backoffs, so that a caller who wants to be quick is.
    pub(super) fn rest_for(&mut self, now: Millis, backoffs: u64) {
        let policy = &self.plan.policy;
        let wait = policy.backoff_first_ms.saturating_mul(backoffs).min(policy.backoff_max_ms);
        self.rest(now, wait);
    }

    /// What is waited for, while [`crate::upload::Step::Wait`] is the next step.
    pub fn waits_for(&self, now: Millis) -> Wait {
        match self.throttled_until > now && self.throttled_until >= self.not_before {
            true => Wait { reason: WaitsFor::Throttled, code: self.waiting.code.clone() },
            false => self.waiting.clone(),
        }
    }

    pub(super) fn rest_is_over(&mut self) {
        self.not_before = 0;
        self.throttled_until = 0;
    }

    /// When the next request may go out. Whoever gives up an upload is not kept waiting by what it has met.
    pub(super) fn resting_until(&self) -> Millis {
        match &self.state {
            State::Discarding(_, After::Fail(_)) => 0,
            // The wait is for the name to be free, and deleting the session is what frees it.
            State::Discarding(_, After::Create) => self.throttled_until,
            _ => self.not_before.max(self.throttled_until),
        }
    }
}

/// The refusal that a question or a look was to settle.
fn refusal_before(state: &State) -> Option<&Error> {
    match state {
        State::Asking(_, doubt) => doubt.refused.as_ref().map(|refusal| &refusal.error),
        State::Looking(looking) => looking.absent.decided(),
        _ => None,
    }
}

/// Whether an error is about a lock rather than about another writer.
fn is_lock(error: &Error) -> bool {
    error.details().service_code != "ErrorIrresolvableConflict"
}
