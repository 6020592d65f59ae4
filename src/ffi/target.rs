//! Where a file goes.

use std::ffi::{CString, c_char};
use std::sync::{Arc, Mutex};

use once_cell::sync::Lazy;

use crate::error::Error;
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, object, quietly, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::text::{c_string, optional, required};
use crate::target::{
    Commit, Conflict, DriveItem, KINDS, OutlookItem, PrintDocument, Property, Rules, Target, TodoTask,
};

/// One place that a file can be uploaded to.
///
/// Made by the function of its kind, freed by the caller with gu_target_free(). Calls that take a target copy what they
/// need, so it may be changed, used again or freed at any time afterwards. Any thread may use it.
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
    let row = kind.checked_sub(1).and_then(|row| usize::try_from(row).ok()).and_then(|row| KINDS.get(row));
    row.copied().ok_or_else(|| Error::argument(format!("kind: {kind} is none of the GU_KIND_ values")))
}

/// What happens to a file of the same name.
pub type gu_conflict = i32;
/// It stays, and the upload fails with GU_ERR_CONFLICT.
pub const GU_CONFLICT_FAIL: gu_conflict = 1;
/// It is replaced.
pub const GU_CONFLICT_REPLACE: gu_conflict = 2;
/// It stays, and the new file gets another name; see gu_item_name().
pub const GU_CONFLICT_RENAME: gu_conflict = 3;

/// What makes a file in a drive from the bytes that were sent.
pub type gu_commit = i32;
/// The last piece.
pub const GU_COMMIT_LAST_PIECE: gu_commit = 0;
/// gu_finish(), in the way that the host of the upload URL calls for.
pub const GU_COMMIT_BY_HOST: gu_commit = 1;
/// gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint want it.
pub const GU_COMMIT_UPLOAD_URL: gu_commit = 2;
/// gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives want it.
pub const GU_COMMIT_SOURCE_URL: gu_commit = 3;

fn spoiled() -> Error {
    Error::state("an earlier call on this target ended in a defect; it can only be freed")
}

/// Addresses a Microsoft To Do task that gets an attachment.
///
/// Takes 0 to 26214400 bytes (25 MiB). Needs the delegated permission Tasks.ReadWrite; application permissions are not
/// supported by the service. Nothing is sent.
///
/// @param user    id or principal name of the task's owner; NULL for the signed-in user
/// @param list    id of the task list; 1 to 2048 bytes, without control characters; not NULL
/// @param task    id of the task; the same
/// @param name    name of the attachment; 1 to 1020 bytes, without control characters; not NULL
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
/// end). Below 3 MiB the file goes in one request. Needs the permission Mail.ReadWrite. Nothing is sent.
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
/// Takes 0 to 157286400 bytes (150 MiB). Below 3 MiB the file goes in one request. Needs the permission
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

/// Addresses a post in a group's conversation that gets an attachment.
///
/// The sizes of gu_target_message() hold. Nothing is sent.
///
/// @param group   id of the group; 1 to 2048 bytes, without control characters; not NULL
/// @param thread  id of the conversation thread; the same
/// @param post    id of the post; the same
/// @param name    name of the attachment; 1 to 1020 bytes, without control characters; not NULL
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
/// Needs the permission Files.ReadWrite or Sites.ReadWrite.All. Nothing is sent.
///
/// @param drive   NULL for the signed-in user's, or one of "/me/drive", "/drives/ID", "/users/ID/drive",
///                "/groups/ID/drive", "/sites/ID/drive", "/sites/ID/drives/ID"; ids as they are, not encoded
/// @param path    such as "Reports/2026/May.pdf"; at most 400 characters, no part empty, ".", ".." or with one of " \ * < > ? : |;
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
/// @param drive   NULL for the signed-in user's, or one of "/me/drive", "/drives/ID", "/users/ID/drive",
///                "/groups/ID/drive", "/sites/ID/drive", "/sites/ID/drives/ID"; ids as they are, not encoded
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
/// @param drive    NULL for the signed-in user's, or one of "/me/drive", "/drives/ID", "/users/ID/drive",
///                "/groups/ID/drive", "/sites/ID/drive", "/sites/ID/drives/ID"; ids as they are, not encoded
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
/// @param drive   NULL for the signed-in user's, or one of "/me/drive", "/drives/ID", "/users/ID/drive",
///                "/groups/ID/drive", "/sites/ID/drive", "/sites/ID/drives/ID"; ids as they are, not encoded
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

/// Addresses a document of a Universal Print job on a printer.
///
/// Takes 1 byte or more; the service documents no limit. Set the content type: it is sent as
/// application/octet-stream otherwise. Nothing is sent now.
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
/// application/octet-stream otherwise. Nothing is sent now.
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

/// Sets the media type of the file.
///
/// For attachments and print documents; a drive finds out by itself. Default: none, which the service takes as
/// application/octet-stream.
///
/// @param target        not NULL
/// @param content_type  such as "application/pdf"; printable ASCII of the form type/subtype; not NULL
/// @param error         may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT and the old value stays
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

/// Says whether an Outlook attachment is shown inside the message's text. Default: no.
///
/// @param target   not NULL
/// @param is_inline 0 for no, anything else for yes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_inline(
    target: *mut gu_target,
    is_inline: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::Inline(is_inline != 0))
    })
}

/// Sets the id under which the text of an Outlook message refers to an inline attachment ("cid:ID"). Default: none.
///
/// @param target      not NULL
/// @param content_id  1 to 1020 bytes, without control characters; not NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_content_id(
    target: *mut gu_target,
    content_id: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::ContentId(required(content_id, "content_id")?.to_owned()))
    })
}

/// Sets what happens to a file of the same name in a drive. It is always sent, since the service's default is not
/// reliable. Default: GU_CONFLICT_FAIL; GU_CONFLICT_REPLACE for gu_target_drive_item().
///
/// @param target    not NULL
/// @param conflict  a GU_CONFLICT_ value
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_conflict(
    target: *mut gu_target,
    conflict: gu_conflict,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::Conflict(match conflict {
            GU_CONFLICT_FAIL => Conflict::Fail,
            GU_CONFLICT_REPLACE => Conflict::Replace,
            GU_CONFLICT_RENAME => Conflict::Rename,
            other => {
                return Err(Error::argument(format!("conflict: {other} is none of the GU_CONFLICT_ values")));
            }
        }))
    })
}

/// Sets when a file in a drive was created. Sent with the upload, so that no second version arises. Default: the service's time.
///
/// @param target  not NULL
/// @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_created_ms(
    target: *mut gu_target,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::Created(ms))
    })
}

/// Sets when a file in a drive was last changed. Sent with the upload, so that no second version arises. Default: the service's time.
///
/// @param target  not NULL
/// @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_modified_ms(
    target: *mut gu_target,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::Modified(ms))
    })
}

/// Sets when a file in a drive was last read. Sent with the upload, so that no second version arises. Default: the service's time.
///
/// @param target  not NULL
/// @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_accessed_ms(
    target: *mut gu_target,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::Accessed(ms))
    })
}

/// Sets the description of a file in a personal drive. Default: none.
///
/// @param target  not NULL
/// @param text    1 to 1020 bytes, without control characters; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_description(
    target: *mut gu_target,
    text: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::Description(required(text, "text")?.to_owned()))
    })
}

/// Says whether the service checks for space (GU_ERR_QUOTA) before the upload.
///
/// For personal drives; others may refuse it (GU_ERR_ARGUMENT from gu_session_create()). Default: no.
///
/// @param target  not NULL
/// @param wanted  0 for no, anything else for yes
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_space_check(
    target: *mut gu_target,
    wanted: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::SpaceCheck(wanted != 0))
    })
}

/// Says what makes a file in a drive from the bytes. Default: GU_COMMIT_LAST_PIECE.
///
/// With any other value gu_finish() makes it, and gu_session_discard() before that leaves nothing.
///
/// @param target  not NULL
/// @param commit  a GU_COMMIT_ value
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_commit(
    target: *mut gu_target,
    commit: gu_commit,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::Commit(match commit {
            GU_COMMIT_LAST_PIECE => Commit::LastPiece,
            GU_COMMIT_BY_HOST => Commit::ByHost,
            GU_COMMIT_UPLOAD_URL => Commit::UploadUrl,
            GU_COMMIT_SOURCE_URL => Commit::SourceUrl,
            other => {
                return Err(Error::argument(format!("commit: {other} is none of the GU_COMMIT_ values")));
            }
        }))
    })
}

/// Uploads only if the existing file has this eTag or cTag; GU_ERR_CONFLICT otherwise.
///
/// The service itself has been seen to change the eTag when an upload begins; where that matters, check before and
/// after instead. Default: none.
///
/// @param target  not NULL
/// @param etag    such as "\"{A1},2\"", with or without its quotes; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_if_match(
    target: *mut gu_target,
    etag: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::IfMatch(required(etag, "etag")?.to_owned()))
    })
}

/// Uploads only if the existing file does not have this eTag, or with "*" if there is none. Default: none.
///
/// @param target  not NULL
/// @param etag    such as "\"{A1},2\"", with or without its quotes, or "*"; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_if_none_match(
    target: *mut gu_target,
    etag: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::IfNoneMatch(required(etag, "etag")?.to_owned()))
    })
}

/// Names the application that a file in a drive comes from, and its id there. Default: none.
///
/// @param target       not NULL
/// @param application  such as "teams", "stream", "office", "other"; letters and digits; not NULL
/// @param external_id  1 to 1020 bytes, without control characters; not NULL
/// @param error        may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_source(
    target: *mut gu_target,
    application: *const c_char,
    external_id: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        let application = required(application, "application")?.to_owned();
        target.set(Property::Source(application, required(external_id, "external_id")?.to_owned()))
    })
}

/// Says what kind of recording a file in a drive is. Default: none.
///
/// @param target    not NULL
/// @param category  such as "meeting", "presentation", "screenRecording"; letters and digits; not NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_media_category(
    target: *mut gu_target,
    category: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let target = object(target, "target")?;
        target.set(Property::MediaCategory(required(category, "category")?.to_owned()))
    })
}

/// The rules of all kinds as JSON: an array with an object for each, which tells its limits, who gets the token, and how
/// its uploads go.
///
/// @return a static text, never NULL; it must not be freed
#[unsafe(no_mangle)]
pub extern "C" fn gu_rules_json() -> *const c_char {
    static JSON: Lazy<CString> = Lazy::new(|| c_string(&crate::target::rules::rules_json()));
    quietly(c"[]".as_ptr(), || JSON.as_ptr())
}

/// Frees a target.
///
/// @param target  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_free(target: *mut gu_target) {
    free(target);
}
