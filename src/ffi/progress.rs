//! Progress of an upload.

use std::ffi::{c_char, c_void};

use crate::ffi::context::{Context, unwinding};
use crate::ffi::guard::{object, quietly};
use crate::ffi::text::number_or_unknown;
use crate::ffi::wait::{self, GU_WAIT_NOTHING, gu_wait};
use crate::progress::Progress;

/// Reports the progress of an upload.
///
/// Called on the thread of the blocking call, at most ten times a second and once when the file is stored. Should
/// return quickly: nothing is sent meanwhile. Must not throw or longjmp; see CALLBACKS.
///
/// @param progress  the numbers; only valid during the call
/// @param context   as given to the setter
/// @return 0 to continue, any other value to end the call with GU_ERR_CANCELLED
pub type gu_progress_callback =
    Option<unsafe extern "C" fn(progress: *const gu_progress, context: *mut c_void) -> i32>;

/// Progress of an upload. Only valid during a gu_progress_callback.
pub struct gu_progress(Progress);

/// Returns the number of bytes of the file that have left the system's send queue. Bytes sent again count once.
///
/// Never more than the total; decreases only if the service drops bytes that it had confirmed.
///
/// @param progress  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_sent(progress: *const gu_progress) -> u64 {
    quietly(0, || object(progress, "progress").map_or(0, |progress| progress.0.sent))
}

/// Returns the number of bytes of the file that the service has confirmed.
///
/// @param progress  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_confirmed(progress: *const gu_progress) -> u64 {
    quietly(0, || object(progress, "progress").map_or(0, |progress| progress.0.confirmed))
}

/// Returns the size of the file, in bytes.
///
/// @param progress  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_total(progress: *const gu_progress) -> u64 {
    quietly(0, || object(progress, "progress").map_or(0, |progress| progress.0.total))
}

/// Returns the bytes sent per second over the last five seconds, including bytes sent again.
///
/// @param progress  may be NULL
/// @return 0 while too little is known or nothing moves, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_bytes_per_second(progress: *const gu_progress) -> u64 {
    ask(progress, 0, |progress| progress.bytes_per_second)
}

/// Returns the estimated time left at the speed of the last five seconds, in milliseconds.
///
/// @param progress  may be NULL
/// @return -1 while too little is known or nothing moves, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_time_left_ms(progress: *const gu_progress) -> i64 {
    quietly(-1, || {
        object(progress, "progress").map_or(-1, |progress| number_or_unknown(progress.0.time_left_ms))
    })
}

/// Returns how long nothing will be sent, at most, in milliseconds; gu_progress_waits_for() says why.
///
/// @param progress  may be NULL
/// @return 0 while the upload does not wait, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_waits_ms(progress: *const gu_progress) -> u64 {
    ask(progress, 0, |progress| progress.waits_ms)
}

/// Returns why the upload waits, while gu_progress_waits_ms() is not 0.
///
/// @param progress  may be NULL
/// @return a GU_WAIT_ value; GU_WAIT_NOTHING for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_waits_for(progress: *const gu_progress) -> gu_wait {
    quietly(GU_WAIT_NOTHING, || {
        object(progress, "progress").map_or(GU_WAIT_NOTHING, |progress| wait::number(progress.0.waits_for))
    })
}

/// Returns the service's code for why the upload waits, such as "resourceLocked"; at most 63 bytes.
///
/// @param progress  may be NULL
/// @return lives as long as the progress; empty if there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_waits_code(progress: *const gu_progress) -> *const c_char {
    let empty = c"".as_ptr();
    quietly(empty, || {
        object(progress, "progress").map_or(empty, |progress| progress.0.code.as_c_str().as_ptr())
    })
}

fn ask(progress: *const gu_progress, otherwise: u64, part: impl FnOnce(&Progress) -> Option<u64>) -> u64 {
    quietly(otherwise, || {
        object(progress, "progress").ok().and_then(|progress| part(&progress.0)).unwrap_or(otherwise)
    })
}

/// The caller's function, as uploads call it.
pub(super) fn adapter(
    callback: gu_progress_callback,
    context: Context,
) -> Option<impl Fn(Progress) -> bool + Send + Sync + 'static> {
    let callback = callback?;
    let callback = unwinding!(callback, fn(*const gu_progress, *mut c_void) -> i32);
    Some(move |progress| {
        let progress = gu_progress(progress);
        // SAFETY: the header promises a function of this type, and `context` as it was given.
        unsafe { callback(&progress, context.pointer()) == 0 }
    })
}
