//! The kinds of targets and their rules.

use std::ffi::{CString, c_char};

use once_cell::race::OnceBox;

use crate::ffi::guard::quietly;
use crate::ffi::text::c_string;
use graph_upload_core::error::Error;
use graph_upload_core::kinds::{Rules, drive, outlook, print, todo};

/// Kind of a target, for an upload of which only the upload URL is known.
pub type gu_kind = i32;
/// An attachment of a To Do task.
pub const GU_KIND_TODO_TASK: gu_kind = 1;
/// An attachment of an Outlook message, event or group post.
pub const GU_KIND_OUTLOOK_ATTACHMENT: gu_kind = 2;
/// A file in OneDrive, OneDrive for Business or SharePoint.
pub const GU_KIND_DRIVE_ITEM: gu_kind = 3;
/// A document of a Universal Print job.
pub const GU_KIND_PRINT_DOCUMENT: gu_kind = 4;

/// The rules of a kind that a caller names.
pub(in crate::ffi) fn rules(kind: gu_kind) -> Result<&'static Rules, Error> {
    match kind {
        GU_KIND_TODO_TASK => Ok(&todo::RULES),
        GU_KIND_OUTLOOK_ATTACHMENT => Ok(&outlook::RULES),
        GU_KIND_DRIVE_ITEM => Ok(&drive::RULES),
        GU_KIND_PRINT_DOCUMENT => Ok(&print::RULES),
        other => Err(Error::argument(format!("kind: {other} is none of the GU_KIND_ values"))),
    }
}

/// Returns the rules of all kinds as JSON: an array of objects, one per kind, with its limits, the permission the token
/// needs, where the token is sent, and how its uploads work.
///
/// @return a static string, never NULL; do not free it
#[unsafe(no_mangle)]
pub extern "C" fn gu_rules_json() -> *const c_char {
    // Waits for no other thread, which might not have come along through a fork.
    static JSON: OnceBox<CString> = OnceBox::new();
    let made = || Box::new(c_string(&graph_upload_core::kinds::rules::rules_json()));
    quietly(c"[]".as_ptr(), || JSON.get_or_init(made).as_ptr())
}
