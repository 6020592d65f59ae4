//! A row of the rule table.

use serde::Serialize;

use crate::error::{Error, Status};
use crate::graph::endpoint::UploadHost;
use crate::kinds::{Evidence, KINDS, Permission};

/// The rules of a kind: everything about it except the text of its requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// The kind's short name.
    pub kind: &'static str,
    /// The service behind it, which determines its codes.
    #[serde(skip)]
    pub family: Family,
    /// The kind in messages, with its article.
    pub title: &'static str,
    /// Whether the upload URL needs the Graph token. Sending it where it is not needed is refused
    /// too.
    pub token_on_upload_url: bool,
    /// Which hosts an upload URL may name.
    pub upload_host: UploadHost,
    /// A suffix for the upload URL of pieces only. The bare URL is tried once if the service does
    /// not know the longer one.
    pub bytes_suffix: Option<&'static str>,
    /// The order of pieces.
    pub order: Order,
    /// The sizes of pieces.
    pub piece: PieceRule,
    /// The largest file, in bytes.
    pub size_max: u64,
    /// The smallest file that goes by upload session, in bytes.
    pub session_min: u64,
    /// The largest file that goes in one request because no session takes it, in bytes, if any: files
    /// below `session_min`, and others whose session the service refuses as too small. Larger ones go
    /// so as far as [`crate::kinds::Target::one_request_max`] and the caller's limit allow.
    pub inline_max: Option<u64>,
    /// The form of the last response.
    pub last_response: LastResponse,
    /// What the service reports of a stored file, for checking it.
    pub evidence: Evidence,
    /// Whether asking the session for its status is documented; if not, a refusal of it says
    /// nothing.
    pub status_documented: bool,
    /// Whether what was just made may not be visible for a while. Told to callers; the machine waits
    /// with every kind.
    pub shows_late: bool,
    /// Whether 404 to a look-up is conclusive. It is if the file itself is looked up, and not if what
    /// holds it is. An empty list says that nothing is there, whatever this is.
    pub absence_is_known: bool,
    /// Whether what stands at the target has to be looked at before an upload.
    #[serde(skip)]
    pub look_before: LookBefore,
    /// Whether the service supports ids that stay the same when an item moves.
    pub immutable_ids: bool,
    /// The permission that the token needs if the place is unknown;
    /// [`crate::kinds::Target::permission`] is more specific.
    pub permission: Permission,
}

/// The service behind a kind: each has its own codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// OneDrive and SharePoint.
    Drive,
    /// Exchange: messages, events and posts.
    Exchange,
    /// Microsoft To Do.
    Todo,
    /// Universal Print.
    Print,
}

/// When what stands at the target is looked at before an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookBefore {
    /// Before files of several requests, which would be sent in vain if the name is taken, and
    /// before what a later process may continue. Requires that items of the kind have a hash.
    Large,
    /// Unless the caller wants to do without. Requires that items of the kind have a size and a time.
    UnlessQuick,
    /// Always: what to choose where it is not known what the service tells of an item.
    Always,
}

/// The order of pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Only from the first missing byte on.
    Strict,
    /// In any order.
    Any,
}

/// The sizes of pieces, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PieceRule {
    /// The largest.
    pub max: u64,
    /// All but the last are multiples of this.
    pub multiple: u64,
    /// The size at the start of an upload.
    pub first: u64,
}

/// The form of the last response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LastResponse {
    /// 201 without a body; the id is in `Location`.
    Location,
    /// 201 or 200 with a description of the item.
    Item,
}

/// Checks a file's size against the limits of its kind, before anything is sent.
pub fn check_size(rules: &Rules, size: u64) -> Result<(), Error> {
    let Rules { title, size_max, session_min, .. } = rules;
    if size > *size_max {
        let message = format!("size: {size} bytes, but {title} takes at most {size_max} bytes");
        return Err(Error::new(Status::TooLarge, message));
    }
    if size < *session_min && rules.inline_max.is_none() {
        let message = format!("size: {size} bytes, but {title} takes at least {session_min}");
        return Err(Error::new(Status::TooSmall, message));
    }
    Ok(())
}

/// Fails if a kind does not accept pieces of this size. More than its largest is not an error: the
/// largest is used.
pub fn check_piece(rules: &Rules, piece: Option<u64>) -> Result<(), Error> {
    let multiple = rules.piece.multiple;
    match piece {
        Some(piece) if !piece.is_multiple_of(multiple) => Err(Error::argument(format!(
            "piece size: {piece} bytes, but {} takes multiples of {multiple} bytes alone",
            rules.title
        ))),
        _ => Ok(()),
    }
}

/// The whole rule table as JSON: an array with an object for each kind.
pub fn rules_json() -> String {
    // Numbers, texts and names fixed at compile time can always be serialized.
    serde_json::to_string_pretty(&KINDS).unwrap_or_default()
}
