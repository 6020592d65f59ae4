//! The only place that creates a status and an error object, and where panics are caught.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::Arc;

use crate::ffi::error::gu_error;
use crate::ffi::handle::{Handle, Object};
use crate::ffi::status::{GU_OK, code, gu_status};
use crate::host::{self, NotCancelled};
use graph_upload_core::error::Error;

/// Runs the body of a fallible export.
///
/// # Safety
///
/// `error` is NULL or may be written until this returns.
pub(super) unsafe fn guard(error: *mut *mut gu_error, body: impl FnOnce() -> Result<(), Error>) -> gu_status {
    let _not_cancelled = NotCancelled::begin();
    // SAFETY: as above, here and below.
    unsafe { store(error, ptr::null_mut()) };
    host::sweep();
    match catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| Err(defect(panic))) {
        Ok(()) => GU_OK,
        Err(failure) => {
            let status = code(failure.status());
            if !error.is_null() {
                unsafe { give(error, gu_error::from(failure)) };
            }
            status
        }
    }
}

/// Runs the body of an export that has no status to return.
pub(super) fn quietly<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    let _not_cancelled = NotCancelled::begin();
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        forget(panic);
        otherwise
    })
}

/// Runs the body of an export that reads from an object; `otherwise` is its answer for NULL.
///
/// # Safety
///
/// As for [`object`].
pub(super) unsafe fn read<T: Object, U: Copy>(
    handle: *const T,
    otherwise: U,
    part: impl FnOnce(&T) -> U,
) -> U {
    // SAFETY: as above.
    quietly(otherwise, || unsafe { handle.as_ref() }.map_or(otherwise, part))
}

/// Writes an out-value, if the caller wants it.
///
/// # Safety
///
/// `place` is NULL or may be written.
pub(super) unsafe fn store<T>(place: *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: as above.
        unsafe { place.write(value) };
    }
}

/// The object behind a handle for as long as the caller wants it, even if the handle is freed meanwhile.
///
/// # Safety
///
/// `handle` is NULL or came from [`give`], and is not freed before this returns.
pub(super) unsafe fn hold<T: Handle>(handle: *const T) -> Result<Arc<T>, Error> {
    if handle.is_null() {
        return Err(null(T::NAME));
    }
    // SAFETY: as above, and `give` makes an `Arc`.
    Ok(unsafe {
        Arc::increment_strong_count(handle);
        Arc::from_raw(handle)
    })
}

/// The object behind a handle, for calls that neither block nor call back.
///
/// # Safety
///
/// `handle` is NULL, or what it points to is there for the whole of `'a`, and nobody has a mutable reference to it.
pub(super) unsafe fn object<'a, T: Object>(handle: *const T) -> Result<&'a T, Error> {
    // SAFETY: as above.
    unsafe { handle.as_ref() }.ok_or_else(|| null(T::NAME))
}

/// An out-pointer that is needed for the result; what it points to is set to NULL first.
///
/// # Safety
///
/// `place` is NULL or may be written.
pub(super) unsafe fn result_place<T: Handle>(place: *mut *mut T) -> Result<*mut *mut T, Error> {
    if place.is_null() {
        return Err(null(T::NAME));
    }
    // SAFETY: as above.
    unsafe { store(place, ptr::null_mut()) };
    Ok(place)
}

/// Gives a new object to the caller.
///
/// # Safety
///
/// `place` is not NULL and may be written.
pub(super) unsafe fn give<T: Handle>(place: *mut *mut T, value: T) {
    // SAFETY: as above.
    unsafe { place.write(Arc::into_raw(Arc::new(value)).cast_mut()) };
}

/// Frees what [`give`] gave: at once, or when the calls that [`hold`] it have returned. NULL is fine.
///
/// # Safety
///
/// `handle` is NULL or came from [`give`], and is freed once.
pub(super) unsafe fn free<T: Handle>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: as above.
        quietly((), || drop(unsafe { Arc::from_raw(handle.cast_const()) }));
    }
}

/// The error for a pointer that must not be NULL.
pub(super) fn null(argument: &str) -> Error {
    Error::argument(format!("{argument}: must not be NULL"))
}

fn defect(panic: Box<dyn Any + Send>) -> Error {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    forget(panic);
    Error::bug(format!("a defect of the library, please report it: {text}"))
}

/// Drops a panic's payload, whose own drop could panic once more.
fn forget(panic: Box<dyn Any + Send>) {
    std::mem::forget(panic);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ffi::error::{gu_error_free, gu_error_message, gu_error_status};
    use crate::ffi::status::GU_ERR_BUG;
    use std::ffi::CStr;

    #[test]
    fn a_panic_ends_as_a_status() {
        for text in ["plain", "made"] {
            let mut error = ptr::null_mut();
            // SAFETY: the place is a local variable; the error is made here and freed once.
            unsafe {
                let status = guard(&mut error, || match text {
                    "plain" => panic!("plain"),
                    made => panic!("{made}"),
                });
                assert_eq!(status, GU_ERR_BUG);
                assert_eq!(guard(ptr::null_mut(), || panic!("nobody asks")), GU_ERR_BUG);
                assert_eq!(gu_error_status(error), GU_ERR_BUG);
                assert!(CStr::from_ptr(gu_error_message(error)).to_string_lossy().contains(text));
                gu_error_free(error);
            }
        }
        assert_eq!(quietly(7, || panic!("quiet")), 7);
    }

    #[test]
    fn a_success_leaves_no_stale_error() {
        let mut stale = ptr::dangling_mut();
        // SAFETY: the place is a local variable.
        assert_eq!(unsafe { guard(&mut stale, || Ok(())) }, GU_OK);
        assert!(stale.is_null());
    }
}
