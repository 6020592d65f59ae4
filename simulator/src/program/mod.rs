//! The parts of the program outside the simulator.

pub mod ca_file;
pub mod ends;
pub mod output;
#[cfg(unix)]
pub mod ready_fd;
