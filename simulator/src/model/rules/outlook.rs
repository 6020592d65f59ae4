//! Behaviour of Outlook.

use super::todo::{INLINE_MAX_BYTES, PIECE_MAX_BYTES};
use crate::model::forms::{Casing, LocationForm, RangeForm, ResponseStyle};

/// 150 MB, the limit of an attachment.
pub const OUTLOOK_MAX_BYTES: u64 = 150 * 1024 * 1024;

/// Behaviour of Outlook.
#[derive(Debug, Clone)]
pub struct OutlookRules {
    /// Smallest attachment of a session. Less is refused with 400
    /// `ErrorAttachmentSizeShouldNotBeLessThanMinimumSize`. The pages say 3 MB; 2,097,152 bytes is
    /// the smallest size seen to work.
    pub session_min_bytes: u64,
    /// Largest request with a whole attachment, including its JSON and base64. More is refused with
    /// 413 `ErrorMessageSizeExceeded`; the two ways overlap.
    pub inline_max_bytes: u64,
    /// Largest attachment. More is refused with 413 `maxFileSizeExceeded`.
    pub max_bytes: u64,
    /// Largest piece. More is refused with 413 `maxFragmentLengthExceeded`.
    pub max_piece: u64,
    /// The tenant's limit for a message, and when it is enforced, with 413
    /// `ErrorMessageSizeExceeded`.
    pub message_limit: Option<(u64, LimitAt)>,
    /// How long a change of a message, an event or a post takes: its response is delayed by that,
    /// and a change that begins meanwhile is refused with 412 `ErrorIrresolvableConflict`. 0 for no
    /// time.
    pub change_takes_ms: u64,
    /// Whether creation in a mailbox other than the signed-in user's is refused with 403
    /// (`microsoftgraph/microsoft-graph-docs:concepts/known-issues.md`).
    pub deny_other_mailboxes: bool,
    /// Whether the casing of the parameter's name does not matter. The documents have `AttachmentItem`; clients in use
    /// write `attachmentItem` (`O365/python-o365:O365/utils/attachment.py`).
    pub any_casing: bool,
    /// The part before `/Users(…)` in upload URLs: `/api/v1.0`, `/api/v2.0`, `/api/gv1.0` and
    /// `/api/beta` were seen.
    pub api: String,
    /// The form of progress.
    pub progress: ResponseStyle,
    /// The form of a session's status.
    pub status: ResponseStyle,
    /// The refusal of a status query, which is not documented for Outlook.
    pub status_refusal: Option<u16>,
    /// The form of `Location`.
    pub location: LocationForm,
    /// Lifetime of a session: two hours, while the token in its URL has three. Its expiry does not
    /// move.
    pub lifetime_ms: u64,
}

/// When a limit is enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitAt {
    /// At creation.
    Creation,
    /// At the piece that crosses it.
    Piece,
    /// At the last piece.
    Commit,
}

impl Default for OutlookRules {
    fn default() -> OutlookRules {
        OutlookRules {
            session_min_bytes: 2 * 1024 * 1024,
            inline_max_bytes: INLINE_MAX_BYTES,
            max_bytes: OUTLOOK_MAX_BYTES,
            max_piece: PIECE_MAX_BYTES,
            message_limit: None,
            change_takes_ms: 0,
            deny_other_mailboxes: false,
            any_casing: false,
            api: "/api/v2.0".to_owned(),
            progress: ResponseStyle::new(Casing::Mixed, RangeForm::Bare),
            status: ResponseStyle::new(Casing::Mixed, RangeForm::Bare),
            status_refusal: None,
            location: LocationForm::Quoted,
            lifetime_ms: 2 * 3_600_000,
        }
    }
}
