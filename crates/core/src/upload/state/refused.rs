//! A refused piece whose session was asked: the refusal holds unless the session has moved.

use crate::error::{Error, Status};
use crate::graph::ranges::Missing;
use crate::kinds::Conflict;
use crate::policy::follows::{Follows, Says, follows};
use crate::policy::refusal::Meaning;
use crate::upload::context::Context;
use crate::upload::history::Left;
use crate::upload::next::Next;
use crate::upload::session::{PositionIs, Session};
use crate::upload::state::sending::denied;
use crate::upload::state::{Absent, Again, Asking, LookUp, Sending, State, StatusReason};

/// The refusal of a piece.
#[derive(Debug)]
pub struct Refusal {
    pub meaning: Meaning,
    pub error: Error,
    /// Whether the piece makes the file.
    pub completes: bool,
}

/// Whether a last piece may be refused so because it, or its double, has made the file: the session is gone, or wants
/// nothing more.
pub(super) fn is_answer_to_double(refusal: &Error) -> bool {
    matches!(refusal.details().http_status, 404 | 410 | 416)
}

impl Context {
    /// The session has been asked about a refused piece, and said this.
    pub(super) fn refusal_answered(
        &mut self,
        session: Session,
        refusal: Refusal,
        says: Says,
        missing: Option<Missing>,
    ) -> Next {
        let status = refusal.error.details().http_status;
        match (follows(refusal.meaning, says), missing) {
            (Follows::GoOn, Some(missing)) => {
                self.settle_after_refusal(session, missing, says, refusal.error)
            }
            (Follows::Repeat(most), Some(missing)) if self.repeats.allow(status, most) => {
                self.resend_later(session, missing, refusal)
            }
            (Follows::Repeat(_), _) => self.repeated_in_vain(session, refusal),
            (Follows::Retry, Some(missing)) => self.resend_later(session, missing, refusal),
            (Follows::Commit, missing) => {
                self.held_but_refused(session, missing.unwrap_or_default(), refusal.error)
            }
            (Follows::Keep, _) => self.keep_session(session, refusal),
            (Follows::End, _) if says == Says::Stands => self.refused_and_stands(session, refusal.error),
            (Follows::End, _) => self.fail(session, refusal.error),
            (Follows::Restart, _) => self.gone_after_refusal(session, refusal),
            (Follows::UrlRefused, _) => self.url_refused(session, refusal.error),
            (Follows::GoOn | Follows::Retry | Follows::Untold, _) => self.untold(session, refusal),
        }
    }

    /// The session does not tell where it stands, so that the refusal is all that is known.
    fn untold(&mut self, session: Session, refusal: Refusal) -> Next {
        let status = refusal.error.details().http_status;
        // Where even the question is refused, that is told apart before; an expired URL is answered with 401.
        let may_have_died = refusal.error.status() == Status::Denied && status == 401;
        match refusal.meaning {
            Meaning::Unsettled(most) if self.repeats.allow(status, most) => {
                self.resend_untold(session, refusal.error)
            }
            // A lock can hold for a minute, and a look may settle it at once.
            Meaning::Locked if session.completion.was_sent() => {
                self.look_first(Absent::Later(Again::Piece(session), waited_for(refusal.error)))
            }
            Meaning::Locked => self.resend_untold(session, refusal.error),
            Meaning::Unsettled(_) if may_have_died => self.url_refused(session, refusal.error),
            Meaning::Unsettled(_) => self.repeated_in_vain(session, refusal),
            Meaning::Unwanted if session.completion.was_sent() => {
                self.look_up(Absent::Restart(Some(session), refusal.error)).into()
            }
            Meaning::Unwanted if session.position == PositionIs::Assumed => {
                self.restart(Left::Delete(session), refusal.error)
            }
            _ => self.position_untold(session, &StatusReason::default(), refusal.error),
        }
    }

    /// Goes on from where the session stands. A last piece that it still wants is looked for first. Where nothing is
    /// missing and no file came of it, the refusal is what has decided.
    fn settle_after_refusal(&mut self, session: Session, missing: Missing, says: Says, error: Error) -> Next {
        if says != Says::Stands {
            self.pieces.passed_after_all();
        }
        let last_refused = session.completion.is_turned_away() && says == Says::Stands;
        match self.settle(session, missing) {
            Next::Go(State::Sending(Sending { session })) if last_refused => {
                self.last_piece_wanted_again(session).into()
            }
            Next::Go(State::LookUp(LookUp { absent: Absent::Restart(session, _), .. })) => {
                LookUp::new(Absent::Restart(session, error)).into()
            }
            next => next,
        }
    }

    /// The same bytes again after a wait. Where they make the file, it is looked for first.
    fn resend_later(&mut self, session: Session, missing: Missing, refusal: Refusal) -> Next {
        let error = waited_for(refusal.error);
        match self.settle(session, missing) {
            Next::Go(State::Sending(Sending { session })) if refusal.completes => {
                Next::Retry(self.last_piece_wanted_again(session), error)
            }
            Next::Go(State::Sending(sending)) => Next::Retry(sending.into(), error),
            next => next,
        }
    }

    /// The same where the session does not tell what it holds.
    fn resend_untold(&mut self, session: Session, error: Error) -> Next {
        let error = waited_for(error);
        let next = match session.completion.was_sent() {
            true => self.look_first(Absent::ResendUntold(session)),
            false => self.position_untold(session, &StatusReason::default(), error.clone()),
        };
        next.retry(error)
    }

    /// The session lives, and the piece is refused however often it is sent.
    fn repeated_in_vain(&mut self, session: Session, refusal: Refusal) -> Next {
        match refusal.error.details().http_status {
            _ if refusal.meaning == Meaning::Gone && session.completion.was_sent() => {
                self.look_first(Absent::Restart(Some(session), refusal.error))
            }
            _ if refusal.meaning == Meaning::Gone => self.restart(Left::Delete(session), refusal.error),
            412 => self.keep_session(session, refusal),
            _ => self.refused_and_stands(session, refusal.error),
        }
    }

    /// The refusal ends the upload. A session that still wants the piece has not become the file, so that one look is
    /// enough, unless a piece without an answer is still on its way.
    fn refused_and_stands(&mut self, session: Session, error: Error) -> Next {
        let completion = session.completion;
        match completion.was_sent() && !completion.may_be_stored() && !completion.may_yet_arrive() {
            true => self.look_first(Absent::Fail(Some(session), error)),
            false => self.fail(session, error),
        }
    }

    /// The bytes are worth keeping: the caller can settle what stands in the way. A file that has been made all the same
    /// is found first.
    fn keep_session(&mut self, mut session: Session, refusal: Refusal) -> Next {
        let Refusal { error, completes, .. } = refusal;
        session.completion.denied();
        let error = error.with(|details| details.retryable |= completes);
        match completes {
            true => self.look_at_conflict(&error.clone(), Absent::Keep(session, error)),
            false => Next::Pause(Asking::about(session).into(), error),
        }
    }

    /// The session holds all bytes and refuses to become the file because of another one, or for lack of space.
    fn held_but_refused(&mut self, mut session: Session, missing: Missing, error: Error) -> Next {
        session.missing = missing;
        session.completion.denied();
        if self.plan.target.commit(session.url.expose()).is_some() {
            session.made_by = session.made_by.after_conflict();
        }
        let absent = match self.plan.target.conflict() {
            Some(Conflict::Rename) if error.status() == Status::Conflict => Absent::Commit(session),
            _ => Absent::Keep(session, error.clone()),
        };
        self.look_at_conflict(&error, absent)
    }

    /// A refused piece, and the session is not found any more.
    fn gone_after_refusal(&mut self, session: Session, refusal: Refusal) -> Next {
        let Refusal { meaning, error, completes } = refusal;
        if !completes && !session.completion.was_sent() && !session.has_past() {
            return self.restart(Left::NotFound(session), error);
        }
        let conflict = self.plan.target.conflict();
        let unanswered =
            session.completion.may_be_stored() || session.completion.may_yet_arrive() || session.has_past();
        // A target without a choice refuses too.
        let fails = matches!(conflict, None | Some(Conflict::Fail));
        if meaning == Meaning::NameTaken && fails && !unanswered {
            // It is our own file that has the name, or the upload is over. There is no session to delete.
            return LookUp::refused(Absent::Fail(None, error)).into();
        }
        // Where the service itself refuses a second file of the name, or replaces it by itself, one look is enough.
        let guarded = matches!(conflict, Some(Conflict::Replace | Conflict::Fail));
        let answered_404 =
            error.details().http_status == 404 && !session.completion.may_be_stored() && !session.has_past();
        match guarded && answered_404 {
            true => self.look_first(Absent::Restart(Some(session), error)),
            false => self.look_up(Absent::Restart(Some(session), error)).into(),
        }
    }

    /// 401 and 403 where the token is not the reason: a URL that worked has died, one that never did is forbidden.
    pub(super) fn url_refused(&mut self, session: Session, error: Error) -> Next {
        // An earlier life may have sent the last piece and not lived to note it.
        let may_be_file = session.completion.was_sent()
            || session.completion.may_be_stored()
            || session.has_past() && self.can_look();
        if session.is_fresh() {
            return self.fail(session, denied(error));
        }
        match may_be_file {
            true => self.look_up(Absent::Restart(Some(session), error)).into(),
            false => self.restart(Left::Delete(session), error),
        }
    }
}

/// The wait that a refusal asks for has passed before the session was asked.
fn waited_for(error: Error) -> Error {
    error.with(|details| details.retry_after_ms = None)
}
