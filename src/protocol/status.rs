//! Asking the session where it stands.

use std::ops::Range;

use crate::error::Error;
use crate::protocol::asking::doing;
use crate::protocol::look_up::Absent;
use crate::protocol::problem::Problem;
use crate::protocol::reply::Reply;
use crate::protocol::request::Purpose;
use crate::protocol::retry::Millis;
use crate::protocol::session::Session;
use crate::protocol::upload::{State, Upload};

/// Why the position is asked for.
#[derive(Debug, Default)]
pub(super) struct Doubt {
    /// A range that was accepted by a reply which did not say where the session stands.
    pub accepted: Option<Range<u64>>,
    /// The service has said that the file is stored, without saying as what.
    pub stored: bool,
    /// What to fail with unless the session has moved.
    pub error: Option<Error>,
}

impl Upload {
    pub(super) fn status_reply(
        &mut self,
        now: Millis,
        session: Session,
        doubt: Doubt,
        reply: &Reply,
    ) -> State {
        let problem = Problem::of(reply);
        let error = || problem.error(&doing(&Purpose::Status));
        match reply.status {
            200..300 => self.status_known(now, session, doubt, reply),
            _ if problem.is_passing() => {
                let error = error();
                self.again_later(now, State::Asking(session, doubt), error)
            }
            401 | 403 => self.url_refused(session, error()),
            _ if doubt.error.is_some() => self.fail(session, doubt.error.unwrap_or_else(error)),
            404 | 405 | 410 => self.status_not_found(session, doubt, reply.status),
            _ => self.fail(session, error()),
        }
    }

    fn status_known(&mut self, now: Millis, mut session: Session, doubt: Doubt, reply: &Reply) -> State {
        session.note_expiry(reply);
        match (self.holes_in(reply), doubt.error) {
            (Some(holes), Some(error)) if holes.start() <= session.holes.start() && !holes.is_empty() => {
                self.fail(session, error)
            }
            (Some(holes), _) if !holes.is_empty() && doubt.stored => {
                // "Created" and yet unfinished: one of the two replies is wrong, and the file is what decides.
                self.look_up(Some(session), Absent::Unknown)
            }
            (Some(holes), _) => self.settle(now, session, holes),
            (None, Some(error)) => self.fail(session, error),
            (None, None) => self.position_untold(session, doubt.accepted, doubt.stored),
        }
    }

    /// The session is not found, or does not answer to the question.
    fn status_not_found(&mut self, session: Session, doubt: Doubt, status: u16) -> State {
        if session.completing_sent || session.resumed || !self.rules().status_documented {
            return self.position_untold(session, doubt.accepted, doubt.stored);
        }
        self.restart(None, format!("the service no longer knew it ({status})"))
    }

    /// The service does not tell the position.
    fn position_untold(&mut self, mut session: Session, accepted: Option<Range<u64>>, stored: bool) -> State {
        if session.completing_sent {
            let absent = match stored {
                true => Absent::Unknown,
                false => Absent::Restart("it ended without a file".into()),
            };
            return self.look_up(Some(session), absent);
        }
        if session.resumed && self.rules().status_documented {
            let why = "it was gone when it was asked where it stood";
            return self.look_up(Some(session), Absent::Restart(why.into()));
        }
        if let Some(range) = accepted {
            let mut holes = session.holes.clone();
            holes.remove(&range);
            return self.go_on_from(session, holes);
        }
        if session.holes.is_empty() {
            return self.all_held(session);
        }
        session.position_untold = true;
        State::Sending(session)
    }
}
