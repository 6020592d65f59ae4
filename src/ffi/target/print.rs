//! Documents of print jobs.

use std::ffi::c_char;

use crate::ffi::error::gu_error;
use crate::ffi::guard::{give, guard, result_place};
use crate::ffi::status::gu_status;
use crate::ffi::target::gu_target;
use crate::ffi::text::required;
use graph_upload_core::kinds::PrintDocument;

/// Creates a target for a document of a Universal Print job on a printer.
///
/// Takes 1 byte or more; the service documents no limit. Set the content type; otherwise the document is sent as
/// application/octet-stream. Needs the delegated permission PrintJob.Create, or the application permission
/// PrintJob.ReadWrite.All and a print task of the application in the processing state. Nothing is sent yet.
///
/// @param printer   id of the printer; 1 to 2048 bytes, no control characters; not NULL
/// @param job       id of the job; as `printer`, not NULL
/// @param document  id of the document; as `printer`, not NULL
/// @param name      name of the document; 1 to 1020 bytes, no control characters; not NULL
/// @param target    receives the target; not NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_print_document(
    printer: *const c_char,
    job: *const c_char,
    document: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let (printer, job) = (required(printer, "printer")?, required(job, "job")?);
            let (document, name) = (required(document, "document")?, required(name, "name")?);
            give(place, gu_target::new(PrintDocument::of_printer(printer, job, document, name)?));
            Ok(())
        })
    }
}

/// Creates a target for a document of a Universal Print job on a printer share.
///
/// Takes 1 byte or more; the service documents no limit. Set the content type; otherwise the document is sent as
/// application/octet-stream. Needs the delegated permission PrintJob.Create; application permissions are not supported.
/// Nothing is sent.
///
/// @param share     id of the share; 1 to 2048 bytes, no control characters; not NULL
/// @param job       id of the job; as `share`, not NULL
/// @param document  id of the document; as `share`, not NULL
/// @param name      name of the document; 1 to 1020 bytes, no control characters; not NULL
/// @param target    receives the target; not NULL
/// @param error     may be NULL; see gu_error
/// @return GU_OK, or GU_ERR_ARGUMENT
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gu_target_print_share_document(
    share: *const c_char,
    job: *const c_char,
    document: *const c_char,
    name: *const c_char,
    target: *mut *mut gu_target,
    error: *mut *mut gu_error,
) -> gu_status {
    // SAFETY: as the header promises.
    unsafe {
        guard(error, || {
            let place = result_place(target)?;
            let (share, job) = (required(share, "share")?, required(job, "job")?);
            let (document, name) = (required(document, "document")?, required(name, "name")?);
            give(place, gu_target::new(PrintDocument::of_share(share, job, document, name)?));
            Ok(())
        })
    }
}
