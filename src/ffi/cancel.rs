//! The flag that cancels blocking calls.

use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::ffi::context::{Context, gu_destroy_callback, unwinding};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, null, quietly, result_place};
use crate::ffi::status::gu_status;
use crate::host::{Life, life};
use crate::net::{Cancel, PollCallback};
use graph_upload_core::error::{Error, Status};

/// A flag that ends blocking calls.
///
/// Created by gu_cancel_new(), freed by the caller with gu_cancel_free(), also while a call that was given it runs: the
/// call continues and can no longer be cancelled. One flag may be given to any number of calls, concurrent or in turn.
/// Once raised it stays raised: later calls that are given it end at once.
pub struct gu_cancel {
    flag: Cancel,
    /// How many gu_cancel_request() are under way, in all threads.
    requests: AtomicU32,
    /// In which they are.
    life: Life,
}

impl gu_cancel {
    /// The flag behind a handle that may be NULL, kept for as long as the call needs it.
    ///
    /// # Safety
    ///
    /// As for [`seen`](Self::seen).
    pub(super) unsafe fn behind(handle: *const gu_cancel) -> Option<Cancel> {
        // SAFETY: as above.
        unsafe { gu_cancel::seen(handle) }.map(|cancel| cancel.flag.clone())
    }

    /// Waits until no request is under way, which takes no more than a system call. False when one was under way in
    /// another thread when the process forked: it stays so for ever here.
    fn settle(&self) -> bool {
        while self.requests.load(Ordering::SeqCst) > 0 {
            if self.life != life() {
                return false;
            }
            std::thread::yield_now();
        }
        true
    }

    /// The flag behind a handle, for a look at it.
    ///
    /// # Safety
    ///
    /// `handle` is NULL or a flag that was not freed when the call began. gu_cancel_free() waits for a
    /// gu_cancel_request() under way, and the others that come here are done with the reference at once.
    unsafe fn seen<'a>(handle: *const gu_cancel) -> Option<&'a gu_cancel> {
        // SAFETY: as above.
        unsafe { handle.as_ref() }
    }
}

/// Creates a flag that is not raised.
///
/// @param cancel  receives the flag; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_RESOURCES if the system has no more descriptors
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_new(cancel: *mut *mut gu_cancel, error: *mut *mut gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(cancel)?;
            let flag = Cancel::new().map_err(|cause| {
                let message = format!("cancel: the system gives no file descriptor ({cause})");
                let error = Error::new(Status::Resources, message);
                error.with(|details| details.os_error = cause.raw_os_error().unwrap_or(0))
            })?;
            give(place, gu_cancel { flag, requests: AtomicU32::new(0), life: life() });
            Ok(())
        })
    }
}

/// Raises the flag: every blocking call that was given it ends with GU_ERR_CANCELLED within 100 ms, unless it already
/// has its result.
///
/// May be called from any thread and from a signal handler, also more than once. Does not block or wait for the calls
/// to end.
///
/// On Windows it does not end the system's check of a server's certificate, which may ask the network whether the
/// certificate was revoked, for 10 s at most. With gu_options_set_platform_roots() off there is no such check.
///
/// @param cancel  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_request(cancel: *const gu_cancel) {
    // SAFETY: as the header promises.
    unsafe {
        // Nothing here allocates, locks or panics: a signal may have come in the middle of anything.
        if let Some(cancel) = gu_cancel::seen(cancel) {
            cancel.requests.fetch_add(1, Ordering::SeqCst);
            cancel.flag.request();
            // The last look at the handle: gu_cancel_free() may go on from here.
            cancel.requests.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// Returns whether the flag is raised.
///
/// @param cancel  may be NULL
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_is_requested(cancel: *const gu_cancel) -> u32 {
    // SAFETY: as the header promises.
    unsafe { quietly(0, || u32::from(gu_cancel::seen(cancel).is_some_and(|cancel| cancel.flag.is_raised()))) }
}

/// Sets a deadline, at which the flag is raised: calls that are given it then end with GU_ERR_CANCELLED. A new deadline
/// replaces the old one.
///
/// Set it before the calls: one that already waits may notice late.
///
/// @param cancel  not NULL
/// @param ms      from now on, in milliseconds; 0 for no deadline, which is the default
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_set_deadline_ms(
    cancel: *const gu_cancel,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let flag = gu_cancel::behind(cancel).ok_or_else(|| null("cancel"))?;
            flag.set_deadline((ms > 0).then(|| Duration::from_millis(ms)));
            Ok(())
        })
    }
}

/// Called on the thread of a blocking call while it waits, so that an interpreter can run its signal handlers.
///
/// Called at least every 100 ms, on several threads at once if several calls are given the flag, and not while another
/// callback or a read of a file blocks. Must not throw or longjmp; see CALLBACKS.
///
/// @param context  as given to the setter
/// @return 0 to continue, any other value to raise the flag
/// @since 0.2
pub type gu_poll_callback = Option<unsafe extern "C" fn(context: *mut c_void) -> i32>;

/// The caller's function, as flags call it.
fn adapter(callback: gu_poll_callback, context: Context) -> Option<PollCallback> {
    let callback = callback?;
    let callback = unwinding!(callback, fn(*mut c_void) -> i32);
    // SAFETY: the header promises a function of this type, and `context` as it was given.
    Some(Arc::new(move || unsafe { callback(context.pointer()) } == 0))
}

/// Sets the poll callback, which is called whenever a call that was given the flag waits.
///
/// Set it before the calls: one that already waits may notice late.
///
/// @param cancel    not NULL
/// @param callback  NULL to remove the callback. Default: NULL
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_set_poll(
    cancel: *const gu_cancel,
    callback: gu_poll_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let context = Context::new(context, destroy);
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let flag = gu_cancel::behind(cancel).ok_or_else(|| null("cancel"))?;
            flag.set_poll(adapter(callback, context));
            Ok(())
        })
    }
}

/// Waits until the flag is raised, for callbacks that have to wait.
///
/// Blocks.
///
/// @param cancel  may be NULL: then it waits for the whole time
/// @param ms      longest wait, in milliseconds
/// @return 1 if the flag is raised, 0 if the time has passed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_wait(cancel: *const gu_cancel, ms: u64) -> u32 {
    // SAFETY: as the header promises.
    unsafe {
        quietly(0, || {
            let cancel = gu_cancel::behind(cancel);
            u32::from(Cancel::wait(cancel.as_ref(), Duration::from_millis(ms)))
        })
    }
}

/// Frees a flag. May be called while calls use it: they continue and can no longer be cancelled.
///
/// @param cancel  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_free(cancel: *mut gu_cancel) {
    // SAFETY: as the header promises.
    unsafe {
        let settled = quietly(true, || gu_cancel::seen(cancel).is_none_or(gu_cancel::settle));
        if settled {
            free(cancel);
        }
    }
}
