//! The token that a callback fetches.

use std::ffi::{CString, c_char, c_void};
use std::sync::{Arc, Mutex, PoisonError};

use crate::credentials::{TokenCallback, TokenWish, check_token};
use crate::ffi::context::{Context, unwinding};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{guard, object, read};
use crate::ffi::status::gu_status;
use crate::ffi::text::{c_string, required};
use graph_upload_core::error::{Error, Status};
use graph_upload_core::secret::Secret;

/// Returned by a token callback if gu_client_set_token() will set the token later, from any thread.
///
/// @since 0.2
pub const GU_TOKEN_LATER: i32 = 2;

/// Fetches an access token and passes it to gu_token_sink_put().
///
/// Called on the thread of the upload that needs the token, on one thread of a client at a time, before the first
/// request and again when the service refused the last token; see gu_token_sink_was_rejected(). May block; should
/// return soon after the upload's gu_cancel is raised. Must not throw or longjmp; see CALLBACKS.
///
/// @param sink     takes the token; only valid during the call
/// @param context  as given to the setter
/// @return 0 if a token was put; GU_TOKEN_LATER if gu_client_set_token() will set it: the upload waits until then; any
///         other value to end the upload with GU_ERR_SIGN_IN
pub type gu_token_callback =
    Option<unsafe extern "C" fn(sink: *const gu_token_sink, context: *mut c_void) -> i32>;

/// Takes the token from a gu_token_callback. Only valid during the callback, on its thread.
pub struct gu_token_sink {
    rejected: bool,
    claims: CString,
    token: Mutex<Option<Secret>>,
}

/// Puts a token. It is copied, and the copy is wiped from memory when no longer needed.
///
/// @param sink   not NULL
/// @param token  1 to 16384 visible ASCII characters, without "Bearer"; not NULL
/// @param error  may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_token_sink_put(
    sink: *const gu_token_sink,
    token: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let sink = object(sink)?;
            let token = check_token(required(token, "token")?)?;
            *sink.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
            Ok(())
        })
    }
}

/// Returns whether the service refused the last token, so that a cached one is of no use.
///
/// @param sink  may be NULL
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_token_sink_was_rejected(sink: *const gu_token_sink) -> u32 {
    // SAFETY: as the header promises.
    unsafe { read(sink, 0, |sink| u32::from(sink.rejected)) }
}

/// Returns the claims that the service wants in the token, for the sign-in library (MSAL: "claims"). They come with a
/// 401 challenge, for example after a change of a conditional access policy.
///
/// @param sink  may be NULL
/// @return lives as long as the sink; empty if none are wanted, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_token_sink_claims(sink: *const gu_token_sink) -> *const c_char {
    let empty = c"".as_ptr();
    // SAFETY: as the header promises.
    unsafe { read(sink, empty, |sink| sink.claims.as_ptr()) }
}

/// The caller's function, as credentials call it.
pub(super) fn adapter(callback: gu_token_callback, context: Context) -> Option<TokenCallback> {
    let callback = callback?;
    let callback = unwinding!(callback, fn(*const gu_token_sink, *mut c_void) -> i32);
    Some(Arc::new(move |wish: TokenWish<'_>| {
        let sink =
            gu_token_sink { rejected: wish.rejected, claims: c_string(wish.claims), token: Mutex::new(None) };
        // SAFETY: the header promises a function of this type, and `context` as it was given.
        let answer = unsafe { callback(&sink, context.pointer()) };
        let token = sink.token.into_inner().unwrap_or_else(PoisonError::into_inner);
        match (answer, token) {
            (0, Some(token)) => Ok(Some(token)),
            (GU_TOKEN_LATER, _) => Ok(None),
            (0, None) => {
                Err(Error::new(Status::SignIn, "token callback: it returned 0 without putting a token"))
            }
            (other, _) => Err(Error::new(Status::SignIn, format!("token callback: it returned {other}"))),
        }
    }))
}
