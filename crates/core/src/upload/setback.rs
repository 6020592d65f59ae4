//! What has gone wrong, as a value on whose facts the states decide. The error that the caller gets is made of it in one
//! place, [`Setback::error`], and not read again.

use std::fmt;

use crate::error::{Error, Status};
use crate::graph::outcome::Outcome;
use crate::graph::problem::Problem;
use crate::graph::request::Purpose;
use crate::graph::response::{Cause, NoResponse, Sent};
use crate::policy::errors;
use crate::policy::refusal::{self, Meaning};
use crate::policy::retry::Pace;
use crate::upload::context::Context;
use crate::upload::requests::doing;

/// What has gone wrong.
#[derive(Debug, Clone)]
pub(super) enum Setback {
    /// A response refuses the request, or does not say what it has to.
    Refused(Box<Refused>),
    /// No response came.
    NoResponse(Exchange, NoResponse),
    /// The body of a response broke off.
    BrokeOff(Exchange),
    /// No single response refuses, and yet there is no way on.
    Finding(Finding),
}

/// The request to which it happened.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    purpose: Purpose,
    host: String,
}

/// A response that refuses.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    exchange: Exchange,
    problem: Problem,
    /// What the caller can do, where the service does not explain it.
    hint: String,
    /// It is the upload URL that is refused, not the token.
    by_url: bool,
}

/// What was found by comparing responses.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    status: Status,
    /// Of the response that has shown it; 0 where it took several.
    http_status: u16,
    text: String,
    host: String,
}

impl Setback {
    /// The refusing response, taken apart.
    fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused(refused) => Some(&refused.problem),
            Self::NoResponse(..) | Self::BrokeOff(_) | Self::Finding(_) => None,
        }
    }

    /// The HTTP status of the response that has decided; 0 when none did.
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Refused(refused) => refused.problem.http_status,
            Self::Finding(finding) => finding.http_status,
            Self::NoResponse(..) | Self::BrokeOff(_) => 0,
        }
    }

    /// Whether a response has decided.
    pub fn is_answered(&self) -> bool {
        self.http_status() != 0
    }

    /// The service's most specific code; empty when there is none.
    pub fn code(&self) -> &str {
        self.problem().map_or("", Problem::code)
    }

    /// The claims that the service wants of the next token; empty when it has named none.
    pub fn claims(&self) -> &str {
        self.problem().map_or("", |problem| &problem.claims)
    }

    /// The wait that the service asks for, in milliseconds.
    pub fn asks_to_wait(&self) -> Option<u64> {
        self.problem()?.retry_after_ms
    }

    /// Whether it happened to a look at the target.
    pub fn is_of_look(&self) -> bool {
        let exchange = match self {
            Self::Refused(refused) => &refused.exchange,
            Self::NoResponse(exchange, _) | Self::BrokeOff(exchange) => exchange,
            Self::Finding(_) => return false,
        };
        exchange.purpose == Purpose::LookUp
    }

    /// How soon another attempt makes sense.
    pub fn pace(&self) -> Pace {
        match self.http_status() {
            0 if self.is_break() => Pace::AtOnce,
            // That code is about another writer, not about a lock.
            409 | 423 if self.code() != "ErrorIrresolvableConflict" => Pace::Slow,
            _ => Pace::Quick,
        }
    }

    /// Whether the connection broke while it was in use. Silence is no break: it has cost its time, and may be the
    /// service's own.
    fn is_break(&self) -> bool {
        matches!(self, Self::NoResponse(_, no_response) if no_response.why == Cause::Closed && no_response.sent != Sent::Nothing)
    }

    /// Whether the item or its name is in the way.
    pub fn is_conflict(&self) -> bool {
        matches!(self.http_status(), 409 | 412)
    }

    /// Whether it says that the session, or what was asked for, is not there.
    pub fn is_not_found(&self) -> bool {
        self.http_status() == 404
    }

    /// Whether a condition that the caller has set does not hold.
    pub fn is_failed_condition(&self) -> bool {
        self.http_status() == 412
    }

    /// Whether the URL does not take such requests.
    pub fn is_wrong_method(&self) -> bool {
        self.http_status() == 405
    }

    /// Whether it is a success all the same, which only does not say what it has to.
    pub fn is_ok(&self) -> bool {
        self.http_status() == 200
    }

    /// Whether a last piece may be refused so because it, or its double, has made the file: the session is gone, or
    /// wants nothing more.
    pub fn is_answer_to_double(&self) -> bool {
        matches!(self.http_status(), 404 | 410 | 416)
    }

    /// Whether one request may be too large for what a session takes.
    pub fn may_be_too_large(&self) -> bool {
        matches!(self.http_status(), 400 | 413)
    }

    /// Whether the file is too small for a session.
    pub fn is_too_small(&self) -> bool {
        self.refusal_status() == Some(Status::TooSmall)
    }

    /// Whether an upload URL is refused as one that has expired is, with 401.
    pub fn may_be_expired_url(&self) -> bool {
        self.http_status() == 401 && self.refusal_status() == Some(Status::Denied)
    }

    /// Whether it says as little as silence: it is no answer of the service. A gateway's limit (413) holds all the same,
    /// and only portals say 511 (RFC 6585 section 6).
    pub fn says_nothing(&self) -> bool {
        match self.http_status() {
            413 => false,
            511 => true,
            _ => self.is_foreign(),
        }
    }

    /// Whether something between the client and the service has answered.
    pub fn is_foreign(&self) -> bool {
        self.problem().is_some_and(|problem| problem.origin.is_foreign())
    }

    fn refusal_status(&self) -> Option<Status> {
        match self {
            Self::Refused(refused) => Some(refused.status()),
            Self::NoResponse(..) | Self::BrokeOff(_) | Self::Finding(_) => None,
        }
    }

    /// The same of a request to an upload URL. It carries its own secret: that it is refused is no matter of the token.
    /// A token that goes along with it is dealt with before.
    pub fn of_url(mut self) -> Self {
        if let Self::Refused(refused) = &mut self {
            refused.by_url = true;
        }
        self
    }

    /// The same once the wait that it asks for has passed.
    pub fn waited_for(mut self) -> Self {
        if let Self::Refused(refused) = &mut self {
            refused.problem.retry_after_ms = None;
        }
        self
    }

    /// The error that tells of it.
    pub fn error(&self) -> Error {
        match self {
            Self::Refused(refused) => refused.error(),
            Self::NoResponse(exchange, no_response) => {
                errors::of_no_response(no_response, &exchange.doing(), &exchange.host)
            }
            Self::BrokeOff(exchange) => errors::broke_off(&exchange.doing(), &exchange.host),
            Self::Finding(finding) => Error::new(finding.status, finding.text.as_str()).with(|details| {
                details.http_status = finding.http_status;
                details.host.clone_from(&finding.host);
            }),
        }
    }
}

impl Exchange {
    fn doing(&self) -> String {
        doing(&self.purpose)
    }
}

impl Refused {
    /// What the caller can do.
    fn status(&self) -> Status {
        match refusal::status(&self.problem) {
            Status::SignIn if self.by_url => Status::Denied,
            status => status,
        }
    }

    fn error(&self) -> Error {
        let error = errors::of_problem(&self.problem, &self.exchange.doing(), &self.exchange.host);
        error.with(|details| {
            details.status = self.status();
            details.message.push_str(&self.hint);
        })
    }
}

/// In the words of its error.
impl fmt::Display for Setback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error().fmt(f)
    }
}

impl From<Setback> for Error {
    fn from(setback: Setback) -> Self {
        setback.error()
    }
}

impl Context {
    /// What a refusing response means, and what has gone wrong.
    pub fn refusal(&self, asked: refusal::Asked, purpose: &Purpose, outcome: &Outcome) -> (Meaning, Setback) {
        let problem = outcome.problem();
        let meaning = refusal::meaning(self.family(), asked, problem, self.plan.target.is_conditional());
        (meaning, self.refused(purpose, problem.clone()))
    }

    /// A response to the last request refuses it.
    pub fn refused(&self, purpose: &Purpose, problem: Problem) -> Setback {
        let hint = self.hint(refusal::status(&problem));
        let exchange = self.exchange(purpose);
        Setback::Refused(Box::new(Refused { exchange, problem, hint, by_url: false }))
    }

    /// No response came to the last request.
    pub fn not_answered(&self, purpose: &Purpose, no_response: &NoResponse) -> Setback {
        Setback::NoResponse(self.exchange(purpose), no_response.clone())
    }

    /// The body of the response to the last request broke off.
    pub fn broke_off(&self, purpose: &Purpose) -> Setback {
        Setback::BrokeOff(self.exchange(purpose))
    }

    /// What responses show together, the last of which came with this HTTP status, 0 where that says nothing.
    pub fn finding(&self, status: Status, http_status: u16, text: impl Into<String>) -> Setback {
        Setback::Finding(Finding { status, http_status, text: text.into(), host: self.host.clone() })
    }

    fn exchange(&self, purpose: &Purpose) -> Exchange {
        Exchange { purpose: purpose.clone(), host: self.host.clone() }
    }
}

#[cfg(test)]
mod tests;
