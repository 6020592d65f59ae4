//! Who may send: the governor hands out slots to the requests of many uploads.
//!
//! A request asks ([`Governor::ask`]) and gets a [`Ticket`], which is polled ([`Governor::poll`]) until it becomes a
//! [`Slot`], and the slot is given back ([`Governor::give_back`]) with what came of the request. What the service has
//! said, or documents, decides when:
//!
//! - A scope that was asked to be quiet (`Retry-After`) is left alone: requests that come in spite of it count as well,
//!   and lead to longer waits (OneDrive/onedrive-api-docs: docs/rest-api/concepts/scan-guidance.md).
//! - A mailbox takes few requests at once and so many bytes within a window; see [`Limits`].
//! - Where `RateLimit-Remaining` says that little is left, requests are spread over the time to the reset.
//! - In each scope half as many run at once after a 429, 503 or 509, and one more after as many successes as run at once.
//! - While an upload says that its session expires too early, one request at a time sends bytes beside it in its scope, so
//!   that it has a larger share of the link.
//! - Requests that change one message or event, its line, go one after another: Exchange refuses those that overlap
//!   (microsoftgraph/msgraph-sdk-dotnet issue 1287: four attachments to a draft at once, and one was stored).
//!
//! Whoever has waited longest goes first. A request that has to wait for its own line or scope lets others pass, but none
//! that would take from it what it waits for: its line, or the bytes of its mailbox. Several requests of one upload stand
//! in the queue one at a time, so that an upload with many of them waits like the others.
//!
//! The invariant: each slot that was handed out counts in its scope, its mailbox and its line until it is given back, and
//! a slot can be given back once, since that takes it.

mod at_once;
mod late;
mod limits;
mod pace;
mod queue;
mod room;
mod slot;
#[cfg(test)]
mod tests;
mod window;

use std::collections::HashMap;

use crate::policy::retry::Millis;
use crate::policy::throttle::Scope;
use queue::{Ahead, Queue};
use room::{Mailbox, Room};

pub use limits::Limits;
pub use slot::{Ask, Ended, Slot, Ticket, Turn, Why};

/// How many scopes are remembered. Only those count that something is known of, so this is never reached by far.
const MAX_SCOPES: usize = 1_024;

/// Hands out slots. Time is passed in, and may stand still but not go back.
#[derive(Debug, Default)]
pub struct Governor {
    limits: Limits,
    /// The number of the next slot.
    next: u64,
    queue: Queue,
    rooms: HashMap<Scope, Room>,
    mailboxes: HashMap<String, Mailbox>,
    /// How many slots are at each line: one, and those that did not wait.
    lines: HashMap<String, u32>,
    /// When everything that was free had been handed out; `None` once something has changed since.
    settled: Option<Millis>,
}

impl Governor {
    /// A governor with other limits than the documented ones.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Enters a request into the queue. To be polled at once.
    pub fn ask(&mut self, now: Millis, ask: Ask) -> Ticket {
        self.settled = None;
        Ticket(self.queue.enter(now, ask))
    }

    /// Whether a request may go. To be asked again whenever a slot is given back, when `until` is reached, and at least
    /// every half of [`Limits::stale_ms`].
    pub fn poll(&mut self, now: Millis, ticket: Ticket) -> Turn {
        let comes_back = self.queue.seen(now, ticket.0, self.limits.stale_ms);
        if comes_back || self.settled != Some(now) {
            self.settle(now);
        }
        match self.queue.fetch(ticket.0) {
            Ok(slot) => Turn::Go(slot),
            Err((why, until)) => Turn::Wait { ticket, until, why },
        }
    }

    /// A request is not wanted any more.
    pub fn withdraw(&mut self, now: Millis, ticket: Ticket) {
        self.settled = None;
        if let Some(slot) = self.queue.leave(ticket.0) {
            self.give_back(now, slot, Ended::Unsent);
        }
    }

    /// A slot for a request that does not wait, whatever the limits. It counts like any other.
    pub fn take(&mut self, now: Millis, ask: Ask) -> Slot {
        self.grant(now, ask)
    }

    /// Ends a request, and takes over what its response says about its scope.
    pub fn give_back(&mut self, now: Millis, slot: Slot, ended: Ended<'_>) {
        self.settled = None;
        let Slot { number, ask } = slot;
        let next = self.next;
        if let Some(room) = self.rooms.get_mut(&ask.scope) {
            match ended {
                Ended::Answered(response) => room.heard(now, response, number, next, &self.limits),
                Ended::Unsent => room.pace.stays(),
                Ended::NoResponse => {}
            }
            room.running -= 1;
            room.senders.end(now, &ask);
        }
        if let Some(mailbox) = ask.scope.mailbox().and_then(|name| self.mailboxes.get_mut(name)) {
            mailbox.running -= 1;
            mailbox.window.end(now, ask.bytes, !matches!(ended, Ended::Unsent));
        }
        if let Some(line) = ask.line {
            self.leave_line(&line);
        }
    }

    fn leave_line(&mut self, line: &str) {
        if let Some(count) = self.lines.get_mut(line) {
            *count -= 1;
            if *count == 0 {
                self.lines.remove(line);
            }
        }
    }

    /// Until when a scope has to be quiet, if it has to be.
    pub fn quiet_until(&self, now: Millis, scope: &Scope) -> Option<Millis> {
        self.rooms.get(scope).map(|room| room.quiet_until).filter(|until| *until > now)
    }

    /// How many slots are out.
    pub fn running(&self) -> u32 {
        self.rooms.values().map(|room| room.running).sum()
    }

    /// Hands out what is free, in the order of the queue.
    fn settle(&mut self, now: Millis) {
        for slot in self.queue.revoke_stale(now, self.limits.stale_ms) {
            self.give_back(now, slot, Ended::Unsent);
        }
        for ask in self.queue.seen_lately(now, self.limits.stale_ms) {
            if let Some(room) = self.rooms.get_mut(&ask.scope) {
                room.senders.seen(now, ask, self.limits.stale_ms);
            }
        }
        let (mut ahead, mut from) = (Ahead::default(), 0);
        while let Some(at) = self.queue.waiting(from, now, self.limits.stale_ms, &ahead) {
            let ask = self.queue.at(at);
            let free = ahead.allows(ask).map_err(|why| (why, None)).and_then(|()| self.free(now, ask));
            match free {
                Ok(()) => {
                    let slot = self.grant(now, ask.clone());
                    self.queue.grant(at, slot);
                }
                Err((why, until)) => {
                    ahead.waits(ask, why);
                    self.queue.waits(at, why, until);
                }
            }
            from = at + 1;
        }
        self.settled = Some(now);
    }

    /// Whether a request could go now, were it alone in the queue.
    fn free(&self, now: Millis, ask: &Ask) -> Result<(), (Why, Option<Millis>)> {
        let room = self.rooms.get(&ask.scope);
        let new = Room::new(&ask.scope, &self.limits);
        let room = room.unwrap_or(&new);
        let mailbox = ask.scope.mailbox().and_then(|name| self.mailboxes.get(name));
        if room.quiet_until > now {
            return Err((Why::Quiet, Some(room.quiet_until)));
        }
        if ask.line.as_ref().is_some_and(|line| self.lines.contains_key(line)) {
            return Err((Why::Line, None));
        }
        let full = mailbox.is_some_and(|mailbox| mailbox.running >= self.limits.mailbox_at_once.max(1));
        let held = room.senders.is_held(now, ask, self.limits.stale_ms);
        if full || held || room.running >= room.at_once.now() {
            return Err((Why::AtOnce, None));
        }
        if let Some(next) = room.pace.next(now) {
            return Err((Why::Paced, Some(next)));
        }
        let Limits { mailbox_bytes, mailbox_window_ms, .. } = self.limits;
        let window = mailbox.map(|mailbox| &mailbox.window);
        let room = window.map_or(Ok(()), |it| it.room(now, ask.bytes, mailbox_bytes, mailbox_window_ms));
        room.map_err(|until| (Why::Bytes, until))
    }

    fn grant(&mut self, now: Millis, ask: Ask) -> Slot {
        self.forget(now, &ask.scope);
        let room = self.rooms.entry(ask.scope.clone()).or_insert_with(|| Room::new(&ask.scope, &self.limits));
        room.running += 1;
        room.senders.seen(now, &ask, self.limits.stale_ms);
        room.senders.begin(&ask);
        room.pace.goes(now);
        if let Some(name) = ask.scope.mailbox() {
            let mailbox = self.mailboxes.entry(name.to_owned()).or_default();
            mailbox.running += 1;
            mailbox.window.pass(now, self.limits.mailbox_window_ms);
            mailbox.window.begin(ask.bytes);
        }
        if let Some(line) = &ask.line {
            *self.lines.entry(line.clone()).or_default() += 1;
        }
        let number = self.next;
        self.next += 1;
        Slot { number, ask }
    }

    /// Makes room for one more scope: first those go that nothing is known of, then the one that is quiet for the
    /// shortest time.
    fn forget(&mut self, now: Millis, scope: &Scope) {
        if self.rooms.len() < MAX_SCOPES || self.rooms.contains_key(scope) {
            return;
        }
        self.rooms.retain(|_, room| !room.is_idle(now));
        self.mailboxes.retain(|_, mailbox| !mailbox.is_idle(now, &self.limits));
        while self.rooms.len() >= MAX_SCOPES {
            let resting = self.rooms.iter().filter(|(_, room)| room.running == 0);
            let soonest = resting.min_by_key(|(_, room)| room.quiet_until).map(|(scope, _)| scope.clone());
            let Some(soonest) = soonest else { return };
            self.rooms.remove(&soonest);
        }
    }
}
