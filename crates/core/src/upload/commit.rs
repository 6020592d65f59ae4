//! Sessions that hold all bytes and are not yet a file: deferred commits, and a name that turned out to be taken.

use crate::defect::{Defect, is_made};
use crate::error::{Error, Status};
use crate::graph::item::Item;
use crate::graph::problem::is_success;
use crate::graph::reply::{Lost, Reply, Sent};
use crate::graph::request::{Method, Purpose, Request};
use crate::kinds::{Commit, Conflict};
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::absent::{Absent, Again};
use crate::upload::look_up::Looking;
use crate::upload::machine::Upload;
use crate::upload::session::Session;
use crate::upload::state::State;

impl Upload {
    /// Nothing is missing in a session whose last piece brought no file.
    pub(super) fn all_held(&mut self, session: Session) -> State {
        if session.made_by.takes_commit() && session.has_past() && self.can_look() {
            // An earlier life may have committed it, and the service may be at it still.
            return self.look_up(Absent::Commit(session));
        }
        if session.made_by.takes_commit() {
            return State::Committing(session);
        }
        let why = Error::new(Status::Expired, "the upload session held all bytes, but no file came of it");
        let why = why.with(|details| details.host = self.host.clone());
        self.look_up(Absent::Restart(Some(session), why))
    }

    /// The request that makes the file, or `None` where there is none for this target.
    pub(super) fn commit_request(&self, session: &Session) -> Option<Request> {
        let url = session.url.expose();
        let form = match self.plan.target.commit_form() {
            _ if session.made_by.names_source() => Commit::SourceUrl,
            Commit::ByHost if self.plan.endpoint.is_personal_drive(url) => Commit::SourceUrl,
            form => form,
        };
        if form == Commit::SourceUrl {
            let call = self.plan.target.commit(url)?;
            return Some(self.graph_request(Purpose::Commit, call));
        }
        let mut request = self.session_request(Purpose::Commit, Method::Post, &session.url);
        request.headers.push(("Content-Length", "0".to_owned()));
        Some(request)
    }

    pub(super) fn commit_reply(&mut self, now: Millis, session: Session, reply: &Reply) -> State {
        if is_success(reply) {
            return match Item::of_reply(reply) {
                Some(item) => State::Done(item),
                None => self.look_up(Absent::Unknown(Some(session))),
            };
        }
        let (meaning, error) = self.refusal(Asked::Commit, &Purpose::Commit, reply);
        self.commit_refused(now, session, meaning, error)
    }

    /// Whatever the refusal says, the request may have made the file: it is looked for before anything else is sent.
    fn commit_refused(&mut self, now: Millis, mut session: Session, meaning: Meaning, error: Error) -> State {
        match meaning {
            Meaning::Busy => {
                let state = self.look_first(now, Absent::Commit(session));
                self.again_later(now, state, error)
            }
            // A lock can hold for a minute, and a look may settle it at once.
            Meaning::Locked => self.look_first(now, Absent::Later(Again::Commit(session), error)),
            Meaning::Failed => {
                session.completion.doubted();
                self.again_later(now, State::Looking(Looking::new(Absent::Commit(session))), error)
            }
            // Another name is what `rename` asks for, and the other form of the commit can say so.
            Meaning::Conflict
                if self.plan.target.conflict() == Some(Conflict::Rename)
                    && !session.made_by.names_source() =>
            {
                session.made_by = session.made_by.after_conflict();
                match session.completion.may_be_stored() {
                    true => self.look_up(Absent::Commit(session)),
                    false => self.look_first(now, Absent::Commit(session)),
                }
            }
            // Not the service's answer: as if there were none.
            Meaning::Unsettled(most) if error.status() == Status::UnexpectedReply => {
                session.completion.doubted();
                let kept = session.clone();
                let again = State::Looking(Looking::new(Absent::Commit(session)));
                self.repeat_or(now, most, again, error, |upload, error| {
                    upload.look_up(Absent::Keep(kept, error))
                })
            }
            // What is refused now may be what an unanswered attempt has done.
            _ if session.completion.may_be_stored() => self.look_up(Absent::Fail(Some(session), error)),
            Meaning::Conflict | Meaning::NoSpace => {
                if meaning == Meaning::Conflict {
                    session.made_by = session.made_by.after_conflict();
                }
                self.look_at_conflict(now, &error.clone(), Absent::Keep(session, error))
            }
            Meaning::Unsettled(most) => {
                let (kept, again) = (session.clone(), self.look_first(now, Absent::Commit(session)));
                self.repeat_or(now, most, again, error, |upload, error| {
                    upload.look_first(now, Absent::Keep(kept, error))
                })
            }
            // Graph refuses the caller, the upload URL's host refuses the URL.
            Meaning::UrlRefused if self.commit_request(&session).is_some_and(|request| request.token) => {
                self.look_first(now, Absent::Keep(session, error))
            }
            Meaning::UrlRefused => self.look_up(Absent::Restart(Some(session), error)),
            Meaning::Gone => self.look_up(Absent::Restart(None, error)),
            _ => self.look_first(now, Absent::Fail(Some(session), error)),
        }
    }

    /// A commit whose reply was lost is looked for before it is repeated.
    pub(super) fn commit_lost(mut session: Session, lost: &Lost) -> State {
        if lost.sent != Sent::All || is_made(Defect::BlindCommit) {
            return State::Committing(session);
        }
        session.completion.doubted();
        State::Looking(Looking::new(Absent::Commit(session)))
    }
}
