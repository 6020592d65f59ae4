//! Requests and responses of the model.

use serde_json::Value;

use super::content::Content;

/// The host of the service that a request reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// `graph.microsoft.com`.
    Graph,
    /// `outlook.office.com`: upload URLs of message, event and post attachments.
    Outlook,
    /// `*.sharepoint.com`: upload URLs of business drives.
    SharePoint,
    /// `my.microsoftpersonalcontent.com`, `api.onedrive.com`, `*.up.1drv.com`: upload URLs of personal drives.
    Personal,
    /// `print.print.microsoft.com`: upload URLs of print documents.
    Print,
}

impl Role {
    /// All hosts, in the order of their listeners.
    pub const ALL: [Role; 5] = [Role::Graph, Role::Outlook, Role::SharePoint, Role::Personal, Role::Print];

    /// A short name.
    pub fn name(self) -> &'static str {
        match self {
            Role::Graph => "graph",
            Role::Outlook => "outlook",
            Role::SharePoint => "sharepoint",
            Role::Personal => "personal",
            Role::Print => "print",
        }
    }
}

/// A request up to its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The host it reached.
    pub role: Role,
    /// The method, as sent.
    pub method: String,
    /// Path and query, byte for byte as sent.
    pub target: String,
    /// All headers, in order.
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// The first value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The query, if there is a `?`.
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// None.
    Empty,
    /// Bytes to be parsed, such as JSON.
    Text(Vec<u8>),
    /// Described file bytes. If they are fewer than `Content-Length`, the connection broke off, and
    /// what arrived is the part that the service kept.
    Content(Content),
    /// JSON containing the base64 of file bytes, which are described instead.
    Base64 {
        /// The text before the base64.
        prefix: String,
        /// The bytes that it encodes.
        content: Content,
        /// The text after the base64.
        suffix: String,
    },
}

impl Body {
    /// Size on the wire.
    pub fn len(&self) -> u64 {
        match self {
            Body::Empty => 0,
            Body::Text(text) => text.len() as u64,
            Body::Content(content) => content.len(),
            Body::Base64 { prefix, content, suffix } => {
                prefix.len() as u64 + content.len().div_ceil(3) * 4 + suffix.len() as u64
            }
        }
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A whole request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Everything before the body.
    pub head: Head,
    /// The body.
    pub body: Body,
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers, without `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the body is chunked, without a length.
    pub chunked: bool,
}

impl Response {
    /// A response without a body.
    pub fn empty(status: u16) -> Response {
        Response { status, headers: Vec::new(), body: Vec::new(), chunked: false }
    }

    /// A response with a JSON body.
    pub fn json(status: u16, value: &Value) -> Response {
        let body = value.to_string().into_bytes();
        Response { body, ..Response::empty(status) }
            .with("Content-Type", "application/json; odata.metadata=minimal; charset=utf-8")
    }

    /// Changes the media type.
    pub fn typed(mut self, content_type: &str) -> Response {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        self.with("Content-Type", content_type)
    }

    /// Makes the body chunked.
    pub fn in_chunks(mut self) -> Response {
        self.chunked = true;
        self
    }

    /// Adds a header.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Response {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The first value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `null` if it is not JSON.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}
