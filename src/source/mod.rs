//! Where the bytes come from, addressed by their offset in the file.

mod callback;
mod file;
mod forward;

use std::sync::Arc;

use graph_upload_core::error::Error;

pub use crate::files::Stamp;
pub use callback::ReadAt;
pub use file::FileContent;
pub(crate) use file::unknown_length;
pub use forward::Forward;

pub use graph_upload_core::graph::source::SourceError;

/// Bytes that can be read at any offset, as often as the protocol needs them.
pub trait Source {
    /// Fills the start of `buffer` with the bytes from `offset` on and says how many it gave: at least one, at
    /// most `buffer.len()`. Never called with an empty buffer or beyond the announced size.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError>;

    /// The first byte that it can still give.
    fn earliest(&self) -> u64 {
        0
    }

    /// Whether it can be read again anywhere, and as often as the protocol needs it.
    fn can_reread(&self) -> bool {
        true
    }

    /// Says how many of the bytes that were read last have to stay within reach. A source that can be read again
    /// anywhere needs not know.
    fn keep(&mut self, _bytes: u64) {}
}

/// Something that can be uploaded: its size is known, and its bytes can be read.
pub trait Content: Send + Sync {
    /// Opens it for one upload.
    fn open(&self) -> Result<Opened, Error>;
}

/// A source for one upload.
pub struct Opened {
    /// Gives the bytes.
    pub source: Box<dyn Source>,
    /// How many there are.
    pub size: u64,
    /// What tells the file from others and from later states of itself, where it is a file.
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
}
