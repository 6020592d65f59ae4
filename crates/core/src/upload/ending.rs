//! How sessions end: started over, given up, or discarded.

use crate::defect::{Defect, is_made};
use crate::error::{Error, Status};
use crate::graph::problem::is_success;
use crate::graph::reply::Reply;
use crate::graph::request::Purpose;
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::absent::Absent;
use crate::upload::listing::Listing;
use crate::upload::look_up::Looking;
use crate::upload::machine::Upload;
use crate::upload::session::Session;
use crate::upload::state::State;

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

/// How much is remembered of the error that has ended a session, in characters.
const MAX_STORY: usize = 300;

/// A session that is given up for another one.
#[derive(Debug)]
pub(super) enum Left {
    /// It is deleted first: it may lock the name.
    Delete(Session),
    /// The service says that it is not there. Should something still lock the name, it is asked once more.
    Lost(Session),
    /// There is none.
    Nothing,
}

/// A session before the present one, which may still lock the name.
#[derive(Debug)]
pub(super) struct Older {
    pub session: Session,
    /// It was not found, rather than not deleted.
    pub lost: bool,
}

impl Upload {
    /// Deletes the session and gives the upload up. After an upload whose last piece was sent, its outcome is
    /// looked for first: it may be stored.
    pub fn discard(&mut self) {
        self.go_on();
        // One request more is no burden, and whoever gives up does not want to wait.
        self.rest_is_over();
        let can_look = self.can_look();
        let looks_first = |session: &Session| {
            session.completion.is_to_be_looked_for() || session.completion.may_be_stored() && can_look
        };
        self.state = match self.take_state() {
            State::Sending(session) | State::Asking(session, _) if looks_first(&session) => {
                State::Looking(Looking::new(Absent::Discard(Some(session))))
            }
            State::Sending(session) | State::Asking(session, _) => State::Discarding(session, After::Discard),
            State::Committing(session) if session.completion.may_be_stored() => {
                State::Looking(Looking::new(Absent::Discard(Some(session))))
            }
            State::Committing(session) | State::Discarding(session, _) => {
                State::Discarding(session, After::Discard)
            }
            State::Looking(looking) if !self.can_look() => {
                self.discarded_session(looking.absent.session().cloned())
            }
            State::Looking(looking) => {
                let absent = Absent::Discard(looking.absent.session().cloned());
                State::Looking(Looking { absent, ..looking })
            }
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

    /// Starts over in a new session after a wait, or ends when that was done too often. `error` is the response that has
    /// ended the last one. All sessions share one budget.
    pub(super) fn restart(&mut self, now: Millis, left: Left, error: Error) -> State {
        self.note(format!("the upload session ended: {error}"));
        self.ended.push(error.to_string().chars().take(MAX_STORY).collect());
        let adopted = self.plan.target.create(self.plan.size, self.plan.endpoint.version()).is_none();
        let uncounted = is_made(Defect::SessionsUncounted);
        if adopted || self.ended.len() > MAX_RESTARTS && !uncounted {
            let session = if let Left::Delete(session) = left { Some(session) } else { None };
            self.ended.pop();
            return self.end_session(session, error.with(|details| details.status = Status::Expired));
        }
        let never_worked = self.ended.len() > 1 && !self.ever_held;
        if never_worked && !self.rerouted && self.plan.target.inline_instead(self.plan.size) {
            self.first_refusal = Some(error);
            self.reroute(true);
            return State::Inline;
        }
        let next = match left {
            Left::Delete(session) => State::Discarding(session, After::Create),
            Left::Lost(session) => {
                self.older = Some(Older { session, lost: true });
                State::Creating
            }
            Left::Nothing => State::Creating,
        };
        if uncounted {
            return next;
        }
        self.again_later(now, next, error)
    }

    /// Ends the upload, of which no session is left, with an error. The file of an earlier session is looked for first where
    /// it may still show.
    pub(super) fn end(&mut self, error: Error) -> State {
        match self.unsettled {
            // What these looks find or do not find decides, whatever was in doubt before.
            true => self.look_up(Absent::Fail(None, error.with(|details| details.in_doubt = false))),
            false => State::Failed(self.with_facts(error)),
        }
    }

    /// Ends the upload with an error, after looking whether it is stored where that is possible.
    pub(super) fn fail(&mut self, session: Session, error: Error) -> State {
        if session.completion.may_be_stored() || session.completion.was_sent() || self.unsettled {
            return self.look_up(Absent::Fail(Some(session), error));
        }
        self.end_session(Some(session), error)
    }

    /// Ends the upload with an error; a session that is left is deleted.
    pub(super) fn end_session(&mut self, session: Option<Session>, error: Error) -> State {
        let Some(session) = session else { return self.end(error) };
        let offset = session.holes.start().unwrap_or(self.plan.size);
        let error = self.with_facts(error).with(|details| details.offset = offset);
        if is_made(Defect::SessionLeft) {
            return State::Failed(error);
        }
        State::Discarding(session, After::Fail(error))
    }

    /// Ends the upload from whatever state it is in.
    pub(super) fn give_up(&mut self, now: Millis, state: State, error: Error) -> State {
        match state {
            State::Sending(session) | State::Asking(session, _) | State::Committing(session) => {
                self.fail(session, error)
            }
            State::Looking(mut looking) => {
                looking.listing = Listing::default();
                self.unknown(now, looking, error.to_string())
            }
            _ => self.end(error),
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
        let (meaning, error) = self.refusal(Asked::Discard, &Purpose::Discard, reply);
        let gone = meaning == Meaning::Gone;
        let deleted = is_success(reply);
        match after {
            // It may have become the file after it was looked for.
            After::Create if gone && session.completion.was_sent() && self.can_look() => {
                State::Looking(Looking::once_more(Absent::Create))
            }
            After::Fail(why) if gone && session.completion.was_sent() && self.can_look() => {
                State::Looking(Looking::once_more(Absent::Fail(None, why)))
            }
            After::Create if !gone && !deleted => self.left_behind(session),
            After::Create => State::Creating,
            After::Fail(why) if !gone && !deleted => self.not_deleted(now, session, why),
            After::Fail(why) => State::Failed(why),
            After::Discard if gone || deleted => State::Discarded,
            After::Discard => {
                let state = State::Discarding(session, After::Discard);
                match meaning {
                    Meaning::Busy | Meaning::Locked | Meaning::Failed | Meaning::Unsettled(_) => {
                        self.again_later(now, state, error)
                    }
                    _ => self.pause_in(state, error),
                }
            }
        }
    }

    /// A deletion whose reply was lost: only the caller's own wish is worth another try.
    pub(super) fn discard_lost(&mut self, now: Millis, session: Session, after: After) -> State {
        match after {
            After::Create => self.left_behind(session),
            After::Fail(error) => self.not_deleted(now, session, error),
            After::Discard => State::Discarding(session, After::Discard),
        }
    }

    /// A session whose deletion the service has not confirmed may lock the name of the next one.
    fn left_behind(&mut self, session: Session) -> State {
        self.older = Some(Older { session, lost: false });
        State::Creating
    }

    /// A session that got its last piece and may still live may become the file at any time, so that the upload has
    /// only failed when it is gone.
    fn not_deleted(&mut self, now: Millis, session: Session, error: Error) -> State {
        if !session.completion.was_sent() || !self.can_look() {
            return State::Failed(error);
        }
        let looking = Looking::new(Absent::Fail(Some(session), error));
        self.unknown(now, looking, "its session could not be deleted".into())
    }
}
