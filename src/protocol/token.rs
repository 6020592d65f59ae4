//! A token that the service refuses: renewed once, then the caller's to mend.

use std::mem;

use crate::error::Error;
use crate::protocol::asking::doing;
use crate::protocol::problem::Problem;
use crate::protocol::reply::Reply;
use crate::protocol::upload::{Asked, Upload};

/// What is known of the token.
#[derive(Debug)]
pub(super) enum TokenState {
    /// It was not refused.
    Fine,
    /// The service refused it, with this error.
    Rejected(Error),
    /// Another one was fetched after a refusal.
    Renewed,
}

impl Upload {
    /// A token was asked for: whether there is another one now.
    pub fn on_token(&mut self, renewed: bool) {
        if renewed {
            self.token = TokenState::Renewed;
            return;
        }
        if let TokenState::Rejected(error) = mem::replace(&mut self.token, TokenState::Fine) {
            let message = format!("{error}; there is no other token, so sign in again");
            let state = self.take_state();
            self.state = self.pause_in(state, error.with(|details| details.message = message));
        }
    }

    /// The service refused the token that a request carried.
    pub(super) fn token_refused(&mut self, asked: &Asked, reply: &Reply) {
        let error = Problem::of(reply).error(&doing(&asked.purpose));
        if matches!(self.token, TokenState::Renewed) {
            self.token = TokenState::Fine;
            let message = format!("{error}, also with a renewed token: sign in again");
            let state = self.take_state();
            self.state = self.pause_in(state, error.with(|details| details.message = message));
            return;
        }
        self.token = TokenState::Rejected(error);
    }
}
