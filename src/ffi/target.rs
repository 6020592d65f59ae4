//! Where a file goes.

use std::ffi::c_char;
use std::sync::{Arc, Mutex};

use crate::error::Error;
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, object, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::text::{optional, required};
use crate::target::{Property, Target, TodoTask};

/**
 * One place that a file can be uploaded to.
 *
 * Made by the function of its kind, freed by the caller with gu_target_free(). Calls that take a target copy what they
 * need, so it may be changed, used again or freed at any time afterwards. Any thread may use it.
 */
pub struct gu_target(Mutex<Box<dyn Target>>);

impl gu_target {
    fn new(target: impl Target + 'static) -> Self {
        Self(Mutex::new(Box::new(target)))
    }

    /// The target as it is now.
    pub(super) fn share(&self) -> Result<Arc<dyn Target>, Error> {
        Ok(self.0.lock().map_err(|_| spoiled())?.share())
    }

    fn set(&self, property: Property) -> Result<(), Error> {
        self.0.lock().map_err(|_| spoiled())?.set(property)
    }
}

fn spoiled() -> Error {
    Error::state("an earlier call on this target ended in a defect; it can only be freed")
}

/**
 * Addresses a Microsoft To Do task that gets an attachment.
 *
 * Takes 0 to 26214400 bytes (25 MiB). Needs the delegated permission Tasks.ReadWrite; application permissions are not
 * supported by the service. Nothing is sent.
 *
 * @param user    id or principal name of the task's owner; NULL for the signed-in user
 * @param list    id of the task list; 1 to 2048 bytes, without control characters; not NULL
 * @param task    id of the task; the same
 * @param name    name of the attachment; 1 to 1020 bytes, without control characters; not NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_todo_task(
    user: *const c_char,
    list: *const c_char,
    task: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let user = optional(user, "user")?;
        let (list, task) = (required(list, "list")?, required(task, "task")?);
        give(place, gu_target::new(TodoTask::new(user, list, task, required(name, "name")?)?));
        Ok(())
    })
}

/**
 * Sets the media type of the file.
 *
 * Default: none, which the service takes as application/octet-stream.
 *
 * @param target        not NULL
 * @param content_type  such as "application/pdf"; printable ASCII of the form type/subtype; not NULL
 * @param error         may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT and the old value stays
 */
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_content_type(
    target: *mut gu_target,
    content_type: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::ContentType(required(content_type, "content_type")?.to_owned()))
    })
}

/**
 * Frees a target.
 *
 * @param target  may be NULL
 */
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_free(target: *mut gu_target) {
    free(target);
}
