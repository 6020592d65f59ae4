//! What the fuzzers of `fuzz/` reach beside the public API. Compiled for them alone (`--cfg fuzzing`).

use crate::saved::{Record, SealingKey};
use graph_upload_core::error::Error;
use graph_upload_core::upload::SavedUpload;

pub use crate::http::fuzzing::HeadScanner;

/// Reads a saved upload as a client does that goes on with it, its hash included.
pub fn read_saved(text: &[u8], key: Option<&SealingKey>) -> Result<SavedUpload, Error> {
    let record = Record::read(text, key)?;
    record.hash()?;
    Ok(record.upload)
}
