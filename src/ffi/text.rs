//! Strings and bytes across the boundary.

use std::ffi::{CStr, CString, c_char};
use std::slice;

use crate::ffi::guard::null;
use graph_upload_core::error::Error;

/// A text that must be given. `argument` is its name in the error.
///
/// # Safety
///
/// As for [`optional`].
pub(super) unsafe fn required<'a>(text: *const c_char, argument: &str) -> Result<&'a str, Error> {
    // SAFETY: as above.
    unsafe { optional(text, argument) }?.ok_or_else(|| null(argument))
}

/// A text that may be NULL.
///
/// # Safety
///
/// `text` is NULL, or NUL-terminated and unchanged for the whole of `'a`.
pub(super) unsafe fn optional<'a>(text: *const c_char, argument: &str) -> Result<Option<&'a str>, Error> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: as above.
    let text = unsafe { CStr::from_ptr(text) };
    let text = text.to_str().map_err(|error| {
        Error::argument(format!("{argument}: not UTF-8 (byte {} is wrong)", error.valid_up_to()))
    })?;
    Ok(Some(text))
}

/// Bytes that were given. With length 0 the pointer is not looked at.
///
/// # Safety
///
/// `bytes` is NULL, or `length` bytes can be read there and are unchanged for the whole of `'a`.
pub(super) unsafe fn bytes<'a>(bytes: *const u8, length: u64, argument: &str) -> Result<&'a [u8], Error> {
    if length == 0 {
        return Ok(&[]);
    }
    if bytes.is_null() {
        return Err(null(argument));
    }
    let too_long = || Error::argument(format!("{argument}: {length} bytes are more than memory can hold"));
    let length = usize::try_from(length).map_err(|_| too_long())?;
    if length > isize::MAX as usize {
        return Err(too_long());
    }
    // SAFETY: as above, and the length fits.
    Ok(unsafe { slice::from_raw_parts(bytes, length) })
}

/// A text for the caller; NULs inside, which C cannot see past, become U+FFFD.
pub(super) fn c_string(text: &str) -> CString {
    let clean = if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { String::new() };
    let text = if clean.is_empty() { text } else { &clean };
    // With room for the end, as a text that has to move for it leaves a copy.
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend_from_slice(text.as_bytes());
    CString::new(bytes).unwrap_or_default()
}

/// A number that the library may not know, as the C API tells it: -1 then.
pub(super) fn number_or_unknown(number: Option<u64>) -> i64 {
    number.and_then(|number| i64::try_from(number).ok()).unwrap_or(-1)
}
