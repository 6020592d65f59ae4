//! What differs between operating systems: waiting on a socket so that it can be woken, and asking what is unsent.
//!
//! Each system's file has the items that are taken from it here, and nothing else.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub(crate) use system::{
    Descriptor, MORE_FLAG, SEND_BUFFER, SEND_FLAGS, Wake, in_progress, of, unsent, wait, wait_any,
};

/// What ended a wait. All false: the time passed, or the wait was disturbed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ready {
    pub(crate) read: bool,
    // Elsewhere connections are waited for in another way.
    #[cfg_attr(not(windows), allow(dead_code))]
    pub(crate) write: bool,
    pub(crate) woken: bool,
}

impl Ready {
    /// Whether the descriptor has what was waited for.
    pub(crate) fn is_ready(self) -> bool {
        self.read || self.write
    }
}

/// What is waited for on a descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    Read,
    #[cfg_attr(not(windows), allow(dead_code))]
    Write,
    Both,
}
