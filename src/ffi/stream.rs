//! Sources of unknown size, of a whole upload.

use std::ffi::{c_char, c_void};
use std::path::PathBuf;

use crate::ffi::context::{Context, gu_destroy_callback, unwinding};
use crate::ffi::error::gu_error;
use crate::ffi::guard::null;
use crate::ffi::source::{gu_read_callback, read_into};
use crate::ffi::status::gu_status;
use crate::ffi::text::optional;
use crate::ffi::upload::{gu_upload, set};
use crate::files;
use crate::source::Stream;
use graph_upload_core::error::Error;

/// Sets a callback that reads a stream of unknown size as the source.
///
/// The service needs the total size with the first byte, so gu_upload_run() first reads the stream to its end into a
/// spool file on disk, then uploads that. Memory use does not depend on the size. The spool file is removed with its
/// last user, also if the process is killed: it has no name, or on Windows is deleted when it is closed. Meanwhile
/// gu_progress_waits_for() is GU_WAIT_SOURCE, and the progress callback can end the call, as can a gu_cancel between
/// two calls of the read callback.
///
/// The spool file is kept until another source is set or the upload is freed. A later run, also for another target,
/// uploads from it, and continues an upload session that an earlier run has kept. If a run ends before the end of the
/// stream because it was cancelled, the limit was reached or the disk is full, the bytes read are kept as well, and the
/// next run reads on. If the read callback itself fails or asks to stop, the stream cannot be read on: later runs return
/// GU_ERR_STATE until a source is set.
///
/// With a state file, an upload saved by an earlier process continues only if the new stream has the same size and
/// begins with the same bytes, which are compared by their hash up to where they were sent; otherwise the run ends with
/// GU_ERR_SOURCE_CHANGED, see gu_upload_set_state_file().
///
/// @param upload    not NULL
/// @param callback  a count of 0 is the end of the stream, and an empty stream an empty file; not NULL
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_stream(
    upload: *mut gu_upload,
    callback: gu_read_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let context = Context::new(context, destroy);
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            upload.set_content(stream(callback, context)?);
            Ok(())
        })
    }
}

/// The caller's function, as a stream.
fn stream(callback: gu_read_callback, context: Context) -> Result<Stream, Error> {
    let callback = callback.ok_or_else(|| null("callback"))?;
    let callback = unwinding!(callback, fn(*mut u8, u32, *mut u32, *mut c_void) -> i32);
    Ok(Stream::new(move |buffer| {
        read_into(buffer, |place, length, count| {
            // SAFETY: the header promises a function of this type, and `context` as it was given.
            unsafe { callback(place, length, count, context.pointer()) }
        })
    }))
}

/// Sets a pipe, a terminal or anything else that can be read to its end as the source.
///
/// Like gu_upload_set_stream(). The handle is duplicated, so the caller may close it at once; the duplicate is closed at
/// the end of the stream. Both blocking and non-blocking descriptors are fine, and their mode does not change. A regular
/// file is read from its position on, which moves. Nobody else may read from the pipe meanwhile.
///
/// A gu_cancel ends the wait for bytes within 100 ms. On Windows this holds for pipes and consoles, and the handle must
/// not have been opened for overlapped I/O.
///
/// @param upload  not NULL
/// @param handle  a file descriptor that is open for reading; on Windows a HANDLE, cast to uint64_t
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, also for a handle that is not open, or GU_ERR_BUSY while the upload runs
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_stream_handle(
    upload: *mut gu_upload,
    handle: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            let file = files::duplicate(handle)
                .map_err(|why| Error::argument(format!("handle: not an open file ({why})")))?;
            upload.set_content(Stream::from_file(file)?);
            Ok(())
        })
    }
}

/// Sets the folder of the spool file of a stream.
///
/// Default: the folder of the system for temporary files, on Unix $TMPDIR or /tmp, which is in memory on some systems.
/// The file is created before the first byte is read, readable by its owner only (mode 0600). If it cannot be created
/// there, gu_upload_run() returns GU_ERR_ARGUMENT, and if the disk is full, GU_ERR_RESOURCES, both with
/// gu_error_os_error(). A stream whose reading has begun stays in its folder.
///
/// @param upload  not NULL
/// @param path    UTF-8 on every system, an existing folder; NULL for the default
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_spool_folder(
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
            upload.set_spool_folder(path.map(PathBuf::from));
            Ok(())
        })
    }
}

/// Sets the size of the longest stream. Default: 1073741824 (1 GiB).
///
/// It bounds the spool file, which may be one byte longer. gu_upload_run() returns GU_ERR_TOO_LARGE for a longer stream;
/// what was read is kept, and with a higher limit the next run reads on. So it is if the stream is longer than the kind
/// of the target allows.
///
/// @param upload  not NULL
/// @param bytes   1 to INT64_MAX
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_spool_max_bytes(
    upload: *mut gu_upload,
    bytes: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set(upload, error, |upload| upload.set_spool_max_bytes(bytes)) }
}
