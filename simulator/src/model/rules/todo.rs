//! How To Do behaves.

use crate::model::forms::{Casing, LocationForm, RangeForm, ReplyStyle};

/// 25 MB, the limit of a To Do attachment, read generously: the page says "25 MB" without saying which
/// (`microsoftgraph/microsoft-graph-docs-contrib:concepts/todo-attachments.md`).
pub const TODO_MAX_BYTES: u64 = 25 * 1024 * 1024;
/// 4 MB, the limit of a piece for To Do and Outlook, read strictly.
pub const PIECE_MAX_BYTES: u64 = 4_000_000;
/// 4 MiB, the limit of a request with a whole attachment: 3,145,611 bytes are the largest file that was seen to pass.
pub const INLINE_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Which URL takes the pieces of a To Do session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutForm {
    /// `{uploadUrl}/content` alone, as the current page has it; the bare URL answers 404.
    Content,
    /// `{uploadUrl}` alone, as the first page had it; `/content` answers the given status (404 or 405).
    Bare {
        /// What `/content` answers.
        refusal: u16,
    },
    /// Both.
    Both,
}

/// What an upload URL of To Do looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlForm {
    /// `…/attachmentSessions/{id}`.
    Plain,
    /// `…/attachmentSessions/{id}/content`.
    EndsInContent,
    /// `…/attachmentSessions/{id}?{query}`.
    Query(String),
}

/// How To Do behaves.
#[derive(Debug, Clone)]
pub struct TodoRules {
    /// The status of a creation: 200, or 201 as one page says.
    pub create_status: u16,
    /// The largest attachment of a session. More is answered with 413 `maxFileSizeExceeded`.
    pub max_bytes: u64,
    /// The largest piece. More is answered with 413 `maxFragmentLengthExceeded`.
    pub max_piece: u64,
    /// The largest request that brings a whole attachment, its JSON and base64 included. More is answered with 413
    /// `ErrorMessageSizeExceeded`.
    pub inline_max_bytes: u64,
    /// How progress is written.
    pub progress: ReplyStyle,
    /// How the status of a session is written.
    pub status: ReplyStyle,
    /// How `Location` is written.
    pub location: LocationForm,
    /// Where pieces go.
    pub put: PutForm,
    /// What the upload URL looks like.
    pub url: UrlForm,
    /// How long a session lives. Its expiry does not move.
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
            progress: ReplyStyle::new(Casing::Pascal, RangeForm::Bare),
            status: ReplyStyle::new(Casing::Camel, RangeForm::Bare),
            location: LocationForm::Segment,
            put: PutForm::Content,
            url: UrlForm::Plain,
            lifetime_ms: 24 * 3_600_000,
            known: None,
        }
    }
}
