//! Pieces that the service refuses, each refusal with its own meaning.

use std::ops::Range;

use crate::error::{Error, Status};
use crate::protocol::asking::doing;
use crate::protocol::look_up::Absent;
use crate::protocol::piece_size::Fault;
use crate::protocol::problem::Problem;
use crate::protocol::reply::{Reply, Sent};
use crate::protocol::request::Purpose;
use crate::protocol::retry::Millis;
use crate::protocol::session::Session;
use crate::protocol::status::{Doubt, Refused};
use crate::protocol::upload::{State, Upload};

/// How long a session that is not found right after its creation is given to appear, in milliseconds
/// (rclone/rclone: backend/onedrive/onedrive.go waits as long).
const NOT_VISIBLE_YET_MS: u64 = 5_000;

/// The codes of a name that turned out to be taken, on the two pages that describe it
/// (MicrosoftDocs: api/driveitem-createuploadsession.md; OneDrive/onedrive-api-docs: the same).
const NAME_TAKEN: [&str; 2] = ["nameAlreadyExists", "upload_name_conflict"];

/// How often such a session is tried again under the same URL.
const NOT_VISIBLE_TRIES: u32 = 3;

/// How often a range may be refused as unwanted (416) without progress between.
const UNWANTED_MAX: u32 = 2;

impl Upload {
    pub(super) fn piece_refused(
        &mut self,
        now: Millis,
        mut session: Session,
        range: Range<u64>,
        reply: &Reply,
    ) -> State {
        let completes = session.holes.completed_by(&range);
        let purpose = Purpose::Piece { range: range.clone(), last: completes };
        let problem = Problem::of(reply);
        let error = problem.error(&doing(&purpose));
        if matches!(reply.status, 409 | 507) {
            // The session lives, so that it has not become the file.
            session.in_doubt = false;
        }
        match reply.status {
            500..=504 if problem.retry_after_ms.is_none() => self.pieces.broke(Fault::Service),
            _ => self.pieces.did_not_leave(),
        }
        match reply.status {
            _ if problem.is_passing() => {
                let sent = if reply.early { Sent::Part } else { Sent::All };
                session.note_turned_away(&range, sent, problem.is_refusal());
                self.again_later(now, State::Asking(session, Doubt::default()), error)
            }
            401 | 403 => self.url_refused(session, error),
            404 | 405 | 410 => self.piece_not_found(now, session, completes, error),
            409 if completes && NAME_TAKEN.iter().any(|code| problem.has_code(code)) => {
                self.name_is_taken(session, error)
            }
            413 if problem.has_code("maxFragmentLengthExceeded")
                && self.pieces.too_large(range.end - range.start) =>
            {
                State::Asking(session, Doubt::default())
            }
            416 => self.piece_unwanted(session, &range, error),
            // rclone/rclone: backend/onedrive/onedrive.go
            400 if problem.has_code("pathIsTooLong") => self.fail(session, error),
            400 | 409 => {
                session.note_sent(&range, Sent::Part);
                let may_be_the_name =
                    reply.status == 409 && completes && self.plan.target.conflict().is_some();
                let refused = if may_be_the_name { Refused::LastPiece } else { Refused::Piece };
                State::Asking(session, Doubt { refused: Some(refused(error)), ..Doubt::default() })
            }
            507 => self.no_space(session, &range, error),
            _ => self.fail(session, error),
        }
    }

    /// Space can be freed, so the session is kept. It may hold the piece already.
    fn no_space(&mut self, mut session: Session, range: &Range<u64>, error: Error) -> State {
        let completes = session.holes.completed_by(range);
        session.note_sent(range, Sent::Part);
        session.needs_commit = completes && self.plan.target.commit(session.url.expose()).is_some();
        self.pause_in(State::Asking(session, Doubt::default()), error)
    }

    /// 404 and 405 on a piece: the other form of the URL, a session that is not visible yet, or one that has ended.
    fn piece_not_found(&mut self, now: Millis, mut session: Session, completes: bool, error: Error) -> State {
        if session.completing_sent {
            return self.look_up(Some(session), Absent::Restart("it was gone after its last piece".into()));
        }
        let other_form = self.rules().bytes_suffix.is_some() && !session.both_forms_tried;
        // A life that was saved before its first piece does not know the form that took it.
        let tried_nothing = other_form && (session.held_high == 0 || session.resumed);
        if !session.is_fresh() && !tried_nothing {
            return match error.details().http_status {
                405 => self.fail(session, error),
                // Something between may have sent the piece twice, and passed on the answer to the second.
                _ if completes => {
                    session.completing_sent = true;
                    self.look_up(Some(session), Absent::Restart("it was gone at its last piece".into()))
                }
                // An earlier life may have sent the last piece after it was saved.
                _ if session.resumed => {
                    let why = "it was gone when it was to go on";
                    self.look_up(Some(session), Absent::Restart(why.into()))
                }
                _ => self.restart(None, "it was gone in the middle of the upload".into()),
            };
        }
        if error.details().http_status == 405 && self.rules().bytes_suffix.is_none() {
            return self.fail(session, error);
        }
        // That it is gone may be the answer to the double of a piece that was the whole file.
        session.in_doubt |= completes && !session.deferred && error.details().http_status != 405;
        if other_form {
            session.both_forms_tried = true;
            session.bare_url = !session.bare_url;
            self.note(format!("{error}; trying the other form of the upload URL"));
            return State::Sending(session);
        }
        self.rest(now, NOT_VISIBLE_YET_MS);
        if self.rules().shows_late && session.not_found < NOT_VISIBLE_TRIES {
            session.not_found += 1;
            return State::Sending(session);
        }
        let why = "it did not accept its first piece".to_owned();
        match session.in_doubt {
            true => {
                session.completing_sent = true;
                self.look_up(Some(session), Absent::Restart(why))
            }
            false => self.restart(None, why),
        }
    }

    /// 416: the service has the range already, or wants an earlier one.
    fn piece_unwanted(&mut self, mut session: Session, range: &Range<u64>, error: Error) -> State {
        session.note_sent(range, Sent::Part);
        if session.position_untold {
            let why = "it refused a range without saying where it stood".to_owned();
            return match session.completing_sent {
                true => self.look_up(Some(session), Absent::Restart(why)),
                false => self.restart(Some(session), why),
            };
        }
        session.unwanted += 1;
        if session.unwanted > UNWANTED_MAX {
            return self.fail(session, error);
        }
        State::Asking(session, Doubt::default())
    }

    /// 401 and 403 where the token is not the reason: a URL that worked has died, one that never did is forbidden.
    pub(super) fn url_refused(&mut self, session: Session, error: Error) -> State {
        // An earlier life may have sent the last piece and not lived to note it.
        let may_be_file = session.completing_sent || session.in_doubt || session.resumed && self.can_look();
        if may_be_file && !session.is_fresh() {
            let why = format!("its URL was refused ({})", error.details().http_status);
            return self.look_up(Some(session), Absent::Restart(why));
        }
        if session.is_fresh() {
            let denied = error.with(|details| details.status = Status::Denied);
            return self.fail(session, denied);
        }
        let why = format!("its URL was refused ({})", error.details().http_status);
        self.restart(Some(session), why)
    }
}
