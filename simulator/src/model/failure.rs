//! Error responses in the service's forms.

use serde_json::{Map, Value, json};

use super::message::Response;
use super::text::iso;

/// The result of a request.
pub type Answer = Result<Response, Failure>;

/// A refusal.
#[derive(Debug, Clone)]
pub struct Failure {
    status: u16,
    code: String,
    message: String,
    /// The message in the user's language.
    localized: Option<&'static str>,
    shape: Shape,
    headers: Vec<(String, String)>,
}

/// The layer of the service that writes the body.
#[derive(Debug, Clone)]
enum Shape {
    /// `innerError` with date and request ids: the Graph front end.
    FrontEnd,
    /// `innererror` with a nested code, and the front end's ids.
    Nested(&'static str),
    /// `innererror` with only a nested code: the back end that takes pieces
    /// (`OneDrive/onedrive-api-docs:issues/64`).
    BackEnd(&'static str),
    /// `innerError` with only a nested code, before all other members: the check of tokens in
    /// upload URLs (`OneDrive/onedrive-api-docs:issues/1073`).
    First(&'static str),
    /// No inner error: Exchange, and the back end if there is no such session.
    Flat,
}

impl Failure {
    /// An error of the Graph front end.
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Failure {
        let (code, message) = (code.to_owned(), message.into());
        Failure { status, code, message, localized: None, shape: Shape::FrontEnd, headers: Vec::new() }
    }

    /// 400 with the code for invalid bodies and parameters.
    pub fn bad_request(message: impl Into<String>) -> Failure {
        Failure::new(400, "BadRequest", message)
    }

    /// 400 with `invalidRange`.
    pub fn invalid_range(message: impl Into<String>) -> Failure {
        Failure::new(400, "invalidRange", message)
    }

    /// An error without an inner error, such as those of Exchange.
    pub fn exchange(status: u16, code: &str, message: impl Into<String>) -> Failure {
        Failure { shape: Shape::Flat, ..Failure::new(status, code, message) }
    }

    /// Exchange's 404.
    pub fn no_such_item() -> Failure {
        Failure::exchange(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    }

    /// 405.
    pub fn method(method: &str) -> Failure {
        Failure::new(405, "Request_BadRequest", format!("Specified HTTP method is not allowed: {method}."))
    }

    /// 401 of the front end, with its challenge.
    pub fn unauthenticated(message: &str) -> Failure {
        let challenge = "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\"";
        Failure::new(401, "InvalidAuthenticationToken", message).with("WWW-Authenticate", challenge)
    }

    /// Adds what upload hosts send with a 401: the challenge of
    /// `OneDrive/onedrive-api-docs:issues/491`, and the diagnostics of `issues/593` of the same.
    pub fn challenged(self, tenant: &str, diagnostics: &str) -> Failure {
        let challenge = format!(
            "Bearer realm=\"{tenant}\",client_id=\"00000003-0000-0ff1-ce00-000000000000\",\
             trusted_issuers=\"00000001-0000-0000-c000-000000000000@*\""
        );
        self.with("WWW-Authenticate", challenge).with("x-ms-diagnostics", diagnostics)
    }

    /// Nests a more specific code.
    pub fn inner(mut self, code: &'static str) -> Failure {
        self.shape = Shape::Nested(code);
        self
    }

    /// Nests a more specific code, without ids.
    pub fn inner_alone(mut self, code: &'static str) -> Failure {
        self.shape = Shape::BackEnd(code);
        self
    }

    /// Nests a more specific code, without ids, before all other members.
    pub fn inner_first(mut self, code: &'static str) -> Failure {
        self.shape = Shape::First(code);
        self
    }

    /// The form in which personal drives report a missing item: with a second message in the user's
    /// language (`abraunegg/onedrive:issues/2825`).
    pub fn for_personal(mut self) -> Failure {
        if self.status == 404 && self.code == "itemNotFound" {
            self.message = "Item does not exist".to_owned();
            self.localized =
                Some("The item might have been deleted or moved by somebody else, or you may not see it.");
        }
        self
    }

    /// Adds a header.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Failure {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Writes the response.
    pub fn into_response(self, now_ms: u64, request_id: &str, client_request_id: Option<&str>) -> Response {
        let mut error = Map::new();
        if let Shape::First(code) = self.shape {
            error.insert("innerError".into(), json!({ "code": code }));
        }
        error.insert("code".into(), self.code.into());
        error.insert("message".into(), self.message.into());
        if let Some(localized) = self.localized {
            error.insert("localizedMessage".into(), localized.into());
        }
        let mut ids = Map::new();
        ids.insert("date".into(), Value::from(&iso(now_ms)[..19]));
        ids.insert("request-id".into(), request_id.into());
        ids.insert("client-request-id".into(), client_request_id.unwrap_or(request_id).into());
        match self.shape {
            Shape::FrontEnd => {
                error.insert("innerError".into(), ids.into());
            }
            Shape::Nested(code) => {
                let mut inner = Map::new();
                inner.insert("code".into(), code.into());
                inner.extend(ids);
                error.insert("innererror".into(), inner.into());
            }
            Shape::BackEnd(code) => {
                error.insert("innererror".into(), json!({ "code": code }));
            }
            Shape::First(_) | Shape::Flat => {}
        }
        let mut response = Response::json(self.status, &json!({ "error": error }));
        response.headers.extend(self.headers);
        response
    }
}
