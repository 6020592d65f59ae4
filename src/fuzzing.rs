//! What the fuzzers of `fuzz/` reach beside the public API. Compiled for them alone (`--cfg fuzzing`).

use crate::error::Error;
use crate::protocol::SavedUpload;
use crate::saved::{Record, SealingKey};

pub use crate::transport::fuzzing::HeadScanner;

/// Reads a saved upload as a client does that goes on with it, its hash included.
pub fn read_saved(text: &[u8], key: Option<&SealingKey>) -> Result<SavedUpload, Error> {
    let record = Record::read(text, key)?;
    record.hash()?;
    Ok(record.upload)
}
