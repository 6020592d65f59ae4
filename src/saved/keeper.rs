//! Keeps the saved state up to date, in a file or with the caller.

use std::sync::Arc;

use crate::host::calling_back;
use crate::saved::record::Record;
use crate::saved::{JobFile, SealingKey, StateFile};
use crate::source::Stamp;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::secret::Secret;
use graph_upload_core::upload::Machine;

/// Receives a state to save; returns whether that succeeded.
pub type SaveCallback = Box<dyn FnMut(Secret) -> bool + Send>;

/// Where the state is kept.
enum Place {
    File(StateFile),
    /// One job of a saved queue.
    Job(Arc<JobFile>),
    Caller(SaveCallback),
}

/// The saved state of an upload, and its place.
pub(crate) struct Keeper {
    place: Place,
    key: Option<SealingKey>,
    source: Option<Stamp>,
    written: Option<Record>,
}

impl Keeper {
    pub fn new(file: StateFile, key: Option<SealingKey>, source: Option<Stamp>) -> Self {
        Self { place: Place::File(file), key, source, written: None }
    }

    /// One for a job of a saved queue.
    pub fn of_job(file: Arc<JobFile>, key: Option<SealingKey>, source: Option<Stamp>) -> Self {
        Self { place: Place::Job(file), key, source, written: None }
    }

    /// A keeper that passes states to the caller.
    pub fn calling(callback: SaveCallback, key: Option<SealingKey>) -> Self {
        Self { place: Place::Caller(callback), key, source: None, written: None }
    }

    /// The source has changed, though it may be the same file or a copy.
    pub fn set_source(&mut self, source: Option<Stamp>) {
        self.source = source;
    }

    /// Reads the state of an earlier run.
    pub fn read(&self) -> Result<Option<Record>, Error> {
        let key = self.key.as_ref();
        match &self.place {
            Place::File(file) => file.read()?.map(|text| Record::read(&text, key)).transpose(),
            Place::Job(job) => job.record(key),
            Place::Caller(_) => Ok(None),
        }
    }

    /// Saves the current state.
    pub fn write(&mut self, upload: &Machine, hash: Option<&RunningHash>) -> Result<(), Error> {
        let Some(saved) = upload.save() else { return Ok(()) };
        let record = Record::new(saved, self.source, hash);
        if self.written.as_ref() != Some(&record) {
            let key = self.key.as_ref();
            match &mut self.place {
                Place::File(file) => file.write(&record.write(key)?)?,
                Place::Job(job) => job.write(Some(&record), key)?,
                Place::Caller(callback) => {
                    let text = record.write(key)?;
                    if !calling_back(None, || callback(text)) {
                        return Err(Error::new(Status::SavedState, "the save callback failed"));
                    }
                }
            }
            self.written = Some(record);
        }
        Ok(())
    }

    /// Removes the file: there is nothing left to resume.
    pub fn remove(&mut self) -> Result<(), Error> {
        self.written = None;
        match &self.place {
            Place::File(file) => file.remove(),
            Place::Job(job) => job.remove(),
            Place::Caller(_) => Ok(()),
        }
    }

    /// The same once the file is stored.
    pub fn stored(&mut self, item: &Item) -> Result<(), Error> {
        match &self.place {
            Place::Job(job) => job.stored(self.source, item),
            Place::File(_) | Place::Caller(_) => self.remove(),
        }
    }
}
