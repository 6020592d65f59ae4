//! An upload that the caller feeds.

use std::ffi::{c_char, c_void};

use crate::ffi::cancel::gu_cancel;
use crate::ffi::client::gu_client;
use crate::ffi::context::{Context, gu_destroy_callback};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, hold, object, quietly, result_place, store};
use crate::ffi::item::gu_item;
use crate::ffi::progress::{self, gu_progress_callback};
use crate::ffi::status::gu_status;
use crate::ffi::target::{gu_kind, gu_target, rules};
use crate::ffi::text::{bytes as given_bytes, required};
use crate::progress::ProgressCallback;
use crate::session::Session;

/// An upload that the caller feeds with bytes.
///
/// Made by gu_session_create(), gu_session_adopt() or gu_session_resume(), freed by the caller with gu_session_free().
/// It keeps what it needs of its client and its target, so the three may be freed in any order, also while a call uses
/// them. Any thread may use it.
/// Of the calls that block, one runs at a time; a second one returns GU_ERR_BUSY at once. Calls that only ask a number
/// never wait. In a child that was forked during a call, it can only be freed.
pub struct gu_session(pub(super) Session);

/// Begins an upload.
///
/// Checks the size against the limits of the target's kind before anything is sent, notes what stands at the target (so
/// that a lost last reply can be told from a lost file later), and creates the upload session. A file of a size that
/// the service takes in one request only, such as an empty one, goes without an upload session: the calls are the same,
/// and the file is sent when its bytes are complete.
///
/// Blocks. Waits and retries within the client's retry budget.
///
/// @param client   not NULL
/// @param target   not NULL
/// @param size     exact size of the file, in bytes
/// @param cancel   ends the call; may be NULL
/// @param session  receives the session; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_TOO_LARGE or GU_ERR_TOO_SMALL, before any request when
///         the kind's limits are not kept; GU_ERR_SIGN_IN, before any request when there is no token;
///         GU_ERR_SIGN_IN, GU_ERR_DENIED, GU_ERR_NOT_FOUND, GU_ERR_CONFLICT or GU_ERR_QUOTA as the service says;
///         GU_ERR_UNEXPECTED_REPLY, also for an upload URL on a host where it must not be;
///         GU_ERR_CANCELLED, GU_ERR_NETWORK, GU_ERR_TLS, GU_ERR_TIMEOUT, GU_ERR_THROTTLED, GU_ERR_SERVER
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_create(
    client: *const gu_client,
    target: *const gu_target,
    size: u64,
    cancel: *const gu_cancel,
    session: *mut *mut gu_session,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(session, "session")?;
        let client = gu_client::behind(client)?;
        let target = hold(target, "target")?.share()?;
        let cancel = gu_cancel::behind(cancel);
        let created = Session::create(&client, target.as_ref(), size, cancel.as_ref())?;
        give(place, gu_session(created));
        Ok(())
    })
}

/// Goes on with an upload session that someone else has made, such as a server that hands upload URLs to its clients.
///
/// Asks the upload session where it stands. Bytes are then put from gu_session_next_offset() on. Since the target is
/// not known, a lost last reply stays GU_ERR_OUTCOME_UNKNOWN, and a session that ends is GU_ERR_EXPIRED.
///
/// Blocks.
///
/// @param client      not NULL; needs a token for GU_KIND_TODO_TASK alone
/// @param kind        a GU_KIND_ value
/// @param upload_url  a secret: whoever has it can write; not NULL
/// @param size        exact size of the file that the upload session was made for, in bytes
/// @param cancel      ends the call; may be NULL
/// @param session     receives the session; not NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also for an upload URL on a host where it must not be; GU_ERR_TOO_SMALL,
///         GU_ERR_TOO_LARGE; GU_ERR_EXPIRED or GU_ERR_DENIED when the upload URL is refused; GU_ERR_OUTCOME_UNKNOWN
///         when it is not found, which it is after its end and after its completion; others as for
///         gu_session_create()
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
    guard(error, || {
        let place = result_place(session, "session")?;
        let client = gu_client::behind(client)?;
        let (rules, url) = (rules(kind)?, required(upload_url, "upload_url")?);
        let cancel = gu_cancel::behind(cancel);
        give(place, gu_session(Session::adopt(&client, rules, url, size, cancel.as_ref())?));
        Ok(())
    })
}

/// Says who is told how far the upload is.
///
/// Default: nobody. The callback comes during gu_put_chunk(), gu_finish() and gu_session_refresh(), while bytes leave
/// and when the service confirms some; not while a reply is awaited, so that a gu_cancel stops sooner.
///
/// @param session   not NULL
/// @param callback  NULL for nobody
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while a blocking call is under way
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_set_progress(
    session: *mut gu_session,
    callback: gu_progress_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let told = progress::adapter(callback, Context::new(context, destroy));
        let told = told.map(|told| -> ProgressCallback { Box::new(told) });
        hold(session, "session")?.0.set_progress(told)
    })
}

/// Takes bytes of the file.
///
/// Bytes are put from the start to the end; `offset` says where these belong, as a check: at any other offset than
/// gu_session_next_offset() nothing is sent. Any length is taken. Short puts are gathered until a piece is whole
/// (3932160 bytes for To Do and Outlook, up to 10485760 for drives unless gu_options_set_piece_bytes() says more,
/// 9830400 for print), whole pieces are sent straight from `bytes`, and the last piece when the file is complete: then
/// the file is stored, and gu_finish() gives its item. At most that much is kept in memory, of a file that goes in one
/// request the whole file.
///
/// Blocks while it sends. Waits and retries within the client's retry budget; any newly confirmed byte renews it. After
/// GU_OK all bytes are in the library's care and only asked for again through GU_ERR_REWIND. After any other status
/// continue at gu_session_next_offset(), which may lie inside `bytes`.
///
/// @param session  not NULL
/// @param offset   where the bytes belong in the file
/// @param bytes    only read during the call; may be NULL when length is 0
/// @param length   how many; offset + length must not exceed the size
/// @param cancel   ends the call; may be NULL
/// @param error    may be NULL; see gu_error. gu_error_offset() is the offset to continue at for GU_ERR_ARGUMENT
/// @return GU_OK; GU_ERR_ARGUMENT; others as the state table says
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_put_chunk(
    session: *mut gu_session,
    offset: u64,
    bytes: *const u8,
    length: u64,
    cancel: *const gu_cancel,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let session = &hold(session, "session")?.0;
        let bytes = given_bytes(bytes, length, "bytes")
            .map_err(|error| error.with(|details| details.offset = session.next_offset()))?;
        session.put(offset, bytes, gu_cancel::behind(cancel).as_ref())
    })
}

/// Ends the upload: gives the stored file, or says what is missing.
///
/// Sends what is left: an empty file, and the commit where that is deferred (gu_target_set_commit()). Called again
/// after GU_OK it gives the item again; after GU_ERR_OUTCOME_UNKNOWN or a cancelled call it looks at the service
/// whether the file is stored.
///
/// Blocks; looking may take a minute (the settle time).
///
/// @param session  not NULL
/// @param cancel   ends the call; may be NULL
/// @param item     receives the stored file; NULL when it is not wanted
/// @param error    may be NULL; see gu_error
/// @return GU_OK: the file is stored, once and whole; GU_ERR_INCOMPLETE while bytes are missing, which gu_error_offset()
///         names; others as the state table says
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_finish(
    session: *mut gu_session,
    cancel: *const gu_cancel,
    item: *mut *mut gu_item,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        store(item, std::ptr::null_mut());
        let stored = hold(session, "session")?.0.finish(gu_cancel::behind(cancel).as_ref())?;
        if !item.is_null() {
            give(item, gu_item::from(stored));
        }
        Ok(())
    })
}

/// Asks the service where the upload stands (a GET).
///
/// Never needed for correctness, since the library asks by itself after a fault. gu_session_confirmed() and
/// gu_session_next_offset() are up to date afterwards.
///
/// Blocks.
///
/// @param session  not NULL
/// @param cancel   ends the call; may be NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK; others as the state table says
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_refresh(
    session: *mut gu_session,
    cancel: *const gu_cancel,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || hold(session, "session")?.0.refresh(gu_cancel::behind(cancel).as_ref()))
}

/// Gives the upload up and deletes its session at the service (a DELETE).
///
/// When the last piece was sent and its outcome is not known, it looks first whether the file is stored. Afterwards the
/// session can only be freed. Discarding again, or after the upload has failed, does nothing and is GU_OK. A wait that
/// the service asked for is not waited out. When it fails, only discarding again goes on with it.
///
/// Blocks.
///
/// @param session  not NULL
/// @param cancel   ends the call; may be NULL. A flag that is raised already ends it before anything is sent, so do not
///                 give the one that has just cancelled the upload
/// @param error    may be NULL; see gu_error
/// @return GU_OK: the file is not stored and no session is left; GU_ERR_STORED when the file is stored already, and
///         gu_finish() gives its item; others as the state table says
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_discard(
    session: *mut gu_session,
    cancel: *const gu_cancel,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || hold(session, "session")?.0.discard(gu_cancel::behind(cancel).as_ref()))
}

fn ask(session: *const gu_session, question: impl FnOnce(&Session) -> u64) -> u64 {
    quietly(0, || object(session, "session").map_or(0, |session| question(&session.0)))
}

/// How many bytes the service has confirmed, from the start of the file on without a gap. Of no meaning after the
/// upload has failed.
///
/// Never waits, and moves during a blocking call.
///
/// @param session  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_confirmed(session: *const gu_session) -> u64 {
    ask(session, Session::confirmed)
}

/// The offset that the next gu_put_chunk() has to begin at.
///
/// Never waits. During a blocking call it is the number from before that call.
///
/// @param session  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_next_offset(session: *const gu_session) -> u64 {
    ask(session, Session::next_offset)
}

/// The size of the file that the session was created with, in bytes.
///
/// @param session  may be NULL
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_size(session: *const gu_session) -> u64 {
    ask(session, Session::size)
}

/// When the service will forget the upload session, in milliseconds since 1970-01-01 UTC by its clock.
///
/// Never waits.
///
/// @param session  may be NULL
/// @return 0 when the service has not said, when there is no upload session, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_expires_ms(session: *const gu_session) -> u64 {
    ask(session, |session| session.expires_ms().unwrap_or(0))
}

/// Frees a session.
///
/// Nothing is sent: an upload session that was neither finished nor discarded stays at the service until it expires. May
/// be called while a blocking call uses the session: the call goes on, and the session ends when it returns.
///
/// @param session  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_session_free(session: *mut gu_session) {
    free(session);
}
