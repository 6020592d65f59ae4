//! Keeps the state file of an upload up to date.

use crate::saved::record::Record;
use crate::saved::{SealingKey, StateFile};
use crate::source::Stamp;
use graph_upload_core::error::Error;
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::upload::Machine;

/// A state file, and what stands in it.
#[derive(Debug)]
pub(crate) struct Keeper {
    file: StateFile,
    key: Option<SealingKey>,
    source: Option<Stamp>,
    written: Option<Record>,
}

impl Keeper {
    pub fn new(file: StateFile, key: Option<SealingKey>, source: Option<Stamp>) -> Self {
        Self { file, key, source, written: None }
    }

    /// The source is another one than it was before, though the same file or its copy.
    pub fn set_source(&mut self, source: Option<Stamp>) {
        self.source = source;
    }

    /// What an earlier life has left.
    pub fn read(&self) -> Result<Option<Record>, Error> {
        let Some(text) = self.file.read()? else { return Ok(None) };
        Record::read(&text, self.key.as_ref()).map(Some)
    }

    /// Writes down where the upload stands.
    pub fn write(&mut self, upload: &Machine, hash: Option<&RunningHash>) -> Result<(), Error> {
        let Some(saved) = upload.save() else { return Ok(()) };
        let record = Record::new(saved, self.source, hash);
        if self.written.as_ref() != Some(&record) {
            self.file.write(&record.write(self.key.as_ref())?)?;
            self.written = Some(record);
        }
        Ok(())
    }

    /// Removes the file: there is nothing to go on with any more.
    pub fn remove(&mut self) -> Result<(), Error> {
        self.written = None;
        self.file.remove()
    }
}
