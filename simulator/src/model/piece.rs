//! The headers of a piece, parsed strictly, and storing it in a session.

use std::ops::Range;

use super::content_range::{PieceRange, content_range};
use super::failure::Failure;
use super::message::{Body, Request};
use super::session::Session;

/// What a kind requires of its pieces.
#[derive(Debug, Clone, Copy)]
pub struct PieceRules {
    /// Whether `Content-Type: application/octet-stream` is required.
    pub octet_stream: bool,
    /// Largest piece, inclusive.
    pub max_bytes: u64,
    /// Whether each piece must start at the end of the previous one.
    pub ordered: bool,
    /// Whether a piece may leave the total open.
    pub open_total: bool,
    /// The refusal of a piece without `Content-Length`.
    pub unmeasured: Unmeasured,
}

/// The refusal of a piece without `Content-Length`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmeasured {
    /// 411.
    LengthRequired,
    /// 400 `invalidRequest`: `SharePoint` (`MicrosoftDocs/TeamBlogFeedback:issues/27`).
    InvalidRequest,
}

impl Default for PieceRules {
    fn default() -> PieceRules {
        PieceRules {
            octet_stream: false,
            max_bytes: u64::MAX,
            ordered: true,
            open_total: false,
            unmeasured: Unmeasured::LengthRequired,
        }
    }
}

/// Checks a piece against its session and stores it, which may complete the session. Returns the
/// declared range, though less may have arrived.
pub fn take<T>(
    session: &mut Session<T>,
    request: &Request,
    rules: &PieceRules,
) -> Result<PieceRange, Failure> {
    let piece = read_headers(request, rules)?;
    check_total(session.total, &piece)?;
    check_length(&piece, request, rules)?;
    check_place(session, &piece.range, rules)?;
    session.total = session.total.or(piece.total);
    if let Body::Content(content) = &request.body {
        session.content.put(piece.range.start, content);
    }
    Ok(piece)
}

fn read_headers(request: &Request, rules: &PieceRules) -> Result<PieceRange, Failure> {
    let head = &request.head;
    if rules.octet_stream && !is_octet_stream(head.header("content-type").unwrap_or_default()) {
        let message = "The Content-Type header must be application/octet-stream.";
        return Err(Failure::new(415, "UnsupportedMediaType", message));
    }
    if head.header("transfer-encoding").is_some() || head.header("content-length").is_none() {
        return Err(rules.unmeasured.refusal());
    }
    // The text of `rooey/chromeos-filesystem-onedrive:pull/52`.
    let malformed = || invalid("The Content-Range header is missing or malformed.");
    let piece = content_range(head.header("content-range").unwrap_or_default()).ok_or_else(malformed)?;
    if piece.total.is_none() && !rules.open_total {
        return Err(invalid("Content-Range must include a total length."));
    }
    Ok(piece)
}

/// Whether a media type, ignoring casing and parameters, is that of bytes.
fn is_octet_stream(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/octet-stream")
}

impl Unmeasured {
    fn refusal(self) -> Failure {
        match self {
            Unmeasured::LengthRequired => {
                Failure::new(411, "LengthRequired", "A Content-Length header is required.")
            }
            Unmeasured::InvalidRequest => invalid(
                "The size of the provided stream is not known. Make sure the request is not chunked, and the \
                 Content-Length header is specified",
            ),
        }
    }
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new(400, "invalidRequest", message)
}

/// Code and text of `OneDrive/onedrive-api-docs:issues/1332`.
fn check_total(total: Option<u64>, piece: &PieceRange) -> Result<(), Failure> {
    match (total, piece.total) {
        (Some(total), Some(declared)) if declared != total => {
            let message = format!(
                "The current upload session is for {total} total bytes, but the current fragment declares a total of {declared}."
            );
            Err(invalid(message).inner_alone("fragmentLengthMismatch"))
        }
        (Some(total), None) if piece.range.end > total => {
            Err(invalid("The fragment exceeds the total of the upload session.")
                .inner_alone("fragmentLengthMismatch"))
        }
        _ => Ok(()),
    }
}

fn check_length(piece: &PieceRange, request: &Request, rules: &PieceRules) -> Result<(), Failure> {
    let length = piece.range.end - piece.range.start;
    let declared = request.head.header("content-length").and_then(|text| text.parse::<u64>().ok());
    if declared != Some(length) {
        let message = "Content-Range header length does not match the provided number of bytes.";
        return Err(Failure::invalid_range(message).inner("fragmentLengthMismatch"));
    }
    if length > rules.max_bytes {
        let message = format!("The fragment has {length} bytes; at most {} are allowed.", rules.max_bytes);
        return Err(Failure::new(413, "maxFragmentLengthExceeded", message));
    }
    Ok(())
}

fn check_place<T>(session: &Session<T>, range: &Range<u64>, rules: &PieceRules) -> Result<(), Failure> {
    let refuse = |message: &str, inner| Err(Failure::new(416, "invalidRange", message).inner_alone(inner));
    // The text of `OneDrive/onedrive-api-docs:issues/64`, and `issues/79` of the same.
    if session.content.overlaps(range) {
        return refuse("Uploaded fragment overlaps with existing data.", "fragmentOverlap");
    }
    if rules.ordered && range.start != session.next() {
        return refuse("Uploaded fragment is out of order.", "fragmentOutOfOrder");
    }
    Ok(())
}
