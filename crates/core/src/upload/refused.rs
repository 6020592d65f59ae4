//! Pieces that the service refuses. The table of `refusal` says what a refusal means; where that is not the end, the
//! session is asked, and its answer decides.

use std::ops::Range;

use crate::defect::{Defect, is_made};
use crate::error::{Error, Status};
use crate::graph::problem::Problem;
use crate::graph::ranges::Holes;
use crate::graph::reply::{Reply, Sent};
use crate::graph::request::Purpose;
use crate::kinds::Conflict;
use crate::policy::follows::{Follows, Says, follows};
use crate::policy::piece_size::Fault;
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::absent::{Absent, Again};
use crate::upload::ending::Left;
use crate::upload::look_up::Looking;
use crate::upload::machine::Upload;
use crate::upload::session::{PositionIs, Session};
use crate::upload::state::State;
use crate::upload::status::Doubt;

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
        let purpose = Purpose::Piece { range: range.clone(), last: completes };
        let (mut meaning, error) = self.refusal(asked, &purpose, reply);
        let error = denied(error);
        let sent = if reply.early { Sent::Part } else { Sent::All };
        let foreign = Problem::of(reply).origin.is_foreign();
        session.note_turned_away(&range, sent, meaning == Meaning::Failed || foreign);
        if meaning == Meaning::PieceTooLarge && !self.pieces.too_large(range.end - range.start) {
            meaning = Meaning::Final;
        }
        self.note_pace(meaning, &error);
        let refusal = Refusal { meaning, error, completes };
        if is_made(Defect::StatusAlone) && matches!(meaning, Meaning::Unsettled(_)) {
            return self.fail(session, refusal.error);
        }
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

    /// The session has been asked about a refused piece, and said this.
    pub(super) fn refusal_answered(
        &mut self,
        now: Millis,
        session: Session,
        refusal: Refusal,
        says: Says,
        holes: Option<Holes>,
    ) -> State {
        let status = refusal.error.details().http_status;
        match (follows(refusal.meaning, says), holes) {
            (Follows::GoOn, Some(holes)) => {
                self.settle_after_refusal(now, session, holes, says, refusal.error)
            }
            (Follows::Repeat(most), Some(holes)) if self.repeats.allow(status, most) => {
                self.resend_later(now, session, holes, refusal)
            }
            (Follows::Repeat(_), _) => self.repeated_in_vain(now, session, refusal),
            (Follows::Retry, Some(holes)) => self.resend_later(now, session, holes, refusal),
            (Follows::Commit, holes) => {
                self.held_but_refused(now, session, holes.unwrap_or_default(), refusal.error)
            }
            (Follows::Keep, _) => self.keep_session(now, session, refusal),
            (Follows::End, _) if says == Says::Stands => self.refused_and_stands(now, session, refusal.error),
            (Follows::End, _) => self.fail(session, refusal.error),
            (Follows::Restart, _) => self.gone_after_refusal(now, session, refusal),
            (Follows::UrlRefused, _) => self.url_refused(now, session, refusal.error),
            (Follows::GoOn | Follows::Retry | Follows::Untold, _) => self.untold(now, session, refusal),
        }
    }

    /// The session does not tell where it stands, so that the refusal is all that is known.
    fn untold(&mut self, now: Millis, session: Session, refusal: Refusal) -> State {
        // Where even the question is refused, that is told apart before; an expired URL is answered with 401.
        let may_have_died =
            refusal.error.status() == Status::Denied && refusal.error.details().http_status == 401;
        match refusal.meaning {
            Meaning::Unsettled(most) if self.repeats.allow(refusal.error.details().http_status, most) => {
                self.resend_untold(now, session, refusal.error)
            }
            // A lock can hold for a minute, and a look may settle it at once.
            Meaning::Locked if session.completion.was_sent() => {
                self.look_first(now, Absent::Later(Again::Piece(session), waited_for(refusal.error)))
            }
            Meaning::Locked => self.resend_untold(now, session, refusal.error),
            Meaning::Unsettled(_) if may_have_died => self.url_refused(now, session, refusal.error),
            Meaning::Unsettled(_) => self.repeated_in_vain(now, session, refusal),
            Meaning::Unwanted if session.completion.was_sent() => {
                self.look_up(Absent::Restart(Some(session), refusal.error))
            }
            Meaning::Unwanted if session.position == PositionIs::Assumed => {
                self.restart(now, Left::Delete(session), refusal.error)
            }
            _ => self.position_untold(now, session, &Doubt::default(), refusal.error),
        }
    }

    /// Goes on from where the session stands. A last piece that it still wants is looked for first. Where nothing is
    /// missing and no file came of it, the refusal is what has decided.
    fn settle_after_refusal(
        &mut self,
        now: Millis,
        session: Session,
        holes: Holes,
        says: Says,
        error: Error,
    ) -> State {
        if says != Says::Stands {
            self.pieces.passed_after_all();
        }
        let last_refused = session.completion.is_turned_away() && says == Says::Stands;
        match self.settle(now, session, holes) {
            State::Sending(session) if last_refused => self.last_piece_wanted_again(session),
            State::Looking(Looking { absent: Absent::Restart(session, _), .. }) => {
                State::Looking(Looking::new(Absent::Restart(session, error)))
            }
            state => state,
        }
    }

    /// The same bytes again after a wait. Where they make the file, it is looked for first.
    fn resend_later(&mut self, now: Millis, session: Session, holes: Holes, refusal: Refusal) -> State {
        match self.settle(now, session, holes) {
            State::Sending(session) if refusal.completes => {
                let state = self.last_piece_wanted_again(session);
                self.again_later(now, state, waited_for(refusal.error))
            }
            State::Sending(session) => {
                self.again_later(now, State::Sending(session), waited_for(refusal.error))
            }
            state => state,
        }
    }

    /// The same where the session does not tell what it holds.
    fn resend_untold(&mut self, now: Millis, session: Session, error: Error) -> State {
        let error = waited_for(error);
        let state = match session.completion.was_sent() {
            true => self.look_first(now, Absent::ResendUntold(session)),
            false => self.position_untold(now, session, &Doubt::default(), error.clone()),
        };
        self.again_later(now, state, error)
    }

    /// The session lives, and the piece is refused however often it is sent.
    fn repeated_in_vain(&mut self, now: Millis, session: Session, refusal: Refusal) -> State {
        match refusal.error.details().http_status {
            _ if refusal.meaning == Meaning::Gone && session.completion.was_sent() => {
                self.look_first(now, Absent::Restart(Some(session), refusal.error))
            }
            _ if refusal.meaning == Meaning::Gone => self.restart(now, Left::Delete(session), refusal.error),
            412 => self.keep_session(now, session, refusal),
            _ => self.refused_and_stands(now, session, refusal.error),
        }
    }

    /// The refusal ends the upload. A session that still wants the piece has not become the file, so that one look is
    /// enough, unless a piece without an answer is still on its way.
    fn refused_and_stands(&mut self, now: Millis, session: Session, error: Error) -> State {
        if session.completion.was_sent()
            && !session.completion.may_be_stored()
            && !session.completion.may_yet_arrive()
        {
            return self.look_first(now, Absent::Fail(Some(session), error));
        }
        self.fail(session, error)
    }

    /// The bytes are worth keeping: the caller can settle what stands in the way. A file that has been made all the same
    /// is found first.
    fn keep_session(&mut self, now: Millis, mut session: Session, refusal: Refusal) -> State {
        let Refusal { error, completes, .. } = refusal;
        session.completion.denied();
        let error = error.with(|details| details.retryable |= completes);
        match completes {
            true => self.look_at_conflict(now, &error.clone(), Absent::Keep(session, error)),
            false => self.pause_in(State::Asking(session, Doubt::default()), error),
        }
    }

    /// The session holds all bytes and refuses to become the file because of another one, or for lack of space.
    fn held_but_refused(&mut self, now: Millis, mut session: Session, holes: Holes, error: Error) -> State {
        session.holes = holes;
        session.completion.denied();
        if self.plan.target.commit(session.url.expose()).is_some() {
            session.made_by = session.made_by.after_conflict();
        }
        let absent = match self.plan.target.conflict() {
            Some(Conflict::Rename) if error.status() == Status::Conflict => Absent::Commit(session),
            _ => Absent::Keep(session, error.clone()),
        };
        self.look_at_conflict(now, &error, absent)
    }

    /// A refused piece, and the session is not found any more.
    fn gone_after_refusal(&mut self, now: Millis, session: Session, refusal: Refusal) -> State {
        let Refusal { meaning, error, completes } = refusal;
        if !completes && !session.completion.was_sent() && !session.has_past() {
            return self.restart(now, Left::Lost(session), error);
        }
        let conflict = self.plan.target.conflict();
        let unanswered =
            session.completion.may_be_stored() || session.completion.may_yet_arrive() || session.has_past();
        if meaning == Meaning::NameTaken && conflict == Some(Conflict::Fail) && !unanswered {
            // It is our own file that has the name, or the upload is over. There is no session to delete.
            return State::Looking(Looking { refused: true, ..Looking::new(Absent::Fail(None, error)) });
        }
        // Where the service itself refuses a second file of the name, or replaces it by itself, one look is enough.
        let guarded = matches!(conflict, Some(Conflict::Replace | Conflict::Fail));
        let answered_404 =
            error.details().http_status == 404 && !session.completion.may_be_stored() && !session.has_past();
        match guarded && answered_404 {
            true => self.look_first(now, Absent::Restart(Some(session), error)),
            false => self.look_up(Absent::Restart(Some(session), error)),
        }
    }

    /// 401 and 403 where the token is not the reason: a URL that worked has died, one that never did is forbidden.
    pub(super) fn url_refused(&mut self, now: Millis, session: Session, error: Error) -> State {
        // An earlier life may have sent the last piece and not lived to note it.
        let may_be_file = session.completion.was_sent()
            || session.completion.may_be_stored()
            || session.has_past() && self.can_look();
        if session.is_fresh() {
            return self.fail(session, denied(error));
        }
        match may_be_file {
            true => self.look_up(Absent::Restart(Some(session), error)),
            false => self.restart(now, Left::Delete(session), error),
        }
    }
}

/// The wait that a refusal asks for has passed before the session was asked.
fn waited_for(error: Error) -> Error {
    error.with(|details| details.retry_after_ms = None)
}

/// Upload URLs carry their own secret: that one is refused is no matter of the token. A token that goes along with them
/// is dealt with before.
fn denied(error: Error) -> Error {
    match error.status() {
        Status::SignIn => error.with(|details| details.status = Status::Denied),
        _ => error,
    }
}
