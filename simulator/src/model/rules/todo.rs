//! Behaviour of To Do.

use crate::model::forms::{Casing, LocationForm, RangeForm, ResponseStyle};

/// 25 MB, the limit of a To Do attachment, interpreted generously: the page says "25 MB" without
/// defining it (`microsoftgraph/microsoft-graph-docs-contrib:concepts/todo-attachments.md`).
pub const TODO_MAX_BYTES: u64 = 25 * 1024 * 1024;
/// 4 MB, the limit of a piece for To Do and Outlook, interpreted strictly.
pub const PIECE_MAX_BYTES: u64 = 4_000_000;
/// 4 MiB, the limit of a request with a whole attachment: 3,145,611 bytes is the largest file seen
/// to pass.
pub const INLINE_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// The URL for the pieces of a To Do session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutForm {
    /// Only `{uploadUrl}/content`, as on the current page; the bare URL is refused with 404.
    Content,
    /// Only `{uploadUrl}`, as on the first page; `/content` is refused with the given status (404
    /// or 405).
    Bare {
        /// The status of `/content`.
        refusal: u16,
    },
    /// Both.
    Both,
}

/// The form of To Do's upload URLs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlForm {
    /// `…/attachmentSessions/{id}`.
    Plain,
    /// `…/attachmentSessions/{id}/content`.
    EndsInContent,
    /// `…/attachmentSessions/{id}?{query}`.
    Query(String),
}

/// Behaviour of To Do.
#[derive(Debug, Clone)]
pub struct TodoRules {
    /// The status of a creation: 200, or 201 as one page says.
    pub create_status: u16,
    /// Largest attachment of a session. More is refused with 413 `maxFileSizeExceeded`.
    pub max_bytes: u64,
    /// Largest piece. More is refused with 413 `maxFragmentLengthExceeded`.
    pub max_piece: u64,
    /// Largest request with a whole attachment, including its JSON and base64. More is refused with
    /// 413 `ErrorMessageSizeExceeded`.
    pub inline_max_bytes: u64,
    /// The form of progress.
    pub progress: ResponseStyle,
    /// The form of a session's status.
    pub status: ResponseStyle,
    /// The form of `Location`.
    pub location: LocationForm,
    /// Where pieces go.
    pub put: PutForm,
    /// The form of the upload URL.
    pub url: UrlForm,
    /// Lifetime of a session. Its expiry does not move.
    pub lifetime_ms: u64,
    /// The lists and tasks that exist; `None` for all but [`Config::missing`](crate::model::config::Config::missing).
    pub known: Option<Vec<(String, String)>>,
}

impl Default for TodoRules {
    fn default() -> TodoRules {
        TodoRules {
            create_status: 200,
            max_bytes: TODO_MAX_BYTES,
            max_piece: PIECE_MAX_BYTES,
            inline_max_bytes: INLINE_MAX_BYTES,
            progress: ResponseStyle::new(Casing::Pascal, RangeForm::Bare),
            status: ResponseStyle::new(Casing::Camel, RangeForm::Bare),
            location: LocationForm::Segment,
            put: PutForm::Content,
            url: UrlForm::Plain,
            lifetime_ms: 24 * 3_600_000,
            known: None,
        }
    }
}
