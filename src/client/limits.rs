//! Options for time limits, retries and piece sizes.

use std::time::Duration;

use crate::client::options::Options;
use graph_upload_core::error::Error;
use graph_upload_core::kinds::drive;

/// Largest time limit: one day, in milliseconds.
pub const MAX_TIME_LIMIT_MS: u64 = 24 * 60 * 60 * 1000;

/// Largest number of attempts in a row without progress.
pub const MAX_ATTEMPTS: u32 = 1_000;

/// Largest piece of any kind.
pub const MAX_PIECE: u64 = drive::RULES.piece.max;

/// Largest file in one request of any kind.
pub const MAX_ONE_REQUEST: u64 = drive::CONTENT_MAX;

/// A time limit of [`Options`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// For a connection, through a proxy or not, including the TLS handshake. Default 15 s.
    Connect,
    /// During which at least one byte must move. Default 60 s.
    Stall,
    /// For the response after the request was sent. Default 120 s.
    Response,
    /// For the response to a request that commits the file. Default 300 s.
    CommitResponse,
}

impl Options {
    /// Sets a time limit in milliseconds, from 1 to [`MAX_TIME_LIMIT_MS`].
    pub fn set_time_limit(&mut self, limit: TimeLimit, ms: u64) -> Result<(), Error> {
        let value = Duration::from_millis(in_range("time limit in ms", ms, 1, MAX_TIME_LIMIT_MS)?);
        match limit {
            TimeLimit::Connect => self.connect_limit = value,
            TimeLimit::Stall => self.stall_limit = value,
            TimeLimit::Response => self.response_limit = value,
            TimeLimit::CommitResponse => self.commit_response_limit = value,
        }
        Ok(())
    }

    /// Sets how many attempts in a row may make no progress (1 to [`MAX_ATTEMPTS`]), and how long
    /// they may take together, in milliseconds (0 to [`MAX_TIME_LIMIT_MS`]).
    pub fn set_retry_budget(&mut self, attempts: u32, elapsed_ms: u64) -> Result<(), Error> {
        in_range("retry attempts", attempts.into(), 1, MAX_ATTEMPTS.into())?;
        self.policy.elapsed_ms = in_range("retry time in ms", elapsed_ms, 0, MAX_TIME_LIMIT_MS)?;
        self.policy.attempts = attempts;
        Ok(())
    }

    /// Sets the first and the longest wait between attempts, in milliseconds (0 to
    /// [`MAX_TIME_LIMIT_MS`]).
    pub fn set_backoff(&mut self, first_ms: u64, longest_ms: u64) -> Result<(), Error> {
        in_range("longest backoff in ms", longest_ms, 0, MAX_TIME_LIMIT_MS)?;
        self.policy.backoff_first_ms = in_range("first backoff in ms", first_ms, 0, longest_ms)?;
        self.policy.backoff_max_ms = longest_ms;
        Ok(())
    }

    /// Sets whether an upload waits, within the retry budget, for an item that someone has locked
    /// (423) or a name that an upload session locks. Otherwise it ends at once.
    pub fn set_waits_for_locks(&mut self, waits: bool) {
        self.policy.waits_for_locks = waits;
    }

    /// Sets how long to look for a file whose last response was lost before it counts as not
    /// stored, in milliseconds (0 to [`MAX_TIME_LIMIT_MS`]).
    pub fn set_settle_time(&mut self, ms: u64) -> Result<(), Error> {
        self.policy.settle_ms = in_range("settle time in ms", ms, 0, MAX_TIME_LIMIT_MS)?;
        Ok(())
    }

    /// Sets whether to do without a look at the target before an upload wherever that is sound.
    pub fn set_quick(&mut self, quick: bool) {
        self.round_trips.quick = quick;
    }

    /// Sets the largest file that goes in one request, in bytes, up to [`MAX_ONE_REQUEST`].
    pub fn set_one_request(&mut self, bytes: u64) -> Result<(), Error> {
        self.round_trips.one_request = in_range("one request in bytes", bytes, 0, MAX_ONE_REQUEST)?;
        Ok(())
    }

    /// Sets the piece size, up to [`MAX_PIECE`]. Checked against the kind when an upload begins; a
    /// kind with a smaller maximum uses that. `None` for the default of the kind.
    pub fn set_piece(&mut self, bytes: Option<u64>) -> Result<(), Error> {
        if let Some(bytes) = bytes {
            in_range("piece size in bytes", bytes, 1, MAX_PIECE)?;
        }
        self.piece = bytes;
        Ok(())
    }
}

/// Returns the value if it is within the limits.
pub(super) fn in_range(what: &str, value: u64, least: u64, most: u64) -> Result<u64, Error> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Error::argument(format!("{what}: {value} is not between {least} and {most}")))
}
