//! A job of a queue.

use std::ffi::{CString, c_char, c_void};

use once_cell::sync::OnceCell;

use crate::ffi::cancel::gu_cancel;
use crate::ffi::context::Context;
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, guard, hold, quietly, read};
use crate::ffi::item::gu_item;
use crate::ffi::queue::limit;
use crate::ffi::status::{GU_ERR_BUSY, GU_OK, code, gu_status};
use crate::ffi::text::{c_string, number_or_unknown};
use crate::ffi::wait::{self, GU_WAIT_NOTHING, gu_wait};
use crate::job::{Job, Stage};
use crate::progress::Progress;

/// One upload of a queue.
///
/// Comes from gu_queue_submit() and gu_queue_next(). Each call returns a handle of its own, also for the same job, and
/// the caller frees each with gu_job_free(): that neither cancels the job nor ends it. It may outlive its queue. Any
/// thread may use it. In a forked child it can only be freed.
pub struct gu_job {
    job: Job,
    item: OnceCell<Option<gu_item>>,
    error: OnceCell<Option<gu_error>>,
    path: OnceCell<CString>,
}

/// Where a job is.
pub type gu_stage = i32;
/// It waits for its turn.
pub const GU_STAGE_WAITING: gu_stage = 0;
/// It runs. A job that was paused runs until its request under way has ended.
pub const GU_STAGE_RUNNING: gu_stage = 1;
/// It is paused.
pub const GU_STAGE_PAUSED: gu_stage = 2;
/// It has ended.
pub const GU_STAGE_ENDED: gu_stage = 3;

impl gu_job {
    pub(super) fn new(job: Job) -> Self {
        Self { job, item: OnceCell::new(), error: OnceCell::new(), path: OnceCell::new() }
    }
}

/// Returns the number of the job in its queue, from 1 on. All handles of a job have the same.
///
/// @param job  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_id(job: *const gu_job) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(job, 0, |job| job.job.id()) }
}

/// Returns the `context` that was given to gu_queue_submit().
///
/// @param job  may be NULL
/// @return NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_context(job: *const gu_job) -> *mut c_void {
    let context = |job: &gu_job| {
        let attached = job.job.attached().and_then(|attached| attached.downcast_ref::<Context>());
        attached.map_or(std::ptr::null_mut(), Context::pointer)
    };
    // SAFETY: as the header promises.
    unsafe { read(job, std::ptr::null_mut(), context) }
}

/// Returns the path of the job's file: as it was given, or, for a job that an earlier process has left, from the root on.
///
/// @param job  may be NULL
/// @return lives as long as this handle; empty if the source is not a file given by its path, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_path(job: *const gu_job) -> *const c_char {
    let path = |job: &gu_job| {
        let text = |job: &Job| job.path().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        job.path.get_or_init(|| c_string(&text(&job.job))).as_ptr()
    };
    // SAFETY: as the header promises.
    unsafe { read(job, c"".as_ptr(), path) }
}

/// Returns where the job is. Never waits.
///
/// @param job  may be NULL
/// @return a GU_STAGE_ value; GU_STAGE_ENDED for NULL and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_stage(job: *const gu_job) -> gu_stage {
    let state = |job: &gu_job| match job.job.stage() {
        Ok(Stage::Waiting) => GU_STAGE_WAITING,
        Ok(Stage::Running) => GU_STAGE_RUNNING,
        Ok(Stage::Paused) => GU_STAGE_PAUSED,
        Ok(Stage::Ended) | Err(_) => GU_STAGE_ENDED,
    };
    // SAFETY: as the header promises.
    unsafe { read(job, GU_STAGE_ENDED, state) }
}

/// Returns how the job has ended, as gu_upload_run() would have returned. Never waits.
///
/// @param job  may be NULL
/// @return GU_OK if the file is stored; GU_ERR_BUSY if the job has not ended; GU_ERR_CANCELLED after gu_job_cancel(),
///         gu_queue_cancel() and gu_queue_free(); GU_OK for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_status(job: *const gu_job) -> gu_status {
    let status = |job: &gu_job| match job.job.outcome() {
        None => GU_ERR_BUSY,
        Some(outcome) => outcome.error.as_ref().map_or(GU_OK, |error| code(error.status())),
    };
    // SAFETY: as the header promises.
    unsafe { read(job, GU_OK, status) }
}

/// Returns the stored file. Never waits.
///
/// @param job  may be NULL
/// @return lives as long as this handle, do not free it; NULL if the job has not ended or its file is not stored, and for
///         NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_item(job: *const gu_job) -> *const gu_item {
    let item = |job: &gu_job| {
        let outcome = job.job.outcome()?;
        let item = job.item.get_or_init(|| outcome.item.clone().map(gu_item::from));
        item.as_ref().map(std::ptr::from_ref)
    };
    // SAFETY: as the header promises.
    unsafe { read(job, std::ptr::null(), |job| item(job).unwrap_or(std::ptr::null())) }
}

/// Returns the error that the job ended with. Never waits.
///
/// @param job  may be NULL
/// @return lives as long as this handle, do not free it; NULL if the job has not ended or has not failed, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_error(job: *const gu_job) -> *const gu_error {
    let error = |job: &gu_job| {
        let outcome = job.job.outcome()?;
        let error = job.error.get_or_init(|| outcome.error.clone().map(gu_error::from));
        error.as_ref().map(std::ptr::from_ref)
    };
    // SAFETY: as the header promises.
    unsafe { read(job, std::ptr::null(), |job| error(job).unwrap_or(std::ptr::null())) }
}

/// Returns how many bytes of the file have left the system's send queue; see gu_progress_sent(). Never waits.
///
/// @param job  may be NULL
/// @return 0 for NULL and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_sent(job: *const gu_job) -> u64 {
    // SAFETY: as the header promises.
    unsafe { progress(job) }.sent
}

/// Returns how many bytes of the file the service has confirmed. Never waits.
///
/// @param job  may be NULL
/// @return 0 for NULL and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_confirmed(job: *const gu_job) -> u64 {
    // SAFETY: as the header promises.
    unsafe { progress(job) }.confirmed
}

/// Returns the size of the file, in bytes. Never waits.
///
/// @param job  may be NULL
/// @return 0 while it is not known, for NULL, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_total(job: *const gu_job) -> u64 {
    // SAFETY: as the header promises.
    unsafe { progress(job) }.total
}

/// Returns the bytes sent per second over the last five seconds, including bytes sent again. Never waits.
///
/// @param job  may be NULL
/// @return 0 while too little is known or nothing moves, for NULL, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_bytes_per_second(job: *const gu_job) -> u64 {
    // SAFETY: as the header promises.
    unsafe { progress(job) }.bytes_per_second.unwrap_or(0)
}

/// Returns the estimated time left at that speed, in milliseconds. Never waits.
///
/// @param job  may be NULL
/// @return -1 while too little is known or nothing moves, for NULL, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_time_left_ms(job: *const gu_job) -> i64 {
    // SAFETY: as the header promises.
    number_or_unknown(unsafe { progress(job) }.time_left_ms)
}

/// Returns by how much the upload session expires before the rest of the file is sent, in milliseconds; see
/// gu_progress_late_by_ms(). Never waits.
///
/// @param job  may be NULL
/// @return 0 if in time; -1 while too little is known, if there is no upload session, for NULL, and in a forked child
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_late_by_ms(job: *const gu_job) -> i64 {
    // SAFETY: as the header promises.
    number_or_unknown(unsafe { progress(job) }.late_by_ms)
}

/// Returns how long nothing will be sent, at most, in milliseconds; gu_job_waits_for() says why. Never waits itself.
///
/// @param job  may be NULL
/// @return 0 while the job does not wait in the middle of its upload, for NULL, and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_waits_ms(job: *const gu_job) -> u64 {
    // SAFETY: as the header promises.
    unsafe { progress(job) }.waits_ms.unwrap_or(0)
}

/// Returns why the job waits, while gu_job_waits_ms() is not 0. Never waits itself.
///
/// @param job  may be NULL
/// @return a GU_WAIT_ value; GU_WAIT_NOTHING for NULL and in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_waits_for(job: *const gu_job) -> gu_wait {
    // SAFETY: as the header promises.
    quietly(GU_WAIT_NOTHING, || wait::number(unsafe { progress(job) }.waits_for))
}

/// Cancels a job and returns at once. A job that has not begun ends now; any other one ends as gu_upload_run() does when
/// its gu_cancel is raised, which gu_upload_set_keep_on_cancel() decides about.
///
/// @param job    not NULL; if it has ended, nothing happens
/// @param error  may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_cancel(job: *const gu_job, error: *mut *mut gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { guard(error, || hold(job)?.job.cancel()) }
}

/// Pauses a job and returns at once. A job that runs finishes its request under way first and then leaves its thread to
/// another one; one that reads a stream does so after the read under way. Its connection and upload session are kept,
/// and its retry budget stands still; the session expires at the service all the same (gu_session_expires_ms()).
///
/// @param job    not NULL; if it has ended, nothing happens
/// @param error  may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_pause(job: *const gu_job, error: *mut *mut gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { guard(error, || hold(job)?.job.pause()) }
}

/// Continues a job after gu_job_pause(). It keeps its place: jobs submitted later run later. If the whole queue is paused,
/// it runs when that continues.
///
/// @param job    not NULL; if it is not paused, nothing happens
/// @param error  may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE in a forked child; GU_ERR_RESOURCES as for gu_queue_continue()
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_continue(job: *const gu_job, error: *mut *mut gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { guard(error, || hold(job)?.job.resume()) }
}

/// Lets a job run before all others that wait.
///
/// @param job    not NULL; if it has ended, nothing happens
/// @param error  may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_move_to_front(job: *const gu_job, error: *mut *mut gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { guard(error, || hold(job)?.job.move_to_front()) }
}

/// Waits until the job has ended. gu_queue_next() does not return it any more then.
///
/// @param job     not NULL
/// @param ms      how long to wait: 0 for not at all, UINT32_MAX for as long as it takes
/// @param cancel  ends the wait, not the job; may be NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK if it has ended, in whatever way; GU_ERR_TIMEOUT if it has not; GU_ERR_ARGUMENT; GU_ERR_CANCELLED;
///         GU_ERR_STATE in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_wait(
    job: *const gu_job,
    ms: u32,
    cancel: *const gu_cancel,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let (job, cancel) = (hold(job)?, gu_cancel::behind(cancel));
            job.job.wait(limit(ms), cancel.as_ref())
        })
    }
}

/// Frees a handle of a job. The job goes on.
///
/// @param job  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_job_free(job: *mut gu_job) {
    // SAFETY: as the header promises.
    unsafe { free(job) }
}

/// # Safety
///
/// As for [`hold`].
unsafe fn progress(job: *const gu_job) -> Progress {
    let nothing = Progress::default();
    // SAFETY: as above.
    quietly(nothing, || unsafe { hold(job) }.and_then(|job| job.job.progress()).unwrap_or(nothing))
}
