//! Bytes from a callback that reads at an offset.

use std::sync::Arc;

use crate::source::{Content, Opened, Source, SourceError};
use graph_upload_core::error::Error;

/// Fills the start of a buffer with the bytes at an offset, and returns their number.
pub type ReadAtFn = dyn Fn(u64, &mut [u8]) -> Result<usize, SourceError> + Send + Sync;

/// A callback that reads at an offset, with the total size.
#[derive(Clone)]
pub struct ReadAt {
    size: u64,
    read: Arc<ReadAtFn>,
}

impl ReadAt {
    /// Readers check the result: none, and more than requested, are errors.
    pub fn new(
        size: u64,
        read: impl Fn(u64, &mut [u8]) -> Result<usize, SourceError> + Send + Sync + 'static,
    ) -> Self {
        Self { size, read: Arc::new(read) }
    }
}

impl Content for ReadAt {
    fn open(&self) -> Result<Opened, Error> {
        Ok(Opened { source: Box::new(self.clone()), size: self.size, stamp: None })
    }

    fn size_hint(&self) -> Option<u64> {
        Some(self.size)
    }
}

impl Source for ReadAt {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        (self.read)(offset, buffer)
    }
}
