//! What is known of a connection that serves one request after another: whether it still lives, and whose it is.

use std::sync::Arc;

use crate::host::{Life, life};
use crate::net::origin::Origin;
use graph_upload_core::graph::response::Cause;

/// See the module.
pub(super) struct Kept {
    /// How many requests it has served, the current one included.
    requests: u64,
    /// Whether a byte of the current request's response has arrived.
    heard: bool,
    origin: Arc<Origin>,
    /// How many connections to the origin had died when this one was last seen to live.
    alive: u64,
    /// Where it was made.
    life: Life,
}

impl Kept {
    pub(super) fn new(origin: Arc<Origin>, life: Life) -> Self {
        let alive = origin.deaths();
        Self { requests: 0, heard: false, origin, alive, life }
    }

    /// A request begins.
    pub(super) fn begin(&mut self) {
        self.requests += 1;
        self.heard = false;
    }

    /// Bytes of the response have arrived.
    pub(super) fn hear(&mut self) {
        self.heard = true;
    }

    /// The head of the response is there, so it lives.
    pub(super) fn note_alive(&mut self) {
        self.alive = self.origin.deaths();
    }

    /// Notes that an exchange has failed. A connection that was kept from an earlier request and is dead now casts doubt
    /// on all that were kept like it. Says whether it was dead before a byte of the current response arrived; what the
    /// caller does to an exchange says nothing about that.
    pub(super) fn note_end(&self, why: &Cause) -> bool {
        // In the child of a callback that has forked, the connection is the parent's and lives on there.
        let kept = self.requests > 1 && self.is_own();
        if kept && matches!(why, Cause::Closed | Cause::Timeout(_)) {
            self.origin.note_death(self.alive);
        }
        kept && !self.heard && matches!(why, Cause::Closed | Cause::Timeout("send" | "reply"))
    }

    /// Whether a process may use it: it is that process's own, and no connection like it was found dead since it was last
    /// seen to live.
    pub(super) fn is_trusted(&self, life: Life) -> bool {
        self.life == life && self.alive == self.origin.deaths()
    }

    /// Whether this process has made it.
    pub(super) fn is_own(&self) -> bool {
        self.life == life()
    }
}
