//! The forms in which the service was seen to write one and the same thing.

use super::message::Response;
use super::text::{escape, escape_tight, iso, iso7};

/// How the members of a progress reply are written.
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

/// How missing ranges are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeForm {
    /// `"2097152"`.
    Bare,
    /// `"2097152-"`.
    Open,
    /// `"2097152-3483321"`.
    Closed,
    /// `"2097152-3483322"`: one past the last index, as a print page has it.
    ClosedPastEnd,
    /// The missing range in two, closed: `"2097152-2097152","2097153-3483321"`.
    Split,
    /// `[]`.
    Empty,
    /// `null`.
    Null,
    /// No such member.
    Missing,
}

/// How a progress or status reply is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyStyle {
    /// The casing of the members.
    pub casing: Casing,
    /// The form of the ranges.
    pub ranges: RangeForm,
}

impl ReplyStyle {
    /// A style.
    pub const fn new(casing: Casing, ranges: RangeForm) -> ReplyStyle {
        ReplyStyle { casing, ranges }
    }
}

/// How the `Location` of a new attachment is written.
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
    /// `https://…/attachments/ID` with `=`, `@` and others as percent escapes.
    Encoded,
    /// `https://…/Attachments(%27ID%27)`, with escapes inside too.
    EncodedQuoted,
    /// `https://…/Attachments/ID?api-version=1#x`.
    WithQuery,
    /// No such header.
    Missing,
}

/// How expiry times are written.
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
    /// Not a time at all.
    Nonsense,
    /// No such member.
    Missing,
}

impl ExpiryForm {
    /// The form that was chosen, or else the one that was recorded.
    pub fn or(self, recorded: ExpiryForm) -> ExpiryForm {
        if self == ExpiryForm::Recorded { recorded } else { self }
    }

    /// The text for a time; `None` for no member.
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

/// Adds the `Location` of a new attachment, in any of the forms that were seen.
pub fn location(reply: Response, form: LocationForm, base: &str, path: &str, id: &str) -> Response {
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
        LocationForm::Missing => return reply,
    };
    reply.with("Location", value)
}
