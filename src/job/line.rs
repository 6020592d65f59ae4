//! What the threads of a queue share.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::client::{Client, LogLevel};
use crate::host::Life;
use crate::job::bell::Bell;
use crate::job::folder::Folder;
use crate::job::handle::Inner;
use crate::job::numbers::{Ended, QueueProgress};
use crate::job::queue::Room;
use crate::job::worker;
use crate::saved::JobFile;
use crate::upload::Outcome;
use graph_upload_core::error::{Error, Status};
use graph_upload_core::policy::order::{Cancelling, JobId, Order, Stage};

/// A queue as its threads see it.
pub(super) struct Shared {
    pub client: Client,
    pub at_once: usize,
    pub life: Life,
    /// Rings while jobs wait to be fetched. Set while the line is locked.
    pub bell: Bell,
    line: Mutex<Line>,
    /// There is work, or none any more.
    pub work: Condvar,
    /// A job was taken out of those that wait.
    pub room: Condvar,
    /// Where it is saved, if it is.
    pub folder: OnceLock<Folder>,
}

/// The state of a job that is submitted again.
pub(super) enum Replaced {
    /// It had not begun; this is where it is saved.
    Waited(Arc<JobFile>),
    /// It goes on.
    Runs(Arc<Inner>),
    Ended,
}

/// The jobs of a queue.
pub(super) struct Line {
    pub order: Order<Arc<Inner>>,
    /// Those that have ended and were not fetched, in the order of ending.
    pub ended: VecDeque<Arc<Inner>>,
    pub room: Room,
    pub threads: Vec<std::thread::JoinHandle<()>>,
    pub is_stopping: bool,
    counted: Ended,
    /// The bytes of all files whose size is known.
    total: u64,
}

impl Shared {
    pub fn new(client: Client, at_once: usize, life: Life, bell: Bell) -> Self {
        let line = Line {
            order: Order::default(),
            ended: VecDeque::new(),
            room: Room::default(),
            threads: Vec::new(),
            is_stopping: false,
            counted: Ended::default(),
            total: 0,
        };
        Self {
            client,
            at_once,
            life,
            bell,
            line: Mutex::new(line),
            work: Condvar::new(),
            room: Condvar::new(),
            folder: OnceLock::new(),
        }
    }

    pub fn lock(&self) -> MutexGuard<'_, Line> {
        // Nothing that can panic runs while it is held.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cancels a job. One that gives up leaves nothing where the queue is saved.
    pub fn cancel(self: &Arc<Self>, job: &Arc<Inner>, gives_up: bool) {
        let cancelling = self.lock().cancel(job, gives_up);
        self.cancelled(job, cancelling);
    }

    /// Cancels all that have not ended. None of them begins meanwhile: it would be cut off while it creates its session.
    pub fn cancel_all(self: &Arc<Self>, give_up: bool) {
        let mut line = self.lock();
        let jobs: Vec<Arc<Inner>> = line.order.jobs().map(|(_, job)| Arc::clone(job)).collect();
        let cancelling: Vec<_> = jobs.iter().map(|job| line.cancel(job, give_up)).collect();
        drop(line);
        for (job, cancelling) in jobs.iter().zip(cancelling) {
            self.cancelled(job, cancelling);
        }
    }

    fn cancelled(self: &Arc<Self>, job: &Arc<Inner>, cancelling: Cancelling) {
        match cancelling {
            Cancelling::Ended => {
                let in_doubt = job.was_begun();
                if job.reins.gives_up.load(Ordering::SeqCst) {
                    self.forget(job);
                }
                self.end(Arc::clone(job), cancelled_early(in_doubt));
            }
            Cancelling::Raise => {
                job.reins.rest.store(false, Ordering::SeqCst);
                job.raise();
                let mut line = self.lock();
                let started = worker::start(self, &mut line);
                // An earlier process has begun it, and no thread is there to look. Nor is it taken by one that another
                // call starts.
                let is_over = started.is_err() && line.order.ended(job.id).is_some();
                drop(line);
                self.work.notify_one();
                if is_over {
                    self.end(Arc::clone(job), cancelled_early(true));
                }
            }
            Cancelling::Unknown => {}
        }
    }

    /// Takes a restored job out in favour of the same one that is submitted now.
    pub fn replaced(&self, id: JobId) -> Replaced {
        let mut line = self.lock();
        let Some(job) = line.order.job(id).cloned() else { return Replaced::Ended };
        let file = job.lock().task.as_ref().and_then(|task| task.upload.job_file().cloned());
        match file.filter(|_| !line.order.has_begun(id)) {
            Some(file) => {
                line.withdraw(&job);
                Replaced::Waited(file)
            }
            None => Replaced::Runs(job),
        }
    }

    /// Removes what is saved of a job.
    pub fn forget(&self, job: &Inner) {
        let file = job.lock().task.as_ref().and_then(|task| task.upload.job_file().cloned());
        if let Some(Err(error)) = file.map(|file| file.remove()) {
            self.client.log().write(LogLevel::Warning, || error.to_string());
        }
    }

    pub fn pause(&self, job: &Inner) {
        let mut line = self.lock();
        if let Some(stage) = line.order.pause(job.id) {
            line.show(job, stage);
        }
    }

    pub fn resume(self: &Arc<Self>, job: &Inner) -> Result<(), Error> {
        let mut line = self.lock();
        if let Some(stage) = line.order.resume(job.id) {
            line.show(job, stage);
        }
        let started = worker::start(self, &mut line);
        drop(line);
        self.work.notify_one();
        started
    }

    pub fn pause_all(&self) {
        let mut line = self.lock();
        line.order.pause_all();
        line.show_all();
    }

    pub fn resume_all(self: &Arc<Self>) -> Result<(), Error> {
        let mut line = self.lock();
        line.order.resume_all();
        line.show_all();
        let started = worker::start(self, &mut line);
        drop(line);
        self.work.notify_all();
        started
    }

    /// The job that ended first of those that were not fetched.
    pub fn fetch(&self) -> Option<Arc<Inner>> {
        let mut line = self.lock();
        let job = line.ended.pop_front();
        self.bell.set(!line.ended.is_empty());
        job
    }

    /// Takes a job that has ended out of those to be fetched.
    pub fn take_out(&self, id: JobId) {
        let mut line = self.lock();
        line.ended.retain(|job| job.id != id);
        self.bell.set(!line.ended.is_empty());
    }

    /// A job has ended. What it owned is dropped without a lock, as it may call back into the library.
    pub fn end(&self, job: Arc<Inner>, outcome: Outcome) {
        let mut line = self.lock();
        let mut state = job.lock();
        drop(line.order.ended(job.id));
        line.counted.count(&outcome, state.progress.as_deref(), state.total);
        state.stage = Stage::Ended;
        let owned = (state.task.take(), state.flag.take());
        if let Some(progress) = &mut state.progress {
            (progress.waits_ms, progress.bytes_per_second, progress.time_left_ms) = (None, None, None);
            progress.late_by_ms = None;
        }
        // It ends once.
        let _ = job.outcome.set(Box::new(outcome));
        drop(state);
        job.settle();
        // Whoever fetches it may be the last to have it, so nothing of it is kept here.
        line.ended.push_back(job);
        self.bell.set(true);
        drop(line);
        self.room.notify_all();
        drop(owned);
    }
}

impl Line {
    /// Takes a job out that has not begun, and says what is to follow.
    fn cancel(&mut self, job: &Inner, gives_up: bool) -> Cancelling {
        job.reins.gives_up.fetch_or(gives_up, Ordering::SeqCst);
        match gives_up || self.order.has_begun(job.id) {
            true => self.order.cancel(job.id),
            // A later process goes on with it.
            false => self.order.ended(job.id).map_or(Cancelling::Unknown, |_| Cancelling::Ended),
        }
    }

    /// Counts the bytes of a file whose size has become known.
    pub fn count(&mut self, job: &Inner, total: u64) {
        let mut state = job.lock();
        self.total = self.total - state.total.unwrap_or(0) + total;
        state.total = Some(total);
    }

    /// Counts a new job.
    pub fn count_new(&mut self, job: &Inner) {
        self.total += job.lock().total.unwrap_or(0);
    }

    /// Takes back a job that was just submitted.
    pub fn withdraw(&mut self, job: &Inner) {
        self.order.ended(job.id);
        self.total -= job.lock().total.unwrap_or(0);
    }

    /// Whether nothing is left to end or to be fetched.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty() && self.ended.is_empty()
    }

    /// How many jobs wait, paused ones included.
    pub fn waiting(&self) -> usize {
        self.order.len() - self.order.running()
    }

    /// Makes known where a job is, to itself as well.
    pub fn show(&self, job: &Inner, stage: Stage) {
        job.reins.rest.store(self.order.is_to_rest(job.id), Ordering::SeqCst);
        job.lock().stage = stage;
    }

    fn show_all(&self) {
        for (id, job) in self.order.jobs() {
            if let Some(stage) = self.order.stage(id) {
                self.show(job, stage);
            }
        }
    }

    pub fn progress(&self) -> QueueProgress {
        let mut all = self.counted.progress(self.total);
        for (id, job) in self.order.jobs() {
            match self.order.stage(id) {
                Some(Stage::Running) => all.running += 1,
                Some(Stage::Paused) => all.paused += 1,
                _ => all.waiting += 1,
            }
            if let Some(progress) = job.lock().progress.as_deref() {
                all.add(progress);
            }
        }
        all.estimate()
    }
}

/// What an earlier process has sent may be stored.
fn cancelled_early(in_doubt: bool) -> Outcome {
    let error = Error::new(Status::Cancelled, "the caller cancelled before the upload began")
        .with(|details| details.in_doubt = in_doubt);
    Outcome { item: None, error: Some(error) }
}
