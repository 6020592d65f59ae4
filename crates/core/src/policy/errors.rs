//! Errors for refusals and missing responses: what the caller can do, in words people can act on.

use crate::error::{Error, Status};
use crate::graph::problem::Problem;
use crate::graph::response::{Cause, NoResponse};
use crate::graph::source::SourceError;
use crate::policy::refusal;

/// The error of a refusal. `doing` completes the sentence "while …"; `host` is the host asked.
pub fn of_problem(problem: &Problem, doing: &str, host: &str) -> Error {
    let text = format!("while {doing}, {} answered {}{}", who(host), problem.http_status, problem.said());
    Error::new(refusal::status(problem), text).with(|details| {
        details.http_status = problem.http_status;
        details.service_codes = problem.codes.clone();
        details.request_id = problem.request_id.clone();
        details.retry_after_ms = problem.retry_after_ms;
        details.retryable = refusal::is_passing(problem.http_status);
        details.host = host.to_owned();
        details.diagnostics = problem.diagnostics.clone();
        details.claims = problem.claims.clone();
    })
}

/// The host asked, for a message.
pub fn who(host: &str) -> &str {
    if host.is_empty() { "the service" } else { host }
}

/// The error of an exchange without a response. `doing` completes the sentence "while …"; `host` is
/// the host asked.
pub fn of_no_response(no_response: &NoResponse, doing: &str, host: &str) -> Error {
    let (status, what) = match &no_response.why {
        Cause::Resolve => (Status::Network, "the host name could not be resolved".into()),
        Cause::Connect => (Status::Network, "no connection could be made".into()),
        Cause::Proxy | Cause::ProxyRefused => {
            (Status::Network, "no connection could be made through the proxy".into())
        }
        Cause::Tls => (Status::Tls, "the TLS handshake failed".into()),
        Cause::Certificate => (Status::Tls, "the TLS certificate or version was not accepted".into()),
        Cause::Timeout(phase) => (Status::Timeout, format!("the time limit for '{phase}' passed")),
        Cause::Closed => (Status::Network, "the connection was closed".into()),
        Cause::NotHttp => (Status::UnexpectedResponse, "the response is not valid HTTP".into()),
        Cause::Resources => (Status::Resources, "the process lacks resources for a connection".into()),
        Cause::Memory => (Status::Memory, "there was not enough memory".into()),
        Cause::IpVersion => (Status::Network, "the host cannot be reached over this IP version".into()),
        Cause::BadUrl => (Status::UnexpectedResponse, "the URL cannot be used".into()),
        Cause::Cancelled => (Status::Cancelled, "the caller cancelled".into()),
        Cause::Stopped => (Status::Cancelled, "a callback asked to stop".into()),
        Cause::Source(error) => return of_source(error),
        Cause::Bug => (Status::Bug, "an internal error of the library".into()),
    };
    let detail =
        if no_response.detail.is_empty() { String::new() } else { format!(": {}", no_response.detail) };
    let to = if host.is_empty() { String::new() } else { format!(" ({host})") };
    Error::new(status, format!("while {doing}, {what}{to}{detail}")).with(|details| {
        details.os_error = no_response.os_error;
        details.retryable = is_passing(no_response);
        details.host = host.to_owned();
    })
}

/// The error of a response whose body broke off. `doing` completes the sentence "while …".
pub fn broke_off(doing: &str, host: &str) -> Error {
    let error =
        Error::new(Status::Network, format!("while {doing}, the response of {} broke off", who(host)));
    error.with(|details| details.host = host.to_owned())
}

/// Whether the same request may go through later.
pub fn is_passing(no_response: &NoResponse) -> bool {
    use Cause::{Closed, Connect, NotHttp, Proxy, Resolve, Resources, Timeout, Tls};
    matches!(no_response.why, Resolve | Connect | Proxy | Tls | Timeout(_) | Closed | NotHttp | Resources)
}

/// The error for a source that could not give its bytes.
pub fn of_source(error: &SourceError) -> Error {
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
        SourceError::NoMemory { bytes } => {
            Error::new(Status::Memory, format!("there is no memory to keep {bytes} bytes of the file in"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::response::{BodyEnd, Response};

    fn problem(status: u16, body: &str) -> Problem {
        let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
        Problem::of(&Response { status, headers, body, end: BodyEnd::Whole, early: false })
    }

    #[test]
    fn a_page_is_told_with_its_title() {
        let page = of_problem(&problem(403, "<title>Wi-Fi</title>"), "looking", "h.example").to_string();
        assert_eq!(
            page,
            "while looking, h.example answered 403 with a web page, not the service's answer: \"Wi-Fi\""
        );
    }

    #[test]
    fn redirects_name_their_host_alone() {
        let headers = vec![("Location".to_owned(), "https://login.example.com/x?code=secret".to_owned())];
        let response = Response { status: 308, headers, body: Vec::new(), end: BodyEnd::Whole, early: false };
        let said = of_problem(&Problem::of(&response), "looking", "h").to_string();
        assert_eq!(
            said,
            "while looking, h answered 308: redirected to login.example.com, which is not followed"
        );
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
            assert_eq!(refusal::status(&problem(400, &body)), status, "{code}");
        }
    }

    #[test]
    fn what_an_error_says() {
        let said = |body: &str| of_problem(&problem(404, body), "looking", "").to_string();
        assert_eq!(said(""), "while looking, the service answered 404");
        let body = r#"{"error":{"code":"itemNotFound","message":"It is gone."}}"#;
        assert_eq!(said(body), "while looking, the service answered 404 (itemNotFound): It is gone");
    }
}
