//! What to say next: pure, without sockets, files, threads, clock or random numbers.

pub mod reply;
pub mod request;
