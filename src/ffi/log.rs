//! Log messages.

use std::ffi::{CString, c_char, c_void};
use std::sync::Arc;

use crate::client::{LogCallback, LogLevel};
use crate::ffi::context::{Context, unwinding};
use crate::ffi::guard::read;
use crate::ffi::text::c_string;

/// Receives a log message.
///
/// Called on threads of blocking calls, several at once if several uploads run. Must not throw or longjmp; see
/// CALLBACKS.
///
/// @param record   the message; only valid during the call
/// @param context  as given to the setter
pub type gu_log_callback = Option<unsafe extern "C" fn(record: *const gu_log_record, context: *mut c_void)>;

/// A log message. Only valid during a gu_log_callback.
pub struct gu_log_record {
    level: gu_log_level,
    message: CString,
}

/// Severity of a log message.
pub type gu_log_level = i32;
/// Something went wrong and the library handles it.
pub const GU_LOG_WARNING: gu_log_level = 1;
/// A request and its result.
pub const GU_LOG_INFO: gu_log_level = 2;

/// Returns the severity of a log message.
///
/// @param record  may be NULL
/// @return a GU_LOG_ value; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_log_record_level(record: *const gu_log_record) -> gu_log_level {
    // SAFETY: as the header promises.
    unsafe { read(record, 0, |record| record.level) }
}

/// Returns the text of a log message, without a line end. It contains no token and no upload URL.
///
/// @param record  may be NULL
/// @return lives as long as the record; empty for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_log_record_message(record: *const gu_log_record) -> *const c_char {
    let empty = c"".as_ptr();
    // SAFETY: as the header promises.
    unsafe { read(record, empty, |record| record.message.as_ptr()) }
}

/// The caller's function, as clients call it.
pub(super) fn adapter(callback: gu_log_callback, context: Context) -> Option<LogCallback> {
    let callback = callback?;
    let callback = unwinding!(callback, fn(*const gu_log_record, *mut c_void) -> ());
    Some(Arc::new(move |level, line: &str| {
        let level = match level {
            LogLevel::Warning => GU_LOG_WARNING,
            LogLevel::Info => GU_LOG_INFO,
        };
        let record = gu_log_record { level, message: c_string(line) };
        // SAFETY: the header promises a function of this type, and `context` as it was given.
        unsafe { callback(&record, context.pointer()) };
    }))
}
