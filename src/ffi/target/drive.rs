//! Files in drives.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::guard::{give, guard, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::{optional, required};
use graph_upload_core::kinds::DriveItem;

/// Creates a target for a file in a drive by its path from the root: OneDrive, OneDrive for Business or SharePoint.
///
/// Takes 0 to 268435456000 bytes (250 GiB). An empty file is sent in one request, which carries the conflict behaviour
/// and the If- conditions, but no other property; so is a file without others up to gu_options_set_one_request_bytes().
/// An existing file of that name stays unless gu_target_set_conflict() says otherwise. Nothing is sent.
///
/// Forms of a drive, with ids as they are, not encoded:
/// - "/me/drive", "/me/drives/ID": of the signed-in user. Needs the delegated permission Files.ReadWrite;
///   Files.ReadWrite.AppFolder is enough for the special folder "approot".
/// - "/users/ID/drive", "/users/ID/drives/ID", "/groups/ID/drive", "/groups/ID/drives/ID", "/sites/ID/drive",
///   "/sites/ID/drives/ID", "/drives/ID", and "/drive", the default drive. Needs the delegated permission
///   Files.ReadWrite.All or the application permission Sites.ReadWrite.All.
/// - "https://...", a sharing URL, or its token as "u!TOKEN", "s!TOKEN" or "/shares/TOKEN": the shared folder takes the
///   place of the drive's root. Needs the permission Files.ReadWrite.All. Whoever has the URL or the token can use what
///   is shared, so neither appears in errors or logs.
///
/// @param drive   which drive, in a form from above; NULL for the signed-in user's
/// @param path    such as "Reports/2026/May.pdf"; at most 400 characters, not encoded; no part empty, ".", ".." or with
///                one of " \ * < > ? : |; not NULL
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let drive = optional(drive, "drive")?;
            give(place, gu_target::new(DriveItem::by_path(drive, required(path, "path")?)?));
            Ok(())
        })
    }
}

/// Creates a target for a file in a drive by the id of its folder and its name. See gu_target_drive_path().
///
/// @param drive   which drive; NULL for the signed-in user's; see gu_target_drive_path()
/// @param folder  id of the folder; 1 to 2048 bytes, no control characters; not NULL
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let (drive, folder) = (optional(drive, "drive")?, required(folder, "folder")?);
            give(place, gu_target::new(DriveItem::in_folder(drive, folder, required(name, "name")?)?));
            Ok(())
        })
    }
}

/// Creates a target for a file by its path below a special folder. See gu_target_drive_path().
///
/// @param drive    which drive; NULL for the signed-in user's; see gu_target_drive_path(). Not a share: it has no
///                 special folders
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let (drive, special) = (optional(drive, "drive")?, required(special, "special")?);
            give(place, gu_target::new(DriveItem::in_special(drive, special, required(path, "path")?)?));
            Ok(())
        })
    }
}

/// Creates a target for an existing file in a drive by its id; its content is replaced. See gu_target_drive_path().
///
/// @param drive   which drive; NULL for the signed-in user's; see gu_target_drive_path()
/// @param item    id of the file; 1 to 2048 bytes, no control characters; not NULL
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let drive = optional(drive, "drive")?;
            give(place, gu_target::new(DriveItem::by_id(drive, required(item, "item")?)?));
            Ok(())
        })
    }
}

/// Creates a target for a shared file; its content is replaced. See gu_target_drive_path().
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            give(place, gu_target::new(DriveItem::shared(required(share, "share")?)?));
            Ok(())
        })
    }
}
