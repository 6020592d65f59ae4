//! Options for clients.

pub mod token;

pub mod service;

pub mod trust;

pub mod limits;

pub mod log;

pub mod network;

use std::ffi::c_char;

use crate::client::Options;
use crate::client::named::Named;
use crate::ffi::error::gu_error;
use crate::ffi::guard::{give, guard, hold, null, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::text::{optional, required};
use crate::host::{Refusal, Turn};
use graph_upload_core::error::Error;

pub use limits::*;
pub use log::*;
pub use network::*;
pub use service::*;
pub use token::*;
pub use trust::*;

/// How clients behave.
///
/// Created by gu_options_new() with the defaults, changed by setters, read by gu_client_new(), freed by the caller with
/// gu_options_free() at any time: a client copies what it needs. A setter that fails keeps the old value, and
/// gu_client_new() fails until the same setter succeeds, so that an overlooked failure sends no file elsewhere. Any
/// thread may use it.
pub struct gu_options(Turn<State>);

/// The options, and the setters whose last call failed.
struct State {
    options: Options,
    refused: Vec<(&'static str, Error)>,
}

impl gu_options {
    /// The options as they are now.
    pub(super) fn snapshot(&self) -> Result<Options, Error> {
        let state = self.0.wait().map_err(refused)?;
        match state.refused.first() {
            None => Ok(state.options.clone()),
            Some((setter, error)) => {
                Err(Error::argument(format!("options: {setter}() has failed and was not mended: {error}")))
            }
        }
    }
}

fn refused(refusal: Refusal) -> Error {
    Error::state(format!("the options object {}", refusal.why()))
}

/// Creates options with the defaults.
///
/// @param options  receives the options; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_new(
    options: *mut *mut gu_options,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(options)?;
            give(place, gu_options(Turn::new(State { options: Options::new(), refused: Vec::new() })));
            Ok(())
        })
    }
}

/// Sets an option by name, for programs that have it as a string.
///
/// The name is that of the typed setter without its verb: "connect_timeout_ms" for gu_options_set_connect_timeout_ms(),
/// "ca_file" for gu_options_add_ca_file(), "loopback" for gu_options_allow_loopback(). For valid values see the typed
/// setter; as strings
///
/// - numbers are decimal; yes is 1, "true" or "yes", no is 0, "false" or "no",
/// - a "cloud" is "global", "us-gov-l4", "us-gov-l5", "china", "bleu" or "delos", an "api_version" "v1.0" or "beta", a
///   "locked_policy" "wait" or "fail", a "baseline" "careful" or "quick", an "ip_version" "any", "4" or "6",
/// - an empty "proxy" is none,
/// - "retry_budget" (attempts and milliseconds), "backoff_ms" (first and longest) and "client_certificate_files" (chain
///   and key) are two values separated by a comma.
///
/// Callbacks, and certificates with a key in memory, have no name.
///
/// @param options  not NULL
/// @param name     not NULL
/// @param value    not NULL
/// @param error    may be NULL; see gu_error. For an unknown name it lists the known ones
/// @return GU_OK, or GU_ERR_ARGUMENT
/// @since 0.2
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set(
    options: *mut gu_options,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        let named = optional(name, "name").and_then(|name| name.map(Named::find).transpose());
        // A failure is mended by the typed setter too, and the other way round.
        let setter =
            named.as_ref().ok().and_then(|named| *named).map_or("gu_options_set", |named| named.setter);
        set(setter, options, error, |options| {
            let named = named.clone()?.ok_or_else(|| null("name"))?;
            named.set(options, required(value, "value")?)
        })
    }
}

/// Runs a setter.
///
/// # Safety
///
/// As for [`guard`] and [`hold`].
pub(super) unsafe fn set(
    name: &'static str,
    options: *mut gu_options,
    error: *mut *mut gu_error,
    setter: impl FnOnce(&mut Options) -> Result<(), Error>,
) -> gu_status {
    // SAFETY: as above.
    unsafe {
        guard(error, || {
            let options = hold(options)?;
            let mut state = options.0.wait().map_err(refused)?;
            let before = state.options.clone();
            let result = setter(&mut state.options);
            state.refused.retain(|(refused, _)| *refused != name);
            if let Err(refusal) = &result {
                state.refused.push((name, refusal.clone()));
            }
            drop(state);
            // A callback that was replaced is destroyed here, where its destroy function may use the options again.
            drop(before);
            result
        })
    }
}
