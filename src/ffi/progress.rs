//! Progress of an upload.

use std::ffi::{c_char, c_void};

use crate::ffi::context::{Context, unwinding};
use crate::ffi::guard::read;
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
    // SAFETY: as the header promises.
    unsafe { read(progress, 0, |progress| progress.0.sent) }
}

/// Returns the number of bytes of the file that the service has confirmed.
///
/// @param progress  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_confirmed(progress: *const gu_progress) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(progress, 0, |progress| progress.0.confirmed) }
}

/// Returns the size of the file, in bytes.
///
/// @param progress  may be NULL
/// @return 0 while a stream is read, whose size is not known before its end, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_total(progress: *const gu_progress) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(progress, 0, |progress| progress.0.total) }
}

/// Returns the number of bytes that were read of a stream (gu_upload_set_stream()), while it is read.
///
/// gu_progress_waits_for() is GU_WAIT_SOURCE then, and all other numbers are 0 or unknown. Once the stream has ended,
/// they count from 0, and this is 0.
///
/// @param progress  may be NULL
/// @return 0 at any other time, and for NULL
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_spooled(progress: *const gu_progress) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(progress, 0, |progress| progress.0.spooled) }
}

/// Returns the bytes sent per second over the last five seconds, including bytes sent again.
///
/// @param progress  may be NULL
/// @return 0 while too little is known or nothing moves, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_bytes_per_second(progress: *const gu_progress) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(progress, 0, |progress| progress.0.bytes_per_second.unwrap_or(0)) }
}

/// Returns the estimated time left at the speed of the last five seconds, in milliseconds.
///
/// @param progress  may be NULL
/// @return -1 while too little is known or nothing moves, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_time_left_ms(progress: *const gu_progress) -> i64 {
    // SAFETY: as the header promises.
    unsafe { read(progress, -1, |progress| number_or_unknown(progress.0.time_left_ms)) }
}

/// Returns by how much the upload session expires before the rest of the file is sent, at the speed of the last five
/// minutes of sending, in milliseconds.
///
/// An upload session lives for minutes to days, and the next one begins with the first byte. A warning in the log has the
/// numbers. An upload that gains nothing by another session ends with GU_ERR_EXPIRED.
///
/// @param progress  may be NULL
/// @return 0 if in time; -1 while too little is known, if there is no upload session, and for NULL
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_late_by_ms(progress: *const gu_progress) -> i64 {
    // SAFETY: as the header promises.
    unsafe { read(progress, -1, |progress| number_or_unknown(progress.0.late_by_ms)) }
}

/// Returns how long nothing will be sent, at most, in milliseconds; gu_progress_waits_for() says why.
///
/// @param progress  may be NULL
/// @return 0 while the upload does not wait, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_waits_ms(progress: *const gu_progress) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(progress, 0, |progress| progress.0.waits_ms.unwrap_or(0)) }
}

/// Returns why the upload waits, while gu_progress_waits_ms() is not 0, or GU_WAIT_SOURCE while a stream is read.
///
/// @param progress  may be NULL
/// @return a GU_WAIT_ value; GU_WAIT_NOTHING for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_waits_for(progress: *const gu_progress) -> gu_wait {
    // SAFETY: as the header promises.
    unsafe { read(progress, GU_WAIT_NOTHING, |progress| wait::number(progress.0.waits_for)) }
}

/// Returns the service's code for why the upload waits, such as "resourceLocked"; at most 63 bytes.
///
/// @param progress  may be NULL
/// @return lives as long as the progress; empty if there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_progress_waits_code(progress: *const gu_progress) -> *const c_char {
    let empty = c"".as_ptr();
    // SAFETY: as the header promises.
    unsafe { read(progress, empty, |progress| progress.0.code.as_c_str().as_ptr()) }
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
