//! Sessions that hold all bytes and are not yet a file: deferred commits, and a name that turned out to be taken.

use crate::error::Error;
use crate::protocol::asking::doing;
use crate::protocol::defect::{Defect, is_made};
use crate::protocol::item::Item;
use crate::protocol::look_up::{Absent, Looking};
use crate::protocol::problem::Problem;
use crate::protocol::ranges::Holes;
use crate::protocol::reply::{Lost, Reply, Sent};
use crate::protocol::request::{Method, Purpose, Request};
use crate::protocol::retry::Millis;
use crate::protocol::session::Session;
use crate::protocol::upload::{State, Upload};
use crate::target::{Commit, Conflict};

impl Upload {
    /// Nothing is missing in a session whose last piece brought no file.
    pub(super) fn all_held(&mut self, session: Session) -> State {
        if (session.deferred || session.needs_commit) && session.resumed && self.can_look() {
            // An earlier life may have committed it, and the service may be at it still.
            return self.look_up(Some(session), Absent::Commit);
        }
        if session.deferred || session.needs_commit {
            return State::Committing(session);
        }
        let why = "it held all bytes but no file came of it";
        self.look_up(Some(session), Absent::Restart(why.into()))
    }

    /// The last piece was refused because of the name. The session keeps all bytes
    /// (MicrosoftDocs: api/driveitem-createuploadsession.md), so the name is all that has to be settled.
    pub(super) fn name_is_taken(&mut self, mut session: Session, error: Error) -> State {
        if self.plan.target.conflict().is_none() {
            return self.fail(session, error);
        }
        session.needs_commit = true;
        session.holes = Holes::default();
        if session.completing_sent {
            // An earlier attempt whose reply was lost may be the very file that has the name now.
            return self.look_up(Some(session), Absent::Commit);
        }
        match self.plan.target.conflict() {
            Some(Conflict::Rename) => State::Committing(session),
            Some(_) => self.pause_in(State::Committing(session), error),
            None => self.fail(session, error),
        }
    }

    /// The request that makes the file, or `None` where there is none for this target.
    pub(super) fn commit_request(&self, session: &Session) -> Option<Request> {
        let url = session.url.expose();
        let form = match self.plan.target.commit_form() {
            _ if session.needs_commit => Commit::SourceUrl,
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

    pub(super) fn commit_reply(&mut self, now: Millis, mut session: Session, reply: &Reply) -> State {
        let problem = Problem::of(reply);
        let error = problem.error(&doing(&Purpose::Commit));
        match reply.status {
            200..300 => match Item::of_reply(reply) {
                Some(item) => State::Done(item),
                None => self.look_up(Some(session), Absent::Unknown),
            },
            // Refused before anything was done.
            _ if problem.is_refusal() => self.again_later(now, State::Committing(session), error),
            _ if problem.is_passing() => {
                session.in_doubt = true;
                self.again_later(now, State::Looking(Looking::new(Some(session), Absent::Commit)), error)
            }
            // Another name is what `rename` asks for, and the other form of the commit can say so.
            409 if self.plan.target.conflict() == Some(Conflict::Rename) && !session.needs_commit => {
                session.needs_commit = true;
                match session.in_doubt {
                    true => self.look_up(Some(session), Absent::Commit),
                    false => State::Committing(session),
                }
            }
            // What is refused now may be what an unanswered attempt has done.
            _ if session.in_doubt => self.look_up(Some(session), Absent::Fail(error)),
            409 | 507 => {
                session.needs_commit |= reply.status == 409;
                self.pause_in(State::Committing(session), error)
            }
            // Graph refuses the caller, the upload URL's host refuses the URL.
            401 | 403 if self.commit_request(&session).is_some_and(|request| request.token) => {
                self.pause_in(State::Committing(session), error)
            }
            401 | 403 => self.url_refused(session, error),
            404 | 410 if session.resumed => {
                self.look_up(None, Absent::Restart("it was gone when it was to be committed".into()))
            }
            404 | 410 => self.restart(None, "it was gone when it was to be committed".into()),
            _ => self.fail(session, error),
        }
    }

    /// A commit whose reply was lost is looked for before it is repeated.
    pub(super) fn commit_lost(mut session: Session, lost: &Lost) -> State {
        if lost.sent != Sent::All || is_made(Defect::BlindCommit) {
            return State::Committing(session);
        }
        session.in_doubt = true;
        State::Looking(Looking::new(Some(session), Absent::Commit))
    }
}
