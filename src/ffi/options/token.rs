//! Options for access tokens.

use std::ffi::{c_char, c_void};

use crate::credentials::{TokenSource, check_token};
use crate::ffi::context::{Context, gu_destroy_callback};
use crate::ffi::error::gu_error;
use crate::ffi::guard::null;
use crate::ffi::options::{gu_options, set};
use crate::ffi::status::gu_status;
use crate::ffi::text::required;
use crate::ffi::token::{self, gu_token_callback};

/// Sets a fixed access token. Replaces a token callback.
///
/// A program that runs longer than the token lasts, usually an hour, sets a callback, or sets the next token with
/// gu_client_set_token(). The token is copied; the copies are wiped from memory when no longer needed. Default: none,
/// with which only adopted sessions of kinds other than To Do can be used.
///
/// @param options  not NULL
/// @param token    1 to 16384 visible ASCII characters, without "Bearer"; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_token(
    options: *mut gu_options,
    token: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_token", options, error, |options| {
            options.set_token(TokenSource::Fixed(check_token(required(token, "token")?)?));
            Ok(())
        })
    }
}

/// Sets the callback that fetches access tokens. Replaces a fixed token.
///
/// A client calls it for its first request, and again when the service refuses (401) the token.
///
/// @param options   not NULL
/// @param callback  not NULL
/// @param context   passed to the callback
/// @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_token_callback(
    options: *mut gu_options,
    callback: gu_token_callback,
    context: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let fetch = token::adapter(callback, Context::new(context, destroy));
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_token_callback", options, error, |options| {
            let fetch = fetch.clone().ok_or_else(|| null("callback"))?;
            options.set_token(TokenSource::Callback(fetch));
            Ok(())
        })
    }
}
