//! The headers of a piece, read strictly, and what a session makes of it.

use std::ops::Range;

use super::content_range::{PieceRange, content_range};
use super::failure::Failure;
use super::message::{Body, Request};
use super::session::Session;

/// What a kind asks of its pieces.
#[derive(Debug, Clone, Copy)]
pub struct PieceRules {
    /// Whether `Content-Type: application/octet-stream` must be there.
    pub octet_stream: bool,
    /// The longest piece, inclusive.
    pub max_bytes: u64,
    /// Whether each piece must start where the last one ended.
    pub ordered: bool,
}

/// Checks a piece against its session and stores it; the session may be whole afterwards. Returns what it declared,
/// though less may have arrived.
pub fn take<T>(
    session: &mut Session<T>,
    request: &Request,
    rules: &PieceRules,
) -> Result<PieceRange, Failure> {
    let piece = read_headers(request, rules)?;
    check_lengths(session.total.unwrap_or(piece.total), &piece, request, rules)?;
    check_place(session, &piece.range, rules)?;
    session.total = Some(piece.total);
    if let Body::Content(content) = &request.body {
        session.content.put(piece.range.start, content);
    }
    Ok(piece)
}

fn read_headers(request: &Request, rules: &PieceRules) -> Result<PieceRange, Failure> {
    let head = &request.head;
    if rules.octet_stream && head.header("content-type") != Some("application/octet-stream") {
        let message = "The Content-Type header must be application/octet-stream.";
        return Err(Failure::new(415, "UnsupportedMediaType", message));
    }
    if head.header("transfer-encoding").is_some() || head.header("content-length").is_none() {
        return Err(Failure::new(411, "LengthRequired", "A Content-Length header is required."));
    }
    let text = head.header("content-range").unwrap_or_default();
    content_range(text)
        .ok_or_else(|| Failure::invalid_range("The Content-Range header is missing or malformed."))
}

fn check_lengths(
    total: u64,
    piece: &PieceRange,
    request: &Request,
    rules: &PieceRules,
) -> Result<(), Failure> {
    if piece.total != total {
        let message = format!(
            "The current upload session is for {total} total bytes, but the current fragment declares a total of {}.",
            piece.total
        );
        return Err(Failure::invalid_range(message).inner("fragmentLengthMismatch"));
    }
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
    let refuse = |message: String, inner| Err(Failure::new(416, "invalidRange", message).inner(inner));
    if session.content.overlaps(range) {
        return refuse(
            "The uploaded fragment overlaps with data that has already been received.".into(),
            "fragmentOverlap",
        );
    }
    let next = session.next();
    if rules.ordered && range.start != next {
        return refuse(format!("The fragment must start at {next}."), "fragmentOutOfOrder");
    }
    Ok(())
}
