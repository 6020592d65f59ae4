//! A flag that can be raised from anywhere and wakes whoever waits on a socket.

/// Ends blocking calls from another thread or from a signal handler.
#[derive(Debug)]
pub struct Cancel {}
