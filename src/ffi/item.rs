//! The stored file.

use std::ffi::{CString, c_char};

use zeroize::Zeroize;

use crate::ffi::guard::{free, read};
use crate::ffi::text::{c_string, number_or_unknown};
use graph_upload_core::graph::integrity::Integrity;
use graph_upload_core::graph::item::Item;

/// A stored file, as the service describes it.
///
/// Comes from gu_finish(), gu_upload_run() and gu_upload_file(); the caller frees it with gu_item_free(). It may
/// outlive its session. It never changes, so any thread may read it. The strings it returns live as long as it does and
/// are never NULL. All accessors accept NULL.
pub struct gu_item {
    size: Option<u64>,
    recovered: bool,
    integrity: gu_integrity,
    id: CString,
    name: CString,
    location: CString,
    web_url: CString,
    etag: CString,
    json: CString,
}

impl From<Item> for gu_item {
    fn from(item: Item) -> Self {
        Self {
            size: item.size,
            recovered: item.recovered,
            integrity: match item.integrity {
                Integrity::Unverifiable => GU_INTEGRITY_UNVERIFIABLE,
                Integrity::Verified => GU_INTEGRITY_VERIFIED,
                Integrity::Differs => GU_INTEGRITY_DIFFERS,
            },
            id: c_string(&item.id),
            name: c_string(&item.name),
            location: c_string(&item.location),
            web_url: c_string(&item.web_url),
            etag: c_string(&item.etag),
            json: c_string(item.json.expose()),
        }
    }
}

/// Its JSON can hold a download URL.
impl Drop for gu_item {
    fn drop(&mut self) {
        std::mem::take(&mut self.json).into_bytes_with_nul().zeroize();
    }
}

/// Returns the id of the attachment, item or document, decoded. Percent-encode it again to use it in a URL.
///
/// @return empty for NULL, otherwise never empty
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_id(item: *const gu_item) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(item, c"".as_ptr(), |item| item.id.as_ptr()) }
}

/// Returns the name that the file is stored under.
///
/// @return empty if the service did not say, which is usual for attachments, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_name(item: *const gu_item) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(item, c"".as_ptr(), |item| item.name.as_ptr()) }
}

/// Returns the Location header of the last response.
///
/// @return empty if there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_location(item: *const gu_item) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(item, c"".as_ptr(), |item| item.location.as_ptr()) }
}

/// Returns a link to open in a browser.
///
/// @return empty if the service did not say, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_web_url(item: *const gu_item) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(item, c"".as_ptr(), |item| item.web_url.as_ptr()) }
}

/// Returns the eTag.
///
/// @return empty if the service did not say, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_etag(item: *const gu_item) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(item, c"".as_ptr(), |item| item.etag.as_ptr()) }
}

/// Returns the size that the service reports, in bytes. For attachments it is a few per cent more than the file size,
/// since it counts their encoding.
///
/// @return -1 if the service did not say, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_size(item: *const gu_item) -> i64 {
    // SAFETY: as the header promises.
    unsafe { read(item, -1, |item| number_or_unknown(item.size)) }
}

/// Returns the service's complete description of the item, as JSON.
///
/// Do not log it: for drives it may contain a URL from which anyone can download the file for a while.
///
/// @return empty if there is none, and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_json(item: *const gu_item) -> *const c_char {
    // SAFETY: as the header promises.
    unsafe { read(item, c"".as_ptr(), |item| item.json.as_ptr()) }
}

/// Returns whether the last response was missing and the file was found by looking it up.
///
/// @return 1 or 0; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_recovered(item: *const gu_item) -> u32 {
    // SAFETY: as the header promises.
    unsafe { read(item, 0, |item| u32::from(item.recovered)) }
}

/// Whether the stored file is what was sent.
pub type gu_integrity = i32;
/// The service reports neither a difference nor a hash that would rule one out. Always so for attachments and print
/// documents, at times for files in drives: their hash may come later than the response.
pub const GU_INTEGRITY_UNVERIFIABLE: gu_integrity = 1;
/// The service reports the size and the QuickXorHash of the bytes sent.
pub const GU_INTEGRITY_VERIFIED: gu_integrity = 2;
/// The service reports another size or hash. Not always damage: SharePoint rewrites Office files and some others on
/// arrival.
pub const GU_INTEGRITY_DIFFERS: gu_integrity = 3;

/// Returns whether the stored file is what was sent, as far as the service reports.
///
/// @return a GU_INTEGRITY_ value; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_integrity(item: *const gu_item) -> gu_integrity {
    // SAFETY: as the header promises.
    unsafe { read(item, 0, |item| item.integrity) }
}

/// Frees an item.
///
/// @param item  may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_item_free(item: *mut gu_item) {
    // SAFETY: as the header promises.
    unsafe { free(item) }
}
