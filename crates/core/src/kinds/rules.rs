//! The row of the rule table that each kind fills.

use serde::Serialize;

use crate::error::{Error, Status};
use crate::graph::endpoint::UploadHost;
use crate::kinds::{Evidence, KINDS, Permission};

/// The rules of a kind: everything about it that is not the text of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// The kind's short name.
    pub kind: &'static str,
    /// The service behind it, whose codes it gets.
    #[serde(skip)]
    pub family: Family,
    /// The kind in messages, with its article.
    pub title: &'static str,
    /// Whether the upload URL wants the Graph token. Sending it where it is not wanted is refused as well.
    pub token_on_upload_url: bool,
    /// Which hosts an upload URL may name.
    pub upload_host: UploadHost,
    /// What is appended to the upload URL for sending bytes, and only for that. The bare URL is tried once where
    /// the service does not know the longer one.
    pub bytes_suffix: Option<&'static str>,
    /// How pieces may follow each other.
    pub order: Order,
    /// The sizes of pieces.
    pub piece: PieceRule,
    /// The largest file, in bytes.
    pub size_max: u64,
    /// The smallest file that goes by upload session, in bytes.
    pub session_min: u64,
    /// The largest file that can go in one request, in bytes, where any can. Files below `session_min` do, and others
    /// whose session the service refuses as too small.
    pub inline_max: Option<u64>,
    /// What the last response brings.
    pub last_reply: LastReply,
    /// What the service tells of a stored file, against which it can be checked.
    pub evidence: Evidence,
    /// Whether asking the session where it stands is documented; where it is not, a refusal to answer says nothing.
    pub status_documented: bool,
    /// Whether a session that is not found right after its creation may show under the same URL a little later.
    pub shows_late: bool,
    /// Whether a look-up that finds nothing (404) is an answer. It is where the file itself is looked at, and not where
    /// the object is that holds it.
    pub absence_is_known: bool,
    /// Whether the service can be asked for ids that stay when an item moves.
    pub immutable_ids: bool,
    /// What the token needs, where the place is not known; [`crate::kinds::Target::permission`] knows it better.
    pub permission: Permission,
}

/// The service behind a kind: each has codes of its own.
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

/// How pieces may follow each other.
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
    /// Where an upload begins.
    pub first: u64,
}

/// What the last response brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LastReply {
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

/// Fails where a kind does not take pieces of this size. More than its largest is no error: it keeps to that.
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
    // Numbers, texts and names that are fixed at compile time always serialise.
    serde_json::to_string_pretty(&KINDS).unwrap_or_default()
}
