//! A token that the service refuses: renewed once, sent again as it is a few times, then the caller's to mend.

use std::mem::{self, Discriminant};

use crate::error::Error;
use crate::graph::problem::Problem;
use crate::graph::reply::{Reply, Sent};
use crate::graph::request::Purpose;
use crate::policy::errors;
use crate::policy::retry::Millis;
use crate::upload::absent::Absent;
use crate::upload::asking::doing;
use crate::upload::machine::{Asked, Upload};
use crate::upload::state::State;
use crate::upload::status::Doubt;

/// How often in a row a refused token is sent again as it is. One in many refusals is a mistake
/// (OneDrive/onedrive-api-docs issue 1489).
const SAME_TOKEN: u32 = 2;

/// What is known of the token.
#[derive(Debug)]
pub(super) enum TokenState {
    /// It was not refused.
    Fine,
    /// The service refused it at this time, with this error.
    Rejected(Millis, Error),
    /// Another one was fetched after a refusal.
    Renewed,
}

/// Refusals of the token without one of its successes between. That another kind of request passes in the meantime, a
/// question or a look, proves nothing.
#[derive(Debug, Default)]
pub(super) struct TokenRefusals {
    /// What the last of them was for.
    purpose: Option<Discriminant<Purpose>>,
    /// How often the token was sent again as it is.
    repeats: u32,
}

impl Upload {
    /// A token was asked for: whether there is another one now.
    pub fn on_token(&mut self, renewed: bool) {
        if renewed {
            self.token = TokenState::Renewed;
            return;
        }
        if let TokenState::Rejected(now, error) = mem::replace(&mut self.token, TokenState::Fine) {
            self.same_token_again(now, error, "there is no other token, so sign in again");
        }
    }

    /// The claims that the service wants of the next token; empty when it has named none.
    pub fn wanted_claims(&self) -> &str {
        match &self.token {
            TokenState::Rejected(_, error) => &error.details().claims,
            _ => "",
        }
    }

    /// The service took the token that a request carried.
    pub(super) fn token_taken(&mut self, purpose: &Purpose) {
        let refused = self.token_refusals.purpose;
        if refused.is_none_or(|refused| refused == mem::discriminant(purpose)) {
            self.token = TokenState::Fine;
            self.token_refusals = TokenRefusals::default();
        }
    }

    /// The service refused the token that a request carried.
    pub(super) fn token_refused(&mut self, now: Millis, asked: &Asked, reply: &Reply) {
        let error =
            self.with_hint(errors::of_problem(&Problem::of(reply), &doing(&asked.purpose), &self.host));
        self.token_refusals.purpose = Some(mem::discriminant(&asked.purpose));
        self.state = self.after_token_refusal(now, asked);
        match mem::replace(&mut self.token, TokenState::Fine) {
            TokenState::Renewed => {
                self.same_token_again(now, error, "a renewed token was refused too, so sign in again");
            }
            _ => self.token = TokenState::Rejected(now, error),
        }
    }

    /// A request that makes the file may have made it, however it was answered.
    fn after_token_refusal(&mut self, now: Millis, asked: &Asked) -> State {
        match (self.take_state(), &asked.purpose) {
            (State::Sending(mut session), Purpose::Piece { range, last: true }) => {
                session.note_turned_away(range, Sent::All, false);
                State::Asking(session, Doubt::default())
            }
            (State::Inline, _) => self.look_first(now, Absent::Inline),
            (State::Committing(session), _) => self.look_first(now, Absent::Commit(session)),
            (state, _) => state,
        }
    }

    /// Sends the token once more as it is, or ends the attempt. A challenge that names claims cannot pass.
    fn same_token_again(&mut self, now: Millis, error: Error, why: &str) {
        let state = self.take_state();
        if self.token_refusals.repeats < SAME_TOKEN && error.details().claims.is_empty() {
            self.token_refusals.repeats += 1;
            self.state = self.again_later(now, state, error);
            return;
        }
        let message = format!("{error}; {why}");
        self.state = self.pause_in(state, error.with(|details| details.message = message));
    }
}
