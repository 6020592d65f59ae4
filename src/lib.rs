//! Puts files into Microsoft Graph through upload sessions.
#![deny(unsafe_code, unsafe_op_in_unsafe_fn, missing_docs)]

#[cfg(panic = "abort")]
compile_error!("graph-upload needs panic = \"unwind\": a panic is caught at the C boundary");

#[forbid(unsafe_code)]
pub mod protocol;
pub mod secret;
pub mod source;
pub mod transport;
