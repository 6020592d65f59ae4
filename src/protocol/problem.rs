//! What a refusing reply, or the loss of one, means in words and codes.

use serde_json::Value;

use crate::error::{Error, Status};
use crate::protocol::json;
use crate::protocol::reply::{Lost, LostWhy, Reply};
use crate::protocol::retry;
use crate::source::SourceError;

/// How deep inner errors are followed; the documented ones nest three deep.
const MAX_INNER_ERRORS: usize = 8;

/// The longest part of a service's message that is repeated to the caller, in characters.
const MAX_MESSAGE: usize = 300;

/// The longest word of a foreign text that is repeated. Tokens are longer.
pub const MAX_WORD: usize = 64;

/// An error reply, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub http_status: u16,
    /// The service's error codes, from the outermost to the most specific.
    pub codes: Vec<String>,
    message: String,
    request_id: String,
    /// The wait that the service asks for.
    pub retry_after_ms: Option<u64>,
}

impl Problem {
    /// Takes a reply apart. Every shape of body is accepted, none at all and a gateway's HTML page included.
    pub fn of(reply: &Reply) -> Self {
        let body = json::body(reply).unwrap_or_default();
        let error = json::member(&body, "error").or_else(|| json::member(&body, "odata.error"));
        let message = error.and_then(message_in).map(printable).unwrap_or_default();
        let request_id =
            ["request-id", "SPRequestGuid", "x-ms-request-id"].iter().find_map(|name| reply.header(name));
        Self {
            http_status: reply.status,
            codes: error.map(codes_in).unwrap_or_default(),
            message,
            request_id: printable(request_id.unwrap_or_default()),
            retry_after_ms: retry::retry_after_ms(reply),
        }
    }

    /// Whether the service gave this code, at any depth.
    pub fn has_code(&self, code: &str) -> bool {
        self.codes.iter().any(|given| given.eq_ignore_ascii_case(code))
    }

    /// Whether the service is busy or failing for now, so that waiting may help (RFC 6585 section 4; 509 is
    /// documented for bandwidth in OneDrive/onedrive-api-docs: docs/rest-api/concepts/errors.md).
    pub fn is_passing(&self) -> bool {
        matches!(self.http_status, 408 | 423 | 425 | 429 | 500..=506 | 508..)
    }

    /// Whether the service has refused to do anything for now, so that it has done nothing.
    pub fn is_refusal(&self) -> bool {
        matches!(self.http_status, 408 | 423 | 425 | 429 | 509)
    }

    /// What the caller can do about it.
    pub fn status(&self) -> Status {
        match self.http_status {
            400 if self.has_code("ErrorAttachmentSizeShouldNotBeLessThanMinimumSize") => Status::TooSmall,
            400 if self.has_code("maxFileSizeExceeded") || self.has_code("ErrorMessageSizeExceeded") => {
                Status::TooLarge
            }
            400 => Status::Argument,
            401 => Status::SignIn,
            403 => Status::Denied,
            404 | 410 => Status::NotFound,
            409 | 412 | 423 => Status::Conflict,
            413 => Status::TooLarge,
            429 | 509 => Status::Throttled,
            507 => Status::Quota,
            500.. => Status::Server,
            _ => Status::UnexpectedReply,
        }
    }

    /// The error to report. `doing` completes the sentence "while …".
    pub fn error(&self, doing: &str) -> Error {
        let mut text = format!("while {doing}, the service answered {}", self.http_status);
        if let Some(code) = self.codes.last() {
            text.push_str(&format!(" ({code})"));
        }
        if !self.message.is_empty() {
            text.push_str(&format!(": {}", self.message.trim_end_matches('.')));
        }
        Error::new(self.status(), text).with(|details| {
            details.http_status = self.http_status;
            details.service_code = self.codes.last().cloned().unwrap_or_default();
            details.request_id = self.request_id.clone();
            details.retry_after_ms = self.retry_after_ms;
            details.retryable = self.is_passing();
        })
    }
}

/// The error for an exchange without a reply. `doing` completes the sentence "while …".
pub fn lost_error(lost: &Lost, doing: &str) -> Error {
    let (status, what) = match &lost.why {
        LostWhy::Resolve => (Status::Network, "the host name could not be resolved".into()),
        LostWhy::Connect => (Status::Network, "no connection could be made".into()),
        LostWhy::Proxy | LostWhy::ProxyRefused => {
            (Status::Network, "no connection could be made through the proxy".into())
        }
        LostWhy::Tls => (Status::Tls, "the TLS handshake failed".into()),
        LostWhy::Certificate => {
            (Status::Tls, "the TLS certificates or versions of both ends do not agree".into())
        }
        LostWhy::Timeout(phase) => (Status::Timeout, format!("the time limit for '{phase}' passed")),
        LostWhy::Closed => (Status::Network, "the connection was closed".into()),
        LostWhy::NotHttp => {
            (Status::UnexpectedReply, "what came back is not a reply that HTTP allows".into())
        }
        LostWhy::Resources => (Status::Network, "this machine lacks what a connection needs".into()),
        LostWhy::Memory => (Status::Network, "there was not enough memory".into()),
        LostWhy::IpVersion => (Status::Network, "the host cannot be reached over this IP version".into()),
        LostWhy::BadUrl => (Status::UnexpectedReply, "the URL cannot be used".into()),
        LostWhy::Cancelled => (Status::Cancelled, "the caller cancelled".into()),
        LostWhy::Stopped => (Status::Cancelled, "a callback asked to stop".into()),
        LostWhy::Source(error) => return source_error(error),
        LostWhy::Bug => (Status::Bug, "the library broke one of its own rules".into()),
    };
    let detail = if lost.detail.is_empty() { String::new() } else { format!(": {}", lost.detail) };
    Error::new(status, format!("while {doing}, {what}{detail}")).with(|details| {
        details.os_error = lost.os_error;
        details.retryable = is_passing(lost);
    })
}

/// The error for a reply whose body broke off. `doing` completes the sentence "while …".
pub fn broke_off(doing: &str) -> Error {
    Error::new(Status::Network, format!("while {doing}, the reply broke off"))
}

/// Whether the same request may go through later.
pub fn is_passing(lost: &Lost) -> bool {
    use LostWhy::{Closed, Connect, NotHttp, Proxy, Resolve, Resources, Timeout, Tls};
    matches!(lost.why, Resolve | Connect | Proxy | Tls | Timeout(_) | Closed | NotHttp | Resources)
}

/// The error for a source that could not give its bytes.
pub fn source_error(error: &SourceError) -> Error {
    match error {
        SourceError::Unreadable(cause) => {
            Error::new(Status::SourceUnreadable, format!("the source could not be read: {cause}"))
        }
        SourceError::Short { at } => Error::new(
            Status::SourceShort,
            format!("the source ended at byte {at}, before the size that was announced"),
        ),
        SourceError::Changed(what) => {
            Error::new(Status::SourceChanged, format!("the source changed during the upload: {what}"))
        }
        SourceError::Rewind { to } => {
            Error::new(Status::Rewind, format!("the service wants bytes from {to} on again"))
        }
        SourceError::Stopped => Error::new(Status::Cancelled, "the source's callback asked to stop"),
    }
}

/// The codes of an error and its inner errors. Outlook and SharePoint differ in the case of `innerError`.
fn codes_in(error: &Value) -> Vec<String> {
    std::iter::successors(Some(error), |error| json::member(error, "innerError"))
        .take(MAX_INNER_ERRORS)
        .filter_map(|error| json::text(error, "code"))
        .map(printable)
        .collect()
}

/// SharePoint's REST layer wraps the message in an object with the language; some replies have a text as error.
fn message_in(error: &Value) -> Option<&str> {
    match json::member(error, "message") {
        Some(Value::Object(_)) => json::text(json::member(error, "message")?, "value"),
        Some(message) => message.as_str(),
        None => error.as_str(),
    }
}

/// A foreign text made fit for a message: no control characters, no URL and no word long enough to be a token.
fn printable(text: &str) -> String {
    let ends_word = |c: char| c.is_control() || c.is_whitespace();
    let words = text.split(ends_word).filter(|word| !word.is_empty()).map(|word| {
        let secret = word.len() > MAX_WORD || word.contains("://") || word.contains("eyJ");
        if secret { "[…]" } else { word }
    });
    let masked = words.collect::<Vec<_>>().join(" ");
    // Cut only now: half of a secret word is still half a secret.
    masked.chars().take(MAX_MESSAGE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::reply::BodyEnd;

    fn problem(status: u16, body: &str) -> Problem {
        let reply = Reply {
            status,
            headers: vec![],
            body: body.as_bytes().to_vec(),
            end: BodyEnd::Whole,
            early: false,
        };
        Problem::of(&reply)
    }

    #[test]
    fn every_documented_error_shape() {
        let cases: [(&str, &[&str], &str); 9] = [
            (
                r#"{"error":{"code":"badRequest","message":"No.","innerError":{"date":"d","request-id":"r"}}}"#,
                &["badRequest"],
                "No.",
            ),
            (
                r#"{"error":{"code":"invalidRange","message":"m","innererror":{"code":"fragmentOverlap"}}}"#,
                &["invalidRange", "fragmentOverlap"],
                "m",
            ),
            (
                r#"{"error":{"innerError":{"code":"expiredToken"},"code":"unauthenticated","message":"m"}}"#,
                &["unauthenticated", "expiredToken"],
                "m",
            ),
            (
                r#"{"error":{"code":"activityLimitReached","innerError":{"code":"throttledRequest","innerError":{"code":"quota"}}}}"#,
                &["activityLimitReached", "throttledRequest", "quota"],
                "",
            ),
            (r#"{"error":{"code":"ErrorXxx","message":"m"}}"#, &["ErrorXxx"], "m"),
            (
                r#"{"odata.error":{"code":"-1, X","message":{"lang":"en-US","value":"The value."}}}"#,
                &["-1, X"],
                "The value.",
            ),
            (r#"{"error":"range not satisfiable"}"#, &[], "range not satisfiable"),
            ("<!DOCTYPE HTML><html>…", &[], ""),
            ("", &[], ""),
        ];
        for (body, codes, message) in cases {
            let problem = problem(400, body);
            assert_eq!(problem.codes, codes, "{body}");
            assert_eq!(problem.message, message, "{body}");
        }
    }

    #[test]
    fn nothing_secret_and_nothing_unprintable_is_repeated() {
        let body = format!(
            r#"{{"error":{{"code":"x","message":"see https://h/u?tempauth=abc\r\nand {} ok eyJhbGci"}}}}"#,
            "k".repeat(65)
        );
        assert_eq!(problem(400, &body).message, "see […] and […] ok […]");
        let long = format!(r#"{{"error":{{"message":"{}"}}}}"#, "word ".repeat(1000));
        assert!(problem(400, &long).message.len() <= 300);
    }

    #[test]
    fn words_as_long_as_may_be_are_repeated() {
        for (length, shown) in [(MAX_WORD, true), (MAX_WORD + 1, false)] {
            let word = "k".repeat(length);
            let message = problem(400, &format!(r#"{{"error":{{"message":"{word}"}}}}"#)).message;
            assert_eq!(message, if shown { word.as_str() } else { "[…]" });
        }
    }

    #[test]
    fn sizes_that_the_service_refuses_by_code() {
        for (code, status) in [
            ("ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", Status::TooSmall),
            ("maxFileSizeExceeded", Status::TooLarge),
            ("ErrorMessageSizeExceeded", Status::TooLarge),
            ("invalidRequest", Status::Argument),
        ] {
            let body = format!(r#"{{"error":{{"code":"{code}"}}}}"#);
            assert_eq!(problem(400, &body).status(), status, "{code}");
        }
    }

    #[test]
    fn what_an_error_says() {
        let said = |body: &str| problem(404, body).error("looking").to_string();
        assert_eq!(said(""), "while looking, the service answered 404");
        let body = r#"{"error":{"code":"itemNotFound","message":"It is gone."}}"#;
        assert_eq!(said(body), "while looking, the service answered 404 (itemNotFound): It is gone");
    }

    #[test]
    fn quota_is_not_a_passing_server_fault() {
        assert_eq!(problem(507, "").status(), Status::Quota);
        assert!(!problem(507, "").is_passing());
        for status in [429, 500, 502, 503, 504, 509, 423] {
            assert!(problem(status, "").is_passing(), "{status}");
        }
        for status in [301, 400, 401, 403, 404, 405, 409, 411, 412, 413, 415, 416] {
            assert!(!problem(status, "").is_passing(), "{status}");
        }
    }

    #[test]
    fn endless_inner_errors_end() {
        let deep = (0..60)
            .fold(r#"{"code":"z"}"#.to_owned(), |inner, _| format!(r#"{{"code":"c","innerError":{inner}}}"#));
        assert_eq!(problem(400, &format!(r#"{{"error":{deep}}}"#)).codes.len(), MAX_INNER_ERRORS);
    }
}
