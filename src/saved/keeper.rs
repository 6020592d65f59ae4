//! Keeps what is saved of an upload up to date, in a file or where the caller keeps it.

use crate::host::calling_back;
use crate::saved::record::Record;
use crate::saved::{SealingKey, StateFile};
use crate::source::Stamp;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::secret::Secret;
use graph_upload_core::upload::Machine;

/// Takes what is to be saved; answers whether it is.
pub type SaveCallback = Box<dyn FnMut(Secret) -> bool + Send>;

/// Where it is kept.
enum Place {
    File(StateFile),
    Caller(SaveCallback),
}

/// What is saved of an upload, and where.
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

    /// One that hands the text to the caller.
    pub fn calling(callback: SaveCallback, key: Option<SealingKey>) -> Self {
        Self { place: Place::Caller(callback), key, source: None, written: None }
    }

    /// The source is another one than it was before, though the same file or its copy.
    pub fn set_source(&mut self, source: Option<Stamp>) {
        self.source = source;
    }

    /// What an earlier life has left.
    pub fn read(&self) -> Result<Option<Record>, Error> {
        let Place::File(file) = &self.place else { return Ok(None) };
        let Some(text) = file.read()? else { return Ok(None) };
        Record::read(&text, self.key.as_ref()).map(Some)
    }

    /// Writes down where the upload stands.
    pub fn write(&mut self, upload: &Machine, hash: Option<&RunningHash>) -> Result<(), Error> {
        let Some(saved) = upload.save() else { return Ok(()) };
        let record = Record::new(saved, self.source, hash);
        if self.written.as_ref() != Some(&record) {
            let text = record.write(self.key.as_ref())?;
            match &mut self.place {
                Place::File(file) => file.write(&text)?,
                Place::Caller(callback) => {
                    if !calling_back(None, || callback(text)) {
                        return Err(Error::new(Status::SavedState, "the save callback failed"));
                    }
                }
            }
            self.written = Some(record);
        }
        Ok(())
    }

    /// Removes the file: there is nothing to go on with any more.
    pub fn remove(&mut self) -> Result<(), Error> {
        self.written = None;
        match &self.place {
            Place::File(file) => file.remove(),
            Place::Caller(_) => Ok(()),
        }
    }
}
