//! The client.

use crate::client::Client;
use crate::ffi::error::gu_error;
use crate::ffi::guard::{free, give, guard, object, result_place};
use crate::ffi::options::gu_options;
use crate::ffi::status::gu_status;

/// Connections, token and policy, shared by uploads.
///
/// Made by gu_client_new(), freed by the caller with gu_client_free(), also while sessions made with it live: they keep
/// what they need. Any number of threads may use it at once.
pub struct gu_client(pub(super) Client);

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
        let options = object(options, "options")?.snapshot()?;
        give(place, gu_client(Client::new(&options)?));
        Ok(())
    })
}

/// Frees a client. Idle connections are closed when its last session is freed as well.
///
/// @param client  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_client_free(client: *mut gu_client) {
    free(client);
}
