//! Properties of a target.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::guard::{guard, hold};
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::required;
use graph_upload_core::error::Error;
use graph_upload_core::kinds::{Commit, Conflict, Property};

/// What happens to an existing file of the same name.
pub type gu_conflict = i32;
/// It stays, and the upload fails with GU_ERR_CONFLICT.
pub const GU_CONFLICT_FAIL: gu_conflict = 1;
/// It is replaced.
pub const GU_CONFLICT_REPLACE: gu_conflict = 2;
/// It stays, and the new file gets another name; see gu_item_name().
pub const GU_CONFLICT_RENAME: gu_conflict = 3;

/// What turns the bytes sent into a file in a drive.
pub type gu_commit = i32;
/// The last piece.
pub const GU_COMMIT_LAST_PIECE: gu_commit = 0;
/// gu_finish(), in the way that the host of the upload URL requires.
pub const GU_COMMIT_BY_HOST: gu_commit = 1;
/// gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint require.
pub const GU_COMMIT_UPLOAD_URL: gu_commit = 2;
/// gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives require.
pub const GU_COMMIT_SOURCE_URL: gu_commit = 3;

/// Runs a setter.
///
/// # Safety
///
/// As for [`guard`] and [`hold`].
unsafe fn set(
    target: *mut gu_target,
    error: *mut *mut gu_error,
    property: impl FnOnce() -> Result<Property, Error>,
) -> gu_status {
    // SAFETY: as above.
    unsafe { guard(error, || hold(target)?.set(property()?)) }
}

/// Sets a property by name, for programs that have it as a string.
///
/// The name is that of the typed setter after gu_target_set_, such as "modified_ms"; see there which kinds have it and
/// what its value may be. As strings, numbers are decimal; yes is 1, "true" or "yes", no is 0, "false" or "no"; a
/// "conflict" is "fail", "replace" or "rename", a "commit" "last-piece", "by-host", "upload-url" or "source-url"; a
/// "source" is the application and the id, separated by a comma.
///
/// @param target  not NULL
/// @param name    not NULL
/// @param value   not NULL
/// @param error   may be NULL; see gu_error. For an unknown name it lists the known ones
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind does not have the property
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set(
    target: *mut gu_target,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Property::named(required(name, "name")?, required(value, "value")?)) }
}

/// Sets the media type of the file.
///
/// For attachments and print documents; a drive detects it. Default: none, which the service treats as
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
    // SAFETY: as the header promises.
    unsafe {
        set(target, error, || Ok(Property::ContentType(required(content_type, "content_type")?.to_owned())))
    }
}

/// Sets whether an Outlook attachment is shown inside the message's text. Default: no.
///
/// @param target     not NULL
/// @param is_inline  0 for no, any other value for yes
/// @param error      may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_inline(
    target: *mut gu_target,
    is_inline: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::Inline(is_inline != 0))) }
}

/// Sets the id by which the text of an Outlook message refers to an inline attachment ("cid:ID"). Default: none.
///
/// @param target      not NULL
/// @param content_id  1 to 1020 bytes, no control characters; not NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_content_id(
    target: *mut gu_target,
    content_id: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::ContentId(required(content_id, "content_id")?.to_owned()))) }
}

/// Sets what happens to a file of the same name in a drive. It is always sent, since the service's default is not
/// reliable. Default: GU_CONFLICT_FAIL; GU_CONFLICT_REPLACE for gu_target_drive_item().
///
/// @param target    not NULL
/// @param conflict  a GU_CONFLICT_ value
/// @param error     may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_conflict(
    target: *mut gu_target,
    conflict: gu_conflict,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(target, error, || {
            Ok(Property::Conflict(match conflict {
                GU_CONFLICT_FAIL => Conflict::Fail,
                GU_CONFLICT_REPLACE => Conflict::Replace,
                GU_CONFLICT_RENAME => Conflict::Rename,
                other => {
                    return Err(Error::argument(format!(
                        "conflict: {other} is none of the GU_CONFLICT_ values"
                    )));
                }
            }))
        })
    }
}

/// Sets when a file in a drive was created. Sent with the upload, so that it makes no second version; an empty file
/// cannot have it. Default: the service's time.
///
/// @param target  not NULL
/// @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_created_ms(
    target: *mut gu_target,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::Created(ms))) }
}

/// Sets when a file in a drive was last changed. Sent with the upload, so that it makes no second version; an empty
/// file cannot have it. Default: the service's time.
///
/// @param target  not NULL
/// @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_modified_ms(
    target: *mut gu_target,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::Modified(ms))) }
}

/// Sets when a file in a drive was last read. Sent with the upload, so that it makes no second version; an empty file
/// cannot have it. Default: the service's time.
///
/// @param target  not NULL
/// @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_accessed_ms(
    target: *mut gu_target,
    ms: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::Accessed(ms))) }
}

/// Sets the description of a file in a personal drive. Default: none.
///
/// @param target  not NULL
/// @param text    1 to 1020 bytes, no control characters; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_description(
    target: *mut gu_target,
    text: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::Description(required(text, "text")?.to_owned()))) }
}

/// Sets whether the service checks for space (GU_ERR_QUOTA) before the upload.
///
/// For personal drives; others may refuse it (GU_ERR_ARGUMENT from gu_session_create()). Default: no.
///
/// @param target  not NULL
/// @param wanted  0 for no, any other value for yes
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_space_check(
    target: *mut gu_target,
    wanted: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::SpaceCheck(wanted != 0))) }
}

/// Sets what turns the bytes sent into a file in a drive. Default: GU_COMMIT_LAST_PIECE.
///
/// With any other value gu_finish() does, and gu_session_discard() before that leaves nothing.
///
/// @param target  not NULL
/// @param commit  a GU_COMMIT_ value
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_commit(
    target: *mut gu_target,
    commit: gu_commit,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(target, error, || {
            Ok(Property::Commit(match commit {
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
}

/// Sets a condition: upload only if the existing file has this eTag or cTag; GU_ERR_CONFLICT otherwise.
///
/// The service has been seen to change the eTag itself when an upload starts; where that matters, check before and
/// after instead. Default: none.
///
/// @param target  not NULL
/// @param etag    such as "\"{A1},2\"", with or without its quotes; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_if_match(
    target: *mut gu_target,
    etag: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::IfMatch(required(etag, "etag")?.to_owned()))) }
}

/// Sets a condition: upload only if the existing file does not have this eTag, or with "*" if none exists. Default:
/// none.
///
/// @param target  not NULL
/// @param etag    such as "\"{A1},2\"", with or without its quotes, or "*"; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_if_none_match(
    target: *mut gu_target,
    etag: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::IfNoneMatch(required(etag, "etag")?.to_owned()))) }
}

/// Sets the application that a file in a drive comes from, and its id there. Default: none.
///
/// @param target       not NULL
/// @param application  such as "teams", "stream", "office", "other"; letters and digits; not NULL
/// @param external_id  1 to 1020 bytes, no control characters; not NULL
/// @param error        may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_source(
    target: *mut gu_target,
    application: *const c_char,
    external_id: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(target, error, || {
            let application = required(application, "application")?.to_owned();
            Ok(Property::Source(application, required(external_id, "external_id")?.to_owned()))
        })
    }
}

/// Sets what kind of recording a file in a drive is. Default: none.
///
/// @param target    not NULL
/// @param category  such as "meeting", "presentation", "screenRecording"; letters and digits; not NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_set_media_category(
    target: *mut gu_target,
    category: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(target, error, || Ok(Property::MediaCategory(required(category, "category")?.to_owned()))) }
}
