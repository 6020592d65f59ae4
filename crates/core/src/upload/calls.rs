//! The caller's calls: each goes on with the upload in its own way.

use std::mem;

use crate::error::Error;
use crate::graph::reply::{Lost, LostWhy, Sent};
use crate::policy::retry::{Millis, Repeats};
use crate::upload::departure::Departure;
use crate::upload::machine::{Call, Machine};
use crate::upload::state::{Asking, Ending, Sending, State};
use crate::upload::token::{TokenRefusals, TokenState};

impl Machine {
    /// A new call: what the last one has not fetched is told no more.
    pub(super) fn call_again(&mut self, now: Millis) {
        self.withdraw(now);
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

    pub(super) fn finish(&mut self, now: Millis) {
        self.call_again(now);
        self.context.may_commit = true;
    }

    pub(super) fn refresh(&mut self, now: Millis) {
        self.call_again(now);
        self.state = match self.take_state() {
            State::Sending(Sending { session }) => Asking::about(session).into(),
            state => state,
        };
    }

    pub(super) fn discard(&mut self, now: Millis) {
        self.call_again(now);
        // One request more is no burden, and whoever gives up does not want to wait.
        self.context.waits.end();
        let can_look = self.context.can_look();
        self.state = self.take_state().discarded(can_look);
    }

    pub(super) fn cancel(&mut self) {
        if !matches!(self.departure, Departure::Out(_)) {
            self.departure = Departure::Idle;
        }
        if !matches!(self.call, Call::Paused(_)) {
            self.call = Call::Cancelled;
        }
    }

    /// Ends the call with an error of the host's.
    pub(super) fn fails_with(&mut self, error: Error) {
        self.departure = Departure::Idle;
        self.call = Call::Paused(self.with_facts(error));
    }

    /// A request that has not left stays here. Of one that is out nobody can say what becomes of it.
    fn withdraw(&mut self, now: Millis) {
        match self.departure {
            Departure::Out(_) => self.no_response(now, &Lost::new(LostWhy::Cancelled, Sent::All)),
            _ => self.departure = Departure::Idle,
        }
    }

    /// Takes the state out for a transition, which always puts another one back.
    pub(super) fn take_state(&mut self) -> State {
        let broken = Error::bug("a transition was left half-way");
        mem::replace(&mut self.state, Ending::Failed(broken).into())
    }
}
