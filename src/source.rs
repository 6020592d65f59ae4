//! Where the bytes come from, addressed by their offset in the file.

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
    /// The bytes are no longer there: the source only goes forward, or only holds a window.
    Rewind {
        /// The offset that was asked for.
        to: u64,
    },
    /// The source's callback asked to stop.
    Stopped,
}

/// Bytes that can be read at any offset, as often as the protocol needs them.
pub trait Source {
    /// Fills the start of `buffer` with the bytes from `offset` on and says how many it gave: at least one, at
    /// most `buffer.len()`. Never called with an empty buffer or beyond the announced size.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError>;
}

/// A whole file in memory.
impl Source for &[u8] {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let rest = usize::try_from(offset).ok().and_then(|start| self.get(start..)).unwrap_or_default();
        if rest.is_empty() {
            return Err(SourceError::Short { at: self.len() as u64 });
        }
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}
