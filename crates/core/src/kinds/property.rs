//! What can be said of a file beside its address.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::Error;
use crate::kinds::Rules;

/// A property that a kind may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Property {
    /// The media type of the file.
    ContentType(String),
    /// Whether an attachment is shown inside the message's text.
    Inline(bool),
    /// The id under which a message's text refers to an inline attachment (`cid:`).
    ContentId(String),
    /// What happens to a file of the same name.
    Conflict(Conflict),
    /// When the file was created, in milliseconds since 1970.
    Created(u64),
    /// When the file was last changed, in milliseconds since 1970.
    Modified(u64),
    /// When the file was last read, in milliseconds since 1970.
    Accessed(u64),
    /// A description, on personal drives.
    Description(String),
    /// Whether the service checks for space before the upload, on personal drives.
    SpaceCheck(bool),
    /// Whether and how the file is only made when the caller says so.
    Commit(Commit),
    /// The eTag that the existing file must have.
    IfMatch(String),
    /// The eTag that the existing file must not have; `*` for no file at all.
    IfNoneMatch(String),
    /// The application that the file comes from, and its id there.
    Source(String, String),
    /// What kind of recording the file is.
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

    /// The error of a kind that does not have it.
    pub fn refused_by(&self, rules: &Rules) -> Error {
        Error::argument(format!("{}: {} has none", self.name(), rules.title))
    }
}

/// What happens to a file of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Conflict {
    /// It stays, and the upload fails.
    #[default]
    Fail,
    /// It is replaced.
    Replace,
    /// It stays, and the new file gets another name.
    Rename,
}

impl Conflict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Fail, Self::Replace, Self::Rename];

    /// As the service writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Conflict::Fail => "fail",
            Conflict::Replace => "replace",
            Conflict::Rename => "rename",
        }
    }
}

/// How the file is made from a session that holds all its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Commit {
    /// By the last piece.
    #[default]
    LastPiece,
    /// When the caller says so, in the way that the upload URL's host calls for.
    ByHost,
    /// When the caller says so, by a POST to the upload URL (OneDrive for Business, SharePoint).
    UploadUrl,
    /// When the caller says so, by a request to Graph that names the upload URL (personal OneDrive).
    SourceUrl,
}

impl Commit {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::LastPiece, Self::ByHost, Self::UploadUrl, Self::SourceUrl];

    /// Its name as a text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LastPiece => "last-piece",
            Self::ByHost => "by-host",
            Self::UploadUrl => "upload-url",
            Self::SourceUrl => "source-url",
        }
    }
}

/// A time as the service wants it. The limit is the year 9999.
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
