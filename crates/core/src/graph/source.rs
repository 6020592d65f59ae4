//! Errors of a source.

/// Why a source could not give bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceError {
    /// Reading failed; the text names the cause.
    Unreadable(String),
    /// The source ended before the announced size.
    Short {
        /// The offset at which it ended.
        at: u64,
    },
    /// The file is no longer the one that the upload began with.
    Changed(String),
    /// The bytes are gone: the source only goes forward, or only has a window.
    Rewind {
        /// The requested offset.
        to: u64,
    },
    /// The source's callback asked to stop.
    Stopped,
    /// There is no memory to keep bytes.
    NoMemory {
        /// Number of bytes to keep.
        bytes: u64,
    },
}
