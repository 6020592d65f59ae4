//! One upload of a queue.

use std::any::Any;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::host::{Life, life};
use crate::job::line::Shared;
use crate::net::Cancel;
use crate::progress::Progress;
use crate::saved::{JobFile, SealingKey};
use crate::upload::{Outcome, Reins, Run, Upload};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::kinds::Target;
use graph_upload_core::policy::order::{JobId, Stage};

/// What the caller has attached to a job.
pub type Attached = Box<dyn Any + Send + Sync>;

/// How often a wait for a job's end looks at the caller's flag.
const CANCEL_CHECK: Duration = Duration::from_millis(20);

/// An upload that was submitted to a queue. Clones are the same job; it may outlive its queue.
#[derive(Clone)]
pub struct Job(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub id: JobId,
    pub life: Life,
    pub queue: Weak<Shared>,
    pub attached: Option<Attached>,
    pub path: Option<Arc<Path>>,
    pub reins: Reins,
    /// Boxed, as it is there at the end alone.
    pub outcome: OnceLock<Box<Outcome>>,
    state: Mutex<State>,
    settled: Condvar,
}

/// What changes of a job. Its queue's lock is taken before this one, never after.
pub(super) struct State {
    pub stage: Stage,
    pub total: Option<u64>,
    /// What it is to do; gone while a thread does it, and when it has ended.
    pub task: Option<Box<Task>>,
    /// There once it has begun.
    pub flag: Option<Cancel>,
    pub is_cancelled: bool,
    /// The last report of what it does; gone when it does not run.
    pub progress: Option<Box<Progress>>,
}

/// What a job is to do.
pub(super) struct Task {
    pub upload: Upload,
    pub target: Arc<dyn Target>,
    /// There once it has begun. Boxed, as most jobs of a long queue wait, and a run takes as much as all the rest of them.
    pub run: Option<Box<Run>>,
}

impl Inner {
    /// A job that has no number yet.
    pub fn new(
        queue: Weak<Shared>,
        upload: Upload,
        target: Arc<dyn Target>,
        attached: Option<Attached>,
    ) -> Self {
        let (total, path) = (upload.size_hint(), upload.path());
        let task = Some(Box::new(Task { upload, target, run: None }));
        let state =
            State { stage: Stage::Waiting, total, task, flag: None, is_cancelled: false, progress: None };
        Self {
            id: 0,
            life: life(),
            queue,
            attached,
            path,
            reins: Reins::default(),
            outcome: OnceLock::new(),
            state: Mutex::new(state),
            settled: Condvar::new(),
        }
    }

    /// Makes it a job of a saved queue, before it is one of any.
    pub fn save_as(&self, file: &Arc<JobFile>, key: Option<SealingKey>) {
        if let Some(task) = &mut self.lock().task {
            task.upload.save_as(Arc::clone(file), key);
        }
    }

    /// Whether an earlier process has begun it.
    pub fn was_begun(&self) -> bool {
        let state = self.lock();
        let file = state.task.as_ref().and_then(|task| task.upload.job_file());
        file.is_some_and(|file| file.was_begun)
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The flag that ends it, made when it begins.
    pub fn flag(&self) -> std::io::Result<Cancel> {
        let mut state = self.lock();
        let flag = match &state.flag {
            Some(flag) => flag.clone(),
            None => Cancel::new()?,
        };
        if state.is_cancelled {
            flag.request();
        }
        state.flag = Some(flag.clone());
        Ok(flag)
    }

    /// Raises that flag, now or when it is made.
    pub fn raise(&self) {
        let mut state = self.lock();
        state.is_cancelled = true;
        if let Some(flag) = &state.flag {
            flag.request();
        }
    }

    /// Shows all of it as done, as the numbers of its queue do.
    pub fn show_done(&self) {
        let mut state = self.lock();
        let total = state.total.unwrap_or(0);
        state.progress =
            Some(Box::new(Progress { sent: total, confirmed: total, total, ..Progress::default() }));
    }

    /// Wakes whoever waits for its end.
    pub fn settle(&self) {
        self.settled.notify_all();
    }
}

impl Job {
    /// Its number in its queue, from 1 on.
    pub fn id(&self) -> JobId {
        self.0.id
    }

    /// What was attached to it.
    pub fn attached(&self) -> Option<&Attached> {
        self.0.attached.as_ref()
    }

    /// The path of its file, where it was given by one.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// What it has come to, once it has ended.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.0.outcome.get().map(Box::as_ref)
    }

    /// Where it is.
    pub fn stage(&self) -> Result<Stage, Error> {
        self.check_life()?;
        if self.outcome().is_some() {
            return Ok(Stage::Ended);
        }
        // Pausing all does not touch each.
        let line = self.0.queue.upgrade();
        let stage = line.as_ref().and_then(|shared| shared.lock().order.stage(self.0.id));
        Ok(stage.unwrap_or_else(|| self.0.lock().stage))
    }

    /// How far it is. Before it runs nothing but its size is known, if that; after its end the last numbers stay.
    pub fn progress(&self) -> Result<Progress, Error> {
        self.check_life()?;
        let state = self.0.lock();
        let nothing = Progress { total: state.total.unwrap_or(0), ..Progress::default() };
        Ok(state.progress.as_deref().copied().unwrap_or(nothing))
    }

    /// Cancels it: one that has not begun ends at once, any other as a blocking call does.
    pub fn cancel(&self) -> Result<(), Error> {
        self.with_queue(|shared| shared.cancel(&self.0, true))
    }

    /// Pauses it. A request under way is finished first; connection and session are kept, and its time limits stand still.
    pub fn pause(&self) -> Result<(), Error> {
        self.with_queue(|shared| shared.pause(&self.0))
    }

    /// Continues it after a pause.
    pub fn resume(&self) -> Result<(), Error> {
        self.check_life()?;
        self.0.queue.upgrade().map_or(Ok(()), |shared| shared.resume(&self.0))
    }

    /// Lets it go before all others that wait.
    pub fn move_to_front(&self) -> Result<(), Error> {
        self.with_queue(|shared| {
            shared.lock().order.to_front(self.0.id);
        })
    }

    /// Waits for its end. It is not handed out by [`Queue::next`](crate::job::Queue::next) any more then.
    pub fn wait(&self, time: Option<Duration>, cancel: Option<&Cancel>) -> Result<(), Error> {
        self.check_life()?;
        let begin = Instant::now();
        let mut state = self.0.lock();
        while self.outcome().is_none() {
            let rest = time.map(|time| time.saturating_sub(begin.elapsed()));
            if rest.is_some_and(|rest| rest.is_zero()) {
                return Err(Error::new(Status::Timeout, "the job has not ended yet"));
            }
            let slice = if cancel.is_some() { CANCEL_CHECK } else { Duration::from_secs(3_600) };
            let slice = rest.map_or(slice, |rest| rest.min(slice));
            let waited = self.0.settled.wait_timeout(state, slice);
            // The poll of the flag may use the job.
            drop(waited.unwrap_or_else(PoisonError::into_inner));
            if cancel.is_some_and(Cancel::is_requested) {
                return Err(Error::new(Status::Cancelled, "the caller cancelled; the job goes on"));
            }
            state = self.0.lock();
        }
        drop(state);
        if let Some(shared) = self.0.queue.upgrade() {
            shared.take_out(self.0.id);
        }
        Ok(())
    }

    fn with_queue(&self, act: impl FnOnce(&Arc<Shared>)) -> Result<(), Error> {
        self.check_life()?;
        // A queue that is gone has ended all its jobs.
        if let Some(shared) = self.0.queue.upgrade() {
            act(&shared);
        }
        Ok(())
    }

    /// A child that was forked has the job's memory, and none of the threads.
    fn check_life(&self) -> Result<(), Error> {
        match self.0.life == life() {
            true => Ok(()),
            false => Err(Error::state("the job belongs to the parent of this process")),
        }
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("id", &self.0.id).finish_non_exhaustive()
    }
}
