//! What the core asks the transport to send, complete except for the token.

use std::fmt;
use std::ops::Range;

use zeroize::Zeroize;

use crate::secret::Secret;

/// The HTTP methods that the protocol uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// The method as it stands in the request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// The purpose of a request: its name in log lines, and the time limit of its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Creates an upload session.
    Create,
    /// Sends the bytes of a range; `last` if the range ends the file, so that the service commits
    /// it.
    Piece {
        /// The range, as offsets in the file.
        range: Range<u64>,
        /// Whether it is the last of the file.
        last: bool,
    },
    /// Asks the session which bytes are missing.
    Status,
    /// Deletes the session.
    Discard,
    /// Sends the whole file in one request, without a session.
    Inline,
    /// Looks at what is stored at the target.
    LookUp,
    /// Turns a session that holds all bytes into a file.
    Commit,
}

impl Purpose {
    /// Whether the service stores the file before it responds, which may take minutes.
    pub fn commits(&self) -> bool {
        matches!(self, Purpose::Piece { last: true, .. } | Purpose::Inline | Purpose::Commit)
    }

    /// Whether it changes the saved state, so that the upload is saved before it is sent.
    pub fn is_saved_before(&self) -> bool {
        use Purpose::{Commit, Create, Inline, Piece};
        matches!(self, Create | Inline | Commit | Piece { .. })
    }
}

/// The body of a request. File bytes are described, never held.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// No body and no `Content-Length`.
    Empty,
    /// A text held in memory.
    Text(String),
    /// Bytes of the source.
    Bytes(Range<u64>),
    /// Bytes of the source as base64 (standard alphabet, padded) between two texts.
    Base64 {
        /// The text before the base64.
        prefix: String,
        /// The range of the source.
        range: Range<u64>,
        /// The text after the base64.
        suffix: String,
    },
}

/// Texts can contain upload URLs, so only their length is shown.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Body::Empty => f.write_str("Empty"),
            Body::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Body::Bytes(range) => write!(f, "Bytes({range:?})"),
            Body::Base64 { range, .. } => write!(f, "Base64({range:?})"),
        }
    }
}

impl Body {
    /// Size of the body on the wire.
    pub fn len(&self) -> u64 {
        match self {
            Body::Empty => 0,
            Body::Text(text) => text.len() as u64,
            Body::Bytes(range) => range.end - range.start,
            Body::Base64 { prefix, range, suffix } => {
                prefix.len() as u64 + (range.end - range.start).div_ceil(3) * 4 + suffix.len() as u64
            }
        }
    }

    /// The text of a body held in memory.
    pub fn text(&self) -> Option<&str> {
        if let Body::Text(text) = self { Some(text) } else { None }
    }

    /// Whether nothing follows the headers.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A text can contain an upload URL.
impl Drop for Body {
    fn drop(&mut self) {
        if let Body::Text(text) = self {
            text.zeroize();
        }
    }
}

/// One request, complete except for the token: the transport adds `Host` and, if [`Request::token`]
/// is set, `Authorization`, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The purpose.
    pub purpose: Purpose,
    /// The method.
    pub method: Method,
    /// The absolute URL, sent byte for byte. It may be pre-authenticated, so it is always a secret.
    pub url: Secret,
    /// All headers except `Host` and `Authorization`; includes `Content-Length` if there is a body.
    pub headers: Vec<(&'static str, String)>,
    /// Whether `Authorization: Bearer …` is added.
    pub token: bool,
    /// The body.
    pub body: Body,
}

impl Request {
    /// The value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_as_they_are_sent() {
        let all = [Method::Get, Method::Post, Method::Put, Method::Delete];
        assert_eq!(all.map(Method::as_str), ["GET", "POST", "PUT", "DELETE"]);
    }

    #[test]
    fn what_each_purpose_brings() {
        let piece = |last| Purpose::Piece { range: 0..1, last };
        for (purpose, commits, is_saved_before) in [
            (Purpose::Create, false, true),
            (piece(false), false, true),
            (piece(true), true, true),
            (Purpose::Status, false, false),
            (Purpose::Discard, false, false),
            (Purpose::Inline, true, true),
            (Purpose::LookUp, false, false),
            (Purpose::Commit, true, true),
        ] {
            let brings = (purpose.commits(), purpose.is_saved_before());
            assert_eq!(brings, (commits, is_saved_before), "{purpose:?}");
        }
    }

    #[test]
    fn lengths_on_the_wire_and_what_is_shown() {
        let base64 = |range| Body::Base64 { prefix: "ab".into(), range, suffix: "c".into() };
        for (body, length, shown) in [
            (Body::Empty, 0, "Empty"),
            (Body::Text(String::new()), 0, "Text(0 bytes)"),
            (Body::Text("secret".into()), 6, "Text(6 bytes)"),
            (Body::Bytes(5..5), 0, "Bytes(5..5)"),
            (Body::Bytes(5..9), 4, "Bytes(5..9)"),
            (base64(0..0), 3, "Base64(0..0)"),
            (base64(5..9), 11, "Base64(5..9)"),
            (base64(0..3), 7, "Base64(0..3)"),
        ] {
            assert_eq!((body.len(), body.is_empty()), (length, length == 0), "{shown}");
            assert_eq!(format!("{body:?}"), shown);
        }
    }
}
