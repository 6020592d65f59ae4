//! The transport against listeners that misbehave on purpose, all on loopback.

mod cancelling;
mod early;
mod limits;
mod memory;
mod replies;
mod requests;
mod sending;
mod support;
mod tls;
