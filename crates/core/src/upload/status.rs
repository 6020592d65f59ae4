//! Asking the session where it stands.

use std::ops::Range;

use crate::defect::{Defect, is_made};
use crate::error::Error;
use crate::graph::problem;
use crate::graph::ranges::Holes;
use crate::graph::reply::{BodyEnd, Reply};
use crate::graph::request::Purpose;
use crate::policy::errors;
use crate::policy::follows::Says;
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::absent::Absent;
use crate::upload::asking::doing;
use crate::upload::ending::Left;
use crate::upload::look_up::Looking;
use crate::upload::machine::Upload;
use crate::upload::refused::Refusal;
use crate::upload::session::{PositionIs, Session};
use crate::upload::state::{State, is_answer_to_double};

/// How long a session that is not found is given before it is asked again, in first backoffs; then it counts as gone.
/// Replicas of the service can lag behind (tonimelisma/onedrive-go: spec/reference/graph-api-quirks.md).
const ASKED_AGAIN: [u64; 2] = [2, 4];

/// Why the position is asked for.
#[derive(Debug, Default)]
pub(super) struct Doubt {
    /// A range that was accepted by a response which did not say where the session stands.
    pub accepted: Option<Range<u64>>,
    /// A response said that a piece was taken, so no attempt has been counted yet.
    pub taken: bool,
    /// The service has said that the file is stored, without saying as what.
    pub stored: bool,
    /// What a piece was refused with.
    pub refused: Option<Refusal>,
    /// How often in a row the session was not found.
    pub not_found: usize,
    /// It is a session that was given up because it was not found, and something still locks the name.
    pub of_older: bool,
}

impl Doubt {
    pub fn of_refusal(refusal: Refusal) -> Self {
        Self { refused: Some(refusal), ..Self::default() }
    }

    /// Whether the refused piece may have made the file: whatever the refusal says, until it was looked into.
    pub fn may_be_stored(&self) -> bool {
        self.refused.as_ref().is_some_and(|refusal| refusal.completes)
    }
}

impl Doubt {
    /// Whether the refusal of the piece that makes the file says as little as silence.
    pub fn is_undecided(&self) -> bool {
        self.refused.as_ref().is_some_and(|refusal| refusal.completes && is_answer_to_double(&refusal.error))
    }
}

impl Upload {
    pub(super) fn status_reply(
        &mut self,
        now: Millis,
        session: Session,
        doubt: Doubt,
        reply: &Reply,
    ) -> State {
        if problem::is_success(reply) {
            if reply.end == BodyEnd::Cut {
                let error = errors::broke_off(&doing(&Purpose::Status), &self.host);
                return self.again_later(now, State::Asking(session, doubt), error);
            }
            return self.status_known(now, session, doubt, reply);
        }
        let (meaning, error) = self.refusal(Asked::Status, &Purpose::Status, reply);
        match (meaning, doubt.refused) {
            (Meaning::Gone, refused) => {
                self.session_not_found(now, session, Doubt { refused, ..doubt }, error)
            }
            (Meaning::UrlRefused, Some(refusal)) => {
                self.refusal_answered(now, session, refusal, Says::Refuses, None)
            }
            (Meaning::UrlRefused, None) => self.url_refused(now, session, error),
            (Meaning::Final, Some(refusal)) => self.fail(session, refusal.error),
            (Meaning::Final, None) => self.fail(session, error),
            (_, refused) => self.again_later(now, State::Asking(session, Doubt { refused, ..doubt }), error),
        }
    }

    fn status_known(&mut self, now: Millis, mut session: Session, doubt: Doubt, reply: &Reply) -> State {
        session.note_expiry(reply);
        let holes = self.holes_in(reply);
        let says = says(&session, holes.as_ref());
        if let Some(refusal) = doubt.refused {
            return self.refusal_answered(now, session, refusal, says, holes);
        }
        match holes {
            Some(_) if doubt.stored && says != Says::HoldsAll => {
                // "Created" and yet unfinished: one of the two responses is wrong, and the file is what decides.
                self.look_up(Absent::Unknown(Some(session)))
            }
            Some(holes) => {
                let stands = says == Says::Stands;
                let last_refused = session.completion.is_turned_away() && stands;
                match self.settle(now, session, holes) {
                    State::Sending(session) if stands && doubt.taken => {
                        self.no_progress(now, session, reply.status)
                    }
                    State::Sending(session) if last_refused => self.last_piece_wanted_again(session),
                    state => state,
                }
            }
            None => {
                let error = self.refusal(Asked::Status, &Purpose::Status, reply).1;
                self.position_untold(now, session, &doubt, error)
            }
        }
    }

    /// The service refused the last piece for now and still wants it. Large files can take longer to be assembled than
    /// a request lives (abraunegg/onedrive issue 3355), so the target is looked at once before the piece goes again.
    pub(super) fn last_piece_wanted_again(&mut self, mut session: Session) -> State {
        session.completion.wanted_again();
        match self.can_look() {
            true => State::Looking(Looking::once_more(Absent::Resend(session))),
            false => State::Sending(session),
        }
    }

    /// The session is not found, or does not answer to the question. Where it should, it is asked again before it counts
    /// as gone.
    fn session_not_found(
        &mut self,
        now: Millis,
        mut session: Session,
        mut doubt: Doubt,
        error: Error,
    ) -> State {
        if !session.has_past() {
            session.completion.counts_as_sent();
        }
        let documented = self.rules().status_documented;
        let may_be_file = session.completion.was_sent() || session.has_past();
        if let Some(wait) = ASKED_AGAIN.get(doubt.not_found).filter(|_| documented && !may_be_file) {
            doubt.not_found += 1;
            self.note(format!("{error}; asking again"));
            self.rest_for(now, *wait);
            return State::Asking(session, doubt);
        }
        if doubt.of_older {
            return self.again_later(now, State::Creating, error);
        }
        if let Some(refusal) = doubt.refused.take() {
            let says = if documented { Says::Gone } else { Says::Nothing };
            return self.refusal_answered(now, session, refusal, says, None);
        }
        if may_be_file || !documented {
            return self.position_untold(now, session, &doubt, error);
        }
        self.restart(now, Left::Lost(session), error)
    }

    /// The service does not tell the position.
    pub(super) fn position_untold(
        &mut self,
        now: Millis,
        mut session: Session,
        doubt: &Doubt,
        error: Error,
    ) -> State {
        let lives = error.details().http_status == 200;
        if session.completion.was_sent() && is_made(Defect::BlindRestart) {
            return self.restart(now, Left::Delete(session), error);
        }
        if session.completion.was_sent() {
            let absent = match doubt.stored {
                true => Absent::Unknown(Some(session)),
                // It lives, so that its bytes need not go again.
                false if lives && session.position == PositionIs::Told && !session.holes.is_empty() => {
                    Absent::ResendUntold(session)
                }
                false => Absent::Restart(Some(session), error),
            };
            return self.look_up(absent);
        }
        let documented = self.rules().status_documented;
        if session.has_past() && (documented || self.can_look() && session.position == PositionIs::Told) {
            // An earlier life may have finished it. If not, a kind that need not answer is tried where that life was.
            let absent = match documented {
                true => Absent::Restart(Some(session), error),
                false => Absent::ResendUntold(session),
            };
            return self.look_up(absent);
        }
        if let Some(range) = &doubt.accepted {
            let mut holes = session.holes.clone();
            holes.remove(range);
            return self.go_on_from(session, holes);
        }
        if session.holes.is_empty() {
            return self.all_held(session);
        }
        session.position = PositionIs::Assumed;
        State::Sending(session)
    }
}

/// What an answer says of the session, compared with what was known before.
fn says(session: &Session, holes: Option<&Holes>) -> Says {
    match holes {
        None => Says::Nothing,
        Some(holes) if holes.is_empty() => Says::HoldsAll,
        Some(holes) if holes.start() <= session.holes.start() => Says::Stands,
        Some(_) => Says::Moved,
    }
}
