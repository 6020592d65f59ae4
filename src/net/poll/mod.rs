//! What differs between operating systems: interruptible waits on a socket, and the size of the
//! send queue.
//!
//! Each system's file provides the items used here, and nothing else.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub(crate) use system::{
    Descriptor, MORE_FLAG, SEND_BUFFER, SEND_FLAGS, Wake, in_progress, of, unsent, wait, wait_any, wait_input,
};

/// What ended a wait. All false: the time passed, or the wait was interrupted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ready {
    pub(crate) read: bool,
    // Elsewhere connections are waited for differently.
    #[cfg_attr(not(windows), allow(dead_code))]
    pub(crate) write: bool,
    pub(crate) woken: bool,
}

impl Ready {
    /// Whether the descriptor is ready.
    pub(crate) fn is_ready(self) -> bool {
        self.read || self.write
    }
}

/// The event to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    Read,
    #[cfg_attr(not(windows), allow(dead_code))]
    Write,
    Both,
}
