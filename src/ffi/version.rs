//! Version of the library.

use std::ffi::c_char;

/// Major version of this header.
pub const GU_VERSION_MAJOR: u32 = 0;
/// Minor version of this header.
pub const GU_VERSION_MINOR: u32 = 2;
/// Patch version of this header.
pub const GU_VERSION_PATCH: u32 = 0;
/// Version of this header as one number: major * 1000000 + minor * 1000 + patch.
pub const GU_VERSION_NUMBER: u32 = 2000;

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");

/// Returns the version of the running library, such as "0.2.0".
///
/// @return a static string, never NULL; do not free it
#[unsafe(no_mangle)]
pub extern "C" fn gu_version_string() -> *const c_char {
    VERSION.as_ptr().cast()
}

/// Returns the version of the running library as one number.
///
/// Compare it with GU_VERSION_NUMBER to check that header and library match.
///
/// @return major * 1000000 + minor * 1000 + patch
#[unsafe(no_mangle)]
pub extern "C" fn gu_version_number() -> u32 {
    GU_VERSION_MAJOR * 1_000_000 + GU_VERSION_MINOR * 1_000 + GU_VERSION_PATCH
}
