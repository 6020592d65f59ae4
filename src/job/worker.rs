//! A thread of a queue: takes one job after the other.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, Weak};

use crate::client::LogLevel;
use crate::host::{NotCancelled, threads};
use crate::job::folder::Left;
use crate::job::handle::{Inner, Task};
use crate::job::line::{Line, Shared};
use crate::progress::Progress;
use crate::upload::{Outcome, Run, SharedProgressCallback, Upload};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::kinds::Target;
use graph_upload_core::policy::order::Stage;

/// Starts threads for the jobs that can run, as far as there may be more. Fails if the queue then has none at all.
pub(super) fn start(shared: &Arc<Shared>, line: &mut Line) -> Result<(), Error> {
    match start_more(shared, line) {
        Some(error) if line.threads.is_empty() => {
            Err(Error::new(Status::Resources, format!("queue: no thread could be started: {error}"))
                .with(|details| details.os_error = error.raw_os_error().unwrap_or(0)))
        }
        _ => Ok(()),
    }
}

fn start_more(shared: &Arc<Shared>, line: &mut Line) -> Option<io::Error> {
    // The threads that there are take what has to be tidied up, and whoever drops the queue has their handles.
    if line.is_stopping {
        return None;
    }
    while line.order.ready() > line.threads.len() - line.order.running()
        && line.threads.len() < shared.at_once
    {
        let own = Arc::clone(shared);
        match threads::spawn("gu-queue", move || work(&own)) {
            Ok(thread) => line.threads.push(thread),
            Err(error) => return Some(error),
        }
    }
    None
}

fn work(shared: &Arc<Shared>) {
    let _not_cancelled = NotCancelled::begin();
    while let Some(job) = take(shared) {
        let task = job.lock().task.take();
        let Some(mut task) = task else { continue };
        match catch_unwind(AssertUnwindSafe(|| run(shared, &job, &mut task))) {
            Ok(Some(outcome)) => {
                if let Err(error) = forget(shared, &job, &task, &outcome) {
                    shared.client.log().write(LogLevel::Warning, || error.to_string());
                }
                shared.end(job, outcome);
                // What it owned may call back into the library, without a lock.
                drop(task);
            }
            Ok(None) => rest(shared, &job, task),
            Err(panic) => {
                shared.end(job, defect(panic));
                drop(task);
            }
        }
    }
}

/// The next job, once there is one; `None` when the queue ends.
fn take(shared: &Shared) -> Option<Arc<Inner>> {
    let mut line = shared.lock();
    loop {
        if let Some((_, job)) = line.order.take_next() {
            line.show(&job, Stage::Running);
            shared.room.notify_all();
            return Some(job);
        }
        if line.is_stopping {
            return None;
        }
        line = shared.work.wait(line).unwrap_or_else(PoisonError::into_inner);
    }
}

/// Runs a job to its end; `None` if it was paused.
fn run(shared: &Shared, job: &Arc<Inner>, task: &mut Task) -> Option<Outcome> {
    if task.run.is_none()
        && let Some(outcome) = stored_before(shared, job, &task.upload)
    {
        return Some(outcome);
    }
    let run = match &mut task.run {
        Some(run) => run,
        empty => match begin(shared, job, &mut task.upload, &task.target) {
            Ok(Some(run)) => empty.insert(Box::new(run)),
            Ok(None) => return None,
            Err(error) => return Some(Outcome { item: None, error: Some(error) }),
        },
    };
    task.upload.go_on(run, Some(&job.reins))
}

/// A job that is saved, and whose file another one has stored since it was submitted.
fn stored_before(shared: &Shared, job: &Inner, upload: &Upload) -> Option<Outcome> {
    let (folder, file) = (shared.folder.get()?, upload.job_file()?);
    let stored = folder.stored(&file.note).and_then(|item| {
        let Some(item) = item else { return Ok(None) };
        file.remove().map(|()| Some(item))
    });
    match stored {
        Ok(None) => None,
        Ok(Some(item)) => {
            job.show_done();
            Some(Outcome { item: Some(item), error: None })
        }
        Err(error) => Some(Outcome { item: None, error: Some(error) }),
    }
}

/// Starts a job; `None` if it was paused while its stream was read.
fn begin(
    shared: &Shared,
    job: &Arc<Inner>,
    upload: &mut Upload,
    target: &Arc<dyn Target>,
) -> Result<Option<Run>, Error> {
    let flag = job.flag().map_err(|error| {
        let os_error = error.raw_os_error().unwrap_or(0);
        Error::new(Status::Resources, format!("job: no descriptor for its cancellation: {error}"))
            .with(|details| details.os_error = os_error)
    })?;
    let told = upload.progress();
    upload.set_progress(Some(observer(Arc::downgrade(job), told.clone())));
    let run = upload.begin(&shared.client, Arc::clone(target), Some(&flag), Some(&job.reins))?;
    match &run {
        Some(run) => shared.lock().count(job, run.size()),
        // It begins once more.
        None => upload.set_progress(told),
    }
    Ok(run)
}

/// Keeps the numbers of a job, and tells the caller.
fn observer(job: Weak<Inner>, told: Option<SharedProgressCallback>) -> SharedProgressCallback {
    Arc::new(move |progress: Progress| {
        if let Some(job) = job.upgrade() {
            let mut state = job.lock();
            match &mut state.progress {
                Some(last) => **last = progress,
                none => *none = Some(Box::new(progress)),
            }
        }
        told.as_ref().is_none_or(|told| told(progress))
    })
}

/// Puts a paused job aside, or back into the queue if it was continued in the meantime.
fn rest(shared: &Arc<Shared>, job: &Inner, task: Box<Task>) {
    let mut line = shared.lock();
    job.lock().task = Some(task);
    if let Some(stage) = line.order.rested(job.id) {
        line.show(job, stage);
    }
    // This thread takes what no other one does.
    let _ = start_more(shared, &mut line);
    drop(line);
    shared.work.notify_one();
}

/// Removes what is saved of a job that has ended, unless it can go on, in this process or a later one.
fn forget(shared: &Shared, job: &Inner, task: &Task, outcome: &Outcome) -> Result<(), Error> {
    let (Some(folder), Some(file)) = (shared.folder.get(), task.upload.job_file()) else { return Ok(()) };
    // What is stored was forgotten in its time.
    let Some(error) = outcome.error.as_ref().filter(|_| outcome.item.is_none()) else { return Ok(()) };
    let goes_on = match &task.run {
        Some(run) => error.details().in_doubt || !run.upload.is_over(),
        None => matches!(
            error.status(),
            Status::SavedState | Status::Resources | Status::Memory | Status::Cancelled
        ),
    };
    match goes_on && !job.reins.gives_up.load(Ordering::SeqCst) {
        true => folder.leave(&file.note, Left::Failed(Arc::clone(file))),
        false => file.remove(),
    }
}

fn defect(panic: Box<dyn Any + Send>) -> Outcome {
    // Its own drop could panic once more.
    std::mem::forget(panic);
    let message =
        "a callback of the job, or the library itself, has panicked; whether the file is stored is not known";
    let error = Error::bug(message).with(|details| details.in_doubt = true);
    Outcome { item: None, error: Some(error) }
}
