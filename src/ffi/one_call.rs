//! A whole upload with the defaults.

use std::ffi::c_char;
use std::path::Path;
use std::ptr;

use crate::ffi::client::gu_client;
use crate::ffi::error::gu_error;
use crate::ffi::guard::{guard, store};
use crate::ffi::item::gu_item;
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::required;
use crate::ffi::upload::run;
use crate::source::FileContent;
use crate::upload::Upload;

/// Uploads the file at a path: gu_upload_run() with the defaults.
///
/// Blocks, and cannot be cancelled. If gu_error_in_doubt() is 1 afterwards, no call can look the file up again: where
/// that matters, use gu_upload_run().
///
/// @param client  not NULL
/// @param target  not NULL
/// @param path    UTF-8 on every system; not NULL
/// @param item    receives the stored file; NULL if not wanted
/// @param error   may be NULL; see gu_error
/// @return as for gu_upload_run()
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_upload_file(
    client: *const gu_client,
    target: *const gu_target,
    path: *const c_char,
    item: *mut *mut gu_item,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            store(item, ptr::null_mut());
            let upload = Upload::of(FileContent::at(Path::new(required(path, "path")?)));
            run(&upload, client, target, ptr::null(), item)
        })
    }
}
