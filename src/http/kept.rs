//! Tracks a connection that serves several requests: whether it is still alive, and which process
//! owns it.

use std::sync::Arc;

use crate::host::{Life, life};
use crate::net::origin::Origin;
use graph_upload_core::graph::response::Cause;

/// See the module.
pub(super) struct Kept {
    /// Number of requests served, including the current one.
    requests: u64,
    /// Whether a byte of the current response has arrived.
    heard: bool,
    origin: Arc<Origin>,
    /// The number of dead connections to the origin when this one was last known to be alive.
    alive: u64,
    /// The process's life in which it was made.
    life: Life,
}

impl Kept {
    pub(super) fn new(origin: Arc<Origin>, life: Life) -> Self {
        let alive = origin.deaths();
        Self { requests: 0, heard: false, origin, alive, life }
    }

    /// Begins a request.
    pub(super) fn begin(&mut self) {
        self.requests += 1;
        self.heard = false;
    }

    /// Records that bytes of the response have arrived.
    pub(super) fn hear(&mut self) {
        self.heard = true;
    }

    /// Records that the response head is complete, so the connection is alive.
    pub(super) fn note_alive(&mut self) {
        self.alive = self.origin.deaths();
    }

    /// Records that an exchange has failed. A connection kept from an earlier request and now dead
    /// casts doubt on all others kept like it. Returns whether it was dead before a byte of the
    /// current response arrived; ending an exchange on the caller's side says nothing about that.
    pub(super) fn note_end(&self, why: &Cause) -> bool {
        // After a fork in a callback, the connection is the parent's and lives on there.
        let kept = self.requests > 1 && self.is_own();
        if kept && matches!(why, Cause::Closed | Cause::Timeout(_)) {
            self.origin.note_death(self.alive);
        }
        kept && !self.heard && matches!(why, Cause::Closed | Cause::Timeout("send" | "response"))
    }

    /// Whether a process may use it: the process owns it, and no connection like it was found dead
    /// since it was last known to be alive.
    pub(super) fn is_trusted(&self, life: Life) -> bool {
        self.life == life && self.alive == self.origin.deaths()
    }

    /// Whether the process with this life made it.
    pub(super) fn is_own(&self) -> bool {
        self.life == life()
    }
}
