//! The scanner of response heads, for the fuzzers only.

use crate::net::head::{HeadScan, Seen, headers};

/// Received bytes and what was scanned of them.
#[derive(Debug, Default)]
pub struct HeadScanner {
    scan: HeadScan,
    arrived: Vec<u8>,
}

impl HeadScanner {
    /// Receives more bytes. Returns the length of the head once it is complete; the error is
    /// human-readable.
    pub fn arrive(&mut self, bytes: &[u8]) -> Result<Option<usize>, String> {
        self.arrived.extend_from_slice(bytes);
        match self.scan.look(&mut self.arrived) {
            Ok(Seen::Whole(end)) => Ok(Some(end)),
            Ok(Seen::Nothing | Seen::Begin) => Ok(None),
            Err(failure) => Err(failure.detail),
        }
    }

    /// The bytes without interim responses.
    pub fn kept(&self) -> &[u8] {
        &self.arrived
    }

    /// The headers of a head of this length.
    pub fn headers(&self, end: usize) -> Vec<(String, String)> {
        headers(&self.arrived[..end])
    }
}
