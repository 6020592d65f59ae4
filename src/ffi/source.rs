//! What a whole upload is made from.

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

/// What a read callback returns when the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE.
pub const GU_READ_FAILED: i32 = -1;
/// What a read callback returns to end the upload: GU_ERR_CANCELLED.
pub const GU_READ_STOP: i32 = -2;

/// The most bytes that a read callback is asked for at once.
pub const GU_READ_MAX: u32 = 1_048_576;

/// Reads bytes at an offset.
///
/// Comes on the thread of gu_upload_run(). Offsets go forward, and back where the service wants bytes again. It must
/// return; see CALLBACKS.
///
/// @param offset   where the bytes begin in the file
/// @param buffer   receives them
/// @param length   how many fit, 1 to GU_READ_MAX; never beyond the announced size
/// @param count    receives how many were written to `buffer`, 1 to `length`, fewer than `length` being fine; 0, which
///                 it is before the call, when the source has ended: before the announced size that is
///                 GU_ERR_SOURCE_SHORT
/// @param context  as it was given
/// @return 0 to go on; GU_READ_STOP; GU_READ_FAILED or anything else when the bytes cannot be read
pub type gu_read_at_callback = Option<
    unsafe extern "C" fn(
        offset: u64,
        buffer: *mut u8,
        length: u32,
        count: *mut u32,
        context: *mut c_void,
    ) -> i32,
>;

/// Reads the bytes that come next.
///
/// As gu_read_at_callback, but each byte is asked for once.
///
/// @param buffer   receives the bytes
/// @param length   how many fit, 1 to GU_READ_MAX; never beyond the announced size
/// @param count    receives how many were written; see gu_read_at_callback
/// @param context  as it was given
/// @return as for gu_read_at_callback
pub type gu_read_callback =
    Option<unsafe extern "C" fn(buffer: *mut u8, length: u32, count: *mut u32, context: *mut c_void) -> i32>;

/// Uploads the file at a path.
///
/// It is opened by gu_upload_run(), and looked at before, during and after reading: when its size or modification time
/// changes or another file takes its place, the upload ends with GU_ERR_SOURCE_CHANGED and nothing is stored. Only a
/// regular file has a size that can be announced; a pipe or a device is GU_ERR_ARGUMENT. Nobody is kept from writing to
/// it, renaming or deleting it meanwhile. On Windows the time of a file moves when its writer closes it, so what a
/// program overwrites that has it open all the while is not noticed.
///
/// @param upload  not NULL
/// @param path    UTF-8 on every system; not NULL
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while it runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_file(
    upload: *mut gu_upload,
    path: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    set(upload, error, |upload| {
        let path = required(path, "path")?;
        if path.is_empty() {
            return Err(Error::argument("path: must not be empty"));
        }
        upload.set_content(FileContent::at(Path::new(path)));
        Ok(())
    })
}

/// Uploads an open file.
///
/// The handle is duplicated, so the caller's may be closed at once. The file is read from its start at offsets of the
/// library's own; its position does not matter and does not move, but for Windows, where every reading moves it.
/// Watched like gu_upload_set_file(), but for its name.
///
/// @param upload  not NULL
/// @param handle  a file descriptor that can be read; on Windows a HANDLE, cast to uint64_t
/// @param error   may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, also for a handle that is not open, or GU_ERR_BUSY while it runs
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_set_file_handle(
    upload: *mut gu_upload,
    handle: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    set(upload, error, |upload| {
        let file = files::duplicate(handle)
            .map_err(|why| Error::argument(format!("handle: not an open file ({why})")))?;
        upload.set_content(FileContent::Open(file));
        Ok(())
    })
}

/// Uploads bytes in memory.
///
/// They are not copied: they must stay where they are, and as they are, until `destroy` is called.
///
/// @param upload   not NULL
/// @param bytes    may be NULL when length is 0
/// @param length   how many; 0 for an empty file
/// @param context  passed to `destroy`, such as the bytes themselves
/// @param destroy  called once with `context` when the library no longer needs the bytes: at gu_upload_free(), when
///                 another source is set, and when this call fails; may be NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while it runs
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
    set(upload, error, |upload| {
        given_bytes(bytes, length, "bytes")?;
        upload.set_content(ForeignBytes(Arc::new(ForeignMemory { bytes, length, _owner: context })));
        Ok(())
    })
}

/// Uploads bytes that a callback reads at any offset.
///
/// @param upload    not NULL
/// @param size      exact size of the file, in bytes
/// @param callback  not NULL
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT, also for a size beyond INT64_MAX such as -1, since the service has to be told the whole size with the
///         first byte; GU_ERR_BUSY while it runs
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
    set(upload, error, |upload| {
        let callback = callback.ok_or_else(|| null("callback"))?;
        let callback = unwinding!(callback, fn(u64, *mut u8, u32, *mut u32, *mut c_void) -> i32);
        upload.set_content(ReadAt::new(known(size)?, move |offset, buffer| {
            read_into(buffer, |place, length, count| {
                // SAFETY: the header promises a function of this type, and `context` as it was given.
                unsafe { callback(offset, place, length, count, context.pointer()) }
            })
        }));
        Ok(())
    })
}

/// Uploads bytes that a callback can only read once, from the start to the end, such as those of a pipe.
///
/// The library keeps the bytes of one piece in memory (10 MiB, or what gu_options_set_piece_bytes() says; of a file
/// that goes in one request the whole file), so that it can send them again after a fault. It never asks for more than
/// `size` bytes, so it does not notice when there are more. In the rare case that the service wants bytes from further
/// back, the upload ends with GU_ERR_REWIND. For the same reason it can only be run again while it has not come further
/// than a piece.
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
    set(upload, error, |upload| {
        let callback = callback.ok_or_else(|| null("callback"))?;
        let callback = unwinding!(callback, fn(*mut u8, u32, *mut u32, *mut c_void) -> i32);
        upload.set_content(Forward::new(known(size)?, move |buffer| {
            read_into(buffer, |place, length, count| {
                // SAFETY: the header promises a function of this type, and `context` as it was given.
                unsafe { callback(place, length, count, context.pointer()) }
            })
        }));
        Ok(())
    })
}

fn known(size: u64) -> Result<u64, Error> {
    if i64::try_from(size).is_err() { Err(unknown_length()) } else { Ok(size) }
}

/// Has the caller's function fill a buffer, and checks what it answers. The count is apart from the answer, so that what a
/// failed callback happens to return is never taken for bytes.
fn read_into(
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
}

impl Source for ForeignBytes {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let bytes = given_bytes(self.0.bytes, self.0.length, "bytes");
        bytes.map_err(|error| SourceError::Unreadable(error.to_string()))?.read_at(offset, buffer)
    }
}
