//! Bytes that the caller's function reads at an offset.

use std::sync::Arc;

use crate::source::{Content, Opened, Source, SourceError};
use graph_upload_core::error::Error;

/// Fills the start of a buffer with the bytes from an offset on and says how many it gave.
pub type ReadAtFn = dyn Fn(u64, &mut [u8]) -> Result<usize, SourceError> + Send + Sync;

/// A function that reads at an offset, and how many bytes there are.
#[derive(Clone)]
pub struct ReadAt {
    size: u64,
    read: Arc<ReadAtFn>,
}

impl ReadAt {
    /// What the function answers is checked by whoever reads: nothing, and more than was asked for, are errors.
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
}

impl Source for ReadAt {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        (self.read)(offset, buffer)
    }
}
