//! The parts of a client that belong to one process.

use std::mem;
use std::sync::Arc;
use std::time::Instant;

use crate::client::slots::Slots;
use crate::credentials::{Credentials, TokenSource};
use crate::host::{Life, life};
use crate::http::Transport;
use crate::net::SetUpError;

/// State shared by locks, and connections. A forked child creates its own.
#[derive(Debug)]
pub(super) struct Live {
    life: Life,
    pub parts: Arc<Parts>,
}

#[derive(Debug)]
pub(super) struct Parts {
    pub credentials: Credentials,
    /// Missing if a child cannot load the certificates again.
    pub transport: Result<Transport, SetUpError>,
    pub slots: Slots,
}

impl Live {
    /// `epoch` is when the client's time begins.
    pub fn new(token: &TokenSource, transport: Result<Transport, SetUpError>, epoch: Instant) -> Self {
        let credentials = Credentials::new(token.clone());
        let parts = Parts { credentials, transport, slots: Slots::new(epoch) };
        Self { life: life(), parts: Arc::new(parts) }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if self.life != life() {
            // Its connections are the parent's, which a TLS close would break, and a thread that
            // does not exist in the child may hold its locks.
            mem::forget(Arc::clone(&self.parts));
        }
    }
}
