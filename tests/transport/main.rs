//! The transport against listeners that misbehave on purpose, all on loopback.

#[path = "../support/heap.rs"]
mod heap;

mod cancelling;
mod client_certificates;
mod early;
#[cfg(unix)]
mod forking;
mod hostile;
mod kept;
mod lacking;
mod limits;
mod memory;
mod old_tls;
mod proxies;
mod rate;
mod requests;
mod responses;
mod sending;
mod socks;
mod support;
mod tls;
