//! Cancelling from elsewhere.

use std::time::Duration;

use crate::error::Error;
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, quietly, result_place};
use crate::ffi::status::gu_status;
use crate::transport::Cancel;

/// A flag that ends blocking calls.
///
/// Made by gu_cancel_new(), freed by the caller with gu_cancel_free() once no call that was given it is under way. One
/// flag may be given to any number of calls, at the same time and one after the other. Once raised it stays raised:
/// later calls that are given it end at once.
pub struct gu_cancel(Cancel);

impl gu_cancel {
    /// The flag behind a handle that may be NULL.
    pub(super) fn behind<'a>(handle: *const gu_cancel) -> Option<&'a Cancel> {
        // SAFETY: the header promises NULL or a flag that is not freed while a call that was given it is under way.
        unsafe { handle.as_ref() }.map(|cancel| &cancel.0)
    }
}

/// Makes a flag that is not raised.
///
/// @param cancel  receives the flag; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE when the system has no more descriptors
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_new(cancel: *mut *mut gu_cancel, error: *mut *mut gu_error) -> gu_status {
    guard(error, || {
        let place = result_place(cancel, "cancel")?;
        let flag = Cancel::new()
            .map_err(|cause| Error::state(format!("cancel: the system gives no descriptor ({cause})")))?;
        give(place, gu_cancel(flag));
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
    if let Some(cancel) = gu_cancel::behind(cancel) {
        cancel.request();
    }
}

/// Whether the flag is raised.
///
/// @param cancel  may be NULL
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_is_requested(cancel: *const gu_cancel) -> u32 {
    quietly(0, || u32::from(gu_cancel::behind(cancel).is_some_and(Cancel::is_requested)))
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
        u32::from(Cancel::wait(cancel, Duration::from_millis(ms)))
    })
}

/// Frees the flag.
///
/// @param cancel  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_cancel_free(cancel: *mut gu_cancel) {
    free(cancel);
}
