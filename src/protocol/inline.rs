//! The whole file in one request.

use crate::protocol::asking::doing;
use crate::protocol::item::Item;
use crate::protocol::look_up::{Absent, Looking};
use crate::protocol::problem::Problem;
use crate::protocol::reply::Reply;
use crate::protocol::request::Purpose;
use crate::protocol::retry::Millis;
use crate::protocol::upload::{State, Upload};

impl Upload {
    pub(super) fn inline_reply(&mut self, now: Millis, reply: &Reply) -> State {
        let problem = Problem::of(reply);
        let error = problem.error(&doing(&Purpose::Inline));
        match reply.status {
            200..300 => match Item::of_reply(reply) {
                Some(item) => State::Done(item),
                None => State::Looking(Looking::new(None, Absent::Unknown)),
            },
            // Refused before anything was done, so it can go again as it is.
            _ if problem.is_refusal() => self.again_later(now, State::Inline, error),
            _ if problem.is_passing() => {
                self.again_later(now, State::Looking(Looking::after_inline()), error)
            }
            404 if self.may_show_late(now) => State::Inline,
            409 if self.name_may_be_locked() && !self.given_up_looking => {
                self.again_later(now, State::Inline, error)
            }
            // The request is larger than the file; where the two limits meet, a session may take what this does not.
            413 if self.plan.size > 0 && !self.rerouted => {
                self.reroute(false);
                State::Creating
            }
            409 | 412 if self.given_up_looking => self.look_up(None, Absent::Fail(error)),
            _ => State::Failed(self.with_facts(error)),
        }
    }
}
