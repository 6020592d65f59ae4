//! Scripts of faults: which request, and what happens to it instead of the ordinary.
//!
//! ```
//! use graph_upload_simulator::faults::{Fault, Reply};
//! use graph_upload_simulator::model::kind::Kind;
//!
//! // The second piece is answered with 503 before anything of it is stored.
//! let busy = Fault::on(Kind::Piece).nth(2).instead(Reply::new(503).with("Retry-After", "1"));
//! // The same as text, as the command line takes it.
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

/// Which requests a fault is for, and how often.
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

/// A reply of a script. In header values and the body `{base}` stands for the base URL of the Graph host, and
/// `{outlook}`, `{sharepoint}`, `{personal}` and `{print}` for those of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// One rule of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    when: When,
    delay_ms: u64,
    action: Action,
}

impl Fault {
    /// A fault for requests of a kind. Counts them from 1; without [`When::nth`] it is for the first one.
    pub fn on(kind: Kind) -> When {
        When { kind: Some(kind), ..Fault::any() }
    }

    /// A fault for pieces that end their file.
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

    /// Holds the reply back.
    pub fn delayed_ms(mut self, delay_ms: u64) -> Fault {
        self.delay_ms = delay_ms;
        self
    }
}

impl When {
    /// From the `nth` matching request on, counted from 1.
    pub fn nth(mut self, nth: u64) -> When {
        self.first = nth.max(1);
        self
    }

    /// For so many matching requests in a row.
    pub fn times(mut self, times: u64) -> When {
        self.times = times;
        self
    }

    /// For all of them, from the first (or the [`nth`](When::nth)) on.
    pub fn always(self) -> When {
        self.times(u64::MAX)
    }

    /// Only with this method.
    pub fn method(mut self, method: &str) -> When {
        self.method = Some(method.to_owned());
        self
    }

    /// Only where method, a space, path and query together contain this text.
    pub fn containing(mut self, part: &str) -> When {
        self.part = Some(part.to_owned());
        self
    }

    /// Only where the body has more bytes than this, by its `Content-Length`.
    pub fn longer_than(mut self, bytes: u64) -> When {
        self.longer_than = Some(bytes);
        self
    }

    /// Does this to them.
    pub fn act(self, action: Action) -> Fault {
        Fault { when: self, delay_ms: 0, action }
    }

    /// See [`Action::Instead`].
    pub fn instead(self, reply: Reply) -> Fault {
        self.act(Action::Instead(reply))
    }

    /// See [`Action::After`].
    pub fn after(self, reply: Reply) -> Fault {
        self.act(Action::After(reply))
    }

    /// See [`Action::LoseReply`].
    pub fn lose_reply(self) -> Fault {
        self.act(Action::LoseReply)
    }

    /// See [`Action::Cut`].
    pub fn cut(self, after: u64, keep: bool) -> Fault {
        self.act(Action::Cut { after, keep })
    }

    /// See [`Action::Early`].
    pub fn early(self, reply: Reply, hold: bool) -> Fault {
        self.act(Action::Early { reply, hold })
    }

    /// Nothing but a delay.
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

impl Reply {
    /// A reply with an empty body.
    pub fn new(status: u16) -> Reply {
        Reply { status, headers: Vec::new(), body: String::new() }
    }

    /// Adds a header.
    pub fn with(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body. A `Content-Type` is not added.
    pub fn body(mut self, body: &str) -> Reply {
        self.body = body.to_owned();
        self
    }

    /// Sets a body in the error shape of the Graph front end.
    pub fn error(self, code: &str, message: &str) -> Reply {
        let body = serde_json::json!({ "error": { "code": code, "message": message } });
        self.with("Content-Type", "application/json").body(&body.to_string())
    }

    /// The reply with its placeholders filled in.
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
        let reply = Reply::new(302)
            .with("Location", "{outlook}/x")
            .body("{base} {\"a\":1}")
            .render(&Hosts::default());
        assert_eq!(reply.header("location"), Some("https://outlook.office.com/x"));
        assert_eq!(reply.body, b"https://graph.microsoft.com {\"a\":1}");
    }
}
