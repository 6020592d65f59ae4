//! The meaning of a refusal: one table for every request of every kind.
//!
//! A status alone decides little: the service's code, who responded, which request it was, and the
//! session's status matter too. [`meaning`] uses the first matching row of `REFUSALS`;
//! [`crate::policy::follows`] combines it with the session's status.

use std::ops::RangeInclusive;

use crate::error::Status;
use crate::graph::problem::{Origin, Problem};
use crate::kinds::Family;

/// The refused request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The creation of a session.
    Create,
    /// A piece that does not end the file.
    Piece,
    /// The piece that ends the file, so that the service makes it.
    LastPiece,
    /// A status request to the session.
    Status,
    /// A look-up of the target.
    LookUp,
    /// The whole file in one request.
    Inline,
    /// The request that makes the file from a session.
    Commit,
    /// The deletion of a session.
    Discard,
}

/// The meaning of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Not now: repeat after a wait, within the budget.
    Busy,
    /// Locked by someone, or by a session: repeat after a long wait, if the caller wants to wait.
    Locked,
    /// The service failed. Repeat after a wait, but the request may have been carried out.
    Failed,
    /// Possibly a mistake: repeat a limited number of times without progress, then it is final.
    Unsettled(u32),
    /// A new object may not be visible yet.
    NotYet,
    /// The session is not found.
    Gone,
    /// Only the URL is refused.
    UrlRefused,
    /// The name is taken. The session keeps all bytes.
    NameTaken,
    /// Someone else has changed the item, or a condition fails. The session is worth keeping.
    Conflict,
    /// No space is left. Some can be freed, so the session is worth keeping.
    NoSpace,
    /// The piece is larger than an intermediary or the service accepts.
    PieceTooLarge,
    /// The range is held already, or an earlier one is missing.
    Unwanted,
    /// Final.
    Final,
}

/// A further condition of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum If {
    Any,
    /// An intermediary, not the service, responded.
    Foreign,
    /// It is unknown who responded: there is no body.
    Bare,
    /// The caller has set an If-Match or If-None-Match condition.
    Conditional,
}

/// A row of the table. An empty list matches all.
struct Row {
    families: &'static [Family],
    asked: &'static [Asked],
    statuses: &'static [RangeInclusive<u16>],
    codes: &'static [&'static str],
    when: If,
    meaning: Meaning,
}

/// How often a possible mistake is repeated without progress.
pub(super) const REPEATS: u32 = 2;

const PIECES: &[Asked] = &[Asked::Piece, Asked::LastPiece];
const SESSION: &[Asked] = &[Asked::Piece, Asked::LastPiece, Asked::Status, Asked::Commit, Asked::Discard];

/// Writes a row briefly.
const fn row(
    families: &'static [Family],
    asked: &'static [Asked],
    statuses: &'static [RangeInclusive<u16>],
    codes: &'static [&'static str],
    when: If,
    meaning: Meaning,
) -> Row {
    Row { families, asked, statuses, codes, when, meaning }
}

/// The table. Sources are public pages and threads; `MGD` is microsoftgraph/microsoft-graph-docs-contrib, `ODD`
/// OneDrive/onedrive-api-docs.
#[rustfmt::skip]
static REFUSALS: &[Row] = &[
    // Codes that decide whatever the status.
    // MGD: concepts/errors.md; MicrosoftDocs/office-docs issue 12168 (403 ErrorQuotaExceeded).
    row(&[], &[], &[], &NO_SPACE, If::Any, Meaning::NoSpace),
    // MGD: concepts/outlook-large-attachments.md, concepts/errors.md.
    row(&[], &[], &[], &TOO_LARGE, If::Any, Meaning::Final),
    row(&[], &[], &[], &[TOO_SMALL], If::Any, Meaning::Final),
    // 503, then 400 uploadSessionNotFound: ODD issue 698; MGD: concepts/errors.md.
    row(&[], SESSION, &[], &["uploadSessionNotFound"], If::Any, Meaning::Gone),
    // Two attachments to one item at the same time: microsoftgraph/msgraph-sdk-dotnet issue 1287.
    row(&[Family::Exchange, Family::Todo], &[], &[409..=409, 412..=412], &["ErrorIrresolvableConflict"], If::Any, Meaning::Busy),
    // Codes of a busy or moving mailbox: MicrosoftDocs, Exchange Web Services, ResponseCode.
    row(&[Family::Exchange, Family::Todo], &[], &[400..=499], &[
        "ErrorServerBusy", "ErrorTimeoutExpired", "ErrorMailboxMoveInProgress", "ErrorMailboxStoreUnavailable",
        "ErrorInternalServerTransientError", "ApplicationThrottled", "MailboxConcurrency",
    ], If::Any, Meaning::Failed),
    // MGD: concepts/errors.md.
    row(&[Family::Drive], &[], &[400..=428], &["activityLimitReached", "throttledRequest"], If::Any, Meaning::Busy),
    row(&[Family::Drive], &[], &[400..=499], &["serviceNotAvailable", "serviceReadOnly", "resourceBeingProvisioned"], If::Any, Meaning::Failed),
    row(&[Family::Drive], &[], &[400..=499], &["lockMismatch", "resourceLocked"], If::Any, Meaning::Locked),

    // RFC 9110, RFC 6585 section 4; 509 is documented for bandwidth in ODD: docs/rest-api/concepts/errors.md.
    row(&[], &[], &[408..=408, 425..=425, 429..=429, 509..=509], &[], If::Any, Meaning::Busy),
    // RFC 4918 section 11.3; microsoftgraph/microsoft-graph-explorer issue 3435.
    row(&[], &[], &[423..=423], &[], If::Any, Meaning::Locked),
    row(&[], &[], &[507..=507], &[], If::Any, Meaning::NoSpace),
    // A server that does not know a method or version will not learn it (RFC 9110 sections 15.6.2
    // and 15.6.6).
    row(&[], &[], &[501..=501, 505..=505], &[], If::Any, Meaning::Final),
    // A portal requires a person (RFC 6585 section 6).
    row(&[], &[], &[511..=511], &[], If::Any, Meaning::Unsettled(REPEATS)),
    row(&[], &[], &[500..=999], &[], If::Any, Meaning::Failed),
    row(&[], &[], &[300..=399], &[], If::Any, Meaning::Final),

    // A gateway's limit (413), and RFC 9110 section 15.5.14; maxFragmentLengthExceeded: MGD: concepts/errors.md.
    row(&[], PIECES, &[413..=413], &["maxFragmentLengthExceeded"], If::Any, Meaning::PieceTooLarge),
    row(&[], PIECES, &[413..=413], &[], If::Foreign, Meaning::PieceTooLarge),
    // A gateway, a firewall, a portal: ODD issue 400. Portals respond with 200.
    row(&[], &[], &[200..=299, 400..=499], &[], If::Foreign, Meaning::Unsettled(REPEATS)),
    // 412 without a condition: abraunegg/onedrive issue 1393.
    row(&[], &[], &[412..=412], &[], If::Conditional, Meaning::Conflict),
    row(&[], &[], &[412..=412], &[], If::Any, Meaning::Unsettled(1)),

    // A new draft, task or folder becomes visible late: tonimelisma/onedrive-go:
    // spec/reference/graph-api-quirks.md; ErrorItemNotFound: ggpwnkthx/Microsoft-Graph-SMTP-Relay
    // pull 47.
    row(&[], &[Asked::Create, Asked::Inline], &[404..=404], &[], If::Any, Meaning::NotYet),
    // Under replace and rename a name cannot be taken: ODD issue 747.
    row(&[Family::Drive], &[Asked::Create, Asked::Inline], &[409..=409], &[], If::Any, Meaning::NameTaken),

    // ODD issue 861 (one PUT in ten), abraunegg/onedrive issue 3245.
    row(&[], PIECES, &[401..=401, 403..=403], &[], If::Any, Meaning::Unsettled(REPEATS)),
    row(&[], PIECES, &[404..=404, 410..=410], &[], If::Any, Meaning::Gone),
    // To Do's pieces go to `/content` or to the bare URL: microsoftgraph/msgraph-sdk-php issue 1506.
    row(&[Family::Todo], PIECES, &[405..=405], &[], If::Any, Meaning::Gone),
    // MGD: api-reference/v1.0/api/driveitem-createuploadsession.md; ODD: the same.
    row(&[Family::Drive], &[Asked::LastPiece], &[409..=409], &["nameAlreadyExists", "upload_name_conflict"], If::Any, Meaning::NameTaken),
    // resourceModified after 11 and 30 GB: ODD issue 1707.
    row(&[Family::Drive], &[Asked::LastPiece], &[409..=409], &[], If::Any, Meaning::Conflict),
    row(&[], PIECES, &[413..=413], &[""], If::Any, Meaning::PieceTooLarge),
    row(&[], PIECES, &[416..=416], &[], If::Any, Meaning::Unwanted),

    // Without a Graph error the origin of the refusal is unknown.
    row(&[], PIECES, &[400..=400, 405..=405, 411..=411, 415..=415, 422..=422], &[], If::Bare, Meaning::Unsettled(REPEATS)),

    row(&[], &[Asked::Status], &[401..=401, 403..=403], &[], If::Any, Meaning::UrlRefused),
    row(&[], &[Asked::Status, Asked::Discard], &[404..=404, 410..=410], &[], If::Any, Meaning::Gone),
    // Outlook's sessions need not respond to GET: MGD: concepts/outlook-large-attachments.md.
    row(&[Family::Exchange, Family::Todo], &[Asked::Status], &[405..=405], &[], If::Any, Meaning::Gone),

    row(&[], &[Asked::Commit], &[401..=401, 403..=403], &[], If::Any, Meaning::UrlRefused),
    row(&[], &[Asked::Commit], &[404..=404, 410..=410], &[], If::Any, Meaning::Gone),
    row(&[], &[Asked::Commit], &[409..=409], &[], If::Any, Meaning::Conflict),

    row(&[], &[], &[], &[], If::Any, Meaning::Final),
];

/// MGD: concepts/errors.md; MicrosoftDocs/office-docs issue 12168.
const NO_SPACE: [&str; 4] = ["quotaLimitReached", "insufficientQuota", "ErrorQuotaExceeded", "QuotaExceeded"];

/// MGD: concepts/outlook-large-attachments.md, concepts/errors.md.
const TOO_LARGE: [&str; 3] =
    ["ErrorMessageSizeExceeded", "ErrorAttachmentSizeLimitExceeded", "maxFileSizeExceeded"];

/// MGD: concepts/outlook-large-attachments.md.
const TOO_SMALL: &str = "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize";

impl Row {
    fn fits(&self, family: Family, asked: Asked, problem: &Problem, conditional: bool) -> bool {
        let status = problem.http_status;
        let code =
            |code: &&str| if code.is_empty() { problem.codes.is_empty() } else { problem.has_code(code) };
        (self.families.is_empty() || self.families.contains(&family))
            && (self.asked.is_empty() || self.asked.contains(&asked))
            && (self.statuses.is_empty() || self.statuses.iter().any(|range| range.contains(&status)))
            && (self.codes.is_empty() || self.codes.iter().any(code))
            && match self.when {
                If::Any => true,
                If::Foreign => problem.origin.is_foreign(),
                If::Bare => problem.origin == Origin::Bare,
                If::Conditional => conditional,
            }
    }
}

/// The meaning of a refusal. `conditional`: the caller has set a condition that can fail.
pub fn meaning(family: Family, asked: Asked, problem: &Problem, conditional: bool) -> Meaning {
    let row = REFUSALS.iter().find(|row| row.fits(family, asked, problem, conditional));
    row.map_or(Meaning::Final, |row| row.meaning)
}

/// Whether a refusal with this status may pass by itself, so that the same call may succeed later.
pub fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 423 | 425 | 429 | 500 | 502..=504 | 506 | 508..)
}

/// What the caller can do about a final refusal.
pub fn status(problem: &Problem) -> Status {
    let has = |codes: &[&str]| codes.iter().any(|code| problem.has_code(code));
    match problem.http_status {
        _ if has(&NO_SPACE) => Status::Quota,
        _ if has(&[TOO_SMALL]) => Status::TooSmall,
        _ if has(&TOO_LARGE) => Status::TooLarge,
        400..=499 if problem.origin.is_foreign() && problem.http_status != 413 => Status::UnexpectedResponse,
        400 | 405 | 411 | 415 | 422 => Status::Argument,
        401 => Status::SignIn,
        403 => Status::Denied,
        404 | 410 => Status::NotFound,
        409 | 412 | 423 => Status::Conflict,
        413 => Status::TooLarge,
        429 | 509 => Status::Throttled,
        507 => Status::Quota,
        511 => Status::UnexpectedResponse,
        500.. => Status::Server,
        _ => Status::UnexpectedResponse,
    }
}

#[cfg(test)]
mod tests;
