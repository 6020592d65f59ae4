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
/// Made by gu_client_new(), freed by the caller with gu_client_free(), also while sessions made with it live and while
/// a call uses it: they keep what they need. Any number of threads may use it at once. In a child that was forked it
/// makes connections of its own.
pub struct gu_client(Client);

impl gu_client {
    /// The client behind a handle, kept for as long as the call needs it.
    pub(super) fn behind(handle: *const gu_client) -> Result<Client, Error> {
        Ok(hold(handle, "client")?.0.clone())
    }
}

/// Makes a client.
///
/// Nothing is sent. The certificate authorities of the system are loaded now, if they are trusted, which takes some
/// milliseconds once in a process; connections open none of their files, so that a chroot may follow. Without any the
/// client is made all the same, and the first TLS connection looks again and fails with GU_ERR_TLS, saying what to do.
/// A token may be missing; requests that need one then fail. The options are copied: changing or freeing them afterwards
/// does not change the client.
///
/// @param options  not NULL
/// @param client   receives the client; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK; GU_ERR_ARGUMENT when an argument is NULL or the options contradict each other
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_client_new(
    options: *const gu_options,
    client: *mut *mut gu_client,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(client, "client")?;
        let options = hold(options, "options")?.snapshot()?;
        give(place, gu_client(Client::new(&options)?));
        Ok(())
    })
}

/// Hands over the token that requests carry from now on, in place of that of the options and of what a callback gave
/// last.
///
/// May be called at any time, from any thread, also from within a callback; whoever waits after a callback that returned
/// GU_TOKEN_LATER goes on with it. A request that the service refuses (401) meanwhile is sent again with the new token.
///
/// @param client  not NULL
/// @param token   1 to 16384 visible ASCII characters, without "Bearer"; NULL when there is none, which ends with
///                GU_ERR_SIGN_IN whatever waits for one or needs one
/// @param error   may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_client_set_token(
    client: *const gu_client,
    token: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let client = gu_client::behind(client)?;
        client.set_token(optional(token, "token")?.map(check_token).transpose()?);
        Ok(())
    })
}

/// Frees a client. Idle connections are closed when its last session is freed as well.
///
/// May be called while a call uses the client: the call goes on, and lets go of it when it returns.
///
/// @param client  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_client_free(client: *mut gu_client) {
    free(client);
}
