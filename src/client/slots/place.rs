//! What a thread has of the slots: a place in the queue, or one among those that are under way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Slots;
use crate::host::{Left, Life, life};
use graph_upload_core::graph::response::{NoResponse, Response, Sent};
use graph_upload_core::policy::governor::Ended;

/// A place in the queue, until this is dropped.
pub(super) struct Waiting<'a> {
    pub slots: &'a Slots,
    pub key: u64,
    pub left: Left,
    pub life: Life,
    /// How often something had become free when this was last polled.
    pub freed: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        // After a fork the lock may be held by a thread that does not exist here.
        if self.life == life() {
            self.slots.withdraw(self.key);
        }
    }
}

/// A request that may be under way, until this is dropped.
pub(crate) struct Place<'a> {
    slots: &'a Slots,
    key: u64,
    left: Left,
    moved: Arc<AtomicU64>,
    life: Life,
    /// It has begun to leave.
    leaves: bool,
}

/// Tells that something of a request moves.
pub(crate) struct Moves<'a> {
    slots: &'a Slots,
    moved: Arc<AtomicU64>,
}

impl<'a> Place<'a> {
    pub(super) fn new(slots: &'a Slots, key: u64, left: Left, moved: Arc<AtomicU64>) -> Self {
        Self { slots, key, left, moved, life: life(), leaves: false }
    }

    /// Told when the host leaves a callback of the request without returning.
    pub fn left(&self) -> &Left {
        &self.left
    }

    /// The request begins to leave.
    pub fn leaves(&mut self) -> Moves<'a> {
        self.leaves = true;
        let moves = Moves { slots: self.slots, moved: Arc::clone(&self.moved) };
        moves.now();
        moves
    }

    /// The request is over.
    pub fn ends(self, result: &Result<Response, NoResponse>) {
        if self.life != life() {
            return;
        }
        let ended = match result {
            Ok(response) => Ended::Answered(response),
            Err(no_response) if no_response.sent == Sent::Nothing => Ended::Unsent,
            Err(_) => Ended::NoResponse,
        };
        self.slots.give_back(self.key, ended);
    }
}

impl Moves<'_> {
    /// It does.
    pub fn now(&self) {
        self.moved.store(self.slots.now(), Ordering::Relaxed);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        // After a fork the lock may be held by a thread that does not exist here.
        if self.life == life() {
            self.slots.give_back(self.key, if self.leaves { Ended::NoResponse } else { Ended::Unsent });
        }
    }
}
