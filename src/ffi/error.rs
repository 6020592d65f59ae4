//! The error object.

use std::ffi::{CString, c_char};

use crate::ffi::guard::{free, quietly};
use crate::ffi::status::{GU_OK, code, gu_status, name};
use crate::ffi::text::c_string;
use graph_upload_core::error::{Details, Error};

/// What is known about a failed call.
///
/// Every fallible call takes a `gu_error **` last, which may be NULL. The call writes NULL there first and an object
/// only when it fails, so the variable needs no initialising. The caller frees the object with gu_error_free(); it may
/// outlive everything else. It never changes, so any thread may read it. Texts that it returns live as long as it does
/// and are never NULL. No token and no upload URL is ever in it. All accessors accept NULL.
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

fn read<T: Copy>(error: *const gu_error, otherwise: T, part: impl FnOnce(&gu_error) -> T) -> T {
    // SAFETY: the header promises NULL or an error that was not freed; it never changes.
    quietly(otherwise, || unsafe { error.as_ref() }.map_or(otherwise, part))
}

/// The status that the failed call returned.
///
/// @return GU_OK for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_status(error: *const gu_error) -> gu_status {
    read(error, GU_OK, |error| code(error.details.status))
}

/// One or two sentences for a person, in English: what was being done, what happened, and the service's own words.
///
/// @return empty for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_message(error: *const gu_error) -> *const c_char {
    read(error, c"".as_ptr(), |error| error.message.as_ptr())
}

/// The HTTP status of the reply that decided.
///
/// @return 0 when no reply did, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_http_status(error: *const gu_error) -> u32 {
    read(error, 0, |error| u32::from(error.details.http_status))
}

/// The service's most specific error code, such as "ErrorAccessDenied".
///
/// @return empty when there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_service_code(error: *const gu_error) -> *const c_char {
    read(error, c"".as_ptr(), |error| error.service_code.as_ptr())
}

/// All error codes of the response, from the outermost to the most specific, such as
/// "invalidRequest nameAlreadyExists".
///
/// @return separated by spaces; empty when there are none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_service_codes(error: *const gu_error) -> *const c_char {
    read(error, c"".as_ptr(), |error| error.service_codes.as_ptr())
}

/// The id under which the service's operators find the request.
///
/// @return empty when there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_request_id(error: *const gu_error) -> *const c_char {
    read(error, c"".as_ptr(), |error| error.request_id.as_ptr())
}

/// The host that answered, or that could not be reached, such as "graph.microsoft.com". Never a URL.
///
/// @return empty when no host was asked, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_host(error: *const gu_error) -> *const c_char {
    read(error, c"".as_ptr(), |error| error.host.as_ptr())
}

/// What the service adds for its operators (x-ms-diagnostics), such as "3001000;reason=…". Without secrets.
///
/// @return empty when there is nothing, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_diagnostics(error: *const gu_error) -> *const c_char {
    read(error, c"".as_ptr(), |error| error.diagnostics.as_ptr())
}

/// The claims challenge of a 401 response, to be handed to the sign-in library with the next sign-in (MSAL: "claims").
/// A token callback gets it from gu_token_sink_claims().
///
/// @return as the service sent it; empty when there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_claims(error: *const gu_error) -> *const c_char {
    read(error, c"".as_ptr(), |error| error.claims.as_ptr())
}

/// How long the service asked to wait before the next attempt, in milliseconds.
///
/// @return 0 when it did not say, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_retry_after_ms(error: *const gu_error) -> u64 {
    read(error, 0, |error| error.details.retry_after_ms.unwrap_or(0))
}

/// The operating system's error number: errno, or on Windows the code of GetLastError() or Winsock.
///
/// @return 0 when there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_os_error(error: *const gu_error) -> i32 {
    read(error, 0, |error| error.details.os_error)
}

/// Whether waiting and repeating the same call may help: after trouble with the network, the time limits, or the
/// service's load. Other statuses need something done first; see the state table.
///
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_is_retryable(error: *const gu_error) -> u32 {
    read(error, 0, |error| u32::from(error.details.retryable))
}

/// Whether the file may be stored although the call failed.
///
/// While this is 1, do not upload the file anew, or it may be there twice: gu_finish() finds out.
///
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_in_doubt(error: *const gu_error) -> u32 {
    read(error, 0, |error| u32::from(error.details.in_doubt))
}

/// Whether the upload session lives on at the service, so that the upload can go on where it stands: by another call on
/// the gu_session, by gu_upload_run() with the same upload, or from a saved state.
///
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_session_kept(error: *const gu_error) -> u32 {
    read(error, 0, |error| u32::from(error.details.session_kept))
}

/// The offset in the file that the failure is about: the first byte that the service has not confirmed, or for a wrong
/// argument of gu_put_chunk() the offset that was expected.
///
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_offset(error: *const gu_error) -> u64 {
    read(error, 0, |error| error.details.offset)
}

/// How many attempts in a row had made no progress.
///
/// @return 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_attempts(error: *const gu_error) -> u32 {
    read(error, 0, |error| error.details.attempts)
}

/// Everything above as one JSON object, for logs and for languages that make their own error of it: "status",
/// "status_name", "message", "http_status", "service_codes" (an array), "request_id", "host", "diagnostics", "claims",
/// "retry_after_ms", "os_error", "retryable", "in_doubt", "session_kept", "offset" and "attempts". What is not known is
/// null.
///
/// @return empty for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_json(error: *const gu_error) -> *const c_char {
    read(error, c"".as_ptr(), |error| error.json.as_ptr())
}

/// Frees an error.
///
/// @param error  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_error_free(error: *mut gu_error) {
    free(error);
}
