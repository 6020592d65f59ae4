//! What is fuzzed: each module takes any bytes and panics where a promise of the library is broken. The targets in
//! `targets/` hand them over.

pub mod core;
pub mod head;
pub mod location;
pub mod names;
pub mod quickxor;
pub mod ranges;
pub mod responses;
pub mod retry_after;
pub mod saved;
pub mod upload;

use graph_upload_core::graph::response::{BodyEnd, Response};

/// A response with this body.
fn response(status: u16, headers: Vec<(String, String)>, body: &[u8]) -> Response {
    Response { status, headers, body: body.to_vec(), end: BodyEnd::Whole, early: false }
}

/// Splits text at the first occurrence of a character; the rest is empty where there is none.
fn halves(text: &str, at: char) -> (&str, &str) {
    text.split_once(at).unwrap_or((text, ""))
}
