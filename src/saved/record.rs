//! Everything saved of an upload: the protocol's state, the stamp of the source, and the hash of
//! the bytes so far.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use crate::saved::{SealingKey, open, wrap};
use crate::source::Stamp;
use graph_upload_core::error::Error;
use graph_upload_core::graph::quickxor::QuickXorHash;
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::secret::Secret;
use graph_upload_core::upload::SavedUpload;
use graph_upload_core::upload::unusable;

/// The content of a saved text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The protocol's state.
    pub upload: SavedUpload,
    /// Of a file.
    pub source: Option<Stamp>,
    /// The state of the running hash, in base64.
    hash: Option<String>,
}

impl Record {
    /// The record to save now.
    pub fn new(upload: SavedUpload, source: Option<Stamp>, hash: Option<&RunningHash>) -> Self {
        let hash = hash.map(|hash| BASE64_STANDARD.encode(hash.state()));
        Self { upload, source, hash }
    }

    /// The saved running hash.
    pub fn hash(&self) -> Result<Option<RunningHash>, Error> {
        let Some(text) = &self.hash else { return Ok(None) };
        let state = BASE64_STANDARD.decode(text).ok();
        let state: Option<[u8; QuickXorHash::STATE_BYTES]> = state.and_then(|bytes| bytes.try_into().ok());
        let hash = state.map(|state| RunningHash::from_state(&state));
        match hash.filter(|hash| hash.high() <= self.upload.size()) {
            Some(hash) => Ok(Some(hash)),
            None => Err(unusable("its hash is malformed")),
        }
    }

    /// Serializes it.
    pub fn write(&self, key: Option<&SealingKey>) -> Result<Secret, Error> {
        let text =
            Secret::json(self).map_err(|error| Error::bug(format!("cannot be serialized ({error})")))?;
        wrap(text.expose(), key)
    }

    /// Parses the result of [`Record::write`], with the same key.
    pub fn read(text: &[u8], key: Option<&SealingKey>) -> Result<Self, Error> {
        let content = open(text, key)?;
        // The parser's own error could quote the content.
        serde_json::from_str(content.expose()).map_err(|_| unusable("its content is malformed"))
    }
}
