//! What a client has in each life of the process.

use std::mem;
use std::sync::{Arc, Mutex};

use crate::client::lines::Lines;
use crate::credentials::{Credentials, TokenSource};
use crate::host::{Life, life};
use crate::http::Transport;
use crate::net::SetUpError;
use graph_upload_core::policy::throttle::Throttle;

/// What threads share by locks, and what is connected to others. A child that was forked makes its own.
#[derive(Debug)]
pub(super) struct Live {
    life: Life,
    pub parts: Arc<Parts>,
}

#[derive(Debug)]
pub(super) struct Parts {
    pub credentials: Credentials,
    /// Missing where a child cannot take the certificates again.
    pub transport: Result<Transport, SetUpError>,
    pub throttle: Mutex<Throttle>,
    pub lines: Lines,
}

impl Live {
    pub fn new(token: &TokenSource, transport: Result<Transport, SetUpError>) -> Self {
        let credentials = Credentials::new(token.clone());
        let parts = Parts { credentials, transport, throttle: Mutex::default(), lines: Lines::default() };
        Self { life: life(), parts: Arc::new(parts) }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if self.life != life() {
            // Its connections are the parent's, which a word of farewell would break, and a thread that did not come
            // along may hold its locks.
            mem::forget(Arc::clone(&self.parts));
        }
    }
}
