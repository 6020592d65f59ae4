//! Pieces that the service refuses. The table of `refusal` says what a refusal means; where that is not the end, the
//! session is asked, and its answer decides.

use std::ops::Range;

use crate::error::{Error, Status};
use crate::protocol::ending::Left;
use crate::protocol::look_up::Absent;
use crate::protocol::piece_size::Fault;
use crate::protocol::ranges::Holes;
use crate::protocol::refusal::{Asked, Follows, Meaning, Says, follows};
use crate::protocol::reply::{Reply, Sent};
use crate::protocol::request::Purpose;
use crate::protocol::retry::Millis;
use crate::protocol::session::Session;
use crate::protocol::status::Doubt;
use crate::protocol::upload::{State, Upload};
use crate::target::Conflict;

/// How long a session that is not found right after its creation is given to appear, in first backoffs.
const NOT_VISIBLE_YET: u64 = 2;

/// A refusal of a piece that the session is asked about. It holds unless the session has moved.
#[derive(Debug)]
pub(super) struct Refusal {
    pub meaning: Meaning,
    pub error: Error,
    /// Whether the piece makes the file.
    pub completes: bool,
}

impl Upload {
    pub(super) fn piece_refused(
        &mut self,
        now: Millis,
        mut session: Session,
        range: Range<u64>,
        reply: &Reply,
    ) -> State {
        let completes = session.holes.completed_by(&range);
        let asked = if completes { Asked::LastPiece } else { Asked::Piece };
        let (mut meaning, error) =
            self.refusal(asked, &Purpose::Piece { range: range.clone(), last: completes }, reply);
        let sent = if reply.early { Sent::Part } else { Sent::All };
        let foreign = error.status() == Status::UnexpectedReply;
        session.note_turned_away(&range, sent, meaning == Meaning::Failed || foreign);
        if meaning == Meaning::PieceTooLarge && !self.pieces.too_large(range.end - range.start) {
            meaning = Meaning::Final;
        }
        self.note_pace(meaning, &error);
        let refusal = Refusal { meaning, error, completes };
        match meaning {
            Meaning::Busy | Meaning::Failed => {
                self.again_later(now, State::Asking(session, Doubt::default()), refusal.error)
            }
            Meaning::Gone if self.has_other_form(&session) => self.try_other_form(now, session, &refusal),
            Meaning::Gone if session.is_fresh() => {
                self.rest_for(now, NOT_VISIBLE_YET);
                State::Asking(session, Doubt::of_refusal(refusal))
            }
            // Adopted sessions of kinds that need not answer: the URL is all that is known, and it is refused.
            _ => State::Asking(session, Doubt::of_refusal(refusal)),
        }
    }

    /// What a refusal tells the size of the next piece.
    fn note_pace(&mut self, meaning: Meaning, error: &Error) {
        match meaning {
            Meaning::Failed if error.details().retry_after_ms.is_none() => self.pieces.broke(Fault::Service),
            Meaning::Unsettled(_) => self.pieces.refused(),
            _ => self.pieces.did_not_leave(),
        }
    }

    /// Whether the other form of the URL has still to be tried. A life that was saved before its first piece does not
    /// know the form that took it.
    fn has_other_form(&self, session: &Session) -> bool {
        let untried = self.rules().bytes_suffix.is_some() && !session.both_forms_tried;
        untried && (session.held_high == 0 || session.resumed)
    }

    fn try_other_form(&mut self, now: Millis, mut session: Session, refusal: &Refusal) -> State {
        session.both_forms_tried = true;
        session.bare_url = !session.bare_url;
        self.note(format!("{}; trying the other form of the upload URL", refusal.error));
        match refusal.completes && refusal.error.details().http_status != 405 {
            // That it is gone may be the answer to the double of a piece that was the whole file.
            true => self.look_first(now, Some(session), Absent::Resend),
            false => State::Sending(session),
        }
    }

    /// The session has been asked about a refused piece, and said this.
    pub(super) fn refusal_answered(
        &mut self,
        now: Millis,
        session: Session,
        refusal: Refusal,
        says: Says,
        holes: Option<Holes>,
    ) -> State {
        let Refusal { meaning, error, completes } = refusal;
        match (follows(meaning, says), holes) {
            (Follows::GoOn, Some(holes)) => self.settle_after_refusal(now, session, holes, says),
            (Follows::Repeat(most), Some(holes)) if self.repeats < most => {
                self.repeats += 1;
                self.resend_later(now, session, holes, completes, error)
            }
            (Follows::Repeat(_), _) => self.repeated_in_vain(now, session, meaning, error),
            (Follows::Retry, Some(holes)) => self.resend_later(now, session, holes, completes, error),
            (Follows::Commit, holes) => self.held_but_refused(now, session, holes.unwrap_or_default(), error),
            (Follows::Keep, _) => self.keep_session(now, session, completes, error),
            // The session lives, so one look is enough.
            (Follows::End, Some(_)) if completes => self.look_first(now, Some(session), Absent::Fail(error)),
            (Follows::End, _) => self.fail(session, error),
            (Follows::Restart, _) => self.gone_after_refusal(now, session, completes, error),
            (Follows::UrlRefused, _) => self.url_refused(now, session, error),
            (Follows::GoOn | Follows::Retry | Follows::Untold, _) => {
                self.untold(now, session, meaning, error)
            }
        }
    }

    /// The session does not tell where it stands, so that the refusal is all that is known.
    fn untold(&mut self, now: Millis, session: Session, meaning: Meaning, error: Error) -> State {
        let refused = matches!(error.status(), Status::SignIn | Status::Denied);
        match meaning {
            Meaning::Unsettled(most) if self.repeats < most => {
                self.repeats += 1;
                let state = match session.completing_sent {
                    true => self.look_first(now, Some(session), Absent::ResendUntold),
                    false => self.position_untold(now, session, &Doubt::default(), error.clone()),
                };
                self.again_later(now, state, error)
            }
            Meaning::Unsettled(_) if refused => self.url_refused(now, session, error),
            Meaning::Unsettled(_) => self.repeated_in_vain(now, session, meaning, error),
            Meaning::Unwanted if session.completing_sent => {
                self.look_up(Some(session), Absent::Restart(error))
            }
            Meaning::Unwanted if session.position_untold => self.restart(now, Left::Delete(session), error),
            _ => self.position_untold(now, session, &Doubt::default(), error),
        }
    }

    /// Goes on from where the session stands. A last piece that it still wants is looked for first.
    fn settle_after_refusal(&mut self, now: Millis, session: Session, holes: Holes, says: Says) -> State {
        let last_refused = session.last_refused && says == Says::Stands;
        match self.settle(now, session, holes) {
            State::Sending(session) if last_refused => self.last_piece_wanted_again(session),
            state => state,
        }
    }

    /// The same bytes again after a wait. Where they make the file, it is looked for first.
    fn resend_later(
        &mut self,
        now: Millis,
        session: Session,
        holes: Holes,
        completes: bool,
        error: Error,
    ) -> State {
        match self.settle(now, session, holes) {
            State::Sending(session) if completes => {
                let state = self.last_piece_wanted_again(session);
                self.again_later(now, state, error)
            }
            State::Sending(session) => self.again_later(now, State::Sending(session), error),
            state => state,
        }
    }

    /// The session lives, and the piece is refused however often it is sent.
    fn repeated_in_vain(&mut self, now: Millis, session: Session, meaning: Meaning, error: Error) -> State {
        match error.details().http_status {
            _ if meaning == Meaning::Gone => self.restart(now, Left::Delete(session), error),
            412 => self.keep_session(now, session, true, error),
            status => {
                let error = if status == 401 { denied(error) } else { error };
                self.look_first(now, Some(session), Absent::Fail(error))
            }
        }
    }

    /// The bytes are worth keeping: the caller can settle what stands in the way. A file that has been made all the same
    /// is found first.
    fn keep_session(&mut self, now: Millis, mut session: Session, completes: bool, error: Error) -> State {
        session.in_doubt = false;
        let error = error.with(|details| details.retryable |= completes);
        match completes {
            true => self.look_first(now, Some(session), Absent::Keep(error)),
            false => self.pause_in(State::Asking(session, Doubt::default()), error),
        }
    }

    /// The session holds all bytes and refuses to become the file because of another one, or for lack of space.
    fn held_but_refused(&mut self, now: Millis, mut session: Session, holes: Holes, error: Error) -> State {
        session.holes = holes;
        session.in_doubt = false;
        session.needs_commit = self.plan.target.commit(session.url.expose()).is_some();
        let absent = match self.plan.target.conflict() {
            Some(Conflict::Rename) if error.status() == Status::Conflict => Absent::Commit,
            _ => Absent::Keep(error),
        };
        self.look_first(now, Some(session), absent)
    }

    /// A refused piece, and the session is not found any more.
    fn gone_after_refusal(&mut self, now: Millis, session: Session, completes: bool, error: Error) -> State {
        if !completes && !session.completing_sent && !(session.resumed && self.can_look()) {
            return self.restart(now, Left::Lost(session), error);
        }
        // Where the service itself refuses a second file of the name, or replaces it by itself, one look is enough.
        let guarded = matches!(self.plan.target.conflict(), Some(Conflict::Replace | Conflict::Fail));
        let answered_404 = error.details().http_status == 404 && !session.in_doubt && !session.resumed;
        match guarded && answered_404 {
            true => self.look_first(now, Some(session), Absent::Restart(error)),
            false => self.look_up(Some(session), Absent::Restart(error)),
        }
    }

    /// 401 and 403 where the token is not the reason: a URL that worked has died, one that never did is forbidden.
    pub(super) fn url_refused(&mut self, now: Millis, session: Session, error: Error) -> State {
        // An earlier life may have sent the last piece and not lived to note it.
        let may_be_file = session.completing_sent || session.in_doubt || session.resumed && self.can_look();
        if session.is_fresh() {
            return self.fail(session, denied(error));
        }
        match may_be_file {
            true => self.look_up(Some(session), Absent::Restart(error)),
            false => self.restart(now, Left::Delete(session), error),
        }
    }
}

/// Upload URLs carry their own secret: that one is refused is no matter of the token.
fn denied(error: Error) -> Error {
    error.with(|details| details.status = Status::Denied)
}
