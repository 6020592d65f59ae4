//! The options that say which servers are trusted.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::options::{gu_options, set};
use crate::ffi::status::gu_status;
use crate::ffi::text::{bytes, required};

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
    set("gu_options_add_ca_pem", options, error, |options| options.add_ca_pem(bytes(pem, length, "pem")?))
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
