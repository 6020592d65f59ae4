//! The whole file in one request.

use crate::error::{Error, Status};
use crate::graph::item::Item;
use crate::graph::problem::is_success;
use crate::graph::reply::Reply;
use crate::graph::request::Purpose;
use crate::kinds::Family;
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::absent::{Absent, Again};
use crate::upload::look_up::Looking;
use crate::upload::machine::Upload;
use crate::upload::state::State;

impl Upload {
    pub(super) fn inline_reply(&mut self, now: Millis, reply: &Reply) -> State {
        if is_success(reply) {
            return match Item::of_reply(reply) {
                Some(item) => State::Done(item),
                None => State::Looking(Looking::new(Absent::Unknown(None))),
            };
        }
        let (meaning, error) = self.refusal(Asked::Inline, &Purpose::Inline, reply);
        self.inline_refused(now, meaning, error)
    }

    /// Whatever the refusal says, the request may have made the file: it is looked for before anything else is sent.
    fn inline_refused(&mut self, now: Millis, meaning: Meaning, error: Error) -> State {
        let again = |upload: &mut Self| upload.look_first(now, Absent::Inline);
        match meaning {
            Meaning::Busy => {
                let state = again(self);
                self.again_later(now, state, error)
            }
            // A lock can hold for a minute, and a look may settle it at once.
            Meaning::Locked => self.look_first(now, Absent::Later(Again::Inline, error)),
            Meaning::Failed => self.again_later(now, State::Looking(Looking::after_inline()), error),
            Meaning::NotYet if self.may_show_late(now) => again(self),
            Meaning::NameTaken if self.name_may_be_locked() && !self.looked_again => {
                self.look_first(now, Absent::Later(Again::Inline, error))
            }
            // Not the service's answer: as if there were none.
            Meaning::Unsettled(most) if error.status() == Status::UnexpectedReply => {
                let state = State::Looking(Looking::after_inline());
                self.repeat_or(now, most, state, error, |upload, error| {
                    upload.look_up(Absent::Fail(None, error))
                })
            }
            Meaning::Unsettled(most) => {
                let state = again(self);
                self.repeat_or(now, most, state, error, |upload, error| {
                    upload.look_first(now, Absent::Fail(None, error))
                })
            }
            _ if self.may_go_by_session(&error) => {
                self.first_refusal = Some(error);
                self.reroute(false);
                self.look_first(now, Absent::Create)
            }
            _ if matches!(error.details().http_status, 409 | 412) && self.given_up_looking => {
                self.look_up(Absent::Fail(None, error))
            }
            _ => self.look_first(now, Absent::Fail(None, error)),
        }
    }

    /// The request is larger than the file; where the limits of both ways meet, a session may take what this does not.
    /// Exchange says so with 413 or with 400 (microsoftgraph/microsoft-graph-docs issue 2212).
    fn may_go_by_session(&self, error: &Error) -> bool {
        let too_large = matches!(error.details().http_status, 400 | 413);
        too_large && !self.rerouted && self.plan.size >= self.session_least()
    }

    /// The smallest file that a session has taken, in bytes. Exchange documents 3 MB and takes less
    /// (2,097,152 bytes were measured: microsoftgraph/microsoft-graph-docs issue 2212).
    fn session_least(&self) -> u64 {
        match self.family() {
            Family::Exchange => 2 << 20,
            Family::Drive | Family::Todo | Family::Print => self.rules().session_min.max(1),
        }
    }
}
