//! The caller's calls: each goes on with the upload in its own way.

use std::mem;

use crate::error::Error;
use crate::policy::retry::Repeats;
use crate::upload::departure::Departure;
use crate::upload::machine::{Call, Machine};
use crate::upload::state::{Asking, Committing, Ending, Sending, State};
use crate::upload::token::{TokenRefusals, TokenState};

/// What a new call wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NewCall {
    Resume,
    Finish,
    Refresh,
    Discard,
}

impl Machine {
    /// A new call. Over a request that is out it begins once that is answered: whatever comes then is that request's.
    pub(super) fn begin(&mut self, call: NewCall) {
        if let Departure::Out(_) = self.departure {
            self.next_call = Some(call);
            return;
        }
        match call {
            NewCall::Resume => self.call_again(),
            NewCall::Finish => self.finish(),
            NewCall::Refresh => self.refresh(),
            NewCall::Discard => self.discard(),
        }
    }

    /// An error that was not fetched is told no more.
    fn call_again(&mut self) {
        self.departure.drop_unsent();
        self.context.may_commit = false;
        self.call = Call::Open;
        match mem::replace(&mut self.rests, false) {
            true => self.context.budget.rested(),
            false => {
                self.context.budget.renew();
                self.context.repeats = Repeats::default();
            }
        }
        self.context.waits.let_go();
        self.token = TokenState::Fine;
        self.token_refusals = TokenRefusals::default();
        let can_look = self.context.can_look();
        self.state = self.take_state().resumed(can_look);
    }

    fn finish(&mut self) {
        self.call_again();
        self.context.may_commit = true;
    }

    fn refresh(&mut self) {
        self.call_again();
        self.state = match self.take_state() {
            State::Sending(Sending { session }) | State::Committing(Committing { session }) => {
                Asking::about(session).into()
            }
            state => state,
        };
    }

    fn discard(&mut self) {
        self.call_again();
        // One request more is no burden, and whoever gives up does not want to wait.
        self.context.waits.end();
        self.state = self.take_state().discarded(&mut self.context);
    }

    pub(super) fn cancel(&mut self) {
        self.departure.drop_unsent();
        if !matches!(self.call, Call::Paused(_)) {
            self.call = Call::Cancelled;
        }
    }

    /// Ends the call with an error of the host's.
    pub(super) fn fails_with(&mut self, error: Error) {
        self.departure.drop_unsent();
        self.call = Call::Paused(self.context.told(self.with_doubt(error)));
    }

    /// Takes the state out for a transition, which always puts another one back.
    pub(super) fn take_state(&mut self) -> State {
        let broken = Error::bug("a transition was left half-way");
        mem::replace(&mut self.state, Ending::Failed(broken).into())
    }
}
