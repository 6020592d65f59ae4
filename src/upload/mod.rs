//! A whole upload in one call: from a source to the stored file.

mod run;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::client::Client;
use crate::driver::with_session;
use crate::net::Cancel;
use crate::progress::{Progress, ProgressCallback};
use crate::saved::{Keeper, Record, SealingKey, StateFile};
use crate::source::Content;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::integrity::Integrity;
use graph_upload_core::graph::item::Item;
use graph_upload_core::graph::running_hash::RunningHash;
use graph_upload_core::kinds::Evidence;
use graph_upload_core::kinds::{Rules, Target};
use run::Run;

/// Takes reports; answers whether to go on. Unlike that of a session it is used for one run after the other.
pub type SharedProgressCallback = Arc<dyn Fn(Progress) -> bool + Send + Sync>;

/// What becomes of the upload session when the caller cancels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnCancel {
    /// It is deleted, unless the last byte was sent already.
    Discard,
    /// It stays until it expires.
    Keep,
}

/// The settings of a whole upload. It can be run any number of times, for any client and target.
#[derive(Clone, Default)]
pub struct Upload {
    content: Option<Arc<dyn Content>>,
    progress: Option<SharedProgressCallback>,
    on_cancel: Option<OnCancel>,
    differs_is_error: bool,
    state_file: Option<StateFile>,
    key: Option<SealingKey>,
    /// What earlier runs without a state file have left at the service, one record for each target.
    left: Arc<Mutex<Vec<Record>>>,
}

/// What a run came to.
#[derive(Debug)]
pub struct Outcome {
    /// The stored file. It is there beside an error when it is stored but differs from what was sent.
    pub item: Option<Item>,
    /// What went wrong.
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

    /// What is uploaded. What an earlier run of another content has left is forgotten.
    pub fn set_content(&mut self, content: impl Content + 'static) {
        self.left = Arc::default();
        self.content = Some(Arc::new(content));
    }

    /// Who is told how far it is.
    pub fn set_progress(&mut self, callback: Option<SharedProgressCallback>) {
        self.progress = callback;
    }

    /// What becomes of the upload session when the caller cancels. Without a wish it is kept where there is a state
    /// file to go on from, and else discarded.
    pub fn set_on_cancel(&mut self, what: OnCancel) {
        self.on_cancel = Some(what);
    }

    /// Whether [`Integrity::Differs`] is an error. The file stays stored in either case.
    pub fn set_differs_is_error(&mut self, is_error: bool) {
        self.differs_is_error = is_error;
    }

    /// Where the upload is saved while it runs, so that a later run goes on with it. Removed at its end.
    pub fn set_state_file(&mut self, file: Option<StateFile>) {
        self.state_file = file;
    }

    /// What the state file is sealed with.
    pub fn set_sealing_key(&mut self, key: Option<SealingKey>) {
        self.key = key;
    }

    /// Uploads the content: in one request or by an upload session, as kind and size ask for. Blocks.
    pub fn run(&self, client: &Client, target: &dyn Target, cancel: Option<&Cancel>) -> Outcome {
        match self.store(client, target, cancel) {
            Ok(item) => {
                let error = self.objection(&item);
                Outcome { item: Some(item), error }
            }
            Err(error) => Outcome { item: None, error: Some(error) },
        }
    }

    fn store(&self, client: &Client, target: &dyn Target, cancel: Option<&Cancel>) -> Result<Item, Error> {
        let content = self.content.as_ref().ok_or_else(|| Error::state("upload: no source was set"))?;
        let opened = content.open()?;
        client.check(target.rules(), opened.size)?;
        let keeper = self.state_file.clone().map(|file| Keeper::new(file, self.key.clone(), opened.stamp));
        let saved = keeper.as_ref().map(Keeper::read).transpose()?.flatten();
        let saved = saved.or_else(|| self.take_left(client, target));
        let mut run = Run::new(client, target, opened, keeper, cancel);
        let told = self.progress.clone();
        let callback = told.map(|told| -> ProgressCallback { Box::new(move |progress| told(progress)) });
        drop(run.meter.set_callback(callback));
        if let Some(record) = &saved {
            run.adopt(record)?;
        }
        let compared = if saved.is_some() { run.compare_source() } else { Ok(()) };
        match compared.and_then(|()| run.finish()) {
            Ok(item) => {
                run.forget();
                Ok(item)
            }
            Err(error) => Err(with_session(self.wind_up(&mut run, error), &run.upload)),
        }
    }

    /// What an earlier run has left for this target.
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
    fn wind_up(&self, run: &mut Run<'_>, error: Error) -> Error {
        let saved = run.keeper.is_some();
        let kept = match (error.status(), self.on_cancel) {
            (Status::SourceChanged, _) => return run.give_up_old(error),
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

/// A hash to feed, where the kind's items can be compared with it.
pub(crate) fn running_hash(rules: &Rules) -> Option<RunningHash> {
    (rules.evidence == Evidence::SizeAndHash).then(RunningHash::default)
}
