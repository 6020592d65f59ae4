//! What the fuzzers of `fuzz/` use beside the public API. Compiled for them only (`--cfg fuzzing`).

use crate::saved::{Record, SealingKey};
use graph_upload_core::error::Error;
use graph_upload_core::upload::SavedUpload;

pub use crate::http::fuzzing::HeadScanner;

/// Reads a saved upload, including its hash, as a client does that resumes it.
pub fn read_saved(text: &[u8], key: Option<&SealingKey>) -> Result<SavedUpload, Error> {
    let record = Record::read(text, key)?;
    record.hash()?;
    Ok(record.upload)
}
