//! What real clients and recorded traffic say about the service, a test for each fault that was found.

#[path = "../common/mod.rs"]
mod common;

mod address;
mod drive;
