//! Where a file goes.

use std::ffi::{CString, c_char};
use std::sync::Arc;

use once_cell::race::OnceBox;

use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, quietly, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::text::{c_string, optional, required};
use crate::host::{Refusal, Turn};
use graph_upload_core::error::Error;
use graph_upload_core::kinds::{
    DriveItem, OutlookItem, PrintDocument, Property, Rules, Target, TodoTask, drive, outlook, print, todo,
};

/// One place that a file can be uploaded to.
///
/// Made by the function of its kind, freed by the caller with gu_target_free(). Calls that take a target copy what they
/// need, so it may be changed, used again or freed at any time afterwards, also during such a call. Any thread may use it.
pub struct gu_target(Turn<Box<dyn Target>>);

impl gu_target {
    fn new(target: impl Target + 'static) -> Self {
        Self(Turn::new(Box::new(target)))
    }

    /// The target as it is now.
    pub(super) fn share(&self) -> Result<Arc<dyn Target>, Error> {
        Ok(self.0.wait().map_err(refused)?.share())
    }

    /// Changes a property.
    pub(super) fn set(&self, property: Property) -> Result<(), Error> {
        self.0.wait().map_err(refused)?.set(property)
    }
}

/// A kind of target, where only an upload URL of it is known.
pub type gu_kind = i32;
/// An attachment of a To Do task.
pub const GU_KIND_TODO_TASK: gu_kind = 1;
/// An attachment of an Outlook message, event or group post.
pub const GU_KIND_OUTLOOK_ATTACHMENT: gu_kind = 2;
/// A file in OneDrive, OneDrive for Business or SharePoint.
pub const GU_KIND_DRIVE_ITEM: gu_kind = 3;
/// A document of a Universal Print job.
pub const GU_KIND_PRINT_DOCUMENT: gu_kind = 4;

/// The rules of a kind that a caller names.
pub(super) fn rules(kind: gu_kind) -> Result<&'static Rules, Error> {
    match kind {
        GU_KIND_TODO_TASK => Ok(&todo::RULES),
        GU_KIND_OUTLOOK_ATTACHMENT => Ok(&outlook::RULES),
        GU_KIND_DRIVE_ITEM => Ok(&drive::RULES),
        GU_KIND_PRINT_DOCUMENT => Ok(&print::RULES),
        other => Err(Error::argument(format!("kind: {other} is none of the GU_KIND_ values"))),
    }
}

fn refused(refusal: Refusal) -> Error {
    Error::state(format!("the target {}", refusal.why()))
}

/// Addresses a Microsoft To Do task that gets an attachment.
///
/// Takes 0 to 26214400 bytes (25 MiB). Needs the delegated permission Tasks.ReadWrite; application permissions are not
/// supported by the service. Nothing is sent.
///
/// @param user    id or principal name of the task's owner; NULL for the signed-in user
/// @param list    id of the task list; 1 to 2048 bytes, without control characters; not NULL
/// @param task    id of the task; the same
/// @param name    name of the attachment, taken as it is; 1 to 1020 bytes, without control characters; not NULL
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
    guard(error, || {
        let place = result_place(target, "target")?;
        let user = optional(user, "user")?;
        let (list, task) = (required(list, "list")?, required(task, "task")?);
        give(place, gu_target::new(TodoTask::new(user, list, task, required(name, "name")?)?));
        Ok(())
    })
}

/// Addresses an Outlook message that gets an attachment. The message must be a draft.
///
/// Takes 0 to 157286400 bytes (150 MiB); the tenant's limit for messages may be lower (GU_ERR_TOO_LARGE, also at the
/// end). Below 3000000 bytes the file goes in one request. Needs the permission Mail.ReadWrite. Nothing is sent.
///
/// @param user     id or principal name of the message's owner; NULL for the signed-in user
/// @param folder   id of the mail folder; NULL where the message's id is enough, as it usually is
/// @param message  id of the message; 1 to 2048 bytes, without control characters; not NULL
/// @param name     name of the attachment; 1 to 1020 bytes, without control characters; not NULL
/// @param target   receives the target; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_message(
    user: *const c_char,
    folder: *const c_char,
    message: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let (user, folder) = (optional(user, "user")?, optional(folder, "folder")?);
        let item =
            OutlookItem::message(user, folder, required(message, "message")?, required(name, "name")?)?;
        give(place, gu_target::new(item));
        Ok(())
    })
}

/// Addresses an Outlook event that gets an attachment.
///
/// Takes 0 to 157286400 bytes (150 MiB). Below 3000000 bytes the file goes in one request. Needs the permission
/// Calendars.ReadWrite. Nothing is sent.
///
/// @param user      id or principal name of the event's owner; NULL for the signed-in user
/// @param calendar  id of the calendar; NULL where the event's id is enough, as it usually is
/// @param event     id of the event; 1 to 2048 bytes, without control characters; not NULL
/// @param name      name of the attachment; 1 to 1020 bytes, without control characters; not NULL
/// @param target    receives the target; not NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_event(
    user: *const c_char,
    calendar: *const c_char,
    event: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let (user, calendar) = (optional(user, "user")?, optional(calendar, "calendar")?);
        let item = OutlookItem::event(user, calendar, required(event, "event")?, required(name, "name")?)?;
        give(place, gu_target::new(item));
        Ok(())
    })
}

/// Addresses an event of a group that gets an attachment.
///
/// The sizes of gu_target_event() hold. Needs the delegated permission Group.ReadWrite.All; application permissions are
/// not supported. Nothing is sent.
///
/// @param group        id of the group; 1 to 2048 bytes, without control characters; not NULL
/// @param by_calendar  0 to address the event as "/groups/ID/events/ID", anything else to address the same event as
///                     "/groups/ID/calendar/events/ID"
/// @param event        id of the event; 1 to 2048 bytes, without control characters; not NULL
/// @param name         name of the attachment; 1 to 1020 bytes, without control characters; not NULL
/// @param target       receives the target; not NULL
/// @param error        may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_group_event(
    group: *const c_char,
    by_calendar: u32,
    event: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let (group, event) = (required(group, "group")?, required(event, "event")?);
        let item = OutlookItem::group_event(group, by_calendar != 0, event, required(name, "name")?)?;
        give(place, gu_target::new(item));
        Ok(())
    })
}

/// Addresses the post that a post in a group's conversation replies to; it gets an attachment.
///
/// The sizes of gu_target_message() hold. Needs the delegated permission Group.ReadWrite.All; application permissions are
/// not supported. Nothing is sent.
///
/// @param group         id of the group; 1 to 2048 bytes, without control characters; not NULL
/// @param conversation  id of the conversation; NULL where the thread's id is enough, as it usually is
/// @param thread        id of the conversation thread; 1 to 2048 bytes, without control characters; not NULL
/// @param post          id of the post that is the reply; the same
/// @param name          name of the attachment, taken as it is; 1 to 1020 bytes, without control characters; not NULL
/// @param target        receives the target; not NULL
/// @param error         may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_group_post_in_reply_to(
    group: *const c_char,
    conversation: *const c_char,
    thread: *const c_char,
    post: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let (group, conversation) = (required(group, "group")?, optional(conversation, "conversation")?);
        let (thread, post) = (required(thread, "thread")?, required(post, "post")?);
        let name = required(name, "name")?;
        let item = OutlookItem::group_post_in_reply_to(group, conversation, thread, post, name)?;
        give(place, gu_target::new(item));
        Ok(())
    })
}

/// Addresses a post in a group's conversation that gets an attachment.
///
/// The sizes of gu_target_message() hold. Needs the delegated permission Group.ReadWrite.All; application permissions are
/// not supported. Nothing is sent.
///
/// @param group   id of the group; 1 to 2048 bytes, without control characters; not NULL
/// @param thread  id of the conversation thread; the same
/// @param post    id of the post; the same
/// @param name    name of the attachment, taken as it is; 1 to 1020 bytes, without control characters; not NULL
/// @param target  receives the target; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_group_post(
    group: *const c_char,
    thread: *const c_char,
    post: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let (group, thread) = (required(group, "group")?, required(thread, "thread")?);
        let item = OutlookItem::group_post(group, thread, required(post, "post")?, required(name, "name")?)?;
        give(place, gu_target::new(item));
        Ok(())
    })
}

/// Addresses a file in a drive by its path from the root: OneDrive, OneDrive for Business or SharePoint.
///
/// Takes 0 to 268435456000 bytes (250 GiB). An empty file goes in one request, which knows the conflict behaviour and
/// the If- conditions, and no other property. A file of that name stays unless gu_target_set_conflict() says otherwise.
/// Nothing is sent.
///
/// Forms of a drive, with ids as they are, not encoded:
/// - "/me/drive", "/me/drives/ID": of the signed-in user. Needs the delegated permission Files.ReadWrite;
///   Files.ReadWrite.AppFolder is enough for the special folder "approot".
/// - "/users/ID/drive", "/users/ID/drives/ID", "/groups/ID/drive", "/groups/ID/drives/ID", "/sites/ID/drive",
///   "/sites/ID/drives/ID", "/drives/ID", and "/drive", the default drive. Needs the delegated permission
///   Files.ReadWrite.All or the application permission Sites.ReadWrite.All.
/// - "https://...", a sharing URL, or "u!TOKEN", "s!TOKEN" or "/shares/TOKEN", its token: the shared folder takes the place
///   of the drive's root. Needs the permission Files.ReadWrite.All. Whoever has the URL or the token can use what was
///   shared, so neither appears in errors or logs.
///
/// @param drive   which drive, in a form from above; NULL for the signed-in user's
/// @param path    such as "Reports/2026/May.pdf"; at most 400 characters, no part empty, ".", ".." or with one of " \
///                * < > ? : |;
///                not encoded; not NULL
/// @param target  receives the target; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_drive_path(
    drive: *const c_char,
    path: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let drive = optional(drive, "drive")?;
        give(place, gu_target::new(DriveItem::by_path(drive, required(path, "path")?)?));
        Ok(())
    })
}

/// Addresses a file in a drive by the id of a folder and its name. See gu_target_drive_path().
///
/// @param drive   which drive; NULL for the signed-in user's; see gu_target_drive_path()
/// @param folder  id of the folder; 1 to 2048 bytes, without control characters; not NULL
/// @param name    name of the file, or its path below the folder; not NULL
/// @param target  receives the target; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_drive_child(
    drive: *const c_char,
    folder: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let (drive, folder) = (optional(drive, "drive")?, required(folder, "folder")?);
        give(place, gu_target::new(DriveItem::in_folder(drive, folder, required(name, "name")?)?));
        Ok(())
    })
}

/// Addresses a file by its path below a special folder. See gu_target_drive_path().
///
/// @param drive    which drive; NULL for the signed-in user's; see gu_target_drive_path(). No share: it has no special
///                 folders
/// @param special  "approot", "documents", "photos", "cameraroll", "music" or "desktop"; not NULL
/// @param path     path below the folder; not NULL
/// @param target   receives the target; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_drive_special(
    drive: *const c_char,
    special: *const c_char,
    path: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let (drive, special) = (optional(drive, "drive")?, required(special, "special")?);
        give(place, gu_target::new(DriveItem::in_special(drive, special, required(path, "path")?)?));
        Ok(())
    })
}

/// Addresses an existing file in a drive by its id; its content is replaced. See gu_target_drive_path().
///
/// @param drive   which drive; NULL for the signed-in user's; see gu_target_drive_path()
/// @param item    id of the file; 1 to 2048 bytes, without control characters; not NULL
/// @param target  receives the target; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_drive_item(
    drive: *const c_char,
    item: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let drive = optional(drive, "drive")?;
        give(place, gu_target::new(DriveItem::by_id(drive, required(item, "item")?)?));
        Ok(())
    })
}

/// Addresses a file that was shared; its content is replaced. See gu_target_drive_path().
///
/// For files in a shared folder, pass the sharing URL as the drive of gu_target_drive_path().
///
/// @param share   sharing URL, such as "https://contoso-my.sharepoint.com/:w:/g/...", or its token as "u!TOKEN",
///                "s!TOKEN" or "/shares/TOKEN"; at most 8192 bytes; not NULL
/// @param target  receives the target; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_drive_share(
    share: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        give(place, gu_target::new(DriveItem::shared(required(share, "share")?)?));
        Ok(())
    })
}

/// Addresses a document of a Universal Print job on a printer.
///
/// Takes 1 byte or more; the service documents no limit. Set the content type: it is sent as
/// application/octet-stream otherwise. Needs the delegated permission PrintJob.Create, or the application permission
/// PrintJob.ReadWrite.All and a print task of the application's that is being processed. Nothing is sent now.
///
/// @param printer   id of the printer; 1 to 2048 bytes, without control characters; not NULL
/// @param job       id of the job; the same
/// @param document  id of the document; the same
/// @param name      name of the document; 1 to 1020 bytes, without control characters; not NULL
/// @param target    receives the target; not NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_print_document(
    printer: *const c_char,
    job: *const c_char,
    document: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let (printer, job) = (required(printer, "printer")?, required(job, "job")?);
        let (document, name) = (required(document, "document")?, required(name, "name")?);
        give(place, gu_target::new(PrintDocument::of_printer(printer, job, document, name)?));
        Ok(())
    })
}

/// Addresses a document of a Universal Print job on a printer share.
///
/// Takes 1 byte or more; the service documents no limit. Set the content type: it is sent as
/// application/octet-stream otherwise. Needs the delegated permission PrintJob.Create; application permissions are not
/// supported. Nothing is sent now.
///
/// @param share     id of the share; 1 to 2048 bytes, without control characters; not NULL
/// @param job       id of the job; the same
/// @param document  id of the document; the same
/// @param name      name of the document; 1 to 1020 bytes, without control characters; not NULL
/// @param target    receives the target; not NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_print_share_document(
    share: *const c_char,
    job: *const c_char,
    document: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(target, "target")?;
        let (share, job) = (required(share, "share")?, required(job, "job")?);
        let (document, name) = (required(document, "document")?, required(name, "name")?);
        give(place, gu_target::new(PrintDocument::of_share(share, job, document, name)?));
        Ok(())
    })
}

/// The rules of all kinds as JSON: an array with an object for each, which tells its limits, which permission the token
/// needs, who gets the token, and how its uploads go.
///
/// @return a static text, never NULL; it must not be freed
#[unsafe(no_mangle)]
pub extern "C" fn gu_rules_json() -> *const c_char {
    // Waits for no other thread, which might not have come along through a fork.
    static JSON: OnceBox<CString> = OnceBox::new();
    let made = || Box::new(c_string(&graph_upload_core::kinds::rules::rules_json()));
    quietly(c"[]".as_ptr(), || JSON.get_or_init(made).as_ptr())
}

/// Frees a target.
///
/// @param target  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_free(target: *mut gu_target) {
    free(target);
}
