//! A response, parsed once. Decisions use this form only.

use std::cell::OnceCell;

use serde_json::Value;

use crate::graph::item::Item;
use crate::graph::json::{self, Wiped};
use crate::graph::page;
use crate::graph::problem::Problem;
use crate::graph::ranges::Missing;
use crate::graph::response::{BodyEnd, Response};

/// A response and its body.
#[derive(Debug)]
pub struct Outcome<'a> {
    response: &'a Response,
    body: Option<Wiped>,
    problem: OnceCell<Problem>,
}

impl<'a> Outcome<'a> {
    /// Parses the body, if there is one and it is complete.
    pub fn of(response: &'a Response) -> Self {
        Self { response, body: json::body(response), problem: OnceCell::new() }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// Whether the status means success.
    pub fn has_success_status(&self) -> bool {
        (200..300).contains(&self.response.status)
    }

    /// Whether the request has succeeded. A web page in place of the service's response is no
    /// success, whatever its status.
    pub fn is_success(&self) -> bool {
        self.has_success_status() && (self.body.is_some() || page::title(self.response).is_none())
    }

    /// Whether the connection broke before the body ended.
    pub fn is_cut(&self) -> bool {
        self.response.end == BodyEnd::Cut
    }

    /// Whether it began before the whole request was sent, so that it cannot be about all of it.
    pub fn is_early(&self) -> bool {
        self.response.early
    }

    /// The body, if it is complete JSON.
    pub fn body(&self) -> Option<&Value> {
        self.body.as_deref()
    }

    /// A string in the body.
    pub fn text(&self, name: &str) -> Option<&str> {
        json::text(self.body()?, name)
    }

    /// The response as a refusal.
    pub fn problem(&self) -> &Problem {
        self.problem.get_or_init(|| Problem::in_body(self.response, self.body().unwrap_or(&Value::Null)))
    }

    /// The wait that the service asks for, in milliseconds.
    pub fn retry_after_ms(&self) -> Option<u64> {
        crate::graph::retry_after::retry_after_ms(self.response)
    }

    /// When the service sent it, by its own clock, in milliseconds since 1970.
    pub fn sent_at_ms(&self) -> Option<u64> {
        crate::graph::time::sent_at_ms(self.response)
    }

    /// When it says that the upload session expires, in milliseconds since 1970.
    pub fn expires_ms(&self) -> Option<u64> {
        self.text("expirationDateTime").and_then(crate::graph::time::unix_ms)
    }

    /// The missing ranges; `None` if it does not list them.
    pub fn missing(&self, size: u64) -> Option<Missing> {
        Missing::parse(json::member(self.body()?, "nextExpectedRanges"), size)
    }

    /// The stored item, if this is the final response of a kind whose response describes it.
    pub fn item(&self) -> Option<Item> {
        let body = self.body()?;
        let asks_for_more = json::member(body, "nextExpectedRanges").is_some();
        if asks_for_more || self.response.early || !matches!(self.response.status, 200 | 201) {
            return None;
        }
        Item::from_json(body)
    }

    /// The stored item of a kind that names it only in the `Location` header.
    pub fn located_item(&self) -> Option<Item> {
        Item::from_location(self.response).filter(|_| self.response.status == 201)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response {
        let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
        Response { status, headers, body, end: BodyEnd::Whole, early: false }
    }

    #[test]
    fn responses_that_end_an_upload() {
        let id = |response: &Response| Outcome::of(response).item().map(|item| item.id);
        for status in [200, 201] {
            assert_eq!(id(&response(status, r#"{"id":"1"}"#)).as_deref(), Some("1"));
        }
        assert_eq!(id(&response(202, r#"{"id":"1"}"#)), None);
        assert_eq!(id(&response(200, r#"{"id":"1","nextExpectedRanges":["5-"]}"#)), None);
        let mut early = response(200, r#"{"id":"1"}"#);
        early.early = true;
        assert_eq!(id(&early), None);
    }

    #[test]
    fn a_page_is_no_success() {
        for (status, body, success) in
            [(200, "", true), (204, "", true), (201, "{}", true), (200, "<html>", false), (404, "{}", false)]
        {
            assert_eq!(Outcome::of(&response(status, body)).is_success(), success, "{status} {body}");
        }
    }
}
