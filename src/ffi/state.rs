//! Saved uploads.

use std::ffi::c_void;

use crate::ffi::cancel::gu_cancel;
use crate::ffi::client::gu_client;
use crate::ffi::context::{Context, gu_destroy_callback, unwinding};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, hold, read, result_place};
use crate::ffi::session::gu_session;
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::bytes as given_bytes;
use crate::saved::{SaveCallback, SealingKey};
use crate::session::Session;
use graph_upload_core::error::Error;
use graph_upload_core::secret::Secret;

/// A saved upload: a string to keep where others cannot read it.
///
/// Comes from gu_session_save(); the caller frees it with gu_state_free(), which wipes it from memory. It may outlive
/// its session and never changes, so any thread may read it.
pub struct gu_state(Secret);

/// A key that was given, if any.
///
/// # Safety
///
/// `key` is NULL, or `length` bytes can be read there and do not change meanwhile.
pub(super) unsafe fn sealing_key(key: *const u8, length: u64) -> Result<Option<SealingKey>, Error> {
    if key.is_null() {
        return Ok(None);
    }
    // SAFETY: as above.
    SealingKey::new(unsafe { given_bytes(key, length, "key") }?).map(Some)
}

/// Saves the state of an upload for gu_session_resume(), also in another process or on another machine.
///
/// Save after gu_session_create() and after puts that moved gu_session_confirmed(), or let
/// gu_session_set_save_callback() do it. An older state works too, since the service is asked, but not one from before
/// gu_session_create(). Bytes that were put and not confirmed are not in it.
///
/// The state holds the upload URL, with which anyone can write to the session; a key seals it. Token and target are not
/// in it.
///
/// @param session     not NULL
/// @param key         32 random bytes to seal it with (XChaCha20-Poly1305); NULL for none
/// @param key_length  32; ignored if key is NULL
/// @param state       receives the state; not NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE if the upload is over; GU_ERR_BUSY while a blocking call runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_save(
    session: *const gu_session,
    key: *const u8,
    key_length: u64,
    state: *mut *mut gu_state,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(state)?;
            let session = &hold(session)?.0;
            let key = sealing_key(key, key_length)?;
            give(place, gu_state(session.save(key.as_ref())?));
            Ok(())
        })
    }
}

/// Saves a state.
///
/// Called on the thread of the blocking call, before each request that changes anything at the service, and after an
/// upload session is created; so the last state is never older than what the service may know. Must not throw or
/// longjmp; see CALLBACKS.
///
/// @param state    as for gu_session_resume(); only valid during the call
/// @param context  as given to the setter
/// @return 0 if it is saved; any other value ends the call with GU_ERR_SAVED_STATE, and the request is not sent
/// @since 0.2
pub type gu_save_callback = Option<unsafe extern "C" fn(state: *const gu_state, context: *mut c_void) -> i32>;

/// Sets the callback that saves each new state, also in the middle of a large put, in place of gu_session_save().
///
/// @param session     not NULL
/// @param key         32 random bytes to seal the states with; NULL for none
/// @param key_length  32; ignored if key is NULL
/// @param callback    NULL to remove the callback. Default: NULL
/// @param context     passed to the callback
/// @param destroy     frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while a blocking call runs
/// @since 0.2
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let session = hold(session)?;
            let key = sealing_key(key, key_length)?;
            session.0.set_save(adapter(callback, context), key)
        })
    }
}

/// The caller's function, as sessions call it.
fn adapter(callback: gu_save_callback, context: Context) -> Option<SaveCallback> {
    let callback = callback?;
    let callback = unwinding!(callback, fn(*const gu_state, *mut c_void) -> i32);
    Some(Box::new(move |text| {
        let state = gu_state(text);
        // SAFETY: the header promises a function of this type, and `context` as it was given.
        unsafe { callback(&state, context.pointer()) == 0 }
    }))
}

/// Continues a saved upload.
///
/// Asks the service where it stands: put bytes from gu_session_next_offset() on; if the file turns out to be stored,
/// gu_finish() returns its item. If the session is gone, the library looks whether the file is stored, and creates a
/// new session if not. The caller must put the bytes of the same file; where the kind has hashes, gu_item_integrity()
/// tells at the end.
///
/// Blocks.
///
/// @param client      not NULL
/// @param target      created and set as for gu_session_create(); NULL if the session came from gu_session_adopt()
/// @param data        from gu_state_data(); not NULL
/// @param length      number of bytes
/// @param key         the key that the state is sealed with; NULL for none
/// @param key_length  32; ignored if key is NULL
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
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(session)?;
            let client = gu_client::behind(client)?;
            let target = if target.is_null() { None } else { Some(hold(target)?.share()?) };
            let (data, key) = (given_bytes(data, length, "data")?, sealing_key(key, key_length)?);
            let cancel = gu_cancel::behind(cancel);
            let resumed = Session::resume(&client, target.as_deref(), data, key.as_ref(), cancel.as_ref())?;
            give(place, gu_session(resumed));
            Ok(())
        })
    }
}

/// Returns the bytes of a state: ASCII text, not NUL-terminated.
///
/// @param state  may be NULL
/// @return live as long as the state; NULL for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_state_data(state: *const gu_state) -> *const u8 {
    let none = std::ptr::null();
    // SAFETY: as the header promises.
    unsafe { read(state, none, |state| state.0.expose().as_ptr()) }
}

/// Returns the number of bytes of a state.
///
/// @param state  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_state_length(state: *const gu_state) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(state, 0, |state| state.0.expose().len() as u64) }
}

/// Wipes and frees a state.
///
/// @param state  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_state_free(state: *mut gu_state) {
    // SAFETY: as the header promises.
    unsafe { free(state) }
}
