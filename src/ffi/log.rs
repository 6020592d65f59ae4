//! A line of the log.

use std::ffi::{CString, c_char, c_void};
use std::sync::Arc;

use crate::client::{LogCallback, LogLevel};
use crate::ffi::context::{Context, unwinding};
use crate::ffi::guard::{object, quietly};
use crate::ffi::text::c_string;

/// Takes a line of the log.
///
/// Comes on the threads of blocking calls, of several at once where several uploads run. It must return; see CALLBACKS.
///
/// @param record   the line; only valid during the call
/// @param context  as it was given
pub type gu_log_callback = Option<unsafe extern "C" fn(record: *const gu_log_record, context: *mut c_void)>;

/// A line of the log. Only valid during a gu_log_callback.
pub struct gu_log_record {
    level: gu_log_level,
    message: CString,
}

/// How weighty a line of the log is.
pub type gu_log_level = i32;
/// Something went wrong and the library deals with it.
pub const GU_LOG_WARNING: gu_log_level = 1;
/// A request, and what came back.
pub const GU_LOG_INFO: gu_log_level = 2;

/// How weighty a line of the log is.
///
/// @param record  may be NULL
/// @return a GU_LOG_ value; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_log_record_level(record: *const gu_log_record) -> gu_log_level {
    quietly(0, || object(record, "record").map_or(0, |record| record.level))
}

/// The text of a line of the log, without a line end. No token and no upload URL is in it.
///
/// @param record  may be NULL
/// @return lives as long as the record; empty for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_log_record_message(record: *const gu_log_record) -> *const c_char {
    let empty = c"".as_ptr();
    quietly(empty, || object(record, "record").map_or(empty, |record| record.message.as_ptr()))
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
