//! Which types are objects of the C API, and which of them callers own.
//!
//! The helpers of [`guard`](crate::ffi::guard) exist for these types alone. So none of this compiles: to free or hold what
//! is only lent to a callback, to free the place of a handle in place of the handle, to give what has no function that frees
//! it, to free a string or a buffer. And each type has a handle of its own:
//!
//! ```
//! use graph_upload::ffi::item::{gu_item, gu_item_free};
//! fn free(item: *mut gu_item) {
//!     unsafe { gu_item_free(item) }
//! }
//! ```
//!
//! ```compile_fail,E0308
//! use graph_upload::ffi::{client::gu_client, item::gu_item_free};
//! fn free(client: *mut gu_client) {
//!     unsafe { gu_item_free(client) }
//! }
//! ```

use crate::ffi::cancel::gu_cancel;
use crate::ffi::client::gu_client;
use crate::ffi::error::gu_error;
use crate::ffi::item::gu_item;
use crate::ffi::job::gu_job;
use crate::ffi::log::gu_log_record;
use crate::ffi::options::gu_options;
use crate::ffi::progress::gu_progress;
use crate::ffi::queue::gu_queue;
use crate::ffi::session::gu_session;
use crate::ffi::state::gu_state;
use crate::ffi::target::gu_target;
use crate::ffi::token::gu_token_sink;
use crate::ffi::upload::gu_upload;

/// An opaque type of the header.
pub(super) trait Object {
    /// What the header calls parameters of this type, for messages.
    const NAME: &'static str;
}

/// An object that callers own: [`give`](crate::ffi::guard::give) made it, and its `_free` frees it.
pub(super) trait Handle: Object {}

macro_rules! objects {
    ($($object:ty: $name:literal),* $(,)?) => {
        $(impl Object for $object { const NAME: &'static str = $name; })*
    };
}

macro_rules! handles {
    ($($handle:ty: $name:literal),* $(,)?) => {
        objects! { $($handle: $name),* }
        $(impl Handle for $handle {})*
    };
}

handles! {
    gu_cancel: "cancel",
    gu_client: "client",
    gu_error: "error",
    gu_item: "item",
    gu_job: "job",
    gu_options: "options",
    gu_queue: "queue",
    gu_session: "session",
    gu_state: "state",
    gu_target: "target",
    gu_upload: "upload",
}

// Lent to callbacks: they are on the library's stack.
objects! {
    gu_log_record: "record",
    gu_progress: "progress",
    gu_token_sink: "sink",
}

/// Does not compile if one of the types is a [`Handle`]: then two traits offer the function.
#[cfg(test)]
macro_rules! no_handles {
    ($($other:ty),* $(,)?) => {
        const _: () = {
            trait Ambiguous<Way> {
                fn of_one_trait() {}
            }
            struct AsHandle;
            impl<T> Ambiguous<()> for T {}
            impl<T: Handle> Ambiguous<AsHandle> for T {}
            $(let _ = <$other as Ambiguous<_>>::of_one_trait;)*
        };
    };
}

#[cfg(test)]
no_handles!(gu_log_record, gu_progress, gu_token_sink, *mut gu_item, std::ffi::c_char, std::ffi::c_void, u8);
