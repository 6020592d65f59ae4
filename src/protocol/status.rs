//! Asking the session where it stands.

use std::ops::Range;

use crate::error::Error;
use crate::protocol::asking::doing;
use crate::protocol::defect::{Defect, is_made};
use crate::protocol::look_up::{Absent, Looking};
use crate::protocol::problem::{self, Problem};
use crate::protocol::ranges::Holes;
use crate::protocol::reply::{BodyEnd, Reply};
use crate::protocol::request::Purpose;
use crate::protocol::retry::Millis;
use crate::protocol::session::Session;
use crate::protocol::upload::{State, Upload};
use crate::target::Conflict;

/// Why the position is asked for.
#[derive(Debug, Default)]
pub(super) struct Doubt {
    /// A range that was accepted by a reply which did not say where the session stands.
    pub accepted: Option<Range<u64>>,
    /// A reply said that a piece was taken, so no attempt has been counted yet.
    pub taken: bool,
    /// The service has said that the file is stored, without saying as what.
    pub stored: bool,
    /// What the answer to a piece was, which holds unless the session has moved.
    pub refused: Option<Refused>,
}

/// A refusal that may be about bytes which have arrived all the same.
#[derive(Debug)]
pub(super) enum Refused {
    /// It ends the upload.
    Piece(Error),
    /// It is a conflict about the file, not about the bytes; these are worth keeping
    /// (OneDrive/onedrive-api-docs issue 1707: after 11 and 30 GB).
    LastPiece(Error),
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
            200..300 if reply.end == BodyEnd::Cut => {
                let error = problem::broke_off(&doing(&Purpose::Status));
                self.again_later(now, State::Asking(session, doubt), error)
            }
            200..300 => self.status_known(now, session, doubt, reply),
            _ if problem.is_passing() => {
                let error = error();
                self.again_later(now, State::Asking(session, doubt), error)
            }
            401 | 403 => self.url_refused(session, error()),
            _ => match doubt.refused {
                Some(Refused::LastPiece(error)) => self.look_up(Some(session), Absent::Fail(error)),
                Some(Refused::Piece(error)) => self.fail(session, error),
                None if matches!(reply.status, 404 | 405 | 410) => {
                    self.status_not_found(session, doubt, reply.status)
                }
                None => self.fail(session, error()),
            },
        }
    }

    fn status_known(&mut self, now: Millis, mut session: Session, doubt: Doubt, reply: &Reply) -> State {
        session.note_expiry(reply);
        let holes = self.holes_in(reply);
        let missing = holes.as_ref().is_some_and(|holes| !holes.is_empty());
        let unmoved = holes.as_ref().is_some_and(|holes| holes.start() <= session.holes.start());
        match (holes, doubt.refused) {
            (Some(_), Some(Refused::Piece(error))) if missing && unmoved => self.fail(session, error),
            (Some(_), Some(Refused::LastPiece(error))) if missing && unmoved => {
                let later = error.with(|details| details.retryable = true);
                self.pause_in(State::Asking(session, Doubt::default()), later)
            }
            (Some(holes), Some(Refused::LastPiece(error))) if !missing => {
                self.held_but_refused(session, holes, error)
            }
            (Some(_), _) if missing && doubt.stored => {
                // "Created" and yet unfinished: one of the two replies is wrong, and the file is what decides.
                self.look_up(Some(session), Absent::Unknown)
            }
            (Some(holes), _) => {
                let last_refused = session.last_refused && unmoved;
                match self.settle(now, session, holes) {
                    State::Sending(session) if unmoved && doubt.taken => self.no_progress(now, session),
                    State::Sending(session) if last_refused => self.last_piece_wanted_again(session),
                    state => state,
                }
            }
            (None, Some(Refused::LastPiece(error))) => self.look_up(Some(session), Absent::Keep(error)),
            (None, Some(Refused::Piece(error))) => self.fail(session, error),
            (None, None) => self.position_untold(session, doubt.accepted, doubt.stored, reply.status),
        }
    }

    /// The session holds all bytes and refuses to become the file because of another one.
    fn held_but_refused(&mut self, mut session: Session, holes: Holes, error: Error) -> State {
        session.holes = holes;
        session.needs_commit = true;
        let absent = match self.plan.target.conflict() {
            Some(Conflict::Rename) => Absent::Commit,
            _ => Absent::Keep(error),
        };
        self.look_up(Some(session), absent)
    }

    /// The service refused the last piece for now and still wants it. Large files can take longer to be assembled than
    /// a request lives (abraunegg/onedrive issue 3355), so the target is looked at once before the piece goes again.
    fn last_piece_wanted_again(&mut self, mut session: Session) -> State {
        session.last_wanted_again = true;
        match self.can_look() {
            true => State::Looking(Looking::once_more(Some(session), Absent::Resend)),
            false => State::Sending(session),
        }
    }

    /// The session is not found, or does not answer to the question.
    fn status_not_found(&mut self, mut session: Session, doubt: Doubt, status: u16) -> State {
        session.completing_sent |= session.in_doubt && !session.resumed;
        if session.completing_sent || session.resumed || !self.rules().status_documented {
            return self.position_untold(session, doubt.accepted, doubt.stored, status);
        }
        self.restart(None, format!("the service no longer knew it ({status})"))
    }

    /// The service does not tell the position.
    fn position_untold(
        &mut self,
        mut session: Session,
        accepted: Option<Range<u64>>,
        stored: bool,
        status: u16,
    ) -> State {
        if session.completing_sent && is_made(Defect::BlindRestart) {
            return self.restart(Some(session), "it was gone".into());
        }
        if session.completing_sent {
            let absent = match stored {
                true => Absent::Unknown,
                // It lives, so that its bytes need not go again.
                false if status == 200 && !session.position_untold && !session.holes.is_empty() => {
                    Absent::ResendUntold
                }
                false => Absent::Restart("it ended without a file".into()),
            };
            return self.look_up(Some(session), absent);
        }
        let documented = self.rules().status_documented;
        if session.resumed && (documented || self.can_look() && !session.position_untold) {
            // An earlier life may have finished it. If not, a kind that need not answer is tried where that life was.
            let absent = match documented {
                true => Absent::Restart("it was gone when it was asked where it stood".into()),
                false => Absent::ResendUntold,
            };
            return self.look_up(Some(session), absent);
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
