//! Attachments of To Do tasks.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::guard::{give, guard, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::{optional, required};
use graph_upload_core::kinds::TodoTask;

/// Creates a target for an attachment of a Microsoft To Do task.
///
/// Takes 0 to 26214400 bytes (25 MiB). Needs the delegated permission Tasks.ReadWrite; the service does not support
/// application permissions. Nothing is sent.
///
/// @param user    id or principal name of the task's owner; NULL for the signed-in user
/// @param list    id of the task list; 1 to 2048 bytes, no control characters; not NULL
/// @param task    id of the task; as `list`, not NULL
/// @param name    name of the attachment, used as is; 1 to 1020 bytes, no control characters; not NULL
/// @param target  receives the target; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_todo_task(
    user: *const c_char,
    list: *const c_char,
    task: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let user = optional(user, "user")?;
            let (list, task) = (required(list, "list")?, required(task, "task")?);
            give(place, gu_target::new(TodoTask::new(user, list, task, required(name, "name")?)?));
            Ok(())
        })
    }
}
