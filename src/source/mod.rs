//! Sources of bytes, addressed by their offset in the file.

mod callback;
mod file;
mod forward;
mod spool;
mod stream;

use std::path::Path;
use std::sync::Arc;

use graph_upload_core::error::Error;

pub use crate::files::Stamp;
pub use callback::ReadAt;
pub use file::FileContent;
pub(crate) use file::unknown_length;
pub use forward::Forward;
pub use spool::{DEFAULT_SPOOL_BYTES, SpoolSettings};
pub use stream::Stream;
pub(crate) use stream::{Intake, Read};

pub use graph_upload_core::graph::source::SourceError;

/// Bytes that can be read at any offset, as often as the protocol needs them.
pub trait Source {
    /// Fills the start of `buffer` with the bytes at `offset`, and returns their number: 1 to
    /// `buffer.len()`. Never called with an empty buffer or beyond the announced size.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError>;

    /// Whether the bytes are in memory, so that [`Source::bytes_at`] gives them without a copy.
    fn in_memory(&self) -> bool {
        false
    }

    /// The bytes at `offset` where they are: 1 to `most`. Called only if they are in memory, and never
    /// beyond the announced size.
    fn bytes_at(&mut self, offset: u64, _most: usize) -> Result<&[u8], SourceError> {
        Err(SourceError::Short { at: offset })
    }

    /// The first byte that can still be read.
    fn earliest(&self) -> u64 {
        0
    }

    /// Whether it can be read again anywhere, as often as needed.
    fn can_reread(&self) -> bool {
        true
    }

    /// Sets how many of the last bytes read must stay readable. Not needed by a source that can be
    /// read again anywhere.
    fn keep(&mut self, _bytes: u64) {}
}

/// Something to upload, with its size and bytes.
pub trait Content: Send + Sync {
    /// Opens it for one upload.
    fn open(&self) -> Result<Opened, Error>;

    /// Where it is, if it is a file that a later process can open as well.
    fn path(&self) -> Option<&Arc<Path>> {
        None
    }

    /// How many bytes it has, where that can be told at once; it may be another number when it is opened.
    fn size_hint(&self) -> Option<u64> {
        None
    }

    /// What has to be read to its end before this can be opened, where the size shows there alone.
    fn stream(&self) -> Option<&Stream> {
        None
    }
}

/// A source for one upload.
pub struct Opened {
    /// Reads the bytes.
    pub source: Box<dyn Source + Send>,
    /// How many there are.
    pub size: u64,
    /// The stamp of a file, which identifies it and its state.
    pub stamp: Option<Stamp>,
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

impl Source for Arc<[u8]> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        (&mut &self[..]).read_at(offset, buffer)
    }
}

/// Bytes in memory.
impl Content for Arc<[u8]> {
    fn open(&self) -> Result<Opened, Error> {
        Ok(Opened { source: Box::new(Arc::clone(self)), size: self.len() as u64, stamp: None })
    }

    fn size_hint(&self) -> Option<u64> {
        Some(self.len() as u64)
    }
}
