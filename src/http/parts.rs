//! The parts of a body: bytes read from the source and encoded.

use std::io::Read;
use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::http::call::Call;
use crate::net::failure::Failure;
use crate::source::{Source, SourceError};
use graph_upload_core::graph::request::Body;
use graph_upload_core::graph::response::Cause;

/// How much of the source is encoded at once; a multiple of 3, so that padding comes only at the
/// end.
const ENCODED_AT_ONCE: usize = 12 * 1024;

/// A segment of a body.
enum Part<'a> {
    Text(&'a [u8]),
    Bytes(Range<u64>),
    Base64(Range<u64>),
}

/// The remaining parts of a body.
pub(super) struct Parts<'a> {
    source: &'a mut dyn Source,
    /// The next part last.
    rest: Vec<Part<'a>>,
}

impl<'a> Parts<'a> {
    pub(super) fn new(body: &'a Body, source: &'a mut dyn Source) -> Self {
        let rest = match body {
            Body::Empty => vec![],
            Body::Text(text) => vec![Part::Text(text.as_bytes())],
            Body::Bytes(range) => vec![Part::Bytes(range.clone())],
            Body::Base64 { prefix, range, suffix } => {
                vec![
                    Part::Text(suffix.as_bytes()),
                    Part::Base64(range.clone()),
                    Part::Text(prefix.as_bytes()),
                ]
            }
        };
        Self { source, rest }
    }

    /// The next bytes, at most as many as the buffer holds: those of a source in memory where they
    /// are, others in the buffer.
    pub(super) fn next<'b>(&'b mut self, call: &Call, out: &'b mut [u8]) -> Result<&'b [u8], Failure> {
        match self.rest.last_mut() {
            Some(Part::Bytes(range)) if self.source.in_memory() => {
                call.waiter.check()?;
                let most = usize::try_from(range.end - range.start).unwrap_or(usize::MAX).min(out.len());
                let bytes = self.source.bytes_at(range.start, most).map_err(failed)?;
                if bytes.is_empty() || bytes.len() > most {
                    return Err(failed(SourceError::Short { at: range.start }));
                }
                range.start += bytes.len() as u64;
                if range.is_empty() {
                    self.rest.pop();
                }
                Ok(bytes)
            }
            _ => {
                let count = self.fill(call, out)?;
                Ok(&out[..count])
            }
        }
    }

    /// Fills the buffer from the parts; returns the number of bytes.
    fn fill(&mut self, call: &Call, out: &mut [u8]) -> Result<usize, Failure> {
        let mut count = 0;
        while let Some(part) = self.rest.last_mut() {
            let more = match part {
                Part::Text(text) => text.read(&mut out[count..]).unwrap_or(0),
                Part::Bytes(range) => read(call, self.source, range, &mut out[count..])?,
                Part::Base64(range) => encode(call, self.source, range, &mut out[count..])?,
            };
            count += more;
            let ended = match part {
                Part::Text(text) => text.is_empty(),
                Part::Bytes(range) | Part::Base64(range) => range.is_empty(),
            };
            if !ended {
                break;
            }
            self.rest.pop();
        }
        Ok(count)
    }
}

/// Reads the start of a range, as much as fits, and removes it from the range.
fn read(
    call: &Call,
    source: &mut dyn Source,
    range: &mut Range<u64>,
    out: &mut [u8],
) -> Result<usize, Failure> {
    let wanted = usize::try_from(range.end - range.start).unwrap_or(usize::MAX).min(out.len());
    let mut count = 0;
    while count < wanted {
        call.waiter.check()?;
        let room = &mut out[count..wanted];
        let size = room.len();
        let more = source.read_at(range.start, room).map_err(failed)?;
        if more == 0 {
            return Err(failed(SourceError::Short { at: range.start }));
        }
        if more > size {
            return Err(failed(SourceError::Unreadable(format!(
                "it gave {more} bytes for a buffer of {size}"
            ))));
        }
        count += more;
        range.start += more as u64;
    }
    // The source may have forked.
    call.waiter.check()?;
    Ok(count)
}

/// Encodes the start of a range, as much as fits, and removes it from the range.
fn encode(
    call: &Call,
    source: &mut dyn Source,
    range: &mut Range<u64>,
    out: &mut [u8],
) -> Result<usize, Failure> {
    let mut raw = [0; ENCODED_AT_ONCE];
    let mut count = 0;
    while !range.is_empty() {
        let room = (out.len() - count) / 4 * 3;
        let size = room.min(ENCODED_AT_ONCE);
        let got = read(call, source, range, &mut raw[..size])?;
        if got == 0 {
            break;
        }
        let encoded = BASE64_STANDARD.encode_slice(&raw[..got], &mut out[count..]);
        count += encoded.map_err(|_| Failure::new(Cause::Bug, "base64 needs more room than computed"))?;
    }
    Ok(count)
}

fn failed(error: SourceError) -> Failure {
    Failure::new(Cause::Source(error), "the source could not give the bytes")
}
