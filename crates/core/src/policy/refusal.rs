//! What a refusal means, and what follows from it: one table for every request of every kind.
//!
//! A status alone decides little: the service's code, who has answered, which request it was, and what the session says
//! when it is asked come to it. [`meaning`] reads `REFUSALS`, whose first row that fits holds; [`follows`] says what an
//! answer of the session makes of it.

use std::ops::RangeInclusive;

use crate::error::Status;
use crate::graph::problem::{Origin, Problem};
use crate::kinds::Family;

/// The request that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The creation of a session.
    Create,
    /// A piece that does not end the file.
    Piece,
    /// The piece that ends the file, so that the service makes it.
    LastPiece,
    /// A question where the session stands.
    Status,
    /// A look at the target.
    LookUp,
    /// The whole file in one request.
    Inline,
    /// The request that makes the file from a session.
    Commit,
    /// The deletion of a session.
    Discard,
}

/// What a refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Not now: the same again after a wait, within the budget.
    Busy,
    /// Someone, or a session, holds a lock: the same again after a long wait, if the caller wants to wait.
    Locked,
    /// The service failed. The same again after a wait, but it may have been done.
    Failed,
    /// It may be a mistake: the same again a few times, so often at most without progress, and then it holds.
    Unsettled(u32),
    /// What was just made may not show yet.
    NotYet,
    /// The session is not found.
    Gone,
    /// The URL is refused where nothing else was.
    UrlRefused,
    /// The name is taken. The session keeps all bytes.
    NameTaken,
    /// Someone else has changed the item, or a condition does not hold. What the session holds is worth keeping.
    Conflict,
    /// No space is left. Some can be freed, so what the session holds is worth keeping.
    NoSpace,
    /// The piece is larger than something on the way takes.
    PieceTooLarge,
    /// The range is held already, or an earlier one is missing.
    Unwanted,
    /// It holds.
    Final,
}

/// What else a row asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum If {
    Any,
    /// Something between has answered, not the service.
    Foreign,
    /// Nobody can tell who has answered: there is no body.
    Bare,
    /// The caller has set an If-Match or If-None-Match condition.
    Conditional,
}

/// A row of the table. An empty list stands for all.
struct Row {
    families: &'static [Family],
    asked: &'static [Asked],
    statuses: &'static [RangeInclusive<u16>],
    codes: &'static [&'static str],
    when: If,
    meaning: Meaning,
}

/// How often what may be a mistake is repeated without progress.
const REPEATS: u32 = 2;

const PIECES: &[Asked] = &[Asked::Piece, Asked::LastPiece];
const SESSION: &[Asked] = &[Asked::Piece, Asked::LastPiece, Asked::Status, Asked::Commit, Asked::Discard];

/// A shorter way to write a row.
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
    // Codes that say it whatever the status.
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
    // What a server does not know it will not learn while we wait (RFC 9110 sections 15.6.2 and 15.6.6).
    row(&[], &[], &[501..=501, 505..=505], &[], If::Any, Meaning::Final),
    // A portal wants a person (RFC 6585 section 6).
    row(&[], &[], &[511..=511], &[], If::Any, Meaning::Unsettled(REPEATS)),
    row(&[], &[], &[500..=999], &[], If::Any, Meaning::Failed),
    row(&[], &[], &[300..=399], &[], If::Any, Meaning::Final),

    // A gateway's limit (413), and RFC 9110 section 15.5.14; maxFragmentLengthExceeded: MGD: concepts/errors.md.
    row(&[], PIECES, &[413..=413], &["maxFragmentLengthExceeded"], If::Any, Meaning::PieceTooLarge),
    row(&[], PIECES, &[413..=413], &[], If::Foreign, Meaning::PieceTooLarge),
    // A gateway, a firewall, a portal: ODD issue 400. Portals say 200.
    row(&[], &[], &[200..=299, 400..=499], &[], If::Foreign, Meaning::Unsettled(REPEATS)),
    // 412 without a condition: abraunegg/onedrive issue 1393.
    row(&[], &[], &[412..=412], &[], If::Conditional, Meaning::Conflict),
    row(&[], &[], &[412..=412], &[], If::Any, Meaning::Unsettled(1)),

    // A draft, a task or a folder that was just made shows late: tonimelisma/onedrive-go:
    // spec/reference/graph-api-quirks.md; ErrorItemNotFound: ggpwnkthx/Microsoft-Graph-SMTP-Relay pull 47.
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

    // Without a Graph error nobody knows whose refusal it is.
    row(&[], PIECES, &[400..=400, 405..=405, 411..=411, 415..=415, 422..=422], &[], If::Bare, Meaning::Unsettled(REPEATS)),

    row(&[], &[Asked::Status], &[401..=401, 403..=403], &[], If::Any, Meaning::UrlRefused),
    row(&[], &[Asked::Status, Asked::Discard], &[404..=404, 410..=410], &[], If::Any, Meaning::Gone),
    // Outlook's sessions need not answer to GET: MGD: concepts/outlook-large-attachments.md.
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

/// What a refusal means. `conditional` says whether the caller has set a condition that can fail.
pub fn meaning(family: Family, asked: Asked, problem: &Problem, conditional: bool) -> Meaning {
    let row = REFUSALS.iter().find(|row| row.fits(family, asked, problem, conditional));
    row.map_or(Meaning::Final, |row| row.meaning)
}

/// Whether a refusal with this status may pass by itself, so that the same call may succeed later.
pub fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 423 | 425 | 429 | 500 | 502..=504 | 506 | 508..)
}

/// What the caller can do about a refusal that holds.
pub fn status(problem: &Problem) -> Status {
    let has = |codes: &[&str]| codes.iter().any(|code| problem.has_code(code));
    match problem.http_status {
        _ if has(&NO_SPACE) => Status::Quota,
        _ if has(&[TOO_SMALL]) => Status::TooSmall,
        _ if has(&TOO_LARGE) => Status::TooLarge,
        400..=499 if problem.origin.is_foreign() && problem.http_status != 413 => Status::UnexpectedReply,
        400 | 405 | 411 | 415 | 422 => Status::Argument,
        401 => Status::SignIn,
        403 => Status::Denied,
        404 | 410 => Status::NotFound,
        409 | 412 | 423 => Status::Conflict,
        413 => Status::TooLarge,
        429 | 509 => Status::Throttled,
        507 => Status::Quota,
        511 => Status::UnexpectedReply,
        500.. => Status::Server,
        _ => Status::UnexpectedReply,
    }
}

/// What the session says when it is asked after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// It lives, and holds more than before the piece.
    Moved,
    /// It lives, and misses what it missed before.
    Stands,
    /// It lives, and misses nothing.
    HoldsAll,
    /// It does not tell where it stands.
    Nothing,
    /// It is not found.
    Gone,
    /// Its URL is refused.
    Refuses,
}

/// What follows a refused piece once the session was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// Go on from where it stands.
    GoOn,
    /// The same piece again, so often at most without progress; then the refusal holds.
    Repeat(u32),
    /// The same piece again, within the budget.
    Retry,
    /// The attempt ends, and the session is kept.
    Keep,
    /// The session holds all bytes and refuses to become the file: settle what stands in the way.
    Commit,
    /// The upload ends, after a look where the piece makes the file.
    End,
    /// A new session, after a look where the piece makes the file.
    Restart,
    /// The URL has died, or never worked.
    UrlRefused,
    /// As after any question that the session does not answer.
    Untold,
}

/// What follows a refusal of this meaning, once the session has said this.
pub fn follows(meaning: Meaning, says: Says) -> Follows {
    use Meaning as M;
    match (says, meaning) {
        (Says::Moved, _) => Follows::GoOn,
        (Says::Stands, M::Unsettled(most)) => Follows::Repeat(most),
        (Says::Stands, M::Gone) => Follows::Repeat(REPEATS),
        (Says::Stands, M::Conflict | M::NameTaken | M::NoSpace) => Follows::Keep,
        (Says::Stands, M::Unwanted | M::Locked) => Follows::Retry,
        (Says::Stands, M::PieceTooLarge) => Follows::GoOn,
        (Says::Stands, _) => Follows::End,
        (Says::HoldsAll, M::Conflict | M::NameTaken | M::NoSpace) => Follows::Commit,
        (Says::HoldsAll, M::Final) => Follows::End,
        (Says::HoldsAll, _) => Follows::GoOn,
        (Says::Nothing, M::Conflict | M::NameTaken | M::NoSpace) => Follows::Keep,
        (Says::Nothing, M::Final) => Follows::End,
        (Says::Nothing, M::Gone) => Follows::Restart,
        (Says::Nothing, _) => Follows::Untold,
        // Where the session is gone the file may be there, and if not, the refusal of a whole file still holds.
        (Says::Gone, M::Final | M::Conflict | M::NoSpace) => Follows::End,
        (Says::Gone, _) => Follows::Restart,
        (Says::Refuses, M::Final) => Follows::End,
        (Says::Refuses, _) => Follows::UrlRefused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::reply::{BodyEnd, Reply};

    fn problem(status: u16, body: &str) -> Problem {
        let end = BodyEnd::Whole;
        Problem::of(&Reply { status, headers: Vec::new(), body: body.into(), end, early: false })
    }

    fn coded(status: u16, code: &str) -> Problem {
        problem(status, &format!(r#"{{"error":{{"code":"x","innererror":{{"code":"{code}"}}}}}}"#))
    }

    fn of(family: Family, asked: Asked, problem: &Problem) -> Meaning {
        meaning(family, asked, problem, false)
    }

    #[test]
    fn a_status_means_something_else_to_each_request() {
        use Asked::*;
        use Meaning as M;
        let drive = |asked, status| of(Family::Drive, asked, &problem(status, ""));
        for (status, piece, last, ask, create, inline) in [
            (401, M::Unsettled(2), M::Unsettled(2), M::UrlRefused, M::Final, M::Final),
            (403, M::Unsettled(2), M::Unsettled(2), M::UrlRefused, M::Final, M::Final),
            (404, M::Gone, M::Gone, M::Gone, M::NotYet, M::NotYet),
            (409, M::Final, M::Conflict, M::Final, M::NameTaken, M::NameTaken),
            (412, M::Unsettled(1), M::Unsettled(1), M::Unsettled(1), M::Unsettled(1), M::Unsettled(1)),
            (413, M::PieceTooLarge, M::PieceTooLarge, M::Final, M::Final, M::Final),
            (416, M::Unwanted, M::Unwanted, M::Final, M::Final, M::Final),
            (423, M::Locked, M::Locked, M::Locked, M::Locked, M::Locked),
            (429, M::Busy, M::Busy, M::Busy, M::Busy, M::Busy),
            (501, M::Final, M::Final, M::Final, M::Final, M::Final),
            (504, M::Failed, M::Failed, M::Failed, M::Failed, M::Failed),
            (505, M::Final, M::Final, M::Final, M::Final, M::Final),
            (507, M::NoSpace, M::NoSpace, M::NoSpace, M::NoSpace, M::NoSpace),
            (422, M::Unsettled(2), M::Unsettled(2), M::Final, M::Final, M::Final),
            (308, M::Final, M::Final, M::Final, M::Final, M::Final),
        ] {
            let seen = [Piece, LastPiece, Status, Create, Inline].map(|asked| drive(asked, status));
            assert_eq!(seen, [piece, last, ask, create, inline], "{status}");
        }
    }

    #[test]
    fn codes_outweigh_the_status() {
        use Family::*;
        for (family, asked, status, code, expected) in [
            (Exchange, Asked::LastPiece, 403, "ErrorQuotaExceeded", Meaning::NoSpace),
            (Drive, Asked::Create, 403, "quotaLimitReached", Meaning::NoSpace),
            (Exchange, Asked::Create, 412, "ErrorIrresolvableConflict", Meaning::Busy),
            (Exchange, Asked::LastPiece, 409, "ErrorIrresolvableConflict", Meaning::Busy),
            (Drive, Asked::LastPiece, 409, "ErrorIrresolvableConflict", Meaning::Conflict),
            (Drive, Asked::Status, 400, "uploadSessionNotFound", Meaning::Gone),
            (Drive, Asked::Create, 400, "uploadSessionNotFound", Meaning::Final),
            (Exchange, Asked::Create, 404, "ErrorItemNotFound", Meaning::NotYet),
            (Drive, Asked::LastPiece, 409, "nameAlreadyExists", Meaning::NameTaken),
            (Drive, Asked::LastPiece, 409, "upload_name_conflict", Meaning::NameTaken),
            (Drive, Asked::Piece, 413, "maxFragmentLengthExceeded", Meaning::PieceTooLarge),
            (Drive, Asked::Piece, 413, "ErrorMessageSizeExceeded", Meaning::Final),
            (Exchange, Asked::Inline, 400, "ErrorAttachmentSizeLimitExceeded", Meaning::Final),
            (Exchange, Asked::Piece, 400, "ErrorServerBusy", Meaning::Failed),
            (Drive, Asked::Piece, 400, "ErrorServerBusy", Meaning::Final),
            (Drive, Asked::Piece, 403, "activityLimitReached", Meaning::Busy),
            (Drive, Asked::Create, 409, "lockMismatch", Meaning::Locked),
        ] {
            assert_eq!(of(family, asked, &coded(status, code)), expected, "{status} {code} {asked:?}");
        }
    }

    #[test]
    fn a_page_proves_nothing() {
        for status in [400, 401, 403, 404, 405, 409, 412, 422] {
            for asked in
                [Asked::Create, Asked::Piece, Asked::LastPiece, Asked::Status, Asked::Commit, Asked::Inline]
            {
                let page = problem(status, "<html>");
                assert_eq!(of(Family::Drive, asked, &page), Meaning::Unsettled(2), "{status} {asked:?}");
                assert_eq!(super::status(&page), Status::UnexpectedReply);
            }
        }
        assert_eq!(of(Family::Drive, Asked::Piece, &problem(413, "<html>")), Meaning::PieceTooLarge);
        assert_eq!(super::status(&problem(502, "<html>")), Status::Server);
    }

    #[test]
    fn conditions_that_the_caller_has_set_hold_at_once() {
        let refused = problem(412, "");
        assert_eq!(meaning(Family::Drive, Asked::Create, &refused, true), Meaning::Conflict);
        assert_eq!(meaning(Family::Drive, Asked::Create, &refused, false), Meaning::Unsettled(1));
    }

    #[test]
    fn what_a_caller_can_do() {
        for (status, code, expected) in [
            (400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", Status::TooSmall),
            (400, "maxFileSizeExceeded", Status::TooLarge),
            (400, "ErrorMessageSizeExceeded", Status::TooLarge),
            (400, "ErrorAttachmentSizeLimitExceeded", Status::TooLarge),
            (400, "invalidRequest", Status::Argument),
            (403, "ErrorQuotaExceeded", Status::Quota),
            (405, "x", Status::Argument),
            (422, "x", Status::Argument),
            (507, "x", Status::Quota),
            (501, "x", Status::Server),
            (308, "x", Status::UnexpectedReply),
        ] {
            assert_eq!(super::status(&coded(status, code)), expected, "{status} {code}");
        }
        for status in [408, 423, 425, 429, 500, 502, 503, 504, 509] {
            assert!(is_passing(status), "{status}");
        }
        for status in [301, 400, 401, 403, 404, 405, 409, 411, 412, 413, 415, 416, 501, 505, 507] {
            assert!(!is_passing(status), "{status}");
        }
    }

    /// A refusal never passes over what the session says: bytes that have moved are never sent again.
    #[test]
    fn what_the_session_says_comes_first() {
        let all = [
            Meaning::Unsettled(1),
            Meaning::Gone,
            Meaning::NameTaken,
            Meaning::Conflict,
            Meaning::NoSpace,
            Meaning::PieceTooLarge,
            Meaning::Unwanted,
            Meaning::Final,
        ];
        for meaning in all {
            assert_eq!(follows(meaning, Says::Moved), Follows::GoOn);
            let gone = follows(meaning, Says::Gone);
            assert!(matches!(gone, Follows::End | Follows::Restart), "{meaning:?}");
        }
        assert_eq!(follows(Meaning::Unsettled(2), Says::Stands), Follows::Repeat(2));
        assert_eq!(follows(Meaning::Conflict, Says::HoldsAll), Follows::Commit);
        assert_eq!(follows(Meaning::Final, Says::Stands), Follows::End);
    }
}
