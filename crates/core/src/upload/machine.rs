//! The upload as its host sees it: what it wants now, given what it was told.

use std::mem;

use crate::error::{Error, Status};
use crate::graph::request::{Body, Purpose, Request};
use crate::policy::baseline::BaselineRule;
use crate::policy::retry::Millis;
use crate::upload::calls::NewCall;
use crate::upload::context::Context;
use crate::upload::departure::{Departure, Saved};
use crate::upload::output::Output;
use crate::upload::plan::{Plan, Window};
use crate::upload::session::Session;
use crate::upload::state::{Action, Asking, Ending, Preparing, State};
use crate::upload::token::{TokenRefusals, TokenState};

/// One upload. Its host polls it for what it wants and tells it what came of that, until it ends; see
/// [`crate::upload`].
#[derive(Debug)]
pub struct Machine {
    pub(super) context: Context,
    pub(super) state: State,
    pub(super) departure: Departure,
    /// When the next request was chosen.
    pub(super) chosen_at: Millis,
    pub(super) window: Window,
    pub(super) token: TokenState,
    pub(super) token_refusals: TokenRefusals,
    pub(super) call: Call,
    /// What follows once the request that is out is answered.
    pub(super) next_call: Option<NewCall>,
    /// The last poll wanted other bytes, so that the next call keeps what is left of the attempts.
    pub(super) rests: bool,
    /// A session was created, or may have been, and that is not saved yet.
    pub(super) unsaved: bool,
}

/// How far the caller's present call is.
#[derive(Debug)]
pub(super) enum Call {
    /// It goes on.
    Open,
    /// It ends with this error.
    Paused(Error),
    /// The caller wants it to end.
    Cancelled,
}

impl Machine {
    /// Begins an upload. Nothing is checked here; see [`crate::kinds::check_size`].
    pub fn new(plan: Plan) -> Self {
        let context = Context::new(plan);
        let state = match context.can_look() && context.rule == BaselineRule::Before {
            true => Preparing::default().into(),
            false => context.begin(),
        };
        Self {
            context,
            state,
            departure: Departure::Idle,
            chosen_at: 0,
            window: Window::default(),
            token: TokenState::Fine,
            token_refusals: TokenRefusals::default(),
            call: Call::Open,
            next_call: None,
            rests: true,
            unsaved: false,
        }
    }

    /// Goes on with an upload session that someone else has made. Its URL is checked first.
    pub fn adopt(plan: Plan, url: &str) -> Result<Self, Error> {
        let hosts = plan.target.rules().upload_host;
        plan.endpoint
            .check_upload_url(url, hosts)
            .map_err(|why| Error::argument(format!("upload URL: {why}")))?;
        let session = Session::adopted(url, plan.size);
        let mut upload = Self::new(plan);
        upload.throttle_like(url);
        upload.state = Asking::about(session).into();
        Ok(upload)
    }

    /// Draws other waits and request ids from now on, for an upload that has a copy, such as in another process.
    pub fn reseed(&mut self, seed: u64) {
        self.context.reseed(seed);
    }

    /// What the upload wants now. Until the next [`Machine::handle`] the answer stays the same, but for time that passes,
    /// events, and a request, each of which is told once.
    pub fn poll(&mut self, now: Millis) -> Output {
        let output = self.output(now);
        if !matches!(output, Output::Event(_)) {
            self.rests = matches!(output, Output::Bytes { .. } | Output::Rewind { .. });
        }
        output
    }

    fn output(&mut self, now: Millis) -> Output {
        if self.unsaved {
            return Output::Persist;
        }
        if let Some(event) = self.context.events.pop_front() {
            return Output::Event(event);
        }
        if let Call::Paused(error) = &self.call {
            return Output::Paused(error.clone());
        }
        let (output, departure) = match mem::take(&mut self.departure) {
            Departure::Idle => return self.choose(now),
            Departure::Saved(saved) => return Output::Send(self.leaves(now, saved)),
            Departure::Chosen(chosen) => {
                (Output::Permit(self.permit(chosen.request())), Departure::Chosen(chosen))
            }
            Departure::Permitted(permitted) => {
                (Output::Token { rejected: false, claims: String::new() }, Departure::Permitted(permitted))
            }
            Departure::Authorized(authorized) => (Output::Persist, Departure::Authorized(authorized)),
            Departure::Out(asked) => (Output::Unanswered, Departure::Out(asked)),
        };
        self.departure = departure;
        output
    }

    /// Chooses the next request, or answers what the upload wants instead.
    fn choose(&mut self, now: Millis) -> Output {
        if let TokenState::Rejected(_, setback) = &self.token {
            let claims = setback.claims().to_owned();
            return self.unless_cancelled(Output::Token { rejected: true, claims });
        }
        match &self.state {
            State::Ended(Ending::Done(item)) => return Output::Done(item.clone()),
            State::Ended(Ending::Failed(error)) => return Output::Failed(self.context.told(error.clone())),
            State::Ended(Ending::Discarded) => return Output::Discarded,
            _ if self.wait_is_too_long(now) => {
                let error = self.with_doubt(self.still_throttled(now));
                return self.pauses(error);
            }
            _ if now < self.due() => {
                let why = self.context.waits.waits_for(now);
                return self.unless_cancelled(Output::Wait { until: self.due(), why });
            }
            _ => {}
        }
        match self.state.action(&self.context, self.window) {
            Action::Send(_) if matches!(self.call, Call::Cancelled) => Output::Paused(self.interrupted()),
            Action::Send(request) => self.departs(now, request),
            Action::NeedBytes(from) => Output::Bytes { from },
            Action::Rewind(to) => Output::Rewind { to },
            Action::Pause(error) => self.pauses(self.with_facts(error)),
            Action::Impossible => {
                let message = "this target has no request for what is to be done next";
                let error = self.with_facts(Error::new(Status::Bug, message));
                self.state = Ending::Failed(error.clone()).into();
                Output::Failed(self.context.told(error))
            }
        }
    }

    /// What is wanted on the way to a request, unless the call is to end.
    fn unless_cancelled(&self, output: Output) -> Output {
        match self.call {
            Call::Cancelled => Output::Paused(self.interrupted()),
            _ => output,
        }
    }

    /// The call ends here, until the next one.
    fn pauses(&mut self, error: Error) -> Output {
        let error = self.context.told(error);
        self.call = Call::Paused(error.clone());
        Output::Paused(error)
    }

    /// A request is handed out.
    fn leaves(&mut self, now: Millis, saved: Saved) -> Request {
        let (request, departure) = saved.leave();
        self.departure = departure;
        if matches!(request.purpose, Purpose::Create | Purpose::Inline) {
            self.context.since.leaves(now);
        }
        if let Purpose::Piece { range, .. } = &request.purpose {
            self.context.pieces.begins(now, range.end - range.start);
            self.context.forecast.piece(now);
        } else if request.body.is_empty() || matches!(request.body, Body::Text(_)) {
            self.context.pieces.asks(now);
        }
        request
    }
}
