//! The error object.

use std::ffi::{CString, c_char};

use crate::ffi::guard::{free, read};
use crate::ffi::status::{GU_OK, code, gu_status, name};
use crate::ffi::text::c_string;
use graph_upload_core::error::{Details, Error};

/// Details of a failed call.
///
/// The last parameter of every fallible call is a `gu_error **`, which may be NULL. The call writes NULL there first,
/// and an object only on failure, so the variable needs no initialising. The caller frees it with gu_error_free(); it
/// may outlive everything else. It never changes, so any thread may read it. Its strings live as long as it does and
/// are never NULL. It never contains a token or an upload URL. All accessors accept NULL.
pub struct gu_error {
    details: Details,
    message: CString,
    service_code: CString,
    service_codes: CString,
    request_id: CString,
    host: CString,
    diagnostics: CString,
    claims: CString,
    json: CString,
}

impl From<Error> for gu_error {
    fn from(error: Error) -> Self {
        let details = error.details().clone();
        Self {
            message: c_string(&details.message),
            service_code: c_string(details.service_code()),
            service_codes: c_string(&details.service_codes.join(" ")),
            request_id: c_string(&details.request_id),
            host: c_string(&details.host),
            diagnostics: c_string(&details.diagnostics),
            claims: c_string(&details.claims),
            json: c_string(&json(&details)),
            details,
        }
    }
}

fn json(details: &Details) -> String {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let status = code(details.status);
    serde_json::json!({
        "status": status,
        "status_name": name(status).to_str().unwrap_or_default(),
        "message": details.message,
        "http_status": (details.http_status != 0).then_some(details.http_status),
        "service_codes": details.service_codes,
        "request_id": text(&details.request_id),
        "host": text(&details.host),
        "diagnostics": text(&details.diagnostics),
        "claims": text(&details.claims),
        "retry_after_ms": details.retry_after_ms,
        "os_error": (details.os_error != 0).then_some(details.os_error),
        "retryable": details.retryable,
        "in_doubt": details.in_doubt,
        "session_kept": details.session_kept,
        "offset": details.offset,
        "attempts": details.attempts,
    })
    .to_string()
}

/// Returns the status of the failed call.
///
/// @return GU_OK for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_status(error: *const gu_error) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { read(error, GU_OK, |error| code(error.details.status)) }
}

/// Returns a human-readable description in English: what was being done, what happened, and the service's message.
///
/// @return empty for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_message(error: *const gu_error) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(error, c"".as_ptr(), |error| error.message.as_ptr()) }
}

/// Returns the HTTP status of the response that caused the error.
///
/// @return 0 if there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_http_status(error: *const gu_error) -> u32 {
    // SAFETY: as the header promises.
    unsafe { read(error, 0, |error| u32::from(error.details.http_status)) }
}

/// Returns the service's most specific error code, such as "ErrorAccessDenied".
///
/// @return empty if there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_service_code(error: *const gu_error) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(error, c"".as_ptr(), |error| error.service_code.as_ptr()) }
}

/// Returns all error codes of the response, from the outermost to the most specific, such as "invalidRequest
/// nameAlreadyExists".
///
/// @return separated by spaces; empty if there are none, and for NULL
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_service_codes(error: *const gu_error) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(error, c"".as_ptr(), |error| error.service_codes.as_ptr()) }
}

/// Returns the id by which the service's operators find the request.
///
/// @return empty if there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_request_id(error: *const gu_error) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(error, c"".as_ptr(), |error| error.request_id.as_ptr()) }
}

/// Returns the host that responded or could not be reached, such as "graph.microsoft.com". Never a URL.
///
/// @return empty if no host was contacted, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_host(error: *const gu_error) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(error, c"".as_ptr(), |error| error.host.as_ptr()) }
}

/// Returns the service's diagnostics for its operators (x-ms-diagnostics), such as "3001000;reason=…", without secrets.
///
/// @return empty if there are none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_diagnostics(error: *const gu_error) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(error, c"".as_ptr(), |error| error.diagnostics.as_ptr()) }
}

/// Returns the claims challenge of a 401 response. Pass it to the sign-in library at the next sign-in (MSAL: "claims").
/// A token callback gets it from gu_token_sink_claims().
///
/// @return as the service sent it; empty if there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_claims(error: *const gu_error) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(error, c"".as_ptr(), |error| error.claims.as_ptr()) }
}

/// Returns how long the service asked to wait before the next attempt, in milliseconds.
///
/// @return 0 if it did not say, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_retry_after_ms(error: *const gu_error) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(error, 0, |error| error.details.retry_after_ms.unwrap_or(0)) }
}

/// Returns the operating system's error number: errno, or on Windows the code of GetLastError() or Winsock.
///
/// @return 0 if there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_os_error(error: *const gu_error) -> i32 {
    // SAFETY: as the header promises.
    unsafe { read(error, 0, |error| error.details.os_error) }
}

/// Returns whether repeating the same call later may help: after a network error, a timeout, or when the service is
/// overloaded. Other statuses need an action first; see the state table.
///
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_is_retryable(error: *const gu_error) -> u32 {
    // SAFETY: as the header promises.
    unsafe { read(error, 0, |error| u32::from(error.details.retryable)) }
}

/// Returns whether the file may be stored although the call failed.
///
/// While this is 1, do not start a new upload of the file, or it may be stored twice: gu_finish() finds out.
///
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_in_doubt(error: *const gu_error) -> u32 {
    // SAFETY: as the header promises.
    unsafe { read(error, 0, |error| u32::from(error.details.in_doubt)) }
}

/// Returns whether the upload session still exists at the service, so that the upload can continue: by another call on
/// the gu_session, by gu_upload_run() with the same upload, or from a saved state.
///
/// @return 1 or 0; 0 for NULL
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_session_kept(error: *const gu_error) -> u32 {
    // SAFETY: as the header promises.
    unsafe { read(error, 0, |error| u32::from(error.details.session_kept)) }
}

/// Returns the offset in the file that the error is about: the first byte that the service has not confirmed, or for a
/// wrong argument of gu_put_chunk() the expected offset.
///
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_offset(error: *const gu_error) -> u64 {
    // SAFETY: as the header promises.
    unsafe { read(error, 0, |error| error.details.offset) }
}

/// Returns the number of attempts in a row without progress.
///
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_attempts(error: *const gu_error) -> u32 {
    // SAFETY: as the header promises.
    unsafe { read(error, 0, |error| error.details.attempts) }
}

/// Returns all of the above as one JSON object, for logs and for languages with an error type of their own: "status",
/// "status_name", "message", "http_status", "service_codes" (an array), "request_id", "host", "diagnostics", "claims",
/// "retry_after_ms", "os_error", "retryable", "in_doubt", "session_kept", "offset" and "attempts". Unknown values are
/// null.
///
/// @return empty for NULL
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_json(error: *const gu_error) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(error, c"".as_ptr(), |error| error.json.as_ptr()) }
}

/// Frees an error.
///
/// @param error  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_free(error: *mut gu_error) {
    // SAFETY: as the header promises.
    unsafe { free(error) }
}
