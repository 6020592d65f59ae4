//! The purpose of a request, derived from its head alone.

use std::fmt;

use super::address::{CREATE, Path};
use super::content_range::content_range;
use super::drive::download::DOWNLOAD;
use super::message::{Head, Role};

/// The purpose of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Creates a session.
    Create,
    /// Sends a piece, including the last one.
    Piece,
    /// Asks a session for its status.
    Status,
    /// Ends a session.
    Delete,
    /// Stores a file in one request.
    Inline,
    /// Looks at what is stored.
    LookUp,
    /// Commits a session that holds all bytes.
    Commit,
    /// Anything else.
    Other,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 8] = [
        Kind::Create,
        Kind::Piece,
        Kind::Status,
        Kind::Delete,
        Kind::Inline,
        Kind::LookUp,
        Kind::Commit,
        Kind::Other,
    ];

    /// The kind of a request.
    pub fn of(head: &Head) -> Kind {
        let path = if head.role == Role::Graph { Path::read(head.path()).ok() } else { None };
        let drives = matches!(head.role, Role::SharePoint | Role::Personal);
        if drives && head.method == "GET" && head.path().ends_with(DOWNLOAD) {
            return Kind::LookUp;
        }
        let upload_url = head.role != Role::Graph || path.as_ref().is_some_and(Path::is_session);
        let action = path.map(|path| path.action).unwrap_or_default();
        match (head.method.as_str(), upload_url) {
            ("PUT", true) => Kind::Piece,
            ("GET", true) => Kind::Status,
            ("DELETE", true) => Kind::Delete,
            ("POST", true) => Kind::Commit,
            ("POST", false) if action == CREATE => Kind::Create,
            ("POST", false) if action == "attachments" => Kind::Inline,
            ("PUT", false) if action == "content" => Kind::Inline,
            ("PUT", false) => Kind::Commit,
            ("GET", false) => Kind::LookUp,
            _ => Kind::Other,
        }
    }

    /// Whether the request is a piece that ends its file.
    pub fn is_last_piece(head: &Head) -> bool {
        let range = head.header("content-range").and_then(content_range);
        Kind::of(head) == Kind::Piece && range.is_some_and(|piece| piece.is_last())
    }

    /// Its name in fault scripts.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Create => "create",
            Kind::Piece => "piece",
            Kind::Status => "status",
            Kind::Delete => "delete",
            Kind::Inline => "inline",
            Kind::LookUp => "look-up",
            Kind::Commit => "commit",
            Kind::Other => "other",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
