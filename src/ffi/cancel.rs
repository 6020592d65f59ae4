//! Cancelling from elsewhere.

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
/// Made by gu_cancel_new(), freed by the caller with gu_cancel_free(), also while a call that was given it is under way:
/// the call goes on and can no longer be cancelled. One flag may be given to any number of calls, at the same time and
/// one after the other. Once raised it stays raised: later calls that are given it end at once.
pub struct gu_cancel {
    flag: Cancel,
    /// How many gu_cancel_request() are under way, in all threads.
    requests: AtomicU32,
    /// In which they are.
    life: Life,
}

impl gu_cancel {
    /// The flag behind a handle that may be NULL, kept for as long as the call needs it.
    pub(super) fn behind(handle: *const gu_cancel) -> Option<Cancel> {
        gu_cancel::seen(handle).map(|cancel| cancel.flag.clone())
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

    fn seen<'a>(handle: *const gu_cancel) -> Option<&'a gu_cancel> {
        // SAFETY: the header promises NULL or a flag that was not freed when the call began. gu_cancel_free() waits for
        // a gu_cancel_request() under way, and the others that come here are done with the reference at once.
        unsafe { handle.as_ref() }
    }
}

/// Makes a flag that is not raised.
///
/// @param cancel  receives the flag; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_RESOURCES when the system has no more descriptors
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_new(cancel: *mut *mut gu_cancel, error: *mut *mut gu_error) -> gu_status {
    guard(error, || {
        let place = result_place(cancel, "cancel")?;
        let flag = Cancel::new().map_err(|cause| {
            let message = format!("cancel: the system gives no file descriptor ({cause})");
            let error = Error::new(Status::Resources, message);
            error.with(|details| details.os_error = cause.raw_os_error().unwrap_or(0))
        })?;
        give(place, gu_cancel { flag, requests: AtomicU32::new(0), life: life() });
        Ok(())
    })
}

/// Raises the flag: every blocking call that was given it ends with GU_ERR_CANCELLED, at the latest 100 ms later,
/// unless it has its result already.
///
/// May be called from any thread and from a signal handler, also more than once. It does not block and does not wait
/// for the calls to end.
///
/// On Windows one thing is not ended: the system's own look at the certificate of a server that is connected to, which
/// may ask the network whether it was revoked, for 10 s at most. With gu_options_set_platform_roots() off it is not
/// asked.
///
/// @param cancel  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_request(cancel: *const gu_cancel) {
    // Nothing here allocates, locks or panics: a signal may have come in the middle of anything.
    if let Some(cancel) = gu_cancel::seen(cancel) {
        cancel.requests.fetch_add(1, Ordering::SeqCst);
        cancel.flag.request();
        // The last look at the handle: gu_cancel_free() may go on from here.
        cancel.requests.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether the flag is raised.
///
/// @param cancel  may be NULL
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_is_requested(cancel: *const gu_cancel) -> u32 {
    quietly(0, || u32::from(gu_cancel::seen(cancel).is_some_and(|cancel| cancel.flag.is_raised())))
}

/// Raises the flag by itself after a time: the calls that it is given to end with GU_ERR_CANCELLED then. Set again, the
/// time counts from that call on.
///
/// To be set before the calls: one that waits already may take notice late.
///
/// @param cancel  not NULL
/// @param ms      from now on, in milliseconds; 0 for no deadline, which is the default
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_set_deadline_ms(
    cancel: *const gu_cancel,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let flag = gu_cancel::behind(cancel).ok_or_else(|| null("cancel"))?;
        flag.set_deadline((ms > 0).then(|| Duration::from_millis(ms)));
        Ok(())
    })
}

/// Called on the thread of a blocking call while it waits, so that an interpreter can run its signal handlers.
///
/// Comes at least every 100 ms, of several threads at once where several calls are given the flag, and not while another
/// callback or a read of a file blocks. It must return; see CALLBACKS.
///
/// @param context  as it was given
/// @return 0 to go on, anything else to raise the flag
pub type gu_poll_callback = Option<unsafe extern "C" fn(context: *mut c_void) -> i32>;

/// Sets the function that is called in every wait of the calls that are given the flag.
///
/// To be set before the calls: one that waits already may take notice late.
///
/// @param cancel    not NULL
/// @param callback  NULL for none, which is the default
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_set_poll(
    cancel: *const gu_cancel,
    callback: gu_poll_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let context = Context::new(context, destroy);
    guard(error, || {
        let flag = gu_cancel::behind(cancel).ok_or_else(|| null("cancel"))?;
        flag.set_poll(callback.map(|callback| -> PollCallback {
            let callback = unwinding!(callback, fn(*mut c_void) -> i32);
            // SAFETY: the header promises a function of this type, and `context` as it was given.
            Arc::new(move || unsafe { callback(context.pointer()) } == 0)
        }));
        Ok(())
    })
}

/// Waits until the flag is raised, for a callback that has to wait by itself.
///
/// @param cancel  may be NULL: then it waits for the whole time
/// @param ms      how long at most, in milliseconds
/// @return 1 when the flag is raised, 0 when the time has passed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_wait(cancel: *const gu_cancel, ms: u64) -> u32 {
    quietly(0, || {
        let cancel = gu_cancel::behind(cancel);
        u32::from(Cancel::wait(cancel.as_ref(), Duration::from_millis(ms)))
    })
}

/// Frees the flag. May be called while calls use it: they go on, and are not cancelled any more.
///
/// @param cancel  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_free(cancel: *mut gu_cancel) {
    let settled = quietly(true, || gu_cancel::seen(cancel).is_none_or(gu_cancel::settle));
    if settled {
        free(cancel);
    }
}
