//! The queue, as its owner sees it.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::host::{self, life};
use crate::job::bell::Bell;
use crate::job::folder::{Folder, Left};
use crate::job::handle::{Attached, Inner, Job};
use crate::job::line::{Line, Replaced, Shared};
use crate::job::numbers::QueueProgress;
use crate::job::worker;
use crate::net::Cancel;
use crate::net::poll::{self, For};
use crate::saved::{Note, SealingKey};
use crate::upload::{Outcome, Upload};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::graph::item::Item;
use graph_upload_core::kinds::Target;

/// The most jobs that run at once.
pub const MAX_AT_ONCE: usize = 256;

/// How often a wait for the next job looks whether there can be one at all.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// How many jobs may wait in a queue, and whether submitting one more waits or fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    /// The most jobs that wait, paused ones included; `None` for any number.
    pub most: Option<usize>,
    /// How long a submission waits for room; `None` for as long as it takes.
    pub wait: Option<Duration>,
}

/// Runs many uploads on threads of its own, which are started when they are needed and leave the host's signals alone. Dropping
/// it cancels what has not ended, and waits for it.
pub struct Queue(Arc<Shared>);

impl Queue {
    /// A queue that runs up to `at_once` jobs at a time, 1 to [`MAX_AT_ONCE`].
    pub fn new(client: &Client, at_once: usize) -> Result<Self, Error> {
        if at_once == 0 || at_once > MAX_AT_ONCE {
            return Err(Error::argument(format!("at_once: {at_once}, but it must be 1 to {MAX_AT_ONCE}")));
        }
        let bell = host::watch().and_then(|()| Bell::new()).map_err(|error| no_descriptor(&error))?;
        Ok(Self(Arc::new(Shared::new(client.clone(), at_once, life(), bell))))
    }

    /// Saves the jobs of the queue in a folder until they end, and restores those that an earlier process has left
    /// there: they run first. To be called before the first submission; one queue at a time can use a folder.
    pub fn set_state_folder(&self, path: &Path, key: Option<SealingKey>) -> Result<(), Error> {
        let shared = self.shared()?;
        if shared.folder.get().is_some() || shared.lock().order.next_id() > 1 {
            return Err(Error::state(
                "queue: its state folder can only be set once, before the first submission",
            ));
        }
        let (folder, jobs) = Folder::open(path, key)?;
        // All are read before the first one is added, so that an error leaves the queue as it was.
        let targets = jobs.iter().map(|job| job.note.target.target()).collect::<Result<Vec<_>, _>>()?;
        let key = folder.key.clone();
        let folder = shared.folder.get_or_init(|| folder);
        for (job, target) in jobs.into_iter().zip(targets) {
            let note = job.note.clone();
            let upload = Upload::of_job(Arc::new(job), key.clone());
            let job = self.add(Inner::new(Arc::downgrade(shared), upload, target, None), Room::default())?;
            folder.leave(&note, Left::Restored(job.id()))?;
        }
        Ok(())
    }

    /// Adds a job, and returns at once unless it waits for room. The settings are copied.
    ///
    /// Where the queue is saved, what was submitted before and has not ended is not added twice: the job goes on as it
    /// was left. A file that was stored before and has not changed since is not stored again: its job ends at once.
    pub fn submit(
        &self,
        upload: &Upload,
        target: &dyn Target,
        attached: Option<Attached>,
    ) -> Result<Job, Error> {
        let shared = self.shared()?;
        if !upload.has_content() {
            return Err(Error::state("upload: no source was set"));
        }
        let job = Inner::new(Arc::downgrade(shared), upload.clone(), target.share(), attached);
        let room = shared.lock().room;
        match shared.folder.get() {
            Some(folder) => self.submit_saved(folder, upload.note(target)?, job, room),
            None => self.add(job, room),
        }
    }

    fn submit_saved(&self, folder: &Folder, note: Note, job: Inner, room: Room) -> Result<Job, Error> {
        let (left, room) = match folder.recall(&note)? {
            // It takes the place of one that waits already.
            Some(Left::Restored(id)) => (self.0.replaced(id), Room::default()),
            Some(Left::Failed(file)) => (Replaced::Waited(file), room),
            None => (Replaced::Ended, room),
        };
        // Asked now and not before: a job that was left may have ended in between.
        let (file, is_new) = match (left, folder.stored(&note)?) {
            (Replaced::Runs(job), _) => return Ok(Job(job)),
            (left, Some(item)) => {
                if let Replaced::Waited(file) = left {
                    file.remove()?;
                }
                return Ok(self.ended(job, item));
            }
            (Replaced::Waited(file), None) => (file, false),
            (Replaced::Ended, None) => (folder.save(note.clone())?, true),
        };
        job.save_as(&file, folder.key.clone());
        let added = self.add(job, room);
        match added {
            Err(_) if is_new => file.remove()?,
            Err(_) => folder.leave(&note, Left::Failed(file))?,
            Ok(_) => {}
        }
        added
    }

    fn add(&self, mut job: Inner, room: Room) -> Result<Job, Error> {
        let mut line = self.wait_for_room(room)?;
        job.id = line.order.next_id();
        let job = Arc::new(job);
        match job.was_begun() {
            true => line.order.submit_begun(Arc::clone(&job)),
            false => line.order.submit(Arc::clone(&job)),
        };
        line.count_new(&job);
        if let Err(error) = worker::start(&self.0, &mut line) {
            line.withdraw(&job);
            drop(line);
            return Err(error);
        }
        drop(line);
        self.0.work.notify_one();
        Ok(Job(job))
    }

    /// A job that has ended before it began, as its file is stored.
    fn ended(&self, mut job: Inner, item: Item) -> Job {
        let mut line = self.0.lock();
        job.id = line.order.next_id();
        let job = Arc::new(job);
        line.order.submit(Arc::clone(&job));
        line.order.ended(job.id);
        line.count_new(&job);
        job.show_done();
        drop(line);
        self.0.end(Arc::clone(&job), Outcome { item: Some(item), error: None });
        Job(job)
    }

    fn wait_for_room(&self, room: Room) -> Result<MutexGuard<'_, Line>, Error> {
        let mut line = self.0.lock();
        let begin = Instant::now();
        loop {
            let Room { most, wait } = room;
            let Some(most) = most.filter(|most| line.waiting() >= *most) else { return Ok(line) };
            let rest = wait.map_or(LOOK_AGAIN, |wait| wait.saturating_sub(begin.elapsed()));
            if rest.is_zero() {
                return Err(Error::new(Status::Busy, format!("queue: {most} jobs wait already, its limit")));
            }
            let waited = self.0.room.wait_timeout(line, rest);
            line = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Limits how many jobs wait. Without a limit only memory does.
    pub fn set_room(&self, room: Room) -> Result<(), Error> {
        self.shared()?.lock().room = room;
        self.0.room.notify_all();
        Ok(())
    }

    /// The next job that has ended, in the order of ending; `None` when none has within the time, or none is left. Without
    /// a time it waits for as long as jobs are left.
    pub fn next(&self, time: Option<Duration>, cancel: Option<&Cancel>) -> Result<Option<Job>, Error> {
        let shared = self.shared()?;
        let begin = Instant::now();
        loop {
            // Asked before it is fetched: what ends between the two would be neither.
            let none_left = shared.lock().is_empty();
            if let Some(job) = shared.fetch() {
                return Ok(Some(Job(job)));
            }
            let rest = time.map_or(LOOK_AGAIN, |time| time.saturating_sub(begin.elapsed()));
            if none_left || rest.is_zero() {
                return Ok(None);
            }
            self.watch(rest.min(LOOK_AGAIN), cancel)?;
        }
    }

    /// Waits until a job has ended, the caller cancels, or the time is over.
    fn watch(&self, time: Duration, cancel: Option<&Cancel>) -> Result<(), Error> {
        // Asked for before the flag is looked at, or it could be raised between the two and wake nobody.
        let wake = cancel.map(Cancel::wake).transpose().map_err(|error| no_descriptor(&error))?;
        if cancel.is_some_and(Cancel::is_requested) {
            return Err(Error::new(Status::Cancelled, "the caller cancelled; the jobs go on"));
        }
        let time = cancel.map_or(time, |cancel| cancel.cut(time));
        let bell = Some((self.0.bell.descriptor(), For::Read));
        poll::wait(bell, wake, time).map_err(|error| no_descriptor(&error))?;
        Ok(())
    }

    /// What an event loop watches: on Unix a descriptor, on Windows an event, that is readable, or signalled, while
    /// [`next`](Self::next) has a job. It belongs to the queue.
    pub fn handle(&self) -> Result<i64, Error> {
        Ok(self.shared()?.bell.number())
    }

    /// Pauses all jobs, those submitted later included.
    pub fn pause(&self) -> Result<(), Error> {
        self.shared().map(|shared| shared.pause_all())
    }

    /// Continues all jobs, also those that were paused one by one.
    pub fn resume(&self) -> Result<(), Error> {
        self.shared()?.resume_all()
    }

    /// Cancels all jobs that have not ended. Others can be submitted afterwards.
    pub fn cancel(&self) -> Result<(), Error> {
        self.shared().map(|shared| shared.cancel_all(true))
    }

    /// How far all jobs are.
    pub fn progress(&self) -> Result<QueueProgress, Error> {
        Ok(self.shared()?.lock().progress())
    }

    /// A child that was forked has the queue's memory, and none of its threads.
    fn shared(&self) -> Result<&Arc<Shared>, Error> {
        match self.0.life == life() {
            true => Ok(&self.0),
            false => Err(Error::state("the queue belongs to the parent of this process")),
        }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        if self.0.life != life() {
            // Its locks may be held by threads that did not come along, and its descriptor is the parent's.
            std::mem::forget(Arc::clone(&self.0));
            return;
        }
        // Where it is saved, its jobs go on in the next process.
        self.0.cancel_all(false);
        let mut line = self.0.lock();
        line.is_stopping = true;
        let threads = std::mem::take(&mut line.threads);
        drop(line);
        self.0.work.notify_all();
        for thread in threads {
            // A callback of a job may drop the queue; its own thread ends when it returns.
            if thread.thread().id() != thread::current().id() {
                // It catches the panics of its jobs.
                let _ = thread.join();
            }
        }
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("at_once", &self.0.at_once).finish_non_exhaustive()
    }
}

fn no_descriptor(error: &io::Error) -> Error {
    Error::new(Status::Resources, format!("queue: the system has no descriptor left: {error}"))
        .with(|details| details.os_error = error.raw_os_error().unwrap_or(0))
}
