//! Responses of the control API.

use std::convert::Infallible;

use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use serde_json::{Value, json};

use crate::http::Body;

/// The outcome of a control request.
pub type Answer = Result<Response<Body>, Refusal>;

/// An error response to a control request.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    status: u16,
    message: String,
    allow: Option<&'static str>,
}

impl Refusal {
    /// An error with a human-readable message.
    pub fn new(status: u16, message: impl Into<String>) -> Refusal {
        Refusal { status, message: message.into(), allow: None }
    }

    /// Status 400: the request is invalid.
    pub fn bad(message: impl Into<String>) -> Refusal {
        Refusal::new(400, message)
    }

    /// Sets `Allow`.
    pub fn allow(mut self, methods: &'static str) -> Refusal {
        self.allow = Some(methods);
        self
    }

    /// The response.
    pub fn into_response(self) -> Response<Body> {
        let mut response = json_with(self.status, &json!({ "error": { "message": self.message } }));
        if let Some(methods) = self.allow {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
        }
        response
    }
}

/// A JSON response with status 200.
pub fn json(value: &Value) -> Response<Body> {
    json_with(200, value)
}

/// A JSON response with a status.
pub fn json_with(status: u16, value: &Value) -> Response<Body> {
    let mut response = bytes("application/json", value.to_string().into());
    // The callers pass valid statuses only.
    *response.status_mut() = status.try_into().unwrap_or_default();
    response
}

/// Status 204, without a body.
pub fn empty() -> Response<Body> {
    let mut response = with_body(whole(Bytes::new()));
    *response.status_mut() = hyper::StatusCode::NO_CONTENT;
    response
}

/// A response with a media type and a body.
pub fn bytes(content_type: &'static str, bytes: Bytes) -> Response<Body> {
    let mut response = with_body(whole(bytes));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// A response with the headers common to all: no caching, no guessing of the media type, no embedding in pages of other
/// origins.
pub fn with_body(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    response
}

fn whole(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never: Infallible| match never {}).boxed_unsync()
}
