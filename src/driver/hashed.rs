//! A source that hashes its bytes as they are read.

use crate::driver::Feed;
use crate::net::Cancel;
use crate::source::{Source, SourceError};
use graph_upload_core::graph::running_hash::RunningHash;

/// Buffer size for reads whose bytes are not sent.
const CATCH_UP: usize = 64 * 1024;

/// A source that hashes its bytes as they are read.
pub(super) struct Hashed<'a> {
    pub source: &'a mut dyn Feed,
    pub hash: Option<&'a mut RunningHash>,
    pub cancel: Option<&'a Cancel>,
}

impl Source for Hashed<'_> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        if let Some(hash) = &mut self.hash {
            catch_up(hash, self.source, offset, self.cancel)?;
        }
        let count = self.source.read_at(offset, buffer)?;
        if let (Some(hash), Some(bytes)) = (&mut self.hash, buffer.get(..count)) {
            hash.feed(offset, bytes);
        }
        Ok(count)
    }

    fn in_memory(&self) -> bool {
        self.source.in_memory()
    }

    fn bytes_at(&mut self, offset: u64, most: usize) -> Result<&[u8], SourceError> {
        if let Some(hash) = &mut self.hash {
            catch_up(hash, self.source, offset, self.cancel)?;
        }
        let bytes = self.source.bytes_at(offset, most)?;
        if let Some(hash) = &mut self.hash {
            hash.feed(offset, bytes);
        }
        Ok(bytes)
    }
}

/// Hashes the bytes that an earlier run has sent beyond those already hashed. If the source cannot
/// go back, the hash stays incomplete.
pub(crate) fn catch_up(
    hash: &mut RunningHash,
    source: &mut dyn Source,
    to: u64,
    cancel: Option<&Cancel>,
) -> Result<(), SourceError> {
    if hash.high() >= to || source.earliest() > hash.high() {
        return Ok(());
    }
    let mut buffer = vec![0; CATCH_UP];
    while hash.high() < to {
        if cancel.is_some_and(Cancel::is_requested) {
            return Err(SourceError::Stopped);
        }
        let high = hash.high();
        let room = usize::try_from(to - high).unwrap_or(usize::MAX).min(CATCH_UP);
        let count = source.read_at(high, &mut buffer[..room])?;
        let bytes = buffer.get(..count).filter(|bytes| !bytes.is_empty());
        hash.feed(high, bytes.ok_or(SourceError::Short { at: high })?);
    }
    Ok(())
}
