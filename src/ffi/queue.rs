//! A queue of uploads.

use std::ffi::{c_char, c_void};
use std::path::Path;
use std::time::Duration;

use crate::ffi::cancel::gu_cancel;
use crate::ffi::client::gu_client;
use crate::ffi::context::{Context, gu_destroy_callback};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, hold, quietly, result_place, store};
use crate::ffi::job::gu_job;
use crate::ffi::state::sealing_key;
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::{number_or_unknown, required};
use crate::ffi::upload::gu_upload;
use crate::job::{Attached, Queue, QueueProgress, Room};
use graph_upload_core::error::Error;

/// Runs many uploads on threads of its own, so that no call of the caller blocks.
///
/// Created by gu_queue_new(), freed by the caller with gu_queue_free(). Any thread may use it, callbacks of its jobs
/// included. Its threads start when they are needed, and block all signals but those by which runtimes stop threads.
/// Callbacks of its jobs are called on these threads, several at a time; sources and tokens can do without any callback
/// (gu_upload_set_file(), gu_upload_set_memory(), gu_client_set_token()). In a forked child it can only be freed.
pub struct gu_queue(Queue);

/// Creates a queue. Sends nothing and starts no thread.
///
/// @param client   for all uploads of the queue, which keeps what it needs of it; not NULL
/// @param at_once  how many jobs may run at a time, 1 to 256. The limits of the service hold as well: at most four
///                 requests at a time for a mailbox, so more than four help only with several mailboxes or drives
/// @param queue    receives the queue; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_RESOURCES if the process has no descriptor left
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_new(
    client: *const gu_client,
    at_once: u32,
    queue: *mut *mut gu_queue,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(queue)?;
            let client = gu_client::behind(client)?;
            give(place, gu_queue(Queue::new(&client, at_once as usize)?));
            Ok(())
        })
    }
}

/// Limits how many jobs wait in the queue, paused ones included. Default: no limit but memory, of which a waiting job
/// takes less than 1 KiB beside what its source keeps.
///
/// @param queue    not NULL
/// @param most     the most jobs that wait; 0 for any number
/// @param wait_ms  how long gu_queue_submit() waits for room before it returns GU_ERR_BUSY: 0 for not at all,
///                 UINT32_MAX for as long as it takes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_set_room(
    queue: *const gu_queue,
    most: u32,
    wait_ms: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let most = (most != 0).then_some(most as usize);
            hold(queue)?.0.set_room(Room { most, wait: limit(wait_ms) })
        })
    }
}

/// Saves the jobs of the queue in a folder until they end, and takes up what an earlier process has left there.
///
/// Each job has a file there, which is written by gu_queue_submit() and removed at its end; gu_upload_set_state_file() is
/// not allowed beside it. Only files given by gu_upload_set_file() can be submitted then. Whatever ends the process, the
/// next one that calls this goes on with each file where the service has it: those jobs run first, in the order of their
/// submission, without context, progress callback or handle; gu_queue_next() returns them, and gu_job_path() tells them
/// apart. gu_queue_free() leaves jobs that have not ended in the folder, as does an error that may pass;
/// gu_job_cancel() and gu_queue_cancel() take them out.
///
/// So a program may submit the same files each time it starts: a job that was taken up is not submitted twice, and a
/// file that was stored by a job of this folder, and whose size and time have not changed since, is not stored again:
/// its job ends at once with GU_OK and an item of id, name and size. To store such files anew, remove the file "done"
/// from the folder while no queue uses it.
///
/// Must be called before the first submission. One queue at a time can use a folder, which a process that is killed leaves
/// free; a child that it has forked, and that has executed no other program, keeps it in use. A submission waits until
/// the disk has the job, which takes milliseconds.
///
/// @param queue       not NULL
/// @param path        the folder, UTF-8 on every system; created, for its owner only, if it does not exist; not NULL
/// @param key         seals the files with XChaCha20-Poly1305; the same in each process; NULL to leave them readable for
///                    the owner of the folder: they hold upload URLs
/// @param key_length  32, or 0 if key is NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_BUSY if another queue uses the folder; GU_ERR_SAVED_STATE if it cannot be
///         used, or a file in it cannot be read, which the message names; GU_ERR_STATE after a submission or in a forked
///         child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_set_state_folder(
    queue: *const gu_queue,
    path: *const c_char,
    key: *const u8,
    key_length: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let path = required(path, "path")?;
            if path.is_empty() {
                return Err(Error::argument("path: must not be empty"));
            }
            let key = sealing_key(key, key_length)?;
            hold(queue)?.0.set_state_folder(Path::new(path), key)
        })
    }
}

/// Submits an upload and returns at once. Its settings, source and target are copied: both handles may be changed,
/// reused or freed afterwards.
///
/// The job that was submitted first runs first; see gu_job_move_to_front(). A file is opened when its job runs.
///
/// @param queue    not NULL
/// @param upload   not NULL; needs a source
/// @param target   not NULL
/// @param context  for the caller, who gets it from gu_job_context(); may be NULL
/// @param destroy  frees `context` when the job is gone, also when this call fails; called on whichever thread has the
///                 job last; may be NULL
/// @param job      receives a handle of the job, which the caller frees with gu_job_free(); may be NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE without a source or in a forked child; GU_ERR_BUSY while the upload
///         runs in gu_upload_run(), or if the queue is full (gu_queue_set_room()); GU_ERR_RESOURCES if the queue has no
///         thread and none can be started
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_submit(
    queue: *const gu_queue,
    upload: *const gu_upload,
    target: *const gu_target,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    job: *mut *mut gu_job,
    error: *mut *mut gu_error,
) -> gu_status {
    let attached: Attached = Box::new(Context::new(context, destroy));
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            store(job, std::ptr::null_mut());
            let queue = hold(queue)?;
            let upload = gu_upload::copied(upload)?;
            let target = hold(target)?.share()?;
            let submitted = queue.0.submit(&upload, &*target, Some(attached))?;
            if !job.is_null() {
                give(job, gu_job::new(submitted));
            }
            Ok(())
        })
    }
}

/// Returns what an event loop watches: on Unix a file descriptor, on Windows the HANDLE of an event. It is readable, or
/// signalled, exactly while gu_queue_next() has a job to return.
///
/// It belongs to the queue: only watch it, and stop before gu_queue_free(). Do not read, reset or close it.
///
/// @param queue  may be NULL
/// @return -1 for NULL and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_handle(queue: *const gu_queue) -> i64 {
    // SAFETY: as the header promises.
    quietly(-1, || unsafe { hold(queue) }.and_then(|queue| queue.0.handle()).unwrap_or(-1))
}

/// Returns the next job that has ended, in the order of ending. Each job is returned once, unless gu_job_wait() has
/// waited for it.
///
/// @param queue   not NULL
/// @param ms      how long to wait for one: 0 for not at all, UINT32_MAX for as long as jobs are left
/// @param cancel  ends the wait, not the jobs; may be NULL
/// @param job     receives a handle of the job, which the caller frees with gu_job_free(); NULL if none has ended in
///                time, or none is left; not NULL itself
/// @param error   may be NULL; see gu_error
/// @return GU_OK, with or without a job; GU_ERR_ARGUMENT; GU_ERR_CANCELLED; GU_ERR_STATE in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_next(
    queue: *const gu_queue,
    ms: u32,
    cancel: *const gu_cancel,
    job: *mut *mut gu_job,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(job)?;
            let queue = hold(queue)?;
            let cancel = gu_cancel::behind(cancel);
            if let Some(ended) = queue.0.next(limit(ms), cancel.as_ref())? {
                give(place, gu_job::new(ended));
            }
            Ok(())
        })
    }
}

/// Pauses all jobs, those submitted later included. A request under way is finished first; see gu_job_pause().
///
/// @param queue  not NULL
/// @param error  may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_pause(queue: *const gu_queue, error: *mut *mut gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { guard(error, || hold(queue)?.0.pause()) }
}

/// Continues all jobs, also those that gu_job_pause() has paused.
///
/// @param queue  not NULL
/// @param error  may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE in a forked child; GU_ERR_RESOURCES if the queue has no thread and none can
///         be started: try again later
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_continue(queue: *const gu_queue, error: *mut *mut gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { guard(error, || hold(queue)?.0.resume()) }
}

/// Cancels all jobs that have not ended, and returns at once; see gu_job_cancel(). Others can be submitted afterwards.
///
/// @param queue  not NULL
/// @param error  may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_cancel(queue: *const gu_queue, error: *mut *mut gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { guard(error, || hold(queue)?.0.cancel()) }
}

/// Frees a queue: cancels all jobs that have not ended, and waits for them. Handles of jobs stay valid. With
/// gu_queue_set_state_folder() these jobs stay in the folder.
///
/// If a call uses the queue, it is freed when that call returns. Called from a callback of one of its jobs, it does not
/// wait for that job.
///
/// @param queue  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_free(queue: *mut gu_queue) {
    // SAFETY: as the header promises.
    unsafe { free(queue) }
}

/// A number of a queue: how many of its jobs are where.
pub type gu_queue_count = i32;
/// Jobs that wait for their turn.
pub const GU_QUEUE_WAITING: gu_queue_count = 0;
/// Jobs that run.
pub const GU_QUEUE_RUNNING: gu_queue_count = 1;
/// Jobs that are paused.
pub const GU_QUEUE_PAUSED: gu_queue_count = 2;
/// Jobs whose file is stored.
pub const GU_QUEUE_STORED: gu_queue_count = 3;
/// Jobs that ended with an error, cancelled ones included.
pub const GU_QUEUE_FAILED: gu_queue_count = 4;

/// Returns how many jobs wait, run, are paused, are stored or failed. Never waits.
///
/// @param queue  may be NULL
/// @param which  a GU_QUEUE_ value
/// @return 0 for NULL, an unknown value, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_jobs(queue: *const gu_queue, which: gu_queue_count) -> u64 {
    // SAFETY: as the header promises.
    let progress = unsafe { progress(queue) };
    match which {
        GU_QUEUE_WAITING => progress.waiting,
        GU_QUEUE_RUNNING => progress.running,
        GU_QUEUE_PAUSED => progress.paused,
        GU_QUEUE_STORED => progress.stored,
        GU_QUEUE_FAILED => progress.failed,
        _ => 0,
    }
}

/// Returns how many bytes of all jobs have left the system's send queue, those of ended jobs included. Never waits.
///
/// @param queue  may be NULL
/// @return 0 for NULL and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_sent(queue: *const gu_queue) -> u64 {
    // SAFETY: as the header promises.
    unsafe { progress(queue) }.sent
}

/// Returns how many bytes of all jobs the service has confirmed, those of ended jobs included. Never waits.
///
/// @param queue  may be NULL
/// @return 0 for NULL and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_confirmed(queue: *const gu_queue) -> u64 {
    // SAFETY: as the header promises.
    unsafe { progress(queue) }.confirmed
}

/// Returns the bytes of all jobs whose size is known, ended ones included. The size of a stream is known when it was
/// read to its end. Never waits.
///
/// @param queue  may be NULL
/// @return 0 for NULL and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_total(queue: *const gu_queue) -> u64 {
    // SAFETY: as the header promises.
    unsafe { progress(queue) }.total
}

/// Returns the bytes sent per second, added up over the jobs that run. Never waits.
///
/// @param queue  may be NULL
/// @return 0 while too little is known or nothing moves, for NULL, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_bytes_per_second(queue: *const gu_queue) -> u64 {
    // SAFETY: as the header promises.
    unsafe { progress(queue) }.bytes_per_second.unwrap_or(0)
}

/// Returns the estimated time left at that speed, in milliseconds. Never waits.
///
/// @param queue  may be NULL
/// @return -1 while too little is known or nothing moves, for NULL, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_queue_time_left_ms(queue: *const gu_queue) -> i64 {
    // SAFETY: as the header promises.
    number_or_unknown(unsafe { progress(queue) }.time_left_ms)
}

/// # Safety
///
/// As for [`hold`].
unsafe fn progress(queue: *const gu_queue) -> QueueProgress {
    let nothing = QueueProgress::default();
    // SAFETY: as above.
    quietly(nothing, || unsafe { hold(queue) }.and_then(|queue| queue.0.progress()).unwrap_or(nothing))
}

/// A time of the C API: none for `UINT32_MAX`.
pub(super) fn limit(ms: u32) -> Option<Duration> {
    (ms != u32::MAX).then(|| Duration::from_millis(ms.into()))
}
