//! Sends bytes: the position of the session is known.

use std::ops::Range;

use crate::graph::item::Item;
use crate::graph::outcome::Outcome;
use crate::graph::ranges::Missing;
use crate::graph::request::Purpose;
use crate::graph::response::Sent;
use crate::kinds::LastResponse;
use crate::policy::piece_size::Fault;
use crate::policy::refusal::{Asked, Meaning};
use crate::policy::retry::Millis;
use crate::upload::context::Context;
use crate::upload::next::Next;
use crate::upload::plan::Window;
use crate::upload::session::Session;
use crate::upload::setback::Setback;
use crate::upload::state::{Action, Asking, Ending, Refusal, StatusReason};

/// How long a session that is not found right after its creation is given to appear, in first backoffs.
const NOT_VISIBLE_YET: u64 = 2;

/// A session that wants bytes.
#[derive(Debug)]
pub struct Sending {
    pub session: Session,
}

impl Sending {
    pub fn action(&self, context: &Context, window: Window) -> Action {
        let Some(hole) = self.session.missing.first() else { return Action::Impossible };
        if hole.start < window.start {
            return Action::Rewind(hole.start);
        }
        let at_hand = window.end.saturating_sub(hole.start);
        match context.pieces.next(at_hand, hole.end - hole.start) {
            Some(length) => {
                let range = hole.start..hole.start + length;
                Action::Send(context.piece_request(&self.session, range))
            }
            None => Action::NeedBytes(window.end.max(hole.start)),
        }
    }

    pub fn response(
        mut self,
        context: &mut Context,
        now: Millis,
        purpose: &Purpose,
        outcome: &Outcome,
    ) -> Next {
        let Purpose::Piece { range, .. } = purpose else { return self.into() };
        if !outcome.is_success() {
            return self.refused(context, range, outcome);
        }
        self.session.note_sent(range, if outcome.is_early() { Sent::Part } else { Sent::All });
        self.session.note_expiry(outcome);
        self.accepted(context, now, range, outcome)
    }

    pub fn no_response(mut self, purpose: &Purpose, sent: Sent) -> Next {
        match purpose {
            Purpose::Piece { range, .. } if sent != Sent::Nothing => {
                self.session.note_sent(range, sent);
                self.session.completion.went_astray();
                Asking::about(self.session).into()
            }
            _ => self.into(),
        }
    }

    /// The service refuses the token that went along.
    pub fn token_refused(mut self, purpose: &Purpose) -> super::State {
        match purpose {
            Purpose::Piece { range, last: true } => {
                self.session.note_turned_away(range, Sent::All, false);
                Asking::about(self.session).into()
            }
            _ => self.into(),
        }
    }

    fn accepted(self, context: &mut Context, now: Millis, range: &Range<u64>, outcome: &Outcome) -> Next {
        let Self { session } = self;
        if outcome.is_early() {
            // It came before the bytes were through, so it cannot be about them.
            return Asking { session, reason: StatusReason { taken: true, ..Default::default() } }.into();
        }
        let completes = session.missing.completed_by(range);
        let missing = outcome.missing(context.plan.size);
        match missing.as_ref().map(Missing::start) {
            Some(start) if start.is_none_or(|start| start >= range.end) => context.pieces.arrived(now),
            _ => context.pieces.did_not_leave(),
        }
        let missing = missing.filter(|missing| !missing.is_empty());
        if completes
            && missing.is_none()
            && let Some(item) = context.stored_item(outcome)
        {
            return Next::Go(Ending::Done(item).into());
        }
        let Some(missing) = missing else {
            let stored = completes && outcome.status() == 201;
            let reason =
                StatusReason { accepted: Some(range.clone()), taken: true, stored, ..Default::default() };
            return Asking { session, reason }.into();
        };
        let before = session.missing.start();
        match context.settle(session, missing) {
            Next::Go(super::State::Sending(Sending { session })) if session.missing.start() <= before => {
                context.no_progress(session, outcome.status())
            }
            next => next,
        }
    }

    /// The service refuses a piece. The table of `refusal` says what that means; where it is not the end, the session is
    /// asked, and its answer decides.
    fn refused(self, context: &mut Context, range: &Range<u64>, outcome: &Outcome) -> Next {
        let Self { mut session } = self;
        let completes = session.missing.completed_by(range);
        let asked = if completes { Asked::LastPiece } else { Asked::Piece };
        let purpose = Purpose::Piece { range: range.clone(), last: completes };
        let (mut meaning, setback) = context.refusal(asked, &purpose, outcome);
        let setback = setback.of_url();
        let sent = if outcome.is_early() { Sent::Part } else { Sent::All };
        session.note_turned_away(range, sent, meaning == Meaning::Failed || setback.is_foreign());
        if meaning == Meaning::PieceTooLarge && !context.pieces.too_large(range.end - range.start) {
            meaning = Meaning::Final;
        }
        context.note_pace(meaning, &setback);
        let refusal = Refusal { meaning, setback, completes };
        match meaning {
            Meaning::Busy | Meaning::Failed => Next::Retry(Asking::about(session).into(), refusal.setback),
            Meaning::Gone if context.has_other_form(&session) => context.try_other_form(session, &refusal),
            Meaning::Gone if session.is_fresh() => {
                let wait = context.backoffs(NOT_VISIBLE_YET);
                Next::After(wait, Asking::after(session, refusal).into())
            }
            // Adopted sessions of kinds that need not answer: the URL is all that is known, and it is refused.
            _ => Asking::after(session, refusal).into(),
        }
    }
}

impl Context {
    /// What a refusal tells the size of the next piece.
    fn note_pace(&mut self, meaning: Meaning, setback: &Setback) {
        match meaning {
            Meaning::Failed if setback.asks_to_wait().is_none() => self.pieces.broke(Fault::Service),
            Meaning::Unsettled(_) => self.pieces.refused(),
            _ => self.pieces.did_not_leave(),
        }
    }

    /// The item that a final response brings, if it is one for this kind.
    fn stored_item(&self, outcome: &Outcome) -> Option<Item> {
        match self.rules().last_response {
            LastResponse::Location => outcome.located_item(),
            LastResponse::Item => outcome.item(),
        }
    }
}
