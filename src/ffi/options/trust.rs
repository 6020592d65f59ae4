//! Options for trusted certificate authorities and loopback hosts.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::options::{gu_options, set};
use crate::ffi::status::gu_status;
use crate::ffi::text::{bytes, required};

/// Adds certificate authorities to trust, beside those of the operating system.
///
/// If one certificate is not valid, none is added, and the error says which it is, counted from 1.
///
/// @param options  not NULL
/// @param pem      one or more certificates in PEM form; only read during the call; not NULL
/// @param length   number of bytes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_add_ca_pem(
    options: *mut gu_options,
    pem: *const u8,
    length: u64,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_add_ca_pem", options, error, |options| options.add_ca_pem(bytes(pem, length, "pem")?))
    }
}

/// Adds the certificate authorities in a PEM file, beside those of the operating system. The file is read now.
///
/// If one certificate is not valid, none is added, and the error says which it is, counted from 1, and the path.
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
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_add_ca_file", options, error, |options| options.add_ca_file(required(path, "path")?))
    }
}

/// Sets whether to trust the certificate authorities of the operating system. Default: yes.
///
/// On Windows and macOS the system itself decides, with all that users and policies have added; Windows also checks
/// whether a certificate was revoked. Elsewhere they are read from OpenSSL's locations, such as /etc/ssl/certs, or from
/// those in the environment variables SSL_CERT_FILE and SSL_CERT_DIR.
///
/// Without them, add at least one.
///
/// @param options  not NULL
/// @param trusted  0 for no, any other value for yes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_set_platform_roots(
    options: *mut gu_options,
    trusted: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_set_platform_roots", options, error, |options| {
            options.set_platform_roots(trusted != 0);
            Ok(())
        })
    }
}

/// Allows http:// and IP addresses in URLs, only for loopback hosts (127.0.0.0/8, ::1, localhost). Default: no.
///
/// For tests against a local server. Never relaxes anything for other hosts.
///
/// @param options  not NULL
/// @param allowed  0 for no, any other value for yes
/// @param error    may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_options_allow_loopback(
    options: *mut gu_options,
    allowed: u32,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        set("gu_options_allow_loopback", options, error, |options| {
            options.set_loopback(allowed != 0);
            Ok(())
        })
    }
}
