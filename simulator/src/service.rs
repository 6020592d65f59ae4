//! The model and a script of faults as one thing: still without sockets, so that schedules of faults can be run in
//! virtual time. The listeners use the same code, in two steps, because they decide before they read a body.

use serde_json::Value;

use crate::faults::{Action, Plan, Script};
use crate::model::Model;
use crate::model::config::Config;
use crate::model::message::{Body, Request, Response};

/// The service and what goes wrong with it.
#[derive(Debug, Clone)]
pub struct Service {
    /// The service.
    pub model: Model,
    /// What goes wrong.
    pub script: Script,
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How long the reply is held back, in milliseconds.
    pub delay_ms: u64,
    /// How many bytes of the body were read before the connection or the reading ended; `None` for all.
    pub read: Option<u64>,
    /// The reply; `None` when the connection is closed without one.
    pub reply: Option<Response>,
    /// The reply's body breaks off after so many bytes.
    pub truncated: Option<usize>,
    /// The connection stays open without being read.
    pub hold: bool,
}

impl Service {
    /// A service without faults.
    pub fn new(config: Config) -> Service {
        Service { model: Model::new(config), script: Script::default() }
    }

    /// Takes a whole request.
    pub fn exchange(&mut self, now_ms: u64, request: &Request) -> Outcome {
        let plan = self.script.plan(&request.head);
        self.answer(now_ms, request, &plan)
    }

    /// Answers a request about which the script has decided.
    pub fn answer(&mut self, now_ms: u64, request: &Request, plan: &Plan) -> Outcome {
        let mut outcome =
            Outcome { delay_ms: plan.delay_ms, read: None, reply: None, truncated: None, hold: false };
        match &plan.action {
            Action::Instead(reply) => outcome.reply = Some(reply.render(&self.model.config().hosts)),
            Action::After(reply) => {
                self.model.handle(now_ms, request);
                outcome.reply = Some(reply.render(&self.model.config().hosts));
            }
            Action::CommitLater(ms, reply) => {
                self.model.delay_next_commit(*ms);
                self.model.handle(now_ms, request);
                outcome.reply = Some(reply.render(&self.model.config().hosts));
            }
            Action::KeepThen(bytes, reply) => {
                self.model.handle(now_ms, &first_bytes(request, *bytes));
                outcome.reply = Some(reply.render(&self.model.config().hosts));
            }
            Action::ForgetThen(reply) => {
                self.model.forget_session(&request.head);
                outcome.reply = Some(reply.render(&self.model.config().hosts));
            }
            Action::LoseReply => drop(self.model.handle(now_ms, request)),
            Action::Cut { after, keep } => {
                outcome.read = Some(*after);
                if *keep && matches!(request.body, Body::Content(_)) {
                    self.model.handle(now_ms, &first_bytes(request, *after));
                }
            }
            Action::Early { reply, hold } => {
                (outcome.read, outcome.hold) = (Some(0), *hold);
                outcome.reply = Some(reply.render(&self.model.config().hosts));
            }
            Action::Stall(after) => (outcome.read, outcome.hold) = (Some(*after), true),
            Action::Truncate(bytes) => {
                outcome.reply = Some(self.model.handle(now_ms, request));
                outcome.truncated = Some(*bytes);
            }
            action => outcome.reply = Some(self.answer_whole(now_ms, request, action)),
        }
        outcome.delay_ms += self.model.take_delay_ms();
        // What a fault kept from being stored is not needed any more.
        self.model.forget_unused();
        outcome
    }

    /// Those actions after which an ordinary reply is sent.
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
