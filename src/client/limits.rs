//! The options that say how long to wait, how often to try, and how large pieces are.

use std::time::Duration;

use crate::client::options::Options;
use graph_upload_core::error::Error;
use graph_upload_core::kinds::drive;

/// The longest time limit that can be set: a day, in milliseconds.
pub const MAX_TIME_LIMIT_MS: u64 = 24 * 60 * 60 * 1000;

/// The most attempts in a row without progress that can be set.
pub const MAX_ATTEMPTS: u32 = 1_000;

/// The largest piece that any kind takes.
pub const MAX_PIECE: u64 = drive::RULES.piece.max;

/// A time limit of [`Options`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// For a connection, by way of a proxy or not, TLS handshake included. Default 15 s.
    Connect,
    /// In which some byte has to move. Default 60 s.
    Stall,
    /// For the reply to a request that has left. Default 120 s.
    Reply,
    /// For the reply to a request after which the service stores the file. Default 300 s.
    CommitReply,
}

impl Options {
    /// Sets a time limit in milliseconds, from 1 to [`MAX_TIME_LIMIT_MS`].
    pub fn set_time_limit(&mut self, limit: TimeLimit, ms: u64) -> Result<(), Error> {
        let value = Duration::from_millis(in_range("time limit in ms", ms, 1, MAX_TIME_LIMIT_MS)?);
        match limit {
            TimeLimit::Connect => self.connect_limit = value,
            TimeLimit::Stall => self.stall_limit = value,
            TimeLimit::Reply => self.reply_limit = value,
            TimeLimit::CommitReply => self.commit_reply_limit = value,
        }
        Ok(())
    }

    /// How many attempts in a row may make no progress (1 to [`MAX_ATTEMPTS`]), and how long they may take
    /// together, in milliseconds (0 to [`MAX_TIME_LIMIT_MS`]).
    pub fn set_retry_budget(&mut self, attempts: u32, elapsed_ms: u64) -> Result<(), Error> {
        in_range("retry attempts", attempts.into(), 1, MAX_ATTEMPTS.into())?;
        self.policy.elapsed_ms = in_range("retry time in ms", elapsed_ms, 0, MAX_TIME_LIMIT_MS)?;
        self.policy.attempts = attempts;
        Ok(())
    }

    /// The first and the longest wait between attempts, in milliseconds (0 to [`MAX_TIME_LIMIT_MS`]).
    pub fn set_backoff(&mut self, first_ms: u64, longest_ms: u64) -> Result<(), Error> {
        in_range("longest backoff in ms", longest_ms, 0, MAX_TIME_LIMIT_MS)?;
        self.policy.backoff_first_ms = in_range("first backoff in ms", first_ms, 0, longest_ms)?;
        self.policy.backoff_max_ms = longest_ms;
        Ok(())
    }

    /// Whether an item that someone has locked (423), or a name that an upload session locks, is waited for within the
    /// retry budget. Otherwise such an upload ends at once.
    pub fn set_waits_for_locks(&mut self, waits: bool) {
        self.policy.waits_for_locks = waits;
    }

    /// How long to look for a file whose last reply was lost before it counts as not stored, in milliseconds (0 to
    /// [`MAX_TIME_LIMIT_MS`]).
    pub fn set_settle_time(&mut self, ms: u64) -> Result<(), Error> {
        self.policy.settle_ms = in_range("settle time in ms", ms, 0, MAX_TIME_LIMIT_MS)?;
        Ok(())
    }

    /// The size of the pieces that files are sent in, up to [`MAX_PIECE`]. What a kind takes is checked when an upload
    /// begins; one with a smaller limit keeps to that. `None` leaves it to the kind.
    pub fn set_piece(&mut self, bytes: Option<u64>) -> Result<(), Error> {
        if let Some(bytes) = bytes {
            in_range("piece size in bytes", bytes, 1, MAX_PIECE)?;
        }
        self.piece = bytes;
        Ok(())
    }
}

/// The value, where it lies within limits.
pub(super) fn in_range(what: &str, value: u64, least: u64, most: u64) -> Result<u64, Error> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Error::argument(format!("{what}: {value} is not between {least} and {most}")))
}
