//! The status codes: the numbers of `error::Status`.

use std::ffi::{CStr, c_char};

use graph_upload_core::error::Status;

/// Outcome of a call: GU_OK or a GU_ERR_ code.
///
/// A code tells what the caller can do about it. Released numbers never change; new ones are added. Treat an unknown
/// number as an error.
pub type gu_status = i32;

/// The call succeeded.
pub const GU_OK: gu_status = 0;

/// An argument is NULL, out of range or not UTF-8: the message names it and its limit, and nothing was sent. Or the
/// service refused the request, and gu_error_http_status() is not 0. Fix the argument.
pub const GU_ERR_ARGUMENT: gu_status = 1;
/// Misuse: the object is not in a state for this call, such as a put after gu_session_discard(). Repeating it does not
/// help.
pub const GU_ERR_STATE: gu_status = 2;
/// Another blocking call on the same session or upload is running, or a callback called back into it.
pub const GU_ERR_BUSY: gu_status = 3;
/// A gu_cancel was raised or a callback asked to stop.
pub const GU_ERR_CANCELLED: gu_status = 4;
/// A saved upload cannot be used: it is damaged, from another upload or a newer library, or sealed with another key; or
/// its file cannot be read or written. Nothing was sent because of it.
pub const GU_ERR_SAVED_STATE: gu_status = 5;
/// The file is incomplete: put the bytes from gu_session_next_offset() on, then call gu_finish() again.
pub const GU_ERR_INCOMPLETE: gu_status = 6;
/// The file is already stored: gu_finish() returns its item.
///
/// @since 0.2
pub const GU_ERR_STORED: gu_status = 7;

/// The source cannot be read.
pub const GU_ERR_SOURCE_UNREADABLE: gu_status = 10;
/// The source ended before the announced size.
pub const GU_ERR_SOURCE_SHORT: gu_status = 11;
/// The source changed after the upload started.
pub const GU_ERR_SOURCE_CHANGED: gu_status = 12;
/// Out of memory for a buffer whose size the caller decides, such as a piece. Nothing is lost, and the object can be
/// used again: free some memory and repeat the call, or choose smaller pieces.
pub const GU_ERR_MEMORY: gu_status = 14;
/// The service wants bytes again that the library no longer has: put them again from gu_session_next_offset() on. From
/// gu_upload_run(): the source can only be read forward; start a new upload with another source.
pub const GU_ERR_REWIND: gu_status = 15;
/// The process is out of file descriptors, threads or ports, or the disk is full that a stream is spooled on. Free some,
/// or raise the limit, and repeat the call.
pub const GU_ERR_RESOURCES: gu_status = 16;

/// The connection failed or broke. Try again later, unless gu_error_is_retryable() is 0: a proxy that refuses needs
/// another name and password, or other rules, and a host without an address of the chosen IP version stays so.
pub const GU_ERR_NETWORK: gu_status = 20;
/// The peer's certificate or TLS version is not acceptable, the peer rejected the client's certificate, or the
/// handshake failed.
pub const GU_ERR_TLS: gu_status = 21;
/// A timeout expired. Try again later.
pub const GU_ERR_TIMEOUT: gu_status = 22;

/// There is no token, or the service refused it: sign in again.
pub const GU_ERR_SIGN_IN: gu_status = 30;
/// Permission denied.
pub const GU_ERR_DENIED: gu_status = 31;
/// The task, message, folder or job does not exist.
pub const GU_ERR_NOT_FOUND: gu_status = 32;
/// The name is taken, or someone else changed or locked the item.
pub const GU_ERR_CONFLICT: gu_status = 33;
/// The file is larger than the kind, the service or the tenant allows.
pub const GU_ERR_TOO_LARGE: gu_status = 34;
/// The file is smaller than the service allows.
pub const GU_ERR_TOO_SMALL: gu_status = 35;
/// No space left at the service. Free some and repeat the call.
pub const GU_ERR_QUOTA: gu_status = 36;

/// The service throttled requests for longer than the retry budget. See gu_error_retry_after_ms().
pub const GU_ERR_THROTTLED: gu_status = 40;
/// The service kept failing for longer than the retry budget. Try again later.
pub const GU_ERR_SERVER: gu_status = 41;
/// The upload sessions ended before the file was complete. Start a new upload.
pub const GU_ERR_EXPIRED: gu_status = 42;

/// The service sent a response that the protocol does not allow.
///
/// @since 0.2
pub const GU_ERR_UNEXPECTED_RESPONSE: gu_status = 50;
/// The file may or may not be stored, and looking it up did not settle it. gu_finish() and gu_upload_run() look again.
pub const GU_ERR_OUTCOME_UNKNOWN: gu_status = 51;
/// The file is stored, but the service reports another size or hash than that of the bytes sent. Only if
/// gu_upload_set_differs_is_error() asks for it.
pub const GU_ERR_DIFFERS: gu_status = 52;

/// A bug in this library. The object can only be freed. Please report the message.
pub const GU_ERR_BUG: gu_status = 90;

/// The number of a status in the C API.
pub fn code(status: Status) -> gu_status {
    match status {
        Status::Argument => GU_ERR_ARGUMENT,
        Status::State => GU_ERR_STATE,
        Status::Stored => GU_ERR_STORED,
        Status::Busy => GU_ERR_BUSY,
        Status::Cancelled => GU_ERR_CANCELLED,
        Status::SavedState => GU_ERR_SAVED_STATE,
        Status::Incomplete => GU_ERR_INCOMPLETE,
        Status::SourceUnreadable => GU_ERR_SOURCE_UNREADABLE,
        Status::SourceShort => GU_ERR_SOURCE_SHORT,
        Status::SourceChanged => GU_ERR_SOURCE_CHANGED,
        Status::Memory => GU_ERR_MEMORY,
        Status::Rewind => GU_ERR_REWIND,
        Status::Resources => GU_ERR_RESOURCES,
        Status::Network => GU_ERR_NETWORK,
        Status::Tls => GU_ERR_TLS,
        Status::Timeout => GU_ERR_TIMEOUT,
        Status::SignIn => GU_ERR_SIGN_IN,
        Status::Denied => GU_ERR_DENIED,
        Status::NotFound => GU_ERR_NOT_FOUND,
        Status::Conflict => GU_ERR_CONFLICT,
        Status::TooLarge => GU_ERR_TOO_LARGE,
        Status::TooSmall => GU_ERR_TOO_SMALL,
        Status::Quota => GU_ERR_QUOTA,
        Status::Throttled => GU_ERR_THROTTLED,
        Status::Server => GU_ERR_SERVER,
        Status::Expired => GU_ERR_EXPIRED,
        Status::UnexpectedResponse => GU_ERR_UNEXPECTED_RESPONSE,
        Status::OutcomeUnknown => GU_ERR_OUTCOME_UNKNOWN,
        Status::Differs => GU_ERR_DIFFERS,
        Status::Bug => GU_ERR_BUG,
    }
}

/// Returns the name of a status, such as "GU_ERR_NETWORK", for logs.
///
/// @param status  any number
/// @return a static string, never NULL; "GU_ERR_?" for a number unknown to this version
#[unsafe(no_mangle)]
pub extern "C" fn gu_status_name(status: gu_status) -> *const c_char {
    name(status).as_ptr()
}

pub(super) fn name(status: gu_status) -> &'static CStr {
    match status {
        GU_OK => c"GU_OK",
        GU_ERR_ARGUMENT => c"GU_ERR_ARGUMENT",
        GU_ERR_STATE => c"GU_ERR_STATE",
        GU_ERR_BUSY => c"GU_ERR_BUSY",
        GU_ERR_CANCELLED => c"GU_ERR_CANCELLED",
        GU_ERR_SAVED_STATE => c"GU_ERR_SAVED_STATE",
        GU_ERR_INCOMPLETE => c"GU_ERR_INCOMPLETE",
        GU_ERR_STORED => c"GU_ERR_STORED",
        GU_ERR_SOURCE_UNREADABLE => c"GU_ERR_SOURCE_UNREADABLE",
        GU_ERR_SOURCE_SHORT => c"GU_ERR_SOURCE_SHORT",
        GU_ERR_SOURCE_CHANGED => c"GU_ERR_SOURCE_CHANGED",
        GU_ERR_MEMORY => c"GU_ERR_MEMORY",
        GU_ERR_REWIND => c"GU_ERR_REWIND",
        GU_ERR_RESOURCES => c"GU_ERR_RESOURCES",
        GU_ERR_NETWORK => c"GU_ERR_NETWORK",
        GU_ERR_TLS => c"GU_ERR_TLS",
        GU_ERR_TIMEOUT => c"GU_ERR_TIMEOUT",
        GU_ERR_SIGN_IN => c"GU_ERR_SIGN_IN",
        GU_ERR_DENIED => c"GU_ERR_DENIED",
        GU_ERR_NOT_FOUND => c"GU_ERR_NOT_FOUND",
        GU_ERR_CONFLICT => c"GU_ERR_CONFLICT",
        GU_ERR_TOO_LARGE => c"GU_ERR_TOO_LARGE",
        GU_ERR_TOO_SMALL => c"GU_ERR_TOO_SMALL",
        GU_ERR_QUOTA => c"GU_ERR_QUOTA",
        GU_ERR_THROTTLED => c"GU_ERR_THROTTLED",
        GU_ERR_SERVER => c"GU_ERR_SERVER",
        GU_ERR_EXPIRED => c"GU_ERR_EXPIRED",
        GU_ERR_UNEXPECTED_RESPONSE => c"GU_ERR_UNEXPECTED_RESPONSE",
        GU_ERR_OUTCOME_UNKNOWN => c"GU_ERR_OUTCOME_UNKNOWN",
        GU_ERR_DIFFERS => c"GU_ERR_DIFFERS",
        GU_ERR_BUG => c"GU_ERR_BUG",
        _ => c"GU_ERR_?",
    }
}
