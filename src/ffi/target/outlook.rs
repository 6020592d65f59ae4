//! Attachments of Outlook items.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::guard::{give, guard, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::{optional, required};
use graph_upload_core::kinds::OutlookItem;

/// Creates a target for an attachment of an Outlook message, which must be a draft.
///
/// Takes 0 to 157286400 bytes (150 MiB); the tenant's limit for messages may be lower (GU_ERR_TOO_LARGE, also at the
/// end). Below 3000000 bytes the file is sent in one request. Needs the permission Mail.ReadWrite. Nothing is sent.
///
/// @param user     id or principal name of the message's owner; NULL for the signed-in user
/// @param folder   id of the mail folder; NULL if the message's id is enough, as it usually is
/// @param message  id of the message; 1 to 2048 bytes, no control characters; not NULL
/// @param name     name of the attachment; 1 to 1020 bytes, no control characters; not NULL
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let (user, folder) = (optional(user, "user")?, optional(folder, "folder")?);
            let item =
                OutlookItem::message(user, folder, required(message, "message")?, required(name, "name")?)?;
            give(place, gu_target::new(item));
            Ok(())
        })
    }
}

/// Creates a target for an attachment of an Outlook event.
///
/// Takes 0 to 157286400 bytes (150 MiB). Below 3000000 bytes the file is sent in one request. Needs the permission
/// Calendars.ReadWrite. Nothing is sent.
///
/// @param user      id or principal name of the event's owner; NULL for the signed-in user
/// @param calendar  id of the calendar; NULL if the event's id is enough, as it usually is
/// @param event     id of the event; 1 to 2048 bytes, no control characters; not NULL
/// @param name      name of the attachment; 1 to 1020 bytes, no control characters; not NULL
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let (user, calendar) = (optional(user, "user")?, optional(calendar, "calendar")?);
            let item =
                OutlookItem::event(user, calendar, required(event, "event")?, required(name, "name")?)?;
            give(place, gu_target::new(item));
            Ok(())
        })
    }
}

/// Creates a target for an attachment of a group's event.
///
/// Sizes as for gu_target_event(). Needs the delegated permission Group.ReadWrite.All; application permissions are not
/// supported. Nothing is sent.
///
/// @param group        id of the group; 1 to 2048 bytes, no control characters; not NULL
/// @param by_calendar  0 to address the event as "/groups/ID/events/ID", any other value to address the same event as
///                     "/groups/ID/calendar/events/ID"
/// @param event        id of the event; 1 to 2048 bytes, no control characters; not NULL
/// @param name         name of the attachment; 1 to 1020 bytes, no control characters; not NULL
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let (group, event) = (required(group, "group")?, required(event, "event")?);
            let item = OutlookItem::group_event(group, by_calendar != 0, event, required(name, "name")?)?;
            give(place, gu_target::new(item));
            Ok(())
        })
    }
}

/// Creates a target for an attachment of the post that a post in a group's conversation replies to.
///
/// Sizes as for gu_target_message(). Needs the delegated permission Group.ReadWrite.All; application permissions are
/// not supported. Nothing is sent.
///
/// @param group         id of the group; 1 to 2048 bytes, no control characters; not NULL
/// @param conversation  id of the conversation; NULL if the thread's id is enough, as it usually is
/// @param thread        id of the conversation thread; 1 to 2048 bytes, no control characters; not NULL
/// @param post          id of the post that is the reply; as `thread`, not NULL
/// @param name          name of the attachment, used as is; 1 to 1020 bytes, no control characters; not NULL
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let (group, conversation) = (required(group, "group")?, optional(conversation, "conversation")?);
            let (thread, post) = (required(thread, "thread")?, required(post, "post")?);
            let name = required(name, "name")?;
            let item = OutlookItem::group_post_in_reply_to(group, conversation, thread, post, name)?;
            give(place, gu_target::new(item));
            Ok(())
        })
    }
}

/// Creates a target for an attachment of a post in a group's conversation.
///
/// Sizes as for gu_target_message(). Needs the delegated permission Group.ReadWrite.All; application permissions are
/// not supported. Nothing is sent.
///
/// @param group   id of the group; 1 to 2048 bytes, no control characters; not NULL
/// @param thread  id of the conversation thread; as `group`, not NULL
/// @param post    id of the post; as `group`, not NULL
/// @param name    name of the attachment, used as is; 1 to 1020 bytes, no control characters; not NULL
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let (group, thread) = (required(group, "group")?, required(thread, "thread")?);
            let item =
                OutlookItem::group_post(group, thread, required(post, "post")?, required(name, "name")?)?;
            give(place, gu_target::new(item));
            Ok(())
        })
    }
}
