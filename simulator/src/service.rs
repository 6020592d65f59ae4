//! The model with a script of faults: still without sockets, so that schedules of faults can run in
//! virtual time. The listeners use the same code in two steps, because they decide before they read
//! a body.

use serde_json::Value;

use crate::faults::{Action, Plan, Script};
use crate::model::Model;
use crate::model::config::Config;
use crate::model::message::{Body, Request, Response};

/// The service and its faults.
#[derive(Debug, Clone)]
pub struct Service {
    /// The service.
    pub model: Model,
    /// The faults.
    pub script: Script,
}

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Delay of the response, in milliseconds.
    pub delay_ms: u64,
    /// Number of body bytes read before the connection or the reading ended; `None` for all.
    pub read: Option<u64>,
    /// The response; `None` if the connection is closed without one.
    pub response: Option<Response>,
    /// The response's body breaks off after this many bytes.
    pub truncated: Option<usize>,
    /// The connection stays open without being read.
    pub hold: bool,
}

impl Service {
    /// A service without faults.
    pub fn new(config: Config) -> Service {
        Service { model: Model::new(config), script: Script::default() }
    }

    /// Handles a whole request.
    pub fn exchange(&mut self, now_ms: u64, request: &Request) -> Outcome {
        let plan = self.script.plan(&request.head);
        self.answer(now_ms, request, &plan)
    }

    /// Handles a request that the script has decided about.
    pub fn answer(&mut self, now_ms: u64, request: &Request, plan: &Plan) -> Outcome {
        let mut outcome =
            Outcome { delay_ms: plan.delay_ms, read: None, response: None, truncated: None, hold: false };
        match &plan.action {
            Action::Instead(response) => outcome.response = Some(response.render(&self.model.config().hosts)),
            Action::After(response) => {
                self.model.handle(now_ms, request);
                outcome.response = Some(response.render(&self.model.config().hosts));
            }
            Action::CommitLater(ms, response) => {
                self.model.delay_next_commit(*ms);
                self.model.handle(now_ms, request);
                outcome.response = Some(response.render(&self.model.config().hosts));
            }
            Action::KeepThen(bytes, response) => {
                self.model.handle(now_ms, &first_bytes(request, *bytes));
                outcome.response = Some(response.render(&self.model.config().hosts));
            }
            Action::ForgetThen(response) => {
                self.model.forget_session(&request.head);
                outcome.response = Some(response.render(&self.model.config().hosts));
            }
            Action::LoseResponse => drop(self.model.handle(now_ms, request)),
            Action::Cut { after, keep } => {
                outcome.read = Some(*after);
                if *keep && matches!(request.body, Body::Content(_)) {
                    self.model.handle(now_ms, &first_bytes(request, *after));
                }
            }
            Action::Early { response, hold } => {
                (outcome.read, outcome.hold) = (Some(0), *hold);
                outcome.response = Some(response.render(&self.model.config().hosts));
            }
            Action::Stall(after) => (outcome.read, outcome.hold) = (Some(*after), true),
            Action::Truncate(bytes) => {
                outcome.response = Some(self.model.handle(now_ms, request));
                outcome.truncated = Some(*bytes);
            }
            action => outcome.response = Some(self.answer_whole(now_ms, request, action)),
        }
        outcome.delay_ms += self.model.take_delay_ms();
        // Drops bytes that a fault kept from being stored.
        self.model.forget_unused();
        outcome
    }

    /// The actions after which an ordinary response is sent.
    fn answer_whole(&mut self, now_ms: u64, request: &Request, action: &Action) -> Response {
        match action {
            Action::Keep(bytes) => return self.model.handle(now_ms, &first_bytes(request, *bytes)),
            Action::Ranges(ranges) => {
                return with_ranges(self.model.handle(now_ms, request), ranges);
            }
            Action::Forget => self.model.forget_session(&request.head),
            Action::Rewind(length) => self.model.rewind_session(&request.head, *length),
            Action::RotateToken => {
                let token = format!("{}+", self.model.config().token);
                self.model.set_token(token);
            }
            Action::OtherWrites(bytes, address) => {
                self.model.other_writes(now_ms, address, *bytes);
            }
            Action::OtherRemoves(address) => {
                self.model.other_removes(address);
            }
            Action::Quota(bytes) => self.model.config_mut().drive.quota_bytes = *bytes,
            Action::ShiftDate(ms) => self.model.config_mut().date_shift_ms = *ms,
            Action::Throttle(ms, status) => self.model.throttle(now_ms, &request.head, *status, *ms),
            _ => {}
        }
        self.model.handle(now_ms, request)
    }
}

/// The request as if only the first bytes of its content had arrived.
fn first_bytes(request: &Request, bytes: u64) -> Request {
    let mut request = request.clone();
    if let Body::Content(content) = &request.body {
        request.body = Body::Content(content.slice(0..bytes));
    }
    request
}

/// The response with other missing ranges, whatever the casing of the member.
fn with_ranges(mut response: Response, ranges: &[String]) -> Response {
    let mut value = response.value();
    let members = value.as_object_mut().into_iter().flatten();
    for (_, list) in members.filter(|(name, _)| name.eq_ignore_ascii_case("nextExpectedRanges")) {
        *list = Value::from(ranges.to_vec());
    }
    if !value.is_null() {
        response.body = value.to_string().into_bytes();
    }
    response
}
