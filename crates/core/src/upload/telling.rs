//! Errors as they are handed over: what has decided, what is known besides, and whether the file may be stored all the same.

use crate::error::{Error, Status};
use crate::kinds::Family;
use crate::upload::context::Context;
use crate::upload::machine::Machine;
use crate::upload::state::State;

/// How a call ends that an error is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// A response has decided, or the lack of one.
    Decided,
    /// Something else stops it, without a last look.
    Interrupted,
}

/// What decides whether the file may be stored although a call failed.
#[derive(Debug, Clone, Copy)]
struct Known {
    status: Status,
    ends: Ends,
    /// Where it stands, the file may be stored.
    state: bool,
    /// A last piece may still be on its way.
    stray: bool,
    /// The file of an earlier session was looked for once only.
    unsettled: bool,
    /// A last piece has left in this session.
    sent: bool,
    /// A look for the file of an earlier session was given up.
    earlier: bool,
}

impl Known {
    /// The one rule of `gu_error_in_doubt`.
    fn in_doubt(self) -> bool {
        let decided = self.status == Status::OutcomeUnknown || self.state || self.stray || self.unsettled;
        // A piece that was refused and is wanted again may still become the file, and another session's file may show.
        decided || self.ends == Ends::Interrupted && (self.sent || self.earlier)
    }
}

impl Machine {
    /// The caller stopped between two requests.
    pub fn interrupted(&self) -> Error {
        self.with_doubt(Error::new(Status::Cancelled, "the caller cancelled"))
    }

    /// Adds what is known about the upload to an error that ends an attempt without a last look.
    pub fn with_doubt(&self, error: Error) -> Error {
        self.context.with_known(Some(&self.state), error, Ends::Interrupted)
    }

    /// Adds what is known about the upload to an error.
    pub fn with_facts(&self, error: Error) -> Error {
        self.context.with_facts(Some(&self.state), error)
    }
}

impl Context {
    /// Adds what is known of an upload in this state, or of one that has no session any more, to an error.
    pub(super) fn with_facts(&self, state: Option<&State>, error: Error) -> Error {
        self.with_known(state, error, Ends::Decided)
    }

    fn with_known(&self, state: Option<&State>, error: Error, ends: Ends) -> Error {
        let completion = state.and_then(State::session).map(|session| session.completion);
        let known = Known {
            status: error.status(),
            ends,
            state: state.is_some_and(State::may_be_stored),
            stray: completion.is_some_and(|completion| completion.may_yet_arrive()),
            unsettled: self.history.unsettled,
            sent: completion.is_some_and(|completion| completion.was_sent()),
            earlier: self.history.given_up_looking && !self.history.ended.is_empty(),
        };
        error.with(|details| {
            details.offset = state.map_or(0, |state| state.confirmed(self.plan.size));
            details.attempts = self.budget.attempts();
            details.in_doubt |= known.in_doubt();
        })
    }

    /// What the caller can do about a refusal that the service does not explain.
    pub(super) fn hint(&self, status: Status) -> String {
        match status {
            Status::Denied | Status::SignIn if self.sent_token => {
                let (title, permission) = (self.rules().title, self.plan.target.permission());
                format!("; {title} needs {permission}")
            }
            Status::TooLarge if matches!(self.family(), Family::Exchange | Family::Todo) => {
                let most = self.rules().size_max / (1024 * 1024);
                format!(
                    "; the tenant's limit for messages (35 MB by default) may be lower than the {most} MiB of the kind"
                )
            }
            _ => String::new(),
        }
    }

    /// An error as it is handed over: what has decided comes first, then what was before. Where a second way has failed
    /// too, the first refusal is what decided.
    pub(super) fn told(&self, error: Error) -> Error {
        let error = match &self.history.first_refusal {
            Some(first) if error.status() != Status::Cancelled && error.details().http_status != 0 => {
                let second = format!("; the other way did not work either: {error}");
                let details = error.details().clone();
                first.error().with(|first| {
                    first.message.push_str(&second);
                    (first.in_doubt, first.offset, first.attempts) =
                        (details.in_doubt, details.offset, details.attempts);
                })
            }
            _ => error,
        };
        let count = match self.history.ended.len() {
            0 => return error,
            1 => "an upload session had ended before".to_owned(),
            count => format!("{count} upload sessions had ended before"),
        };
        let story = format!("; {count}: {}", self.history.ended.join("; "));
        error.with(|details| details.message.push_str(&story))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_the_file_may_be_stored_after_a_failure() {
        let none = Known {
            status: Status::Network,
            ends: Ends::Decided,
            state: false,
            stray: false,
            unsettled: false,
            sent: false,
            earlier: false,
        };
        let stopped = Known { ends: Ends::Interrupted, ..none };
        for (known, expected) in [
            (none, false),
            (Known { status: Status::OutcomeUnknown, ..none }, true),
            (Known { state: true, ..none }, true),
            (Known { stray: true, ..none }, true),
            (Known { unsettled: true, ..none }, true),
            // After a last look what has been sent was found or not.
            (Known { sent: true, ..none }, false),
            (Known { earlier: true, ..none }, false),
            (stopped, false),
            (Known { status: Status::OutcomeUnknown, ..stopped }, true),
            (Known { state: true, ..stopped }, true),
            (Known { stray: true, ..stopped }, true),
            (Known { unsettled: true, ..stopped }, true),
            (Known { sent: true, ..stopped }, true),
            (Known { earlier: true, ..stopped }, true),
        ] {
            assert_eq!(known.in_doubt(), expected, "{known:?}");
        }
    }
}
