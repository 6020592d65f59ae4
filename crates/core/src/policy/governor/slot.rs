//! What a request asks for, and what it gets.

use crate::graph::response::Response;
use crate::policy::retry::Millis;
use crate::policy::throttle::Scope;

/// What a request needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What the service throttles together with it.
    pub scope: Scope,
    /// What it changes together with others, which it must not overlap.
    pub line: Option<String>,
    /// How many bytes of a file it sends.
    pub bytes: u64,
    /// Whether its upload is late: the session expires before the rest is sent at the present speed.
    pub late: bool,
    /// The upload that it is of: any number that another upload does not have.
    pub who: u64,
}

/// A request that waits. It is polled or withdrawn; one that is dropped keeps its place.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Ticket(pub(super) u64);

/// A request that may be under way. It counts until it is given back.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Slot {
    pub(super) number: u64,
    pub(super) ask: Ask,
}

impl Slot {
    /// What was asked for.
    pub fn ask(&self) -> &Ask {
        &self.ask
    }
}

/// Whether a request may go.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Turn {
    /// It may.
    Go(Slot),
    /// It has to wait.
    Wait {
        /// To be polled again.
        ticket: Ticket,
        /// Not before this time, where that is known; otherwise until others are done.
        until: Option<Millis>,
        /// What for.
        why: Why,
    },
}

/// What a request waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// The service has asked that its scope be quiet.
    Quiet,
    /// Little is left until the service counts anew.
    Paced,
    /// Its mailbox has taken as many bytes as it takes within a window.
    Bytes,
    /// As many requests are under way as may be.
    AtOnce,
    /// Another request is at the same message or event.
    Line,
}

/// What came of a request.
#[derive(Debug, Clone, Copy)]
pub enum Ended<'a> {
    /// Nothing of it has left.
    Unsent,
    /// There was no response.
    NoResponse,
    /// This came.
    Answered(&'a Response),
}
