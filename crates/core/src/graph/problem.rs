//! The content of a refusal: its codes, its text, and its origin.

use serde_json::Value;

use crate::graph::endpoint::Endpoint;
use crate::graph::response::{BodyEnd, Response};
use crate::graph::words::printable;
use crate::graph::{json, page, retry_after};

/// Maximum depth of inner errors; the documented ones nest three deep.
const MAX_INNER_ERRORS: usize = 8;

/// A parsed refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub http_status: u16,
    /// The service's error codes, from the outermost to the most specific.
    pub codes: Vec<String>,
    /// Who responded.
    pub origin: Origin,
    words: String,
    /// The service's id of the request; empty if there is none.
    pub request_id: String,
    /// The service's `x-ms-diagnostics`; empty if there is none.
    pub diagnostics: String,
    /// The claims challenge of a 401, as sent; empty if there is none.
    pub claims: String,
    /// The target of a redirect: its host, or a placeholder for one that cannot be repeated.
    redirect: Option<String>,
    /// The wait that the service asks for.
    pub retry_after_ms: Option<u64>,
}

/// Who sent a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The service: there is a Graph error in the body.
    Service,
    /// Unknown: there is no body. Upload hosts sometimes respond like that.
    Bare,
    /// An intermediary, with a web page of this title. It proves nothing about the session or the
    /// permissions.
    Page(String),
    /// An intermediary, with a text of its own.
    Text(String),
}

impl Origin {
    fn of(response: &Response, has_error: bool) -> Self {
        let challenges = response
            .all("WWW-Authenticate")
            .any(|value| value.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer")));
        if has_error || response.status == 401 && challenges {
            return Self::Service;
        }
        if let Some(title) = page::title(response) {
            return Self::Page(title);
        }
        let text = String::from_utf8_lossy(&response.body);
        match text.trim() {
            "" => Self::Bare,
            // A truncated error is not a gateway's text.
            _ if response.end != BodyEnd::Whole => Self::Bare,
            text if text.starts_with(['{', '[']) => Self::Text(String::new()),
            text => Self::Text(printable(text)),
        }
    }

    /// Whether an intermediary, not the service, has responded.
    pub fn is_foreign(&self) -> bool {
        matches!(self, Self::Page(_) | Self::Text(_))
    }
}

/// Maximum number of the service's texts in a message.
const MAX_TEXTS: usize = 4;

/// Longest claims challenge that is passed on, in bytes. They contain a few policies.
const MAX_CLAIMS: usize = 8 * 1024;

impl Problem {
    /// Parses a response. Accepts every form of body, including none and a gateway's page.
    pub fn of(response: &Response) -> Self {
        Self::in_body(response, &json::body(response).unwrap_or_default())
    }

    /// The same for an already parsed body.
    pub(super) fn in_body(response: &Response, body: &Value) -> Self {
        let error = json::member(body, "error").or_else(|| json::member(body, "odata.error"));
        let words = error.map(|error| words_in(error, body)).unwrap_or_default();
        let codes = error.map(codes_in).unwrap_or_default();
        let text = |name| printable(response.header(name).unwrap_or_default());
        let redirect = (300..400).contains(&response.status).then(|| host_in(response));
        Self {
            http_status: response.status,
            origin: Origin::of(response, !codes.is_empty() || !words.is_empty()),
            codes,
            words,
            request_id: request_id(response, error),
            diagnostics: text("x-ms-diagnostics"),
            claims: challenge(response, "claims").filter(|text| text.len() <= MAX_CLAIMS).unwrap_or_default(),
            redirect,
            retry_after_ms: retry_after::retry_after_ms(response),
        }
    }

    /// Whether the service gave this code, at any depth.
    pub fn has_code(&self, code: &str) -> bool {
        self.codes.iter().any(|given| given.eq_ignore_ascii_case(code))
    }

    /// The service's most specific code; empty if there is none.
    pub fn code(&self) -> &str {
        self.codes.last().map_or("", String::as_str)
    }

    /// Completes a message after the status: the code and the text, or what came in their place.
    pub fn said(&self) -> String {
        let mut said = match &self.origin {
            Origin::Service | Origin::Bare => String::new(),
            Origin::Page(title) if title.is_empty() => {
                " with a web page, not the service's answer".to_owned()
            }
            Origin::Page(title) => format!(" with a web page, not the service's answer: \"{title}\""),
            Origin::Text(text) if text.is_empty() => {
                " with something that is not the service's answer".to_owned()
            }
            Origin::Text(text) => format!(" with a text that is not the service's answer: \"{text}\""),
        };
        if let Some(host) = &self.redirect {
            said.push_str(&format!(": redirected to {host}, which is not followed"));
        }
        if !self.code().is_empty() {
            said.push_str(&format!(" ({})", self.code()));
        }
        if !self.words.is_empty() {
            said.push_str(&format!(": {}", self.words.trim_end_matches('.')));
        }
        if !self.diagnostics.is_empty() {
            said.push_str(&format!(" [{}]", self.diagnostics));
        }
        said
    }
}

/// The id of a request: from a header, or from the body if a gateway has dropped the header.
fn request_id(response: &Response, error: Option<&Value>) -> String {
    let header =
        ["request-id", "SPRequestGuid", "x-ms-request-id"].iter().find_map(|name| response.header(name));
    let inner = || error.and_then(|error| json::member(error, "innerError"));
    let body = || inner().and_then(|inner| json::text(inner, "request-id"));
    printable(header.or_else(body).unwrap_or_default())
}

/// A parameter of a `WWW-Authenticate` challenge (RFC 9110 section 11.2).
fn challenge(response: &Response, name: &str) -> Option<String> {
    let value = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let at = lower.find(&format!("{name}=\""))? + name.len() + 2;
        let rest = text.get(at..)?;
        rest.split('"')
            .next()
            .filter(|value| value.bytes().all(|byte| byte.is_ascii_graphic()))
            .map(str::to_owned)
    };
    response.all("WWW-Authenticate").find_map(value).filter(|text| !text.is_empty())
}

/// The host of a redirect's target.
fn host_in(response: &Response) -> String {
    match response.header("Location").map(Endpoint::shown_host) {
        Some(host) if !host.is_empty() => host,
        _ => "another address".to_owned(),
    }
}

/// The codes of an error and its inner errors. Outlook and SharePoint differ in the casing of
/// `innerError`.
fn codes_in(error: &Value) -> Vec<String> {
    std::iter::successors(Some(error), |error| json::member(error, "innerError"))
        .take(MAX_INNER_ERRORS)
        .filter_map(|error| json::text(error, "code"))
        .map(printable)
        .collect()
}

/// The service's text, in whatever language: the message, and what inner errors, the localized
/// message and OAuth's description (RFC 6749 section 5.2) add.
fn words_in(error: &Value, body: &Value) -> String {
    let inner =
        std::iter::successors(json::member(error, "innerError"), |error| json::member(error, "innerError"));
    let inner = inner.take(MAX_INNER_ERRORS).filter_map(|error| json::text(error, "message"));
    let localized = json::member(error, "localizedMessage").and_then(Value::as_str);
    let described = [json::text(error, "error_description"), json::text(body, "error_description")];
    let all =
        message_in(error).into_iter().chain(inner).chain(localized).chain(described.into_iter().flatten());
    let mut words: Vec<String> = Vec::new();
    for text in all.map(printable).filter(|text| !text.is_empty()) {
        if words.len() < MAX_TEXTS && !words.iter().any(|known| known.contains(text.trim_end_matches('.'))) {
            words.push(text);
        }
    }
    words.join("; ")
}

/// SharePoint's REST layer wraps the message in an object with the language; some responses have a
/// string as error.
fn message_in(error: &Value) -> Option<&str> {
    match json::member(error, "message") {
        Some(Value::Object(_)) => json::text(json::member(error, "message")?, "value"),
        Some(message) => message.as_str(),
        None => error.as_str(),
    }
}

#[cfg(test)]
mod tests;
