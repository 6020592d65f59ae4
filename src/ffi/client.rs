//! The client.

use std::ffi::c_char;

use crate::client::Client;
use crate::credentials::check_token;
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, hold, result_place};
use crate::ffi::options::gu_options;
use crate::ffi::status::gu_status;
use crate::ffi::text::optional;
use graph_upload_core::error::Error;

/// Connections, token and policy, shared by uploads.
///
/// Created by gu_client_new(), freed by the caller with gu_client_free(), also while sessions made with it exist and
/// while a call uses it: they keep what they need. Any number of threads may use it at once. A forked child makes its
/// own connections with it.
pub struct gu_client(Client);

impl gu_client {
    /// The client behind a handle, kept for as long as the call needs it.
    ///
    /// # Safety
    ///
    /// As for [`hold`].
    pub(super) unsafe fn behind(handle: *const gu_client) -> Result<Client, Error> {
        // SAFETY: as above.
        Ok(unsafe { hold(handle) }?.0.clone())
    }
}

/// Creates a client.
///
/// Sends nothing. Loads the certificate authorities of the system, if they are trusted, which takes some milliseconds
/// once per process; connections open none of their files, so a chroot may follow. Without any, the client is created
/// all the same; the first TLS connection looks again and fails with GU_ERR_TLS, and the message says what to do. A
/// token may be missing; requests that need one then fail. The options are copied: changing or freeing them later does
/// not affect the client.
///
/// @param options  not NULL
/// @param client   receives the client; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT if an argument is NULL or the options contradict each other
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_client_new(
    options: *const gu_options,
    client: *mut *mut gu_client,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(client)?;
            let options = hold(options)?.snapshot()?;
            give(place, gu_client(Client::new(&options)?));
            Ok(())
        })
    }
}

/// Sets the token for all requests from now on. It replaces the token of the options and the last one of a callback.
///
/// May be called at any time, from any thread, also from a callback; uploads that wait after a callback returned
/// GU_TOKEN_LATER continue with it. A request that the service refuses (401) meanwhile is sent again with the new
/// token.
///
/// @param client  not NULL
/// @param token   1 to 16384 visible ASCII characters, without "Bearer"; NULL if there is none: whatever waits for one
///                or needs one ends with GU_ERR_SIGN_IN
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_client_set_token(
    client: *const gu_client,
    token: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let client = gu_client::behind(client)?;
            client.set_token(optional(token, "token")?.map(check_token).transpose()?);
            Ok(())
        })
    }
}

/// Frees a client. Idle connections are closed when its last session is freed as well.
///
/// May be called while a call uses the client: the call continues, and releases the client when it returns.
///
/// @param client  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_client_free(client: *mut gu_client) {
    // SAFETY: as the header promises.
    unsafe { free(client) }
}
