//! Jobs of a saved queue: what each is to do, and how far it is.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::saved::ledger::Ledger;
use crate::saved::record::Record;
use crate::saved::{SealingKey, StateFile, open, wrap};
use crate::source::Stamp;
use graph_upload_core::error::Error;
use graph_upload_core::graph::item::Item;
use graph_upload_core::kinds::SavedTarget;
use graph_upload_core::secret::Secret;
use graph_upload_core::upload::unusable;

/// What a job is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    /// The path of its file, from the root on.
    pub source: PathBuf,
    pub target: SavedTarget,
    pub differs_is_error: bool,
}

#[derive(Serialize)]
struct Written<'a> {
    job: &'a Note,
    upload: Option<&'a Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    job: Note,
    upload: Option<Record>,
}

/// The file of one job. It is there from its submission to its end.
#[derive(Debug)]
pub(crate) struct JobFile {
    pub note: Note,
    /// An earlier process has saved how far it came.
    pub was_begun: bool,
    file: StateFile,
    ledger: Arc<Ledger>,
}

impl JobFile {
    pub fn new(note: Note, path: PathBuf, ledger: Arc<Ledger>) -> Self {
        Self { note, was_begun: false, file: StateFile::at(path), ledger }
    }

    /// The job in a file that an earlier process has left.
    pub fn restore(path: PathBuf, ledger: Arc<Ledger>, key: Option<&SealingKey>) -> Result<Self, Error> {
        let file = StateFile::at(path);
        let read = read(&file, key)?.ok_or_else(|| unusable("it is gone"))?;
        Ok(Self { note: read.job, was_begun: read.upload.is_some(), file, ledger })
    }

    /// How far an earlier process has come.
    pub fn record(&self, key: Option<&SealingKey>) -> Result<Option<Record>, Error> {
        Ok(read(&self.file, key)?.and_then(|read| read.upload))
    }

    pub fn write(&self, upload: Option<&Record>, key: Option<&SealingKey>) -> Result<(), Error> {
        let text = Secret::json(&Written { job: &self.note, upload })
            .map_err(|error| Error::bug(format!("saving failed ({error})")))?;
        self.file.write(&wrap(text.expose(), key)?)
    }

    pub fn remove(&self) -> Result<(), Error> {
        self.file.remove()
    }

    /// Notes that the file is stored, so that it is not stored again, before the job is forgotten.
    pub fn stored(&self, stamp: Option<Stamp>, item: &Item) -> Result<(), Error> {
        if let Some(stamp) = stamp {
            self.ledger.add(&self.note, &stamp, item)?;
        }
        self.remove()
    }
}

fn read(file: &StateFile, key: Option<&SealingKey>) -> Result<Option<Read>, Error> {
    let Some(text) = file.read()? else { return Ok(None) };
    let content = open(&text, key)?;
    // The parser's own words could quote the content.
    serde_json::from_str(content.expose()).map(Some).map_err(|_| unusable("its content is malformed"))
}
