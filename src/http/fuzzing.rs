//! The scanner of reply heads, for the fuzzers alone.

use crate::net::head::{HeadScan, Seen, headers};

/// Bytes that arrive on a connection, and what was made of them.
#[derive(Debug, Default)]
pub struct HeadScanner {
    scan: HeadScan,
    arrived: Vec<u8>,
}

impl HeadScanner {
    /// Further bytes arrive. Answers the length of the head once it is whole; the error is for people.
    pub fn arrive(&mut self, bytes: &[u8]) -> Result<Option<usize>, String> {
        self.arrived.extend_from_slice(bytes);
        match self.scan.look(&mut self.arrived) {
            Ok(Seen::Whole(end)) => Ok(Some(end)),
            Ok(Seen::Nothing | Seen::Begin) => Ok(None),
            Err(failure) => Err(failure.detail),
        }
    }

    /// What is kept of the bytes: all but interim replies.
    pub fn kept(&self) -> &[u8] {
        &self.arrived
    }

    /// The headers of the head, which has this length.
    pub fn headers(&self, end: usize) -> Vec<(String, String)> {
        headers(&self.arrived[..end])
    }
}
