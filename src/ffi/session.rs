//! An upload that the caller feeds.

use std::ffi::{c_char, c_void};

use crate::ffi::cancel::gu_cancel;
use crate::ffi::client::gu_client;
use crate::ffi::context::{Context, gu_destroy_callback};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, hold, read, result_place, store};
use crate::ffi::item::gu_item;
use crate::ffi::progress::{self, gu_progress_callback};
use crate::ffi::status::gu_status;
use crate::ffi::target::{gu_kind, gu_target, rules};
use crate::ffi::text::{bytes as given_bytes, required};
use crate::progress::ProgressCallback;
use crate::session::Session;

/// An upload that the caller feeds with bytes.
///
/// Created by gu_session_create(), gu_session_adopt() or gu_session_resume(), freed by the caller with
/// gu_session_free(). It keeps what it needs of its client and its target, so the three may be freed in any order, also
/// while a call uses them. Any thread may use it. Only one blocking call runs at a time; a second one returns
/// GU_ERR_BUSY at once. Calls that only read a number never wait. In a child forked during a call, it can only be
/// freed.
pub struct gu_session(pub(super) Session);

/// Starts an upload.
///
/// Checks the size against the limits of the target's kind before anything is sent, notes what exists at the target (so
/// that a missing last response can be told from a missing file later), and creates the upload session. A file of a
/// size that the service takes in one request only, such as an empty one, has no upload session: the calls are the
/// same, and the file is sent when its bytes are complete.
///
/// Blocks. Waits and retries within the client's retry budget.
///
/// @param client   not NULL
/// @param target   not NULL
/// @param size     exact size of the file, in bytes
/// @param cancel   ends the call; may be NULL
/// @param session  receives the session; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_TOO_LARGE or GU_ERR_TOO_SMALL, before any request if the size is outside the
///         kind's limits; GU_ERR_SIGN_IN, before any request if there is no token; GU_ERR_SIGN_IN, GU_ERR_DENIED,
///         GU_ERR_NOT_FOUND, GU_ERR_CONFLICT or GU_ERR_QUOTA from the service; GU_ERR_UNEXPECTED_RESPONSE, also for an
///         upload URL on a host that is not allowed; GU_ERR_CANCELLED, GU_ERR_NETWORK, GU_ERR_TLS, GU_ERR_TIMEOUT,
///         GU_ERR_THROTTLED, GU_ERR_SERVER
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_create(
    client: *const gu_client,
    target: *const gu_target,
    size: u64,
    cancel: *const gu_cancel,
    session: *mut *mut gu_session,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(session)?;
            let client = gu_client::behind(client)?;
            let target = hold(target)?.share()?;
            let cancel = gu_cancel::behind(cancel);
            let created = Session::create(&client, target.as_ref(), size, cancel.as_ref())?;
            give(place, gu_session(created));
            Ok(())
        })
    }
}

/// Continues an upload session that someone else created, such as a server that hands out upload URLs to its clients.
///
/// Asks the upload session where it stands. Put bytes from gu_session_next_offset() on. Since the target is not known,
/// a missing last response stays GU_ERR_OUTCOME_UNKNOWN, and a session that ends is GU_ERR_EXPIRED.
///
/// Blocks.
///
/// @param client      not NULL; needs a token only for GU_KIND_TODO_TASK
/// @param kind        a GU_KIND_ value
/// @param upload_url  a secret: whoever has it can write; not NULL
/// @param size        exact size of the file that the upload session was created for, in bytes
/// @param cancel      ends the call; may be NULL
/// @param session     receives the session; not NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also for an upload URL on a host that is not allowed; GU_ERR_TOO_SMALL,
///         GU_ERR_TOO_LARGE; GU_ERR_EXPIRED or GU_ERR_DENIED if the upload URL is refused; GU_ERR_OUTCOME_UNKNOWN if it
///         is not found, as after its end and after its completion; others as for gu_session_create()
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_adopt(
    client: *const gu_client,
    kind: gu_kind,
    upload_url: *const c_char,
    size: u64,
    cancel: *const gu_cancel,
    session: *mut *mut gu_session,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(session)?;
            let client = gu_client::behind(client)?;
            let (rules, url) = (rules(kind)?, required(upload_url, "upload_url")?);
            let cancel = gu_cancel::behind(cancel);
            give(place, gu_session(Session::adopt(&client, rules, url, size, cancel.as_ref())?));
            Ok(())
        })
    }
}

/// Sets the progress callback. Default: none.
///
/// It is called during gu_put_chunk(), gu_finish() and gu_session_refresh(), while bytes leave and when the service
/// confirms some; not while the library waits for a response, so a gu_cancel stops sooner.
///
/// @param session   not NULL
/// @param callback  the callback, or NULL to remove the callback
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while a blocking call runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_set_progress(
    session: *mut gu_session,
    callback: gu_progress_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let told = progress::adapter(callback, Context::new(context, destroy));
            let told = told.map(|told| -> ProgressCallback { Box::new(told) });
            hold(session)?.0.set_progress(told)
        })
    }
}

/// Puts bytes of the file.
///
/// Put the bytes in order, from start to end; `offset` is a check: at any offset other than gu_session_next_offset()
/// nothing is sent. Any length is allowed. Short puts are gathered until a piece is complete (3932160 bytes for To Do
/// and Outlook, up to 10485760 for drives unless gu_options_set_piece_bytes() says more, 9830400 for print), complete
/// pieces are sent straight from `bytes`, and the last piece when the file is complete: then the file is stored, and
/// gu_finish() returns its item. At most that much is kept in memory; the whole file if it is sent in one request.
///
/// Blocks while it sends. Waits and retries within the client's retry budget; any newly confirmed byte renews it. After
/// GU_OK the library has all bytes, and asks for them again only through GU_ERR_REWIND. After any other status continue
/// at gu_session_next_offset(), which may lie inside `bytes`.
///
/// @param session  not NULL
/// @param offset   offset of the bytes in the file
/// @param bytes    only read during the call; may be NULL if length is 0
/// @param length   number of bytes; offset + length must not exceed the size
/// @param cancel   ends the call; may be NULL
/// @param error    may be NULL; see gu_error. gu_error_offset() is the offset to continue at for GU_ERR_ARGUMENT
/// @return GU_OK; GU_ERR_ARGUMENT; others as in the state table
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_put_chunk(
    session: *mut gu_session,
    offset: u64,
    bytes: *const u8,
    length: u64,
    cancel: *const gu_cancel,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let session = &hold(session)?.0;
            let bytes = given_bytes(bytes, length, "bytes")
                .map_err(|error| error.with(|details| details.offset = session.next_offset()))?;
            session.put(offset, bytes, gu_cancel::behind(cancel).as_ref())
        })
    }
}

/// Ends the upload: returns the stored file, or what is missing.
///
/// Sends what is left: an empty file, and the commit if it is deferred (gu_target_set_commit()). Called again after
/// GU_OK, it returns the item again; after GU_ERR_OUTCOME_UNKNOWN or a cancelled call it asks the service whether the
/// file is stored.
///
/// Blocks; looking may take a minute (the settle time).
///
/// @param session  not NULL
/// @param cancel   ends the call; may be NULL
/// @param item     receives the stored file; NULL if not wanted
/// @param error    may be NULL; see gu_error
/// @return GU_OK: the file is stored, once and whole; GU_ERR_INCOMPLETE while bytes are missing, see gu_error_offset();
///         others as in the state table
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_finish(
    session: *mut gu_session,
    cancel: *const gu_cancel,
    item: *mut *mut gu_item,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            store(item, std::ptr::null_mut());
            let stored = hold(session)?.0.finish(gu_cancel::behind(cancel).as_ref())?;
            if !item.is_null() {
                give(item, gu_item::from(stored));
            }
            Ok(())
        })
    }
}

/// Asks the service where the upload stands (a GET).
///
/// Never needed for correctness: the library asks by itself after a fault. Afterwards gu_session_confirmed() and
/// gu_session_next_offset() are up to date.
///
/// Blocks.
///
/// @param session  not NULL
/// @param cancel   ends the call; may be NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK; others as in the state table
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_refresh(
    session: *mut gu_session,
    cancel: *const gu_cancel,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { guard(error, || hold(session)?.0.refresh(gu_cancel::behind(cancel).as_ref())) }
}

/// Abandons the upload and deletes its session at the service (a DELETE).
///
/// If the last piece was sent and its outcome is unknown, it first looks whether the file is stored. Afterwards the
/// session can only be freed. Discarding again, or after the upload has failed, does nothing and returns GU_OK. Does
/// not wait out a wait that the service asked for. If it fails, only discarding again continues it.
///
/// Blocks.
///
/// @param session  not NULL
/// @param cancel   ends the call; may be NULL. A flag that is already raised ends it before anything is sent, so do not
///                 pass the one that has just cancelled the upload
/// @param error    may be NULL; see gu_error
/// @return GU_OK: the file is not stored and no session is left; GU_ERR_STORED if the file is already stored, and
///         gu_finish() returns its item; others as in the state table
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_discard(
    session: *mut gu_session,
    cancel: *const gu_cancel,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { guard(error, || hold(session)?.0.discard(gu_cancel::behind(cancel).as_ref())) }
}

/// Returns the number of bytes that the service has confirmed, from the start of the file without a gap. Meaningless
/// after the upload has failed.
///
/// Never waits, and changes during a blocking call.
///
/// @param session  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_confirmed(session: *const gu_session) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(session, 0, |session| session.0.confirmed()) }
}

/// Returns the offset at which the next gu_put_chunk() must start.
///
/// Never waits. During a blocking call it is the value from before that call.
///
/// @param session  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_next_offset(session: *const gu_session) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(session, 0, |session| session.0.next_offset()) }
}

/// Returns the size of the file that the session was created with, in bytes.
///
/// @param session  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_size(session: *const gu_session) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(session, 0, |session| session.0.size()) }
}

/// Returns when the upload session expires, in milliseconds since 1970-01-01 UTC by the service's clock.
///
/// Never waits.
///
/// @param session  may be NULL
/// @return 0 if the service did not say, if there is no upload session, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_expires_ms(session: *const gu_session) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(session, 0, |session| session.0.expires_ms().unwrap_or(0)) }
}

/// Frees a session.
///
/// Nothing is sent: an upload session that was neither finished nor discarded stays at the service until it expires.
/// May be called while a blocking call uses the session: the call continues, and the session is freed when it returns.
///
/// @param session  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_free(session: *mut gu_session) {
    // SAFETY: as the header promises.
    unsafe { free(session) }
}
