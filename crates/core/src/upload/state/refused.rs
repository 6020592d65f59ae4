//! A refused piece whose session was asked: the refusal holds unless the session has moved.

use crate::graph::ranges::Missing;
use crate::kinds::Conflict;
use crate::policy::follows::{Follows, Says, follows};
use crate::policy::refusal::Meaning;
use crate::upload::context::Context;
use crate::upload::failure::Failure;
use crate::upload::history::Left;
use crate::upload::next::Next;
use crate::upload::session::{PositionIs, Session};
use crate::upload::setback::Setback;
use crate::upload::state::{Absent, Again, Asking, LookUp, Sending, State, StatusReason};

/// The refusal of a piece.
#[derive(Debug)]
pub struct Refusal {
    pub meaning: Meaning,
    pub setback: Setback,
    /// Whether the piece makes the file.
    pub completes: bool,
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
        match (follows(refusal.meaning, says), missing) {
            (Follows::GoOn, Some(missing)) => {
                self.settle_after_refusal(session, missing, says, refusal.setback)
            }
            (Follows::Repeat(most), Some(missing)) if self.may_repeat(most, &refusal.setback) => {
                self.resend_later(session, missing, refusal)
            }
            (Follows::Repeat(_), _) => self.repeated_in_vain(session, refusal),
            (Follows::Retry, Some(missing)) => self.resend_later(session, missing, refusal),
            (Follows::Commit, missing) => {
                self.held_but_refused(session, missing.unwrap_or_default(), refusal)
            }
            (Follows::Keep, _) => self.keep_session(session, refusal),
            (Follows::End, _) if says == Says::Stands => self.refused_and_stands(session, refusal.setback),
            (Follows::End, _) => self.fail(session, refusal.setback),
            (Follows::Restart, _) => self.gone_after_refusal(session, refusal),
            (Follows::UrlRefused, _) => self.url_refused(session, refusal.setback),
            (Follows::GoOn | Follows::Retry | Follows::Untold, _) => self.untold(session, refusal),
        }
    }

    /// The session does not tell where it stands, so that the refusal is all that is known.
    fn untold(&mut self, session: Session, refusal: Refusal) -> Next {
        match refusal.meaning {
            Meaning::Unsettled(most) if self.may_repeat(most, &refusal.setback) => {
                self.resend_untold(session, refusal.setback)
            }
            // A lock can hold for a minute, and a look may settle it at once.
            Meaning::Locked if session.completion.was_sent() => {
                self.look_first(Absent::Later(Again::Piece(session), refusal.setback.waited_for()))
            }
            Meaning::Locked => self.resend_untold(session, refusal.setback),
            // Where even the question is refused, that is told apart before.
            Meaning::Unsettled(_) if refusal.setback.may_be_expired_url() => {
                self.url_refused(session, refusal.setback)
            }
            Meaning::Unsettled(_) => self.repeated_in_vain(session, refusal),
            Meaning::Unwanted if session.completion.was_sent() => {
                self.look_up(Absent::Restart(Some(session), refusal.setback)).into()
            }
            Meaning::Unwanted if session.position == PositionIs::Assumed => {
                self.restart(Left::Delete(session), refusal.setback)
            }
            _ => self.position_untold(session, &StatusReason::default(), refusal.setback),
        }
    }

    /// Goes on from where the session stands. A last piece that it still wants is looked for first. Where nothing is
    /// missing and no file came of it, the refusal is what has decided.
    fn settle_after_refusal(
        &mut self,
        session: Session,
        missing: Missing,
        says: Says,
        setback: Setback,
    ) -> Next {
        if says != Says::Stands {
            self.pieces.passed_after_all();
        }
        let last_refused = session.completion.is_turned_away() && says == Says::Stands;
        match self.settle(session, missing) {
            Next::Go(State::Sending(Sending { session })) if last_refused => {
                self.last_piece_wanted_again(session).into()
            }
            Next::Go(State::LookUp(LookUp { absent: Absent::Restart(session, _), .. })) => {
                LookUp::new(Absent::Restart(session, setback)).into()
            }
            next => next,
        }
    }

    /// The same bytes again after a wait. Where they make the file, it is looked for first.
    fn resend_later(&mut self, session: Session, missing: Missing, refusal: Refusal) -> Next {
        let setback = refusal.setback.waited_for();
        match self.settle(session, missing) {
            Next::Go(State::Sending(Sending { session })) if refusal.completes => {
                Next::Retry(self.last_piece_wanted_again(session), setback)
            }
            Next::Go(State::Sending(sending)) => Next::Retry(sending.into(), setback),
            next => next,
        }
    }

    /// The same where the session does not tell what it holds.
    fn resend_untold(&mut self, session: Session, setback: Setback) -> Next {
        let setback = setback.waited_for();
        let next = match session.completion.was_sent() {
            true => self.look_first(Absent::ResendUntold(session)),
            false => self.position_untold(session, &StatusReason::default(), setback.clone()),
        };
        next.retry(setback)
    }

    /// The session lives, and the piece is refused however often it is sent.
    fn repeated_in_vain(&mut self, session: Session, refusal: Refusal) -> Next {
        match refusal.meaning {
            Meaning::Gone if session.completion.was_sent() => {
                self.look_first(Absent::Restart(Some(session), refusal.setback))
            }
            Meaning::Gone => self.restart(Left::Delete(session), refusal.setback),
            _ if refusal.setback.is_failed_condition() => self.keep_session(session, refusal),
            _ => self.refused_and_stands(session, refusal.setback),
        }
    }

    /// The refusal ends the upload. A session that still wants the piece has not become the file, so that one look is
    /// enough, unless a piece without an answer is still on its way.
    fn refused_and_stands(&mut self, session: Session, setback: Setback) -> Next {
        let completion = session.completion;
        match completion.was_sent() && !completion.may_be_stored() && !completion.may_yet_arrive() {
            true => self.look_first(Absent::Fail(Some(session), setback.into())),
            false => self.fail(session, setback),
        }
    }

    /// The bytes are worth keeping: the caller can settle what stands in the way. A file that has been made all the same
    /// is found first.
    fn keep_session(&mut self, mut session: Session, refusal: Refusal) -> Next {
        let Refusal { setback, completes, .. } = refusal;
        session.completion.denied();
        match completes {
            true => {
                let failure = Failure::from(setback.clone()).with(|details| details.retryable = true);
                self.look_at_conflict(&setback, Absent::Keep(session, failure))
            }
            false => Next::pause(Asking::about(session), setback),
        }
    }

    /// The session holds all bytes and refuses to become the file because of another one, or for lack of space.
    fn held_but_refused(&mut self, mut session: Session, missing: Missing, refusal: Refusal) -> Next {
        let Refusal { meaning, setback, .. } = refusal;
        session.missing = missing;
        session.completion.denied();
        if self.plan.target.commit(session.url.expose()).is_some() {
            session.made_by = session.made_by.after_conflict();
        }
        let absent = match self.plan.target.conflict() {
            Some(Conflict::Rename) if meaning != Meaning::NoSpace => Absent::Commit(session),
            _ => Absent::Keep(session, setback.clone().into()),
        };
        self.look_at_conflict(&setback, absent)
    }

    /// A refused piece, and the session is not found any more.
    fn gone_after_refusal(&mut self, session: Session, refusal: Refusal) -> Next {
        let Refusal { meaning, setback, completes } = refusal;
        if !completes && !session.completion.was_sent() && !session.has_past() {
            return self.restart(Left::NotFound(session), setback);
        }
        let conflict = self.plan.target.conflict();
        let unanswered =
            session.completion.may_be_stored() || session.completion.may_yet_arrive() || session.has_past();
        // A target without a choice refuses too.
        let fails = matches!(conflict, None | Some(Conflict::Fail));
        if meaning == Meaning::NameTaken && fails && !unanswered {
            // It is our own file that has the name, or the upload is over. There is no session to delete.
            return LookUp::refused(Absent::Fail(None, setback.into())).into();
        }
        // Where the service itself refuses a second file of the name, or replaces it by itself, one look is enough.
        let guarded = matches!(conflict, Some(Conflict::Replace | Conflict::Fail));
        let answered_404 =
            setback.is_not_found() && !session.completion.may_be_stored() && !session.has_past();
        match guarded && answered_404 {
            true => self.look_first(Absent::Restart(Some(session), setback)),
            false => self.look_up(Absent::Restart(Some(session), setback)).into(),
        }
    }

    /// 401 and 403 where the token is not the reason: a URL that worked has died, one that never did is forbidden.
    pub(super) fn url_refused(&mut self, session: Session, setback: Setback) -> Next {
        // An earlier life may have sent the last piece and not lived to note it.
        let may_be_file = session.completion.was_sent()
            || session.completion.may_be_stored()
            || session.has_past() && self.can_look();
        if session.is_fresh() {
            return self.fail(session, setback.of_url());
        }
        match may_be_file {
            true => self.look_up(Absent::Restart(Some(session), setback)).into(),
            false => self.restart(Left::Delete(session), setback),
        }
    }
}
