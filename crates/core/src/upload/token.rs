//! A token that the service refuses: renewed once, sent again as it is a few times, then the caller's to mend.

use std::mem::{self, Discriminant};

use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::policy::retry::Millis;
use crate::upload::departure::Asked;
use crate::upload::machine::Machine;
use crate::upload::next::Next;
use crate::upload::setback::Setback;

/// How often in a row a refused token is sent again as it is. One in many refusals is a mistake
/// (OneDrive/onedrive-api-docs issue 1489).
const SAME_TOKEN: u32 = 2;

/// What Microsoft Graph's front end says of a token that it does not accept, before it passes the request on (MGD:
/// concepts/resolve-auth-errors.md). Another 401 may come from a service behind it.
const AT_THE_DOOR: &str = "InvalidAuthenticationToken";

/// What is known of the token.
#[derive(Debug)]
pub(super) enum TokenState {
    /// It was not refused.
    Fine,
    /// The service refused it at this time, with this response.
    Rejected(Millis, Setback),
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

impl Machine {
    /// A token was asked for: whether there is another one now.
    pub(super) fn token_renewed(&mut self, renewed: bool) {
        if renewed {
            self.token = TokenState::Renewed;
            return;
        }
        if let TokenState::Rejected(now, setback) = mem::replace(&mut self.token, TokenState::Fine) {
            self.same_token_again(now, setback, "there is no other token, so sign in again");
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
    pub(super) fn token_refused(&mut self, now: Millis, asked: &Asked, outcome: &Outcome) {
        let setback = self.context.refused(&asked.purpose, outcome.problem().clone());
        self.token_refusals.purpose = Some(mem::discriminant(&asked.purpose));
        let at_the_door = outcome.problem().has_code(AT_THE_DOOR);
        let next = self.take_state().token_refused(&mut self.context, &asked.purpose, at_the_door);
        self.apply(now, next);
        match mem::replace(&mut self.token, TokenState::Fine) {
            TokenState::Renewed => {
                self.same_token_again(now, setback, "a renewed token was refused too, so sign in again");
            }
            _ => self.token = TokenState::Rejected(now, setback),
        }
    }

    /// Sends the token once more as it is, or ends the attempt. A challenge that names claims cannot pass.
    fn same_token_again(&mut self, now: Millis, setback: Setback, why: &str) {
        let state = self.take_state();
        if self.token_refusals.repeats < SAME_TOKEN && setback.claims().is_empty() {
            self.token_refusals.repeats += 1;
            return self.apply(now, Next::Retry(state, setback));
        }
        let error = setback.error().with(|details| details.message.push_str(&format!("; {why}")));
        self.apply(now, Next::Pause(state, error));
    }
}
