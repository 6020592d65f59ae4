//! The client.

use crate::client::Client;
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, hold, result_place};
use crate::ffi::options::gu_options;
use crate::ffi::status::gu_status;
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

/// Frees a client. Idle connections are closed when its last session is freed as well.
///
/// May be called while a call uses the client: the call goes on, and lets go of it when it returns.
///
/// @param client  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_client_free(client: *mut gu_client) {
    free(client);
}
