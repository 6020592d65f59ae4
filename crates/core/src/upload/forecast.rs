//! Whether the session lives long enough: what the forecast is told, and what follows from it.

use crate::error::Status;
use crate::graph::outcome::Outcome;
use crate::graph::request::Purpose;
use crate::policy::forecast::Late;
use crate::policy::retry::Millis;
use crate::upload::context::Context;
use crate::upload::machine::Machine;
use crate::upload::next::Next;
use crate::upload::output::Event;
use crate::upload::session::Origin;
use crate::upload::state::{Sending, State};

impl Machine {
    /// A response has come, and the state does not know it yet.
    pub(super) fn forecast_hears(&mut self, now: Millis, purpose: &Purpose, outcome: &Outcome) {
        self.context.forecast.at(now);
        // A proxy or gateway has a clock of its own.
        let of_service = outcome.is_success() || !outcome.problem().origin.is_foreign();
        if of_service && matches!(purpose, Purpose::Piece { .. } | Purpose::Status) {
            self.forecast_clock(outcome);
        }
    }

    /// The state has taken the response over.
    pub(super) fn forecast_follows(&mut self, now: Millis, purpose: &Purpose, outcome: &Outcome) {
        let Some(session) = self.state.session() else { return };
        match session.origin {
            Origin::Created if *purpose == Purpose::Create => {
                self.context.forecast.created();
                self.forecast_clock(outcome);
            }
            Origin::Created => {}
            Origin::Resumed | Origin::Adopted => self.context.forecast.goes_on(),
        }
        let State::Sending(Sending { session }) = &self.state else { return };
        self.context.forecast.holds(self.size() - session.missing.bytes());
        self.forecast_warns();
        self.forecast_stops(now);
    }

    fn forecast_clock(&mut self, outcome: &Outcome) {
        if let Some(date) = outcome.sent_at_ms() {
            self.context.forecast.heard(date, outcome.expires_ms());
        }
    }

    /// Tells that the session expires too early, and makes pieces larger where that helps.
    fn forecast_warns(&mut self) {
        let Context { forecast, pieces, events, .. } = &mut self.context;
        let late = forecast.late().filter(|late| late.late_by_ms() > 0);
        let grows = pieces.hurry(late.is_some_and(|late| late.larger_pieces));
        if let Some(late) = forecast.warning() {
            events.push_back(Event::Late(Late { larger_pieces: late.larger_pieces && grows, ..late }));
        }
    }

    /// Ends an upload of which each session would expire at the same place.
    fn forecast_stops(&mut self, now: Millis) {
        let Some(hopeless) = self.context.forecast.hopeless() else { return };
        match self.take_state() {
            State::Sending(Sending { session }) => {
                let why = self.context.finding(Status::Expired, 0, hopeless.to_string());
                let next = self.context.fail(session, why);
                self.apply(now, next);
            }
            other => self.apply(now, Next::Go(other)),
        }
    }
}
