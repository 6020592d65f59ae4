use super::*;
use crate::graph::response::{BodyEnd, Response};

fn problem(status: u16, body: &str) -> Problem {
    let end = BodyEnd::Whole;
    Problem::of(&Response { status, headers: Vec::new(), body: body.into(), end, early: false })
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
            assert_eq!(super::status(&page), Status::UnexpectedResponse);
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
        (308, "x", Status::UnexpectedResponse),
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
