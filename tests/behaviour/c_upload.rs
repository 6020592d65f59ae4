//! A whole upload through the C functions.

use std::ffi::{CStr, c_void};
use std::os::fd::AsRawFd;
use std::ptr;
use std::slice;
use std::sync::{Arc, Mutex};

use graph_upload::ffi::context::*;
use graph_upload::ffi::error::gu_error;
use graph_upload::ffi::progress::*;
use graph_upload::ffi::source::*;
use graph_upload::ffi::stream::*;
use graph_upload::ffi::upload::*;
use graph_upload::ffi::wait::*;
use graph_upload::progress::{Code, Progress};
use graph_upload_core::upload::WaitsFor;

use crate::c_front::{c, call};
use crate::front::{Failure, From, ReadAt, ReadOn, Watch, Whole};

/// A `gu_upload`, freed when dropped.
pub struct CUpload(pub *mut gu_upload);

impl CUpload {
    pub fn new(whole: &Whole) -> Result<Self, Failure> {
        let mut handle = ptr::null_mut();
        call!(gu_upload_new(&mut handle))?;
        let upload = Self(handle);
        if let Some(from) = &whole.from {
            upload.set_source(from)?;
        }
        if let Some(watch) = &whole.watch {
            let (user, destroy) = owned(Arc::clone(watch));
            call!(gu_upload_set_progress(handle, Some(tell), user, destroy))?;
        }
        if let Some(keep) = whole.keep_on_cancel {
            call!(gu_upload_set_keep_on_cancel(handle, keep.into()))?;
        }
        if let Some(path) = &whole.state_file {
            call!(gu_upload_set_state_file(handle, c(path.to_str().expect("UTF-8")).as_ptr()))?;
        }
        if let Some(key) = &whole.key {
            call!(gu_upload_set_sealing_key(handle, key.as_ptr(), key.len() as u64))?;
        }
        if let Some(folder) = &whole.spool_folder {
            call!(gu_upload_set_spool_folder(handle, c(folder.to_str().expect("UTF-8")).as_ptr()))?;
        }
        if let Some(max) = whole.spool_max {
            call!(gu_upload_set_spool_max_bytes(handle, max))?;
        }
        call!(gu_upload_set_differs_is_error(handle, whole.differs_is_error.into()))?;
        Ok(upload)
    }

    fn set_source(&self, from: &From) -> Result<(), Failure> {
        match from {
            From::Path(path) => {
                let path = c(path.to_str().expect("UTF-8"));
                call!(gu_upload_set_file(self.0, path.as_ptr()))
            }
            From::Open(file) => {
                let descriptor = u64::try_from(file.as_raw_fd()).expect("not negative");
                call!(gu_upload_set_file_handle(self.0, descriptor))
            }
            From::Memory(bytes) => {
                let (start, length) = (bytes.as_ptr(), bytes.len() as u64);
                let (user, destroy) = owned(Arc::clone(bytes));
                call!(gu_upload_set_memory(self.0, start, length, user, destroy))
            }
            From::ReadAt(size, read) => {
                let (user, destroy) = owned(Arc::clone(read));
                call!(gu_upload_set_read_at(self.0, *size, Some(read_at), user, destroy))
            }
            From::Read(size, read) => {
                let (user, destroy) = owned(Arc::clone(read));
                call!(gu_upload_set_read(self.0, *size, Some(read_on), user, destroy))
            }
            From::Stream(read) => {
                let (user, destroy) = owned(Arc::clone(read));
                call!(gu_upload_set_stream(self.0, Some(read_on), user, destroy))
            }
            From::StreamOf(file) => {
                let descriptor = u64::try_from(file.as_raw_fd()).expect("not negative");
                call!(gu_upload_set_stream_handle(self.0, descriptor))
            }
        }
    }
}

impl Drop for CUpload {
    fn drop(&mut self) {
        // SAFETY: freed once, while it does not run.
        unsafe { gu_upload_free(self.0) };
    }
}

/// A value behind a pointer, and the function that frees it.
fn owned<T>(value: T) -> (*mut c_void, gu_destroy_callback) {
    unsafe extern "C" fn destroy<T>(user: *mut c_void) {
        // SAFETY: called once, for the pointer that was made below.
        drop(unsafe { Box::from_raw(user.cast::<T>()) });
    }
    (Box::into_raw(Box::new(value)).cast(), Some(destroy::<T>))
}

unsafe extern "C" fn read_at(
    offset: u64,
    buffer: *mut u8,
    length: u32,
    count: *mut u32,
    context: *mut c_void,
) -> i32 {
    // SAFETY: `context` is what `set_source` gave, `length` bytes can be written, and so can the count.
    unsafe {
        let read = &*context.cast::<Arc<ReadAt>>();
        told(read(offset, slice::from_raw_parts_mut(buffer, length as usize)), count)
    }
}

unsafe extern "C" fn read_on(buffer: *mut u8, length: u32, count: *mut u32, context: *mut c_void) -> i32 {
    // SAFETY: as above.
    unsafe {
        let read = &*context.cast::<Arc<Mutex<ReadOn>>>();
        let mut read = read.lock().expect("not poisoned");
        told(read(slice::from_raw_parts_mut(buffer, length as usize)), count)
    }
}

/// A count or a GU_READ_ value, as the C API wants it.
unsafe fn told(answer: i32, count: *mut u32) -> i32 {
    match u32::try_from(answer) {
        Ok(read) => {
            // SAFETY: the caller promises that it can be written.
            unsafe { count.write(read) };
            0
        }
        Err(_) => answer,
    }
}

unsafe extern "C" fn tell(progress: *const gu_progress, user: *mut c_void) -> i32 {
    // SAFETY: `user` is what `new` gave, and the numbers are valid during this call.
    let (watch, progress) = unsafe {
        let left = gu_progress_time_left_ms(progress);
        let told = Progress {
            sent: gu_progress_sent(progress),
            confirmed: gu_progress_confirmed(progress),
            total: gu_progress_total(progress),
            spooled: gu_progress_spooled(progress),
            bytes_per_second: Some(gu_progress_bytes_per_second(progress)).filter(|speed| *speed > 0),
            time_left_ms: u64::try_from(left).ok(),
            waits_ms: Some(gu_progress_waits_ms(progress)).filter(|wait| *wait > 0),
            waits_for: waits_for(gu_progress_waits_for(progress)),
            code: Code::new(&CStr::from_ptr(gu_progress_waits_code(progress)).to_string_lossy()),
            late_by_ms: u64::try_from(gu_progress_late_by_ms(progress)).ok(),
        };
        (&*user.cast::<Watch>(), told)
    };
    i32::from(!watch(progress))
}

fn waits_for(wait: gu_wait) -> WaitsFor {
    match wait {
        GU_WAIT_NOTHING => WaitsFor::Nothing,
        GU_WAIT_THROTTLED => WaitsFor::Throttled,
        GU_WAIT_LOCKED => WaitsFor::Locked,
        GU_WAIT_OFFLINE => WaitsFor::Offline,
        GU_WAIT_RETRYING => WaitsFor::Retrying,
        GU_WAIT_SETTLING => WaitsFor::Settling,
        GU_WAIT_IN_LINE => WaitsFor::InLine,
        GU_WAIT_SOURCE => WaitsFor::Source,
        other => panic!("{other} is no GU_WAIT_ value"),
    }
}
