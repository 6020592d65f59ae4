//! Where a queue is saved: a folder with a file for each job that has not ended, and a list of what is stored.

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::files::{self, Lock};
use crate::saved::{JobFile, Ledger, Mark, Note, SealingKey};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::item::Item;
use graph_upload_core::policy::order::JobId;

/// What the names of job files end with.
const JOB: &str = "job";

/// The folder of a saved queue.
pub(super) struct Folder {
    path: PathBuf,
    pub key: Option<SealingKey>,
    ledger: Arc<Ledger>,
    /// The number of the file that was made last. Numbers say in which order jobs were submitted.
    last: AtomicU64,
    /// What is left, as long as nobody has submitted the same again.
    left: Mutex<HashMap<Mark, VecDeque<Left>>>,
    /// Keeps other queues out.
    _lock: Lock,
}

/// A job that goes on when the same is submitted again.
pub(super) enum Left {
    /// An earlier process has left it, and the queue has it since.
    Restored(JobId),
    /// It has ended with an error that may pass.
    Failed(Arc<JobFile>),
}

impl Folder {
    /// Opens a folder, which is created where there is none, and gives the jobs in it, oldest first.
    pub fn open(path: &Path, key: Option<SealingKey>) -> Result<(Self, Vec<JobFile>), Error> {
        let failed = |error| failed(path, &error);
        files::create_private_folder(path).map_err(failed)?;
        let lock = files::lock(&path.join("lock")).map_err(failed)?;
        let lock = lock.ok_or_else(|| Error::new(Status::Busy, "state folder: another queue uses it"))?;
        let ledger = Arc::new(Ledger::open(path.join("done"), key.as_ref())?);
        let mut numbers = numbers(path).map_err(failed)?;
        numbers.sort_unstable();
        let last = AtomicU64::new(numbers.last().copied().unwrap_or(0));
        let path = path.to_owned();
        let folder = Self { path, key, ledger, last, left: Mutex::default(), _lock: lock };
        let jobs = numbers.into_iter().map(|number| folder.restore(number)).collect::<Result<Vec<_>, _>>()?;
        Ok((folder, jobs.into_iter().flatten().collect()))
    }

    /// A job that was left, unless its file is stored already.
    fn restore(&self, number: u64) -> Result<Option<JobFile>, Error> {
        let path = self.file(number);
        let job =
            JobFile::restore(path.clone(), Arc::clone(&self.ledger), self.key.as_ref()).map_err(|error| {
                error.with(|details| details.message.push_str(&format!(" ({})", path.display())))
            })?;
        match self.stored(&job.note)? {
            // The process died between the two steps of its end.
            Some(_) => job.remove().map(|()| None),
            None => Ok(Some(job)),
        }
    }

    /// What a job like this one has stored, if the file has not changed since.
    pub fn stored(&self, note: &Note) -> Result<Option<Item>, Error> {
        match files::stamp_at(&note.source) {
            Ok(stamp) => self.ledger.find(note, &stamp),
            // It is told when the job runs.
            Err(_) => Ok(None),
        }
    }

    /// Saves a new job.
    pub fn save(&self, note: Note) -> Result<Arc<JobFile>, Error> {
        let number = self.last.fetch_add(1, Ordering::SeqCst) + 1;
        let job = JobFile::new(note, self.file(number), Arc::clone(&self.ledger));
        job.write(None, self.key.as_ref())?;
        Ok(Arc::new(job))
    }

    /// Remembers what is left of a job.
    pub fn leave(&self, note: &Note, left: Left) -> Result<(), Error> {
        let mark = self.ledger.mark_of(note)?;
        self.left().entry(mark).or_default().push_back(left);
        Ok(())
    }

    /// What is left of the oldest job that is the same as one that is submitted now. Each is found once.
    pub fn recall(&self, note: &Note) -> Result<Option<Left>, Error> {
        let mark = self.ledger.mark_of(note)?;
        Ok(self.left().get_mut(&mark).and_then(VecDeque::pop_front))
    }

    fn left(&self) -> MutexGuard<'_, HashMap<Mark, VecDeque<Left>>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, number: u64) -> PathBuf {
        self.path.join(format!("{number:020}.{JOB}"))
    }
}

/// The numbers of the jobs in a folder. What was never whole, as its process died, is removed.
fn numbers(folder: &Path) -> std::io::Result<Vec<u64>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let number = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        match (number, path.extension().and_then(|extension| extension.to_str())) {
            (Some(number), Some(JOB)) => found.push(number),
            (_, Some("new")) => files::remove(&path)?,
            _ => {}
        }
    }
    Ok(found)
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    let message = format!("state folder: {} cannot be used: {error}", path.display());
    Error::new(Status::SavedState, message)
        .with(|details| details.os_error = error.raw_os_error().unwrap_or(0))
}
