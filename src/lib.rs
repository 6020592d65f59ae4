//! Puts files into Microsoft Graph through upload sessions.
#![deny(unsafe_code, unsafe_op_in_unsafe_fn, missing_docs)]

#[cfg(panic = "abort")]
compile_error!("graph-upload needs panic = \"unwind\": a panic is caught at the C boundary");

pub mod client;
pub mod credentials;
mod driver;
#[allow(unsafe_code)]
pub mod ffi;
#[allow(unsafe_code)]
mod files;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod host;
pub mod http;
pub mod net;
pub mod progress;
pub mod proxy;
mod put_buffer;
#[forbid(unsafe_code)]
pub mod saved;
pub mod session;
pub mod source;
pub mod upload;

pub use graph_upload_core as core;
pub use graph_upload_core::error::{Error, Status};
