//! A queue of uploads over sockets, against the simulator.

mod connections;
mod ending;
mod jobs;
mod killed;
mod many;
mod order;
mod pausing;
mod saved;
#[cfg(target_os = "linux")]
mod threads;
mod throttled;
#[cfg(target_os = "linux")]
mod watched;
mod world;
