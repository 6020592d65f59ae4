//! Options for the network: proxy, client certificate, IP version, rate limit.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::guard::free;
use crate::ffi::options::{gu_options, set};
use crate::ffi::status::gu_status;
use crate::ffi::text::{bytes, optional, required};
use crate::net::IpVersion;
use graph_upload_core::error::Error;

/// Sets the proxy for all connections, or none.
///
/// "http" proxies (the default) are used with CONNECT, "socks5" and "socks5h" ones with SOCKS5: "socks5h" leaves host
/// names to the proxy, "socks5" resolves them here. The default port is 80, for SOCKS5 1080. Name and password,
/// percent-encoded, are sent as Basic credentials or as in RFC 1929; the password is never shown, and its copies are
/// wiped from memory when no longer needed. NTLM, Negotiate and Digest are not supported, nor is TLS to the proxy
/// itself ("https"); traffic through the proxy is still encrypted for the service. If the proxy refuses, the status is
/// GU_ERR_NETWORK and gu_error_is_retryable() is 0; the message names the proxy's host and port, and the authentication
/// schemes it offers if Basic is not among them. Progress counts what the proxy has received.
///
/// Default: from the environment, see gu_options_set_proxy_from_environment().
///
/// @param options  not NULL
/// @param url      such as "http://name:password@proxy.example.com:3128"; NULL for no proxy, whatever the environment
///                 says
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_proxy(
    options: *mut gu_options,
    url: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe { set("gu_options_set_proxy", options, error, |options| options.set_proxy(optional(url, "url")?)) }
}

/// Sets the proxy from the environment or the system, which is the default; undoes gu_options_set_proxy().
///
/// gu_client_new() reads the variables, the first one that is not empty: https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY
/// for the proxy, as in gu_options_set_proxy(); no_proxy, NO_PROXY for the hosts to reach without it, as in
/// gu_options_set_no_proxy(), except that invalid entries are ignored. Loopback hosts are always reached without the
/// environment's proxy. If the proxy cannot be used, gu_client_new() fails (GU_ERR_ARGUMENT) and names where it is set.
///
/// If no variable names one, Windows is asked: for the proxy of the user's Internet options, or else that of `netsh
/// winhttp`, and the hosts listed there as direct. Of proxies for several schemes the one after "https=" counts, else
/// the one for all. Proxy auto-configuration scripts are not run: if there is nothing else, connections are direct. The
/// network settings of macOS are not read; a program that knows them passes them to gu_options_set_proxy() and
/// gu_options_set_no_proxy().
///
/// @param options  not NULL
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_proxy_from_environment(
    options: *mut gu_options,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_proxy_from_environment", options, error, |options| {
            options.set_proxy_from_environment();
            Ok(())
        })
    }
}

/// Sets the hosts to reach without the proxy.
///
/// Entries are separated by commas or spaces. Each is "*" for all hosts; a host name, which also matches all names
/// below it, with or without a leading dot; or an IP address or network such as "127.0.0.0/8", which only matches
/// addresses. A port may follow ("example.com:8443"); an IPv6 address is then in brackets.
///
/// @param options  not NULL
/// @param hosts    such as "localhost,example.com"; "" for none; NULL for the default: from the environment or the
///                 system if the proxy is, otherwise none
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_no_proxy(
    options: *mut gu_options,
    hosts: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_no_proxy", options, error, |options| {
            options.set_no_proxy(optional(hosts, "hosts")?)
        })
    }
}

/// Sets a certificate for servers that ask for one, as some networks put in front of the service do.
///
/// The key is RSA, ECDSA (P-256 or P-384) or Ed25519, as PKCS#8, PKCS#1 or SEC1, not encrypted. If a server rejects the
/// certificate, the status is GU_ERR_TLS. The bytes are only read during the call; the library's own copies of the key
/// are wiped. Default: none.
///
/// @param options       not NULL
/// @param chain         the certificate in PEM form, followed by those between it and a root; not NULL
/// @param chain_length  number of bytes
/// @param key           its private key in PEM form; not NULL
/// @param key_length    number of bytes
/// @param error         may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT, also if the key does not match the certificate
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_client_certificate_pem(
    options: *mut gu_options,
    chain: *const u8,
    chain_length: u64,
    key: *const u8,
    key_length: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_client_certificate_pem", options, error, |options| {
            options
                .set_client_certificate(bytes(chain, chain_length, "chain")?, bytes(key, key_length, "key")?)
        })
    }
}

/// Sets the certificate as gu_options_set_client_certificate_pem() does, from files, which are read now.
///
/// @param options     not NULL
/// @param chain_path  in UTF-8; not NULL
/// @param key_path    in UTF-8, may be the same file; not NULL
/// @param error       may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_client_certificate_files(
    options: *mut gu_options,
    chain_path: *const c_char,
    key_path: *const c_char,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_client_certificate_files", options, error, |options| {
            let (chain, key) = (required(chain_path, "chain_path")?, required(key_path, "key_path")?);
            options.set_client_certificate_files(chain, key)
        })
    }
}

/// IP version of connections.
pub type gu_ip_version = i32;
/// Both, whichever connects first
pub const GU_IP_ANY: gu_ip_version = 0;
/// IPv4 only
pub const GU_IP_V4: gu_ip_version = 4;
/// IPv6 only
pub const GU_IP_V6: gu_ip_version = 6;

/// Sets the IP version of connections, including those to a proxy.
///
/// By default the addresses of a host are tried as in RFC 8305: the versions alternate, a further address is tried
/// after 250 ms without an answer, the first that connects is used, and the one that worked last is tried first. A host
/// without an address of the chosen version, or a URL with an address of the other one, is GU_ERR_NETWORK, and
/// gu_error_is_retryable() is 0. For names that a proxy resolves, the proxy chooses. Default: GU_IP_ANY.
///
/// @param options  not NULL
/// @param version  a GU_IP_ value
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_ip_version(
    options: *mut gu_options,
    version: gu_ip_version,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_ip_version", options, error, |options| {
            options.set_ip_version(match version {
                GU_IP_ANY => IpVersion::Any,
                GU_IP_V4 => IpVersion::V4,
                GU_IP_V6 => IpVersion::V6,
                other => {
                    return Err(Error::argument(format!("IP version: {other} is none of the GU_IP_ values")));
                }
            });
            Ok(())
        })
    }
}

/// Sets the rate limit for sending, shared by all uploads of a client.
///
/// Any second is within 10 % of the limit, apart from what the system holds back on a slower network. It counts the
/// bytes of request bodies; headers, TLS and TCP come on top. Waiting for the limit is no stall, and a gu_cancel ends
/// it at once. Default: 0.
///
/// @param options           not NULL
/// @param bytes_per_second  1024 to 1099511627776; 0 for no limit
/// @param error             may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_rate_limit(
    options: *mut gu_options,
    bytes_per_second: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_rate_limit", options, error, |options| {
            options.set_rate_limit((bytes_per_second > 0).then_some(bytes_per_second))
        })
    }
}

/// Frees options.
///
/// @param options  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_free(options: *mut gu_options) {
    // SAFETY: as the header promises.
    unsafe { free(options) }
}
