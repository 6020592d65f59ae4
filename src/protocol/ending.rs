//! How sessions end: started over, given up, or discarded.

use crate::error::{Error, Status};
use crate::protocol::asking::doing;
use crate::protocol::defect::{Defect, is_made};
use crate::protocol::look_up::{Absent, Listing, Looking};
use crate::protocol::problem::Problem;
use crate::protocol::reply::Reply;
use crate::protocol::request::Purpose;
use crate::protocol::retry::Millis;
use crate::protocol::session::Session;
use crate::protocol::upload::{State, Upload};

/// How often an upload starts over in a new session.
const MAX_RESTARTS: usize = 3;

/// What follows the deletion of a session.
#[derive(Debug)]
pub(super) enum After {
    /// A new session.
    Create,
    /// The end, with this error. The deletion is tried once and its own failure is not reported.
    Fail(Error),
    /// The end that the caller asked for; the deletion has to succeed.
    Discard,
}

impl Upload {
    /// Deletes the session and gives the upload up. After an upload whose last piece was sent, its outcome is
    /// looked for first: it may be stored.
    pub fn discard(&mut self) {
        self.go_on();
        // One request more is no burden, and whoever gives up does not want to wait.
        self.rest_is_over();
        let can_look = self.can_look();
        let looks_first = |session: &Session| session.completing_sent || session.in_doubt && can_look;
        self.state = match self.take_state() {
            State::Sending(session) | State::Asking(session, _) if looks_first(&session) => {
                State::Looking(Looking::new(Some(session), Absent::Discard))
            }
            State::Sending(session) | State::Asking(session, _) => State::Discarding(session, After::Discard),
            State::Committing(session) if session.in_doubt => {
                State::Looking(Looking::new(Some(session), Absent::Discard))
            }
            State::Committing(session) | State::Discarding(session, _) => {
                State::Discarding(session, After::Discard)
            }
            State::Looking(looking) if !self.can_look() => self.discarded_session(looking.session),
            State::Looking(looking) => State::Looking(Looking { absent: Absent::Discard, ..looking }),
            State::Baseline(_) | State::Creating | State::Inline => State::Discarded,
            ended @ (State::Done(_) | State::Failed(_) | State::Discarded) => ended,
        };
    }

    /// Forgets the position, so that the next step asks the service.
    pub fn refresh(&mut self) {
        self.go_on();
        self.state = match self.take_state() {
            State::Sending(session) => State::Asking(session, Default::default()),
            state => state,
        };
    }

    /// Starts over in a new session, or ends when that was done too often. `session` is deleted when given.
    pub(super) fn restart(&mut self, session: Option<Session>, why: String) -> State {
        self.note(format!("the upload session ended: {why}"));
        self.ended.push(why);
        let adopted = self.plan.target.create(self.plan.size, self.plan.endpoint.version()).is_none();
        if adopted || self.ended.len() > MAX_RESTARTS {
            let reasons = self.ended.join("; ");
            let message = match self.ended.len() {
                1 => format!("the upload session ended before the file was whole: {reasons}"),
                count => format!("{count} upload sessions ended before the file was whole: {reasons}"),
            };
            return self.end_session(session, Error::new(Status::Expired, message));
        }
        match session {
            Some(session) => State::Discarding(session, After::Create),
            None => State::Creating,
        }
    }

    /// Ends the upload with an error, after looking whether it is stored where that is possible.
    pub(super) fn fail(&mut self, session: Session, error: Error) -> State {
        if session.in_doubt || session.completing_sent {
            return self.look_up(Some(session), Absent::Fail(error));
        }
        self.end_session(Some(session), error)
    }

    /// Ends the upload with an error; a session that is left is deleted.
    pub(super) fn end_session(&mut self, session: Option<Session>, error: Error) -> State {
        let Some(session) = session else { return State::Failed(self.with_facts(error)) };
        let offset = session.holes.start().unwrap_or(self.plan.size);
        let error = self.with_facts(error).with(|details| details.offset = offset);
        if is_made(Defect::SessionLeft) {
            return State::Failed(error);
        }
        State::Discarding(session, After::Fail(error))
    }

    /// Ends the upload from whatever state it is in.
    pub(super) fn give_up(&mut self, state: State, error: Error) -> State {
        match state {
            State::Sending(session) | State::Asking(session, _) | State::Committing(session) => {
                self.fail(session, error)
            }
            State::Looking(mut looking) => {
                looking.listing = Listing::default();
                self.unknown(looking, error.to_string())
            }
            _ => State::Failed(self.with_facts(error)),
        }
    }

    pub(super) fn discarded_session(&mut self, session: Option<Session>) -> State {
        match session {
            Some(session) => State::Discarding(session, After::Discard),
            None => State::Discarded,
        }
    }

    pub(super) fn discard_reply(
        &mut self,
        now: Millis,
        session: Session,
        after: After,
        reply: &Reply,
    ) -> State {
        let problem = Problem::of(reply);
        let gone = matches!(reply.status, 404 | 410);
        match after {
            // It may have become the file after it was looked for.
            After::Create if gone && session.completing_sent && self.can_look() => {
                State::Looking(Looking::once_more(None, Absent::Create))
            }
            After::Fail(error) if gone && session.completing_sent && self.can_look() => {
                State::Looking(Looking::once_more(None, Absent::Fail(error)))
            }
            After::Create if !gone && !(200..300).contains(&reply.status) => self.left_behind(session),
            After::Create => State::Creating,
            After::Fail(error) if !gone && !(200..300).contains(&reply.status) => {
                self.not_deleted(session, error)
            }
            After::Fail(error) => State::Failed(error),
            After::Discard if matches!(reply.status, 200..300 | 404 | 410) => State::Discarded,
            After::Discard => {
                let error = problem.error(&doing(&Purpose::Discard));
                let state = State::Discarding(session, After::Discard);
                match problem.is_passing() {
                    true => self.again_later(now, state, error),
                    false => self.pause_in(state, error),
                }
            }
        }
    }

    /// A deletion whose reply was lost: only the caller's own wish is worth another try.
    pub(super) fn discard_lost(&mut self, session: Session, after: After) -> State {
        match after {
            After::Create => self.left_behind(session),
            After::Fail(error) => self.not_deleted(session, error),
            After::Discard => State::Discarding(session, After::Discard),
        }
    }

    /// A session whose deletion the service has not confirmed may lock the name of the next one.
    fn left_behind(&mut self, session: Session) -> State {
        self.older = Some(session);
        State::Creating
    }

    /// A session that got its last piece and may still live may become the file at any time, so that the upload has
    /// only failed when it is gone.
    fn not_deleted(&mut self, session: Session, error: Error) -> State {
        if !session.completing_sent || !self.can_look() {
            return State::Failed(error);
        }
        let why = format!("its session could not be deleted; {error}");
        self.unknown(Looking::new(Some(session), Absent::Fail(error)), why)
    }
}
