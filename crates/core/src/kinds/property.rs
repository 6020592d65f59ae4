//! Properties of a file besides its address.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::Error;
use crate::kinds::Rules;

/// A property that a kind may have. It is saved under its name in [`crate::kinds::PROPERTIES`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// The media type of the file.
    ContentType(String),
    /// Whether an attachment is shown inside the message's text.
    Inline(bool),
    /// The id under which a message's text refers to an inline attachment (`cid:`).
    ContentId(String),
    /// What to do if the name is taken.
    Conflict(Conflict),
    /// When the file was created, in milliseconds since 1970.
    #[serde(rename = "created_ms")]
    Created(u64),
    /// When the file was last changed, in milliseconds since 1970.
    #[serde(rename = "modified_ms")]
    Modified(u64),
    /// When the file was last read, in milliseconds since 1970.
    #[serde(rename = "accessed_ms")]
    Accessed(u64),
    /// A description, on personal drives.
    Description(String),
    /// Whether the service checks for space before the upload, on personal drives.
    SpaceCheck(bool),
    /// Whether and how the file is made only on the caller's request.
    Commit(Commit),
    /// The eTag that the existing file must have.
    IfMatch(String),
    /// The eTag that the existing file must not have; `*` for any file.
    IfNoneMatch(String),
    /// The application that the file comes from, and its id there.
    Source(String, String),
    /// The kind of recording that the file is.
    MediaCategory(String),
}

impl Property {
    /// The property's name in errors.
    pub fn name(&self) -> &'static str {
        match self {
            Property::ContentType(_) => "content type",
            Property::Inline(_) => "inline",
            Property::ContentId(_) => "content id",
            Property::Conflict(_) => "conflict behaviour",
            Property::Created(_) => "created time",
            Property::Modified(_) => "modified time",
            Property::Accessed(_) => "accessed time",
            Property::Description(_) => "description",
            Property::SpaceCheck(_) => "space check",
            Property::Commit(_) => "commit",
            Property::IfMatch(_) => "if match",
            Property::IfNoneMatch(_) => "if none match",
            Property::Source(..) => "source",
            Property::MediaCategory(_) => "media category",
        }
    }

    /// The error of a kind without the property.
    pub fn refused_by(&self, rules: &Rules) -> Error {
        Error::argument(format!("{}: {} has none", self.name(), rules.title))
    }
}

/// What to do if the name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conflict {
    /// The existing file is kept, and the upload fails.
    #[default]
    Fail,
    /// The existing file is replaced.
    Replace,
    /// The existing file is kept, and the new file gets another name.
    Rename,
}

impl Conflict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Fail, Self::Replace, Self::Rename];

    /// In the service's form.
    pub fn as_str(self) -> &'static str {
        match self {
            Conflict::Fail => "fail",
            Conflict::Replace => "replace",
            Conflict::Rename => "rename",
        }
    }
}

/// How the file is made from a complete session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Commit {
    /// By the last piece.
    #[default]
    LastPiece,
    /// On the caller's request, in the way that the upload URL's host requires.
    ByHost,
    /// On the caller's request, by a POST to the upload URL (OneDrive for Business, SharePoint).
    UploadUrl,
    /// On the caller's request, by a request to Graph that names the upload URL (personal
    /// OneDrive).
    SourceUrl,
}

impl Commit {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::LastPiece, Self::ByHost, Self::UploadUrl, Self::SourceUrl];

    /// Its name as text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LastPiece => "last-piece",
            Self::ByHost => "by-host",
            Self::UploadUrl => "upload-url",
            Self::SourceUrl => "source-url",
        }
    }
}

/// A time in the service's form. The limit is the year 9999.
pub fn timestamp(name: &str, ms: u64) -> Result<String, Error> {
    let refuse =
        || Error::argument(format!("{name}: {ms} ms since 1970 is not a time before the year 10000"));
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000).map_err(|_| refuse())?;
    time.format(&Rfc3339).map_err(|_| refuse())
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn times() {
        for (ms, text) in [
            (0, Some("1970-01-01T00:00:00Z")),
            (1_654_771_527_432, Some("2022-06-09T10:45:27.432Z")),
            (253_402_300_799_999, Some("9999-12-31T23:59:59.999Z")),
            (253_402_300_800_000, None),
            (u64::MAX, None),
        ] {
            assert_eq!(timestamp("t", ms).ok().as_deref(), text);
        }
    }
}
