//! Scripts of faults: which requests, and what happens to them.
//!
//! ```
//! use graph_upload_simulator::faults::{Fault, FaultResponse};
//! use graph_upload_simulator::model::kind::Kind;
//!
//! // Responds to the second piece with 503 before storing any of it.
//! let busy = Fault::on(Kind::Piece).nth(2).instead(FaultResponse::new(503).with("Retry-After", "1"));
//! // The same as text, as on the command line.
//! let same: Fault = "piece:2=503;retry-after: 1".parse().unwrap();
//! # let _ = (busy, same);
//! ```

mod action;
mod parse;
mod script;
mod write;

pub use action::Action;
pub use parse::GRAMMAR;
pub use script::{Armed, Plan, Script};

use crate::model::config::Hosts;
use crate::model::kind::Kind;
use crate::model::message::{Head, Response, Role};

/// Which requests a fault matches, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    kind: Option<Kind>,
    last_piece: bool,
    method: Option<String>,
    part: Option<String>,
    longer_than: Option<u64>,
    first: u64,
    times: u64,
}

/// A scripted response. In header values and the body, `{base}` stands for the base URL of the
/// Graph host, and `{outlook}`, `{sharepoint}`, `{personal}` and `{print}` for those of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// A fault of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    when: When,
    delay_ms: u64,
    action: Action,
}

impl Fault {
    /// A fault for requests of a kind: for the first one, unless [`When::nth`] or others say
    /// otherwise.
    pub fn on(kind: Kind) -> When {
        When { kind: Some(kind), ..Fault::any() }
    }

    /// A fault for last pieces.
    pub fn on_last_piece() -> When {
        When { last_piece: true, ..Fault::on(Kind::Piece) }
    }

    /// A fault for requests of all kinds.
    pub fn any() -> When {
        When {
            kind: None,
            last_piece: false,
            method: None,
            part: None,
            longer_than: None,
            first: 1,
            times: 1,
        }
    }

    /// Delays the response.
    pub fn delayed_ms(mut self, delay_ms: u64) -> Fault {
        self.delay_ms = delay_ms;
        self
    }
}

impl When {
    /// Starts at the `nth` matching request, counted from 1.
    pub fn nth(mut self, nth: u64) -> When {
        self.first = nth.max(1);
        self
    }

    /// Applies to this many matching requests in a row.
    pub fn times(mut self, times: u64) -> When {
        self.times = times;
        self
    }

    /// Applies to all matching requests, from the first (or the [`nth`](When::nth)) on.
    pub fn always(self) -> When {
        self.times(u64::MAX)
    }

    /// Matches only this method.
    pub fn method(mut self, method: &str) -> When {
        self.method = Some(method.to_owned());
        self
    }

    /// Matches only requests whose method, a space, path and query contain this text.
    pub fn containing(mut self, part: &str) -> When {
        self.part = Some(part.to_owned());
        self
    }

    /// Matches only requests whose `Content-Length` exceeds this.
    pub fn longer_than(mut self, bytes: u64) -> When {
        self.longer_than = Some(bytes);
        self
    }

    /// Sets the action.
    pub fn act(self, action: Action) -> Fault {
        Fault { when: self, delay_ms: 0, action }
    }

    /// See [`Action::Instead`].
    pub fn instead(self, response: FaultResponse) -> Fault {
        self.act(Action::Instead(response))
    }

    /// See [`Action::After`].
    pub fn after(self, response: FaultResponse) -> Fault {
        self.act(Action::After(response))
    }

    /// See [`Action::LoseResponse`].
    pub fn lose_response(self) -> Fault {
        self.act(Action::LoseResponse)
    }

    /// See [`Action::Cut`].
    pub fn cut(self, after: u64, keep: bool) -> Fault {
        self.act(Action::Cut { after, keep })
    }

    /// See [`Action::Early`].
    pub fn early(self, response: FaultResponse, hold: bool) -> Fault {
        self.act(Action::Early { response, hold })
    }

    /// Only delays.
    pub fn delay_ms(self, delay_ms: u64) -> Fault {
        self.act(Action::Nothing).delayed_ms(delay_ms)
    }

    fn covers(&self, kind: Kind, head: &Head) -> bool {
        let length = || head.header("content-length").and_then(|text| text.parse::<u64>().ok());
        self.kind.is_none_or(|wanted| wanted == kind)
            && (!self.last_piece || Kind::is_last_piece(head))
            && self.longer_than.is_none_or(|bytes| length().is_some_and(|length| length > bytes))
            && self.method.as_ref().is_none_or(|method| *method == head.method)
            && self.part.as_ref().is_none_or(|part| format!("{} {}", head.method, head.target).contains(part))
    }
}

impl FaultResponse {
    /// A response with an empty body.
    pub fn new(status: u16) -> FaultResponse {
        FaultResponse { status, headers: Vec::new(), body: String::new() }
    }

    /// Adds a header.
    pub fn with(mut self, name: &str, value: &str) -> FaultResponse {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body, without adding a `Content-Type`.
    pub fn body(mut self, body: &str) -> FaultResponse {
        self.body = body.to_owned();
        self
    }

    /// Sets a body in the error format of the Graph front end.
    pub fn error(self, code: &str, message: &str) -> FaultResponse {
        let body = serde_json::json!({ "error": { "code": code, "message": message } });
        self.with("Content-Type", "application/json").body(&body.to_string())
    }

    /// The response with its placeholders filled in.
    pub fn render(&self, hosts: &Hosts) -> Response {
        let fill = |text: &str| {
            let text = text.replace("{base}", hosts.base(Role::Graph));
            Role::ALL
                .iter()
                .fold(text, |text, role| text.replace(&format!("{{{}}}", role.name()), hosts.base(*role)))
        };
        Response {
            headers: self.headers.iter().map(|(name, value)| (name.clone(), fill(value))).collect(),
            body: fill(&self.body).into_bytes(),
            ..Response::empty(self.status)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders() {
        let response = FaultResponse::new(302)
            .with("Location", "{outlook}/x")
            .body("{base} {\"a\":1}")
            .render(&Hosts::default());
        assert_eq!(response.header("location"), Some("https://outlook.office.com/x"));
        assert_eq!(response.body, b"https://graph.microsoft.com {\"a\":1}");
    }
}
