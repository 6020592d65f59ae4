//! Requests to which no response came: whether another attempt is worth it.

use crate::graph::response::{Cause, NoResponse, Sent};
use crate::policy::errors;
use crate::policy::piece_size::Fault;
use crate::policy::retry::Millis;
use crate::upload::context::Context;
use crate::upload::machine::Machine;
use crate::upload::next::Next;
use crate::upload::setback::Setback;
use crate::upload::state::State;

/// How often what this process lacks is tried again: others of its threads may give something back.
const LOCAL_REPEATS: u32 = 2;

/// How many dead kept connections in a row cost no attempt. As many as are kept can be dead at once, but the first of
/// them empties the pool; a server that goes on closing is another matter.
const FREE_REPLACEMENTS: u32 = 3;

impl Machine {
    /// No response will come to the last request.
    pub(super) fn no_response(&mut self, now: Millis, no_response: &NoResponse) {
        let Some(asked) = self.departure.answered() else { return };
        let setback = self.context.not_answered(&asked.purpose, no_response);
        if no_response.sent == Sent::Nothing {
            self.context.forecast.did_not_leave();
        }
        self.context.forecast.at(now);
        match no_response.why {
            Cause::Closed | Cause::NotHttp | Cause::Timeout(_) if no_response.sent != Sent::Nothing => {
                self.context.pieces.broke(Fault::Link);
            }
            _ => self.context.pieces.did_not_leave(),
        }
        self.context.pieces.was_not_answered();
        let tidying_up = self.state.is_tidying_up();
        let next = self.take_state().no_response(&mut self.context, &asked.purpose, no_response.sent);
        let next = match next {
            Next::Go(state) if !tidying_up => self.context.after_no_response(state, no_response, setback),
            next => next,
        };
        self.apply(now, next);
        self.answered(&asked);
    }
}

impl Context {
    fn after_no_response(&mut self, state: State, no_response: &NoResponse, setback: Setback) -> Next {
        // Silence may be the service's own and has cost its time.
        let dead = no_response.reused && !matches!(no_response.why, Cause::Timeout(_));
        let free = dead && self.history.replaced < FREE_REPLACEMENTS;
        self.history.replaced += u32::from(dead);
        match no_response.why {
            Cause::BadUrl | Cause::Bug => self.give_up(state, setback),
            Cause::Resources if self.repeats.allow(0, LOCAL_REPEATS) => Next::Retry(state, setback),
            Cause::Resources => Next::pause_in_doubt(state, setback),
            _ if free && errors::is_passing(no_response) => {
                self.note(format!("{setback}; it was a kept connection, so another one is made at once"));
                Next::Go(state)
            }
            _ if errors::is_passing(no_response) => Next::Retry(state, setback),
            _ => Next::pause(state, setback),
        }
    }
}
