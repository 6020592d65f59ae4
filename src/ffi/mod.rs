//! The C API: converts, calls the Rust API, converts back. One file per object; `tests/header/groups.rs` has their order in
//! the header.
//!
//! The doc comments of this folder are the header, so they are written for someone who knows no Rust. Decisions about
//! uploading do not belong here: an export that needs one shows that the Rust API lacks something.
#![allow(non_camel_case_types)]
// URLs in these comments are for readers of the header, not of rustdoc.
#![allow(rustdoc::bare_urls)]
// The header's comments state for each function what callers promise; there is no second place for it.
#![allow(clippy::missing_safety_doc)]

mod guard;
mod handle;
mod text;

pub mod cancel;
pub mod client;
pub mod context;
pub mod error;
pub mod item;
pub mod job;
pub mod log;
pub mod one_call;
pub mod options;
pub mod progress;
pub mod property;
pub mod queue;
pub mod session;
pub mod source;
pub mod state;
pub mod status;
pub mod stream;
pub mod target;
pub mod token;
pub mod upload;
pub mod version;
pub mod wait;
