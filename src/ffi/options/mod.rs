//! Options for clients.

pub mod limits;
pub mod network;

use std::ffi::{c_char, c_void};

use crate::client::Options;
use crate::credentials::{TokenSource, check_token};
use crate::ffi::context::{Context, gu_destroy_callback};
use crate::ffi::error::gu_error;
use crate::ffi::guard::{give, guard, hold, null, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::text::{bytes as given_bytes, required};
use crate::ffi::token::{self, gu_token_callback};
use crate::host::{Refusal, Turn};
use graph_upload_core::error::Error;
use graph_upload_core::graph::clouds::Cloud;
use graph_upload_core::graph::endpoint::Version;

/// How clients behave.
///
/// Made by gu_options_new() with the defaults, changed by setters, read by gu_client_new(), freed by the caller with
/// gu_options_free() at any time: a client copies what it needs. A setter that fails leaves the old value, and
/// gu_client_new() fails until the same setter has succeeded, so that an overlooked failure sends no file elsewhere.
/// Any thread may use it.
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

/// Which version of Microsoft Graph is used.
pub type gu_api_version = i32;
/// v1.0
pub const GU_API_V1: gu_api_version = 1;
/// beta
pub const GU_API_BETA: gu_api_version = 2;

/// Makes options with the defaults.
///
/// @param options  receives the options; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_new(
    options: *mut *mut gu_options,
    error: *mut *mut gu_error,
) -> gu_status {
    guard(error, || {
        let place = result_place(options, "options")?;
        give(place, gu_options(Turn::new(State { options: Options::new(), refused: Vec::new() })));
        Ok(())
    })
}

/// Runs a setter.
pub(super) fn set(
    name: &'static str,
    options: *mut gu_options,
    error: *mut *mut gu_error,
    setter: impl FnOnce(&mut Options) -> Result<(), Error>,
) -> gu_status {
    guard(error, || {
        let options = hold(options, "options")?;
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

/// Sets the access token, for as long as it lasts; replaces a callback.
///
/// A client cannot get another one later: a program that runs for longer than the token lasts, usually an hour, sets a
/// callback. The text is copied; the copies are wiped from memory when they are no longer needed. Default: none, with
/// which only adopted sessions of kinds other than To Do can be used.
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
    set("gu_options_set_token", options, error, |options| {
        options.set_token(TokenSource::Fixed(check_token(required(token, "token")?)?));
        Ok(())
    })
}

/// Sets the function that fetches access tokens; replaces a fixed token.
///
/// A client calls it for its first request, and again when the service has refused (401) what it gave.
///
/// @param options   not NULL
/// @param callback  not NULL
/// @param user      passed to the callback
/// @param destroy   frees `user` when the library no longer needs it, also when this call fails; may be NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_token_callback(
    options: *mut gu_options,
    callback: gu_token_callback,
    user: *mut c_void,
    destroy: gu_destroy_callback,
    error: *mut *mut gu_error,
) -> gu_status {
    let fetch = token::adapter(callback, Context::new(user, destroy));
    set("gu_options_set_token_callback", options, error, |options| {
        let fetch = fetch.clone().ok_or_else(|| null("callback"))?;
        options.set_token(TokenSource::Callback(fetch));
        Ok(())
    })
}

/// Sets where Microsoft Graph is, without the version.
///
/// Default: https://graph.microsoft.com. It must be https with a host name. On loopback hosts http and IP addresses are
/// accepted here, and refused by gu_client_new() unless gu_options_allow_loopback() was called.
///
/// @param options  not NULL
/// @param url      such as "https://graph.microsoft.us"; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_base_url(
    options: *mut gu_options,
    url: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_set_base_url", options, error, |options| options.set_base_url(required(url, "url")?))
}

/// A cloud with its own Microsoft Graph.
pub type gu_cloud = i32;
/// The global one; GCC uses it too.
pub const GU_CLOUD_GLOBAL: gu_cloud = 1;
/// US Government L4 (GCC High).
pub const GU_CLOUD_US_GOV_L4: gu_cloud = 2;
/// US Government L5 (DoD).
pub const GU_CLOUD_US_GOV_L5: gu_cloud = 3;
/// China, operated by 21Vianet.
pub const GU_CLOUD_CHINA: gu_cloud = 4;
/// France, operated by Bleu.
pub const GU_CLOUD_BLEU: gu_cloud = 5;
/// Germany, operated by Delos Cloud.
pub const GU_CLOUD_DELOS: gu_cloud = 6;

/// Uses the Microsoft Graph of a national cloud, and lets upload URLs name the hosts of that cloud.
///
/// Sets the base URL; the last of this call and gu_options_set_base_url() counts. Default: GU_CLOUD_GLOBAL.
///
/// @param options  not NULL
/// @param cloud    a GU_CLOUD_ value
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_cloud(
    options: *mut gu_options,
    cloud: gu_cloud,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_set_cloud", options, error, |options| {
        options.set_cloud(match cloud {
            GU_CLOUD_GLOBAL => Cloud::Global,
            GU_CLOUD_US_GOV_L4 => Cloud::UsGovL4,
            GU_CLOUD_US_GOV_L5 => Cloud::UsGovL5,
            GU_CLOUD_CHINA => Cloud::China,
            GU_CLOUD_BLEU => Cloud::Bleu,
            GU_CLOUD_DELOS => Cloud::Delos,
            other => return Err(Error::argument(format!("cloud: {other} is none of the GU_CLOUD_ values"))),
        });
        Ok(())
    })
}

/// Lets upload URLs name a further host, beside those that are known for the cloud and the kind.
///
/// Bytes go nowhere else: an upload URL on another host is refused (GU_ERR_UNEXPECTED_REPLY). To Do's uploads never
/// leave Graph's own host, whatever is added.
///
/// @param options  not NULL
/// @param host     such as "files.example.com", "*.example.com" or "files.example.com:8443"; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_add_upload_host(
    options: *mut gu_options,
    host: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_add_upload_host", options, error, |options| {
        options.add_upload_host(required(host, "host")?)
    })
}

/// Sets which version of Microsoft Graph is used. Default: GU_API_V1.
///
/// @param options  not NULL
/// @param version  GU_API_V1 or GU_API_BETA
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_api_version(
    options: *mut gu_options,
    version: gu_api_version,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_set_api_version", options, error, |options| {
        options.set_version(match version {
            GU_API_V1 => Version::V1,
            GU_API_BETA => Version::Beta,
            other => {
                return Err(Error::argument(format!(
                    "version: {other} is neither GU_API_V1 nor GU_API_BETA"
                )));
            }
        });
        Ok(())
    })
}

/// Says whether Outlook and To Do are asked for immutable ids, which stay when an item moves to another folder.
///
/// Every request to Microsoft Graph for an attachment then carries the header Prefer: IdType="ImmutableId", and
/// gu_item_id() is such an id. After an Outlook upload session the id comes from Outlook's own host, which chooses its
/// kind. Ids in the addresses of targets may be of either kind. A saved upload is resumed with the same setting only
/// (GU_ERR_SAVED_STATE otherwise). Drives and print jobs are not concerned. Default: no.
///
/// @param options  not NULL
/// @param wanted   0 for no, anything else for yes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_immutable_ids(
    options: *mut gu_options,
    wanted: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_set_immutable_ids", options, error, |options| {
        options.set_immutable_ids(wanted != 0);
        Ok(())
    })
}

/// Sets what the User-Agent header says.
///
/// The service slows traffic first that does not name itself; it asks for the form "ISV|Company|App/1.0" or
/// "NONISV|Company|App/1.0". Default: "NONISV|graph-upload|graph-upload/" and the version.
///
/// @param options     not NULL
/// @param user_agent  1 to 512 visible ASCII characters and spaces; not NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_user_agent(
    options: *mut gu_options,
    user_agent: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_set_user_agent", options, error, |options| {
        options.set_user_agent(required(user_agent, "user_agent")?)
    })
}

/// Trusts further certificate authorities, beside those of the operating system.
///
/// With one certificate that is not valid none is taken, and the error says which it is, counted from 1.
///
/// @param options  not NULL
/// @param pem      one or more certificates in PEM form; only read during the call; not NULL
/// @param length   how many bytes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_add_ca_pem(
    options: *mut gu_options,
    pem: *const u8,
    length: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_add_ca_pem", options, error, |options| {
        options.add_ca_pem(given_bytes(pem, length, "pem")?)
    })
}

/// Trusts the certificate authorities in a PEM file, beside those of the operating system. The file is read now.
///
/// With one certificate that is not valid none is taken, and the error says which it is, counted from 1, and the path.
///
/// @param options  not NULL
/// @param path     in UTF-8; not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_add_ca_file(
    options: *mut gu_options,
    path: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_add_ca_file", options, error, |options| options.add_ca_file(required(path, "path")?))
}

/// Says whether the certificate authorities of the operating system are trusted. Default: yes.
///
/// Windows and macOS are asked themselves, with all that users and policies have added; Windows also asks whether a
/// certificate was revoked. Elsewhere the files count where OpenSSL has them, such as /etc/ssl/certs, or those that the
/// environment names as SSL_CERT_FILE and SSL_CERT_DIR.
///
/// Without them at least one must be added.
///
/// @param options  not NULL
/// @param trusted  0 for no, anything else for yes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_platform_roots(
    options: *mut gu_options,
    trusted: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_set_platform_roots", options, error, |options| {
        options.set_platform_roots(trusted != 0);
        Ok(())
    })
}

/// Allows http:// and IP addresses in URLs, on loopback hosts alone (127.0.0.0/8, ::1, localhost). Default: no.
///
/// For tests against a local server. Never loosens anything for other hosts.
///
/// @param options  not NULL
/// @param allowed  0 for no, anything else for yes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_allow_loopback(
    options: *mut gu_options,
    allowed: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    set("gu_options_allow_loopback", options, error, |options| {
        options.set_loopback(allowed != 0);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;
    use crate::ffi::options::network::gu_options_free;
    use graph_upload_core::graph::endpoint::UploadHost;
    use std::ptr;

    #[test]
    fn clouds_have_their_graph_and_their_upload_hosts() {
        for (cloud, graph, drive) in [
            (GU_CLOUD_GLOBAL, "https://graph.microsoft.com/v1.0", "https://x.sharepoint.com/"),
            (GU_CLOUD_US_GOV_L4, "https://graph.microsoft.us/v1.0", "https://x.sharepoint.us/"),
            (GU_CLOUD_US_GOV_L5, "https://dod-graph.microsoft.us/v1.0", "https://x.sharepoint-mil.us/"),
            (GU_CLOUD_CHINA, "https://microsoftgraph.chinacloudapi.cn/v1.0", "https://x.sharepoint.cn/"),
            (GU_CLOUD_BLEU, "https://graph.svc.sovcloud.fr/v1.0", "https://x.sovcloud-sharepoint.fr/"),
            (GU_CLOUD_DELOS, "https://graph.svc.sovcloud.de/v1.0", "https://x.sovcloud-sharepoint.de/"),
        ] {
            let mut options = ptr::null_mut();
            // SAFETY: the options are made here, and freed once behind their last use.
            unsafe {
                assert_eq!(gu_options_new(&mut options, ptr::null_mut()), 0);
                assert_eq!(gu_options_set_cloud(options, cloud, ptr::null_mut()), 0);
                let host = c"files.example.com".as_ptr();
                assert_eq!(gu_options_add_upload_host(options, host, ptr::null_mut()), 0);
                let settled = (*options).snapshot().expect("nothing was refused");
                let client = Client::new(&settled).expect("lawful");
                assert_eq!(client.endpoint().url(""), graph);
                for lawful in [drive, "https://files.example.com/"] {
                    assert_eq!(client.endpoint().check_upload_url(lawful, UploadHost::Drive), Ok(()));
                }
                let strange = client.endpoint().check_upload_url("https://x.example.com/", UploadHost::Drive);
                assert!(strange.is_err());
                gu_options_free(options);
            }
        }
    }
}
