//! What is uploaded to: the rules of each kind as a constant table row, and the kind's own requests.
//!
//! A new kind is one file here with one [`Rules`] row and one [`Target`].

mod attachments;
pub mod todo;
pub mod validate;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::error::Error;
use crate::protocol::endpoint::{UploadHost, Version};
use crate::protocol::item::Item;
use crate::protocol::request::{Body, Method};

pub use todo::TodoTask;

/// The rules of a kind: everything about it that is not the text of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The kind's name in messages and documents.
    pub kind: &'static str,
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
    /// The smallest file that an upload session takes, in bytes; smaller ones go inline.
    pub session_min: u64,
    /// What the last reply brings.
    pub last_reply: LastReply,
    /// Whether asking the session where it stands is documented; where it is not, a refusal to answer says nothing.
    pub status_documented: bool,
}

/// How pieces may follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Only from the first missing byte on.
    Strict,
    /// In any order.
    Any,
}

/// The sizes of pieces, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceRule {
    /// The largest.
    pub max: u64,
    /// All but the last are multiples of this.
    pub multiple: u64,
    /// Where an upload begins.
    pub first: u64,
}

/// What the last reply brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastReply {
    /// 201 without a body; the id is in `Location`.
    Location,
}

/// A request as a kind knows it: a path below Graph's version, and what goes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path, encoded, beginning with `/`; a query may follow.
    pub path: String,
    /// The type of the body, if there is one.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: Body,
}

impl Call {
    /// A POST of JSON.
    pub fn post_json(path: String, body: &Value) -> Self {
        Self { method: Method::Post, path, content_type: Some(JSON), body: Body::Text(body.to_string()) }
    }

    /// A GET.
    pub fn get(path: String) -> Self {
        Self { method: Method::Get, path, content_type: None, body: Body::Empty }
    }
}

/// The media type of JSON bodies.
pub const JSON: &str = "application/json";

/// Something that stands at the target already, as a look-up shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// What it is. Two sightings are of the same thing if id and eTag agree.
    pub item: Item,
}

impl Sighting {
    /// Whether both show the same content of the same object.
    pub fn is_same(&self, other: &Sighting) -> bool {
        self.item.id == other.item.id && self.item.etag == other.item.etag
    }
}

/// One place that a file can be uploaded to.
pub trait Target: fmt::Debug + Send + Sync {
    /// The rules of its kind.
    fn rules(&self) -> &'static Rules;

    /// The request that creates an upload session for a file of `size` bytes.
    fn create(&self, size: u64, version: Version) -> Call;

    /// The request that sends the whole file at once. Only asked for sizes below [`Rules::session_min`].
    fn inline(&self, size: u64) -> Call;

    /// The request that shows what stands at the target, or `None` where nothing can be looked at.
    fn look(&self) -> Option<Call>;

    /// What a page of the look-up's reply shows of the target's own name.
    fn sightings(&self, page: &Value) -> Vec<Sighting>;

    /// Changes a property. The error says why it cannot be.
    fn set(&mut self, property: Property) -> Result<(), Error>;

    /// A copy that an upload keeps, whatever is changed here later.
    fn share(&self) -> Arc<dyn Target>;
}

/// A property that a kind may have beside its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Property {
    /// The media type of the file.
    ContentType(String),
}

impl Property {
    /// The error of a kind that does not have it.
    pub fn refused_by(&self, rules: &Rules) -> Error {
        let name = match self {
            Property::ContentType(_) => "content type",
        };
        Error::argument(format!("{name}: a {} has none", rules.kind))
    }
}

/// Checks a file's size against the limits of its kind, before anything is sent.
pub fn check_size(rules: &Rules, size: u64) -> Result<(), Error> {
    if size <= rules.size_max {
        return Ok(());
    }
    let message = format!("size: {size} bytes, but a {} takes at most {} bytes", rules.kind, rules.size_max);
    Err(Error::new(crate::error::Status::TooLarge, message))
}
