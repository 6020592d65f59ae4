//! The upload as its host sees it: what to do next, given what came back.

use std::mem;

use crate::error::{Error, Status};
use crate::graph::endpoint::Endpoint;
use crate::graph::outcome::Outcome;
use crate::graph::reply::Reply;
use crate::graph::request::{Purpose, Request};
use crate::policy::retry::{Millis, Repeats};
use crate::upload::context::Context;
use crate::upload::session::Session;
use crate::upload::state::{Action, Asking, Ending, Preparing, Sending, State};
use crate::upload::step::{Plan, Step, Window};
use crate::upload::token::{TokenRefusals, TokenState};

/// A request that was sent and not answered.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) purpose: Purpose,
    pub(super) token: bool,
}

/// One upload: what to say next, given what came back.
#[derive(Debug)]
pub struct Upload {
    pub(super) context: Context,
    pub(super) state: State,
    pub(super) asked: Option<Asked>,
    pub(super) token: TokenState,
    pub(super) token_refusals: TokenRefusals,
    pub(super) paused: Option<Error>,
    /// The last call came to rest without an error.
    calm: bool,
}

impl Upload {
    /// Draws other waits and request ids from now on, for an upload of which there is a twin, such as in another process.
    pub fn reseed(&mut self, seed: u64) {
        self.context.reseed(seed);
    }

    /// Begins an upload. Nothing is checked here; see [`crate::kinds::check_size`].
    pub fn new(plan: Plan) -> Self {
        let context = Context::new(plan);
        let state = match context.can_look() {
            true => Preparing::default().into(),
            false => context.begin(),
        };
        Self {
            context,
            state,
            asked: None,
            token: TokenState::Fine,
            token_refusals: TokenRefusals::default(),
            paused: None,
            calm: true,
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

    /// Allows the file to be made although the caller has given all its bytes already: an empty one, and one whose
    /// commit is deferred.
    pub fn allow_commit(&mut self) {
        self.context.may_commit = true;
    }

    /// A new call of the caller's: what the last call has not fetched is told no more. The patience starts anew after an
    /// error; after a call that came to rest without one only its time does, or a service that lets go of the same
    /// bytes again and again would never be given up.
    pub fn go_on(&mut self) {
        self.paused = None;
        self.context.may_commit = false;
        match mem::replace(&mut self.calm, false) {
            true => self.context.budget.rested(),
            false => {
                self.context.budget.renew();
                self.context.repeats = Repeats::default();
            }
        }
        self.context.waits.let_go();
        self.token = TokenState::Fine;
        self.token_refusals = TokenRefusals::default();
        let can_look = self.context.can_look();
        self.state = self.take_state().resumed(can_look);
    }

    /// Deletes the session and gives the upload up. After an upload whose last piece was sent, its outcome is
    /// looked for first: it may be stored.
    pub fn discard(&mut self) {
        self.go_on();
        // One request more is no burden, and whoever gives up does not want to wait.
        self.context.waits.end();
        let can_look = self.context.can_look();
        self.state = self.take_state().discarded(can_look);
    }

    /// Forgets the position, so that the next step asks the service.
    pub fn refresh(&mut self) {
        self.go_on();
        self.state = match self.take_state() {
            State::Sending(Sending { session }) => Asking::about(session).into(),
            state => state,
        };
    }

    /// What to do next. `window` says which bytes of the file the source can give now.
    pub fn step(&mut self, now: Millis, window: Window) -> Step {
        let step = self.next_step(now, window);
        self.calm = matches!(step, Step::NeedBytes { .. } | Step::Rewind { .. });
        match step {
            Step::Paused(error) => Step::Paused(self.context.told(error)),
            Step::Failed(error) => Step::Failed(self.context.told(error)),
            step => step,
        }
    }

    fn next_step(&mut self, now: Millis, window: Window) -> Step {
        if let Some(error) = self.paused.take() {
            return Step::Paused(error);
        }
        if matches!(self.token, TokenState::Rejected(..)) {
            return Step::NeedToken;
        }
        match &self.state {
            State::Ended(Ending::Done(item)) => return Step::Done(item.clone()),
            State::Ended(Ending::Failed(error)) => return Step::Failed(error.clone()),
            State::Ended(Ending::Discarded) => return Step::Discarded,
            _ if self.wait_is_too_long(now) => return Step::Paused(self.still_throttled(now)),
            _ if now < self.due() => return Step::Wait { until: self.due() },
            _ => {}
        }
        match self.state.action(&self.context, window) {
            Action::Send(request) => Step::Request(self.leaves(now, request)),
            Action::NeedBytes(from) => Step::NeedBytes { from },
            Action::Rewind(to) => Step::Rewind { to },
            Action::Pause(error) => Step::Paused(self.with_facts(error)),
            Action::Impossible => {
                let message = "this target has no request for what is to be done next";
                Step::Failed(self.with_facts(Error::new(Status::Bug, message)))
            }
        }
    }

    /// A request is handed out.
    fn leaves(&mut self, now: Millis, request: Request) -> Request {
        if let Purpose::Piece { range, .. } = &request.purpose {
            self.context.pieces.begins(now, range.end - range.start);
        }
        let request = self.context.with_request_id(request);
        self.context.host = Endpoint::shown_host(request.url.expose());
        self.context.sent_token = request.token;
        self.asked = Some(Asked { purpose: request.purpose.clone(), token: request.token });
        request
    }

    /// A response came to the last request.
    pub fn on_reply(&mut self, now: Millis, reply: &Reply) {
        let Some(asked) = self.asked.take() else { return };
        let outcome = Outcome::of(reply);
        self.context.waits.let_go();
        if let Some(wait) = outcome.retry_after_ms() {
            self.context.waits.throttle(now.saturating_add(wait));
        }
        if asked.token
            && outcome.status() == 401
            && !self.state.is_tidying_up()
            && !outcome.problem().origin.is_foreign()
        {
            return self.token_refused(now, &asked, &outcome);
        }
        if asked.token {
            self.token_taken(&asked.purpose);
        }
        let next = self.take_state().response(&mut self.context, now, &asked.purpose, &outcome);
        self.apply(now, next);
    }

    /// The last request did not leave, for a reason that is not the network's.
    pub fn not_sent(&mut self) {
        self.asked = None;
        self.context.pieces.did_not_leave();
    }

    /// Takes the state out for a transition, which always puts another one back.
    pub(super) fn take_state(&mut self) -> State {
        let broken = Error::bug("a transition was left half-way");
        mem::replace(&mut self.state, Ending::Failed(broken).into())
    }
}
