//! What real clients send and what was recorded of the service: each with the smallest request that shows it.

#[path = "../common/mod.rs"]
mod common;

mod address;
mod drive;
mod outlook;
mod pieces;
mod responses;
mod urls;
