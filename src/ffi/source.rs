//! Sources of a whole upload.

use std::ffi::{c_char, c_void};
use std::path::Path;
use std::sync::Arc;

use crate::ffi::context::{Context, gu_destroy_callback, unwinding};
use crate::ffi::error::gu_error;
use crate::ffi::guard::null;
use crate::ffi::status::gu_status;
use crate::ffi::text::{bytes as given_bytes, required};
use crate::ffi::upload::{gu_upload, set};
use crate::files;
use crate::source::{Content, FileContent, Forward, Opened, ReadAt, Source, SourceError, unknown_length};
use graph_upload_core::error::Error;

/// Returned by a read callback if the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE.
pub const GU_READ_FAILED: i32 = -1;
/// Returned by a read callback to end the upload: GU_ERR_CANCELLED.
pub const GU_READ_STOP: i32 = -2;

/// The most bytes that one call of a read callback is asked for.
pub const GU_READ_MAX: u32 = 1_048_576;

/// Reads bytes at an offset.
///
/// Called on the thread of gu_upload_run(). Offsets increase, and go back if the service wants bytes again. Must not
/// throw or longjmp; see CALLBACKS.
///
/// @param offset   offset of the bytes in the file
/// @param buffer   receives the bytes
/// @param length   size of `buffer`, 1 to GU_READ_MAX; never beyond the announced size
/// @param count    receives the number of bytes written to `buffer`, 1 to `length`; fewer than `length` is fine. 0, its
///                 value before the call, means that the source has ended: before the announced size that is
///                 GU_ERR_SOURCE_SHORT
/// @param context  as given to the setter
/// @return 0 to continue; GU_READ_STOP; GU_READ_FAILED or any other value if the bytes cannot be read
pub type gu_read_at_callback = Option<
    unsafe extern "C" fn(
        offset: u64,
        buffer: *mut u8,
        length: u32,
        count: *mut u32,
        context: *mut c_void,
    ) -> i32,
>;

/// Reads the next bytes.
///
/// Like gu_read_at_callback, but each byte is asked for once.
///
/// @param buffer   receives the bytes
/// @param length   size of `buffer`, 1 to GU_READ_MAX; never beyond the announced size, if there is one
/// @param count    receives the number of bytes written; see gu_read_at_callback. Of gu_upload_set_stream(), 0 is the end
/// @param context  as given to the setter
/// @return as for gu_read_at_callback
pub type gu_read_callback =
    Option<unsafe extern "C" fn(buffer: *mut u8, length: u32, count: *mut u32, context: *mut c_void) -> i32>;

/// Sets a file, by its path, as the source.
///
/// gu_upload_run() opens the file and checks it before, during and after reading: if its size or modification time
/// changes or another file takes its place, the upload ends with GU_ERR_SOURCE_CHANGED and nothing is stored. It must
/// be a regular file, which has a size to announce; a pipe or a device is GU_ERR_ARGUMENT, and fine for
/// gu_upload_set_stream_handle(). The file is not locked;
/// other processes may write, rename or delete it. On Windows the modification time changes when a writer closes the
/// file, so changes by a program that keeps it open are not noticed.
///
/// @param upload  not NULL
/// @param path    UTF-8 on every system; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_file(
    upload: *mut gu_upload,
    path: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            let path = required(path, "path")?;
            if path.is_empty() {
                return Err(Error::argument("path: must not be empty"));
            }
            upload.set_content(FileContent::at(Path::new(path)));
            Ok(())
        })
    }
}

/// Sets an open file as the source.
///
/// The handle is duplicated, so the caller may close it at once. The file is read from its start at offsets of the
/// library's own; its position does not matter and does not move, except on Windows, where every read moves it. Checked
/// as by gu_upload_set_file(), except for its name.
///
/// @param upload  not NULL
/// @param handle  a readable file descriptor; on Windows a HANDLE, cast to uint64_t
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, also for a handle that is not open, or GU_ERR_BUSY while the upload runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_file_handle(
    upload: *mut gu_upload,
    handle: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            let file = files::duplicate(handle)
                .map_err(|why| Error::argument(format!("handle: not an open file ({why})")))?;
            upload.set_content(FileContent::Open(file));
            Ok(())
        })
    }
}

/// Sets bytes in memory as the source.
///
/// They are not copied: they must stay in place and unchanged until `destroy` is called.
///
/// @param upload   not NULL
/// @param bytes    may be NULL if length is 0
/// @param length   number of bytes; 0 for an empty file
/// @param context  passed to `destroy`, such as the bytes themselves
/// @param destroy  called once with `context` when the library no longer needs the bytes: at gu_upload_free(), when
///                 another source is set, and when this call fails; may be NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_memory(
    upload: *mut gu_upload,
    bytes: *const u8,
    length: u64,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let context = Context::new(context, destroy);
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            given_bytes(bytes, length, "bytes")?;
            upload.set_content(ForeignBytes(Arc::new(ForeignMemory { bytes, length, _owner: context })));
            Ok(())
        })
    }
}

/// Sets a callback that reads at any offset as the source.
///
/// @param upload    not NULL
/// @param size      exact size of the file, in bytes
/// @param callback  not NULL
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also for a size above INT64_MAX such as -1, since the service needs the total size
///         with the first byte; GU_ERR_BUSY while the upload runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_read_at(
    upload: *mut gu_upload,
    size: u64,
    callback: gu_read_at_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let context = Context::new(context, destroy);
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            upload.set_content(read_at(size, callback, context)?);
            Ok(())
        })
    }
}

/// Sets a callback that can only read once, from start to end, as the source, such as for a pipe. If the size is not
/// known, see gu_upload_set_stream().
///
/// The library keeps the bytes of one piece in memory (10 MiB, or as set by gu_options_set_piece_bytes(); the whole
/// file if it is sent in one request) to send them again after a fault. It never asks for more than `size` bytes, so it
/// does not notice if there are more. In the rare case that the service wants bytes from further back, the upload ends
/// with GU_ERR_REWIND. For the same reason it can only be run again while it has not got further than one piece.
///
/// @param upload    not NULL
/// @param size      exact size of the file, in bytes
/// @param callback  not NULL
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return as for gu_upload_set_read_at()
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_read(
    upload: *mut gu_upload,
    size: u64,
    callback: gu_read_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let context = Context::new(context, destroy);
    // SAFETY: as the header promises.
    unsafe {
        set(upload, error, |upload| {
            upload.set_content(read_forward(size, callback, context)?);
            Ok(())
        })
    }
}

/// The caller's function, as a source that reads at any offset.
fn read_at(size: u64, callback: gu_read_at_callback, context: Context) -> Result<ReadAt, Error> {
    let callback = callback.ok_or_else(|| null("callback"))?;
    let callback = unwinding!(callback, fn(u64, *mut u8, u32, *mut u32, *mut c_void) -> i32);
    Ok(ReadAt::new(known(size)?, move |offset, buffer| {
        read_into(buffer, |place, length, count| {
            // SAFETY: the header promises a function of this type, and `context` as it was given.
            unsafe { callback(offset, place, length, count, context.pointer()) }
        })
    }))
}

/// The caller's function, as a source that reads once.
fn read_forward(size: u64, callback: gu_read_callback, context: Context) -> Result<Forward, Error> {
    let callback = callback.ok_or_else(|| null("callback"))?;
    let callback = unwinding!(callback, fn(*mut u8, u32, *mut u32, *mut c_void) -> i32);
    Ok(Forward::new(known(size)?, move |buffer| {
        read_into(buffer, |place, length, count| {
            // SAFETY: the header promises a function of this type, and `context` as it was given.
            unsafe { callback(place, length, count, context.pointer()) }
        })
    }))
}

fn known(size: u64) -> Result<u64, Error> {
    if i64::try_from(size).is_err() { Err(unknown_length()) } else { Ok(size) }
}

/// Has the caller's function fill a buffer, and checks what it answers. The count is apart from the answer, so that what a
/// failed callback happens to return is never taken for bytes.
pub(super) fn read_into(
    buffer: &mut [u8],
    read: impl FnOnce(*mut u8, u32, *mut u32) -> i32,
) -> Result<usize, SourceError> {
    let length = u32::try_from(buffer.len()).unwrap_or(GU_READ_MAX).min(GU_READ_MAX);
    let mut count = 0;
    match read(buffer.as_mut_ptr(), length, &mut count) {
        0 if count <= length => Ok(count as usize),
        0 => Err(SourceError::Unreadable(format!(
            "the read callback says that it wrote {count} bytes, more than the {length} that fit"
        ))),
        GU_READ_STOP => Err(SourceError::Stopped),
        GU_READ_FAILED => Err(SourceError::Unreadable("the read callback failed".into())),
        other => Err(SourceError::Unreadable(format!("the read callback returned {other}"))),
    }
}

/// Memory that the caller owns, until its owner is dropped.
struct ForeignMemory {
    bytes: *const u8,
    length: u64,
    _owner: Context,
}

// SAFETY: the header promises that the bytes stay as they are until the owner is destroyed; they are only read.
unsafe impl Send for ForeignMemory {}
// SAFETY: as above.
unsafe impl Sync for ForeignMemory {}

#[derive(Clone)]
struct ForeignBytes(Arc<ForeignMemory>);

impl Content for ForeignBytes {
    fn open(&self) -> Result<Opened, Error> {
        Ok(Opened { source: Box::new(self.clone()), size: self.0.length, stamp: None })
    }

    fn size_hint(&self) -> Option<u64> {
        Some(self.0.length)
    }
}

impl Source for ForeignBytes {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        // SAFETY: the header promises that the bytes stay as they are until the owner is destroyed.
        let bytes = unsafe { given_bytes(self.0.bytes, self.0.length, "bytes") };
        bytes.map_err(|error| SourceError::Unreadable(error.to_string()))?.read_at(offset, buffer)
    }
}
