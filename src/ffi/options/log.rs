//! Option for the log callback.

use std::ffi::c_void;

use crate::ffi::context::{Context, gu_destroy_callback};
use crate::ffi::error::gu_error;
use crate::ffi::log::{self, gu_log_callback};
use crate::ffi::options::{gu_options, set};
use crate::ffi::status::gu_status;

/// Sets the log callback. It gets one message for each request, and one for each fault that the library handles.
///
/// Default: none. The library itself never prints.
///
/// @param options   not NULL
/// @param callback  the callback, or NULL to remove the callback
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_log_callback(
    options: *mut gu_options,
    callback: gu_log_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let log = log::adapter(callback, Context::new(context, destroy));
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_log_callback", options, error, |options| {
            options.set_log(log.clone());
            Ok(())
        })
    }
}
