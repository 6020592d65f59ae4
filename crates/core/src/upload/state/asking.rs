//! Asks the session where it stands.

use std::ops::Range;

use crate::graph::outcome::Outcome;
use crate::graph::ranges::Missing;
use crate::graph::request::Purpose;
use crate::policy::follows::Says;
use crate::policy::refusal::{Asked, Meaning};
use crate::upload::context::Context;
use crate::upload::failure::Failure;
use crate::upload::history::Left;
use crate::upload::next::{Exhausted, Next};
use crate::upload::session::{PositionIs, Session};
use crate::upload::setback::Setback;
use crate::upload::state::{Absent, Action, Refusal, Sending, State};

/// How long a session that is not found is given before it is asked again, in first backoffs; then it counts as gone.
/// Replicas of the service can lag behind (tonimelisma/onedrive-go: spec/reference/graph-api-quirks.md).
const ASKED_AGAIN: [u64; 2] = [2, 4];

/// A session whose position is not known.
#[derive(Debug)]
pub struct Asking {
    pub session: Session,
    pub reason: StatusReason,
}

/// Why the status of a session is asked for.
#[derive(Debug, Default)]
pub struct StatusReason {
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

impl StatusReason {
    /// Whether the refused piece may have made the file: whatever the refusal says, until it was looked into.
    pub fn may_be_stored(&self) -> bool {
        self.refused.as_ref().is_some_and(|refusal| refusal.completes)
    }

    /// Whether the refusal of the piece that makes the file says as little as silence.
    pub fn is_undecided(&self) -> bool {
        self.refused
            .as_ref()
            .is_some_and(|refusal| refusal.completes && refusal.setback.is_answer_to_double())
    }
}

impl Asking {
    /// To learn where the session stands.
    pub fn about(session: Session) -> Self {
        Self { session, reason: StatusReason::default() }
    }

    /// After the refusal of a piece.
    pub fn after(session: Session, refusal: Refusal) -> Self {
        Self { session, reason: StatusReason { refused: Some(refusal), ..StatusReason::default() } }
    }

    pub fn action(&self, context: &Context) -> Action {
        Action::Send(context.status_request(&self.session))
    }

    pub fn response(self, context: &mut Context, outcome: &Outcome) -> Next {
        if outcome.is_success() {
            if outcome.is_cut() {
                return Next::Retry(self.into(), context.broke_off(&Purpose::Status));
            }
            return self.told(context, outcome);
        }
        let (meaning, setback) = context.refusal(Asked::Status, &Purpose::Status, outcome);
        match meaning {
            Meaning::Gone => self.not_found(context, setback),
            Meaning::UrlRefused => match self.reason.refused {
                Some(refusal) => context.refusal_answered(self.session, refusal, Says::Refuses, None),
                None => context.url_refused(self.session, setback),
            },
            Meaning::Final => {
                let setback = self.reason.refused.map_or(setback, |refusal| refusal.setback);
                context.fail(self.session, setback)
            }
            _ => Next::Retry(self.into(), setback),
        }
    }

    /// The budget is used up.
    pub fn exhausted(self, context: &mut Context, failure: Failure, by: Exhausted) -> Next {
        let Self { session, reason } = self;
        let can_look = context.can_look();
        let looks = by == Exhausted::Refused && can_look;
        // The service has refused the last piece to the end: whoever calls again has to start anew.
        if looks && session.completion.was_wanted_again() {
            let failure = failure.with(|details| details.retryable = false);
            return context.look_up(Absent::Fail(Some(session), failure)).into();
        }
        if session.completion.may_be_stored() && by != Exhausted::Throttled && can_look {
            return context.look_up(Absent::Unreachable(session, failure)).into();
        }
        // It was merely turned away, so that it is not stored; the session is good for another call.
        if looks && session.completion.was_sent() && !session.has_past() {
            return context.look_up(Absent::Keep(session, failure)).into();
        }
        Next::pause_in_doubt(Self { session, reason }.into(), failure)
    }

    /// The session answers, and may tell where it stands.
    fn told(self, context: &mut Context, outcome: &Outcome) -> Next {
        let Self { mut session, reason } = self;
        session.note_expiry(outcome);
        let missing = outcome.missing(context.plan.size);
        let says = says(&session, missing.as_ref());
        if let Some(refusal) = reason.refused {
            return context.refusal_answered(session, refusal, says, missing);
        }
        let Some(missing) = missing else {
            let setback = context.refused(&Purpose::Status, outcome.problem().clone());
            return context.position_untold(session, &reason, setback);
        };
        if reason.stored && says != Says::HoldsAll {
            // "Created" and yet unfinished: one of the two responses is wrong, and the file is what decides.
            return context.look_up(Absent::Unknown(Some(session))).into();
        }
        let stands = says == Says::Stands;
        let last_refused = session.completion.is_turned_away() && stands;
        match context.settle(session, missing) {
            Next::Go(State::Sending(Sending { session })) if stands && reason.taken => {
                context.no_progress(session, outcome.status())
            }
            Next::Go(State::Sending(Sending { session })) if last_refused => {
                context.last_piece_wanted_again(session).into()
            }
            next => next,
        }
    }

    /// The session is not found, or does not answer to the question. Where it should, it is asked again before it counts
    /// as gone.
    fn not_found(self, context: &mut Context, setback: Setback) -> Next {
        let Self { mut session, mut reason } = self;
        if !session.has_past() {
            session.completion.counts_as_sent();
        }
        let documented = context.rules().status_documented;
        let may_be_file = session.completion.was_sent() || session.has_past();
        if let Some(wait) = ASKED_AGAIN.get(reason.not_found).filter(|_| documented && !may_be_file) {
            reason.not_found += 1;
            context.note(format!("{setback}; asking again"));
            return Next::After(context.backoffs(*wait), Self { session, reason }.into());
        }
        if reason.of_older {
            return Next::Retry(State::creating(), setback);
        }
        if let Some(refusal) = reason.refused.take() {
            let says = if documented { Says::Gone } else { Says::Nothing };
            return context.refusal_answered(session, refusal, says, None);
        }
        if may_be_file || !documented {
            return context.position_untold(session, &reason, setback);
        }
        context.restart(Left::NotFound(session), setback)
    }
}

impl Context {
    /// The service does not tell the position.
    pub fn position_untold(&mut self, mut session: Session, reason: &StatusReason, setback: Setback) -> Next {
        let lives = setback.is_ok();
        let was_told = session.position == PositionIs::Told;
        if session.completion.was_sent() {
            let absent = match reason.stored {
                true => Absent::Unknown(Some(session)),
                // It lives, so that its bytes need not go again.
                false if lives && was_told && !session.missing.is_empty() => Absent::ResendUntold(session),
                false => Absent::Restart(Some(session), setback),
            };
            return self.look_up(absent).into();
        }
        let documented = self.rules().status_documented;
        if session.has_past() && (documented || self.can_look() && was_told) {
            // An earlier life may have finished it. If not, a kind that need not answer is tried where that life was.
            let absent = match documented {
                true => Absent::Restart(Some(session), setback),
                false => Absent::ResendUntold(session),
            };
            return self.look_up(absent).into();
        }
        if let Some(range) = &reason.accepted {
            let mut missing = session.missing.clone();
            missing.remove(range);
            return self.go_on_from(session, missing).into();
        }
        if session.missing.is_empty() {
            return self.all_held(session).into();
        }
        session.position = PositionIs::Assumed;
        Sending { session }.into()
    }
}

/// What an answer says of the session, compared with what was known before.
fn says(session: &Session, missing: Option<&Missing>) -> Says {
    match missing {
        None => Says::Nothing,
        Some(missing) if missing.is_empty() => Says::HoldsAll,
        Some(missing) if missing.start() <= session.missing.start() => Says::Stands,
        Some(_) => Says::Moved,
    }
}
