//! Saved uploads.

use std::ffi::c_void;

use crate::ffi::cancel::gu_cancel;
use crate::ffi::client::gu_client;
use crate::ffi::context::{Context, gu_destroy_callback, unwinding};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, hold, object, quietly, result_place};
use crate::ffi::session::gu_session;
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::bytes as given_bytes;
use crate::saved::{SaveCallback, SealingKey};
use crate::session::Session;
use graph_upload_core::error::Error;
use graph_upload_core::secret::Secret;

/// A saved upload: a text to be kept in a place that others cannot read.
///
/// Comes from gu_session_save(); the caller frees it with gu_state_free(), which wipes it from memory. It outlives its
/// session and never changes, so any thread may read it.
pub struct gu_state(Secret);

/// A key that was given, if any.
pub(super) fn sealing_key(key: *const u8, length: u64) -> Result<Option<SealingKey>, Error> {
    if key.is_null() {
        return Ok(None);
    }
    SealingKey::new(given_bytes(key, length, "key")?).map(Some)
}

/// Saves where an upload stands, so that it can go on with gu_session_resume(), in another process or on another
/// machine.
///
/// To be done after gu_session_create() and after puts that have moved gu_session_confirmed();
/// gu_session_set_save_callback() does it by itself. An older state is good
/// too, since the service is asked; it only must not be from before gu_session_create(). Bytes that were put and not
/// confirmed are not in it.
///
/// The state holds the upload URL, with which anyone can write to the session; a key seals it. Token and target are not
/// in it.
///
/// @param session     not NULL
/// @param key         32 random bytes to seal it with (XChaCha20-Poly1305); NULL for none
/// @param key_length  32; not looked at when key is NULL
/// @param state       receives the state; not NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE when the upload is over; GU_ERR_BUSY while a blocking call is under way
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_save(
    session: *const gu_session,
    key: *const u8,
    key_length: u64,
    state: *mut *mut gu_state,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(state, "state")?;
        let session = &hold(session, "session")?.0;
        let key = sealing_key(key, key_length)?;
        give(place, gu_state(session.save(key.as_ref())?));
        Ok(())
    })
}

/// Keeps what is to be saved.
///
/// Comes on the thread of the blocking call, before each request that changes anything at the service, and once an upload
/// session was created; so what was kept last is never older than what the service may know. It must return; see
/// CALLBACKS.
///
/// @param state    what gu_session_resume() takes; only valid during the call
/// @param context  as it was given
/// @return 0 when it is kept; anything else ends the call with GU_ERR_SAVED_STATE, and the request does not leave
pub type gu_save_callback = Option<unsafe extern "C" fn(state: *const gu_state, context: *mut c_void) -> i32>;

/// Has each state of a session kept as it comes, also in the middle of a large put, in place of gu_session_save().
///
/// @param session     not NULL
/// @param key         32 random bytes to seal the states with; NULL for none
/// @param key_length  32; not looked at when key is NULL
/// @param callback    NULL for nobody, which is the default
/// @param context     passed to the callback
/// @param destroy     frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while a blocking call is under way
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_set_save_callback(
    session: *mut gu_session,
    key: *const u8,
    key_length: u64,
    callback: gu_save_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let context = Context::new(context, destroy);
    guard(error, || {
        let session = hold(session, "session")?;
        let key = sealing_key(key, key_length)?;
        let keep = callback.map(|callback| -> SaveCallback {
            let callback = unwinding!(callback, fn(*const gu_state, *mut c_void) -> i32);
            Box::new(move |text| {
                let state = gu_state(text);
                // SAFETY: the header promises a function of this type, and `context` as it was given.
                unsafe { callback(&state, context.pointer()) == 0 }
            })
        });
        session.0.set_save(keep, key)
    })
}

/// Goes on with a saved upload.
///
/// Asks the service where it stands: bytes are then put from gu_session_next_offset() on, and gu_finish() gives the
/// item of a file that turns out to be stored. When the session is gone, the library looks whether the file is stored
/// and begins a new session if not. That the bytes are still those of the same file is the caller's to know; where the
/// kind has hashes, gu_item_integrity() tells at the end.
///
/// Blocks.
///
/// @param client      not NULL
/// @param target      made and set as for gu_session_create(); NULL when the session came from gu_session_adopt()
/// @param data        what gu_state_data() gave; not NULL
/// @param length      how many bytes that are
/// @param key         the key that it was sealed with; NULL for none
/// @param key_length  32; not looked at when key is NULL
/// @param cancel      ends the call; may be NULL
/// @param session     receives the session; not NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK; GU_ERR_SAVED_STATE, before any request, for a state that is damaged, of another target or of a newer
///         library, or sealed with another key; others as for gu_session_create()
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_resume(
    client: *const gu_client,
    target: *const gu_target,
    data: *const u8,
    length: u64,
    key: *const u8,
    key_length: u64,
    cancel: *const gu_cancel,
    session: *mut *mut gu_session,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(session, "session")?;
        let client = gu_client::behind(client)?;
        let target = if target.is_null() { None } else { Some(hold(target, "target")?.share()?) };
        let (data, key) = (given_bytes(data, length, "data")?, sealing_key(key, key_length)?);
        let cancel = gu_cancel::behind(cancel);
        let resumed = Session::resume(&client, target.as_deref(), data, key.as_ref(), cancel.as_ref())?;
        give(place, gu_session(resumed));
        Ok(())
    })
}

/// The bytes of a state. They are ASCII text, but not terminated by NUL.
///
/// @param state  may be NULL
/// @return live as long as the state; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_state_data(state: *const gu_state) -> *const u8 {
    let none = std::ptr::null();
    quietly(none, || object(state, "state").map_or(none, |state| state.0.expose().as_ptr()))
}

/// How many bytes a state has.
///
/// @param state  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_state_length(state: *const gu_state) -> u64 {
    quietly(0, || object(state, "state").map_or(0, |state| state.0.expose().len() as u64))
}

/// Wipes and frees a state.
///
/// @param state  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_state_free(state: *mut gu_state) {
    free(state);
}
