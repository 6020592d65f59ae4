//! Requests of real clients, and replies as they were recorded: each with the smallest request that shows it.

#[path = "../common/mod.rs"]
mod common;

mod outlook;
mod pieces;
mod replies;
mod urls;
