//! A whole upload in one call.

use std::ffi::{c_char, c_void};
use std::path::Path;
use std::sync::Arc;

use crate::ffi::cancel::gu_cancel;
use crate::ffi::client::gu_client;
use crate::ffi::context::{Context, gu_destroy_callback};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, hold, result_place, store};
use crate::ffi::item::gu_item;
use crate::ffi::progress::{self, gu_progress_callback};
use crate::ffi::state::sealing_key;
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::optional;
use crate::host::{Refusal, Turn, Turned};
use crate::saved::StateFile;
use crate::upload::{OnCancel, SharedProgressCallback, Upload};
use graph_upload_core::error::{Error, Status};

/// A whole upload in one call: its source, its callbacks, and how it ends.
///
/// Created by gu_upload_new(), given a source by one of the gu_upload_set_ functions, run by gu_upload_run() any number
/// of times with any client and target, and freed by the caller with gu_upload_free(). Any thread may use it; while it
/// runs, a second run and every setter return GU_ERR_BUSY at once. In a child forked while it ran, it can only be
/// freed. To upload several files at a time, create several.
pub struct gu_upload(Turn<Upload>);

impl gu_upload {
    // Where it stands on the stack tells calls from those of their callbacks.
    #[inline(always)]
    fn settings(&self) -> Result<Turned<'_, Upload>, Error> {
        self.0.take().map_err(|refusal| match refusal {
            Refusal::Busy => Error::new(Status::Busy, "the upload is running"),
            _ => Error::state(format!("the upload {}", refusal.why())),
        })
    }
}

impl gu_upload {
    /// A copy of the settings.
    ///
    /// # Safety
    ///
    /// As for [`hold`].
    pub(super) unsafe fn copied(handle: *const gu_upload) -> Result<Upload, Error> {
        // SAFETY: as above.
        let upload = unsafe { hold(handle) }?;
        Ok(upload.settings()?.clone())
    }
}

/// Changes a setting.
///
/// # Safety
///
/// As for [`guard`] and [`hold`].
pub(super) unsafe fn set(
    upload: *mut gu_upload,
    error: *mut *mut gu_error,
    setter: impl FnOnce(&mut Upload) -> Result<(), Error>,
) -> gu_status {
    // SAFETY: as above.
    unsafe {
        guard(error, || {
            let upload = hold(upload)?;
            let mut settings = upload.settings()?;
            let before = settings.clone();
            let result = setter(&mut settings);
            drop(settings);
            // What was replaced is destroyed here, where its destroy function may use the upload again.
            drop(before);
            result
        })
    }
}

/// Creates an upload without a source.
///
/// @param upload  receives the upload; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_new(upload: *mut *mut gu_upload, error: *mut *mut gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            give(result_place(upload)?, gu_upload(Turn::new(Upload::new())));
            Ok(())
        })
    }
}

/// Sets the progress callback. Default: none.
///
/// It is called during gu_upload_run(): while a stream is read (gu_upload_set_stream()), while bytes leave, when the
/// service confirms some, about once a second while a stream gives nothing, or nothing is sent because the service
/// asked to wait or before a retry, and at the end of a successful upload. It is not called while the library waits for
/// a response or a connection stalls: a gu_cancel stops those.
///
/// @param upload    not NULL
/// @param callback  the callback, or NULL to remove the callback
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_progress(
    upload: *mut gu_upload,
    callback: gu_progress_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let told = progress::adapter(callback, Context::new(context, destroy));
    let told = told.map(|told| -> SharedProgressCallback { Arc::new(told) });
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            upload.set_progress(told);
            Ok(())
        })
    }
}

/// Sets whether the upload session is kept when the upload is cancelled. Default: it is deleted; with a state file
/// (gu_upload_set_state_file()) it is kept.
///
/// Deleting takes one more request, tried once for two seconds at most, beyond the 100 ms within which a cancelled
/// upload otherwise ends. The next run for the same target continues a kept session; without one it expires by itself,
/// and until then may lock the name of a file in a drive. Once the last byte was sent, the session is never deleted,
/// since the file may be stored (gu_error_in_doubt()).
///
/// @param upload  not NULL
/// @param keep    0 to delete it, any other value to keep it
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_keep_on_cancel(
    upload: *mut gu_upload,
    keep: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            upload.set_on_cancel(if keep == 0 { OnCancel::Discard } else { OnCancel::Keep });
            Ok(())
        })
    }
}

/// Sets whether an item that differs from what was sent is an error, GU_ERR_DIFFERS. Default: no; see
/// gu_item_integrity().
///
/// In either case the file is stored, nothing is deleted or sent again, and gu_upload_run() returns the item.
///
/// @param upload    not NULL
/// @param is_error  0 for no, any other value for yes
/// @param error     may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_differs_is_error(
    upload: *mut gu_upload,
    is_error: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            upload.set_differs_is_error(is_error != 0);
            Ok(())
        })
    }
}

/// Sets the file that the upload is saved to while it runs, so that it can continue after the process has ended.
///
/// The file is written before each request that changes anything at the service, so with each piece, and removed at the
/// end of the upload. If it exists when gu_upload_run() starts, the upload continues where the service stands, also in
/// another process or on another machine. If the size or modification time of the source has changed, the run ends with
/// GU_ERR_SOURCE_CHANGED, the old upload session is deleted and the file removed, and the next run starts a new upload;
/// if the old upload may have been stored, it is looked up first, and the message says so. A source whose identity has
/// changed, or that is not a file, is read again up to where it was sent, and compared. A file that cannot be used is
/// GU_ERR_SAVED_STATE and is left unchanged.
///
/// A run that fails or is cancelled keeps the file and the session, unless there is nothing to continue; see
/// gu_upload_set_keep_on_cancel(). One upload at a time can use a file.
///
/// The file holds the upload URL, with which anyone can write to the session: only its owner can read it (mode 0600; on
/// Windows its access list names only its owner, if the file system has such lists and a share lets them be set), and
/// gu_upload_set_sealing_key() seals it. It is replaced as a whole and synced to the disk, never half written.
///
/// @param upload  not NULL
/// @param path    UTF-8 on every system, in an existing folder; NULL for none, which is the default
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_state_file(
    upload: *mut gu_upload,
    path: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            let path = optional(path, "path")?;
            if path.is_some_and(str::is_empty) {
                return Err(Error::argument("path: must not be empty"));
            }
            upload.set_state_file(path.map(|path| StateFile::at(Path::new(path))));
            Ok(())
        })
    }
}

/// Sets the key that seals the state file (XChaCha20-Poly1305). Default: none.
///
/// @param upload  not NULL
/// @param key     32 random bytes, copied, and wiped when no longer needed; NULL for none
/// @param length  32; ignored if key is NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_sealing_key(
    upload: *mut gu_upload,
    key: *const u8,
    length: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            upload.set_sealing_key(sealing_key(key, length)?);
            Ok(())
        })
    }
}

/// Uploads the source to the target, from the first byte to the stored file.
///
/// Kind and size decide how: in one request, or by an upload session. The library notes what exists at the target,
/// creates the session, sends the pieces in order, asks the service where it stands after a fault, starts over if a
/// session ends early, and looks at the target if the last response is missing. The file is never loaded into memory.
///
/// Blocks. Waits and retries within the client's retry budget; any newly confirmed byte renews it. If the run fails and
/// is not in doubt, the upload session is deleted (tried once, for two seconds at most) unless a state file keeps it.
///
/// @param upload  not NULL
/// @param client  not NULL
/// @param target  not NULL
/// @param cancel  ends any wait within 100 ms, also for a pipe, but not a callback or a read of a file that blocks; the
///                session is then deleted or kept, see gu_upload_set_keep_on_cancel(); may be NULL
/// @param item    receives the stored file, on GU_OK and GU_ERR_DIFFERS; NULL if not wanted
/// @param error   may be NULL; see gu_error
/// @return GU_OK: the file is stored, once and whole. GU_ERR_OUTCOME_UNKNOWN, and any other status if
///         gu_error_in_doubt() is 1: the file may be stored; running the upload again for the same target looks again
///         before it sends anything. Any other status: the file is not stored by this upload. GU_ERR_STATE if no source
///         is set or a stream has failed, GU_ERR_BUSY while the upload runs; GU_ERR_SOURCE_UNREADABLE,
///         GU_ERR_SOURCE_SHORT, GU_ERR_SOURCE_CHANGED; GU_ERR_REWIND if a source that can only be read forward is asked
///         for bytes it no longer has; GU_ERR_TOO_LARGE, GU_ERR_RESOURCES or GU_ERR_ARGUMENT if a stream cannot be
///         spooled; GU_ERR_DIFFERS; others as for gu_finish()
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_run(
    upload: *mut gu_upload,
    client: *const gu_client,
    target: *const gu_target,
    cancel: *const gu_cancel,
    item: *mut *mut gu_item,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            store(item, std::ptr::null_mut());
            let upload = hold(upload)?;
            let settings = upload.settings()?;
            run(&settings, client, target, cancel, item)
        })
    }
}

/// Runs an upload and gives its item.
///
/// # Safety
///
/// As for [`hold`]; `item` is NULL or may be written until this returns.
pub(super) unsafe fn run(
    upload: &Upload,
    client: *const gu_client,
    target: *const gu_target,
    cancel: *const gu_cancel,
    item: *mut *mut gu_item,
) -> Result<(), Error> {
    // SAFETY: as above, here and below.
    let (client, target, cancel) =
        unsafe { (gu_client::behind(client)?, hold(target)?.share()?, gu_cancel::behind(cancel)) };
    let outcome = upload.run(&client, target.as_ref(), cancel.as_ref());
    if let Some(stored) = outcome.item
        && !item.is_null()
    {
        unsafe { give(item, gu_item::from(stored)) };
    }
    outcome.error.map_or(Ok(()), Err)
}

/// Frees an upload. May be called while it runs: the run continues, and the upload is freed when it returns.
///
/// @param upload  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_free(upload: *mut gu_upload) {
    // SAFETY: as the header promises.
    unsafe { free(upload) }
}
