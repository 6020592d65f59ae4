//! Options for Microsoft Graph: URL, cloud, version, headers.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::options::{gu_options, set};
use crate::ffi::status::gu_status;
use crate::ffi::text::required;
use graph_upload_core::error::Error;
use graph_upload_core::graph::clouds::Cloud;
use graph_upload_core::graph::endpoint::Version;

/// Version of Microsoft Graph.
pub type gu_api_version = i32;
/// v1.0
pub const GU_API_V1: gu_api_version = 1;
/// beta
pub const GU_API_BETA: gu_api_version = 2;

/// Sets the base URL of Microsoft Graph, without the version.
///
/// Default: https://graph.microsoft.com. It must be https with a host name. For loopback hosts, http and IP addresses
/// are accepted here, and refused by gu_client_new() unless gu_options_allow_loopback() was called.
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
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_base_url", options, error, |options| options.set_base_url(required(url, "url")?))
    }
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

/// Sets the cloud: uses its Microsoft Graph, and allows its hosts in upload URLs.
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
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_cloud", options, error, |options| {
            options.set_cloud(match cloud {
                GU_CLOUD_GLOBAL => Cloud::Global,
                GU_CLOUD_US_GOV_L4 => Cloud::UsGovL4,
                GU_CLOUD_US_GOV_L5 => Cloud::UsGovL5,
                GU_CLOUD_CHINA => Cloud::China,
                GU_CLOUD_BLEU => Cloud::Bleu,
                GU_CLOUD_DELOS => Cloud::Delos,
                other => {
                    return Err(Error::argument(format!("cloud: {other} is none of the GU_CLOUD_ values")));
                }
            });
            Ok(())
        })
    }
}

/// Adds a host that upload URLs may name, beside the known ones of the cloud and the kind.
///
/// Bytes go nowhere else: an upload URL on another host is refused (GU_ERR_UNEXPECTED_RESPONSE). To Do uploads never leave
/// Graph's own host, whatever is added.
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
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_add_upload_host", options, error, |options| {
            options.add_upload_host(required(host, "host")?)
        })
    }
}

/// Sets the version of Microsoft Graph. Default: GU_API_V1.
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
    // SAFETY: as the header promises.
    unsafe {
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
}

/// Sets whether to ask Outlook and To Do for immutable ids, which stay when an item moves to another folder.
///
/// Every request to Microsoft Graph for an attachment then has the header Prefer: IdType="ImmutableId", and
/// gu_item_id() is such an id. After an Outlook upload session the id comes from Outlook's own host, which chooses its
/// kind. The ids of targets may be of either kind. A saved upload can only be resumed with the same setting
/// (GU_ERR_SAVED_STATE otherwise). Does not affect drives and print jobs. Default: no.
///
/// @param options  not NULL
/// @param wanted   0 for no, any other value for yes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_immutable_ids(
    options: *mut gu_options,
    wanted: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_immutable_ids", options, error, |options| {
            options.set_immutable_ids(wanted != 0);
            Ok(())
        })
    }
}

/// Sets the User-Agent header.
///
/// The service throttles unnamed traffic first; it asks for the form "ISV|Company|App/1.0" or "NONISV|Company|App/1.0".
/// Default: "NONISV|graph-upload|graph-upload/" and the version.
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
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_user_agent", options, error, |options| {
            options.set_user_agent(required(user_agent, "user_agent")?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;
    use crate::ffi::options::{gu_options_free, gu_options_new};
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
