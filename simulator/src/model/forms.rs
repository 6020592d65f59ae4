//! The forms in which the service has been seen to write the same thing.

use super::message::Response;
use super::text::{escape, escape_tight, iso, iso7};

/// The casing of the members of a progress response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Casing {
    /// `expirationDateTime`, `nextExpectedRanges`.
    Camel,
    /// `ExpirationDateTime`, `NextExpectedRanges`: the To Do example.
    Pascal,
    /// `ExpirationDateTime`, `nextExpectedRanges`: the Outlook example.
    Mixed,
    /// `expirationdatetime`, `nextexpectedranges`.
    Lower,
}

/// The form of missing ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeForm {
    /// `"2097152"`.
    Bare,
    /// `"2097152-"`.
    Open,
    /// `"2097152-3483321"`.
    Closed,
    /// `"2097152-3483322"`: one past the last index, as on a print page.
    ClosedPastEnd,
    /// The missing range split in two, closed: `"2097152-2097152","2097153-3483321"`.
    Split,
    /// `[]`.
    Empty,
    /// `null`.
    Null,
    /// The member is missing.
    Missing,
}

/// The form of a progress or status response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseStyle {
    /// The casing of the members.
    pub casing: Casing,
    /// The form of the ranges.
    pub ranges: RangeForm,
}

impl ResponseStyle {
    /// A style.
    pub const fn new(casing: Casing, ranges: RangeForm) -> ResponseStyle {
        ResponseStyle { casing, ranges }
    }
}

/// The form of the `Location` of a new attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocationForm {
    /// `https://…/Attachments/ID`.
    Segment,
    /// `https://…/Attachments('ID')`.
    Quoted,
    /// `/v1.0/…/Attachments/ID`.
    Relative,
    /// `/v1.0/…/Attachments('ID')`.
    RelativeQuoted,
    /// `https://…/attachments/ID` with `=`, `@` and others percent-encoded.
    Encoded,
    /// `https://…/Attachments(%27ID%27)`, with escapes inside too.
    EncodedQuoted,
    /// `https://…/Attachments/ID?api-version=1#x`.
    WithQuery,
    /// The header is missing.
    Missing,
}

/// The form of expiry times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiryForm {
    /// As each kind was recorded: three digits for drives, seven for all others.
    Recorded,
    /// `2022-06-09T10:45:27.4324526Z`.
    Seven,
    /// `2022-06-09T10:45:27.432Z`.
    Three,
    /// `2022-06-09T10:45:27Z`.
    Whole,
    /// `2022-06-09T10:45:27.4324526+00:00`.
    Offset,
    /// Not a time.
    Nonsense,
    /// The member is missing.
    Missing,
}

impl ExpiryForm {
    /// The chosen form, or else the recorded one.
    pub fn or(self, recorded: ExpiryForm) -> ExpiryForm {
        if self == ExpiryForm::Recorded { recorded } else { self }
    }

    /// The text of a time; `None` if the member is missing.
    pub fn write(self, ms: u64) -> Option<String> {
        let seven = iso7(ms);
        match self {
            ExpiryForm::Recorded | ExpiryForm::Seven => Some(seven),
            ExpiryForm::Three => Some(format!("{}Z", &seven[..23])),
            ExpiryForm::Whole => Some(iso(ms)),
            ExpiryForm::Offset => Some(seven.replace('Z', "+00:00")),
            ExpiryForm::Nonsense => Some("soon".to_owned()),
            ExpiryForm::Missing => None,
        }
    }
}

/// Adds the `Location` of a new attachment, in any of these forms.
pub fn location(response: Response, form: LocationForm, base: &str, path: &str, id: &str) -> Response {
    let quoted = id.replace('\'', "''");
    let tight = path.replace('@', "%40");
    let value = match form {
        LocationForm::Segment => format!("{base}{path}/{}", escape(id)),
        LocationForm::Quoted => format!("{base}{path}('{}')", escape(&quoted)),
        LocationForm::Relative => format!("{path}/{}", escape(id)),
        LocationForm::RelativeQuoted => format!("{path}('{}')", escape(&quoted)),
        LocationForm::Encoded => format!("{base}{tight}/{}", escape_tight(id)),
        LocationForm::EncodedQuoted => format!("{base}{tight}(%27{}%27)", escape_tight(&quoted)),
        LocationForm::WithQuery => format!("{base}{path}/{}?api-version=1#x", escape(id)),
        LocationForm::Missing => return response,
    };
    response.with("Location", value)
}
