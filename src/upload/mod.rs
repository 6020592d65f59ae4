//! A whole upload in one call: from a source to the stored file.

mod intake;
mod run;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::client::Client;
use crate::driver::with_session;
use crate::net::Cancel;
use crate::progress::{Progress, ProgressCallback, Spooling};
use crate::saved::{JobFile, Keeper, Note, Record, SealingKey, StateFile};
use crate::source::{Content, FileContent, Read, SpoolSettings};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::integrity::Integrity;
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::kinds::Evidence;
use graph_upload_core::kinds::{Rules, SavedTarget, Target};
use intake::SpoolIntake;
pub(crate) use run::Run;
use run::Way;

/// Receives reports; returns whether to go on. Unlike a session's it serves one run after the
/// other.
pub type SharedProgressCallback = Arc<dyn Fn(Progress) -> bool + Send + Sync>;

/// What happens to the upload session on cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnCancel {
    /// It is deleted, unless the last byte was sent already.
    Discard,
    /// It is kept until it expires.
    Keep,
}

/// Settings of a whole upload. Can be run any number of times, for any client and target.
#[derive(Clone, Default)]
pub struct Upload {
    content: Option<Arc<dyn Content>>,
    progress: Option<SharedProgressCallback>,
    on_cancel: Option<OnCancel>,
    differs_is_error: bool,
    state_file: Option<StateFile>,
    /// Where it is saved as a job, in place of a state file.
    job_file: Option<Arc<JobFile>>,
    key: Option<SealingKey>,
    spool: SpoolSettings,
    /// State that earlier runs without a state file have left at the service, one record per
    /// target.
    left: Arc<Mutex<Vec<Record>>>,
}

/// What others may ask of a run while it runs.
#[derive(Debug, Default)]
pub(crate) struct Reins {
    /// It is to rest as soon as none of its requests is under way.
    pub rest: AtomicBool,
    /// A job that is cancelled is to leave nothing, wherever it is saved.
    pub gives_up: AtomicBool,
}

/// Result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The stored file. Present beside an error if it is stored but differs from what was sent.
    pub item: Option<Item>,
    /// The error.
    pub error: Option<Error>,
}

impl Outcome {
    /// The stored file, or the error.
    pub fn into_result(self) -> Result<Item, Error> {
        match (self.error, self.item) {
            (Some(error), _) => Err(error),
            (None, Some(item)) => Ok(item),
            (None, None) => Err(Error::bug("an upload ended with nothing")),
        }
    }
}

impl Upload {
    /// An upload without a source.
    pub fn new() -> Self {
        Self::default()
    }

    /// An upload of this content.
    pub fn of(content: impl Content + 'static) -> Self {
        Self { content: Some(Arc::new(content)), ..Self::new() }
    }

    /// Sets the source. The state of earlier runs with another source is dropped.
    pub fn set_content(&mut self, content: impl Content + 'static) {
        self.left = Arc::default();
        self.content = Some(Arc::new(content));
    }

    /// Makes it a job of a saved queue.
    pub(crate) fn save_as(&mut self, job: Arc<JobFile>, key: Option<SealingKey>) {
        (self.job_file, self.key) = (Some(job), key);
    }

    pub(crate) fn job_file(&self) -> Option<&Arc<JobFile>> {
        self.job_file.as_ref()
    }

    /// What it is as a job of a saved queue, which takes up files by their paths alone.
    pub(crate) fn note(&self, target: &dyn Target) -> Result<Note, Error> {
        if self.state_file.is_some() {
            return Err(Error::argument(
                "upload: has a state file, but the state folder of the queue keeps its state",
            ));
        }
        let path = self.content.as_ref().and_then(|content| content.path()).ok_or_else(|| {
            Error::argument(
                "upload: only a file given by its path can be submitted to a queue with a state folder",
            )
        })?;
        let source = std::path::absolute(path)
            .map_err(|error| Error::argument(format!("upload: its path cannot be made absolute: {error}")))?;
        let differs_is_error = self.differs_is_error;
        Ok(Note { source, target: SavedTarget::of(target), differs_is_error })
    }

    /// The upload of such a job.
    pub(crate) fn of_job(job: Arc<JobFile>, key: Option<SealingKey>) -> Self {
        let mut upload = Self::of(FileContent::at(job.note.source.clone()));
        upload.differs_is_error = job.note.differs_is_error;
        upload.save_as(job, key);
        upload
    }

    /// Whether there is anything to upload.
    pub(crate) fn has_content(&self) -> bool {
        self.content.is_some()
    }

    /// Where its file is, if it was given by its path.
    pub(crate) fn path(&self) -> Option<Arc<Path>> {
        self.content.as_ref().and_then(|content| content.path()).cloned()
    }

    /// How many bytes there are, where that can be told without opening the content.
    pub(crate) fn size_hint(&self) -> Option<u64> {
        self.content.as_ref().and_then(|content| content.size_hint())
    }

    /// Who is told how far it is.
    pub(crate) fn progress(&self) -> Option<SharedProgressCallback> {
        self.progress.clone()
    }

    /// Sets the progress callback.
    pub fn set_progress(&mut self, callback: Option<SharedProgressCallback>) {
        self.progress = callback;
    }

    /// Sets what happens to the upload session on cancel. By default it is kept if there is a state
    /// file to resume from, otherwise discarded.
    pub fn set_on_cancel(&mut self, what: OnCancel) {
        self.on_cancel = Some(what);
    }

    /// Sets whether [`Integrity::Differs`] is an error. The file stays stored in either case.
    pub fn set_differs_is_error(&mut self, is_error: bool) {
        self.differs_is_error = is_error;
    }

    /// Sets the file in which the upload is saved while it runs, so that a later run resumes it.
    /// Removed at the end.
    pub fn set_state_file(&mut self, file: Option<StateFile>) {
        self.state_file = file;
    }

    /// Where a stream is spooled. It stays in the folder where its reading has begun.
    pub fn set_spool_folder(&mut self, folder: Option<PathBuf>) {
        self.spool.folder = folder;
    }

    /// The longest stream, from 1 on, which bounds the file that it is spooled in. A stream that was longer is read on
    /// with a higher limit.
    pub fn set_spool_max_bytes(&mut self, bytes: u64) -> Result<(), Error> {
        if bytes == 0 || i64::try_from(bytes).is_err() {
            return Err(Error::argument(format!("bytes: {bytes} is not within 1 to {}", i64::MAX)));
        }
        self.spool.max_bytes = bytes;
        Ok(())
    }

    /// Sets the key that seals the state file.
    pub fn set_sealing_key(&mut self, key: Option<SealingKey>) {
        self.key = key;
    }

    /// Uploads the content: in one request or by an upload session, depending on kind and size.
    /// Blocks.
    pub fn run(&self, client: &Client, target: &dyn Target, cancel: Option<&Cancel>) -> Outcome {
        let begun = self.begin(client, target.share(), cancel, None);
        let outcome = match begun {
            Ok(run) => run.and_then(|mut run| self.go_on(&mut run, None)),
            Err(error) => Some(Outcome { item: None, error: Some(error) }),
        };
        outcome.unwrap_or_else(|| Outcome {
            item: None,
            error: Some(Error::bug("an upload rested though nobody asked it to")),
        })
    }

    /// Opens the content, and reads what an earlier run has left. `None` when it has come to rest while a stream was
    /// read: then it goes on with the next call.
    pub(crate) fn begin(
        &self,
        client: &Client,
        target: Arc<dyn Target>,
        cancel: Option<&Cancel>,
        reins: Option<&Reins>,
    ) -> Result<Option<Run>, Error> {
        let content = self.content.as_ref().ok_or_else(|| Error::state("upload: no source was set"))?;
        if self.read_stream(content.as_ref(), client, &*target, cancel, reins)? == Read::Rests {
            return Ok(None);
        }
        let opened = content.open()?;
        client.check(target.rules(), opened.size)?;
        let keeper = match (&self.job_file, &self.state_file) {
            (Some(job), _) => Some(Keeper::of_job(Arc::clone(job), self.key.clone(), opened.stamp)),
            (None, Some(file)) => Some(Keeper::new(file.clone(), self.key.clone(), opened.stamp)),
            (None, None) => None,
        };
        let saved = keeper.as_ref().map(Keeper::read).transpose()?.flatten();
        let saved = saved.or_else(|| self.take_left(client, &*target));
        let mut run = Run::new(client, target, opened, keeper, cancel);
        drop(run.meter.set_callback(self.told()));
        if let Some(record) = &saved {
            run.adopt(record)?;
        }
        Ok(Some(run))
    }

    /// Runs to the end. `None` when it has come to rest, as it was told to: then it goes on with the next call.
    pub(crate) fn go_on(&self, run: &mut Run, reins: Option<&Reins>) -> Option<Outcome> {
        match run.go_on(reins.map(|reins| &reins.rest)) {
            Ok(Way::Resting) => None,
            Ok(Way::Stored(item)) => {
                run.stored(&item);
                let error = self.objection(&item);
                Some(Outcome { item: Some(item), error })
            }
            Err(error) => {
                let error = with_session(self.wind_up(run, reins, error), &run.upload);
                Some(Outcome { item: None, error: Some(error) })
            }
        }
    }

    /// Reads to its end what shows its size there.
    fn read_stream(
        &self,
        content: &dyn Content,
        client: &Client,
        target: &dyn Target,
        cancel: Option<&Cancel>,
        reins: Option<&Reins>,
    ) -> Result<Read, Error> {
        let Some(stream) = content.stream() else { return Ok(Read::Whole) };
        let rules = target.rules();
        // Before bytes are taken that come once.
        client.check(rules, rules.session_min)?;
        let told = Spooling::new(self.told());
        let rest = reins.map(|reins| &reins.rest);
        let mut intake = SpoolIntake { settings: &self.spool, rules, cancel, rest, told, bytes: 0 };
        stream.read(&mut intake)
    }

    fn told(&self) -> Option<ProgressCallback> {
        let told = self.progress.clone()?;
        Some(Box::new(move |progress| told(progress)))
    }

    /// The state that an earlier run has left for this target.
    fn take_left(&self, client: &Client, target: &dyn Target) -> Option<Record> {
        let mut left = self.left();
        let of_this = |record: &Record| record.upload.is_of(&client.plan(target, record.upload.size()));
        let index = left.iter().position(of_this)?;
        Some(left.swap_remove(index))
    }

    fn left(&self) -> MutexGuard<'_, Vec<Record>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves behind what a later run can go on from, and nothing else.
    fn wind_up(&self, run: &mut Run, reins: Option<&Reins>, error: Error) -> Error {
        let saved = run.keeper.is_some();
        let gives_up = reins.is_some_and(|reins| reins.gives_up.load(Ordering::SeqCst));
        let kept = match (error.status(), self.on_cancel) {
            (Status::SourceChanged, _) => return run.give_up_old(error),
            // A job goes on in the next process unless it was cancelled itself.
            (Status::Cancelled, _) if self.job_file.is_some() => !gives_up,
            (Status::SavedState, _) | (Status::Cancelled, Some(OnCancel::Discard)) => false,
            (Status::Cancelled, Some(OnCancel::Keep)) => true,
            _ => saved && !run.upload.is_over(),
        };
        if !error.details().in_doubt && !kept && run.tidy_up() {
            run.forget();
        } else if saved {
            run.keep();
        } else if let Some(record) = run.record() {
            self.left().push(record);
        }
        error
    }

    fn objection(&self, item: &Item) -> Option<Error> {
        let wrong = self.differs_is_error && item.integrity == Integrity::Differs;
        wrong.then(|| {
            Error::new(
                Status::Differs,
                "the file is stored, but the service reports another size or hash than that of the bytes sent",
            )
        })
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("has_content", &self.content.is_some())
            .field("on_cancel", &self.on_cancel)
            .field("differs_is_error", &self.differs_is_error)
            .field("state_file", &self.state_file)
            .finish_non_exhaustive()
    }
}

/// A hash of the sent bytes, if the kind's items can be compared with it.
pub(crate) fn running_hash(rules: &Rules) -> Option<RunningHash> {
    (rules.evidence == Evidence::SizeAndHash).then(RunningHash::default)
}
