//! Targets from strings.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::guard::{give, guard, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::{optional, required};
use graph_upload_core::kinds::text_form::{Beside, parse};

/// Creates a target from a string, for programs that read it from a command line or a file.
///
/// The string is one of
///
/// - "todo:LIST/TASK[/NAME]", "message:MESSAGE[/NAME]", "event:EVENT[/NAME]", "post:GROUP/THREAD/POST[/NAME]"
/// - "print:PRINTER/JOB/DOCUMENT[/NAME]", "share:PRINTER-SHARE/JOB/DOCUMENT[/NAME]"
/// - "drive:/PATH" or "drive:DRIVE:/PATH", "item:ITEM" or "item:DRIVE:ITEM", with DRIVE as in gu_target_drive_path()
///
/// Its parts are percent-encoded as in a URL: %2F is a slash in an id. If NAME is omitted, or PATH ends in a slash,
/// `name` is used.
///
/// @param text    not NULL
/// @param user    id or principal name of the owner of a task, message or event; NULL for the signed-in user, and for
///                the other kinds
/// @param name    the file's own name; may be NULL
/// @param target  receives the target; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_parse(
    text: *const c_char,
    user: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let beside = Beside { user: optional(user, "user")?, name: optional(name, "name")? };
            give(place, gu_target::of(parse(required(text, "text")?, beside)?));
            Ok(())
        })
    }
}
