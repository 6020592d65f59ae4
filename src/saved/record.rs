//! All that is saved of an upload: what the protocol needs, what tells the source from a changed one, and the hash of
//! the bytes so far.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::integrity::{QuickXorHash, RunningHash};
use crate::protocol::SavedUpload;
use crate::saved::{SealingKey, open, unusable, wrap};
use crate::secret::Secret;
use crate::source::Stamp;

/// What a saved text holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What the protocol needs.
    pub upload: SavedUpload,
    /// Of a file.
    pub source: Option<Stamp>,
    /// The state of the running hash, in base64.
    hash: Option<String>,
}

impl Record {
    /// What is to be saved now.
    pub fn new(upload: SavedUpload, source: Option<Stamp>, hash: Option<&RunningHash>) -> Self {
        let hash = hash.map(|hash| BASE64_STANDARD.encode(hash.state()));
        Self { upload, source, hash }
    }

    /// The running hash as it was.
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

    /// The text to keep.
    pub fn write(&self, key: Option<&SealingKey>) -> Result<Secret, Error> {
        let failed = |error: serde_json::Error| Error::bug(format!("saving failed ({error})"));
        // Measured first: a text that grows leaves copies behind that nobody wipes.
        let mut size = Count(0);
        serde_json::to_writer(&mut size, self).map_err(failed)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(size.0));
        serde_json::to_writer(&mut *bytes, self).map_err(failed)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Error::bug("what is saved is not UTF-8"))?;
        wrap(text, key)
    }

    /// Reads what [`Record::write`] made, with the same key.
    pub fn read(text: &[u8], key: Option<&SealingKey>) -> Result<Self, Error> {
        let content = open(text, key)?;
        // The parser's own words could quote the content.
        serde_json::from_str(content.expose()).map_err(|_| unusable("its content is malformed"))
    }
}

/// Counts what is written.
struct Count(usize);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
