//! What the host tells an upload, and what becomes of it.

use std::mem;

use crate::error::{Error, Status};
use crate::graph::endpoint::Endpoint;
use crate::graph::outcome::Outcome;
use crate::graph::request::{Body, Purpose, Request};
use crate::graph::response::Response;
use crate::policy::retry::Millis;
use crate::upload::calls::NewCall;
use crate::upload::departure::{Asked, Departure};
use crate::upload::machine::Machine;
use crate::upload::output::{Event, Grant, Input, Output, Permit, TokenAnswer};
use crate::upload::plan::Window;
use crate::upload::state::{Ending, State};
use crate::upload::token::TokenState;

impl Machine {
    /// Tells the upload what came of its last output, or what the caller wants.
    pub fn handle(&mut self, now: Millis, input: Input<'_>) {
        match input {
            Input::Offer(window) => self.offered(window),
            Input::Permit(grant) => self.permitted(now, grant),
            Input::Token(answer) => self.token_answered(answer),
            Input::Persisted(result) => self.persisted(result),
            Input::Response(response) => self.response(now, response),
            Input::NoResponse(no_response) => self.no_response(now, no_response),
            Input::Resume => self.begin(NewCall::Resume),
            Input::Finish => self.begin(NewCall::Finish),
            Input::Refresh => self.begin(NewCall::Refresh),
            Input::Discard => self.begin(NewCall::Discard),
            Input::Cancel => self.cancel(),
        }
    }

    /// A request on its way stays while all of its bytes can be given.
    fn offered(&mut self, window: Window) {
        self.window = window;
        if self.departure.bytes().is_some_and(|bytes| bytes.start < window.start || bytes.end > window.end) {
            self.departure.drop_unsent();
        }
    }

    /// A request is chosen.
    pub(super) fn departs(&mut self, now: Millis, request: Request) -> Output {
        self.chosen_at = now;
        let request = self.context.with_request_id(request);
        self.context.host = Endpoint::shown_host(request.url.expose());
        self.context.sent_token = request.token;
        let permit = self.permit(&request);
        self.departure = Departure::of(request);
        Output::Permit(permit)
    }

    pub(super) fn permit(&self, request: &Request) -> Permit {
        let bytes = match &request.body {
            Body::Empty | Body::Text(_) => 0,
            body => body.len(),
        };
        let is_piece = matches!(request.purpose, Purpose::Piece { .. });
        let late = is_piece && self.context.forecast.is_late();
        Permit { scope: self.scope(request), line: self.line(request), bytes, late }
    }

    fn permitted(&mut self, now: Millis, grant: Grant) {
        if matches!(self.departure, Departure::Chosen(_)) {
            self.stood_in_line(now);
        }
        let (Departure::Chosen(_), Grant::NotBefore(until)) = (&self.departure, grant) else {
            return self.advance(Departure::permitted);
        };
        match self.state {
            State::Discarding(_) => self.advance(Departure::permitted),
            _ => {
                self.departure = Departure::Idle;
                self.hold_back(now, until);
            }
        }
    }

    fn token_answered(&mut self, answer: TokenAnswer) {
        let rejected = matches!(self.token, TokenState::Rejected(..));
        if !rejected && !matches!(self.departure, Departure::Permitted(_)) {
            return;
        }
        match answer {
            TokenAnswer::Failed(error) => self.fails_with(error),
            TokenAnswer::Ready | TokenAnswer::NoOther if rejected => {
                self.token_renewed(answer == TokenAnswer::Ready);
            }
            TokenAnswer::Ready => self.advance(Departure::authorized),
            TokenAnswer::NoOther => self.fails_with(Error::new(Status::SignIn, "there is no token")),
        }
    }

    fn persisted(&mut self, result: Result<(), Error>) {
        if !self.unsaved && !matches!(self.departure, Departure::Authorized(_)) {
            return;
        }
        match result {
            Err(error) => self.fails_with(error),
            Ok(()) if self.unsaved => {}
            Ok(()) => self.advance(Departure::saved),
        }
        self.unsaved = false;
    }

    fn advance(&mut self, step: impl FnOnce(Departure) -> Departure) {
        self.departure = step(mem::take(&mut self.departure));
    }

    fn response(&mut self, now: Millis, response: &Response) {
        let Some(asked) = self.departure.answered() else { return };
        let outcome = Outcome::of(response);
        self.forecast_hears(now, &asked.purpose, &outcome);
        // A proxy or gateway has a clock of its own.
        if outcome.is_success() || !outcome.problem().origin.is_foreign() {
            self.context.since.hears(now, outcome.sent_at_ms());
        }
        self.context.waits.let_go();
        self.context.pieces.answered(now);
        if let Some(wait) = outcome.retry_after_ms() {
            self.context.waits.throttle(now.saturating_add(wait));
        }
        if asked.token
            && outcome.status() == 401
            && !self.state.is_tidying_up()
            && !outcome.problem().origin.is_foreign()
        {
            self.token_refused(now, &asked, &outcome);
        } else {
            // A proxy or gateway has not looked at the token.
            if asked.token && (outcome.is_success() || !outcome.problem().origin.is_foreign()) {
                self.token_taken(&asked.purpose);
            }
            let next = self.take_state().response(&mut self.context, now, &asked.purpose, &outcome);
            self.apply(now, next);
            self.forecast_follows(now, &asked.purpose, &outcome);
        }
        self.answered(&asked);
    }

    /// An answer has come, or none ever will.
    pub(super) fn answered(&mut self, asked: &Asked) {
        // A URL that is lost now would leave a session that nobody can reach.
        self.unsaved |= asked.purpose == Purpose::Create && !self.is_over();
        let position = self.position();
        let done = matches!(self.state, State::Ended(Ending::Done(_)));
        // Between two sessions nothing is known, which is not the same as nothing confirmed.
        if position.has_session || position.confirmed > 0 || done {
            self.context.events.push_back(Event::Confirmed(position.confirmed));
        }
        if let Some(call) = self.next_call.take() {
            self.begin(call);
        }
    }
}
